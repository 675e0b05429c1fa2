"""Fixtures of the browser tests: servers on filled databases, which the tests of all processes only read from."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.pages import stores
from tests.support.processes.server import Dashboard, running_dashboard
from tests.support.processes.shared import shared
from tests.support.worlds import states
from tests.support.worlds.built_once import built_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.processes.shared import Card

TODAY = stores.TODAY.isoformat()


@contextmanager
def dashboard_on(build: Callable[[str], None], folders: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """Fill a database and run the dashboard on it, one for all test processes."""

    @contextmanager
    def started(folder: Path) -> Iterator[Card]:
        file = shutil.copy(built_once(folders, build, f"state-{build.__name__}"), folder / "store.sqlite")
        environment = {"KAWAL_DATABASE_URL": f"sqlite:///{file}", "KAWAL_TODAY": TODAY}
        with running_dashboard(environment, folder / "log") as dashboard:
            yield {"url": dashboard.base_url, "pid": str(dashboard.pid), "log": str(dashboard.log_path)}

    with shared(folders, build.__name__, started) as card:
        yield Dashboard(card["url"], int(card["pid"]), Path(card["log"]))


@pytest.fixture(scope="session")
def full_dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """With a recap of every desa."""
    with dashboard_on(states.full, tmp_path_factory) as dashboard:
        yield dashboard


@pytest.fixture(scope="session")
def odd_names_dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """With names of great length and of one sign."""
    with dashboard_on(states.odd_names, tmp_path_factory) as dashboard:
        yield dashboard


@pytest.fixture(scope="session")
def demo_dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """With the simulated campaign."""
    with dashboard_on(states.demo, tmp_path_factory) as dashboard:
        yield dashboard


@pytest.fixture(scope="session")
def ended_dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """With the simulated campaign at its end."""
    with dashboard_on(states.whole_campaign, tmp_path_factory) as dashboard:
        yield dashboard
