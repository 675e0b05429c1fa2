"""The kinds of file: their columns, and how one cell is read."""
