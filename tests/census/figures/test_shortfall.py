"""Exact ceilings and the borders of the steps."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.figures.shortfall import NO_STEP, STEP_LIMITS, band_of_step, exact_ceiling, shortfall_steps

shares = st.fractions(Fraction(1, 1000), 1, max_denominator=1000)


def whole(*values: int | None) -> pd.Series:
    return pd.Series(values, dtype="Int64")


@given(st.lists(st.none() | st.integers(0, 2**53)), shares)
def test_a_ceiling_is_exact(base: list[int | None], share: Fraction) -> None:
    wanted = [None if n is None else ceil(share * n) for n in base]
    got = exact_ceiling(whole(*base), share)
    assert [None if pd.isna(n) else n for n in got] == wanted


def test_a_share_as_floating_number_would_ask_for_one_too_many() -> None:
    # 0.07 x 100 is 7.000000000000001 in floating numbers.
    assert ceil(0.07 * 100) == 8
    assert exact_ceiling(whole(100), Fraction("0.07")).tolist() == [7]


@given(st.integers(0, 400), st.integers(0, 400), shares)
def test_steps_follow_the_definition(count: int, base: int, share: Fraction) -> None:
    step = shortfall_steps(whole(count), whole(base), share)[0]
    if base == 0:
        assert step == NO_STEP
    else:
        shortfall = 1 - Fraction(count) / (share * base)
        assert step == sum(shortfall > limit for limit in STEP_LIMITS)


@pytest.mark.parametrize(("limit", "step"), list(zip(STEP_LIMITS, range(4), strict=True)))
def test_right_on_a_limit_the_better_side_counts(limit: Fraction, step: int) -> None:
    # 1,000 of 10,000 are due; count such that s is the limit exactly, then one less.
    on_limit = int((1 - limit) * 1000)
    steps = shortfall_steps(whole(on_limit, on_limit - 1), whole(10_000, 10_000), Fraction(1, 10))
    assert steps.tolist() == [step, step + 1]


def test_nothing_is_compared_where_something_is_missing() -> None:
    steps = shortfall_steps(whole(None, 5, 5, 0), whole(10, None, 0, 10), Fraction(1, 2))
    assert steps.tolist() == [NO_STEP, NO_STEP, NO_STEP, 4]
    assert steps.dtype == np.int8
    assert shortfall_steps(whole(5), whole(10), Fraction(0)).tolist() == [NO_STEP]
    assert shortfall_steps(whole(), whole(), Fraction(1)).tolist() == []


def test_bands_of_steps() -> None:
    bands = [band_of_step(step) for step in (*range(5), NO_STEP)]
    assert bands == ["on_track", "on_track", "watch", "behind", "behind", None]
