"""Every number and word of the screen, and what it means."""
