"""Which of two accounts speaks for an area on all days, what the other says, and which figure came before."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.base.tree import AreaTree
from census.base.vocabulary import AREA_MEASURES, Status, Unit
from census.figures.feed import area_figures
from census.figures.panel import SUM_OF_CHILDREN, Difference, Panel
from census.figures.progress import View
from tests.census.oracle import Oracle
from tests.census.worlds import REGENT, Row, World, area, days, recap, worlds

if TYPE_CHECKING:
    from census.campaign.campaign import Campaign

LEFT, RIGHT, WHOLE = "9901010", "9901020", "9901"
TREE = [area(WHOLE, None, "kabupaten"), area(LEFT, WHOLE, "desa"), area(RIGHT, WHOLE, "desa")]
FAMILIES = "households_responded"


def march(day: int) -> date:
    return date(2020, 2, 29) + timedelta(days=day)


def families(code: str, day: int, count: int | None) -> Row:
    return recap(code, march(day), count, source=f"{code} on {day}")


def desa(day: int, left: int, right: int) -> list[Row]:
    return [families(LEFT, day, left), families(RIGHT, day, right)]


def told_of_whole(campaign: Campaign, day: int) -> dict[str, Any]:
    view = View(march(day), Unit.HOUSEHOLD, Status.RESPONDED)
    return campaign.progress(WHOLE, "kabupaten", view).iloc[0].to_dict()


def spoken(rows: list[Row], day: int) -> dict[str, Any]:
    return told_of_whole(World(TREE, [], rows).campaign(), day)


def panel_of(rows: list[Row]) -> Panel:
    return World(TREE, [], rows).campaign().panel


def difference(rows: list[Row], day: int) -> Difference | None:
    return panel_of(rows).difference(FAMILIES, WHOLE, march(day))


def series(rows: list[Row], until: int) -> list[int | None]:
    """Give what the whole shows day by day from 1 March on."""
    campaign = World(TREE, [], rows).campaign()
    told = [told_of_whole(campaign, day)["numerator"] for day in range(1, until + 1)]
    return [None if pd.isna(count) else int(count) for count in told]


# --- who speaks ---------------------------------------------------------------------------------------------


def test_own_figures_and_a_later_sum_are_not_one_series() -> None:
    rows = [families(WHOLE, 1, 3_609), families(WHOLE, 8, 4_346), families(WHOLE, 9, 5_083), *desa(11, 3_000, 3_497)]
    row = spoken(rows, 11)
    assert (row["numerator"], row["as_of"], row["change"], row["change_since"]) == (5_083, march(9), 737, march(8))
    assert (row["other_count"], row["other_as_of"]) == (6_497, march(11))
    # No day of their own is shared, so none is said to be more than the other.
    assert pd.isna(row["difference"])


def test_the_account_with_figures_of_more_days_speaks_on_all_days() -> None:
    rows = [families(WHOLE, 3, 14), *desa(5, 10, 20), *desa(6, 11, 21)]
    assert series(rows, 7) == [None, None, None, None, 30, 32, 32]
    rows += [families(WHOLE, day, 30 + day) for day in (4, 5)]
    assert series(rows, 7) == [None, None, 14, 34, 35, 35, 35]


def test_of_equally_many_days_the_one_that_ends_later_speaks_and_the_own_on_a_tie() -> None:
    assert spoken([families(WHOLE, 4, 31), *desa(5, 10, 20)], 9)["numerator"] == 30
    assert spoken([families(WHOLE, 6, 31), *desa(5, 10, 20)], 9)["numerator"] == 31
    row = spoken([*desa(5, 10, 20), families(WHOLE, 5, 31)], 5)
    assert (row["numerator"], row["source"], row["difference"]) == (31, "9901 on 5", -1)


@pytest.mark.parametrize(("since", "speaks"), [(6, "own"), (7, "sum"), (8, "sum")])
def test_an_account_that_fell_silent_gives_way_to_one_that_told_on_seven_days_since(since: int, speaks: str) -> None:
    own = [families(WHOLE, day, 100 + day) for day in range(1, 16)]
    sums = [row for day in range(16, 16 + since) for row in desa(day + 2, 10 * day, 10 * day)]
    told = series(own + sums, 25)
    assert (told[0] is None) == (speaks == "sum")
    # The other way round as well.
    own = [families(WHOLE, day + 2, 400 + day) for day in range(16, 16 + since)]
    sums = [row for day in range(1, 16) for row in desa(day, 10 * day, 10 * day)]
    told = series(own + sums, 25)
    assert (told[0] is None) == (speaks == "sum")


def test_what_was_told_after_the_last_deadline_decides_only_where_nothing_was_told_before() -> None:
    after = (REGENT.ends_on - march(0)).days
    press = [families(WHOLE, after + day, 90_000 + day) for day in range(1, 20)]
    assert series([*press, *desa(5, 10, 20)], 6) == [None] * 4 + [30, 30]
    assert spoken([*press, *desa(after + 3, 10, 20)], after + 25)["numerator"] == 90_019


def test_each_measure_has_an_account_of_its_own() -> None:
    rows = [recap(WHOLE, march(5), 31, None), recap(LEFT, march(5), None, 30), recap(RIGHT, march(5), None, 60)]
    campaign = World(TREE, [], rows).campaign()
    tables = [
        campaign.progress(WHOLE, "kabupaten", View(march(6), unit, Status.RESPONDED)).iloc[0]
        for unit in (Unit.HOUSEHOLD, Unit.PERSON)
    ]
    assert [row["numerator"] for row in tables] == [31, 90]
    # Two accounts are no family size: what is missing is told by the register, which is not there.
    assert tables[0]["gap_equivalent"] is pd.NA


def test_a_sum_is_as_old_as_its_oldest_part() -> None:
    row = spoken([families(LEFT, 3, 10), families(RIGHT, 7, 20)], 9)
    assert (row["numerator"], row["as_of"], row["source"]) == (30, march(3), "9901010 on 3; 9901020 on 7")


def test_one_child_unknown_and_there_is_no_sum() -> None:
    assert pd.isna(spoken([families(LEFT, 5, 10), families(RIGHT, 5, None)], 9)["numerator"])
    rows = [families(WHOLE, 2, 4), *(families(LEFT, day, 10) for day in range(3, 20))]
    assert spoken(rows, 25)["numerator"] == 4
    assert difference(rows, 25) is None


def test_a_zero_that_was_told_is_a_figure() -> None:
    row = spoken(desa(5, 0, 0), 9)
    assert (row["numerator"], row["as_of"]) == (0, march(5))


# --- what the other account says ----------------------------------------------------------------------------


def test_accounts_that_agree_are_not_told_apart() -> None:
    rows = [families(WHOLE, 3, 20), families(WHOLE, 5, 30), *desa(5, 10, 20)]
    assert difference(rows, 5) is None
    # An older figure that is lower says nothing either.
    assert difference(rows, 4) is None


def test_compared_is_the_newest_day_of_which_both_told() -> None:
    rows = [*desa(3, 10, 20), families(WHOLE, 3, 25), *desa(5, 11, 21), *desa(7, 12, 22), families(WHOLE, 6, 99)]
    assert difference(rows, 4) == Difference(True, 30, march(3), 25, march(3))
    assert difference(rows, 7) == Difference(True, 30, march(3), 25, march(3))
    # The own figure of the 6th is newer than the sum of the 5th.
    assert difference(rows, 6) == Difference(True, 30, march(3), 25, march(3), 99, march(6))


def test_parts_of_several_days_are_compared_with_no_day() -> None:
    rows = [families(LEFT, 3, 10), families(RIGHT, 5, 20), families(WHOLE, 3, 25), families(WHOLE, 4, 26)]
    # What the right part told on the 5th may be what is more than the own figure of the 4th.
    assert difference(rows, 5) is None
    assert difference([*rows, families(WHOLE, 5, 29)], 5) == Difference(False, 29, march(5), 30, march(3))


def test_before_the_account_that_speaks_has_begun_the_other_is_told_and_not_taken() -> None:
    rows = [families(WHOLE, 3, 14), *desa(5, 10, 20), *desa(6, 11, 21)]
    assert difference(rows, 4) == Difference(True, None, None, 14, march(3))
    assert pd.isna(spoken(rows, 4)["numerator"])
    assert difference(rows, 2) is None


@given(worlds(), days, st.sampled_from(AREA_MEASURES))
def test_differences_are_those_of_the_slow_way(world: World, day: date, measure: str) -> None:
    panel, oracle = world.campaign().panel, Oracle(world)
    for code in panel.codes:
        found = panel.difference(measure, code, day)
        wanted = oracle.difference(code, measure, day)
        assert (None if found is None else astuple(found)[1:]) == wanted, code
        if found is not None:
            assert found.is_sum == oracle.is_sum(code, measure)


# --- laws ---------------------------------------------------------------------------------------------------


@given(worlds())
def test_the_series_of_an_area_never_changes_its_speaker(world: World) -> None:
    panel = world.campaign().panel
    for told in panel.measures.values():
        for origins in told.origin.T:
            speaking = origins[origins != -1]
            assert not len(speaking) or len(set(speaking == SUM_OF_CHILDREN)) == 1


@given(worlds())
def test_each_day_shows_the_account_that_speaks_on_all(world: World) -> None:
    panel, oracle = world.campaign().panel, Oracle(world)
    for day in panel.days:
        seen = panel.at(FAMILIES, day)
        for code in panel.codes:
            is_sum = oracle.is_sum(code, FAMILIES)
            of_account = oracle.sum_figure if is_sum else oracle.own_figure
            figure = of_account(code, FAMILIES, day)
            count = seen.at[code, "count"]
            assert (None if pd.isna(count) else count) == (figure and figure.count)


@given(worlds(), days, days)
def test_the_gain_of_a_sum_is_the_sum_of_the_gains(world: World, one: date, two: date) -> None:
    panel = world.campaign().panel
    first, second = sorted((one, two))
    for measure in AREA_MEASURES:
        then, now = panel.at(measure, first), panel.at(measure, second)
        for parent, children in panel.families:
            if now["origin"].iloc[parent] != SUM_OF_CHILDREN:
                continue
            own, parts = now.iloc[parent], now.iloc[children]
            assert own["count"] == parts["count"].sum()
            if not pd.isna(then["count"].iloc[parent]):
                gains = now["count"] - then["count"]
                assert gains.iloc[parent] == gains.iloc[children].sum()
            if pd.isna(own["earlier_count"]):
                assert parts["earlier_count"].isna().any()
            else:
                assert own["earlier_count"] == parts["earlier_count"].sum()
                assert own["pace"] == pytest.approx(parts["pace"].sum())


GAINS = st.dictionaries(st.tuples(st.sampled_from([LEFT, RIGHT]), st.integers(1, 9)), st.integers(0, 50), max_size=9)


@given(GAINS, st.lists(st.tuples(st.sampled_from([LEFT, RIGHT, WHOLE]), st.integers(1, 14), st.integers(0, 99))))
def test_rows_are_a_full_account_and_agree_with_themselves(
    gains: dict[tuple[str, int], int], recaps: list[tuple[str, int, int]]
) -> None:
    tree = AreaTree(pd.DataFrame(TREE, dtype=object))
    daily = pd.DataFrame(
        [{"area_code": code, "day": march(day), FAMILIES: n} for (code, day), n in gains.items()],
        columns=["area_code", "day", FAMILIES],
    )
    rows = [
        recap(row["area_code"], row["as_of"], int(row[FAMILIES]))
        for row in area_figures(tree, daily, (FAMILIES,)).to_dict("records")
    ]
    panel = panel_of(rows)
    assert all(panel.difference(FAMILIES, WHOLE, day) is None for day in panel.days)
    mixed = panel_of([*(families(*each) for each in recaps), *rows])
    if rows:
        counted = mixed.measures[FAMILIES].counts
        last = mixed.row_of(max(row["as_of"] for row in rows))
        first = mixed.row_of(min(row["as_of"] for row in rows))
        assert np.array_equal(counted[first : last + 1, 0], counted[first : last + 1, 1:].sum(axis=1))


# --- the figure before --------------------------------------------------------------------------------------


def test_before_an_own_figure_came_the_own_one_before() -> None:
    rows = [*desa(1, 10, 5), families(WHOLE, 2, 40), families(WHOLE, 4, 60)]
    row = spoken(rows, 4)
    assert (row["change"], row["change_since"]) == (20, march(2))
    row = spoken([*desa(1, 10, 5), families(WHOLE, 4, 60)], 4)
    assert (row["numerator"], row["change"]) == (60, None)


def test_a_sum_gained_over_no_own_figure_and_over_no_other_sum() -> None:
    row = spoken([families(WHOLE, 1, 4), *desa(5, 10, 20)], 5)
    assert (row["numerator"], row["change"]) == (30, None)
    # The right part has but one figure; what the left gained must not count as a day's gain of the whole.
    row = spoken([families(LEFT, 1, 10), families(RIGHT, 2, 20), families(LEFT, 3, 40)], 3)
    assert row["as_of"] == march(2)
    assert pd.isna(row["change"])
