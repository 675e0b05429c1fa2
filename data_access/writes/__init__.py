"""What can be written, in whole transactions."""
