"""A machine at fault: a sentence with what to do, nothing lost or doubled, and recovery by itself."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from data_access.audit.audit import audit
from data_access.store import engine
from data_access.store.engine import FaultyDatabaseError, connect
from data_access.store.schema import data_version, raise_data_version
from presentation.findings.findings import DATABASE_FAULTS
from presentation.language.messages import Translator
from tests.data_access.writes.test_rollups import DESA, form, lay_ground, raw_insert
from tests.data_access.writes.test_rollups import deliver as write_forms

if TYPE_CHECKING:
    from data_access.store.engine import Database


def key(number: int) -> bytes:
    return number.to_bytes(2, "big") * 8


def differing(database: Database) -> list[str]:
    """Books that differ; the rows of these tests name an import that has no record."""
    return [book.name for book in audit(database).books if book.differences and not book.name.startswith("imports")]


def version(database: Database) -> int:
    with database.read() as session:
        return data_version(session)


def test_a_full_disk_takes_nothing_and_everything_once_there_is_room(migrated_sqlite_url: str) -> None:
    database = connect(migrated_sqlite_url)
    pages: list[int] = []

    @sa.event.listens_for(database.write_engine, "connect")
    def limit(connection: object, _record: object) -> None:
        if pages:
            connection.execute(f"PRAGMA max_page_count={pages[0]}")  # type: ignore[attr-defined]

    rows = [form(key(number), desa_code=DESA[number % 3]) for number in range(2_000)]
    try:
        lay_ground(database)
        write_forms(database, rows[:5])
        before = version(database)
        with database.read() as session:
            pages.append((session.scalar(sa.text("PRAGMA page_count")) or 0) + 10)
        database.write_engine.dispose()
        with pytest.raises(FaultyDatabaseError, match="disk of the database is full"):
            write_forms(database, rows)
        assert (audit(database).rows, differing(database), version(database)) == (5, [], before)
        pages.clear()
        database.write_engine.dispose()
        assert write_forms(database, rows) == len(rows) - 5
        assert differing(database) == []
    finally:
        database.close()


def test_a_write_protected_file_is_read_and_refuses_writers(migrated_sqlite_url: str) -> None:
    database = connect(migrated_sqlite_url)
    lay_ground(database)
    with database.write_engine.connect() as connection:
        # Back to one file: beside a journal the file could not be opened for reading alone.
        connection.connection.cursor().execute("PRAGMA journal_mode=DELETE")
    database.close()
    path = migrated_sqlite_url.removeprefix("sqlite:///")
    protected = connect(f"sqlite:///file:{path}?mode=ro&uri=true")
    try:
        before = version(protected)
        with pytest.raises(FaultyDatabaseError, match="write-protected"), protected.write() as session:
            raise_data_version(session)
        assert version(protected) == before
    finally:
        protected.close()


def test_a_damaged_file_says_so(migrated_sqlite_url: str) -> None:
    path = Path(migrated_sqlite_url.removeprefix("sqlite:///"))
    content = bytearray(path.read_bytes())
    content[4096 : 4096 * 8] = bytes([7]) * (4096 * 7)
    path.write_bytes(content)
    database = connect(migrated_sqlite_url)
    try:
        with pytest.raises(FaultyDatabaseError, match="damaged"), database.read() as session:
            for name in ("data_version", "areas", "imports"):
                session.execute(sa.text(f"SELECT * FROM {name}")).all()  # noqa: S608
    finally:
        database.close()


def test_a_server_that_cuts_its_connections_is_asked_again(migrated_postgres_url: str) -> None:
    database = connect(migrated_postgres_url)
    try:
        lay_ground(database)
        before = version(database)
        cut = sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                      " AND datname = current_database()")  # fmt: skip
        with pytest.raises(FaultyDatabaseError, match="does not answer"), database.write() as session:
            raw_insert(session, form())
            with database.read_engine.connect() as other:
                other.execute(cut)
            session.execute(sa.text("SELECT 1"))
        assert version(database) == before
        assert write_forms(database, [form()]) == 1
        assert audit(database).rows == 1
    finally:
        database.close()


def test_a_server_that_is_not_there_says_so_and_another_language_too() -> None:
    database = connect("postgresql://nobody@127.0.0.1:1/none")
    try:
        with pytest.raises(FaultyDatabaseError, match="does not answer") as caught, database.read() as session:
            data_version(session)
        assert Translator("id")(str(caught.value)).startswith("Server basis data tidak menjawab")
    finally:
        database.close()


def test_more_readers_than_connections_are_told_so_and_served_once_one_is_free(
    migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_POOL_WAIT_SECONDS", 0.2)
    database = connect(migrated_url)
    try:
        before = version(database)
        with ExitStack() as held:
            # SQLAlchemy's pool: five that stay and ten more.
            for _reader in range(15):
                data_version(held.enter_context(database.read()))
            with pytest.raises(FaultyDatabaseError, match="Too many ask the database") as refused:
                version(database)
            assert Translator("id")(str(refused.value)) != str(refused.value)
            with database.write() as session:
                raise_data_version(session)
        assert version(database) == before + 1
    finally:
        database.close()


def test_every_sentence_of_a_fault_is_in_the_catalogue() -> None:
    said = {
        *(engine.DISK_FULL, engine.READ_ONLY, engine.DAMAGED, engine.NOT_READABLE, engine.GONE, engine.CROWDED),
    }
    assert said == set(DATABASE_FAULTS)
    assert all(Translator("id")(sentence) != sentence for sentence in said)
