"""Kawal Sensus: how far the online census has come, and where to push next. Start: `make run`."""

from ui.kit.attention import badge
from ui.shell.frame import run

run(badge)
