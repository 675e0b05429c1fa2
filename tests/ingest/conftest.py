"""A desk to lay files on: the first start is made once, every test gets a copy."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.ingest.desk import opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from data_access.engine import Database


@pytest.fixture(scope="session")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file as the first start leaves it."""
    path = tmp_path_factory.mktemp("first-start") / "kawal.sqlite"
    with opened(f"sqlite:///{path}"):
        pass
    return path


@pytest.fixture
def kudus(first_start: Path, tmp_path: Path) -> Iterator[Database]:
    """A database with the reference data of Kudus, on SQLite."""
    path = tmp_path / "kudus.sqlite"
    shutil.copy(first_start, path)
    with opened(f"sqlite:///{path}") as database:
        yield database
