"""Accounts from the terminal: `python -m access` runs `access.commands`."""

import atexit
import gc

if __name__ == "__main__":
    # As in `reports.__main__`: no search for cycles in memory that is freed anyway (decision 145).
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)
    from access.commands import app

    app(prog_name="python -m access")
