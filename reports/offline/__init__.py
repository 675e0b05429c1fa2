"""A view as one file that asks nobody: sentences, map, list, curve and table, for a phone without a network."""
