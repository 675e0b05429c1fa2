"""Passwords, tokens, limits of tries, and what the operator does with accounts."""
