"""Records as they are listed: values with names, the newest first, and the promises that need an eye."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from census.base.tree import AreaTree
from census.outreach.commitments import CommitmentProgress
from census.outreach.record_list import ListedPromise, ListedRecord, furthest_short_first, record_list, record_table
from census.outreach.records import Blocker, Commitment, Event, Request, record_frame
from tests.census.worlds import area

if TYPE_CHECKING:
    from census.outreach.records import RecordName

DAY = date(2020, 3, 2)
DESA = "9901010001"
AREAS = [area("9901", None, "kabupaten"), area("9901010", "9901", "kecamatan"), area(DESA, "9901010", "desa")]
TREE = AreaTree(pd.DataFrame(AREAS, dtype=object))
OPD = pd.DataFrame({"id": [5], "short_name": ["Dinkes"]})
RUNNING = CommitmentProgress("running", 20.0, 1, DAY, None, 0.5, 3)


def listed(name: RecordName, *rows: dict[str, object]) -> tuple[ListedRecord, ...]:
    table = record_table(name, record_frame(name, list(rows)), tree=TREE, opd=OPD, promised=pd.DataFrame())
    return record_list(name, table, {}).rows


def test_a_record_is_a_value_and_the_newest_comes_first() -> None:
    about = {"area_code": DESA, "source": "camat"}
    events = listed(
        "events",
        about | {"id": 1, "held_on": DAY, "kind": "keliling", "audience": 40, "opd_id": 5, "note": "di balai"},
        about | {"id": 2, "held_on": DAY + timedelta(days=1), "kind": "siaran"},
        about | {"id": 3, "held_on": DAY, "kind": "siaran", "opd_id": 9},
    )
    assert [row.id for row in events] == [2, 3, 1]
    assert [row.opd_name for row in events] == [None, None, "Dinkes"]
    event = Event(area_code=DESA, held_on=DAY, kind="keliling", opd_id=5, audience=40, note="di balai")
    assert events[2] == ListedRecord(1, event, f"desa {DESA}", "Dinkes", "camat")
    assert (event.day, events[0].record.note) == (DAY, None)
    assert listed("blockers") == ()


def test_what_is_open_or_waits_on_a_day() -> None:
    before, after = DAY - timedelta(days=1), DAY + timedelta(days=1)
    blocker = Blocker(area_code=DESA, kind="other", reported_on=DAY)
    resolved = replace(blocker, resolved_on=after)
    assert [blocker.is_open(day) for day in (before, DAY, after)] == [False, True, True]
    assert [resolved.is_open(day) for day in (before, DAY, after)] == [False, True, False]
    request = Request(area_code=DESA, requested_on=DAY, scheduled_on=DAY)
    done = replace(request, done_on=after)
    assert [request.is_waiting(day) for day in (before, DAY, after)] == [False, True, True]
    assert [done.is_waiting(day) for day in (before, DAY, after)] == [False, True, False]
    assert (blocker.ended_on, resolved.ended_on, done.ended_on) == (None, after, after)


def promised(number: int, households: int = 40, **changes: object) -> ListedPromise:
    promise = Commitment(area_code=DESA, households=households, starts_on=DAY, due_on=DAY + timedelta(days=9))
    return ListedPromise(number, promise, "desa", None, "camat", replace(RUNNING, **changes))


def test_the_furthest_short_come_first_and_those_that_are_over_last() -> None:
    rows = [
        promised(1, state="over", step=4),
        promised(2, step=0),
        promised(3, step=4, households=10),
        promised(4, step=4, households=90),
        promised(5, step=4, households=90),
        promised(6, step=None),
        promised(7, state="withdrawn"),
        promised(8, state="upcoming", step=None),
    ]
    assert [row.id for row in furthest_short_first(rows)] == [4, 5, 3, 2, 6, 1]


def test_the_part_that_has_been_kept_is_none_of_more_than_all() -> None:
    achieved = (None, -3.0, 0.0, 10.0, 40.0, 41.0)
    assert [promised(1, achieved=families).kept_part for families in achieved] == [None, 0.0, 0.0, 0.25, 1.0, 1.0]
