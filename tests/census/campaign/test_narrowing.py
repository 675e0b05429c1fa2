"""Campaigns narrowed to a scope: what is seen is as in the whole, and nothing else is in the object at all."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.access.identity import Role, RoleKind
from census.access.scope import TOTAL_LEVELS, Scope, scope_of
from census.base.vocabulary import AREA_MEASURES, AREA_UNITS, Status, Unit
from census.campaign.agencies import STAFF_MEASURES
from census.campaign.basis import Answers, Basis, SeenBasis
from census.campaign.campaign import Campaign, UnknownAreaError
from census.campaign.narrowing import seen_by
from census.disclosure.suppression import Protection
from census.figures.domicile import population_flow
from census.figures.panel import NOT_REPORTED
from census.figures.progress import View
from census.outreach.commitments import commitment_progress
from census.outreach.records import record_frame
from tests.census.worlds import World, area, recap, register, worlds
from tests.support.examples import dear
from tests.support.walk import is_reachable, plain_values

DAY, EARLIER = date(2020, 3, 10), date(2020, 3, 3)
EVERY = [View(DAY, unit, status) for unit in AREA_UNITS for status in Status]


def in_detail(codes: frozenset[str], agencies: frozenset[int] = frozenset(), root: str = "9901") -> Scope:
    return dataclasses.replace(Scope.totals(root), detail=codes, agencies=agencies)


# --- random campaigns ---------------------------------------------------------------------------------------


@dear(8)
@given(worlds(), st.data())
def test_a_narrowed_table_is_the_rows_of_the_whole_one_that_are_seen(world: World, data: st.DataObject) -> None:
    whole = world.campaign(Protection(5, 12))
    codes = whole.tree.codes
    scope = in_detail(frozenset(data.draw(st.sets(st.sampled_from(codes), max_size=2))), root="99")
    seen = seen_by(whole, scope)
    wanted = [c for c in codes if whole.tree.level(c) in TOTAL_LEVELS or scope.sees_detail(whole.tree.chain(c))]
    assert seen.tree.codes == wanted
    view = data.draw(st.sampled_from(EVERY))
    for level in sorted(set(whole.tree.frame["level"])):
        for full, own in (
            (whole.progress("99", level, view), seen.progress("99", level, view)),
            (whole.gains("99", level, view, since=EARLIER), seen.gains("99", level, view, since=EARLIER)),
        ):
            kept = full[full.index.isin(wanted)]
            assert own.index.tolist() == kept.index.tolist()
            if len(kept):
                pd.testing.assert_frame_equal(own[full.columns], kept, check_index_type=False)
    pd.testing.assert_frame_equal(seen.base(DAY), whole.base(DAY).loc[wanted])
    assert seen.targets_on(DAY).keys() <= whole.targets_on(DAY).keys()
    assert {c: t for c, t in whole.targets_on(DAY).items() if c in wanted} == seen.targets_on(DAY)
    assert seen.panel.days == whole.panel.days
    assert seen.newest_day(DAY) == whole.newest_day(DAY)


# --- one campaign with figures that can be told apart -------------------------------------------------------

KECAMATAN = ("9901010", "9901020")
DESA = [*(f"{k}{n:03d}" for k in KECAMATAN for n in range(1, 4)), "9901010004"]
PLACE = {code: 2**place for place, code in enumerate(DESA)}
"""No sum of some is the place of another, so that no total looks like a planted count."""
SMALL, COMPLEMENT, OWN = "9901010002", "9901010001", "9901010003"
"""A desa of 15 families, the next smallest of its kecamatan, which must be hidden with it, and a large one."""
SMALLEST = "9901010004"
"""One of 12 families, since with one small desa alone all three of its kecamatan would have to be hidden."""
FAMILIES = {SMALL: 15, SMALLEST: 12}
STAFF = {1: 7_000_009, 2: 8_000_029, 3: 9_000_041}
"""Civil servants of each agency who responded on the first of three days; on each day after it one more."""


def planted(kind: int, code: str, day: int = 0) -> int:
    """Give a count that occurs nowhere else: kind, place and day can be read off it."""
    return 1_000_003 * kind + 10_007 * PLACE[code] + 101 * day


def records() -> dict[str, pd.DataFrame]:
    """Give events, commitments and blockers of own and foreign agencies, in own and foreign places."""
    places = [
        (OWN, 1),
        (OWN, 3),
        (DESA[4], 1),
        (DESA[4], 3),
        (KECAMATAN[0], 3),
        ("9901", 1),
        (COMPLEMENT, 2),
        (SMALL, None),
    ]
    common = [
        {"id": n, "kabupaten_code": "9901", "area_code": code, "opd_id": opd, "note": f"note of {opd}, no. {n}"}
        | {"source": f"file of {opd}"}
        for n, (code, opd) in enumerate(places, start=1)
    ]
    events = [row | {"held_on": DAY, "kind": "siaran", "audience": 40_000 + row["id"]} for row in common]
    promises = [
        row | {"households": 50_000 + row["id"], "starts_on": EARLIER, "due_on": date(2020, 3, 20)} for row in common
    ]
    blockers = [row | {"kind": "other", "reported_on": DAY, "households": 60_000 + row["id"]} for row in common]
    return {
        "events": record_frame("events", events),
        "commitments": record_frame("commitments", promises),
        "blockers": record_frame("blockers", blockers),
    }


@pytest.fixture(scope="module")
def whole() -> Campaign:
    """Two kecamatan of three desa, one of them small; three agencies, the second the office of the first kecamatan."""
    days = [date(2020, 3, 1), EARLIER, DAY]
    base = World(
        areas=[
            area("9901", None, "kabupaten"),
            *(area(code, "9901", "kecamatan") for code in KECAMATAN),
            *(area(code, code[:7], "desa") for code in DESA),
        ],
        registers=[
            register(code, FAMILIES[code], 3 * FAMILIES[code])
            if code in FAMILIES
            else register(code, planted(90, code), planted(95, code))
            for code in DESA
        ],
        recaps=[
            recap(code, day, *(planted(kind, code, n) for kind in (1, 2, 3, 4)), source="BPS")
            for code in DESA
            for n, day in enumerate(days[:2])
        ],
        opd=[
            {
                "id": number,
                "kabupaten_code": "9901",
                "name": f"agency {number}",
                "area_code": KECAMATAN[0] if number == 2 else None,
                "staff": 70_000_000 + number,
                "is_estimate": False,
            }
            for number in (1, 2, 3)
        ],
    ).campaign(Protection(20, 50))
    daily = pd.DataFrame(
        [
            {"area_code": code, "day": DAY} | {m: planted(10 + k, code) for k, m in enumerate(AREA_MEASURES)}
            for code in DESA
        ]
    ).astype(dict.fromkeys(AREA_MEASURES, "Int64"))
    staff = pd.DataFrame(
        [
            {"area_code": str(number), "day": day, "staff_responded": gain + n, "staff_clean": 3}
            for number, gain in STAFF.items()
            for n, day in enumerate(days)
        ]
    ).astype(dict.fromkeys(STAFF_MEASURES, "Int64"))
    flows = [
        {"area_code": a, "domicile_code": b, "day": DAY, "persons_responded": n, "persons_clean": 1}
        for n, (a, b) in enumerate(
            [(OWN, DESA[4]), (DESA[4], OWN), (DESA[3], DESA[4]), (DESA[5], "outside")], start=900
        )
    ]
    return dataclasses.replace(
        base,
        daily=daily,
        daily_opd=staff,
        domiciles=pd.DataFrame(flows),
        assignments=pd.DataFrame(
            [(1, OWN, EARLIER), (2, OWN, EARLIER), (3, OWN, EARLIER), (3, DESA[4], EARLIER)],
            columns=["opd_id", "desa_code", "starts_on"],
        ),
        **records(),
    )


def reader(whole: Campaign, *roles: Role) -> Campaign:
    scope = scope_of(roles, "9901", opd=whole.opd, assignments=whole.assignments, today=DAY)
    assert scope is not None
    seen = seen_by(whole, scope)
    assert seen.seen_basis is not None
    return seen


CAMAT, HEAD = Role(RoleKind.CAMAT, area_code=KECAMATAN[0]), Role(RoleKind.OPD_HEAD, opd_id=1)
ROLES = pytest.mark.parametrize("role", [CAMAT, HEAD], ids=["camat", "head"])


def seen_desa(role: Role) -> list[str]:
    return [*DESA[:3], SMALLEST] if role is CAMAT else [OWN]


def numbers_of(thing: object) -> set[float]:
    found = set()
    for value in plain_values(thing):
        if isinstance(value, int | float | np.number) and not pd.isna(value):
            found.add(float(value))
    return found


def texts_of(thing: object) -> str:
    return "\n".join(str(value) for value in plain_values(thing) if isinstance(value, str))


def use(campaign: Campaign) -> None:
    """Ask for all that pages ask for, so that whatever is kept is there."""
    for view in EVERY:
        for level in ("kabupaten", "kecamatan", "desa"):
            campaign.progress("9901", level, view)
            campaign.gains("9901", level, view, since=EARLIER)
        campaign.panel.at("households_responded", view.as_of)
    for status in Status:
        campaign.progress("9901", "opd", View(DAY, Unit.STAFF, status))
        campaign.opd_whole("9901", View(DAY, Unit.STAFF, status))
    campaign.base(DAY)


def figures_of(code: str) -> set[float]:
    """Every planted count of a desa: denominators, recaps, gains and what they come to."""
    found = {planted(kind, code) for kind in (90, 95)}
    found |= {planted(kind, code, n) for kind in (1, 2, 3, 4) for n in (0, 1)}
    return {float(value) for value in found | {planted(10 + k, code) for k in range(4)}}


def test_the_walk_finds_what_the_whole_holds(whole: Campaign) -> None:
    use(whole)
    for code in DESA:
        if code not in FAMILIES:
            assert figures_of(code) <= numbers_of(whole)
        assert code in texts_of(whole)


@ROLES
def test_nothing_of_a_foreign_desa_is_in_the_object(whole: Campaign, role: Role) -> None:
    seen = reader(whole, role)
    use(seen)
    numbers, texts = numbers_of(seen), texts_of(seen)
    for code in DESA:
        if code in seen_desa(role):
            assert code in texts
            assert (figures_of(code) <= numbers) == (code == OWN)
        else:
            assert not sorted(figures_of(code) & numbers)
            assert code not in texts


@ROLES
def test_a_small_desa_says_nothing_to_any_role_and_its_complement_stays(whole: Campaign, role: Role) -> None:
    """That a reader sees one desa of three must not change which are hidden."""
    seen, table = reader(whole, role), whole.progress("9901", "desa", EVERY[0])
    own = seen.progress("9901", "desa", EVERY[0])
    assert own["is_hidden"].tolist() == table.loc[own.index, "is_hidden"].tolist()
    assert set(table.index[table["is_hidden"]]) == {SMALL, SMALLEST, COMPLEMENT}
    use(seen)
    for code in (SMALL, SMALLEST, COMPLEMENT):
        responded = {float(planted(kind, code, n)) for kind in (1, 2, 3, 4) for n in (0, 1)}
        assert not responded & numbers_of(seen)


@ROLES
def test_areas_above_are_told_whole(whole: Campaign, role: Role) -> None:
    seen = reader(whole, role)
    for view in EVERY:
        for level in ("kabupaten", "kecamatan"):
            pd.testing.assert_frame_equal(seen.progress("9901", level, view), whole.progress("9901", level, view))
    assert seen.withheld == (set(KECAMATAN) if role is HEAD else {KECAMATAN[1]})


@ROLES
def test_a_foreign_area_is_unknown(whole: Campaign, role: Role) -> None:
    with pytest.raises(UnknownAreaError):
        reader(whole, role).progress(DESA[4], "desa", EVERY[0])


@pytest.mark.parametrize(("role", "own"), [(HEAD, 1), (CAMAT, 2)], ids=["head", "camat"])
def test_agencies_are_ranked_for_all_and_their_days_are_their_own(whole: Campaign, role: Role, own: int) -> None:
    seen, view = reader(whole, role), View(DAY, Unit.STAFF, Status.RESPONDED)
    table, full = seen.progress("9901", "opd", view), whole.progress("9901", "opd", view)
    detail = ["change", "change_since", "recent_pace"]
    pd.testing.assert_frame_equal(table.drop(columns=detail), full.drop(columns=detail))
    pd.testing.assert_frame_equal(table.loc[[str(own)]], full.loc[[str(own)]])
    others = [str(n) for n in (1, 2, 3) if n != own]
    assert table.loc[others, detail].isna().all(axis=None)
    curve = seen.opd_panel.measures["staff_responded"]
    columns = [seen.opd_panel.column_of[code] for code in others]
    assert np.isnan(curve.counts[:, columns]).all()
    assert (curve.reported_on[:, columns] == NOT_REPORTED).all()
    assert set(seen.daily_opd["area_code"]) == {str(own)}
    assert seen.opd_whole("9901", view) == whole.opd_whole("9901", view)


@pytest.mark.parametrize(("role", "own"), [(HEAD, 1), (CAMAT, 2)], ids=["head", "camat"])
def test_of_other_agencies_nothing_is_held_but_what_was_asked_for(whole: Campaign, role: Role, own: int) -> None:
    seen = reader(whole, role)
    first, last_but_one = date(2020, 3, 1), DAY - timedelta(days=1)
    # Rows are counted day by day: on a day without any the count stays.
    counts = {
        number: {first: gain, EARLIER: 2 * gain + 1, last_but_one: 2 * gain + 1, DAY: 3 * gain + 3}
        for number, gain in STAFF.items()
    }
    others = [number for number in counts if number != own]
    foreign = {float(count) for number in others for count in counts[number].values()}
    before = numbers_of(seen)
    use(seen)
    after = numbers_of(seen)
    assert {float(count) for count in counts[own].values()} <= before & after
    assert not foreign & before
    assert not (foreign - {float(counts[number][DAY]) for number in others}) & after
    # The day before the newest is every reader's too, when asked for.
    for day, ranked in ((DAY, [1, 2, 3]), (last_but_one, [1, 2, 3]), (EARLIER, [own]), (first, [own])):
        table = seen.progress("9901", "opd", View(day, Unit.STAFF, Status.RESPONDED))
        assert table["numerator"].dropna().to_dict() == {str(number): counts[number][day] for number in ranked}


def test_records_of_a_head(whole: Campaign) -> None:
    seen = reader(whole, HEAD)
    told = [(row["id"], row["area_code"], row["opd_id"], row["note"]) for _, row in seen.events.iterrows()]
    assert [row[:3] for row in told[:1]] == [(1, OWN, 1)]
    # Of another agency's event in a desa that one serves: that it was held, and not by whom.
    assert told[1][:2] == (2, OWN)
    assert pd.isna(told[1][2])
    assert pd.isna(told[1][3])
    # One's own event in a desa that one does not serve is told under the kecamatan.
    assert told[2][:3] == (3, KECAMATAN[1], 1)
    assert told[3][:3] == (6, "9901", 1)
    assert len(told) == 4
    texts = texts_of(seen)
    for opd in (2, 3, None):
        assert f"note of {opd}" not in texts
        assert f"file of {opd}" not in texts


def test_records_of_a_camat_are_those_of_the_kecamatan_whole(whole: Campaign) -> None:
    seen = reader(whole, CAMAT)
    assert seen.events["id"].tolist() == [1, 2, 5, 7, 8]
    pd.testing.assert_frame_equal(
        seen.events, whole.events[whole.events["id"].isin([1, 2, 5, 7, 8])].reset_index(drop=True)
    )


def test_what_came_of_a_promise_is_shared_with_promises_whose_agency_is_not_told(whole: Campaign) -> None:
    seen = reader(whole, HEAD)
    # A promise for an area whose gain is not seen is not there: the gain of the kecamatan would not be its own.
    assert seen.commitments["id"].tolist() == [1, 2, 6]
    mine = commitment_progress(seen.commitments, seen.panel, as_of=DAY).loc[[1, 6]]
    full = commitment_progress(whole.commitments, whole.panel, as_of=DAY).loc[[1, 6]]
    pd.testing.assert_frame_equal(mine, full)


def test_who_serves_which_desa(whole: Campaign) -> None:
    of = {role: set(reader(whole, role).assignments.itertuples(index=False)) for role in (HEAD, CAMAT)}
    assert {(row.opd_id, row.desa_code) for row in of[HEAD]} == {(1, OWN)}
    assert [(each.opd_id, each.desa_code) for each in reader(whole, HEAD).assigned] == [(1, OWN)]
    assert {(row.opd_id, row.desa_code) for row in of[CAMAT]} == {(1, OWN), (2, OWN), (3, OWN)}


def test_flows_name_the_kecamatan_in_place_of_a_foreign_desa(whole: Campaign) -> None:
    flow = population_flow(
        reader(whole, CAMAT).tree, reader(whole, CAMAT).domiciles, level="desa", status=Status.RESPONDED, as_of=DAY
    )
    told = {(row.registered, row.living): row.persons for row in flow.itertuples()}
    other = KECAMATAN[1]
    assert told == {(OWN, other): 900, (other, OWN): 901, (other, other): 902, (other, "outside"): 903}


def test_gains_by_desa_are_pooled_under_the_area_above(whole: Campaign) -> None:
    daily = reader(whole, CAMAT).daily.set_index("area_code")["households_responded"]
    assert daily[KECAMATAN[1]] == sum(planted(10, code) for code in DESA[3:6])
    assert set(daily.index) <= {*DESA[:3], SMALLEST, KECAMATAN[1]}


def test_the_whole_scope_gets_the_campaign_itself(whole: Campaign) -> None:
    assert seen_by(whole, Scope.everything("9901")) is whole


def test_another_area_s_campaign_is_refused(whole: Campaign) -> None:
    with pytest.raises(ValueError, match="9902"):
        seen_by(whole, Scope.totals("9902"))


def test_every_part_of_a_campaign_is_narrowed_on_purpose() -> None:
    """A field or method that is new must say here how it is narrowed, and do so in `census.campaign.narrowing`."""
    taken_over = {"opd", "outages", "above", "simulation", "protection", "rush_chance", "last_day"}
    narrowed = {
        *("areas", "recaps", "registers", "targets", "daily", "daily_opd", "opd_recaps", "domiciles", "assignments"),
        *("events", "commitments", "blockers", "requests", "opened", "withheld", "seen_basis"),
    }
    assert {each.name for each in dataclasses.fields(Campaign)} == taken_over | narrowed
    of_the_basis = {
        *("panel", "opd_panel", "opd_panel_on", "opd_whole", "base", "words"),
        *("outlook", "forecasts_within", "completeness"),
    }
    of_what_is_narrowed = {
        *("tree", "target", "targets_on", "opd_target", "newest_day", "compared_with", "progress", "gains"),
        # The same tables as values, or values as a table.
        *("progress_within", "progress_of", "gains_within", "area_forecast", "forecast"),
        *("denominators_of", "versions_in_force", "register_versions", "register_named"),
        # Rows of frames that are narrowed.
        *("agencies", "assigned"),
        *("has_coarse", "unforecast"),
        # In the words of the basis.
        "aims",
    }
    public = {name for name in vars(Campaign) if not name.startswith("_")} - taken_over - narrowed
    assert public == of_the_basis | of_what_is_narrowed
    asked_of_all = {name for kind in Basis.__mro__ for name in vars(kind) if not name.startswith("_")}
    assert asked_of_all == of_the_basis | {"small_areas", "small_agencies"}
    held = {each.name for each in dataclasses.fields(SeenBasis)}
    assert asked_of_all <= held | set(vars(SeenBasis))
    assert held == {"small_areas", "small_agencies", "panel", "opd_panel", "bases", "answers"}


@ROLES
def test_what_answers_for_all_areas_has_nothing_but_its_questions(whole: Campaign, role: Role) -> None:
    basis = reader(whole, role).seen_basis
    assert basis is not None
    questions = {name for name in vars(Answers) if not name.startswith("_")}
    assert {name for name in dir(basis.answers) if not name.startswith("_")} == questions
    assert not vars(basis.answers)
    words = basis.answers.words("9901", "desa", DAY)
    assert set(whole.words("9901", "desa", DAY)) == set(DESA)
    assert set(words) == set(seen_desa(role))


@ROLES
def test_no_value_of_a_reader_leads_to_the_whole(whole: Campaign, role: Role) -> None:
    """Not even through what a function closes over, but for the questions that are answered when asked."""
    seen = reader(whole, role)
    assert seen.seen_basis is not None
    values = dataclasses.replace(seen, seen_basis=dataclasses.replace(seen.seen_basis, answers=None))
    assert not is_reachable(whole, values)
    assert not is_reachable(whole.panel, values)
    assert is_reachable(whole, seen)
