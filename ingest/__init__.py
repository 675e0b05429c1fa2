"""Files and live rows in: read, check, load, record."""
