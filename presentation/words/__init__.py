"""Sentences made from values."""
