"""Targets: windows, decisions, and whom they bind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.base.target import Target, in_force, target_by_area
from census.base.vocabulary import Unit
from tests.census.worlds import REGENT

FEB_13, MARCH_30 = date(2020, 2, 13), date(2020, 3, 30)
EXTENDED = replace(REGENT, ends_on=date(2020, 5, 29), decided_on=MARCH_30)


@pytest.mark.parametrize(
    ("day", "elapsed"),
    [
        (date(2020, 2, 14), 0),
        (date(2020, 2, 15), 1),
        (date(2020, 3, 3), 18),
        (date(2020, 3, 31), 46),
        (date(2020, 5, 29), 46),
    ],
)
def test_days_are_counted_with_both_ends(day: date, elapsed: int) -> None:
    assert REGENT.days == 46
    assert REGENT.elapsed(day) == elapsed
    assert REGENT.left(day) == 46 - elapsed


@given(st.fractions(Fraction(1, 10_000), 1, max_denominator=10_000), st.integers(0, 10**9))
def test_the_count_is_the_least_that_reaches_the_share(share: Fraction, base: int) -> None:
    count = replace(REGENT, share=share).count(base)
    assert count == ceil(share * base)
    assert count >= share * base > count - 1


def test_the_regents_target_in_numbers() -> None:
    assert REGENT.count(875_999) == 236_520  # 236,519.73
    assert REGENT.count(100) == 27


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        (date(2020, 1, 1), REGENT),
        (FEB_13, REGENT),
        (date(2020, 3, 29), REGENT),
        (MARCH_30, EXTENDED),
        (date(2020, 6, 1), EXTENDED),
    ],
)
def test_the_newest_decision_holds_and_before_any_the_first(day: date, wanted: Target) -> None:
    assert in_force([REGENT, EXTENDED], day) == wanted
    assert in_force([EXTENDED, REGENT], day) == wanted


@pytest.mark.parametrize("day", [date(2020, 1, 1), date(2020, 3, 1)])
def test_of_two_decided_on_one_day_the_later_entered_holds(day: date) -> None:
    corrected = replace(REGENT, unit=Unit.HOUSEHOLD)
    assert in_force([REGENT, corrected], day) == corrected
    assert in_force([corrected, REGENT], day) == REGENT


def test_without_targets_none_holds() -> None:
    assert in_force([], FEB_13) is None
    assert target_by_area({"9901": None}, [], as_of=FEB_13) == {}


def test_an_area_is_bound_by_its_own_target_or_the_nearest_above() -> None:
    parents = {"99": None, "9901": "99", "9901010": "9901", "9901010001": "9901010", "9902": "99"}
    own = replace(REGENT, scope_code="9901010", share=Fraction(1, 2))
    agencies = Target(
        "opd", "9901010001", Unit.STAFF, REGENT.status, Fraction(1), REGENT.starts_on, REGENT.ends_on, FEB_13
    )
    assert target_by_area(parents, [REGENT, own, agencies], as_of=FEB_13) == {
        "9901": REGENT,
        "9901010": own,
        "9901010001": own,
    }


@pytest.mark.parametrize(
    "change",
    [
        {"share": Fraction(0)},
        {"share": Fraction(-1, 10)},
        {"share": Fraction(101, 100)},
        {"ends_on": date(2020, 2, 14)},
        {"unit": Unit.STAFF},
        {"scope_kind": "opd"},
    ],
)
def test_a_target_that_cannot_be_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"target|agencies"):
        replace(REGENT, **change)  # type: ignore[arg-type]
