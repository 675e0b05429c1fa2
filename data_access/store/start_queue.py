"""Processes of the product that start on one database at once: one makes the tables, the others wait for it."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_LOOK_EVERY_SECONDS = 0.05


@contextmanager
def queued_in(folder: Path, *, seconds: float) -> Iterator[None]:
    """Wait until no other process of the product is starting on a database of this folder, then keep others waiting.

    SQLite's own lock cannot tell a start, for which one waits, from another program, of which one says so. The folder
    is locked and not the file: closing the file a second time would take SQLite's locks off it.

    Parameters
    ----------
    folder
        Where the database lies.
    seconds
        Longest wait, after which SQLite's lock has the last word, keyword-only.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with suppress(BlockingIOError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            time.sleep(_LOOK_EVERY_SECONDS)
        yield
    finally:
        os.close(descriptor)
