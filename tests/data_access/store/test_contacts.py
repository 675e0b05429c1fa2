"""What is known when a display asks: one query, the long way and the quick one, which always say the same."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from census.settings import Settings
from data_access.accounts.displays import Contact, ContactReader, add_display, revoke_display, use_code
from data_access.models.submission_models import ROLLUP_MARKS
from data_access.start import open_database
from data_access.store.engine import BusyDatabaseError
from data_access.store.schema import data_version, raise_data_version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data_access.store.engine import Database

NOW = datetime(2020, 3, 15, 1, 0, tzinfo=UTC)
TOKEN = "a" * 64


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database with one display that has come in."""
    database = open_database(Settings(database_url=request.getfixturevalue(f"started_{request.param}_url")))
    with database.write() as session:
        add_display(session, "Aula", "c" * 64, by=None, now=NOW, expires_at=NOW + timedelta(minutes=10))
        use_code(session, "c" * 64, TOKEN, now=NOW)
    yield database
    database.close()


def test_a_contact_tells_who_asks_and_whether_there_is_anything_new(store: Database) -> None:
    reader = ContactReader(store)
    ways = [reader.read, reader.read_quickly] if reader.is_quick else [reader.read]
    with store.read() as session:
        version = data_version(session)
    contact = reader.read(TOKEN)
    assert contact is not None
    number = contact.display_id
    assert [way(TOKEN) for way in ways] == [Contact(number, version, has_foreign_rows=False)] * len(ways)
    assert [way("b" * 64) for way in ways] == [None] * len(ways)
    with store.write() as session:
        raise_data_version(session)
        session.execute(sa.insert(ROLLUP_MARKS), {"kabupaten_code": "3319", "desa_code": "3319010001"})
    assert [way(TOKEN) for way in ways] == [Contact(number, version + 1, has_foreign_rows=True)] * len(ways)
    with store.write() as session:
        revoke_display(session, number, now=NOW)
    assert [way(TOKEN) for way in ways] == [None] * len(ways)
    reader.close()


def test_the_quick_way_waits_for_nobody_and_begins_anew(started_sqlite_url: str) -> None:
    store = open_database(Settings(database_url=started_sqlite_url))
    reader = ContactReader(store)
    assert reader.read_quickly(TOKEN) is None
    file = sqlite3.connect(started_sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    file.execute("PRAGMA locking_mode=EXCLUSIVE")
    store.read_engine.dispose()
    store.write_engine.dispose()
    reader.close()
    file.execute("PRAGMA journal_mode=DELETE")
    file.execute("BEGIN EXCLUSIVE")
    with pytest.raises(BusyDatabaseError):
        reader.read_quickly(TOKEN)
    file.execute("ROLLBACK")
    file.close()
    assert reader.read_quickly(TOKEN) is None
    reader.close()
    store.close()
