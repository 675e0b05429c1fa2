"""Ranks that tell how far chance reaches: intervals and tie bands from draws, and who is low by more than luck."""

from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pandas as pd

from census.campaign.agencies import funnel_limits

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

INSIDE = 0.8
"""Share of the draws that an interval of ranks holds."""

SURE = 0.8
"""Share of the draws in which one area must come before another for the two not to be tied."""

_EXACT = 1_000
"""Families up to which the limits of chance are exact."""

LUCK = 0.001
"""Probability of a lower rate by chance alone below which an area counts as low: the outer limit of the funnel."""


def rank_intervals(draws: Floats, *, inside: float = INSIDE) -> tuple[Ints, Ints]:
    """The ranks between which each area lies in most of the draws; rank 1 has the highest value.

    Areas with the same value in a draw share the best of its ranks, as in sports: none of them stands before another.

    Parameters
    ----------
    draws
        Values, shape (draws, areas), at least one draw.
    inside
        Share of the draws within the interval, keyword-only.

    Returns
    -------
    tuple of ndarray of int64, each of shape (areas,)
        Lower and upper rank (Goldstein and Spiegelhalter 1996, J. R. Statist. Soc. A 159:385).

    Examples
    --------
    >>> low, high = rank_intervals(np.array([[9.0, 5.0, 5.0], [9.0, 6.0, 4.0]]), inside=1.0)
    >>> low.tolist(), high.tolist()
    ([1, 2, 2], [1, 2, 3])
    """
    if not draws.shape[1]:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    outside = (1 - inside) / 2
    ranks = pd.DataFrame(draws).rank(axis=1, method="min", ascending=False)
    low = np.quantile(ranks, outside, axis=0, method="lower")
    high = np.quantile(ranks, 1 - outside, axis=0, method="higher")
    return low.astype(np.int64), high.astype(np.int64)


def tie_bands(scores: Floats, draws: Floats, codes: list[str], *, sure: float = SURE) -> Ints:
    """Part areas into bands within which their order cannot be told.

    From the highest score on: an area opens a new band where the first of the band comes before it in at least `sure`
    of the draws, and is tied with it else.

    Parameters
    ----------
    scores
        What the areas are ordered by, shape (areas,).
    draws
        Values that go with the scores, shape (draws, areas); the same draw of all areas is one possible world.
    codes
        Codes of the areas, which decide who is first of equal scores, whatever the order of the rows.
    sure
        Share of the draws, keyword-only.

    Returns
    -------
    ndarray of int64, shape (areas,)
        Number of the band, 1 for the first.

    Examples
    --------
    >>> draws = np.array([[9.0, 8.0, 1.0], [7.0, 8.0, 2.0]])
    >>> tie_bands(draws.mean(axis=0), draws, ["a", "b", "c"]).tolist()
    [1, 1, 2]
    """
    bands = np.zeros(len(scores), dtype=np.int64)
    leader, band = None, 0
    for place in np.lexsort((np.array(codes, dtype=str), -scores)):
        if leader is None or (draws[:, leader] > draws[:, place]).mean() >= sure:
            leader, band = place, band + 1
        bands[place] = band
    return bands


def low_by_more_than_luck(
    counts: Floats, sizes: Floats, *, cluster: float = 1.0, luck: float = LUCK
) -> npt.NDArray[np.bool_]:
    """Tell which areas lie below the outer limit of the funnel about the rate of all of them.

    Parameters
    ----------
    counts, sizes
        Y and N of the areas, NaN where not known, shape (areas,).
    cluster
        How many of what is counted come together, keyword-only: persons of one family respond at once, so that chance
        is that of N / cluster families.
    luck
        Probability below the limit, keyword-only.

    Returns
    -------
    ndarray of bool, shape (areas,)
        False where a figure is missing.

    Examples
    --------
    >>> low_by_more_than_luck(np.array([0.0, 0.0, 900.0]), np.array([12.0, 1000.0, 2000.0])).tolist()
    [False, True, False]
    """
    is_known = ~np.isnan(counts) & (sizes > 0)
    is_low = np.zeros(len(counts), dtype=bool)
    if not is_known.any():
        return is_low
    share = min(float(counts[is_known].sum() / sizes[is_known].sum()), 1.0)
    families = np.maximum(np.rint(sizes[is_known] / cluster), 1).astype(np.int64)
    is_low[is_known] = counts[is_known] / sizes[is_known] < _lower_limits(families, share, luck)
    return is_low


def _lower_limits(families: Ints, share: float, luck: float) -> Floats:
    """The lower limits of the funnel; of large areas by the normal distribution, which costs nothing."""
    limits = share - NormalDist().inv_cdf(1 - luck) * np.sqrt(share * (1 - share) / families)
    is_few = families <= _EXACT
    limits[is_few] = funnel_limits(families[is_few], share, tail=luck)[:, 0]
    return np.asarray(limits, dtype=np.float64)
