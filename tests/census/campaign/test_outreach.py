"""Outreach of an area: totals against a plain count, reach of the level below, agencies that serve."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from math import ceil
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from census.campaign.outreach import (
    OutreachTotals,
    agency_work,
    outreach_of,
    outreach_until,
    promises_of,
    reach_level,
    records_of,
)
from census.campaign.overdue import DuePromise, OverduePromise, due_promises, overdue_promises
from census.outreach.records import record_frame
from tests.census.worlds import ENDS_ON, World, area, recap, register

if TYPE_CHECKING:
    from census.campaign.campaign import Campaign

DAY = date(2020, 3, 10)
KEC, DESA = "9901010", ("9901010001", "9901010002", "9901020001")
AREAS = [
    area("9901", None, "kabupaten"),
    *(area(code, "9901", "kecamatan") for code in (KEC, "9901020")),
    *(area(code, code[:7], "desa") for code in DESA),
]


def days(n: int) -> date:
    return DAY + timedelta(days=n)


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    """Three desa of 100 families, of which 40 of the first and 60 of the second have responded, of the third nobody
    knows; records of them and of the kecamatan."""
    recaps = [recap(code, DAY, count, None) for code, count in zip(DESA, (40, 60), strict=False)]
    recaps += [recap(DESA[0], days(-9), 10, None)]
    opd = [
        {"id": n, "kabupaten_code": "9901", "name": f"opd {n}", "area_code": None, "staff": 50, "is_estimate": False}
        for n in (1, 2, 3)
    ]
    world = World(AREAS, [register(code, 100, 300) for code in DESA], recaps, opd=opd).campaign()
    events = [
        {"id": 1, "area_code": DESA[0], "held_on": days(-3), "kind": "keliling", "audience": 30, "opd_id": 1},
        {"id": 2, "area_code": DESA[0], "held_on": DAY, "kind": "siaran"},
        {"id": 3, "area_code": DESA[0], "held_on": days(1), "kind": "keliling", "audience": 500},
        {"id": 4, "area_code": DESA[2], "held_on": days(-1), "kind": "keliling", "audience": 8, "opd_id": 2},
    ]
    promises = [
        {"id": 1, "area_code": DESA[0], "households": 50, "starts_on": days(-8), "due_on": days(5), "opd_id": 1}
    ]
    blockers = [
        {"id": 1, "area_code": DESA[1], "kind": "no_signal", "reported_on": DAY},
        {"id": 2, "area_code": DESA[1], "kind": "other", "reported_on": days(-5), "resolved_on": DAY},
        {"id": 3, "area_code": DESA[1], "kind": "other", "reported_on": days(1)},
    ]
    requests = [{"id": 1, "area_code": KEC, "requested_on": days(-4), "done_on": days(2)}]
    rows = {"events": events, "commitments": promises, "blockers": blockers, "requests": requests}
    return replace(
        world,
        opd=world.opd.assign(short_name=["Satu", "Dua", "Tiga"]),
        assignments=pd.DataFrame([(1, DESA[1], days(-20))], columns=["opd_id", "desa_code", "starts_on"]),
        **{name: record_frame(name, [{"source": "camat"} | row for row in of]) for name, of in rows.items()},
    )


def test_records_of_an_area_are_counted_up_to_the_day(campaign: Campaign) -> None:
    found = outreach_of(campaign, KEC, DAY, DAY)
    assert found.totals == OutreachTotals(events=2, audience=30, open_blockers=1, waiting_requests=1)
    assert [event.held_on for event in found.events] == [days(-3), DAY]
    assert outreach_of(campaign, "9901", DAY, DAY).totals.events == 3
    assert outreach_of(campaign, KEC, DAY, days(2)).totals == OutreachTotals(3, 530, 2, 0)


def test_families_left_are_those_that_have_not_responded(campaign: Campaign) -> None:
    found = outreach_of(campaign, "9901", DAY, DAY)
    assert found.level == "desa"
    assert [area.families_left for area in found.reach] == [60, 40, None]
    assert [area.days_since for area in found.reach] == [3, None, 1]
    assert [area.reach for area in found.reach] == [500.0, 0.0, None]
    assert found.reach_table["figure_on"].tolist() == [DAY, DAY, None]


def test_promises_and_lists_of_records(campaign: Campaign) -> None:
    found = outreach_of(campaign, KEC, DAY, DAY)
    # 30 came in within the days of the only promise.
    assert (found.promises.running, found.promises.promised, found.promises.came_in) == (1, 50, 30.0)
    assert promises_of(campaign, KEC, DAY, DAY) == found.promises
    assert promises_of(campaign, "9901020", DAY, DAY).running == 0
    assert [row.id for row in records_of(campaign, found, "events").rows] == [3, 2, 1]
    (promise,) = records_of(campaign, found, "commitments").rows
    assert (promise.opd_name, promise.record.day) == ("Satu", days(-8))


def test_agencies_that_serve_hold_or_promise(campaign: Campaign) -> None:
    work = agency_work(campaign, outreach_of(campaign, "9901", DAY, DAY))
    assert [(one.short_name, one.desa, one.events, one.promised) for one in work] == [
        ("Satu", (DESA[1],), 1, 50),
        ("Dua", (), 1, 0),
    ]
    assert [one.short_name for one in agency_work(campaign, outreach_of(campaign, "9901020", DAY, DAY))] == ["Dua"]


def test_reach_is_told_two_levels_below_where_there_are_two(campaign: Campaign) -> None:
    assert [reach_level(campaign.tree, code) for code in ("9901", KEC, DESA[0])] == ["desa", "desa", "desa"]


def test_records_count_up_to_today_while_a_campaign_runs_and_then_up_to_the_newest(campaign: Campaign) -> None:
    assert outreach_until(campaign, DAY, days(1)) == days(1)
    assert outreach_until(campaign, days(-9), days(1)) == days(-9)
    long_past = ENDS_ON + timedelta(days=60)
    assert outreach_until(campaign, DAY, long_past) == days(1)
    late = pd.concat([campaign.events, record_frame("events", [{"id": 9, "held_on": long_past + timedelta(days=1)}])])
    assert outreach_until(replace(campaign, events=late), DAY, long_past) == days(1)


def test_promises_that_are_over_and_not_kept_are_named(campaign: Campaign) -> None:
    over = {"households": 50, "starts_on": days(-8), "due_on": DAY}
    promises = [
        {"id": 1, "area_code": DESA[0], "opd_id": 1, **over},
        {"id": 2, "area_code": DESA[0], "opd_id": 2, **over, "households": 10},
        {"id": 3, "area_code": DESA[1], "opd_id": None, **over},
        {"id": 4, "area_code": DESA[0], "opd_id": 3, **over, "due_on": days(5)},
    ]
    frame = record_frame("commitments", [{"source": "camat"} | row for row in promises])
    campaign = replace(campaign, commitments=frame)
    # 30 came in: 50, 10 and 50 promised share them, and are short of 50, 10 and 50 by the rest. The last still runs;
    # of the second desa there is no figure of before.
    shares = {1: 30 * 50 / 110, 2: 30 * 10 / 110}
    found = overdue_promises(campaign, "9901", DAY, days(1))
    assert found == (
        OverduePromise(campaign.tree.name(DESA[0]), "Satu", ceil(50 - shares[1]), DAY),
        OverduePromise(campaign.tree.name(DESA[0]), "Dua", ceil(10 - shares[2]), DAY),
    )
    # On the day itself all of them still run.
    assert overdue_promises(campaign, "9901", DAY, DAY) == ()
    assert overdue_promises(campaign, "9901020", DAY, days(1)) == ()


def test_promises_that_end_today_or_tomorrow_with_what_counts_towards_them(campaign: Campaign) -> None:
    rows = [
        (1, DESA[0], 50, days(-8), DAY, 1),
        (2, DESA[1], 10, days(-5), days(1), 2),
        (3, DESA[0], 50, days(-8), days(2), 1),
    ]
    columns = ("id", "area_code", "households", "starts_on", "due_on", "opd_id")
    opd = campaign.opd.assign(short_name=["Satu", "Dua", "Tiga"])
    promises = record_frame("commitments", [dict(zip(columns, row, strict=True)) for row in rows])
    ending = replace(campaign, commitments=promises, opd=opd)
    # 30 came in and are shared by the two of the first desa; of the second there is no figure of before.
    first = DuePromise(campaign.tree.name(DESA[0]), "Satu", 50, 15, DAY)
    second = DuePromise(campaign.tree.name(DESA[1]), "Dua", 10, None, days(1))
    assert due_promises(ending, "9901", DAY, DAY) == (first, second)
    assert due_promises(ending, "9901020", DAY, DAY) == ()
    assert due_promises(ending, "9901", DAY, days(2)) == (DuePromise(first.area_name, "Satu", 50, 15, days(2)),)
