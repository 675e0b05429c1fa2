"""Codes and names of areas, and numbers that belong to persons: read, recognised, told apart."""
