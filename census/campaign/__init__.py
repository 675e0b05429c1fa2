"""One campaign as one reader may see it, with its agencies and ranks."""
