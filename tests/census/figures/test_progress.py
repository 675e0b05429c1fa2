"""The table behind every screen: against a slow second implementation, and the laws it must keep."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.base.vocabulary import AREA_MEASURES, AREA_UNITS, MeaninglessError, Status, Unit
from census.figures.progress import PROGRESS_COLUMNS, View, is_reached_late, rate
from tests.census.oracle import Oracle
from tests.census.worlds import LEVELS, REGENT, World, area, days, recap, register, worlds
from tests.support.examples import dear

if TYPE_CHECKING:
    import random

views = st.builds(View, days, st.sampled_from(AREA_UNITS), st.sampled_from(Status))


def plain(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Give a table as dictionaries in which every kind of null is None."""
    rows = table.to_dict("records")
    return [{str(k): None if pd.isna(v) else v for k, v in row.items()} for row in rows]


@dear(12)
@given(worlds(), views)
def test_every_column_is_what_the_slow_way_gives(world: World, view: View) -> None:
    campaign, oracle = world.campaign(), Oracle(world)
    for level in LEVELS:
        table = campaign.progress("99", level, view)
        assert list(table.index) == [row["code"] for row in world.areas if row["level"] == level]
        for got in plain(table):
            wanted = oracle.row(got["code"], view.as_of, view.unit, view.status)
            assert got.pop("recent_pace") == pytest.approx(wanted.pop("recent_pace"))
            assert got == wanted


