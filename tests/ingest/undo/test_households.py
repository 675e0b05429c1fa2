"""An import of submissions taken back: households are as if its file had never come, or nothing is taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from access.entrance.gate import tidy_up
from census.settings import Settings
from data_access.audit.audit import audit
from data_access.loading import undoing
from data_access.models.former_models import (
    FORMER_DOMICILES,
    FORMER_STAFF,
    FORMER_SUBMISSIONS,
    FORMER_TOMBSTONES,
    SUBMISSION_IMPORTS,
    SUBMISSION_REPEATS,
)
from data_access.models.models import IMPORT_REJECTIONS, IMPORTS
from data_access.models.submission_models import (
    SUBMISSION_DOMICILES,
    SUBMISSION_STAFF,
    SUBMISSION_TOMBSTONES,
    SUBMISSIONS,
)
from data_access.writes.former import KEPT_DAYS
from data_access.writes.purge import purge_rows
from data_access.writes.rollups import count_marked, settle
from data_access.writes.undo import UndoError
from ingest.commands import app
from ingest.undoing import Brought, undo_import, what_it_brought
from tests.ingest.checks.test_submissions import HEAD, KK, row
from tests.ingest.desk import NOW, contents, deliver, opened
from tests.ingest.test_histories import FILE, text_of
from tests.support.examples import dear

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from data_access.store.engine import Database

LATER = NOW + timedelta(hours=1)
LAST = NOW + timedelta(days=KEPT_DAYS)
TOO_LATE = LAST + timedelta(seconds=1)
KEPT = (FORMER_SUBMISSIONS, FORMER_TOMBSTONES, FORMER_DOMICILES, FORMER_STAFF, SUBMISSION_IMPORTS, SUBMISSION_REPEATS)
HOUSEHOLDS = (SUBMISSIONS, SUBMISSION_DOMICILES, SUBMISSION_STAFF, SUBMISSION_TOMBSTONES)
_RECORDS = {"imports", "access_log", "data_version", "import_rejections"}


def number(place: int) -> str:
    return str(int(KK) - place)


def file(*rows: str) -> str:
    return HEAD + "".join(rows)


def undo(database: Database, import_id: int, *, now: datetime = LATER) -> Brought:
    return undo_import(database, import_id, account_id=None, now=now).brought


def refusal(database: Database, import_id: int, *, now: datetime = LATER) -> tuple[str, int | str | None]:
    """Why an import is not taken back, and of how many households; both ways of asking say the same."""
    with pytest.raises(UndoError) as asked:
        what_it_brought(database, import_id, now=now)
    before = contents(database)
    with pytest.raises(UndoError) as tried:
        undo(database, import_id, now=now)
    assert contents(database) == before
    assert (asked.value.reason, asked.value.values) == (tried.value.reason, tried.value.values)
    return tried.value.reason, tried.value.values.get("households")


@pytest.fixture
def database(started_url: str) -> Iterator[Database]:
    """The desk of Kudus, on both databases; whatever a test did, each total equals its rows at the end."""
    with opened(started_url) as store:
        yield store
        settle(store)
        assert [book for book in audit(store).books if book.differences] == []


FIRST = file(
    row(number(0), updated_at="2020-03-01", domiciles="outside:3", opd_staff="5:1"),
    row(number(1), updated_at="2020-03-01"),
    row(number(2), updated_at="2020-03-01"),
    row(number(3), updated_at="2020-03-05", status="deleted"),
    row(number(4), updated_at="2020-03-05", status="deleted"),
    row(number(5), updated_at="2020-03-01", status="clean", clean_at="2020-03-01T09:00"),
)
SECOND = file(
    row(number(0), updated_at="2020-03-02", persons=1, desa_code="3319020001"),
    row(number(1), updated_at="2020-03-02", status="deleted"),
    row(number(3), updated_at="2020-03-06", opd_staff="5:2"),
    row(number(4), updated_at="2020-03-06", status="deleted"),
    row(number(6), updated_at="2020-03-02", domiciles="outside:3"),
    row(number(7), updated_at="2020-03-02", status="deleted"),
)


@pytest.mark.parametrize("few", [5_000, 0])
def test_replaced_states_return_with_members_and_stones(
    database: Database, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undoing, "_FEW", few)
    deliver(database, "submissions", FIRST)
    before = contents(database)
    taken = deliver(database, "submissions", SECOND)
    assert (taken.rows_accepted, taken.import_id) == (6, 2)
    # Made: two that were not there; changed: one; taken off: three, of which one was on record.
    assert what_it_brought(database, 2, now=LATER) == Brought("submissions", 2, 1, 3)
    assert undo(database, 2) == Brought("submissions", 2, 1, 3)
    after = contents(database)
    assert {name: after[name] for name in after if name not in _RECORDS} == {
        name: before[name] for name in before if name not in _RECORDS
    }
    again = deliver(database, "submissions", SECOND)
    assert (again.rows_accepted, again.is_repeat, again.import_id) == (6, False, 3)
    undo(database, 3)
    undo(database, 1)
    with database.read() as session:
        for table in (*HOUSEHOLDS, *KEPT):
            assert session.execute(sa.select(table)).all() == [], table.name


def test_a_later_file_that_touched_households_keeps_the_import(database: Database) -> None:
    deliver(database, "submissions", file(*(row(number(place), updated_at="2020-03-01") for place in range(4))))
    deliver(
        database,
        "submissions",
        file(
            row(number(0), updated_at="2020-03-02", persons=5),
            row(number(1), updated_at="2020-03-02", status="deleted"),
        ),
    )
    assert refusal(database, 1) == ("undo_touched", 2)
    undo(database, 2)
    # Rows that say the same, or something older: without the first file they would have been taken.
    deliver(
        database,
        "submissions",
        file(row(number(0), updated_at="2020-02-20"), row(number(1), updated_at="2020-03-01"), row(number(8))),
    )
    assert refusal(database, 1) == ("undo_repeated", 2)
    undo(database, 3)
    undo(database, 1)


CHANGES = {
    "a household": "UPDATE submissions SET persons = persons + 1 WHERE persons = 2",
    "where it lives": "UPDATE submission_domiciles SET persons = 2, desa_code = '3319020001'",
    "its staff": "DELETE FROM submission_staff",
    "its place": "UPDATE submissions SET desa_code = '3319020001' WHERE persons = 2",
    "all of it": "DELETE FROM submissions WHERE persons = 2",
}


@pytest.mark.parametrize("what", CHANGES)
def test_another_program_that_touched_a_household_keeps_the_import(database: Database, what: str) -> None:
    deliver(
        database,
        "submissions",
        file(row(number(0), persons=2), row(number(1), domiciles="outside:3", opd_staff="5:1"), row(number(2))),
    )
    with database.write_engine.connect() as connection:
        connection.execute(sa.text(CHANGES[what]))
        connection.rollback()
        assert what_it_brought(database, 1, now=LATER).made == 3
        connection.execute(sa.text(CHANGES[what]))
        connection.commit()
    settle(database)
    assert refusal(database, 1) == ("undo_touched", 1)


def test_members_that_another_program_adds_touch_their_household(database: Database) -> None:
    deliver(database, "submissions", file(row(number(0)), row(number(1), persons=2)))
    with database.write() as session:
        key = session.execute(sa.select(SUBMISSIONS.c.kabupaten_code, SUBMISSIONS.c.household_key)).first()
        assert key is not None
        session.execute(sa.insert(SUBMISSION_STAFF), {**key._mapping, "opd_id": 5, "staff": 1})
        count_marked(session)
    assert refusal(database, 1) == ("undo_touched", 1)


@pytest.mark.parametrize("kabupaten", ["3319", "3399"])
def test_a_row_of_another_program_in_the_way_keeps_the_import(database: Database, kabupaten: str) -> None:
    deliver(database, "submissions", file(row(number(0), updated_at="2020-03-01")))
    with database.read() as session:
        former = dict(session.execute(sa.select(SUBMISSIONS)).mappings().one())
    deliver(database, "submissions", file(row(number(0), updated_at="2020-03-02", status="deleted")))
    with database.write() as session:
        session.execute(sa.insert(SUBMISSIONS), former | {"import_id": None, "persons": 9, "kabupaten_code": kabupaten})
        count_marked(session)
    assert refusal(database, 2) == ("undo_touched", 1)
    with database.write() as session:
        # The audit after each test names a desa that is none of its kabupaten.
        session.execute(sa.delete(SUBMISSIONS).where(SUBMISSIONS.c.kabupaten_code == "3399"))
        count_marked(session)


def test_what_was_purged_or_is_old_is_not_taken_back(database: Database) -> None:
    deliver(database, "submissions", file(row(number(0), updated_at="2020-03-01"), row(number(1))))
    deliver(database, "submissions", file(row(number(0), updated_at="2020-04-01"), row(number(2))))
    deliver(database, "submissions", file(row(number(3), updated_at="2020-05-01")))
    purge_rows(database, date(2020, 3, 15), now=LATER)
    assert refusal(database, 1) == ("undo_purged", None)
    # Its own row is newer, but what it replaced is gone for good.
    assert refusal(database, 2) == ("undo_purged", None)
    with database.read() as session:
        for table in (FORMER_SUBMISSIONS, FORMER_TOMBSTONES, FORMER_DOMICILES, FORMER_STAFF):
            assert session.execute(sa.select(table)).all() == [], table.name
    assert what_it_brought(database, 3, now=LAST).made == 1
    assert refusal(database, 3, now=TOO_LATE) == ("undo_expired", None)
    assert undo(database, 3, now=LAST).made == 1


def import_targets(database: Database, _settings: Settings, *, now: datetime) -> None:
    head = "scope_kind,scope_code,unit,status,share,starts_on,ends_on,decided_on,note\n"
    line = f"area,3319,household,clean,{30 + now.second} %,2020-02-15,2020-03-31,2020-02-13,x\n"
    assert deliver(database, "targets", head + line, now=now).rows_accepted == 1


@pytest.mark.parametrize("visit", [import_targets, tidy_up])
def test_what_is_old_is_forgotten_by_the_server_and_with_any_import(
    database: Database, started_url: str, visit: Callable[..., None]
) -> None:
    deliver(database, "submissions", FIRST)
    deliver(database, "submissions", SECOND)
    deliver(database, "submissions", file(row(number(8), updated_at="2020-03-01")), now=NOW + timedelta(days=1))

    def kept() -> dict[str, set[int]]:
        with database.read() as session:
            return {table.name: set(session.scalars(sa.select(table.c.import_id))) for table in KEPT}

    before = kept()
    assert before["former_submissions"] == before["former_staff"] == {2}
    assert before["submission_imports"] == {1, 2, 3}
    settings = Settings(database_url=started_url)
    visit(database, settings, now=LAST)
    assert kept() == before
    visit(database, settings, now=TOO_LATE)
    assert kept() == {table.name: {3} if table is SUBMISSION_IMPORTS else set() for table in KEPT}
    assert what_it_brought(database, 3, now=TOO_LATE).made == 1


def at_the_terminal(*arguments: str, typed: str = "") -> tuple[int, list[str]]:
    result = CliRunner().invoke(app, ["undo", *arguments], input=typed)
    return result.exit_code, result.output.splitlines()


def test_at_the_terminal(started_sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAWAL_DATABASE_URL", started_sqlite_url)
    monkeypatch.setenv("KAWAL_LANGUAGE", "en")
    with opened(started_sqlite_url) as database:
        today = datetime.now(UTC)
        deliver(database, "submissions", FIRST, now=today)
        deliver(database, "submissions", SECOND, now=today)
        assert at_the_terminal("1", "--yes") == (
            2,
            ["4 households of import 1 were changed since, by later files or other programs. Nothing was taken back."],
        )
        help_shown = " ".join(" ".join(at_the_terminal("--help")[1]).split())
        assert "Submissions are taken back newest first" in help_shown
        brought = "Import 2 (submissions): 2 rows made, 1 row changed, 3 households taken off the record."
        assert at_the_terminal("2", typed="n\n") == (2, [brought, "Take it back? [y/N]: n"])
        assert at_the_terminal("2", "--yes") == (0, [brought, "Import 2 was taken back."])
        assert at_the_terminal("2", "--yes") == (2, ["Import 2 has been taken back already."])
        deliver(database, "submissions", file(row(number(0), updated_at="2020-02-01"), row(number(9))), now=today)
        assert at_the_terminal("1", "--yes") == (
            2,
            [
                "Import 3, which came later, also speaks of 1 household of import 1. Take that one back first."
                " Nothing was taken back."
            ],
        )


def cleared(database: Database) -> None:
    with database.write() as session:
        for table in (*HOUSEHOLDS[:1], SUBMISSION_TOMBSTONES, *KEPT, IMPORT_REJECTIONS, IMPORTS):
            session.execute(sa.delete(table))
        count_marked(session)


def households(database: Database) -> dict[str, list[Any]]:
    """All that stands of households, without the numbers of imports: in another history they are others."""
    with database.read() as session:
        answers = {}
        for table in HOUSEHOLDS:
            columns = [column for column in table.columns if column.name != "import_id"]
            answers[table.name] = sorted((tuple(row) for row in session.execute(sa.select(*columns))), key=repr)
        return answers


@settings(
    parent=dear(6), suppress_health_check=[HealthCheck.function_scoped_fixture], phases=(Phase.explicit, Phase.generate)
)
@given(files=st.lists(FILE, min_size=1, max_size=4), data=st.data())
def test_any_history_is_as_if_the_file_had_never_come(
    database: Database, files: list[list[tuple[int, dict[str, Any]]]], data: st.DataObject
) -> None:
    taken_back = data.draw(st.integers(0, len(files) - 1))
    # Each its own: a file that changes nothing and has come before leaves no import.
    texts = [text_of(rows) + row(number(100 + place), updated_at="2020-03-01") for place, rows in enumerate(files)]
    cleared(database)
    for place, text in enumerate(texts):
        if place != taken_back:
            deliver(database, "submissions", text)
    expected = households(database)
    cleared(database)
    numbers = [deliver(database, "submissions", text).import_id for text in texts]
    later = {key for rows in files[taken_back + 1 :] for key, _form in rows}
    mine = {key for key, _form in files[taken_back]}
    try:
        undo(database, numbers[taken_back])
    except UndoError as refused:
        assert later & mine, refused.reason
        assert refused.reason in {"undo_touched", "undo_repeated"}
        return
    assert households(database) == expected
    assert [book for book in audit(database).books if book.differences] == []
