"""Another program writes, or lets nobody in: one sentence, nothing changed, and soon."""

from __future__ import annotations

import threading

import pytest

from census.settings import Settings
from data_access.start import open_database
from data_access.store import engine
from data_access.store.engine import BusyDatabaseError, Database, connect
from data_access.store.schema import data_version, raise_data_version
from tests.support import PATIENCE_SECONDS
from tests.support.processes.locked import SHUTS, WRITES, held, wait_shortly

SENTENCE = "Another program"


def version(url: str) -> int:
    database = connect(url)
    try:
        with database.read() as session:
            return data_version(session)
    finally:
        database.close()


@pytest.mark.parametrize("way", [WRITES, SHUTS])
def test_a_writer_gives_up_and_changes_nothing(started_url: str, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    wait_shortly(monkeypatch)
    before = version(started_url)
    database = connect(started_url)
    try:
        with held(started_url, way), pytest.raises(BusyDatabaseError, match=SENTENCE), database.write() as session:
            raise_data_version(session)
            session.connection.exec_driver_sql("DELETE FROM areas")
        # Afterwards the same connection writes.
        with database.write() as session:
            raise_data_version(session)
    finally:
        database.close()
    assert version(started_url) == before + 1


def test_opening_says_so_too(started_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wait_shortly(monkeypatch)
    with held(started_url, SHUTS), pytest.raises(BusyDatabaseError, match=SENTENCE):
        open_database(Settings(database_url=started_url))


def test_the_wait_leaves_a_command_within_ten_seconds() -> None:
    assert engine.LOCK_WAIT_MS <= 4_000


def test_writers_of_this_process_wait_for_each_other(migrated_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However short the wait for other programs is: an import under way is none of them."""
    wait_shortly(monkeypatch)
    database = connect(migrated_url)
    is_writing, may_end = threading.Event(), threading.Event()

    def write_long(database: Database) -> None:
        with database.write() as session:
            raise_data_version(session)
            is_writing.set()
            may_end.wait(PATIENCE_SECONDS)

    first = threading.Thread(target=write_long, args=(database,))
    first.start()
    assert is_writing.wait(PATIENCE_SECONDS)
    # Longer than the wait for another program.
    threading.Timer(3 * 150 / 1000, may_end.set).start()
    with database.write() as session:
        raise_data_version(session)
    first.join(PATIENCE_SECONDS)
    database.close()
    assert version(migrated_url) == 2
