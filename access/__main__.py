"""Accounts from the terminal: `python -m access` runs `access.commands`."""

import atexit
import gc

if __name__ == "__main__":
    # As in reports: no search for circles in memory that goes back anyway.
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)
    from access.commands import app

    app(prog_name="python -m access")
