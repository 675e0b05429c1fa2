"""Figures as files from the terminal: `python -m reports` runs `reports.commands`."""

import atexit
import gc

if __name__ == "__main__":
    # Python looks for circles among all objects again and again while libraries load, and once more before it ends:
    # half a second of a command that takes two, for memory that goes back anyway.
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)
    from reports.commands import app

    app(prog_name="python -m reports")
