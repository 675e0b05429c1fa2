"""Reports are of an installation that has been started before."""

from __future__ import annotations

import pytest

from tests.support.worlds import states
from tests.support.worlds.built_once import built_once


@pytest.fixture(autouse=True)
def started(started_sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a word a command finds the reference data, as it leaves them itself on an empty file."""
    monkeypatch.setenv("KAWAL_DATABASE_URL", started_sqlite_url)


@pytest.fixture
def demo(started: None, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command finds the simulated campaign up to 15 March, on the morning after."""
    file = built_once(tmp_path_factory, states.demo, "state-demo")
    monkeypatch.setenv("KAWAL_DATABASE_URL", f"sqlite:///{file}")
    monkeypatch.setenv("KAWAL_TODAY", "2020-03-16")
