"""Kawal Sensus: how far the online census has come, and where to push next. Start: `streamlit run dashboard.py`."""

from ui.shell.frame import run

run()
