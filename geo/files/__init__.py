"""Boundary files in."""
