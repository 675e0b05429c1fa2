"""Databases for the tests of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from data_access.store.engine import Database, connect

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    """Give a migrated database without rows, once on SQLite and once on PostgreSQL."""
    opened = connect(migrated_url)
    yield opened
    opened.close()
