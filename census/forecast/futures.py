"""Three declared futures of a campaign: how the hazard may go on, and how well each would have done so far."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from census.forecast.history import LEVEL_AGE, Floats, History, Ints


class Future(StrEnum):
    """How the daily hazard goes on: as it is, rising towards the deadline, or falling."""

    STEADY = "steady"
    SURGE = "surge"
    DECAY = "decay"


FUTURES = (Future.STEADY, Future.SURGE, Future.DECAY)
FIRST_WEIGHTS = (0.35, 0.50, 0.15)
"""How likely each future is held before the campaign has said anything."""

LEAST_WEIGHT = 0.05
"""No future is ever ruled out: a surge shows itself only when it comes."""

SURGE_DAYS = 28
SURGE_GROWTH, SURGE_GROWTH_SD = 0.059, 0.018
"""Daily growth of the logarithm of the hazard over the last 28 days before a deadline. So it brings 2.6 times the
straight line in 28 days, and 1.7 to 4.0 times in 80 of 100 cases: the published curve of 2020, known afterwards."""

DECAY_RATE, DECAY_RATE_SD, DECAY_DAMPING = 0.03, 0.015, 0.95
"""Daily fall of the logarithm of the hazard at first, and how much of the fall is left from one day to the next."""

SCORE_DAYS = 7
"""Days ahead, open ones, at which the forecasts of the past are held against what came."""

_OWN_SLOPE = 0.8
_TYPICAL_SLOPES, _SLOPE_SD = np.array([0.0, 0.03, -0.05]), 0.03
_RISE_BEHIND = 0.8
_SCORE_SCALE, _SCORE_HALF_LIFE, _SPREAD_HALF_LIFE = 0.35, 10.0, 7.0
_IN_LEVEL = 0.5
_MOST_SQUARE = 0.5
_OVERLAP = 3
_LEAST_OPEN_DAYS = 3


@dataclass(frozen=True)
class Spread:
    """Spread of the logarithm of the hazard that all areas share, about each future.

    Half of a week's variance is a shift that stays, the rest is noise that differs from day to day.

    Attributes
    ----------
    week
        Standard deviation of the mean of seven days ahead.
    """

    week: float

    def ahead(self, days: float) -> float:
        """Give the standard deviation of the mean of some days ahead."""
        return float(self.week * np.sqrt(_IN_LEVEL + (1 - _IN_LEVEL) * SCORE_DAYS / days))

    @property
    def level(self) -> float:
        """Standard deviation of what is the same on all days."""
        return float(self.week * np.sqrt(_IN_LEVEL))

    @property
    def day(self) -> float:
        """Standard deviation of what each day has of its own."""
        return float(self.week * np.sqrt((1 - _IN_LEVEL) * SCORE_DAYS))


def growth_of(slope: Floats) -> Floats:
    """Daily growth of the log hazard in a surge: the published one and a part of what was seen above it, shape (n,)."""
    return SURGE_GROWTH + _OWN_SLOPE * np.maximum(slope - SURGE_GROWTH, 0.0)


def decay_of(slope: Floats) -> Floats:
    """Daily fall of the log hazard in a decay: the declared one and a part of what was seen beyond it, shape (n,)."""
    return DECAY_RATE + _OWN_SLOPE * np.maximum(-slope - DECAY_RATE, 0.0)


def lag_of(slope: Floats) -> Floats:
    """Give how far the level, a mean over past days, lies below a hazard that rises; falls flatten out."""
    return _RISE_BEHIND * LEVEL_AGE * np.maximum(slope, 0.0)


def surge_clock(days: int) -> Floats:
    """Days of growth up to each day ahead, shape (days,): only the last four weeks before the deadline count."""
    return np.maximum(np.arange(1, days + 1) - max(days - SURGE_DAYS, 0), 0).astype(np.float64)


def decay_clock(days: int) -> Floats:
    """Days of fall up to each day ahead, shape (days,); each counts less than the one before: falls flatten out."""
    return np.cumsum(DECAY_DAMPING ** np.arange(days))


def log_paths(slope: Floats, days: int) -> Floats:
    """Give the logarithm of the hazard over its level, by future and day ahead, in the middle of each future.

    Parameters
    ----------
    slope
        Daily change of the logarithm seen of late; shape (n,).
    days
        Days ahead, up to the deadline.

    Returns
    -------
    ndarray
        Shape (futures, n, days).
    """
    surge = lag_of(slope)[:, None] + growth_of(slope)[:, None] * surge_clock(days)
    return np.stack([np.zeros_like(surge), surge, -decay_of(slope)[:, None] * decay_clock(days)])


@dataclass(frozen=True)
class Scores:
    """How each future did from all earlier origins of a history.

    Attributes
    ----------
    history
        The past.
    since
        Ordinal of the day on which the deadline was last moved, 0 for never: how the futures did before does not count.
    """

    history: History
    since: int = 0

    @cached_property
    def _first_after(self) -> Ints:
        """First report at least seven open days after each report, -1 where it is not there yet."""
        after = np.searchsorted(self.history.open_day, self.history.open_day + SCORE_DAYS)
        return np.where(after < len(after), after, -1).astype(np.int64)

    @cached_property
    def origins(self) -> Ints:
        """Rows of the reports from which a forecast can be held against what came."""
        is_usable = (self.history.open_day >= _LEAST_OPEN_DAYS) & (self.history.days >= self.since)
        return np.flatnonzero(is_usable & (self._first_after >= 0))

    @cached_property
    def ends(self) -> Ints:
        """Row of the report that each origin's forecast is held against."""
        return self._first_after[self.origins]

    @cached_property
    def spans(self) -> Ints:
        """Open days between origins and ends."""
        return self.history.open_day[self.ends] - self.history.open_day[self.origins]

    @cached_property
    def errors(self) -> Floats:
        """Logarithm of what came over what each future said; shape (futures, origins).

        The surge is tried as growth from the origin on, whether a deadline was near or not.
        """
        history, origins = self.history, self.origins
        gained = np.maximum(history.cumulated[self.ends] - history.cumulated[origins], 1e-7)
        paths = np.exp(log_paths(history.slope[origins], int(self.spans.max(initial=SCORE_DAYS))))
        sums = np.cumsum(paths, axis=2)[:, np.arange(len(origins)), self.spans - 1]
        errors: Floats = np.log(gained / (history.level[origins] * sums))
        return errors

    @cached_property
    def _points(self) -> Floats:
        """Logarithm of how likely what came was under each future, heavy in the tails; shape (futures, origins)."""
        return -2.5 * np.log1p((self.errors / _SCORE_SCALE) ** 2 / 4)

    def _known(self, row: int, half_life: float) -> tuple[Ints, Floats]:
        """Give the origins whose outcome was known at a report, and the weight of each; older ones weigh less."""
        settled = np.flatnonzero(self.ends <= row)
        age = self.history.open_day[row] - self.history.open_day[self.ends[settled]]
        steps = np.diff(self.history.open_day, prepend=0)[self.origins[settled]]
        # The weeks of daily origins overlap and so do their errors: three of them count as one.
        return settled, np.minimum(steps / _OVERLAP, 1.0) * 0.5 ** (age / half_life)

    def weights(self, row: int) -> Floats:
        """Give the weights of the futures at a report, by what was known then; they add up to 1.

        To the first weights come how well each future did so far and how well the slope of late fits it.
        """
        settled, counts = self._known(row, _SCORE_HALF_LIFE)
        leaning = -0.5 * ((self.history.slope[row] - _TYPICAL_SLOPES) / _SLOPE_SD) ** 2
        logs = np.log(FIRST_WEIGHTS) + (self._points[:, settled] * counts).sum(axis=1) + leaning
        weights: Floats = np.exp(logs - logs.max())
        weights = np.maximum(weights / weights.sum(), LEAST_WEIGHT)
        weights /= weights.sum()
        return weights

    @cached_property
    def weights_then(self) -> Floats:
        """Weights of the futures as they were at each origin; shape (futures, origins)."""
        return np.array([self.weights(int(row)) for row in self.origins]).reshape(-1, len(FUTURES)).T

    @cached_property
    def mixed_errors(self) -> Floats:
        """Logarithm of what came over the middle of the futures as they were weighted then; shape (origins,)."""
        mixed: Floats = (self.errors * self.weights_then).sum(axis=0)
        return mixed

    def spread(self, row: int, *, first: float, trust: float, least: float) -> Spread:
        """Give the spread at a report: that of earlier errors, and a first guess that counts as `trust` weeks.

        What the futures differ by is left out of the errors, since draws differ by it too. No error counts for more
        than a factor of 2.0.

        Parameters
        ----------
        row
            The report.
        first, trust
            Standard deviation before anything is known, and how much it counts; keyword-only.
        least
            Standard deviation at least: areas share one shock, and a calm past has not seen it. Keyword-only.
        """
        settled, counts = self._known(row, _SPREAD_HALF_LIFE)
        between = (self.weights_then * (self.errors - self.mixed_errors) ** 2).sum(axis=0)
        squares = np.clip(self.mixed_errors**2 - between, 0.0, _MOST_SQUARE)[settled]
        variance = (trust * first**2 + (counts * squares).sum()) / (trust + counts.sum())
        return Spread(max(float(np.sqrt(variance)), least))
