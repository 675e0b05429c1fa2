"""Outreach in words: records and promises, reach, and their tables of texts."""
