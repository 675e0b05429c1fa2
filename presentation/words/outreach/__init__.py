"""Outreach in words: records and promises, coverage, and their tables of texts."""
