"""What was found wrong in a file, in words."""
