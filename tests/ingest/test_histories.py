"""Whatever happens to rows and files, in whatever order: after each step everything equals its recount."""

from __future__ import annotations

from contextlib import suppress
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
from ingest.undoing import undo_import
from tests.ingest.checks.test_submissions import HEAD, KK, row
from tests.ingest.desk import NOW, deliver, opened
from tests.support.examples import GATE, dear

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data_access.store.engine import Database

DESA = ("3319010001", "3319010002", "3319020001")
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
FILE = st.lists(st.tuples(st.integers(0, 5), FORM), min_size=1, max_size=5)
STEP = st.one_of(
    st.tuples(st.just("file"), FILE),
    st.tuples(st.just("crash"), FILE),
    st.tuples(st.just("again"), st.none()),
    st.tuples(st.just("recap"), st.lists(st.tuples(st.integers(1, 9), st.sampled_from(DESA), st.integers(0, 9)),
                                         min_size=1, max_size=4)),
    st.tuples(st.just("undo"), st.integers(0, 5)),
    st.tuples(st.just("direct"), st.tuples(st.sampled_from(["persons", "status", "move", "delete"]), st.booleans())),
)  # fmt: skip


def text_of(file: list[tuple[int, dict[str, Any]]]) -> str:
    return HEAD + "".join(
        row(str(int(KK) - number), **form | {"domiciles": form["domiciles"].format(**form)}) for number, form in file
    )


def write_directly(database: Database, what: str, *, is_kept: bool) -> None:
    """Two connections, one after the other as SQLite knows one writer; the second may be rolled back."""
    statements = {
        "persons": "UPDATE submissions SET persons = persons + 1",
        "status": "UPDATE submissions SET status = 'clean' WHERE status = 'responded'",
        "move": "UPDATE submissions SET desa_code = '3319020001' WHERE desa_code = '3319010001'",
        "delete": "DELETE FROM submissions WHERE desa_code = '3319010002'",
    }
    for keeps in (True, is_kept):
        with database.write_engine.connect() as connection:
            connection.execute(sa.text(statements[what]))
            if keeps:
                connection.commit()


def crash(database: Database, text: str) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("power cut")

    # Where no row of the file stands, nothing is written that could be cut off.
    with pytest.MonkeyPatch.context() as patch, suppress(RuntimeError):
        patch.setattr(merging, "mark", broken)
        patch.setattr(merging, "_change", broken)
        deliver(database, "submissions", text)


def take(database: Database, name: str, about: Any, last: str) -> str:
    if name in {"file", "crash"}:
        text = text_of(about)
        (crash if name == "crash" else lambda store, content: deliver(store, "submissions", content))(database, text)
        return text if name == "file" else last
    if name == "again" and last:
        assert deliver(database, "submissions", last).rows_accepted == 0
    elif name == "recap":
        lines = "".join(f"2020-03-{day:02d},{area},{count},BPS\n" for day, area, count in about)
        deliver(database, "recap", RECAP + lines)
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
        write_directly(database, about[0], is_kept=about[1])
        return ""
    return last


@pytest.fixture
def database(started_url: str) -> Iterator[Database]:
    """The desk of Kudus, on both databases."""
    with opened(started_url) as store:
        yield store


# 20 steps at least in each of 500 histories by make test-deep: 10,000 on each database.
LEAST, MOST = (1, 12) if settings.default.max_examples == GATE else (20, 30)


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
    for name, about in steps:
        last = take(database, name, about, last)
        settle(database)
        result = audit(database)
        assert [(book.name, book.examples) for book in result.books if book.differences] == [], name
        assert result.waiting == 0
