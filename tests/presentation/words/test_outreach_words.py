"""Outreach in words: the numbers of sentences, remarks, hovers and cells are those of the values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from census.campaign.outreach import OutreachTotals
from census.outreach.commitments import CommitmentProgress, PromiseTotals
from census.outreach.reach import AgencyWork, AreaReach
from census.outreach.record_list import ListedPromise, ListedRecord
from census.outreach.records import Blocker, Commitment, Event, Record, RecordName, Request
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from presentation.words.outreach.reach_words import (
    day_hover,
    events_sentence,
    left_words,
    reach_cells,
    reach_class_words,
    reach_headings,
    reach_lines,
    reach_words,
    since_class_words,
    since_words,
    visits_headline,
    waiting_sentence,
)
from presentation.words.outreach.record_table import agency_cells, agency_headings, record_cells, record_headings
from presentation.words.outreach.record_words import (
    commitment_lines,
    families_of,
    named_list,
    promises_sentence,
    record_kind,
)

TEXT = Translator("en")
FORMATS = Formats(TEXT)
DAY = date(2020, 3, 2)
VISITED = AreaReach("9901010001", "Rahtawu", 3, 2, DAY, 13, 1_240, 2_500, 496.0)
NEVER = AreaReach("9901010002", "Jekulo", 0, 0, None, None, 0, None, None)
PROGRESS = CommitmentProgress("running", 22.5, 1, DAY + timedelta(days=8), None, 0.5, 2)
PROMISE = ListedPromise(
    7,
    Commitment(area_code="9901010001", households=60, starts_on=DAY, due_on=DAY + timedelta(days=9), opd_id=5),
    "Rahtawu",
    "Dinkes",
    "camat",
    PROGRESS,
)


# --- reach --------------------------------------------------------------------------------------------------


def test_an_area_that_was_visited() -> None:
    assert since_words(TEXT, FORMATS, VISITED) == "13 days"
    assert since_words(TEXT, FORMATS, replace(VISITED, days_since=1)) == "1 day"
    assert reach_words(FORMATS, VISITED) == "496"
    assert left_words(TEXT, FORMATS, VISITED) == "2,500 families left"
    assert reach_lines(TEXT, FORMATS, VISITED) == [
        "last visit 2 March 2020",
        "3 events, 1,240 people reached",
        "2,500 families left",
        "496 reached per 1,000 families left",
    ]
    cells = ["9901010001", "Rahtawu", "2 March 2020", "13", "2", "3", "1,240", "2,500", "496"]
    assert reach_cells(FORMATS, VISITED) == cells
    assert len(reach_headings(TEXT)) == len(cells)


def test_an_area_of_which_nobody_knows() -> None:
    assert since_words(TEXT, FORMATS, NEVER) == "never"
    assert reach_words(FORMATS, NEVER) == "–"
    assert reach_lines(TEXT, FORMATS, NEVER) == ["never visited", "0 events, 0 people reached", "– families left"]
    assert reach_cells(FORMATS, NEVER)[2:] == ["–", "–", "0", "0", "0", "–", "–"]


def test_classes_name_their_limits() -> None:
    assert since_class_words(TEXT) == [
        *("at most 7 days ago", "8 to 14 days", "15 to 28 days", "more than 28 days", "never visited"),
    ]
    assert reach_class_words(TEXT, FORMATS) == [
        *("200 or more", "100 to below 200", "50 to below 100", "below 50", "nobody reached"),
    ]


@pytest.mark.parametrize(
    ("reach", "level", "headline"),
    [
        ([VISITED, NEVER], "desa", "Kudus: 1 of 2 desa has not been visited yet."),
        ([VISITED, NEVER, NEVER], "kecamatan", "Kudus: 2 of 3 areas have not been visited yet."),
        (
            [VISITED, replace(VISITED, days_since=1)],
            "desa",
            "every desa has been visited; the longest wait is 13 days.",
        ),
        ([replace(VISITED, days_since=1)], "kecamatan", "every area has been visited; the longest wait is 1 day."),
    ],
)
def test_the_headline_counts_who_was_never_visited(reach: list[AreaReach], level: str, headline: str) -> None:
    assert visits_headline(TEXT, FORMATS, "Kudus", reach, level).endswith(headline)


def test_sentences_of_totals() -> None:
    totals = OutreachTotals(events=1_240, audience=35_000, open_blockers=1, waiting_requests=2)
    assert events_sentence(TEXT, FORMATS, totals, DAY) == (
        "**1,240 events** up to 2 March 2020 have reached 35,000 people."
    )
    assert waiting_sentence(TEXT, FORMATS, totals) == "1 blocker is open. 2 requests for help by BPS are waiting."
    nothing = OutreachTotals(0, 0, 0, 0)
    assert (events_sentence(TEXT, FORMATS, nothing, DAY), waiting_sentence(TEXT, FORMATS, nothing)) == (None, None)


def test_a_day_of_the_calendar_names_its_kinds_the_most_frequent_first() -> None:
    kinds = ["siaran", "keliling", "keliling"]
    events = [Event(area_code="9901", held_on=DAY, kind=kind) for kind in kinds]
    assert day_hover(TEXT, FORMATS, events, DAY) == "<b>2 March 2020</b><br>touring the desa: 2<br>broadcast: 1"
    assert day_hover(TEXT, FORMATS, events, DAY + timedelta(days=1)) == "<b>3 March 2020</b><br>no event"


# --- records ------------------------------------------------------------------------------------------------


def test_promises_in_a_sentence() -> None:
    totals = PromiseTotals(running=2, promised=1_240, came_in=620.4, waiting=1, waiting_promised=30, broken=3)
    assert promises_sentence(TEXT, FORMATS, totals) == (
        "Running commitments: **620 of 1,240 families** promised have come in."
        " 1 commitment (30 families) has no newer figure yet. 3 commitments are over and were not kept."
    )
    assert promises_sentence(TEXT, FORMATS, PromiseTotals(0, 0, 0.0, 0, 0, 0)) is None


def test_a_promise_says_what_came_in_until_when_and_with_whom_it_shares() -> None:
    assert families_of(TEXT, FORMATS, PROMISE) == "22 of 60 families"
    assert commitment_lines(TEXT, FORMATS, PROMISE) == [
        *("2 Mar – 11 March 2020", "running", "figure of 10 March 2020", "shares the gain with 1 other"),
    ]
    waiting = replace(PROMISE, progress=replace(PROGRESS, achieved=None, figure_on=None, sharers=0))
    assert families_of(TEXT, FORMATS, waiting) == "– of 60 families"
    assert commitment_lines(TEXT, FORMATS, waiting)[1:] == ["running", "no newer figure since it began"]
    over = replace(PROMISE, progress=replace(PROGRESS, state="over", is_kept=False, sharers=0))
    assert commitment_lines(TEXT, FORMATS, over)[1] == "over, not kept"


EVENT = Event(area_code="9901", held_on=DAY, kind="keliling", audience=1_240)
BLOCKER = Blocker(area_code="9901", kind="no_signal", reported_on=DAY, households=9)
REQUEST = Request(area_code="9901", requested_on=DAY)


@pytest.mark.parametrize(
    ("name", "record", "cells"),
    [
        ("events", EVENT, ["2\u00a0Mar", "touring the desa", "Kudus", "–", "1,240", "–"]),
        ("blockers", BLOCKER, ["2\u00a0Mar", "no signal", "Kudus", "–", "9", "open"]),
        (
            "blockers",
            replace(BLOCKER, resolved_on=DAY, households=None),
            ["2\u00a0Mar", "no signal", "Kudus", "–", "–", "resolved on 2 March 2020"],
        ),
        ("requests", REQUEST, ["2\u00a0Mar", "Kudus", "–", "waiting for a day", "–"]),
        (
            "requests",
            replace(REQUEST, scheduled_on=DAY),
            ["2\u00a0Mar", "Kudus", "–", "scheduled for 2 March 2020", "–"],
        ),
        (
            "requests",
            replace(REQUEST, scheduled_on=DAY, done_on=DAY, result_households=31),
            ["2\u00a0Mar", "Kudus", "–", "done on 2 March 2020", "31"],
        ),
    ],
)
def test_cells_of_records(name: RecordName, record: Record, cells: list[str]) -> None:
    row = ListedRecord(1, record, "Kudus", None, "camat")
    assert record_cells(TEXT, FORMATS, row, is_short=True) == cells
    assert len(record_headings(TEXT, name)) == len(cells)


def test_cells_of_a_promise() -> None:
    cells = ["Rahtawu", "Dinkes", "60", "22", "10 March 2020", "2 March 2020", "11 March 2020", "running"]
    assert record_cells(TEXT, FORMATS, PROMISE, is_short=False) == cells
    assert len(record_headings(TEXT, "commitments")) == len(cells)
    assert record_kind(TEXT, PROMISE.record) == "Commitments"


def test_cells_of_an_agency() -> None:
    work = AgencyWork("Dinas Kesehatan", "Dinkes", ("1", "2", "3", "4", "5"), 3, 1_240, DAY, 1, 60, None)
    cells = agency_cells(TEXT, FORMATS, work, lambda code: f"desa {code}")
    named = "desa 1, desa 2, desa 3, desa 4 and 1 more"
    assert cells == ["Dinkes", named, "3", "1,240", "2 March 2020", "60", "–"]
    assert len(agency_headings(TEXT)) == len(cells)
    assert agency_cells(TEXT, FORMATS, replace(work, desa=(), last_on=None), str)[1:5] == ["–", "3", "1,240", "–"]


def test_a_long_list_of_names_ends_with_how_many_more() -> None:
    assert named_list(["a", "b", "c"], TEXT, most=3) == "a, b, c"
    assert named_list(["a", "b", "c"], TEXT, most=2) == "a, b and 1 more"
