"""Memory is searched in a pause between two runs, and stays flat."""

from __future__ import annotations

import gc
import shutil
import threading
import weakref
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from benchmarks.load.websocket import visitor
from tests.pages import stores
from tests.support import PATIENCE_SECONDS, ROOT
from tests.support.processes.server import running_dashboard
from tests.support.worlds.built_once import built_once
from ui.shell.process import garbage

if TYPE_CHECKING:
    from collections.abc import Iterator

RUNS, RUNS_BEFORE, RUNS_OF_A_VISIT = 2_000, 500, 10
"""Runs that are measured, those before them, which fill what is kept for all, and those of one visitor."""
KILOBYTE = 1024
MOST_KB_OF_A_RUN = 5
"""Growth by run: a page sends about 20 kB, so whoever keeps what a run makes is found."""
WARM_UP_RUNS, GATE_RUNS = 4, 8
MOST_OBJECTS_OF_A_RUN = 10
"""A run makes thousands; whoever keeps a table of each run keeps more than these."""


class Circle:
    """What nobody but itself holds."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def python_does_not_search() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


def old_circle() -> weakref.ref[Circle]:
    """Give a circle of the oldest generation that nobody holds any more, after something new has been made."""
    circle = Circle()
    gc.collect()
    followed = weakref.ref(circle)
    del circle
    # A young generation was searched since: there is something to search for.
    gc.collect(0)
    assert gc.get_count()[1] > 0
    return followed


def never_waited(seconds: float) -> None:
    raise AssertionError(seconds)


@pytest.mark.usefixtures("python_does_not_search")
def test_what_nobody_holds_goes_in_a_pause() -> None:
    circle = old_circle()
    assert circle() is not None
    assert garbage.search(lambda: False, never_waited) > 0
    assert circle() is None


@pytest.mark.usefixtures("python_does_not_search")
def test_a_page_that_is_worked_on_is_waited_for() -> None:
    circle, waited = old_circle(), list[bool]()

    def sleep(_seconds: float) -> None:
        waited.append(circle() is not None)

    garbage.search(lambda: len(waited) < 3, sleep)
    assert waited == [True, True, True]
    assert circle() is None


@pytest.mark.usefixtures("python_does_not_search")
def test_a_server_without_a_pause_is_searched_all_the_same() -> None:
    circle, waited = old_circle(), list[float]()
    garbage.search(lambda: True, waited.append)
    assert sum(waited) == pytest.approx(garbage.PATIENCE_SECONDS)
    assert circle() is None


@pytest.mark.usefixtures("python_does_not_search")
def test_where_nothing_has_been_made_nothing_is_searched() -> None:
    gc.collect()
    assert garbage.search(lambda: pytest.fail("it asked whether it may"), never_waited) == 0


def test_streamlit_itself_searches_after_no_run() -> None:
    assert config.get_option("runner.postScriptGC") is False


@pytest.fixture
def demo_url(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    template = built_once(tmp_path_factory, stores.simulate, "state-demo")
    return f"sqlite:///{shutil.copy(template, tmp_path / 'demo.sqlite')}"


def test_ringkasan_keeps_nothing_of_a_run(demo_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAWAL_DATABASE_URL", demo_url)
    app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=PATIENCE_SECONDS)
    for _ in range(WARM_UP_RUNS):
        assert not app.run().exception
    start = lasting_objects()
    for _ in range(GATE_RUNS):
        app.run()
    assert (lasting_objects() - start) / GATE_RUNS <= MOST_OBJECTS_OF_A_RUN
    # However often a page was drawn.
    assert sum(thread.name == "kawal-garbage" for thread in threading.enumerate()) == 1


def lasting_objects() -> int:
    """Count what the collector knows and somebody holds.

    Without weak references: pandas notes one for each view of a table and forgets them by hundreds.
    """
    gc.collect()
    return sum(type(one) is not weakref.ReferenceType for one in gc.get_objects())


@pytest.mark.deep
def test_memory_stays_flat_over_two_thousand_runs(demo_url: str, tmp_path: Path) -> None:
    settings = {
        "KAWAL_DATABASE_URL": demo_url,
        "KAWAL_TODAY": stores.TODAY.isoformat(),
        # Otherwise visits are kept for two minutes after their end: how many would hang on the speed.
        "STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": "1",
    }
    seen = []
    with running_dashboard(settings, tmp_path / "server.log") as server:
        for _ in range((RUNS_BEFORE + RUNS) // RUNS_OF_A_VISIT):
            with visitor(server.base_url) as visit:
                for _ in range(RUNS_OF_A_VISIT):
                    visit.run()
            seen.append(resident_bytes(server.pid))
    measured = seen[RUNS_BEFORE // RUNS_OF_A_VISIT :]
    quarter = len(measured) // 4
    # By medians: the allocator takes and gives back some megabytes at once.
    grown = median(measured[-quarter:]) - median(measured[:quarter])
    runs_between = RUNS * 3 / 4
    assert grown / runs_between <= MOST_KB_OF_A_RUN * KILOBYTE, [number // KILOBYTE for number in seen[::10]]


def resident_bytes(pid: int) -> int:
    """Give the memory that a process has at this moment."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * KILOBYTE
    raise AssertionError(pid)
