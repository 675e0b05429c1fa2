"""An import taken back leaves everything as if its file had never come, on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_access.accounts.access_log import UNDONE, read_log
from data_access.audit.audit import audit
from data_access.models.models import AREA_RECAPS, IMPORT_REJECTIONS, IMPORTS
from data_access.models.record_models import COMMITMENTS
from data_access.models.undo_models import IMPORT_CHANGES, IMPORT_DELIVERIES
from data_access.reads.reads import last_import_at
from data_access.writes.undo import UndoError
from ingest.undoing import undo_import, what_it_brought
from tests.ingest.desk import NOW, contents, deliver, opened
from tests.support.examples import dear

if TYPE_CHECKING:
    from data_access.store.engine import Database
    from ingest.undoing import Undone

HEAD = "as_of,area_code,households_responded,persons_responded,source\n"
A, B = "3319010001", "3319010002"
LATER = NOW + timedelta(hours=1)


def undo(database: Database, import_id: int) -> Undone:
    return undo_import(database, import_id, account_id=None, now=LATER)


def figures(database: Database, *tables: str) -> dict[str, list[Any]]:
    """What tables hold, without the numbers of imports and rows: in another history they are others."""
    aside = {"id", "import_id"}
    with database.read() as session:
        answers = {}
        for name in tables:
            table = AREA_RECAPS.metadata.tables[name]
            columns = [column for column in table.columns if column.name not in aside]
            answers[name] = sorted((tuple(row) for row in session.execute(sa.select(*columns))), key=repr)
        return answers


def test_one_wrong_value_that_had_right_rows_rejected(started_url: str) -> None:
    right = HEAD + "".join(f"2020-03-{day:02d},{A},{10 + day},,BPS\n" for day in range(2, 7))
    with opened(started_url) as database:
        deliver(database, "recap", HEAD + f"2020-03-01,{A},900,,BPS\n")
        rejected = deliver(database, "recap", right)
        assert (rejected.rows_accepted, rejected.rows_rejected) == (0, 5)
        brought = what_it_brought(database, 1, now=LATER)
        assert (brought.kind, brought.made, brought.changed) == ("recap", 1, 0)
        done = undo(database, 1)
        assert done.tried_again == ((2, 0, 5),)
        with database.read() as session:
            assert sorted(session.scalars(sa.select(AREA_RECAPS.c.households_responded))) == [12, 13, 14, 15, 16]
            assert session.execute(sa.select(IMPORT_REJECTIONS)).all() == []
            first, second = session.execute(sa.select(IMPORTS).order_by(IMPORTS.c.id)).all()
            assert (first.undone_at, second.rows_accepted, second.rows_rejected) == (LATER, 5, 0)
            assert last_import_at(session) == NOW
        with database.write() as session:
            assert read_log(session, kinds=[UNDONE])[0].details == {"import": 1, "file": "recap"}
        assert audit(database).differences == 0
        # Taken back, the same file is a new one, and is held against what is there now.
        again = deliver(database, "recap", HEAD + f"2020-03-01,{A},900,,BPS\n")
        assert (again.import_id, again.is_repeat, again.rows_rejected) == (3, False, 1)


def test_what_was_there_before_is_there_again(started_url: str) -> None:
    with opened(started_url) as database:
        deliver(database, "recap", HEAD + f"2020-03-01,{A},10,30,BPS\n2020-03-01,{B},5,,BPS\n")
        before = contents(database)
        deliver(database, "recap", HEAD + f"2020-03-01,{A},11,,BPS\n2020-03-02,{A},12,,BPS\n")
        undo(database, 2)
        aside = {"imports", "access_log", "data_version", "import_rejections"}
        after = contents(database)
        assert {name: after[name] for name in after if name not in aside} == {
            name: before[name] for name in before if name not in aside
        }


def test_targets_and_records_too(kudus: Database) -> None:
    target = "scope_kind,scope_code,unit,status,share,starts_on,ends_on,decided_on,note\narea,3319,household,clean,"
    before = figures(kudus, "targets")
    deliver(kudus, "targets", target + "30 %,2020-02-15,2020-03-31,2020-02-13,x\n")
    deliver(kudus, "targets", target + "40 %,2020-02-15,2020-03-31,2020-02-13,x\n")
    undo(kudus, 1)
    with kudus.read() as session:
        assert session.scalar(sa.text("SELECT share FROM targets WHERE status = 'clean'")) == 0.4
    undo(kudus, 2)
    assert figures(kudus, "targets") == before
    promise = f"area_code,opd_id,households,starts_on,due_on\n{A},,20,2020-03-01,2020-03-10\n"
    deliver(kudus, "commitments", promise)
    with kudus.write() as session:
        session.execute(sa.update(COMMITMENTS).values(note="by hand"))
    with pytest.raises(UndoError, match="undo_changed"):
        undo(kudus, 3)
    with kudus.write() as session:
        session.execute(sa.update(COMMITMENTS).values(note=None))
    undo(kudus, 3)
    with kudus.read() as session:
        assert session.execute(sa.select(COMMITMENTS)).all() == []
        for table in (IMPORT_CHANGES, IMPORT_DELIVERIES):
            assert session.scalars(sa.select(table)).all() == []


def test_what_cannot_be_taken_back(kudus: Database) -> None:
    deliver(kudus, "recap", HEAD + f"2020-03-01,{A},10,,BPS\n")
    deliver(kudus, "areas", "code,parent_code,level,name\n3319010999,3319010,desa,New\n")
    for number, reason in ((7, "undo_unknown"), (2, "undo_other_kind")):
        with pytest.raises(UndoError, match=reason):
            undo(kudus, number)
    undo(kudus, 1)
    with pytest.raises(UndoError, match="undo_done"):
        undo(kudus, 1)
    deliver(kudus, "recap", HEAD + f"2020-03-01,{A},10,,BPS\n")
    with kudus.write() as session:
        session.execute(sa.delete(IMPORT_DELIVERIES))
    with pytest.raises(UndoError, match="undo_not_kept"):
        what_it_brought(kudus, 3, now=LATER)


FILE = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from([A, B]), st.integers(0, 6), st.sampled_from(["BPS", "press"])),
    min_size=1,
    max_size=4,
)


@settings(parent=dear(8), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=st.lists(FILE, min_size=2, max_size=4), data=st.data())
def test_any_history_is_as_if_the_file_had_never_come(
    kudus: Database, files: list[list[tuple[int, str, int, str]]], data: st.DataObject
) -> None:
    taken_back = data.draw(st.integers(0, len(files) - 1))
    # Each its own: a file that changes nothing leaves no import that could be taken back or tried again.
    texts = [
        HEAD + "".join(f"{date(2020, 3, day)},{area},{count},,{source}\n" for day, area, count, source in file)
        + f"{date(2020, 4, 1) + timedelta(days=place)},3319,{1000 + place},,BPS\n"
        for place, file in enumerate(files)
    ]  # fmt: skip

    def told(wanted: list[str]) -> tuple[dict[str, list[Any]], list[int]]:
        return figures(kudus, "area_recaps"), [deliver(kudus, "recap", text).import_id for text in wanted]

    def cleared() -> None:
        with kudus.write() as session:
            for table in (IMPORT_CHANGES, IMPORT_DELIVERIES, IMPORT_REJECTIONS, IMPORTS, AREA_RECAPS):
                session.execute(sa.delete(table))

    cleared()
    told([text for place, text in enumerate(texts) if place != taken_back])
    expected = figures(kudus, "area_recaps", "import_rejections")
    cleared()
    _before, numbers = told(texts)
    undo(kudus, numbers[taken_back])
    with kudus.write() as session:
        session.execute(sa.delete(IMPORT_REJECTIONS).where(IMPORT_REJECTIONS.c.import_id == numbers[taken_back]))
    assert figures(kudus, "area_recaps", "import_rejections") == expected
