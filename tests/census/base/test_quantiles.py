"""Quantiles of the binomial, the Poisson and the negative binomial, against sums with fifty digits."""

from __future__ import annotations

from decimal import Decimal, localcontext
from itertools import count
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.base.quantiles import binomial_quantiles, negative_binomial_quantiles

if TYPE_CHECKING:
    from collections.abc import Iterator

TAILS = st.sampled_from([0.001, 0.025, 0.05, 0.26])


def first_above(terms: Iterator[Decimal], tail: float) -> int:
    """The first count whose cumulative probability exceeds the tail; probabilities are added one after another."""
    cumulative = Decimal(0)
    for number, term in enumerate(terms):
        cumulative += term
        if cumulative > Decimal(tail):
            return number
    raise AssertionError


def binomial_terms(n: int, share: float) -> Iterator[Decimal]:
    p = Decimal(share)
    term = (1 - p) ** n
    for k in range(n + 1):
        yield term
        term = term * (n - k) / (k + 1) * p / (1 - p)


def poisson_terms(mean: float) -> Iterator[Decimal]:
    term = (-Decimal(mean)).exp()
    for k in count():
        yield term
        term = term * Decimal(mean) / (k + 1)


def negative_binomial_terms(mean: float, spread: float) -> Iterator[Decimal]:
    size = Decimal(mean) / (Decimal(spread) - 1)
    term = (-size * Decimal(spread).ln()).exp()
    for k in count():
        yield term
        term = term * (size + k) / (k + 1) * (1 - 1 / Decimal(spread))


@pytest.fixture(autouse=True)
def fifty_digits() -> Iterator[None]:
    with localcontext(prec=50):
        yield


@given(st.integers(0, 400), st.floats(1e-9, 1 - 1e-9), TAILS)
def test_a_binomial(n: int, share: float, tail: float) -> None:
    assert binomial_quantiles(np.array([n]), share, tail).tolist() == [first_above(binomial_terms(n, share), tail)]


@given(st.floats(1e-9, 1_500), TAILS)
def test_a_poisson(mean: float, tail: float) -> None:
    found = negative_binomial_quantiles(np.array([mean]), 1.0, tail)
    assert found.tolist() == [first_above(poisson_terms(mean), tail)]


@given(st.floats(1e-9, 1_500), st.floats(1.001, 200), TAILS)
def test_a_negative_binomial(mean: float, spread: float, tail: float) -> None:
    found = negative_binomial_quantiles(np.array([mean]), spread, tail)
    assert found.tolist() == [first_above(negative_binomial_terms(mean, spread), tail)]


@pytest.mark.parametrize(("mean", "spread"), [(11_088.477211141675, 1.0), (25_740.8, 1.00000001), (6_741.4, 6.0)])
def test_large_means_and_hardly_any_spread_leave_no_error_of_rounding(mean: float, spread: float) -> None:
    terms = poisson_terms(mean) if spread == 1 else negative_binomial_terms(mean, spread)
    assert negative_binomial_quantiles(np.array([mean]), spread, 0.001).tolist() == [first_above(terms, 0.001)]


def test_large_numbers_of_trials() -> None:
    trials = np.array([17_000, 30_000])
    expected = [first_above(binomial_terms(n, 0.37), 0.001) for n in trials.tolist()]
    assert binomial_quantiles(trials, 0.37, 0.001).tolist() == expected


def test_a_probability_of_exactly_the_tail_below_is_allowed() -> None:
    # Of two tosses none is heads with probability 1/4: below 1 lies exactly the tail.
    assert binomial_quantiles(np.array([2]), 0.5, 0.25).tolist() == [1]


@pytest.mark.parametrize("share", [1e-300, 1e-17, 1 - 2**-53])
def test_shares_at_the_ends_of_what_a_float_can_hold(share: float) -> None:
    expected = [first_above(binomial_terms(n, share), 0.001) for n in (1, 250)]
    assert binomial_quantiles(np.array([1, 250]), share, 0.001).tolist() == expected


def test_of_no_groups_there_are_no_quantiles() -> None:
    assert binomial_quantiles(np.array([], dtype=np.int64), 0.5, 0.05).tolist() == []
    assert negative_binomial_quantiles(np.array([]), 2.0, 0.05).tolist() == []
