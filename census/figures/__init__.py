"""Figures of areas and days: carried forward, added up, compared, held against a target."""
