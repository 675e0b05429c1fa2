"""Readers do not count and do not wait: beside them one thread does, as soon as it may."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from census.settings import Settings
from data_access.models.submission_models import DAILY_PROGRESS
from data_access.store.engine import connect
from data_access.writes.rollups import has_marks
from tests.data_access.writes.test_rollups import form, lay_ground, raw_insert
from tests.support import PATIENCE_SECONDS
from tests.support.processes.locked import held, wait_shortly
from ui.shell import cached
from ui.shell.process.counting import Counter

if TYPE_CHECKING:
    import pytest

    from data_access.store.engine import Database


def counted(database: Database) -> int:
    with database.read() as session:
        return len(session.execute(sa.select(DAILY_PROGRESS)).all())


def lay_foreign_row(database: Database) -> None:
    lay_ground(database)
    with database.write() as session:
        raw_insert(session, form())


def test_a_reader_goes_on_while_another_program_writes(migrated_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wait_shortly(monkeypatch)
    database = connect(migrated_url)
    counter = Counter(database)
    try:
        lay_foreign_row(database)
        with held(migrated_url):
            assert counter.ask() is False
            while not counter.is_held_up:
                counter._done.wait(0.01)
            # From now on nobody waits for it at all.
            monkeypatch.setattr(counter._done, "wait", lambda _seconds: 1 / 0)
            assert counter.ask() is False
            assert counted(database) == 0
            monkeypatch.undo()
        assert counter._done.wait(PATIENCE_SECONDS)
        assert (counted(database), counter.is_held_up) == (1, False)
        with database.read() as session:
            assert not has_marks(session)
    finally:
        counter.close()
        database.close()


def test_a_page_shows_new_rows_at_once_where_nothing_holds_them_up(migrated_url: str) -> None:
    settings = Settings(database_url=migrated_url, root_area="9901")
    database = cached.database(settings)
    lay_foreign_row(database)
    with database.read() as session:
        before = cached.schema.data_version(session)
    version = cached.data_version(settings)
    while version == before:
        version = cached.data_version(settings)
    assert counted(database) == 1
    assert not cached.is_behind(settings)
    assert cached.data_version(settings) == version


def test_a_counter_that_was_closed_starts_no_thread(migrated_sqlite_url: str) -> None:
    database = connect(migrated_sqlite_url)
    counter = Counter(database)
    counter.close()
    counter.is_held_up = True
    assert counter.ask() is False
    assert counter._thread is None
    database.close()
