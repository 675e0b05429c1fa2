"""Charts as figures, made from values."""
