"""What a forecast has to beat: simple guesses at the count of a deadline, each area by itself."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks.campaigns import Floats, Ints

PACE_DAYS = 7
_RATES, _MIDPOINTS = np.linspace(0.02, 0.5, 30), np.linspace(-20, 80, 41)


@dataclass(frozen=True)
class Past:
    """Counts up to an origin.

    Attributes
    ----------
    days
        Days of reports, from 1; shape (reports,).
    counts
        Cumulative counts, shape (reports, areas).
    bases
        Families by area.
    deadline
        Last day that counts.
    """

    days: Ints
    counts: Floats
    bases: Floats
    deadline: int

    @property
    def ahead(self) -> int:
        """Days from the last report to the deadline."""
        return self.deadline - int(self.days[-1])


def pace(past: Past) -> Floats:
    """Carry on the mean gain of the last seven days."""
    then = past.days[-1] - PACE_DAYS
    earlier = np.array([np.interp(then, past.days, counts) for counts in past.counts.T])
    return np.minimum(past.counts[-1] + (past.counts[-1] - earlier) / PACE_DAYS * past.ahead, past.bases)


def straight_line(past: Past) -> Floats:
    """Carry on the mean gain since the first day."""
    return np.minimum(past.counts[-1] * past.deadline / past.days[-1], past.bases)


def logistic(past: Past) -> Floats:
    """Fit K / (1 + exp(-r (t - m))) to each area by least squares, r and m from a grid."""
    least = np.full(len(past.bases), np.inf)
    fitted = past.counts[-1].copy()
    for rate in _RATES:
        for midpoint in _MIDPOINTS:
            shape = 1 / (1 + np.exp(-rate * (past.days - midpoint)))
            height = np.clip(shape @ past.counts / (shape @ shape), 0, past.bases)
            off = ((past.counts - shape[:, None] * height) ** 2).sum(axis=0)
            better = off < least
            least[better] = off[better]
            fitted[better] = (height / (1 + np.exp(-rate * (past.deadline - midpoint))))[better]
    return np.clip(fitted, past.counts[-1], past.bases)


BASELINES: dict[str, Callable[[Past], Floats]] = {"pace": pace, "line": straight_line, "logistic": logistic}
