"""Reports are of an installation that has been started before."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def started(started_sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a word a command finds the reference data, as it leaves them itself on an empty file."""
    monkeypatch.setenv("KAWAL_DATABASE_URL", started_sqlite_url)
