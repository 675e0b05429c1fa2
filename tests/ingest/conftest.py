"""A desk to lay files on: the first start is made once, every test gets a copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ingest.desk import opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data_access.engine import Database


@pytest.fixture
def kudus(started_sqlite_url: str) -> Iterator[Database]:
    """A database with the reference data of Kudus, on SQLite."""
    with opened(started_sqlite_url) as database:
        yield database
