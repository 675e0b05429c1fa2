"""Who stands still: the quantiles against sums, and how often chance alone is called so."""

from __future__ import annotations

import numpy as np
import pytest

from census.outreach.stuck import TAIL, expected_gain, least_gains, spread_of_gains


@pytest.mark.parametrize("mean", [0.2, 3.0, 40.0, 900.0])
@pytest.mark.parametrize("spread", [1.0, 1.7, 6.0])
def test_the_least_gain_is_the_quantile_of_drawn_counts(mean: float, spread: float) -> None:
    rng = np.random.default_rng(3)
    n = 400_000
    means = np.full(n, mean) if spread == 1 else rng.gamma(mean / (spread - 1), spread - 1, n)
    drawn = rng.poisson(means)
    (least,) = least_gains(np.array([mean]), spread)
    # Near a step of the distribution the drawn share may lie on either side of 5 %.
    assert (drawn < least).mean() <= TAIL + 0.002
    assert (drawn <= least).mean() >= TAIL - 0.002


@pytest.mark.parametrize("spread", [1.0, 3.0])
def test_of_areas_that_go_on_as_before_about_one_in_twenty_is_called_stuck(spread: float) -> None:
    rng = np.random.default_rng(11)
    called = []
    for _ in range(60):
        left = rng.integers(300, 4_000, 132).astype(float)
        pace = left * rng.gamma(20, 1 / 20, 132)
        earlier, recent = (_counts(rng, pace * share, spread) for share in (0.06, 0.045))
        expected = expected_gain(earlier, recent, left)
        called.append((recent < least_gains(expected, spread_of_gains(recent, expected))).mean())
    assert 0.01 <= np.mean(called) <= 0.07


def _counts(rng: np.random.Generator, means: np.ndarray, spread: float) -> np.ndarray:
    drawn = means if spread == 1 else rng.gamma(means / (spread - 1), spread - 1)
    return rng.poisson(drawn).astype(float)


def test_an_area_that_stopped_is_found_and_does_not_excuse_itself() -> None:
    left = np.full(30, 1_000.0)
    earlier, recent = np.full(30, 80.0), np.full(30, 40.0)
    recent[4] = 2.0
    expected = expected_gain(earlier, recent, left)
    is_stuck = recent < least_gains(expected, spread_of_gains(recent, expected))
    assert np.flatnonzero(is_stuck).tolist() == [4]


def test_a_tiny_area_is_never_stuck() -> None:
    # Of eight families nobody need have come in a week: no gain is below what chance explains.
    left = np.array([8.0, 2_000.0, 2_000.0])
    earlier, recent = np.array([0.0, 150.0, 140.0]), np.array([0.0, 80.0, 75.0])
    assert least_gains(expected_gain(earlier, recent, left), 1.0)[0] == 0


def test_where_nobody_came_before_the_families_left_stand_for_the_past() -> None:
    expected = expected_gain(np.zeros(2), np.array([30.0, 10.0]), np.array([300.0, 100.0]))
    assert expected.tolist() == pytest.approx([30.0, 10.0])
