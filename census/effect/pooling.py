"""Several uncertain estimates of like things, each drawn towards their common mean as far as it is unsure."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from census.effect.windows import Floats

_SPREADS = np.linspace(0.0, 1.5, 151)
_USUAL_SPREAD = 0.5
_QUANTILE_80 = NormalDist().inv_cdf(0.9)
"""Quantile of the normal distribution that leaves 10 % above it."""


@dataclass(frozen=True)
class Pooled:
    """Estimates that borrow from each other.

    Attributes
    ----------
    estimate, error
        Mean and standard deviation of each, shape (n,).
    estimate_of_new, error_of_new
        The same of one more of which nothing is known.
    """

    estimate: Floats
    error: Floats
    estimate_of_new: float
    error_of_new: float

    @property
    def low(self) -> Floats:
        """Lower ends of the 80 % intervals."""
        return self.estimate - _QUANTILE_80 * self.error

    @property
    def high(self) -> Floats:
        """Upper ends of the 80 % intervals."""
        return self.estimate + _QUANTILE_80 * self.error

    @property
    def range_of_new(self) -> tuple[float, float, float]:
        """Estimate and ends of the 80 % interval of one more."""
        margin = _QUANTILE_80 * self.error_of_new
        return self.estimate_of_new, self.estimate_of_new - margin, self.estimate_of_new + margin


def pool(estimates: Floats, errors: Floats) -> Pooled | None:
    """Normal estimates shrunk to their mean (Gelman et al. 2013, Bayesian Data Analysis, ch. 5.4).

    How much kinds differ is not fixed at one estimate, which is 0 too often with a handful of kinds, but averaged over:
    the spread has a half-normal prior that expects lifts to differ by up to a factor of about 1.6, the mean a flat one.

    Parameters
    ----------
    estimates, errors
        Estimates and their standard errors (above 0), shape (n,).

    Returns
    -------
    Pooled or None
        None where there are no estimates.

    Examples
    --------
    The sure estimate hardly moves; the unsure one is drawn more than half of the way to it, and its error shrinks.

    >>> pooled = pool(np.array([0.5, 0.0]), np.array([0.1, 0.5]))
    >>> pooled.estimate.round(2).tolist(), pooled.error.round(2).tolist()
    ([0.49, 0.29], [0.1, 0.35])
    """
    if not len(estimates):
        return None
    variance = errors[None, :] ** 2 + _SPREADS[:, None] ** 2
    precision = (1 / variance).sum(axis=1)
    mean = (estimates / variance).sum(axis=1) / precision
    log_weight = (
        -0.5 * np.log(precision)
        - 0.5 * np.log(variance).sum(axis=1)
        - 0.5 * ((estimates - mean[:, None]) ** 2 / variance).sum(axis=1)
        - 0.5 * (_SPREADS / _USUAL_SPREAD) ** 2
    )
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    trust = _SPREADS[:, None] ** 2 / variance
    shrunk = trust * estimates + (1 - trust) * mean[:, None]
    square = trust * errors**2 + (1 - trust) ** 2 / precision[:, None] + shrunk**2
    pooled, new = weight @ shrunk, float(weight @ mean)
    error = np.sqrt(np.maximum(weight @ square - pooled**2, 1e-12))
    square_of_new = float(weight @ (_SPREADS**2 + 1 / precision + mean**2))
    return Pooled(pooled, error, new, float(np.sqrt(max(square_of_new - new**2, 1e-12))))
