"""Whatever happens to rows and files, in whatever order: after each step everything equals its recount."""

from __future__ import annotations

import hmac
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data_access.audit.audit import audit
from data_access.loading import merging
from data_access.models.former_models import (
    FORMER_SUBMISSIONS,
    FORMER_TOMBSTONES,
    SUBMISSION_IMPORTS,
    SUBMISSION_REPEATS,
)
from data_access.models.models import AREA_RECAPS, IMPORT_REJECTIONS, IMPORTS
from data_access.models.submission_models import SUBMISSION_TOMBSTONES, SUBMISSIONS
from data_access.models.undo_models import IMPORT_CHANGES, IMPORT_DELIVERIES
from data_access.writes.rollups import settle
from data_access.writes.undo import UndoError
from data_access.writes.writes import write_rows
from ingest.undoing import undo_import
from tests.data_access.writes.test_rollups import check as check_rollups
from tests.ingest.checks.test_submissions import HEAD, KK, row
from tests.ingest.desk import NOW, SECRET, deliver, opened
from tests.support.examples import GATE, dear

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data_access.store.engine import Database

FAR = "3399010001"
DESA = ("3319010001", "3319010002", "3319020001", FAR)
"""Three of Kudus, and one of another kabupaten."""
RECAP = "as_of,area_code,households_responded,source\n"
FORM = st.fixed_dictionaries(
    {
        "desa_code": st.sampled_from(DESA),
        "persons": st.integers(1, 4),
        "status": st.sampled_from(["opened", "responded", "clean", "rejected", "deleted"]),
        "updated_at": st.integers(1, 20).map(lambda day: f"2020-03-{day:02d}"),
        "domiciles": st.sampled_from(["", "outside:{persons}"]),
        "opd_staff": st.sampled_from(["", "5:1"]),
    }
)
FILE = st.lists(st.tuples(st.integers(0, 7), FORM), min_size=1, max_size=5)
WRITER = st.tuples(st.sampled_from(["insert", "persons", "status", "move", "far", "delete"]), st.booleans())
"""What another program does, and whether it keeps that."""
STEP = st.one_of(
    st.tuples(st.just("file"), FILE),
    st.tuples(st.just("crash"), FILE),
    st.tuples(st.just("again"), st.none()),
    st.tuples(st.just("recap"), st.lists(st.tuples(st.integers(1, 9), st.sampled_from(DESA), st.integers(0, 9)),
                                         min_size=1, max_size=4)),
    st.tuples(st.just("undo"), st.integers(0, 5)),
    st.tuples(st.just("direct"), st.tuples(WRITER, WRITER, st.booleans())),
)  # fmt: skip


def text_of(file: list[tuple[int, dict[str, Any]]]) -> str:
    return HEAD + "".join(
        row(str(int(KK) - number), **form | {"domiciles": form["domiciles"].format(**form)}) for number, form in file
    )


DIRECT = {
    "insert": "INSERT INTO submissions (kabupaten_code, household_key, desa_code, persons, status, responded_at,"
    " updated_at) SELECT '3319', :key, :desa, 2, 'responded', '2020-03-05 01:00:00+00:00', '2020-03-05 01:00:00+00:00'"
    " WHERE NOT EXISTS (SELECT 1 FROM submissions WHERE household_key = :key)",
    "persons": "UPDATE submissions SET persons = persons + 1 WHERE desa_code = :desa",
    "status": "UPDATE submissions SET status = 'clean' WHERE status = 'responded' AND desa_code = :desa",
    "move": "UPDATE submissions SET desa_code = :other WHERE desa_code = :desa",
    # Members name the kabupaten of their household, so that a household with members does not move so.
    "far": "UPDATE submissions SET kabupaten_code = '3399', desa_code = :far WHERE desa_code = :desa AND NOT EXISTS"
    " (SELECT 1 FROM submission_domiciles AS m WHERE m.household_key = submissions.household_key) AND NOT EXISTS"
    " (SELECT 1 FROM submission_staff AS m WHERE m.household_key = submissions.household_key)",
    "delete": "DELETE FROM submissions WHERE desa_code = :desa",
}  # fmt: skip
Writer = tuple[str, bool]


def write_as(connection: sa.Connection, writer: Writer, desa: str, other: str, number: int) -> None:
    """What one program does with the households of a desa; no two programs have the same desa."""
    key = hmac.digest(SECRET.get_secret_value().encode(), str(int(KK) - number).encode(), "sha256")[:16]
    places = {"key": key, "desa": desa, "other": other, "far": FAR}
    text = DIRECT[writer[0]]
    connection.execute(sa.text(text), {name: value for name, value in places.items() if f":{name}" in text})


@contextmanager
def another_program(database: Database) -> Iterator[sa.Connection]:
    """A connection as any other program makes one."""
    engine = sa.create_engine(database.write_engine.url)
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                driver: Any = connection.connection.dbapi_connection
                driver.execute("PRAGMA foreign_keys=ON")
                # SQLite says at once that another one writes.
                driver.execute("PRAGMA busy_timeout=0")
            yield connection
    finally:
        engine.dispose()


def finish(connection: sa.Connection, writer: Writer) -> None:
    connection.commit() if writer[1] else connection.rollback()


