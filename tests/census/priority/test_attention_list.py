"""What needs attention of each role, in a small campaign whose every figure is written down."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from census.access.identity import Role, RoleKind
from census.access.scope import Scope, scope_of
from census.campaign.agencies import STAFF_MEASURES
from census.campaign.narrowing import seen_by
from census.outreach.records import record_frame
from census.priority.attention import Concern, Rule
from census.priority.attention_list import ImportFinding, Watch, attention_of, watched
from tests.census.worlds import ENDS_ON, STARTS_ON, World, agency, area, opd_recap, register
from tests.census.worlds import recap as told

if TYPE_CHECKING:
    from census.campaign.campaign import Campaign

ROOT, GOOD, BAD = "9901", "9901010", "9901020"
DESA = (f"{GOOD}001", f"{GOOD}002", f"{BAD}001", f"{BAD}002")
DAY = date(2020, 3, 10)
"""Day 25 of 46: by a straight line 147 of 1,000 persons are due."""
TODAY = DAY + timedelta(days=1)


def days(n: int) -> date:
    return DAY + timedelta(days=n)


def world(counts: dict[str, list[tuple[int, int]]]) -> Campaign:
    """Four desa of 1,000 persons in two kecamatan, with figures (days before `DAY`, persons) of each."""
    areas = [
        area(ROOT, None, "kabupaten"),
        *(area(code, ROOT, "kecamatan") for code in (GOOD, BAD)),
        *(area(code, code[:7], "desa") for code in DESA),
    ]
    recaps = [told(code, days(-back), count // 3, count) for code, figures in counts.items() for back, count in figures]
    opd = [{**agency(n, 100), "kabupaten_code": ROOT} for n in (1, 2)]
    campaign = World(areas, [register(code, 330, 1_000) for code in DESA], recaps, opd=opd).campaign()
    return replace(campaign, opd=campaign.opd.assign(short_name=[f"O{n}" for n in campaign.opd["id"]]))


USUAL = {
    DESA[0]: [(6, 120), (0, 180)],
    DESA[1]: [(6, 130), (0, 170)],
    DESA[2]: [(6, 115), (0, 118)],
    DESA[3]: [(6, 60), (0, 60)],
}
"""On day 19, the 4th of March, 111 are due: the last desa is behind then and now, the third now alone."""


def made(campaign: Campaign) -> Campaign:
    promises = [
        (1, DESA[0], 1, 20, -8, 1, None),
        (2, DESA[3], 2, 50, -5, 0, None),
        (3, DESA[2], None, 30, -30, -16, None),
        (4, DESA[2], 1, 40, -5, 3, None),
        (5, DESA[3], 1, 15, -5, 9, None),
        (6, DESA[3], 1, 15, -5, 1, days(-1)),
    ]
    rows = [
        {"id": n, "area_code": code, "opd_id": opd, "households": families, "starts_on": days(first),
         "due_on": days(last), "withdrawn_on": withdrawn}
        for n, code, opd, families, first, last, withdrawn in promises
    ]  # fmt: skip
    blockers = [
        {"id": 1, "area_code": DESA[2], "kind": "no_signal", "reported_on": days(-6), "households": 12},
        {"id": 2, "area_code": DESA[2], "kind": "no_device", "reported_on": days(-5)},
        {"id": 3, "area_code": DESA[0], "kind": "other", "reported_on": days(-9), "resolved_on": days(-1)},
    ]
    serving = pd.DataFrame(
        [(1, DESA[3], STARTS_ON), (1, DESA[0], STARTS_ON)], columns=["opd_id", "desa_code", "starts_on"], dtype=object
    )
    return replace(
        campaign,
        commitments=record_frame("commitments", rows),  # type: ignore[arg-type]
        blockers=record_frame("blockers", blockers),  # type: ignore[arg-type]
        assignments=serving,
    )


def scope_as(campaign: Campaign, kind: RoleKind, area_code: str | None = None, opd_id: int | None = None) -> Scope:
    role = Role(kind, area_code=area_code, opd_id=opd_id)
    scope = scope_of([role], ROOT, opd=campaign.opd, assignments=campaign.assignments, today=TODAY)
    assert scope is not None
    return scope


def of_role(campaign: Campaign, kind: RoleKind, today: date = TODAY, **role: str | int) -> tuple[Concern, ...]:
    scope = scope_as(campaign, kind, **role)  # type: ignore[arg-type]
    return attention_of(seen_by(campaign, scope), scope, today, has_forecast=False)


def named(concerns: tuple[Concern, ...]) -> list[tuple[str, str, date, int | None]]:
    return [(one.rule.value, one.subject, one.since, one.count) for one in concerns]


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return made(world(USUAL))


def test_a_regent_is_told_of_kecamatan_promises_and_blockers(campaign: Campaign) -> None:
    assert named(of_role(campaign, RoleKind.REGENT)) == [
        ("promise_due", "1", days(1), 20),
        ("promise_broken", "2", DAY, 50),
        ("off_path", BAD, days(-6), 116),
        ("off_path", ROOT, DAY, 59),
        ("blocker_open", "1", days(-6), 12),
    ]


def test_a_camat_is_told_of_the_own_kecamatan_and_its_desa(campaign: Campaign) -> None:
    assert named(of_role(campaign, RoleKind.CAMAT, area_code=BAD)) == [
        ("promise_broken", "2", DAY, 50),
        ("off_path", BAD, days(-6), 116),
        ("off_path", DESA[3], days(-6), 87),
        ("standing_still", DESA[3], days(-6), None),
        ("blocker_open", "1", days(-6), 12),
    ]
    assert named(of_role(campaign, RoleKind.CAMAT, area_code=GOOD)) == [("promise_due", "1", days(1), 20)]


def test_the_head_of_an_agency_is_told_of_the_desa_served_and_of_no_other(campaign: Campaign) -> None:
    concerns = of_role(campaign, RoleKind.OPD_HEAD, opd_id=1)
    assert named(concerns) == [
        ("promise_due", "1", days(1), 20),
        ("promise_broken", "2", DAY, 50),
        ("off_path", DESA[3], days(-6), 87),
        ("standing_still", DESA[3], days(-6), None),
    ]
    # A promise of another agency in a desa that is served is seen; whose it is, is not.
    assert [one.agency for one in concerns[:2]] == [(1, "O1"), None]


def test_where_the_whole_is_behind_only_the_parts_that_lag_it_are_named(campaign: Campaign) -> None:
    """Of the kabupaten 132 in 1,000 have come; 118 and 140 are both behind the 147 that are due."""
    counts = {DESA[0]: [(0, 132)], DESA[1]: [(0, 138)], DESA[2]: [(0, 118)], DESA[3]: [(0, 140)]}
    scope = replace(scope_as(campaign, RoleKind.OPD_HEAD, opd_id=2), detail=frozenset(DESA[2:]))
    concerns = attention_of(seen_by(world(counts), scope), scope, TODAY, has_forecast=False)
    assert named(concerns) == [("off_path", DESA[2], DAY, 29)]


def test_where_all_figures_are_late_the_whole_is_named_alone() -> None:
    old = world({code: [(12, 100)] for code in DESA})
    assert named(of_role(old, RoleKind.REGENT)) == [("figures_late", ROOT, days(-12), None)]
    one = world({code: [(12, 100)] if code[:7] == BAD else [(0, 200)] for code in DESA})
    assert named(of_role(one, RoleKind.REGENT)) == [("figures_late", BAD, days(-12), None)]
    none = world({code: [(0, 200)] for code in DESA[:3]})
    assert named(of_role(none, RoleKind.CAMAT, area_code=BAD)) == [("figures_missing", DESA[3], STARTS_ON, None)]


def test_after_the_deadline_only_what_can_still_be_done_is_named(campaign: Campaign) -> None:
    past = made(world({code: [(-30, 100)] for code in DESA}))
    assert {one.rule for one in of_role(past, RoleKind.REGENT, today=ENDS_ON + timedelta(days=10))} == {
        Rule.BLOCKER_OPEN
    }
    assert of_role(campaign, RoleKind.REGENT, today=STARTS_ON - timedelta(days=1)) == ()


def test_agencies_are_named_to_their_head_where_behind_and_to_all_where_it_is_no_chance() -> None:
    """Of 100 civil servants 14.7 are due: 5 are behind and low; 13 are behind, but not by more than chance below 17."""
    quiet = world({code: [(0, 200)] for code in DESA})
    rows = [(1, 5), (2, 60)]
    figures = pd.DataFrame([opd_recap(n, DAY, count) for n, count in rows], dtype=object)
    told_of = replace(quiet, opd_recaps=figures.astype(dict.fromkeys(STAFF_MEASURES, "Int64")))
    named_one = [("off_path", "opd:1", DAY, 10)]
    assert named(of_role(told_of, RoleKind.REGENT)) == named_one
    assert named(of_role(told_of, RoleKind.OPD_HEAD, opd_id=1)) == named_one
    assert of_role(told_of, RoleKind.OPD_HEAD, opd_id=2) == of_role(told_of, RoleKind.CAMAT, area_code=GOOD) == ()
    near = figures.assign(staff_responded=pd.array([13, 17], dtype="Int64"), staff_clean=pd.array([None] * 2, "Int64"))
    by_chance = replace(quiet, opd_recaps=near)
    assert of_role(by_chance, RoleKind.REGENT) == ()
    assert named(of_role(by_chance, RoleKind.OPD_HEAD, opd_id=1)) == [("off_path", "opd:1", DAY, 2)]


def test_findings_are_named_for_a_week() -> None:
    quiet = world({code: [(0, 200)] for code in DESA})
    found = [ImportFinding(4, "recap", TODAY, 2), ImportFinding(3, "opd", TODAY - timedelta(days=7), 5)]
    concerns = attention_of(quiet, Scope.everything(ROOT), TODAY, found, has_forecast=False)
    assert [(one.rule, one.subject, one.count, one.kind) for one in concerns] == [
        (Rule.IMPORT_FINDINGS, "4", 2, "recap")
    ]


def test_an_area_that_is_not_on_record_needs_nothing(campaign: Campaign) -> None:
    assert attention_of(campaign, Scope.everything("9999"), TODAY) == ()
    assert watched(campaign, Scope.everything("9999")) == ()


def test_the_places_that_somebody_answers_for(campaign: Campaign) -> None:
    regent, camat, head = (
        scope_as(campaign, RoleKind.REGENT),
        scope_as(campaign, RoleKind.CAMAT, BAD),
        scope_as(campaign, RoleKind.OPD_HEAD, opd_id=1),
    )
    assert watched(campaign, regent) == (Watch(ROOT, (GOOD, BAD), is_own=True),)
    assert watched(seen_by(campaign, camat), camat) == (Watch(BAD, DESA[2:], is_own=True),)
    assert watched(seen_by(campaign, head), head) == (Watch(ROOT, (DESA[0], DESA[3]), is_own=False),)
    both = camat | head
    assert watched(seen_by(campaign, both), both) == (
        Watch(BAD, DESA[2:], is_own=True),
        Watch(ROOT, (DESA[0],), is_own=False),
    )
