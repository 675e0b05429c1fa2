"""Figures as files from the terminal: `python -m reports` runs `reports.commands`."""

import atexit
import gc
import os

if __name__ == "__main__":
    # NumPy starts a thread for each core as it loads; no command's matrices are large enough to gain by them.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # The garbage collector searches all objects for cycles while libraries load and once more at the end: half a
    # second of a command that takes two, for memory that is freed anyway (decision 145).
    gc.disable()
    atexit.register(gc.freeze)
    from reports.commands import app

    gc.freeze()
    gc.set_threshold(100_000)
    gc.enable()
    app(prog_name="python -m reports")