def write_directly(database: Database, writers: tuple[Writer, Writer, bool]) -> None:
    """Two programs at a time, each in a desa of its own; what has not been committed is not counted."""
    first, second, is_in_order = writers
    with another_program(database) as one, another_program(database) as other:
        if database.write_engine.dialect.name == "sqlite":
            # It knows one writer: the other has begun to read, and finds what it read outdated.
            other.exec_driver_sql("BEGIN")
            other.execute(sa.text("SELECT count(*) FROM submissions"))
            write_as(one, first, DESA[0], DESA[1], 6)
            with pytest.raises(sa.exc.OperationalError, match="locked"):
                write_as(other, second, DESA[2], DESA[0], 7)
            other.rollback()
            finish(one, first)
            check_rollups(database)
            write_as(other, second, DESA[2], DESA[0], 7)
            finish(other, second)
            return
        write_as(one, first, DESA[0], DESA[1], 6)
        write_as(other, second, DESA[2], DESA[0], 7)
        check_rollups(database)
        pairs = [(one, first), (other, second)]
        for connection, writer in pairs if is_in_order else reversed(pairs):
            finish(connection, writer)
            check_rollups(database)


def crash(database: Database, text: str) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("power cut")

    # Where no row of the file stands, nothing is written that could be cut off.
    with pytest.MonkeyPatch.context() as patch, suppress(RuntimeError):
        patch.setattr(merging, "mark", broken)
        patch.setattr(merging, "_change", broken)
        deliver(database, "submissions", text, root_area=None)


def take(database: Database, name: str, about: Any, last: str) -> str:
    if name in {"file", "crash"}:
        text = text_of(about)
        (crash if name == "crash" else lambda store, content: deliver(store, "submissions", content, root_area=None))(
            database, text
        )
        return text if name == "file" else last
    if name == "again" and last:
        assert deliver(database, "submissions", last, root_area=None).rows_accepted == 0
    elif name == "recap":
        lines = "".join(f"2020-03-{day:02d},{area},{count},BPS\n" for day, area, count in about)
        deliver(database, "recap", RECAP + lines, root_area=None)
    elif name == "undo":
        with database.read() as session:
            numbers = session.scalars(
                sa.select(IMPORTS.c.id)
                .where(IMPORTS.c.kind.in_(["recap", "submissions"]), IMPORTS.c.undone_at.is_(None))
                .order_by(IMPORTS.c.id.desc())
            ).all()
        if numbers:
            try:
                undo_import(database, numbers[about % len(numbers)], account_id=None, now=NOW + timedelta(hours=1))
            except UndoError as refusal:
                # Others have touched its households since; tests/ingest/undo/test_households.py tells whether it is so.
                assert refusal.reason in {"undo_touched", "undo_repeated"}, refusal.reason
            return ""
    elif name == "direct":
        write_directly(database, about)
        return ""
    return last


@pytest.fixture
def database(started_url: str) -> Iterator[Database]:
    """The desk of Kudus on both databases, and a second kabupaten beside it."""
    with opened(started_url) as store:
        plain = {"kabupaten_code": "3399", "kemendagri_code": None, "status": None, "official_area_km2": None}
        rows = [("3399", None, "kabupaten"), ("3399010", "3399", "kecamatan"), (FAR, "3399010", "desa")]
        with store.write() as session:
            write_rows(
                session,
                "areas",
                [
                    plain | {"code": code, "parent_code": parent, "level": level, "name": code, "source": "x"}
                    for code, parent, level in rows
                ],
            )
        yield store


def check(database: Database, name: str) -> None:
    """All that is on record equals its recount."""
    result = audit(database)
    assert [(book.name, book.examples) for book in result.books if book.differences] == [], name
    assert result.waiting == 0


IS_GATE = settings.default.max_examples == GATE
# 20 steps at least in each of 500 histories by make test-deep: 10,000 on each database. An audit takes ten times as
# long as a step and its recount.
LEAST, MOST, AUDIT_EVERY = (1, 12, 1) if IS_GATE else (20, 30, 10)


@settings(dear(3), suppress_health_check=[HealthCheck.function_scoped_fixture], phases=(Phase.explicit, Phase.generate))
@given(steps=st.lists(STEP, min_size=LEAST, max_size=MOST))
def test_after_each_step_everything_equals_its_recount(database: Database, steps: list[tuple[str, Any]]) -> None:
    with database.write() as session:
        for table in (
            SUBMISSIONS,
            SUBMISSION_TOMBSTONES,
            FORMER_SUBMISSIONS,
            FORMER_TOMBSTONES,
            SUBMISSION_IMPORTS,
            SUBMISSION_REPEATS,
            IMPORT_CHANGES,
            IMPORT_DELIVERIES,
            IMPORT_REJECTIONS,
            IMPORTS,
            AREA_RECAPS,
        ):
            session.execute(sa.delete(table))
    settle(database)
    last = ""
    for place, (name, about) in enumerate(steps, start=1):
        last = take(database, name, about, last)
        check_rollups(database)
        if place % AUDIT_EVERY == 0 or place == len(steps):
            check(database, name)
