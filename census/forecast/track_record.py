"""How earlier forecasts of the same campaign did, and the widths that follow from it."""

from dataclasses import dataclass

import numpy as np

from census.forecast.futures import DECAY_RATE_SD, SCORE_DAYS, SURGE_GROWTH_SD, Scores, Spread
from census.forecast.history import Floats, History

FIRST_SPREAD, NEW_SPREAD, SPREAD_TRUST, LEAST_SPREAD = 0.30, 0.35, 1.0, 0.20
"""Spread of the common hazard a week ahead before a campaign has told its own, the same after a deadline was moved, how
much that first guess counts, and what the spread never falls below."""

AREA_SPREAD, AREA_TRUST, LEAST_AREA_SPREAD = 0.20, 1.0, 0.05
"""The same for what areas have of their own."""

LEAST_DAYS = 10
"""Days of data before anything is said."""

LEAST_ORIGINS, LEAST_COVERAGE = 15, 0.65
"""A campaign with so many forecasts of its own to look back on, whose 80 % intervals held less often, gets none."""

_AREA_HALF_LIFE, _MOST_AREA_SQUARE, _LEAST_OPEN_DAYS = 14.0, 2.0, 3
_TAIL = 0.1


@dataclass(frozen=True)
class TrackRecord:
    """Forecasts of the past for the whole, a week ahead each, against what came.

    Attributes
    ----------
    days
        Ordinals of the days of origin, with at least ten days of data before each.
    pit
        Probability integral transform: chance that the forecast gave to less than what came, 0-1; shape (origins,).
    errors
        Logarithm of what came in the week over what had been said; shape (origins,).
    spread
        Spread of the common hazard that follows from all errors so far.
    """

    days: tuple[int, ...]
    pit: Floats
    errors: Floats
    spread: Spread

    @property
    def held(self) -> int:
        """Number of origins whose 80 % interval held."""
        return int(((self.pit >= _TAIL) & (self.pit <= 1 - _TAIL)).sum())

    @property
    def coverage(self) -> float | None:
        """Share of the origins whose 80 % interval held; None without origins."""
        return self.held / len(self.days) if self.days else None

    @property
    def typical_error(self) -> float | None:
        """Half of the forecasts were off by less than this part of the week's gain; None without origins."""
        return float(np.expm1(np.median(np.abs(self.errors)))) if self.days else None

    @property
    def is_reliable(self) -> bool:
        """Whether the intervals have held often enough, or are too few to tell."""
        return len(self.days) < LEAST_ORIGINS or self.held >= LEAST_COVERAGE * len(self.days)


def track_record(scores: Scores) -> TrackRecord:
    """Record of the forecasts a week ahead from every earlier report, for all areas together, against what came.

    Level, futures and widths are those known at the report. The factors of the weekdays are those known now, and a
    normal distribution stands in for the draws (decision 87).
    """
    history = scores.history
    judged = [
        place
        for place, row in enumerate(scores.origins.tolist())
        if history.days[row] - history.days[0] + 1 >= LEAST_DAYS
    ]
    days = tuple(history.days[scores.origins[judged]].tolist()) if judged else ()
    errors = scores.mixed_errors[judged] if judged else np.array([])
    pit = np.array([_pit(scores, place) for place in judged])
    return TrackRecord(days, pit, errors, spread_at(scores, len(history.days) - 1))


def _pit(scores: Scores, origin: int) -> float:
    """Return the probability integral transform of one origin: the chance that its forecast gave to less than came."""
    from scipy.special import ndtr

    row, span = int(scores.origins[origin]), float(scores.spans[origin])
    future_spread = np.array([0.0, SURGE_GROWTH_SD, DECAY_RATE_SD]) * span / 2
    spreads = np.sqrt(spread_at(scores, row).ahead(span) ** 2 + future_spread**2)
    return float(scores.weights_then[:, origin] @ ndtr(scores.errors[:, origin] / spreads))


def spread_at(scores: Scores, row: int) -> Spread:
    """Give the spread of the common hazard as it was told at a report."""
    first = NEW_SPREAD if scores.since > scores.history.days[0] else FIRST_SPREAD
    return scores.spread(row, first=first, trust=SPREAD_TRUST, least=LEAST_SPREAD)


def area_spread(history: History, ahead: int) -> float:
    """Give the standard deviation of the logarithm of an area's hazard about what is said of it, and of all areas.

    From earlier forecasts over the same number of days, or as many as the past has room for; 0 for a single area.

    Parameters
    ----------
    history
        The past.
    ahead
        Days ahead.
    """
    n, last = len(history.bases), len(history.days) - 1
    if n == 1:
        return 0.0
    reach = int(np.clip(ahead, SCORE_DAYS, max(history.open_day[-1] // 2, 1)))
    ends = np.searchsorted(history.open_day, history.open_day + reach)
    sums = weights = 0.0
    for row in range(1, last):
        end = int(ends[row])
        if end > last or history.open_day[row] < _LEAST_OPEN_DAYS:
            continue
        gain = np.maximum(history.counts[end] - history.counts[row], 0.0)
        expected = history.effects[row] * history.left[row]
        expected = expected * gain.sum() / max(float(expected.sum()), 1e-9)
        square = np.minimum(np.log((gain + 0.5) / (expected + 0.5)) ** 2, _MOST_AREA_SQUARE)
        # What chance alone would do is drawn apart.
        excess = float((square - 1 / (expected + 0.5)).mean()) * n / (n - 1)
        weight = 0.5 ** ((history.open_day[-1] - history.open_day[end]) / _AREA_HALF_LIFE) / reach
        sums, weights = sums + weight * excess, weights + weight
    variance = (AREA_TRUST * AREA_SPREAD**2 + max(sums, 0.0)) / (AREA_TRUST + weights)
    return max(float(np.sqrt(variance)), LEAST_AREA_SPREAD)
