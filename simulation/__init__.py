"""A simulated campaign of Kudus, true to the published totals; it imports the arithmetic alone."""
