"""The guard in front of the whole server."""
