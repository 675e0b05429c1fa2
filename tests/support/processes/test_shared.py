"""What is shared by test processes: started once, there as long as anybody uses it, started anew after a death."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

from tests.support import PATIENCE_SECONDS, ROOT
from tests.support.processes.shared import shared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    import pytest

    from tests.support.processes.shared import Card


def noting(events: list[str]) -> Callable[[Path], AbstractContextManager[Card]]:
    """Give what notes its start and its end."""

    @contextmanager
    def start(folder: Path) -> Iterator[Card]:
        assert list(folder.iterdir()) == []
        events.append("started")
        yield {"number": str(len(events))}
        events.append("stopped")

    return start


def test_who_asks_first_starts_it_and_the_others_use_the_same(tmp_path_factory: pytest.TempPathFactory) -> None:
    events: list[str] = []
    with shared(tmp_path_factory, "same", noting(events)) as one, shared(tmp_path_factory, "same", noting([])) as other:
        assert one == other == {"number": "1"}
        with shared(tmp_path_factory, "another", noting(events)) as another:
            assert another == {"number": "2"}
    assert events == ["started", "started", "stopped", "stopped"]


def test_whoever_started_it_waits_for_the_others(tmp_path_factory: pytest.TempPathFactory) -> None:
    events: list[str] = []
    is_there, may_leave = Event(), Event()

    def first() -> None:
        with shared(tmp_path_factory, "waits", noting(events)):
            is_there.set()
            assert may_leave.wait(PATIENCE_SECONDS)
        events.append("left")

    starter = Thread(target=first)
    starter.start()
    assert is_there.wait(PATIENCE_SECONDS)
    with shared(tmp_path_factory, "waits", noting([])):
        may_leave.set()
        # It has left the block by now or later, and comes no further while this one uses it.
        starter.join(0.5)
        assert events == ["started"]
    starter.join(PATIENCE_SECONDS)
    assert events == ["started", "stopped", "left"]
    with shared(tmp_path_factory, "waits", noting(events)) as again:
        assert again == {"number": "4"}


KILLED = """
import os, sys
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from tests.support.processes.shared import shared

@contextmanager
def start(folder):
    yield {}

with shared(SimpleNamespace(getbasetemp=lambda: Path(sys.argv[1])), "killed", start):
    os._exit(7)
"""


def test_after_the_starter_was_killed_another_starts(tmp_path_factory: pytest.TempPathFactory) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path_factory.getbasetemp())]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 7
    events: list[str] = []
    with shared(tmp_path_factory, "killed", noting(events)):
        assert events == ["started"]
    assert events == ["started", "stopped"]
