"""What is drawn of areas, as values: the same for a page and for a file that leaves it."""
