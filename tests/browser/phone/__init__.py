"""What a thumb does on a phone."""
