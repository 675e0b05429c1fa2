"""Forecasts of a campaign: one draw for all levels, nothing of small groups, and the right silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from census.base.target import Target, deadline_moved_on
from census.base.vocabulary import MeaninglessError, Status, Unit
from census.campaign.campaign import Campaign, UnknownAreaError
from census.disclosure.suppression import STANDARD, Protection
from census.figures.progress import View
from census.figures.rounding import told_step
from census.forecast.model import Refusal
from census.forecast.table import least_likely_first
from tests.census.worlds import ENDS_ON, REGENT, STARTS_ON, Row, World, area, recap, register

KECAMATAN = {"9901010": (3000, 900, 600), "9901020": (2500, 1400)}
DESA = [
    (f"{kecamatan}{place:03d}", size)
    for kecamatan, sizes in KECAMATAN.items()
    for place, size in enumerate(sizes, start=1)
]
KABUPATEN = replace(REGENT, scope_code="9901")
FAMILIES = View(date(2020, 3, 8), Unit.HOUSEHOLD, Status.RESPONDED)
PERSONS = replace(FAMILIES, unit=Unit.PERSON)


def grown(size: int, days: int, rate: float = 0.008) -> int:
    return int(size * (1 - np.exp(-rate * days)))


def world(
    *, first: int = 0, last: int = 22, every: int = 1, desa: list[tuple[str, int]] | None = None, level: str = "desa"
) -> World:
    """A kabupaten of two kecamatan whose families respond evenly; figures from one level, each so many days."""
    desa = DESA if desa is None else desa
    areas = [area("9901", None, "kabupaten")]
    areas += [area(code, "9901", "kecamatan") for code in dict.fromkeys(code[:7] for code, _ in desa)]
    areas += [area(code, code[:7], "desa") for code, _ in desa]
    recaps: list[Row] = []
    for offset in range(first, last + 1, every):
        sums: dict[str, list[int]] = {}
        for code, size in desa:
            families = grown(size, offset + 1)
            width = {"desa": 10, "kecamatan": 7, "kabupaten": 4}[level]
            own = sums.setdefault(code[:width], [0, 0])
            own[0], own[1] = own[0] + families, own[1] + 4 * families
        day = STARTS_ON + timedelta(days=offset)
        recaps += [recap(code, day, *counts) for code, counts in sums.items()]
    registers = [register(code, size, 3 * size) for code, size in desa]
    return World(areas, registers, recaps, [KABUPATEN])


def level_drawn(told: Campaign, *, of_parts: bool = False) -> str:
    drawn = told.outlook("9901", FAMILIES, of_parts=of_parts).forecast
    assert drawn is not None
    (level,) = {told.tree.level(code) for code in drawn.codes}
    return level


def campaign(made: World, protection: Protection | None = None) -> Campaign:
    return made.campaign(protection)


def test_values_are_the_rows_of_the_table() -> None:
    shown = campaign(world(), STANDARD)
    table, areas = shown.forecast("9901", "desa", FAMILIES), shown.forecasts_within("9901", "desa", FAMILIES)
    assert [value.code for value in areas] == table["code"].tolist()
    for value, (_, row) in zip(areas, table.iterrows(), strict=True):
        assert [value.name, value.as_of, value.deadline] == [row["name"], row["as_of"], row["deadline"]]
        for name in ("denominator", "count", "median", "lo80", "hi80", "target_count", "chance_target"):
            figure = getattr(value, name)
            assert (figure is None) == pd.isna(row[name])
            assert figure is None or (figure == row[name] and type(figure) in (int, float))
        assert (value.reason, value.is_hidden) == (row["reason"] and Refusal(row["reason"]), row["is_hidden"])
        assert (value.target_unit, value.target_status) == (Unit(row["target_unit"]), Status(row["target_status"]))
    assert shown.area_forecast(DESA[0][0], FAMILIES) == areas[0]


def test_the_least_likely_stand_first() -> None:
    told = campaign(world()).area_forecast("9901", FAMILIES)
    likely = replace(told, name="likely", chance_target=0.9, median=900, denominator=1_000)
    unlikely = replace(told, name="unlikely", chance_target=0.2, median=300, denominator=1_000)
    lower = replace(unlikely, name="lower", median=100)
    untold = replace(told, name="untold", chance_target=None, median=None)
    bare = replace(untold, name="bare", denominator=None)
    ordered = least_likely_first([untold, likely, unlikely, bare, lower])
    assert [each.name for each in ordered] == ["lower", "unlikely", "likely", "bare", "untold"]
    assert bare.share(5) is None
    assert likely.share(250) == 0.25


def test_every_level_is_a_sum_of_the_same_draws() -> None:
    told = campaign(world())
    outlook = told.outlook("9901", FAMILIES)
    assert outlook.refusal is None
    assert outlook.forecast is not None
    assert list(outlook.forecast.codes) == [code for code, _ in DESA]
    drawn = {code: outlook.forecast.total([code]) for code, _ in DESA}
    for level, width in (("kabupaten", 4), ("kecamatan", 7), ("desa", 10)):
        table = told.forecast("9901", level, FAMILIES)
        for code, row in table.iterrows():
            total = sum(draws for own, draws in drawn.items() if own[:width] == code)
            low, middle, high = np.percentile(total, [10, 50, 90], method="nearest")
            # To ten of thousands and to five of hundreds: no draw can be read off.
            for told_as, drawn_as in ((row["lo80"], low), (row["median"], middle), (row["hi80"], high)):
                assert told_as % told_step(row["denominator"]) == 0 or told_as == row["count"]
                assert abs(told_as - drawn_as) <= 5
            assert row["reason"] is None
            assert row["deadline"] == ENDS_ON
    # A kecamatan by itself gives what it gives within the kabupaten.
    alone = told.forecast("9901010", "kecamatan", FAMILIES).iloc[0]
    within = told.forecast("9901", "kecamatan", FAMILIES).loc["9901010"]
    assert alone.equals(within)


def test_the_chance_is_that_of_the_target_in_its_own_unit() -> None:
    told = campaign(world())
    families, persons = (told.forecast("9901", "kabupaten", view).iloc[0] for view in (FAMILIES, PERSONS))
    assert families["target_unit"] == persons["target_unit"] == "person"
    wanted = KABUPATEN.count(3 * sum(size for _, size in DESA))
    assert families["target_count"] == persons["target_count"] == wanted
    draws = told.outlook("9901", PERSONS).forecast
    assert draws is not None
    assert families["chance_target"] == persons["chance_target"]
    # In whole percent, of draws that were put on a grid of twenty persons before.
    near = [(draws.total() >= wanted + off).mean() for off in (10, -10)]
    assert near[0] - 0.005 <= families["chance_target"] <= near[1] + 0.005
    assert families["chance_target"] * 100 == round(families["chance_target"] * 100)
    # A share of one's own is one of the unit looked at.
    asked = told.forecast("9901", "kabupaten", FAMILIES, share=Fraction(1, 5)).iloc[0]
    assert asked["target_count"] == -(-sum(size for _, size in DESA) // 5)
    assert asked["target_unit"] == "household"
    later = told.forecast("9901", "kabupaten", FAMILIES, deadline=date(2020, 5, 29)).iloc[0]
    assert later["median"] > families["median"]


@pytest.mark.parametrize(
    ("made", "view", "reason"),
    [
        (world(last=0), replace(FAMILIES, as_of=STARTS_ON), Refusal.TOO_FEW_REPORTS),
        (world(last=1), replace(FAMILIES, as_of=STARTS_ON + timedelta(days=1)), None),
        (world(every=22), FAMILIES, None),
        (world(every=11), FAMILIES, None),
        (world(), replace(FAMILIES, as_of=STARTS_ON + timedelta(days=29)), None),
        (world(), replace(FAMILIES, as_of=STARTS_ON + timedelta(days=30)), Refusal.STALE),
        (world(), replace(FAMILIES, as_of=ENDS_ON), Refusal.OVER),
        (world(), replace(FAMILIES, status=Status.CLEAN), Refusal.NO_FIGURES),
        (replace(world(), registers=[]), FAMILIES, Refusal.NO_REGISTER),
        (replace(world(), targets=[]), FAMILIES, Refusal.NO_DEADLINE),
        (replace(world(), recaps=[]), FAMILIES, Refusal.NO_FIGURES),
    ],
)
def test_when_nothing_is_said_the_table_says_why(made: World, view: View, reason: Refusal | None) -> None:
    for level in ("kabupaten", "desa"):
        table = campaign(made).forecast("9901", level, view)
        assert set(table["reason"]) == {None if reason is None else reason.value}
        told = table[["median", "lo80", "hi80", "median_without_rush", "median_with_rush", "rush_chance", "is_guess"]]
        assert told.isna().all(axis=None) if reason else told.notna().all(axis=None)


def test_two_recaps_are_a_guess_and_five_are_not() -> None:
    for every, is_guess in ((22, True), (7, True), (5, False)):
        row = campaign(world(every=every)).forecast("9901", "kabupaten", FAMILIES).iloc[0]
        assert (row["is_guess"], row["reason"]) == (is_guess, None)


@pytest.mark.parametrize(
    ("every", "of_whole", "level", "is_guess"),
    [
        # Desa with two, three and four recaps beside a daily kabupaten, with five, and both with too few.
        (22, 1, "kabupaten", False),
        (11, 1, "kabupaten", False),
        (7, 1, "kabupaten", False),
        (5, 1, "desa", False),
        (11, 7, "desa", True),
    ],
)
def test_a_forecast_of_a_coarser_level_comes_before_a_guess(
    every: int, of_whole: int, level: str, is_guess: bool
) -> None:
    made, whole = world(every=every), world(level="kabupaten", every=of_whole)
    both = campaign(replace(made, recaps=[*made.recaps, *whole.recaps]))
    told = both.outlook("9901", FAMILIES, of_parts=True)
    assert told.forecast is not None
    assert (level_drawn(both, of_parts=True), told.forecast.is_guess) == (level, is_guess)
    assert level_drawn(campaign(made)) == "desa"


def test_with_a_rush_and_without_lie_about_the_middle_and_the_operator_may_set_the_chance() -> None:
    plain, none, sure = (
        replace(campaign(world()), rush_chance=chance).forecast("9901", "kabupaten", FAMILIES).iloc[0]
        for chance in (None, 0.0, 1.0)
    )
    assert plain["median_without_rush"] <= plain["median"] <= plain["median_with_rush"]
    assert 0.05 <= plain["rush_chance"] <= 0.95
    assert (none["rush_chance"], none["median_without_rush"]) == (0.0, none["median"])
    assert (sure["rush_chance"], sure["median_with_rush"]) == (1.0, sure["median"])
    assert none[["median_with_rush"]].isna().all()
    assert none["median"] < sure["median"]


def test_figures_that_come_at_one_level_alone_are_forecast_there() -> None:
    told = campaign(world(level="kabupaten"))
    assert level_drawn(told) == "kabupaten"
    assert told.forecast("9901", "kabupaten", FAMILIES)["reason"].tolist() == [None]
    assert set(told.forecast("9901", "desa", FAMILIES)["reason"]) == {Refusal.NO_FIGURES.value}


def of_one_kecamatan(made: World) -> World:
    return replace(made, recaps=[row for row in made.recaps if row["area_code"].startswith("9901010")])


@pytest.mark.parametrize("level", ["kecamatan", "desa"])
def test_a_part_with_all_its_figures_is_forecast_though_others_have_none(level: str) -> None:
    told = campaign(of_one_kecamatan(world()))
    assert told.outlook("9901", FAMILIES).refusal is Refusal.NO_FIGURES
    table = told.forecast("9901", level, FAMILIES)
    is_in = table.index.str.startswith("9901010")
    assert table.loc[is_in, ["median", "lo80", "hi80", "chance_target"]].notna().all(axis=None)
    assert set(table.loc[~is_in, "reason"]) == {Refusal.NO_FIGURES.value}
    # Its own draws are those of the whole where the whole has nothing else: the part is the anchor.
    own = told.outlook("9901010", FAMILIES)
    assert own.anchor == "9901010"
    assert own is told.outlook("9901010001", FAMILIES)


def test_a_part_is_forecast_below_a_whole_that_speaks_by_its_own_figures_alone() -> None:
    part, whole = of_one_kecamatan(world()), world(level="kabupaten")
    told = campaign(replace(part, recaps=[*part.recaps, *whole.recaps]))
    assert level_drawn(told) == "kabupaten"
    reasons = told.forecast("9901", "kecamatan", FAMILIES)["reason"]
    assert reasons.isna().to_dict() == {"9901010": True, "9901020": False}


def test_the_account_that_speaks_is_the_one_that_is_forecast() -> None:
    made, whole = world(every=3), world(level="kabupaten")
    names = [name for name in whole.recaps[0] if name.endswith("responded")]
    own = [row | {name: int(row[name] * 0.8) for name in names} for row in whole.recaps]
    told, alone = (campaign(replace(made, recaps=recaps)) for recaps in ([*made.recaps, *own], own))
    columns = ["count", "median", "lo80", "hi80", "chance_target"]
    # The kabupaten tells daily and its desa do not: its own figures speak, and what is drawn begins with them.
    row, only = (each.forecast("9901", "kabupaten", FAMILIES)[columns] for each in (told, alone))
    pd.testing.assert_frame_equal(row, only)
    # The parts are forecast from theirs, for the page and for the priorities.
    assert told.forecast("9901", "desa", FAMILIES)["median"].notna().all()
    assert level_drawn(told, of_parts=True) == "desa"


def test_later_figures_are_not_looked_at() -> None:
    early, late = (campaign(world(last=last)).forecast("9901", "desa", FAMILIES) for last in (22, 30))
    assert early.equals(late)


def test_parts_that_reported_later_do_not_fall_below_their_report() -> None:
    made = world()
    jump = recap("9901010001", FAMILIES.as_of + timedelta(days=1), 2900, 11_000)
    view = replace(FAMILIES, as_of=FAMILIES.as_of + timedelta(days=1))
    row = campaign(replace(made, recaps=[*made.recaps, jump])).forecast("9901", "desa", view).loc["9901010001"]
    assert row["lo80"] >= 2900


def test_nothing_is_said_of_small_groups_but_sums_have_them() -> None:
    desa = [("9901010001", 15), ("9901010002", 40), ("9901010003", 1500), ("9901020001", 2500), ("9901020002", 30)]
    desa.append(("9901010004", 12))
    open_, shielded = (campaign(world(desa=desa), each) for each in (None, STANDARD))
    table = shielded.forecast("9901", "desa", FAMILIES)
    hidden = set(table.index[table["is_hidden"]])
    # The smallest, and with them the next smallest of their kecamatan.
    assert hidden == {"9901010001", "9901010002", "9901010004"}
    unsaid = set(table.index[table["reason"] == Refusal.TOO_SMALL.value])
    assert unsaid == {*hidden, "9901020002"}
    assert table.loc[sorted(unsaid), ["median", "lo80", "hi80", "chance_target"]].isna().all(axis=None)
    assert table.loc[sorted(hidden), ["count", "source"]].isna().all(axis=None)
    # Drawn together and not one by one, they count in every sum all the same.
    whole = [each.forecast("9901", "kecamatan", FAMILIES)[["median", "lo80", "hi80"]] for each in (open_, shielded)]
    assert (whole[0] - whole[1]).abs().max(axis=None) <= 30


def test_a_forecast_is_made_once_and_a_table_is_the_callers_own() -> None:
    told = campaign(world())
    assert told.outlook("9901", FAMILIES) is told.outlook("9901010", FAMILIES)
    table = told.forecast("9901", "desa", FAMILIES)
    table["median"] = 0
    assert (told.forecast("9901", "desa", FAMILIES)["median"] > 0).all()
    assert told.forecast("9901", "desa", FAMILIES, seed=1)["median"].tolist() != (
        told.forecast("9901", "desa", FAMILIES)["median"].tolist()
    )


def test_what_is_not_there_or_means_nothing_is_refused() -> None:
    told = campaign(world())
    with pytest.raises(UnknownAreaError):
        told.forecast("9902", "desa", FAMILIES)
    with pytest.raises(MeaninglessError):
        told.forecast("9901", "opd", replace(FAMILIES, unit=Unit.STAFF))
    with pytest.raises(MeaninglessError):
        told.forecast("9901", "desa", replace(FAMILIES, unit=Unit.STAFF))


def test_an_area_above_kabupaten_is_drawn_as_a_whole() -> None:
    made = world()
    province = [
        area("99", None, "province"),
        *[row | {"parent_code": row["parent_code"] or "99"} for row in made.areas],
    ]
    told = campaign(replace(made, areas=province, targets=[replace(KABUPATEN, scope_code="99")]))
    whole = told.forecast("99", "province", FAMILIES).iloc[0]
    assert whole["reason"] is None
    assert whole["median"] > told.panel.at("households_responded", FAMILIES.as_of)["count"]["99"]


def decided(day: int, ends_on: date) -> Target:
    return replace(KABUPATEN, decided_on=date(2020, 2, 1) + timedelta(days=day), ends_on=ends_on)


@pytest.mark.parametrize(
    ("targets", "as_of", "moved_on"),
    [
        ([decided(0, ENDS_ON)], 40, None),
        ([decided(0, ENDS_ON), decided(20, date(2020, 5, 29))], 19, None),
        ([decided(0, ENDS_ON), decided(20, date(2020, 5, 29))], 20, 20),
        # A share that changed with the deadline kept is no move, nor is the same said again.
        ([decided(0, ENDS_ON), decided(20, date(2020, 5, 29)), decided(30, date(2020, 5, 29))], 40, 20),
        ([decided(0, ENDS_ON), decided(20, date(2020, 5, 29)), decided(30, ENDS_ON)], 40, 30),
        ([decided(20, date(2020, 5, 29)), decided(0, ENDS_ON)], 40, 20),
    ],
)
def test_the_day_on_which_a_deadline_was_moved(targets: list[Target], as_of: int, moved_on: int | None) -> None:
    first = date(2020, 2, 1)
    found = deadline_moved_on(targets, targets[0], first + timedelta(days=as_of))
    assert found == (None if moved_on is None else first + timedelta(days=moved_on))


def test_a_moved_deadline_begins_a_regime() -> None:
    longer = replace(KABUPATEN, ends_on=date(2020, 5, 29), decided_on=FAMILIES.as_of - timedelta(days=2))
    moved = campaign(replace(world(), targets=[KABUPATEN, longer]))
    always = campaign(replace(world(), targets=[replace(longer, decided_on=KABUPATEN.decided_on)]))
    told = [each.outlook("9901", FAMILIES).forecast for each in (moved, always)]
    assert told[0] is not None
    assert told[1] is not None
    assert not told[0].record.days
    assert told[1].record.days
    assert (told[0].draws != told[1].draws).any()


@pytest.mark.parametrize(
    "own",
    [
        {"unit": Unit.HOUSEHOLD, "share": Fraction(1, 5)},
        {"ends_on": date(2020, 5, 29)},
        {"ends_on": date(2020, 5, 29), "unit": Unit.HOUSEHOLD, "decided_on": FAMILIES.as_of - timedelta(days=2)},
    ],
)
@pytest.mark.parametrize("view", [FAMILIES, PERSONS])
def test_an_area_with_a_target_of_its_own_is_told_the_same_in_a_list_and_by_itself(
    view: View, own: dict[str, object]
) -> None:
    theirs = replace(KABUPATEN, scope_code="9901010", **own)  # type: ignore[arg-type]
    told = campaign(replace(world(), targets=[KABUPATEN, theirs]))
    listed, alone = told.forecast("9901", "kecamatan", view), told.forecast("9901010", "kecamatan", view)
    pd.testing.assert_series_equal(listed.loc["9901010"], alone.loc["9901010"])
    assert listed["deadline"].tolist() == [theirs.ends_on, KABUPATEN.ends_on]
    # The other is as if there were no such target.
    plain = campaign(world()).forecast("9901", "kecamatan", view)
    pd.testing.assert_series_equal(listed.loc["9901020"], plain.loc["9901020"])
    # Asked about one day, all are told of that day.
    asked = told.forecast("9901", "kecamatan", view, deadline=date(2020, 4, 10))
    assert asked["deadline"].tolist() == [date(2020, 4, 10)] * 2


def test_days_of_outage_say_nothing_in_a_province_either() -> None:
    made, days = world(), frozenset(STARTS_ON + timedelta(days=n) for n in (8, 9))
    above = [{**row, "parent_code": "99"} if row["level"] == "kabupaten" else row for row in made.areas]
    province = replace(made, areas=[area("99", None, "provinsi"), *above])
    alone, within, without = (
        replace(campaign(each), outages=out).forecast(root, "kabupaten", FAMILIES).loc["9901"]
        for each, root, out in ((made, "9901", {"9901": days}), (province, "99", {"9901": days}), (province, "99", {}))
    )
    told = ["median", "lo80", "hi80", "chance_target"]
    assert within[told].tolist() == alone[told].tolist()
    assert within["median"] != without["median"]
