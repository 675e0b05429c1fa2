"""What holds for every page alike, whatever it shows."""
