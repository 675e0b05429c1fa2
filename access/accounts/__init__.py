"""Passwords, tokens, rate limit, and what the operator does with accounts."""
