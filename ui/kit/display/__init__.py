"""What every page shows: figures, maps with lists, curves, pictures."""
