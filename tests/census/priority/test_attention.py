"""The rules of attention, each against a slow and obvious count of the same."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.base.path import Path, expected_fraction
from census.base.target import AREA_SCOPE, Target
from census.base.vocabulary import Status, Unit
from census.figures.daily import DayGain
from census.priority.attention import (
    Concern,
    DatedCount,
    Rule,
    fell_on,
    in_order,
    is_late,
    lags_whole,
    off_path_since,
    still_since,
)

STARTS_ON = date(2020, 2, 15)
TARGET = Target(
    AREA_SCOPE, "1", Unit.HOUSEHOLD, Status.RESPONDED, Fraction("0.27"), STARTS_ON, date(2020, 3, 31),
    date(2020, 2, 13),
)  # fmt: skip


def day(n: int) -> date:
    return STARTS_ON + timedelta(days=n)


def is_behind(count: int, base: int, on: date, path: Path) -> bool:
    """More than a tenth is missing of what is expected by a day."""
    expected = base * TARGET.share * expected_fraction(TARGET.elapsed(on), TARGET.days, path)
    return expected > 0 and 1 - count / expected > Fraction(1, 10)


@given(
    st.lists(st.tuples(st.integers(-3, 45), st.integers(0, 300)), unique_by=lambda told: told[0], max_size=12),
    st.integers(1, 1_200),
    st.integers(0, 45),
    st.sampled_from(list(Path)),
)
def test_since_when_an_area_is_off_its_path(figures: list[tuple[int, int]], base: int, last: int, path: Path) -> None:
    told = [DatedCount(day(n), count) for n, count in sorted(figures) if n <= last]
    since = off_path_since(told, base, TARGET, path, day(last))
    if not told or not is_behind(told[-1].count, base, day(last), path):
        assert since is None
        return
    runs = [
        told[start].day
        for start in range(len(told))
        if all(is_behind(one.count, base, one.day, path) for one in told[start:])
    ]
    assert since == min(runs, default=day(last))


@given(*[st.integers(0, 40)] * 4)
def test_a_part_lags_the_whole_by_its_rate(count: int, base: int, whole: int, whole_base: int) -> None:
    expected = base > 0 and whole_base > 0 and count * whole_base < whole * base
    assert lags_whole(count, base, whole, whole_base) is expected


@given(st.lists(st.tuples(st.sampled_from([0, 0, 0, -1, 4]), st.booleans()), max_size=9))
def test_standing_still_begins_with_the_first_of_three_days_without_a_gain(days: list[tuple[int, bool]]) -> None:
    gains = [DayGain(day(n), gain) for n, (gain, _) in enumerate(days)]
    outages = {day(n) for n, (_, is_out) in enumerate(days) if is_out}
    counted = [gain for gain in gains if gain.day not in outages]
    still = []
    for gain in reversed(counted):
        if gain.gain > 0:
            break
        still.append(gain.day)
    assert still_since(gains, without=outages) == (still[-1] if len(still) >= 3 else None)


@pytest.mark.parametrize(
    ("days", "is_from_rows", "expected"),
    [(0, True, False), (1, True, False), (2, True, True), (7, False, False), (8, False, True)],
)
def test_figures_are_late_by_the_rhythm_of_their_source(days: int, *, is_from_rows: bool, expected: bool) -> None:
    assert is_late(day(0), day(days), is_from_rows=is_from_rows) is expected


@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), min_size=1, max_size=12))
def test_a_chance_fell_where_it_was_even_within_a_week(chances: list[float | None]) -> None:
    told = [(day(n), chance) for n, chance in enumerate(chances)]
    now, fell = chances[-1], None
    if now is not None and now < 0.5:
        for back in range(1, 8):
            before = chances[-1 - back] if back < len(chances) else None
            if before is None:
                break
            if before >= 0.5:
                fell = day(len(chances) - back), before, now
                break
    assert fell_on(told) == fell


def test_the_most_pressing_rule_comes_first_and_within_it_the_most() -> None:
    def concern(rule: Rule, place: str, since: int = 0, count: int | None = None) -> Concern:
        return Concern(rule, place, place, place, day(since), count=count)

    expected = [
        concern(Rule.PROMISE_DUE, "B", 1, 4),
        concern(Rule.PROMISE_DUE, "A", 2, 90),
        concern(Rule.PROMISE_BROKEN, "C", 9, 7),
        concern(Rule.PROMISE_BROKEN, "D", 1, 5),
        concern(Rule.PROMISE_BROKEN, "E", 2, 5),
        concern(Rule.FIGURES_LATE, "F"),
        concern(Rule.OFF_PATH, "G", 3),
        concern(Rule.OFF_PATH, "H", 3),
    ]
    assert list(in_order(expected[::-1])) == expected
