"""A desk to lay files on: the first start is made once, every test gets a copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.boundaries import boundaries, boundary_file
from ingest.confined import confinement
from tests.ingest.desk import opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from data_access.store.engine import Database


@pytest.fixture
def kudus(started_sqlite_url: str) -> Iterator[Database]:
    """A database with the reference data of Kudus, on SQLite."""
    with opened(started_sqlite_url) as database:
        yield database


@pytest.fixture
def maps_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Maps are read without a child process, which takes a second to begin, where what comes of them is in question.

    What a child does with hostile files, `test_hostile_files_are_refused_and_change_nothing` shows.
    """

    def call(func: Callable[..., bytes], *args: object, **_limits: object) -> bytes:
        return func(*args)

    monkeypatch.setattr(boundaries, "run_limited", call)
    # This process has all of GDAL's formats.
    monkeypatch.setattr(boundary_file, "refuse_other_drivers", lambda: None)


@pytest.fixture
def needs_kernel_guards() -> None:
    """Only where the kernel has what locks the child in."""
    if missing := confinement.missing_guards():
        pytest.skip(f"no {', '.join(missing)} here")
