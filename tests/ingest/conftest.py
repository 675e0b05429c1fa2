"""A desk to lay files on: the first start is made once, every test gets a copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.boundaries import boundaries, boundary_file
from ingest.confined import confinement
from ingest.readers import spreadsheet
from tests.ingest.desk import opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from data_access.store.engine import Database


@pytest.fixture
def kudus(started_sqlite_url: str) -> Iterator[Database]:
    """A database with the reference data of Kudus, on SQLite."""
    with opened(started_sqlite_url) as database:
        yield database


def call(func: Callable[..., bytes], *args: object, **_limits: object) -> bytes:
    """Do in this process what else a child does."""
    return func(*args)


@pytest.fixture
def sheets_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workbooks are read without a child process, where what comes of them is in question.

    What a child does with them, the tests of `tests/ingest/readers` show, and those of `tests/ingest/tables` that take
    a whole file in on both databases.
    """
    monkeypatch.setattr(spreadsheet, "run_limited", call)


@pytest.fixture
def maps_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Maps are read without a child process, which takes a second to begin, where what comes of them is in question.

    What a child does with hostile files, `test_the_child_refuses_it_and_the_service_goes_on` shows.
    """
    monkeypatch.setattr(boundaries, "run_limited", call)
    # This process has all of GDAL's formats.
    monkeypatch.setattr(boundary_file, "refuse_other_drivers", lambda: None)


@pytest.fixture
def needs_kernel_guards() -> None:
    """Only where the kernel has what locks the child in."""
    if missing := confinement.missing_guards():
        pytest.skip(f"no {', '.join(missing)} here")
