"""The path to the target: from nothing to all of it, never back."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.base.path import NATIONAL_2020, Path, expected_fraction


@given(st.integers(1, 400), st.sampled_from(Path))
def test_it_rises_from_nothing_to_all(days: int, path: Path) -> None:
    way = [expected_fraction(k, days, path) for k in range(days + 1)]
    assert (way[0], way[-1]) == (0, 1)
    assert all(before < after for before, after in pairwise(way))


@given(st.integers(1, 200), st.integers(0, 200))
def test_the_straight_path_is_the_share_of_days(days: int, elapsed: int) -> None:
    if elapsed <= days:
        assert expected_fraction(elapsed, days) == Fraction(elapsed, days)


@pytest.mark.parametrize(("day", "million"), NATIONAL_2020)
def test_the_deadline_path_goes_through_the_published_points(day: int, million: str) -> None:
    assert expected_fraction(day, 46, Path.DEADLINE) == Fraction(million) / Fraction("33.5")


def test_between_two_points_it_is_straight_and_always_below_the_straight_path() -> None:
    way = [expected_fraction(k, 46, Path.DEADLINE) for k in range(47)]
    assert way[10] - way[9] == way[18] - way[17]
    assert all(way[k] < Fraction(k, 46) for k in range(1, 46))


def test_another_window_stretches_it() -> None:
    assert expected_fraction(9, 23, Path.DEADLINE) == expected_fraction(18, 46, Path.DEADLINE)


@pytest.mark.parametrize(("elapsed", "days"), [(-1, 46), (47, 46), (0, 0), (1, -3)])
def test_days_outside_the_window_are_refused(elapsed: int, days: int) -> None:
    with pytest.raises(ValueError, match="elapsed must lie"):
        expected_fraction(elapsed, days)
