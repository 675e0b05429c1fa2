"""Sessions: who may write, what a failure leaves, and what one reader sees."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from data_access.models.models import IMPORTS
from data_access.store.engine import Database, connect
from data_access.store.schema import data_version, raise_data_version
from data_access.writes.writes import ImportRecord, record_import, write_rows
from tests.census.worlds import area

if TYPE_CHECKING:
    from collections.abc import Sequence

WIB = timezone(timedelta(hours=7))


def an_area(code: str) -> dict[str, object]:
    return area(code, None, "kabupaten") | {
        "kemendagri_code": None, "official_area_km2": None, "source": "test"
    }  # fmt: skip


def count(database: Database, table: str = "areas") -> int:
    with database.read() as reader:
        number: int = reader.execute(sa.select(sa.func.count()).select_from(sa.table(table))).scalar_one()
        return number


def test_a_reader_cannot_write(database: Database) -> None:
    statements: Sequence[str] = (
        "INSERT INTO data_version (id, version) VALUES (2, 0)",
        "UPDATE data_version SET version = 9",
        "DELETE FROM data_version",
        "CREATE TABLE t (a INTEGER)",
        "DROP TABLE imports",
    )
    for statement in statements:
        with pytest.raises(sa.exc.DBAPIError, match=r"read-?only"), database.read() as reader:
            reader.execute(sa.text(statement))
            reader.commit()
    with database.read() as reader:
        assert data_version(reader) == 0


def test_an_error_takes_the_whole_write_back(database: Database) -> None:
    class BrokenError(RuntimeError):
        pass

    def fail() -> None:
        with database.write() as session:
            write_rows(session, "areas", [an_area("9901"), an_area("9902")])
            raise_data_version(session)
            raise BrokenError

    with pytest.raises(BrokenError):
        fail()
    assert count(database) == 0
    with database.read() as reader:
        assert data_version(reader) == 0
    with database.write() as session:  # and the next writer is not kept out
        write_rows(session, "areas", [an_area("9901")])
    assert count(database) == 1


def test_a_row_that_the_database_refuses_takes_its_batch_along(database: Database) -> None:
    with pytest.raises(sa.exc.IntegrityError), database.write() as session:
        write_rows(session, "areas", [an_area("9901"), an_area("9902") | {"parent_code": "1234"}])
    assert count(database) == 0


def test_one_reading_session_sees_one_moment(database: Database) -> None:
    with database.read() as reader:
        before = data_version(reader)
        with database.write() as session:
            write_rows(session, "areas", [an_area("9901")])
            raise_data_version(session)
        # What several queries say must fit together, whatever is written meanwhile.
        assert data_version(reader) == before
        assert reader.execute(sa.text("SELECT count(*) FROM areas")).scalar_one() == 0
    with database.read() as reader:
        assert data_version(reader) == before + 1


def test_threads_read_while_one_writes(database: Database) -> None:
    def read(_: int) -> int:
        with database.read() as reader:
            return data_version(reader)

    with ThreadPoolExecutor(8) as pool, database.write() as session:
        write_rows(session, "areas", [an_area(f"99{n:02d}") for n in range(50)])
        assert list(pool.map(read, range(40))) == [0] * 40


def test_the_folder_of_the_file_is_made(tmp_path: Path) -> None:
    database = connect(f"sqlite:///{tmp_path / 'new' / 'folder with space' / 'k.sqlite'}")
    with database.write() as session:
        assert session.execute(sa.text("PRAGMA journal_mode")).scalar_one() == "wal"
        assert session.execute(sa.text("PRAGMA foreign_keys")).scalar_one() == 1
        assert session.execute(sa.text("PRAGMA secure_delete")).scalar_one() == 1
    database.close()
    assert (tmp_path / "new" / "folder with space" / "k.sqlite").exists()


@pytest.mark.postgres
def test_an_open_connection_to_a_silent_host_ends_and_an_address_says_otherwise(postgres_url: str) -> None:
    for address, wait in ((postgres_url, "20000"), (f"{postgres_url}&tcp_user_timeout=7000", "7000")):
        database = connect(address)
        with database.read() as session:
            held = session.connection.connection.driver_connection
            told = held.info.get_parameters()
        database.close()
        assert told["tcp_user_timeout"] == wait
        assert (told["connect_timeout"], told["keepalives_idle"], told["keepalives_count"]) == ("5", "15", "3")


@pytest.mark.postgres
def test_own_options_of_an_address_are_kept(postgres_url: str) -> None:
    database = connect(f"{postgres_url}&options=-csearch_path%3Delsewhere")
    with database.read() as reader:
        assert reader.execute(sa.text("SHOW search_path")).scalar_one() == "elsewhere"
        assert reader.execute(sa.text("SHOW timezone")).scalar_one() == "UTC"
        assert reader.execute(sa.text("SHOW transaction_read_only")).scalar_one() == "on"
    database.close()


def record(now: datetime) -> ImportRecord:
    return ImportRecord("recap", "a.csv", "0" * 64, 1, 1, 0, 0, "somebody", now)


def test_moments_come_back_in_utc(database: Database) -> None:
    now = datetime(2020, 3, 31, 23, 30, 15, 250_000, tzinfo=WIB)
    with database.write() as session:
        record_import(session, 1, record(now), [])
    with database.read() as reader:
        stored = reader.scalars(sa.select(IMPORTS.c.imported_at)).one()
    assert stored == now
    assert stored.tzinfo is UTC or stored.utcoffset() == timedelta(0)


def test_a_moment_without_zone_is_refused(database: Database) -> None:
    naive = datetime(2020, 3, 31)  # noqa: DTZ001  the fault that is looked for
    with pytest.raises(sa.exc.StatementError, match="time zone"), database.write() as session:
        record_import(session, 1, record(naive), [])
