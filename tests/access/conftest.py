"""Fixtures of the tests of who may come in: one guarded server with an OpenID provider per process."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher

from access.accounts import passwords
from census.settings import Settings
from tests.support.processes.guarded import Guarded, running_guard_with_provider
from tests.support.worlds.built_once import open_made

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from data_access.store.engine import Database

NOW = datetime(2020, 3, 15, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    """A guarded server on the reference data, which tests sign in to and attack; the OpenID provider beside it."""
    folder: Path = tmp_path_factory.mktemp("guarded")
    with running_guard_with_provider(f"sqlite:///{folder / 'kawal.sqlite'}", folder, "2020-03-15") as server:
        yield server


ON_BOTH = pytest.mark.parametrize(
    "settings", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
"""Mark of the tests whose outcome could depend on the database; the others run on SQLite."""


@pytest.fixture
def settings(request: pytest.FixtureRequest) -> Settings:
    """Settings of an installation on a database of its own, with the reference data."""
    name = "postgres" if getattr(request, "param", "") == "postgresql" else "sqlite"
    return Settings(database_url=request.getfixturevalue(f"started_{name}_url"))


@pytest.fixture
def store(settings: Settings) -> Iterator[Database]:
    """Its database with the reference data."""
    database = open_made(settings)
    yield database
    database.close()


@pytest.fixture
def light_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with little work, where the work is not what is tested."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobodys.cache_clear()
