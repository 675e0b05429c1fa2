"""Fixtures of the tests of who may come in: one guarded server with an OpenID provider per process."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from census.settings import Settings
from data_access.start import open_database
from tests.support.guarded import Guarded, running_guard, running_provider
from tests.support.server import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from data_access.engine import Database

NOW = datetime(2020, 3, 15, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    """A guarded server on the reference data, which tests sign in to and attack; the OpenID provider beside it."""
    folder: Path = tmp_path_factory.mktemp("guarded")
    port = free_port()
    with running_provider(port, folder / "provider.log") as issuer:
        environment = {"KAWAL_OIDC_ISSUER": issuer, "KAWAL_OIDC_CLIENT_ID": "kawal", "KAWAL_TODAY": "2020-03-15"}
        with running_guard(f"sqlite:///{folder / 'kawal.sqlite'}", folder, environment) as server:
            yield server


@pytest.fixture
def settings(database_url: str) -> Settings:
    """Settings of an installation on a database of its own, once on SQLite and once on PostgreSQL."""
    return Settings(database_url=database_url)


@pytest.fixture
def store(settings: Settings) -> Iterator[Database]:
    """Its database with the reference data."""
    database = open_database(settings)
    yield database
    database.close()
