"""Another program that holds the database."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa

from data_access.store import engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

SHORT_WAIT_MS = 150
WRITES, SHUTS = "writes", "shuts everybody out"


@contextmanager
def held(url: str, way: str = WRITES) -> Iterator[None]:
    """Hold the database as a program does that writes, or that lets nobody in."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(parsed.database or "", isolation_level=None)) as other:
            if way == SHUTS:
                other.execute("PRAGMA locking_mode=EXCLUSIVE")
                other.execute("BEGIN EXCLUSIVE")
                other.execute("UPDATE data_version SET version = version")
            else:
                other.execute("BEGIN IMMEDIATE")
            yield
            other.rollback()
        return
    made = sa.create_engine(parsed.set(drivername="postgresql+psycopg"))
    try:
        with made.begin() as other_server:
            if way == SHUTS:
                other_server.execute(sa.text("LOCK TABLE areas, accounts IN ACCESS EXCLUSIVE MODE"))
            else:
                for key in (engine._WRITE_LOCK, engine._DOOR_LOCK):
                    other_server.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))
            yield
    finally:
        made.dispose()


def wait_shortly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is opened from now on wait for others as good as not."""
    monkeypatch.setattr(engine, "LOCK_WAIT_MS", SHORT_WAIT_MS)
