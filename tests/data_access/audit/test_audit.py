"""An audit finds whatever was changed behind the books' back, and nothing where nothing was."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from data_access.audit.audit import MOST_NAMED, Difference, audit, keep_result, last_audit
from data_access.models.models import AREA_RECAPS, IMPORT_REJECTIONS, IMPORTS
from data_access.models.submission_models import (
    DAILY_DOMICILES,
    DAILY_OPD_PROGRESS,
    DAILY_PROGRESS,
    OPD_RECAPS,
    SUBMISSIONS,
)
from data_access.writes.purge import purge_rows
from data_access.writes.rollups import count_marked, settle
from tests.data_access.writes.test_rollups import DESA, KABUPATEN, KEYS, START, form, lay_ground, raw_insert
from tests.data_access.writes.test_rollups import deliver as write_forms

if TYPE_CHECKING:
    from data_access.audit.audit import Audit
    from data_access.store.engine import Database

NOW = datetime(2020, 6, 1, tzinfo=UTC)


def deliver(database: Database, *, rejected: int = 0) -> None:
    """Six households in all states, with members, and the record of the import that brought them."""
    rows = [
        form(KEYS[0], opd_staff={1: 1}),
        form(KEYS[1], status="clean", domiciles={DESA[1]: 2, "outside": 1}),
        form(KEYS[2], status="opened", responded_at=None),
        form(KEYS[3], status="rejected"),
        form(KEYS[4], desa_code=DESA[2], responded_at=None, status="clean", opd_staff={1: 1, 2: 2}),
        form(KEYS[5], desa_code=DESA[2]),
    ]
    with database.write() as session:
        session.execute(
            sa.insert(IMPORTS).values(
                id=1, kind="submissions", file_name="x.csv", sha256="0" * 64, rows_read=6, rows_accepted=6,
                rows_duplicate=0, rows_rejected=rejected, imported_by="test", imported_at=NOW,
            )
        )  # fmt: skip
    write_forms(database, rows, import_id=1)


def differing(result: Audit) -> dict[str, int]:
    return {book.name: book.differences for book in result.books if book.differences}


def test_nothing_differs_in_rows_that_were_counted_and_partly_removed(database: Database) -> None:
    lay_ground(database)
    deliver(database)
    assert differing(audit(database)) == {}
    late = START.replace(month=5)
    write_forms(database, [form(KEYS[0], updated_at=late, persons=5)], import_id=1)
    purge_rows(database, date(2020, 4, 1), now=NOW)
    result = audit(database)
    assert differing(result) == {}
    assert (result.rows, result.waiting) == (1, 0)
    # What is left of the removed rows was compared as well.
    compared = {book.name: book.compared for book in result.books}
    assert compared["daily_progress"] > 1


@pytest.mark.parametrize("table", [DAILY_PROGRESS, DAILY_DOMICILES, DAILY_OPD_PROGRESS])
@pytest.mark.parametrize("fault", ["one too many", "lost", "invented"])
def test_a_rollup_that_was_changed_is_found(database: Database, table: type, fault: str) -> None:
    lay_ground(database)
    deliver(database)
    key = {DAILY_PROGRESS: "area_code", DAILY_DOMICILES: "domicile_code", DAILY_OPD_PROGRESS: "opd_id"}[table]
    count = "staff_responded" if table is DAILY_OPD_PROGRESS else "persons_responded"
    with database.write() as session:
        first = session.execute(sa.select(table).where(table.c[count] > 0).limit(1)).mappings().one()
        at = [table.c[column.name] == first[column.name] for column in table.primary_key]
        if fault == "lost":
            session.execute(sa.delete(table).where(*at))
        elif fault == "invented":
            session.execute(sa.insert(table), {**first, "day": date(2020, 5, 5)})
        else:
            session.execute(sa.update(table).where(*at).values({count: first[count] + 1}))
    result = audit(database)
    assert differing(result) == {table.name: 1}
    (example,) = next(book for book in result.books if book.differences).examples
    assert str(first[key]) in example.place
    if fault == "one too many":
        assert str(first[count] + 1) in example.recorded


def test_a_desa_that_waits_to_be_counted_is_left_out_and_said(database: Database) -> None:
    lay_ground(database)
    deliver(database)
    with database.write() as session:
        session.execute(sa.update(SUBMISSIONS).values(persons=9))
    result = audit(database)
    assert (differing(result), result.waiting) == ({}, 2)
    settle(database)
    assert audit(database).waiting == 0


def test_marks_that_were_taken_away_hide_nothing(database: Database) -> None:
    lay_ground(database)
    deliver(database)
    with database.write() as session:
        raw_insert(session, form(bytes(15) + b"\x01", desa_code=DESA[1]))
        session.execute(sa.text("DELETE FROM rollup_marks"))
    assert differing(audit(database)) == {"daily_progress": 1, "daily_domiciles": 1}


def test_imports_add_up_and_their_findings_are_there(database: Database) -> None:
    lay_ground(database)
    deliver(database, rejected=2)
    assert differing(audit(database)) == {"imports: rows": 1, "imports: rejected": 1}
    with database.write() as session:
        session.execute(sa.update(IMPORTS).values(rows_read=8))
        rows = [{"import_id": 1, "line": line, "column": None, "reason": "x", "details": {}} for line in (2, 3, 4)]
        session.execute(sa.insert(IMPORT_REJECTIONS), [row | {"is_warning": row["line"] == 4} for row in rows])
    assert differing(audit(database)) == {}
    with database.write() as session:
        session.execute(sa.update(IMPORTS).values(rows_read=7, rows_accepted=5))
        session.execute(sa.update(SUBMISSIONS).where(SUBMISSIONS.c.household_key == KEYS[0]).values(import_id=9))
        count_marked(session)
    # Import 9 is not there, and import 1 is said to have brought as many as are left of it.
    assert differing(audit(database)) == {"imports: submissions": 1}


def test_recaps_that_fall_are_found_by_what_speaks_for_each_day(database: Database) -> None:
    lay_ground(database)
    with database.write() as session:
        plain = {"kabupaten_code": KABUPATEN, "area_code": DESA[0], "persons_responded": None, "households_clean": None,
                 "persons_clean": None, "import_id": None}  # fmt: skip
        for source, day, count in (("a", 1, 10), ("b", 2, 5), ("c", 2, 12), ("a", 3, None), ("a", 4, 11)):
            row = {"source": source, "as_of": date(2020, 3, day), "households_responded": count}
            session.execute(sa.insert(AREA_RECAPS), plain | row)
        session.execute(
            sa.insert(OPD_RECAPS),
            [{"kabupaten_code": KABUPATEN, "source": "a", "opd_id": 1, "as_of": date(2020, 3, day),
              "staff_responded": day, "staff_clean": 9 - day, "import_id": None} for day in (1, 2, 3)],
        )  # fmt: skip
    result = audit(database)
    assert differing(result) == {"area_recaps": 1, "opd_recaps": 2}
    fall = next(book for book in result.books if book.name == "area_recaps").examples
    assert fall == (Difference(f"{DESA[0]} 2020-03-04 households_responded", "11", ">= 12"),)


def test_a_household_in_two_kabupaten_is_counted_twice_and_found(database: Database) -> None:
    lay_ground(database)
    deliver(database)
    with database.write() as session:
        raw_insert(session, form(KEYS[0], kabupaten_code="9902"))
        count_marked(session)
    result = audit(database)
    assert differing(result) == {"kabupaten_code": 1, "households twice": 1}
    assert KEYS[0].hex() not in repr(result)


def test_examples_are_few_and_differences_are_all_counted(database: Database) -> None:
    lay_ground(database)
    with database.write() as session:
        for number in range(MOST_NAMED + 5):
            session.execute(
                sa.insert(DAILY_PROGRESS).values(
                    kabupaten_code=KABUPATEN, area_code=DESA[0], day=date(2020, 3, 1 + number), households_responded=1,
                    persons_responded=1, households_clean=0, persons_clean=0,
                )
            )  # fmt: skip
    book = next(book for book in audit(database).books if book.differences)
    assert (book.differences, len(book.examples)) == (MOST_NAMED + 5, MOST_NAMED)


def test_a_page_of_the_file_that_was_overwritten_is_found(migrated_sqlite_url: str) -> None:
    from pathlib import Path

    from data_access.store.engine import connect

    database = connect(migrated_sqlite_url)
    lay_ground(database)
    deliver(database)
    with database.write_engine.connect() as connection:
        root = connection.exec_driver_sql(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_submissions_desa'"
        ).scalar()
        size = connection.exec_driver_sql("PRAGMA page_size").scalar()
    assert root is not None
    assert size is not None
    with database.write_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    file = Path(migrated_sqlite_url.removeprefix("sqlite:///"))
    content = bytearray(file.read_bytes())
    # The last bytes of an index: its cells stand there.
    content[root * size - 40 : root * size] = bytes(40)
    file.write_bytes(content)
    opened = connect(migrated_sqlite_url)
    try:
        assert differing(audit(opened)).get("SQLite: file", 0) > 0
    finally:
        opened.close()


def test_the_newest_result_is_kept(database: Database) -> None:
    lay_ground(database)
    deliver(database, rejected=2)
    with database.read() as session:
        assert last_audit(session) is None
    with database.write() as session:
        keep_result(session, audit(database), now=NOW)
    with database.read() as session:
        kept = last_audit(session)
    assert kept is not None
    assert (kept.at, kept.rows, kept.differences) == (NOW, 6, 2)
