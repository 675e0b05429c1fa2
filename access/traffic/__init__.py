"""Connections, tabs and files in transit, each with bounds."""
