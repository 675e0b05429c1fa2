"""What a forecast has to beat: simple guesses at the count of a deadline, each area by itself."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks.forecasts.campaigns import Floats, Ints

PACE_DAYS = 7
_RATES, _MIDPOINTS = np.linspace(0.02, 0.5, 30), np.linspace(-20, 80, 41)
_ORIGINS = 5


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
    rates, midpoints = (grid.ravel() for grid in np.meshgrid(_RATES, _MIDPOINTS, indexing="ij"))
    shapes = 1 / (1 + np.exp(-rates[:, None] * (past.days - midpoints[:, None])))
    products, squares = shapes @ past.counts, (shapes**2).sum(axis=1, keepdims=True)
    heights = np.clip(products / squares, 0, past.bases)
    # The sum of squares without the counts' own, which is the same for all shapes.
    best = (heights * (heights * squares - 2 * products)).argmin(axis=0)
    height = heights[best, np.arange(len(past.bases))]
    fitted = height / (1 + np.exp(-rates[best] * (past.deadline - midpoints[best])))
    return np.clip(fitted, past.counts[-1], past.bases)


BASELINES: dict[str, Callable[[Past], Floats]] = {"pace": pace, "line": straight_line, "logistic": logistic}


def empirical_range(guess: Callable[[Past], Floats], past: Past) -> Floats:
    """Give the ends of a range about a guess that would have held 80 % of the outcomes so far, shape (2, areas).

    The guess is made from earlier reports, as many days ahead as asked for or as the past has room for, and its errors
    are taken as parts of the register, over all areas. Where the past has less room, they grow with the days.
    """
    days = past.days
    reach = max(min(past.ahead, int(days[-1] - days[0]) // 2), 1)
    settled = np.flatnonzero((days <= days[-1] - reach) & (days > days[0]))
    origins = settled[np.unique(np.linspace(0, len(settled) - 1, _ORIGINS).round().astype(int))] if len(settled) else []
    errors = []
    for row in origins:
        end = int(np.searchsorted(days, days[row] + reach))
        then = Past(days[: row + 1], past.counts[: row + 1], past.bases, int(days[end]))
        errors.append((past.counts[end] - guess(then)) / past.bases * past.ahead / (days[end] - days[row]))
    middle = guess(past)
    low, high = np.percentile(np.concatenate(errors), [10, 90]) if errors else (0.0, 0.0)
    ends = np.stack([middle + low * past.bases, middle + high * past.bases])
    return np.clip(ends, past.counts[-1], past.bases)
