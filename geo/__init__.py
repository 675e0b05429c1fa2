"""Boundaries: read, check, generalise as a coverage, dissolve, write; and the maps drawn from them.

Frames in, frames or figures out. Every frame has the columns `code` (BPS code, text)
and `geometry` in EPSG:4326.
"""
