"""Rollups always equal a full recount: whoever changes a row, in whatever way, on both databases."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_access.loading import merging
from data_access.loading.loading import load_rows
from data_access.models import models
from data_access.models.submission_models import (
    DAILY_DOMICILES,
    DAILY_OPD_PROGRESS,
    DAILY_PROGRESS,
    ROLLUP_MARKS,
    SUBMISSION_DOMICILES,
    SUBMISSION_STAFF,
    SUBMISSIONS,
)
from data_access.store.schema import data_version, raise_data_version
from data_access.writes import rollups
from data_access.writes.rollups import count_marked, has_marks, settle
from data_access.writes.writes import write_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from data_access.store.engine import Database, WriteSession

WIB = ZoneInfo("Asia/Jakarta")
KABUPATEN = "9901"
DESA = ("9901010001", "9901010002", "9901010003")
OPD = (1, 2)
KEYS = tuple(bytes([number]) * 15 + b"\xff" for number in range(6))
# Around midnight in WIB, where a day is easily counted wrong.
START = datetime(2020, 2, 20, 16, 30, tzinfo=UTC)
STATUSES = ("opened", "responded", "clean", "rejected")

Row = dict[str, Any]


def lay_ground(database: Database) -> None:
    areas = [(KABUPATEN, None, "kabupaten"), ("9901010", KABUPATEN, "kecamatan")]
    areas += [(code, "9901010", "desa") for code in DESA]
    with database.write() as session:
        plain = {
            "kabupaten_code": KABUPATEN,
            "kemendagri_code": None,
            "status": None,
            "official_area_km2": None,
            "source": "test",
        }
        write_rows(
            session,
            "areas",
            [
                {
                    "code": code,
                    "parent_code": parent,
                    "kabupaten_code": KABUPATEN,
                    "level": level,
                    "name": code,
                    **plain,
                }
                for code, parent, level in areas
            ],
        )
        for number in OPD:
            session.execute(
                sa.insert(models.OPD).values(
                    id=number, kabupaten_code=KABUPATEN, name=str(number), short_name=str(number), kind="", staff=9,
                    source="test", is_estimate=False,
                )
            )  # fmt: skip


def day_of(*moments: datetime | None) -> date:
    return next(moment for moment in moments if moment is not None).astimezone(WIB).date()


def recounted(database: Database) -> list[Counter[Any]]:
    """Count progress, domiciles and staff from the rows, one by one."""
    progress: Counter[Any] = Counter()
    domiciles: Counter[Any] = Counter()
    staff: Counter[Any] = Counter()
    with database.read() as session:
        lives: dict[bytes, list[tuple[str, int]]] = {}
        for place in session.execute(sa.select(SUBMISSION_DOMICILES)):
            lives.setdefault(place.household_key, []).append((place.desa_code, place.persons))
        works: dict[bytes, list[tuple[int, int]]] = {}
        for member in session.execute(sa.select(SUBMISSION_STAFF)):
            works.setdefault(member.household_key, []).append((member.opd_id, member.staff))
        for form in session.execute(sa.select(SUBMISSIONS)):
            days = {}
            if form.status in {"responded", "clean"}:
                days["responded"] = day_of(form.responded_at, form.clean_at, form.updated_at)
            if form.status == "clean":
                days["clean"] = day_of(form.clean_at, form.responded_at, form.updated_at)
            for status, day in days.items():
                progress[form.desa_code, day, f"households_{status}"] += 1
                progress[form.desa_code, day, f"persons_{status}"] += form.persons
                for code, persons in lives.get(form.household_key, [(form.desa_code, form.persons)]):
                    domiciles[form.desa_code, code, day, f"persons_{status}"] += persons
                for opd, number in works.get(form.household_key, []):
                    staff[opd, form.desa_code, day, f"staff_{status}"] += number
    return [progress, domiciles, staff]


def told(database: Database) -> list[Counter[Any]]:
    """What the rollups say, in the form of `recounted`; a row of noughts only would be a fault."""
    found = []
    with database.read() as session:
        for model, keys in (
            (DAILY_PROGRESS, ("area_code", "day")),
            (DAILY_DOMICILES, ("area_code", "domicile_code", "day")),
            (DAILY_OPD_PROGRESS, ("opd_id", "area_code", "day")),
        ):
            counts: Counter[Any] = Counter()
            for row in session.execute(sa.select(model)).mappings():
                measures = {name: row[name] for name in row if "_responded" in name or "_clean" in name}
                assert any(measures.values())
                for name, value in measures.items():
                    if value:
                        counts[(*(row[key] for key in keys), name)] += value
            found.append(counts)
    return found


def check(database: Database) -> None:
    settle(database)
    assert told(database) == recounted(database)
    with database.read() as session:
        assert not has_marks(session)


MOMENT = st.none() | st.integers(0, 60).map(lambda hours: START + timedelta(hours=hours))
FORM = st.fixed_dictionaries(
    {
        "kabupaten_code": st.just(KABUPATEN),
        "household_key": st.sampled_from(KEYS),
        "desa_code": st.sampled_from(DESA),
        "persons": st.integers(1, 9),
        "status": st.sampled_from(STATUSES),
        "opened_at": MOMENT,
        "responded_at": MOMENT,
        "clean_at": MOMENT,
        "channel": st.sampled_from([None, "web"]),
        "assisted": st.sampled_from([None, True, False]),
        "updated_at": st.integers(0, 90).map(lambda hours: START + timedelta(hours=hours)),
        "domiciles": st.dictionaries(st.sampled_from([*DESA, "outside"]), st.integers(1, 4), max_size=2),
        "opd_staff": st.dictionaries(st.sampled_from(OPD), st.integers(1, 3), max_size=2),
    }
)
Step = tuple[str, Any]
STEPS = st.one_of(
    st.tuples(st.just("file"), st.lists(FORM, max_size=5, unique_by=lambda row: row["household_key"])),
    st.tuples(st.just("again"), st.none()),
    st.tuples(
        st.sampled_from(
            ["raw insert", "replace", "move", "status", "date", "persons", "delete", "domicile", "staff", "childless",
             "rekey", "truncate", "copy"]
        ),
        FORM,
    ),
)  # fmt: skip


def raw_insert(session: WriteSession, form: Row, verb: str = "INSERT") -> None:
    """A row as a foreign system writes it: no session, no models."""
    names = [name for name in form if name not in {"domiciles", "opd_staff"}]
    statement = f"{verb} INTO submissions ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"
    types = [sa.bindparam(name, type_=SUBMISSIONS.c[name].type) for name in names]
    session.execute(sa.text(statement).bindparams(*types), {name: form[name] for name in names})


def take(session: WriteSession, name: str, form: Row) -> None:
    """One foreign statement; what a database does not know is done in the way nearest to it."""
    is_sqlite = session.connection.dialect.name == "sqlite"
    key = {"key": form["household_key"]}
    at = "WHERE household_key = :key"
    there = session.scalar(sa.text(f"SELECT count(*) FROM submissions {at}"), key)  # noqa: S608
    if name in {"raw insert", "copy"} and not there:
        if name == "copy" and not is_sqlite:
            driver: Any = session.connection.connection.driver_connection
            names = [column for column in form if column not in {"domiciles", "opd_staff"}]
            with driver.cursor() as cursor, cursor.copy(f"COPY submissions ({', '.join(names)}) FROM STDIN") as copy:
                copy.write_row([form[column] for column in names])
        else:
            raw_insert(session, form)
    elif name == "replace" and is_sqlite:
        raw_insert(session, form, "INSERT OR REPLACE")
    elif name == "rekey":
        # The row whose key is taken goes: by the database on SQLite, by the writer on PostgreSQL.
        other = key | {"other": KEYS[0]}
        session.execute(sa.text("DELETE FROM submission_domiciles"))
        session.execute(sa.text("DELETE FROM submission_staff"))
        if not is_sqlite and there and form["household_key"] != KEYS[0]:
            session.execute(sa.text("DELETE FROM submissions WHERE household_key = :other"), other)
        verb = "UPDATE OR REPLACE" if is_sqlite else "UPDATE"
        session.execute(sa.text(f"{verb} submissions SET household_key = :other {at}"), other)
    elif name in {"move", "status", "date", "persons"}:
        column = {"move": "desa_code", "date": "responded_at"}.get(name, name)
        value = sa.bindparam("value", form[column], type_=SUBMISSIONS.c[column].type)
        session.execute(sa.text(f"UPDATE submissions SET {column} = :value {at}").bindparams(value), key)  # noqa: S608
    elif name == "delete":
        session.execute(sa.text(f"DELETE FROM submissions {at}"), key)  # noqa: S608
    elif name == "truncate":
        session.execute(sa.text("DELETE FROM submissions" if is_sqlite else "TRUNCATE submissions CASCADE"))
    elif name in {"domicile", "staff", "childless"}:
        change_members(session, name, form, is_there=bool(there))


def change_members(session: WriteSession, name: str, form: Row, *, is_there: bool) -> None:
    table, column, wanted = {
        "domicile": ("submission_domiciles", "desa_code", form["domiciles"]),
        "staff": ("submission_staff", "opd_id", form["opd_staff"]),
    }.get(name, ("submission_domiciles", "desa_code", {}))
    key = {"kabupaten": KABUPATEN, "key": form["household_key"]}
    if name == "childless":
        for child in ("submission_domiciles", "submission_staff"):
            session.execute(sa.text(f"DELETE FROM {child} WHERE household_key = :key"), key)  # noqa: S608
    number = "persons" if name == "domicile" else "staff"
    for value, count in wanted.items() if is_there else ():
        session.execute(
            sa.text(
                f"INSERT INTO {table} (kabupaten_code, household_key, {column}, {number})"  # noqa: S608
                f" VALUES (:kabupaten, :key, :value, :count)"
                f" ON CONFLICT (kabupaten_code, household_key, {column}) DO UPDATE SET {number} = excluded.{number}"
            ),
            key | {"value": value, "count": count},
        )


IMPORT_IDS = itertools.count(1)


def deliver(database: Database, rows: list[Row], *, import_id: int | None = None) -> int:
    with database.write() as session:
        changed = load_rows(session, rows, import_id=import_id or next(IMPORT_IDS)).changed
        count_marked(session)
        raise_data_version(session)
    return changed


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=1, max_size=12))
def test_after_each_step_the_rollups_equal_a_recount(database: Database, steps: list[Step]) -> None:
    if is_bare(database):
        lay_ground(database)
    with database.write() as session:
        session.execute(sa.delete(SUBMISSIONS))
    check(database)
    last: list[Row] = []
    for name, given_rows in steps:
        if name == "file":
            last = given_rows
            deliver(database, last)
            # The import has counted in its own transaction.
            assert told(database) == recounted(database)
        elif name == "again":
            deliver(database, last)
            assert deliver(database, last) == 0
        else:
            with database.write() as session:
                take(session, name, given_rows)
        check(database)


def is_bare(database: Database) -> bool:
    with database.read() as session:
        return not session.scalar(sa.select(sa.func.count()).select_from(models.OPD))


def form(key: bytes = KEYS[0], **changes: object) -> Row:
    plain: Row = {
        "kabupaten_code": KABUPATEN, "household_key": key, "desa_code": DESA[0], "persons": 3, "status": "responded",
        "opened_at": None, "responded_at": START, "clean_at": None, "channel": None, "assisted": None,
        "updated_at": START, "domiciles": {}, "opd_staff": {},
    }  # fmt: skip
    return plain | changes


def test_a_day_ends_at_midnight_in_jakarta(database: Database) -> None:
    lay_ground(database)
    midnight = datetime(2020, 2, 20, 17, tzinfo=UTC)
    deliver(
        database,
        [form(KEYS[0], responded_at=midnight), form(KEYS[1], responded_at=midnight - timedelta(microseconds=1))],
    )
    with database.read() as session:
        days = session.execute(sa.select(DAILY_PROGRESS.c.day, DAILY_PROGRESS.c.households_responded)).all()
    assert sorted(map(tuple, days)) == [(date(2020, 2, 20), 1), (date(2020, 2, 21), 1)]


def test_an_older_row_changes_nothing(database: Database) -> None:
    lay_ground(database)
    assert deliver(database, [form(persons=5)]) == 1
    assert deliver(database, [form(persons=4, updated_at=START - timedelta(seconds=1))]) == 0
    assert deliver(database, [form(persons=4)]) == 0
    assert deliver(database, [form(persons=4, updated_at=START + timedelta(seconds=1))]) == 1


def test_settling_where_nothing_has_changed_writes_nothing(database: Database) -> None:
    lay_ground(database)
    deliver(database, [form()])
    with database.read() as session:
        before = data_version(session)
    settle(database)
    with database.read() as session:
        assert data_version(session) == before


def test_one_statement_leaves_one_mark_a_desa(migrated_postgres_url: str) -> None:
    from data_access.store.engine import connect

    database = connect(migrated_postgres_url)
    try:
        lay_ground(database)
        with database.write() as session:
            load_rows(session, [form(key, opd_staff={1: 1}) for key in KEYS], import_id=1)
            # One for the households, one for their staff: two statements.
            assert session.scalar(sa.select(sa.func.count()).select_from(ROLLUP_MARKS)) == 2
            count_marked(session)
            session.execute(sa.text("DELETE FROM submissions"))
            assert session.scalar(sa.select(sa.func.count()).select_from(ROLLUP_MARKS)) == 1
    finally:
        database.close()


@pytest.mark.parametrize("where", ["_count", "_change"])
def test_a_crash_in_the_middle_leaves_rows_and_rollups_equal(
    database: Database, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    lay_ground(database)
    deliver(database, [form()])
    before = (recounted(database), told(database))

    def broken(*_args: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(rollups if where == "_count" else merging, where, broken)
        with pytest.raises(RuntimeError, match="power cut"):
            later = START + timedelta(hours=1)
            deliver(database, [form(persons=4, updated_at=later), form(KEYS[1], desa_code=DESA[1])])
    assert (recounted(database), told(database)) == before
    check(database)
    assert deliver(database, [form(persons=4, updated_at=START + timedelta(hours=1))]) == 1
    check(database)


def test_a_mark_of_a_writer_who_commits_later_is_not_lost(migrated_postgres_url: str) -> None:
    """A foreign writer takes no lock of ours: its mark comes in while somebody counts the same desa."""
    from data_access.store.engine import connect

    database = connect(migrated_postgres_url)
    try:
        lay_ground(database)
        deliver(database, [form()])
        foreign = database.write_engine.connect()
        writing = foreign.begin()
        foreign.execute(sa.text("UPDATE submissions SET persons = 7"))
        with database.write() as session:
            # The same desa, marked by this writer too; the other's row and mark cannot be seen yet.
            raw_insert(session, form(KEYS[1]))
            count_marked(session)
        writing.commit()
        foreign.close()
        with database.read() as session:
            assert has_marks(session)
        check(database)
    finally:
        database.close()


def test_a_mark_that_comes_in_between_reading_and_deleting_stays(migrated_postgres_url: str, monkeypatch: Any) -> None:
    from data_access.store.engine import connect

    database = connect(migrated_postgres_url)
    counted: Callable[..., None] = rollups._count

    def count_while_another_writes(*arguments: Any) -> None:
        counted(*arguments)
        with database.write_engine.begin() as foreign:
            foreign.execute(sa.text("UPDATE submissions SET persons = persons + 1"))

    try:
        lay_ground(database)
        deliver(database, [form()])
        with database.write_engine.begin() as foreign:
            foreign.execute(sa.text("UPDATE submissions SET persons = 5"))
        with monkeypatch.context() as patch:
            patch.setattr(rollups, "_count", count_while_another_writes)
            settle(database)
        with database.read() as session:
            assert has_marks(session)
        check(database)
    finally:
        database.close()


def test_a_count_looks_at_the_days_of_the_rows_that_have_changed(database: Database) -> None:
    """The days of a mark are those that the row counted for before and counts for now; on others nothing is written."""
    lay_ground(database)
    days = [START + timedelta(days=day) for day in (0, 3, 6, 9)]
    rows = [form(key, responded_at=at, updated_at=at, clean_at=None) for key, at in zip(KEYS, days, strict=False)]
    deliver(database, rows)
    with database.write() as session:
        # A wrong count on every day: which of them a count puts right tells where it has looked.
        session.execute(sa.update(DAILY_PROGRESS).values(households_clean=77))
        moved = sa.update(SUBMISSIONS).where(SUBMISSIONS.c.household_key == KEYS[1])
        session.execute(moved.values(responded_at=days[2], persons=8))
    settle(database)
    with database.read() as session:
        query = sa.select(DAILY_PROGRESS).order_by(DAILY_PROGRESS.c.day)
        found = [(row.day, row.households_responded, row.households_clean) for row in session.execute(query)]
    on = [at.astimezone(WIB).date() for at in days]
    assert found == [(on[0], 1, 77), (on[2], 2, 0), (on[3], 1, 77)]
    with database.write() as session:
        session.execute(sa.insert(ROLLUP_MARKS), {"kabupaten_code": KABUPATEN, "desa_code": DESA[0]})
    settle(database)
    check(database)


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_moment_at_the_end_of_the_calendar_keeps_nobody_from_counting(database: Database, day: str) -> None:
    """Some systems write the last day that there is for "no date", and no constraint forbids it."""
    lay_ground(database)
    deliver(database, [form(KEYS[0]), form(KEYS[1])])
    with database.write_engine.begin() as foreign:
        foreign.execute(
            sa.text("UPDATE submissions SET responded_at = :moment WHERE household_key = :key"),
            {"moment": f"{day} 12:00:00+00:00", "key": KEYS[0]},
        )
    settle(database)
    with database.read() as session:
        assert not has_marks(session)
    check(database)


def test_many_writers_at_once(database: Database) -> None:
    lay_ground(database)
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(5):
                moved = form(KEYS[number % 2], desa_code=DESA[(number + turn) % 3], persons=1 + turn)
                deliver(database, [moved | {"updated_at": START + timedelta(minutes=turn)}])
                settle(database)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert told(database) == recounted(database)


@pytest.mark.parametrize("verb", ["insert", "update"])
def test_a_row_that_is_replaced_leaves_its_desa_marked(migrated_sqlite_url: str, verb: str) -> None:
    """SQLite removes such a row without a word to delete triggers."""
    from data_access.store.engine import connect

    database = connect(migrated_sqlite_url)
    try:
        lay_ground(database)
        deliver(database, [form(KEYS[0], desa_code=DESA[0]), form(KEYS[1], desa_code=DESA[1])])
        with database.write() as session:
            if verb == "insert":
                raw_insert(session, form(KEYS[0], desa_code=DESA[2]), "INSERT OR REPLACE")
            else:
                change = "UPDATE OR REPLACE submissions SET household_key = :new WHERE household_key = :old"
                session.execute(sa.text(change), {"new": KEYS[0], "old": KEYS[1]})
        check(database)
    finally:
        database.close()
