"""What one test process starts and all of a run use: a server costs seconds, and each process had one of its own."""

from __future__ import annotations

import fcntl
import json
import os
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from filelock import FileLock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    import pytest

Card = dict[str, str]
"""How to reach what was started."""


def run_folder(folders: pytest.TempPathFactory, name: str) -> Path:
    """Give a folder that all test processes of this run share."""
    base = folders.getbasetemp()
    # Each process of xdist has a folder of its own within that of the run.
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    folder.mkdir(exist_ok=True)
    return folder


@contextmanager
def shared(
    folders: pytest.TempPathFactory, name: str, start: Callable[[Path], AbstractContextManager[Card]]
) -> Iterator[Card]:
    """Give what runs under a name; who asks first starts it, and stops it when nobody uses it any more.

    Who asks after that starts another. Nobody waits in a circle: whoever stops a thing has started it before those for
    whom he waits came to use it. The locks are the kernel's, so that a killed process lets go of them.

    Parameters
    ----------
    folders
        The factory of temporary folders of this run.
    name
        Name of it, the same in every process.
    start
        Starts it, with an empty folder to work in, and stops it at the end.
    """
    place = run_folder(folders, f"shared-{name}")
    door, card = FileLock(place / "door"), place / "card.json"
    with ExitStack() as stack:
        used, started = (stack.enter_context((place / each).open("a")) for each in ("used", "started"))
        with door:
            fcntl.flock(used, fcntl.LOCK_SH)
            is_mine = _took(started)
            if is_mine:
                begun = stack.enter_context(start(Path(tempfile.mkdtemp(dir=place))))
                card.write_text(json.dumps(begun), encoding="utf-8")
            known: Card = json.loads(card.read_text(encoding="utf-8"))
        if is_mine:
            stack.callback(_wait_until_unused, door, used, started)
        yield known


def _took(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait_until_unused(door: FileLock, used: IO[str], started: IO[str]) -> None:
    """Wait for the others, without end: each is a process that lives."""
    while True:
        with door:
            if _took(used):
                fcntl.flock(started, fcntl.LOCK_UN)
                # Whoever comes now shall be able to say that he uses what he starts himself.
                fcntl.flock(used, fcntl.LOCK_UN)
                return
        time.sleep(0.1)
