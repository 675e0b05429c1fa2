"""Every morning, without being told: all files of a day, and the way out of the building."""
