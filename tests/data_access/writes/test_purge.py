"""Rows that are removed leave every count as it was, and no trace of a key."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from census.settings import Settings
from data_access.accounts.access_log import read_log
from data_access.loading.loading import load_rows
from data_access.models.submission_models import SUBMISSION_DOMICILES, SUBMISSION_STAFF, SUBMISSIONS
from data_access.start import open_database
from data_access.store.engine import connect
from data_access.writes import purge as purging
from data_access.writes.purge import Purged, PurgeError, purge_rows, purged_until
from data_access.writes.rollups import count_marked
from ingest.commands import app
from ingest.importing import Arrival, import_table
from tests.data_access.writes.test_rollups import DESA, IMPORT_IDS, KABUPATEN, OPD, WIB, lay_ground, recounted, told

if TYPE_CHECKING:
    from collections import Counter
    from typing import Any

    from data_access.store.engine import Database

NOW = datetime(2020, 6, 1, 1, 0, tzinfo=UTC)
FIRST = datetime(2020, 2, 20, 3, 0, tzinfo=UTC)
SPLIT = date(2020, 2, 25)


def key(number: int) -> bytes:
    return f"household-{number:06d}".encode()


def forms(first: int, last: int, **changed: Any) -> list[dict[str, Any]]:
    """Households whose forms come in one a day and are clean two days later, members spread over desa and agencies."""
    rows = []
    for n in range(first, last):
        responded = FIRST + timedelta(days=n)
        status = ("responded", "clean", "clean", "opened")[n % 4]
        clean = responded + timedelta(days=2) if status == "clean" else None
        rows.append(
            {
                "kabupaten_code": KABUPATEN,
                "household_key": key(n),
                "desa_code": DESA[n % len(DESA)],
                "persons": 2 + n % 3,
                "status": status,
                "opened_at": None,
                "responded_at": None if status == "opened" else responded,
                "clean_at": clean,
                "channel": None,
                "assisted": None,
                "updated_at": clean or responded,
                "domiciles": {DESA[(n + 1) % len(DESA)]: 1, DESA[n % len(DESA)]: 1 + n % 3} if n % 5 == 0 else {},
                "opd_staff": {OPD[n % len(OPD)]: 1} if n % 2 else {},
            }
            | changed
        )
    return rows


def write(database: Database, rows: list[dict[str, Any]]) -> None:
    with database.write() as session:
        load_rows(session, rows, import_id=next(IMPORT_IDS))
        count_marked(session)


@pytest.fixture
def filled(database: Database) -> Database:
    lay_ground(database)
    write(database, forms(0, 12))
    return database


def together(*parts: list[Counter[Any]]) -> list[Counter[Any]]:
    return [sum(counts[1:], counts[0]) for counts in zip(*parts, strict=True)]


def test_counts_stay_and_rows_go(filled: Database) -> None:
    before = told(filled)
    assert before == recounted(filled)
    with filled.read() as session:
        days = list(session.scalars(sa.select(SUBMISSIONS.c.updated_at)))
    gone = sum(moment.astimezone(WIB).date() <= SPLIT for moment in days)
    assert 0 < gone < len(days)
    assert purge_rows(filled, SPLIT, now=NOW) == Purged(gone, len(days) - gone)
    assert told(filled) == before
    with filled.read() as session:
        assert min(session.scalars(sa.select(SUBMISSIONS.c.updated_at))).astimezone(WIB).date() > SPLIT
        assert purged_until(session) == SPLIT
        for members in (SUBMISSION_DOMICILES, SUBMISSION_STAFF):
            orphans = sa.select(members).where(members.c.household_key.not_in(sa.select(SUBMISSIONS.c.household_key)))
            assert session.scalars(orphans).all() == []
        log = read_log(session)
    assert [entry.details for entry in log] == [{"until": "2020-02-25", "rows": gone}]


def test_what_comes_in_later_is_counted_beside_what_is_left(filled: Database) -> None:
    left = told(filled)
    purge_rows(filled, date(2020, 5, 31), now=NOW)
    assert not any(recounted(filled))
    assert told(filled) == left
    write(filled, forms(100, 106))
    assert told(filled) == together(left, recounted(filled))
    # A row that changes, and one that another system takes out again.
    write(filled, forms(100, 101, persons=4, domiciles={}, updated_at=NOW))
    with filled.write() as session:
        session.execute(sa.delete(SUBMISSIONS).where(SUBMISSIONS.c.household_key == key(101)))
        count_marked(session)
    assert told(filled) == together(left, recounted(filled))


def test_rows_can_be_removed_again_and_again(filled: Database) -> None:
    before = told(filled)
    for until in (SPLIT, SPLIT, date(2020, 2, 22), date(2020, 3, 31), date(2020, 3, 31)):
        purge_rows(filled, until, now=NOW)
        assert told(filled) == before
    with filled.read() as session:
        assert purged_until(session) == date(2020, 3, 31)
        assert session.scalar(sa.select(sa.func.count()).select_from(SUBMISSIONS)) == 0


def test_nothing_goes_where_a_count_would_change(filled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purging, "_keep_counts", lambda *_arguments: None)
    before, rows = told(filled), recounted(filled)
    with pytest.raises(PurgeError):
        purge_rows(filled, SPLIT, now=NOW)
    assert (told(filled), recounted(filled)) == (before, rows)


def test_no_key_can_be_read_from_the_file_afterwards(migrated_sqlite_url: str) -> None:
    database = connect(migrated_sqlite_url)
    lay_ground(database)
    write(database, forms(0, 12))
    file = Path(migrated_sqlite_url.removeprefix("sqlite:///"))
    purge_rows(database, date(2020, 5, 31), now=NOW)
    database.close()
    held = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    assert b"9901010001" in held
    assert b"household-" not in held


# --- at the door and at the terminal ------------------------------------------------------------------------

ROWS = "household_key,desa_code,persons,status,responded_at,clean_at,updated_at\n"
MARCH, APRIL = "2020-03-01T03:00:00Z", "2020-04-05T03:00:00Z"
KNOWN, OTHER, OPENED = (f"0f{n}e1a2b3c4d5e6f708192a3b4c5d6e7" for n in range(3))


def bring(database: Database, rows: str) -> list[str]:
    arrival = Arrival("submissions", "uji.csv", (ROWS + rows).encode(), "test", NOW, date(2020, 6, 1))
    return [found.reason for found in import_table(database, arrival).findings]


def test_a_household_that_was_counted_is_not_counted_a_second_time(started_sqlite_url: str) -> None:
    database = open_database(Settings(database_url=started_sqlite_url))
    old = f"{KNOWN},3319060001,4,responded,{MARCH},,{MARCH}\n"
    assert bring(database, old) == []
    before = told(database)
    purge_rows(database, date(2020, 3, 31), now=NOW)
    assert bring(database, old) == ["rows_removed"]
    # Checked since: the response was counted, and nobody can tell whose it was.
    assert "rows_removed" in bring(database, f"{KNOWN},3319060001,4,clean,{MARCH},{APRIL},{APRIL}\n")
    # The same from a file that does not say when the household responded.
    for status, clean in (("clean", APRIL), ("clean", ""), ("responded", "")):
        assert "rows_removed_no_moment" in bring(database, f"{KNOWN},3319060001,4,{status},,{clean},{APRIL}\n")
    # Last changed before it responded, by another clock: the row was among those removed.
    assert "rows_removed" in bring(database, f"{KNOWN},3319060001,4,responded,{APRIL},,{MARCH}\n")
    assert told(database) == before
    new = f"{OTHER},3319060001,3,responded,{APRIL},,{APRIL}\n"
    assert bring(database, new) == []
    # On record still, so it cannot count a second time.
    assert bring(database, f"{OTHER},3319060001,3,clean,,2020-04-09T03:00:00Z,2020-04-09T03:00:00Z\n") == []
    opened = f"{OPENED},3319060001,3,opened,,,{MARCH}\n"
    assert "rows_removed" not in bring(database, opened)
    database.close()


def purge(*arguments: str, typed: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(app, ["purge", *arguments], input=typed)
    return result.exit_code, result.output


def test_at_the_terminal(started_sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KAWAL_DATABASE_URL", started_sqlite_url)
    monkeypatch.setenv("KAWAL_LANGUAGE", "en")
    monkeypatch.setenv("KAWAL_TODAY", "2020-06-01")
    database = open_database(Settings(database_url=started_sqlite_url))
    bring(database, f"{KNOWN},3319060001,4,responded,{MARCH},,{MARCH}\n")
    database.close()
    assert purge() == (2, "Say up to which day, by --until or KAWAL_KEEP_ROWS_DAYS.\n")
    assert purge("--until", "2020-06-01") == (2, "Rows of today and of days to come stay.\n")
    # Where a removal cannot be written down there is none.
    with monkeypatch.context() as patch:
        patch.setenv("KAWAL_PURGE_RECORD", str(tmp_path))
        code, said = purge("--until", "2020-03-31", "--yes")
        assert code == 2
        assert said.startswith(f"Removals of rows cannot be written down in {tmp_path} (Is a directory)")
    database = open_database(Settings(database_url=started_sqlite_url))
    with database.read() as session:
        assert session.scalars(sa.select(sa.func.count()).select_from(SUBMISSIONS)).one() == 1
        assert purged_until(session) is None
    database.close()
    code, said = purge("--until", "2020-03-31", typed="n\n")
    assert (code, said.splitlines()[-1]) == (2, "Nothing was removed.")
    monkeypatch.setenv("KAWAL_KEEP_ROWS_DAYS", "90")
    assert purge("--yes") == (0, "1 row of households was removed, 0 are left; all counts stay.\n")
    assert purge("--yes") == (0, "0 rows of households were removed, 0 are left; all counts stay.\n")
