"""Desa that stand still: a recent gain below what its own past and the whole's pace let expect."""

from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from census.base.quantiles import negative_binomial_quantiles

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

RECENT_DAYS, EARLIER_DAYS = 7, 14
"""The days whose gain is judged, and those before them that it is judged by."""

TAIL = 0.05
"""Probability of a smaller gain by chance."""

_BORROWED = 20.0
"""Families that an area's share of the gain borrows from the whole: its own past weighs more the longer it is."""

_MEDIAN_OF_SQUARE = NormalDist().inv_cdf(0.75) ** 2
"""Median of the square of a standard normal (chi-square with one degree of freedom)."""


def expected_gain(earlier: Floats, recent: Floats, left: Floats) -> Floats:
    """The gain to be expected of each area: its share of the whole's earlier gain, of the whole's recent one.

    Parameters
    ----------
    earlier, recent
        Gains of each area in the earlier and in the recent days, shape (areas,).
    left
        Families left before the recent days: by them an area without a past of its own is judged.
    """
    whole_left = left.sum()
    prior = left / whole_left if whole_left > 0 else np.full(len(left), 1 / max(len(left), 1))
    share = (earlier + _BORROWED * prior) / (earlier.sum() + _BORROWED)
    return np.asarray(share * recent.sum(), dtype=np.float64)


def spread_of_gains(recent: Floats, expected: Floats) -> float:
    """How much more the gains spread than counts by chance would (1: no more), by the median, at least 1.

    The median, so that the few that stand still do not excuse themselves.
    """
    is_judged = expected > 1
    if not is_judged.any():
        return 1.0
    squares = (recent[is_judged] - expected[is_judged]) ** 2 / expected[is_judged]
    return max(float(np.median(squares)) / _MEDIAN_OF_SQUARE, 1.0)


def least_gains(expected: Floats, spread: float, *, tail: float = TAIL) -> Ints:
    """The gain that each area reaches with a probability of at least 1 - tail.

    Quantiles of the negative binomial of that mean and of a variance of `spread` times the mean; of the Poisson where
    there is no more spread.

    Parameters
    ----------
    expected
        Mean gain, not negative, shape (areas,).
    spread
        Variance over mean, at least 1.
    tail
        Probability of a smaller gain, keyword-only.

    Returns
    -------
    ndarray of int64, shape (areas,)
        A gain below it is less than chance explains; 0 where none could be.

    Examples
    --------
    >>> least_gains(np.array([0.5, 10.0, 100.0]), 1.0).tolist()
    [0, 5, 84]
    """
    least = np.zeros(len(expected), dtype=np.int64)
    has_any = expected > 0
    least[has_any] = negative_binomial_quantiles(expected[has_any], spread, tail)
    return least
