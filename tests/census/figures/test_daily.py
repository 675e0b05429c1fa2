"""Gains of single days: where every day has a figure of its own, and nowhere else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from census.figures.daily import DayGain, daily_gains, run_of_days, still_days
from tests.census.figures.test_panel import FAMILIES, LEFT, RIGHT, WHOLE, desa, families, march, panel_of


def gains_of(figures: dict[int, int | None], code: str = LEFT, day: int | None = None) -> list[tuple[int, int]]:
    panel = panel_of([families(LEFT, told, count) for told, count in figures.items()])
    found = daily_gains(panel, FAMILIES, code, march(max(figures) if day is None else day))
    return [((gain.day - march(1)).days + 1, gain.gain) for gain in found]


def test_each_day_is_the_figure_of_its_end_less_that_of_the_day_before() -> None:
    assert gains_of({1: 10, 2: 14, 3: 34, 4: 34}) == [(2, 4), (3, 20), (4, 0)]


def test_what_came_in_over_several_days_is_no_gain_of_one() -> None:
    assert gains_of({1: 10, 2: 14, 4: 40}) == []
    assert gains_of({1: 10, 3: 20, 4: 26, 5: 27}) == [(4, 6), (5, 1)]


def test_a_day_without_a_figure_of_its_own_has_none() -> None:
    assert gains_of({1: 10, 2: 14}, day=3) == []
    assert gains_of({1: 10, 2: 14}, code="9999999") == []
    assert gains_of({1: 10}) == []


def test_a_sum_gains_where_all_its_parts_are_of_the_day() -> None:
    rows = [*desa(1, 10, 5), *desa(2, 12, 9), families(LEFT, 3, 20)]
    panel = panel_of(rows)
    assert [gain.gain for gain in daily_gains(panel, FAMILIES, WHOLE, march(2))] == [6]
    assert daily_gains(panel, FAMILIES, WHOLE, march(3)) == ()
    assert [gain.gain for gain in daily_gains(panel, FAMILIES, LEFT, march(3))] == [2, 8]
    assert daily_gains(panel, FAMILIES, RIGHT, march(3)) == ()


@pytest.mark.parametrize(
    ("gains", "run"),
    [
        ((), 0),
        ((5,), 0),
        ((5, 5), 0),
        ((9, 7, 4), 2),
        ((1, 9, 7, 4), 2),
        ((9, 7, 7, 4), 1),
        ((1, 2, 5, 9), -3),
        ((9, 8, 12), -1),
    ],
)
def test_a_run_ends_where_the_direction_does(gains: tuple[int, ...], run: int) -> None:
    first = date(2020, 3, 1)
    assert run_of_days([DayGain(first + timedelta(days=n), gain) for n, gain in enumerate(gains)]) == run


def test_a_day_of_outage_neither_ends_a_run_nor_belongs_to_it() -> None:
    days = [DayGain(date(2020, 3, n), gain) for n, gain in ((1, 90), (2, 80), (3, 0), (4, 70))]
    assert run_of_days(days) == -1
    assert run_of_days(days, without={date(2020, 3, 3)}) == 2


def test_days_on_which_nothing_came_in_are_counted_back_from_the_newest() -> None:
    days = [DayGain(date(2020, 3, n), gain) for n, gain in enumerate((5, 0, 4, 0, -2), start=1)]
    assert [still_days(days[:n]) for n in range(6)] == [0, 0, 1, 0, 1, 2]
    # A day of outage neither ends the days nor is one of them.
    assert still_days(days, without={date(2020, 3, 3)}) == 3
    assert still_days(days, without={date(2020, 3, 5)}) == 1
