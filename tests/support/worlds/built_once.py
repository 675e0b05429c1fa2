"""Databases that many tests begin with, built once for all test processes; each test works on a copy."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from filelock import FileLock

from census.settings import Settings
from data_access.start import REFERENCE, open_database
from data_access.store.engine import connect
from data_access.store.schema import migrate
from tests.support.processes.shared import run_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from data_access.store.engine import Database


def built_once(folders: pytest.TempPathFactory, build: Callable[[str], object], name: str) -> Path:
    """Give the SQLite file that a function fills; whoever asks first builds it, the others wait.

    Parameters
    ----------
    folders
        The factory of temporary folders of this run.
    build
        Fills the database at a URL and closes it.
    name
        Name of the file, the same in every process.
    """
    folder = run_folder(folders, "built-once")
    file = folder / f"{name}.sqlite"
    with FileLock(folder / f"{name}.lock"):
        if not file.exists():
            unfinished = folder / f"{name}.unfinished"
            unfinished.unlink(missing_ok=True)
            build(f"sqlite:///{unfinished}")
            unfinished.rename(file)
    return file


def build_tables(url: str) -> None:
    """Make the tables of this version, without a row."""
    database = connect(url)
    try:
        migrate(database)
    finally:
        database.close()


def build_first_start(url: str) -> None:
    """Leave a database as the first start of the built-in kabupaten does."""
    open_database(Settings(database_url=url)).close()


def put_tables(url: str) -> None:
    """Put the tables of this version where a URL names an SQLite file that does not exist yet; else do nothing.

    The next to open it finds nothing to migrate, which takes longer than to fill a small world.
    """
    _put(url, _TABLES)


def open_made(settings: Settings) -> Database:
    """Open a database as the product does, but copy what its first start would make, where it is a new SQLite file.

    What the first start itself makes is tested by those who open with `open_database`.
    """
    _put(settings.database_url, _FIRST_START if (REFERENCE / settings.root_area).is_dir() else _TABLES)
    return open_database(settings)


_TABLES, _FIRST_START = "tables", "first-start"


def _put(url: str, what: str) -> None:
    file = Path(url.removeprefix("sqlite:///"))
    if url.startswith("sqlite:///") and not file.exists():
        file.write_bytes(_content(what))


@cache
def _content(what: str) -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "made.sqlite"
        (build_tables if what == _TABLES else build_first_start)(f"sqlite:///{file}")
        return file.read_bytes()