@dear(8)
@given(worlds(), views, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(world: World, view: View, chance: random.Random) -> None:
    # Of one source, area and day there is one row in the store: the key that makes the order immaterial.
    single = {(row["area_code"], row["as_of"]): row for row in world.recaps}
    first = World(world.areas, world.registers, list(single.values()), world.targets)
    wanted = first.campaign().progress("99", "desa", view)
    chance.shuffle(first.recaps)
    chance.shuffle(first.areas)
    got = first.campaign().progress("99", "desa", view)
    pd.testing.assert_frame_equal(got, wanted)


@dear(8)
@given(worlds(), views)
def test_an_area_never_shows_what_it_was_not_given(world: World, view: View) -> None:
    campaign = world.campaign()
    for level in LEVELS:
        for row in plain(campaign.progress("99", level, view)):
            below = [a["code"] for a in world.areas if a["code"].startswith(row["code"])]
            given_rows = [
                r for r in world.recaps if r["area_code"] in below and r["as_of"] <= view.as_of
            ]  # fmt: skip
            told = any(r[m] is not None for r in given_rows for m in AREA_MEASURES)
            if not told:
                nothing = ("numerator", "rate", "as_of", "is_stale", "gap", "gap_equivalent", "required_pace",
                           "recent_pace", "band", "step", "source", "change", "change_since")  # fmt: skip
                assert {name: row[name] for name in nothing} == dict.fromkeys(nothing)


@dear(8)
@given(worlds(), views)
def test_a_sum_adds_up_to_what_its_children_show(world: World, view: View) -> None:
    leaves = [r for r in world.recaps if not any(a["parent_code"] == r["area_code"] for a in world.areas)]
    campaign = World(world.areas, world.registers, leaves, world.targets).campaign()
    tables = pd.concat([campaign.progress("99", level, view) for level in LEVELS])
    for code in tables.index:
        children = tables.loc[campaign.tree.children(code)]
        if not len(children):
            continue
        if children["numerator"].isna().any():
            assert pd.isna(tables.at[code, "numerator"])
        else:
            assert tables.at[code, "numerator"] == children["numerator"].sum()
            assert tables.at[code, "as_of"] == children["as_of"].min()


@dear(8)
@given(worlds(), views, st.integers(1, 40))
def test_more_responses_never_widen_a_gap_nor_worsen_a_step(world: World, view: View, more: int) -> None:
    better_rows = [row | {m: None if row[m] is None else row[m] + more for m in AREA_MEASURES} for row in world.recaps]
    better = World(world.areas, world.registers, better_rows, world.targets)
    poor, rich = world.campaign(), better.campaign()
    for level in LEVELS:
        before = poor.progress("99", level, view)
        after = rich.progress("99", level, view)
        # A translated target moves with the size of the families that have responded.
        is_own = ~before["is_equivalent"].fillna(value=False).to_numpy(dtype=bool)
        known = before["gap"].notna().to_numpy() & is_own
        assert (after["gap"] <= before["gap"])[known].all()
        stepped = before["step"].notna().to_numpy() & is_own
        assert (after["step"] <= before["step"])[stepped].all()


@dear(8)
@given(worlds(), views)
def test_the_viewed_unit_changes_no_verdict(world: World, view: View) -> None:
    other = Unit.PERSON if view.unit is Unit.HOUSEHOLD else Unit.HOUSEHOLD
    same = ["expected", "gap", "required_pace", "recent_pace", "band", "step", "target_count"]
    campaign = world.campaign()
    for level in ("kabupaten", "desa"):
        one = campaign.progress("99", level, view)
        two = campaign.progress("99", level, View(view.as_of, other, view.status))
        pd.testing.assert_frame_equal(one[same], two[same])


def test_no_base_no_rate() -> None:
    numerator = pd.Series([1, 0, 3, None], dtype="Int64")
    denominator = pd.Series([2, 0, None, 5], dtype="Int64")
    result = rate(numerator, denominator)
    assert result[0] == 0.5
    assert result[1:].isna().all()


def test_the_columns_that_leave_the_building_are_all_there() -> None:
    world = World([area("9901", None, "kabupaten")], [], [], [])
    table = world.campaign().progress("9901", "kabupaten", View(date(2020, 3, 1), Unit.PERSON, Status.CLEAN))
    assert set(PROGRESS_COLUMNS) <= set(table.columns)
    assert len(table) == 1


def test_a_level_without_areas_is_an_empty_table() -> None:
    world = World([area("9901", None, "kabupaten")], [], [])
    table = world.campaign().progress("9901", "desa", View(date(2020, 3, 1), Unit.PERSON, Status.CLEAN))
    assert not len(table)
    assert set(PROGRESS_COLUMNS) <= set(table.columns)


@pytest.mark.parametrize("level", ["kabupaten", "desa"])
def test_staff_of_an_area_mean_nothing(level: str) -> None:
    world = World([area("9901", None, "kabupaten")], [], [])
    with pytest.raises(MeaninglessError, match=f"staff is not counted at level {level}"):
        world.campaign().progress("9901", level, View(date(2020, 3, 1), Unit.STAFF, Status.RESPONDED))


# --- reached, and when --------------------------------------------------------------------------------------

TWO = [area("9901", None, "kabupaten"), area("9901010", "9901", "desa"), area("9901020", "9901", "desa")]
DEADLINE = REGENT.ends_on


def late(recaps: list[dict[str, Any]], as_of: date) -> bool:
    panel = World(TWO, [], recaps).campaign().panel
    return is_reached_late(panel, "9901", REGENT, 100, as_of=as_of)


def test_reached_on_the_last_day_is_in_time_and_a_day_later_is_not() -> None:
    next_day = DEADLINE + timedelta(days=1)
    assert not late([recap("9901", DEADLINE, None, 100)], next_day)
    assert late([recap("9901", DEADLINE, None, 99), recap("9901", next_day, None, 100)], next_day)


def test_not_reached_is_not_late() -> None:
    assert not late([], DEADLINE)
    assert not late([recap("9901", DEADLINE + timedelta(days=3), None, 99)], DEADLINE + timedelta(days=9))
    assert not late([recap("9901", DEADLINE + timedelta(days=3), None, 100)], DEADLINE)


def test_a_sum_is_reached_when_its_last_part_comes() -> None:
    after = DEADLINE + timedelta(days=2)
    recaps = [
        recap("9901010", DEADLINE - timedelta(days=9), None, 10),
        recap("9901020", DEADLINE, None, 80),
        recap("9901020", after, None, 95),
    ]
    # The sum speaks of nine days before the deadline, yet it came after it.
    assert late(recaps, after)
    assert not late(recaps, DEADLINE)


# --- gains of children that report on different days --------------------------------------------------------


def test_a_sum_gains_what_its_children_gained_each_in_its_own_days() -> None:
    march = [date(2020, 3, n) for n in range(1, 10)]
    recaps = [
        recap("9901010", march[0], None, 10), recap("9901010", march[2], None, 30),
        recap("9901010", march[4], None, 50),
        recap("9901020", march[0], None, 5), recap("9901020", march[3], None, 8),
    ]  # fmt: skip
    world = World(TWO, [register("9901", 400, 1000)], recaps)
    row = world.campaign().progress("9901", "kabupaten", View(march[4], Unit.PERSON, Status.RESPONDED)).iloc[0]
    # 50 + 8, as old as the older part; 20 in 2 days and 3 in 3 days are 11 a day.
    assert (row["numerator"], row["as_of"]) == (58, march[3])
    assert row["recent_pace"] == pytest.approx(float(Fraction(20, 2) + Fraction(3, 3)))
    assert (row["change"], row["change_since"]) == (23, march[0])
