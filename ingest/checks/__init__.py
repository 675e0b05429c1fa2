"""What rows are held against before they are written."""
