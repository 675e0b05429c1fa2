"""Whose figure speaks for an area, and which one came before it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from census.progress import View
from census.vocabulary import Status, Unit
from tests.census.worlds import Row, World, area, recap

LEFT, RIGHT, WHOLE = "9901010", "9901020", "9901"
TREE = [area(WHOLE, None, "kabupaten"), area(LEFT, WHOLE, "desa"), area(RIGHT, WHOLE, "desa")]


def march(day: int) -> date:
    return date(2020, 3, day)


def families(code: str, day: int, count: int | None) -> Row:
    return recap(code, march(day), count, source=f"{code} on {day}")


def spoken(rows: list[Row], day: int) -> dict[str, Any]:
    view = View(march(day), Unit.HOUSEHOLD, Status.RESPONDED)
    return World(TREE, [], rows).campaign().progress(WHOLE, "kabupaten", view).iloc[0].to_dict()


def test_on_a_tie_the_own_figure_speaks() -> None:
    row = spoken([families(LEFT, 5, 10), families(RIGHT, 5, 20), families(WHOLE, 5, 31)], 5)
    assert (row["numerator"], row["source"]) == (31, "9901 on 5")


@pytest.mark.parametrize(("own_day", "wanted"), [(4, 30), (6, 31)])
def test_else_the_newer_speaks(own_day: int, wanted: int) -> None:
    row = spoken([families(WHOLE, own_day, 31), families(LEFT, 5, 10), families(RIGHT, 5, 20)], 9)
    assert row["numerator"] == wanted
    assert row["as_of"] == march(max(own_day, 5))


def test_a_sum_is_as_old_as_its_oldest_part() -> None:
    rows = [families(LEFT, 3, 10), families(RIGHT, 7, 20)]
    assert spoken([*rows, families(WHOLE, 4, 25)], 9)["numerator"] == 25
    row = spoken(rows, 9)
    assert (row["numerator"], row["as_of"], row["source"]) == (30, march(3), "9901010 on 3; 9901020 on 7")


def test_one_child_unknown_and_there_is_no_sum() -> None:
    assert pd.isna(spoken([families(LEFT, 5, 10), families(RIGHT, 5, None)], 9)["numerator"])
    assert spoken([families(WHOLE, 2, 4), families(LEFT, 5, 10)], 9)["numerator"] == 4


def test_a_zero_that_was_told_is_a_figure() -> None:
    row = spoken([families(LEFT, 5, 0), families(RIGHT, 5, 0)], 9)
    assert (row["numerator"], row["as_of"]) == (0, march(5))


def test_before_an_own_figure_came_whatever_spoke_before() -> None:
    rows = [families(LEFT, 1, 10), families(RIGHT, 1, 5), families(WHOLE, 4, 60)]
    row = spoken(rows, 4)
    assert (row["change"], row["change_since"]) == (45, march(1))


def test_the_figure_before_is_taken_as_it_was_first_told() -> None:
    # On day 3 the sum grew by the left part's news, and still spoke of day 1.
    rows = [families(LEFT, 1, 10), families(RIGHT, 1, 5), families(LEFT, 3, 30), families(WHOLE, 4, 60)]
    row = spoken(rows, 4)
    assert (row["change"], row["change_since"]) == (45, march(1))


def test_the_first_sum_gained_over_the_own_figure_before_and_over_no_other_sum() -> None:
    rows = [families(WHOLE, 1, 4), families(LEFT, 5, 10), families(RIGHT, 5, 20)]
    row = spoken(rows, 5)
    assert (row["change"], row["change_since"]) == (26, march(1))
    # The right part has but one figure; what the left gained must not count as a day's gain of the whole.
    row = spoken([families(LEFT, 1, 10), families(RIGHT, 2, 20), families(LEFT, 3, 40)], 3)
    assert row["as_of"] == march(2)
    assert pd.isna(row["change"])
