"""Accounts, sign-ins, and the log of what was done."""
