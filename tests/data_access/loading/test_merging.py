"""Of each household the newest state wins, in whatever order files bring it and wherever it lies."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_access.audit.audit import audit
from data_access.loading.loading import load_rows
from data_access.models.former_models import FORMER_SUBMISSIONS
from data_access.models.submission_models import ROLLUP_MARKS, SUBMISSION_DOMICILES, SUBMISSION_TOMBSTONES, SUBMISSIONS
from data_access.store.engine import connect
from data_access.writes.rollups import count_marked
from data_access.writes.writes import write_rows
from tests.data_access.writes.test_rollups import DESA, IMPORT_IDS, KABUPATEN, KEYS, OPD, START, form, lay_ground
from tests.support import PATIENCE_SECONDS
from tests.support.examples import dear

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from data_access.loading.merging import Merged
    from data_access.store.engine import Database

OTHER, FAR = "9902", "9902010001"
Row = dict[str, Any]


def lay_two(database: Database) -> None:
    """The ground of the rollups, and a second kabupaten beside it."""
    lay_ground(database)
    plain = {"kabupaten_code": OTHER, "kemendagri_code": None, "status": None, "official_area_km2": None, "source": "x"}
    rows = [(OTHER, None, "kabupaten"), ("9902010", OTHER, "kecamatan"), (FAR, "9902010", "desa")]
    with database.write() as session:
        write_rows(
            session,
            "areas",
            [
                plain | {"code": code, "parent_code": parent, "level": level, "name": code}
                for code, parent, level in rows
            ],
        )


def deliver(database: Database, *rows: Row) -> Merged:
    with database.write() as session:
        merged = load_rows(session, list(rows), import_id=next(IMPORT_IDS))
        count_marked(session)
    return merged


def books_with_differences(database: Database) -> list[str]:
    """Name what an audit finds, beside the imports, which these rows only pretend."""
    return [book.name for book in audit(database).books if book.differences and not book.name.startswith("imports")]


@pytest.fixture
def database(database: Database) -> Iterator[Database]:
    """Give a migrated database; whatever a test delivers to it, each total equals its rows at the end."""
    yield database
    assert books_with_differences(database) == []


def state(database: Database) -> dict[bytes, tuple[Any, ...]]:
    with database.read() as session:
        rows = session.execute(sa.select(SUBMISSIONS)).all()
        lives: dict[bytes, set[tuple[str, int]]] = {}
        for part in session.execute(sa.select(SUBMISSION_DOMICILES)):
            lives.setdefault(part.household_key, set()).add((part.desa_code, part.persons))
        return {
            row.household_key: (row.kabupaten_code, row.desa_code, row.persons, row.status, row.updated_at,
                                frozenset(lives.get(row.household_key, set())))
            for row in rows
        }  # fmt: skip


def at(hours: int) -> datetime:
    return START + timedelta(hours=hours)


def test_a_move_to_another_kabupaten_is_one_household(database: Database) -> None:
    lay_two(database)
    deliver(database, form(domiciles={DESA[0]: 2, "outside": 1}))
    merged = deliver(database, form(kabupaten_code=OTHER, desa_code=FAR, updated_at=at(1)))
    assert (merged.inserted, merged.updated) == (0, 1)
    assert state(database) == {KEYS[0]: (OTHER, FAR, 3, "responded", at(1), frozenset())}
    # What the old kabupaten says later of an earlier time moves nothing back.
    assert deliver(database, form(updated_at=at(0))).unchanged == 1
    assert deliver(database, form(updated_at=at(2), persons=5)).updated == 1
    assert state(database)[KEYS[0]][:3] == (KABUPATEN, DESA[0], 5)


def test_a_deletion_leaves_a_stone_that_older_rows_do_not_lift(database: Database) -> None:
    lay_two(database)
    deliver(database, form())
    assert deliver(database, form(status="deleted", updated_at=at(5))).removed == 1
    assert state(database) == {}
    older = deliver(database, form(updated_at=at(4), persons=9), form(KEYS[1]))
    assert (older.unchanged, older.inserted) == (1, 1)
    assert deliver(database, form(status="deleted", updated_at=at(5))).unchanged == 1
    same_moment = deliver(database, form(updated_at=at(5)))
    assert (same_moment.outdated, same_moment.changed) == ([0], 0)
    assert KEYS[0] not in state(database)
    assert deliver(database, form(updated_at=at(6))).inserted == 1
    with database.read() as session:
        assert session.execute(sa.select(SUBMISSION_TOMBSTONES)).all() == []
    assert KEYS[0] in state(database)


def test_a_household_that_was_never_on_record_can_be_deleted(database: Database) -> None:
    lay_two(database)
    assert deliver(database, form(status="deleted", updated_at=at(5))).removed == 1
    assert deliver(database, form(updated_at=at(4))).unchanged == 1
    assert state(database) == {}


@pytest.mark.parametrize(
    "change", [{"persons": 4}, {"domiciles": {DESA[0]: 2, "outside": 1}}, {"opd_staff": {1: 1}}, {"status": "clean"}]
)
def test_something_else_of_the_same_moment_is_set_aside(database: Database, change: Row) -> None:
    lay_two(database)
    deliver(database, form())
    before = state(database)
    for first, second in ((form(), form(**change)), (form(**change), form())):
        merged = deliver(database, second)
        assert (merged.outdated, merged.unchanged, merged.changed) == (([0], 0, 0) if second != form() else ([], 1, 0))
        assert first != second
    assert state(database) == before


def test_members_on_both_sides_are_compared(database: Database) -> None:
    lay_two(database)
    rows = [form(key, domiciles={DESA[0]: 1, "outside": 2}, opd_staff={1: 1, 2: 2}) for key in KEYS[:3]]
    deliver(database, *rows)
    changed = rows[1] | {"domiciles": {DESA[0]: 2, "outside": 1}}
    merged = deliver(database, rows[0], changed, rows[2] | {"opd_staff": {1: 1}})
    assert (merged.unchanged, merged.outdated) == (1, [1, 2])


def test_rows_of_one_file_are_judged_before_the_record_is(database: Database) -> None:
    lay_two(database)
    merged = deliver(
        database,
        form(updated_at=at(1)),
        form(updated_at=at(3), persons=5),
        form(updated_at=at(2), persons=4),
        form(KEYS[1]),
        form(KEYS[1], opd_staff={1: 1}),
        form(KEYS[1]),
        form(KEYS[2]),
        form(KEYS[2]),
    )
    assert (merged.inserted, merged.unchanged) == (2, 3)
    assert merged.contradictions == [(3, 4), (4, 3), (5, 4)]
    assert state(database)[KEYS[0]][2] == 5


def test_triggers_are_taken_off_for_many_rows_and_stand_as_before(migrated_sqlite_url: str) -> None:
    from data_access.loading import merging
    from data_access.store.engine import connect

    database = connect(migrated_sqlite_url)
    query = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    try:
        lay_two(database)
        with database.read() as session:
            before = session.execute(query).all()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(merging, "_FEW", 0)
            deliver(database, form(), form(KEYS[1]))
            deliver(
                database, form(desa_code=DESA[1], updated_at=at(1)), form(KEYS[1], status="deleted", updated_at=at(1))
            )
            with database.read() as session:
                assert session.execute(query).all() == before
                assert session.execute(sa.select(ROLLUP_MARKS)).all() == []
            patch.setattr(merging, "mark", lambda *_arguments: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                deliver(database, form(updated_at=at(2), desa_code=DESA[2]))
            with database.read() as session:
                assert session.execute(query).all() == before
        assert books_with_differences(database) == []
    finally:
        database.close()


FORM = st.builds(
    lambda key, place, persons, status, hours, lives: form(
        KEYS[key], kabupaten_code=place[0], desa_code=place[1], persons=persons, status=status, updated_at=at(hours),
        domiciles=lives,
    ),
    st.integers(0, 2),
    st.sampled_from([(KABUPATEN, DESA[0]), (KABUPATEN, DESA[1]), (OTHER, FAR)]),
    st.integers(1, 3),
    st.sampled_from(["opened", "responded", "clean", "rejected", "deleted"]),
    st.integers(0, 4),
    st.sampled_from([{}, {"outside": 1}]),
)  # fmt: skip


def content(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "household_key"}


@settings(parent=dear(15), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=st.lists(st.lists(FORM, max_size=4), min_size=1, max_size=6))
def test_any_order_of_files_ends_with_the_newest_states(database: Database, files: list[list[Row]]) -> None:
    with database.read() as session:
        is_bare = not session.scalar(sa.text("SELECT count(*) FROM areas"))
    if is_bare:
        lay_two(database)
    with database.write() as session:
        session.execute(sa.delete(SUBMISSIONS))
        session.execute(sa.delete(SUBMISSION_TOMBSTONES))
        count_marked(session)
    newest: dict[bytes, Row] = {}
    for rows in files:
        merged = deliver(database, *rows)
        assert merged.changed + merged.unchanged + merged.rejected == len(rows)
        for key in {row["household_key"] for row in rows}:
            mine = [row for row in rows if row["household_key"] == key]
            last = max(row["updated_at"] for row in mine)
            latest = [row for row in mine if row["updated_at"] == last]
            if any(content(row) != content(latest[0]) for row in latest):
                continue
            if key not in newest or last > newest[key]["updated_at"]:
                newest[key] = latest[0]
        expected = {
            key: (row["kabupaten_code"], row["desa_code"], row["persons"], row["status"], row["updated_at"],
                  frozenset(row["domiciles"].items()))
            for key, row in newest.items()
            if row["status"] != "deleted"
        }  # fmt: skip
        assert state(database) == expected
    assert books_with_differences(database) == []


def test_staff_of_agencies_goes_with_its_household(database: Database) -> None:
    lay_two(database)
    deliver(database, form(opd_staff={OPD[0]: 1}))
    deliver(database, form(opd_staff={OPD[1]: 2}, updated_at=at(1)))
    with database.read() as session:
        staff = session.execute(sa.text("SELECT opd_id, staff FROM submission_staff")).all()
    assert [tuple(row) for row in staff] == [(OPD[1], 2)]


def test_a_state_that_another_program_commits_meanwhile_is_not_overwritten_by_an_older_one(
    migrated_postgres_url: str,
) -> None:
    """It takes no lock of ours: an import waits for it, and then sees what it wrote."""
    database = connect(migrated_postgres_url)
    lay_two(database)
    deliver(database, form(persons=4))
    foreign = database.write_engine.connect()
    writing = foreign.begin()
    foreign.execute(sa.text("UPDATE submissions SET persons = 7, updated_at = :moment"), {"moment": at(5)})
    with ThreadPoolExecutor(1) as pool:
        delivered = pool.submit(deliver, database, form(persons=5, updated_at=at(2)))
        wait_until(lambda: is_somebody_waiting(database))
        writing.commit()
        foreign.close()
        assert (delivered.result().updated, delivered.result().unchanged) == (0, 1)
    with database.read() as session:
        assert session.scalars(sa.select(SUBMISSIONS.c.persons)).all() == [7]
        assert not session.scalars(sa.select(FORMER_SUBMISSIONS.c.household_key)).all()
    database.close()


def is_somebody_waiting(database: Database) -> bool:
    with database.read() as session:
        waiting = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(session.connection.execute(waiting).scalar_one())


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)
