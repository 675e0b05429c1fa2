"""Fixtures of the browser tests: a server per process on a filled database, and one per test that writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.pages import stores
from tests.support import states
from tests.support.server import running_dashboard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.server import Dashboard

TODAY = stores.TODAY.isoformat()


@pytest.fixture(scope="session")
def full_dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A running dashboard with a recap of every desa; tests only read from it."""
    folder = tmp_path_factory.mktemp("dashboard")
    url = f"sqlite:///{folder / 'full.sqlite'}"
    stores.take_in(url, "recap", stores.full_recap())
    with running_dashboard({"KAWAL_DATABASE_URL": url, "KAWAL_TODAY": TODAY}, folder / "log") as dashboard:
        yield dashboard


@pytest.fixture(scope="session")
def odd_names_dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A running dashboard with names of great length and of one sign; tests only read from it."""
    folder = tmp_path_factory.mktemp("odd-names")
    url = f"sqlite:///{folder / 'odd.sqlite'}"
    states.odd_names(url)
    with running_dashboard({"KAWAL_DATABASE_URL": url, "KAWAL_TODAY": TODAY}, folder / "log") as dashboard:
        yield dashboard


@pytest.fixture(scope="session")
def demo_dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A running dashboard with the simulated campaign; tests only read from it."""
    folder = tmp_path_factory.mktemp("demo")
    url = f"sqlite:///{folder / 'demo.sqlite'}"
    stores.simulate(url)
    with running_dashboard({"KAWAL_DATABASE_URL": url, "KAWAL_TODAY": TODAY}, folder / "log") as dashboard:
        yield dashboard
