"""Two days compared: gains add up, silence is not zero, and the steps measure an area against the whole."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.base.values import values_of
from census.base.vocabulary import Status, Unit
from census.figures.comparison import AreaGain, gain_steps
from census.figures.progress import View
from tests.census.worlds import World, area, recap, register
from tests.support.examples import dear

FIRST, SECOND, THIRD = date(2020, 3, 1), date(2020, 3, 8), date(2020, 3, 15)
CODES = ("3319010", "3319020", "3319030")


def world(counts: dict[tuple[str, date], int]) -> World:
    return World(
        areas=[area("3319", None, "kabupaten"), *(area(code, "3319", "kecamatan") for code in CODES)],
        registers=[register("3319", 3_000, 9_000), *(register(code, 1_000, 3_000) for code in CODES)],
        recaps=[recap(code, day, count) for (code, day), count in counts.items()],
    )


def gains(counts: dict[tuple[str, date], int], level: str = "kecamatan", since: date = FIRST) -> pd.DataFrame:
    view = View(SECOND, Unit.HOUSEHOLD, Status.RESPONDED)
    return world(counts).campaign().gains("3319", level, view, since=since)


ALL = {("3319010", FIRST): 10, ("3319020", FIRST): 20, ("3319030", FIRST): 30,
       ("3319010", SECOND): 110, ("3319020", SECOND): 25, ("3319030", SECOND): 30}  # fmt: skip


def test_a_gain_is_the_difference_of_what_was_told() -> None:
    table = gains(ALL)
    assert table["gain"].tolist() == [100, 5, 0]
    assert table["gain_rate"].tolist() == pytest.approx([0.1, 0.005, 0.0])
    assert table["then_as_of"].tolist() == [FIRST] * 3
    assert table["as_of"].tolist() == [SECOND] * 3


def test_of_an_area_that_told_nothing_new_no_zero_is_claimed() -> None:
    table = gains({key: count for key, count in ALL.items() if key != ("3319030", SECOND)})
    assert pd.isna(table.at["3319030", "gain"])
    assert table.at["3319030", "count_now"] == 30
    assert table.at["3319020", "gain"] == 5


def test_before_the_first_report_there_is_nothing_to_compare_with() -> None:
    assert gains(ALL, since=date(2020, 2, 20))["gain"].isna().all()


def test_a_later_day_cannot_be_compared_with() -> None:
    with pytest.raises(ValueError, match="before the as-of day"):
        gains(ALL, since=SECOND)


counts_of = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=3, max_size=3)


@dear(8)
@given(counts_of)
def test_the_gains_of_the_parts_are_the_gain_of_the_whole(pairs: list[tuple[int, int]]) -> None:
    told = {}
    for code, (before, more) in zip(CODES, pairs, strict=True):
        told |= {(code, FIRST): before, (code, SECOND): before + more}
    assert gains(told)["gain"].sum() == gains(told, "kabupaten").iloc[0]["gain"] == sum(more for _, more in pairs)


@dear(8)
@given(counts_of)
def test_steps_compare_an_area_with_the_whole(pairs: list[tuple[int, int]]) -> None:
    told = {}
    for code, (before, more) in zip(CODES, pairs, strict=True):
        told |= {(code, FIRST): before, (code, SECOND): before + more}
    (whole,) = values_of(AreaGain, gains(told, "kabupaten"))
    areas = values_of(AreaGain, gains(told))
    steps = dict(zip([area.code for area in areas], gain_steps(areas, whole), strict=True))
    if whole.gain == 0:
        assert set(steps.values()) == {None}
        return
    for code, (_, more) in zip(CODES, pairs, strict=True):
        shortfall = 1 - Fraction(more, 1_000) / Fraction(whole.gain, 3_000)
        assert steps[code] == sum(
            shortfall > limit for limit in (Fraction(-1, 10), 0, Fraction(1, 10), Fraction(3, 10))
        )
