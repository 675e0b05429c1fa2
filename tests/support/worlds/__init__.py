"""Worlds that tests look at: databases built once, states of a screen, invented areas and figures."""
