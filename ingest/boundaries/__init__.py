"""Files of boundaries in."""
