"""Least counts whose cumulative probability exceeds a tail: exact quantiles of the binomial and its relatives."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def binomial_quantiles(trials: Ints, share: float, tail: float) -> Ints:
    """The largest count of each binomial with a probability of at most `tail` below it.

    Parameters
    ----------
    trials
        Numbers of trials, shape (n,).
    share
        Probability of each trial, above 0 and below 1.
    tail
        Probability allowed below, above 0 and below 1.

    Examples
    --------
    >>> binomial_quantiles(np.array([30]), 0.5, 0.025).tolist()
    [10]
    """
    # scipy.stats would cost a second of import more than the functions it stands on.
    from scipy.special import bdtr, bdtrik

    return _exact(bdtrik(tail, trials, share), lambda count: bdtr(count, trials, share), tail)


def negative_binomial_quantiles(mean: Floats, spread: float, tail: float) -> Ints:
    """The largest count of each negative binomial with a probability of at most `tail` below it.

    Parameters
    ----------
    mean
        Means, above 0, shape (n,).
    spread
        Variance over mean, at least 1; at 1 the distribution is the Poisson.
    tail
        Probability allowed below, above 0 and below 1.

    Examples
    --------
    >>> negative_binomial_quantiles(np.array([10.0, 10.0]), 1.0, 0.05).tolist()
    [5, 5]
    """
    from scipy.special import betainc, nbdtrik, pdtr, pdtrik

    if spread - 1 < 1e-9:
        return _exact(pdtrik(tail, mean), lambda count: pdtr(count, mean), tail)
    size = mean / (spread - 1)
    # nbdtr takes whole sizes only; the incomplete beta function is the same sum for any.
    return _exact(nbdtrik(tail, size, 1 / spread), lambda count: betainc(size, count + 1, 1 / spread), tail)


def _exact(start: Floats, cumulative: Callable[[Floats], Floats], tail: float) -> Ints:
    """The least counts whose cumulative probability exceeds `tail`, from a start near them."""
    # scipy knows no inverse of 0 trials, or of shares near 0: there the least count is near 0 too.
    count = np.maximum(np.ceil(np.nan_to_num(start)), 0.0)
    while (is_below := cumulative(count) <= tail).any():
        count = count + is_below
    while (is_above := (count > 0) & (cumulative(np.maximum(count - 1, 0.0)) > tail)).any():
        count = count - is_above
    return count.astype(np.int64)
