"""The books against the rows: everything that is counted, counted once more in another way."""
