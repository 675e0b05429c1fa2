"""Who is looking, and what roles may see, as values."""
