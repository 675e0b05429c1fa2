"""Ranks with what chance does to them: intervals, bands, and who is low by more than luck."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.campaign.ranks import low_by_more_than_luck, rank_intervals, tie_bands

values = st.integers(0, 6).map(float)


@st.composite
def some_draws(draw: st.DrawFn) -> np.ndarray:
    areas = draw(st.integers(1, 7))
    rows = draw(st.lists(st.lists(values, min_size=areas, max_size=areas), min_size=1, max_size=12))
    return np.array(rows)


@given(some_draws())
def test_all_ranks_of_all_draws_lie_in_the_full_interval_and_its_ends_occur(draws: np.ndarray) -> None:
    low, high = rank_intervals(draws, inside=1.0)
    ranks = [[1 + sum(other > own for other in row) for own in row] for row in draws.tolist()]
    assert low.tolist() == np.min(ranks, axis=0).tolist()
    assert high.tolist() == np.max(ranks, axis=0).tolist()


@given(some_draws(), st.randoms(use_true_random=False))
def test_neither_intervals_nor_bands_depend_on_the_order_of_the_areas(draws: np.ndarray, random: object) -> None:
    codes = [f"{place:02d}" for place in range(draws.shape[1])]
    order = list(range(len(codes)))
    random.shuffle(order)  # type: ignore[attr-defined]
    moved = draws[:, order]
    for before, after in zip(rank_intervals(draws), rank_intervals(moved), strict=True):
        assert before[order].tolist() == after.tolist()
    bands = tie_bands(draws.mean(axis=0), draws, codes)
    again = tie_bands(moved.mean(axis=0), moved, [codes[place] for place in order])
    assert bands[order].tolist() == again.tolist()


@given(some_draws())
def test_a_higher_score_is_never_in_a_later_band_and_the_first_leads_the_next_clearly(draws: np.ndarray) -> None:
    scores = draws.mean(axis=0)
    bands = tie_bands(scores, draws, [str(place) for place in range(len(scores))])
    order = np.argsort(-scores, kind="stable")
    assert (np.diff(bands[order]) >= 0).all()
    assert sorted(set(bands.tolist())) == list(range(1, max(bands) + 1))


def test_equal_areas_share_a_band_and_all_ranks() -> None:
    draws = np.random.default_rng(1).normal(100, 10, (400, 5))
    assert set(tie_bands(draws.mean(axis=0), draws, list("abcde"))) == {1}
    low, high = rank_intervals(draws)
    assert low.tolist() == [1] * 5
    assert high.tolist() == [5] * 5


@pytest.mark.parametrize("cluster", [1.0, 3.2])
def test_an_area_of_luck_is_seldom_called_low(cluster: float) -> None:
    # 20,000 tiny areas, all of the same people: at most one in a thousand families may look low by chance.
    rng = np.random.default_rng(7)
    families = rng.integers(1, 60, 20_000)
    persons = families * cluster
    counts = rng.binomial(families, 0.15) * cluster
    assert low_by_more_than_luck(counts, persons, cluster=cluster).mean() <= 0.001


def test_what_is_not_known_is_not_low_and_says_nothing_of_the_others() -> None:
    counts, sizes = np.array([np.nan, 10.0, 400.0]), np.array([500.0, 1000.0, 2000.0])
    assert low_by_more_than_luck(counts, sizes).tolist() == [False, True, False]
    assert low_by_more_than_luck(np.array([np.nan]), np.array([np.nan])).tolist() == [False]
