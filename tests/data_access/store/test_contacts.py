"""What is known when a display asks: one query, the long way and the quick one, which always say the same."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, text

from census.settings import Settings
from data_access.accounts.contacts import Contact, ContactReader
from data_access.accounts.displays import add_display, revoke_display, use_code
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
    with store.read() as session:
        version = data_version(session)

    async def ask(token: str = TOKEN) -> Contact | None:
        contact = reader.read(token)
        assert await reader.read_quickly(token) == contact
        return contact

    async def follow() -> None:
        contact = await ask()
        assert contact is not None
        number = contact.display_id
        assert contact == Contact(number, version, has_foreign_rows=False)
        assert await ask("b" * 64) is None
        with store.write() as session:
            raise_data_version(session)
            session.execute(insert(ROLLUP_MARKS), {"kabupaten_code": "3319", "desa_code": "3319010001"})
        assert await ask() == Contact(number, version + 1, has_foreign_rows=True)
        # Each question is a transaction of its own: it holds nothing, and sees what has just been written.
        with store.write() as session:
            revoke_display(session, number, now=NOW)
        assert await asyncio.gather(*(reader.read_quickly(TOKEN) for _ in range(5))) == [None] * 5
        await reader.close()

    asyncio.run(follow())


def test_the_quick_way_waits_for_nobody_and_begins_anew(started_sqlite_url: str) -> None:
    store = open_database(Settings(database_url=started_sqlite_url))
    reader = ContactReader(store)

    async def follow() -> None:
        assert await reader.read_quickly(TOKEN) is None
        file = sqlite3.connect(started_sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
        file.execute("PRAGMA locking_mode=EXCLUSIVE")
        store.read_engine.dispose()
        store.write_engine.dispose()
        await reader.close()
        file.execute("PRAGMA journal_mode=DELETE")
        file.execute("BEGIN EXCLUSIVE")
        with pytest.raises(BusyDatabaseError):
            await reader.read_quickly(TOKEN)
        file.execute("ROLLBACK")
        file.close()
        assert await reader.read_quickly(TOKEN) is None
        await reader.close()

    asyncio.run(follow())
    store.close()


@pytest.mark.postgres
def test_the_quick_way_to_a_server_begins_anew_when_its_connection_was_ended(started_postgres_url: str) -> None:
    store = open_database(Settings(database_url=started_postgres_url))
    reader = ContactReader(store)
    others = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database()"

    async def follow() -> None:
        assert await reader.read_quickly(TOKEN) is None
        store.close()
        with store.write_engine.connect() as connection:
            ended = connection.execute(text(f"{others} AND pid <> pg_backend_pid()")).scalar_one()
        assert ended == 1
        with pytest.raises(BusyDatabaseError):
            await reader.read_quickly(TOKEN)
        assert await reader.read_quickly(TOKEN) is None
        await reader.close()

    asyncio.run(follow())
    store.close()
