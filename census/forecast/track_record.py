"""How earlier forecasts of the same campaign did at the lead asked for, and the widths that follow from it.

Of each earlier report with at least 5 open days, whose outcome L' open days later is known, L' = min(L, half of the
open days)::

    S(L)    = 0.50 + 0.25 (max(min(L, 42) - 7, 0) / 21)^(1/2)       declared spread: errors that add up day by day
    z       = log(came / said) / S(L')
    w       = min(step / max(3, L' / 2), 1) 2^(-(days since the outcome) / 14)
    scale^2 = (1 + sum of w min(z^2, 6)) / (1 + sum of w),  scale within 0.3..1.6
    sd      = S(L) scale

came and said are cumulated hazards of the whole, said by the path as it was known at that report and as it is for a
forecast L days ahead (`census.forecast.path`), and step the open days since the report before: errors of days that
follow each other are nearly the same one. A guess has the spread `GUESS_SPREAD` and no record.
"""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from census.forecast.history import LEAST_REPORTS, Floats, History
from census.forecast.path import path_at

GUESS_SPREAD = 0.9
"""Spread of the logarithm of the cumulated hazard where there are too few reports to tell."""

LEAST_HELD, LEAST_WEIGHT = 0.5, 1.0
"""A campaign gets no forecast where even ranges as wide as today's would have held less often, once earlier forecasts
weigh as much as one that stands alone."""

AREA_SPREAD, AREA_TRUST, LEAST_AREA_SPREAD = 0.20, 1.0, 0.05
"""Spread of what areas have of their own before a campaign has told it, how much that counts, and what it never falls
below."""

Z80 = NormalDist().inv_cdf(0.9)
"""Standard deviations within which 80 % of a normal distribution lie."""

_SHORT_SPREAD, _MORE_SPREAD, _FIRST_LEAD, _MORE_DAYS, _LAST_LEAD = 0.50, 0.25, 7, 21, 42
_LEAST_OPEN_DAYS, _OVERLAP, _HALF_LIFE = 5, 3.0, 14.0
_MOST_SQUARE, _LEAST_SCALE, _MOST_SCALE = 6.0, 0.3, 1.6
_AREA_HALF_LIFE, _MOST_AREA_SQUARE, _LEAST_AREA_DAYS = 14.0, 2.0, 3


def declared_spread(days: float) -> float:
    """The declared standard deviation of the logarithm of the hazard cumulated over some days ahead.

    Examples
    --------
    >>> [round(declared_spread(days), 2) for days in (7, 28, 42, 60)]
    [0.5, 0.75, 0.82, 0.82]
    """
    return _SHORT_SPREAD + _MORE_SPREAD * sqrt(max(min(days, _LAST_LEAD) - _FIRST_LEAD, 0) / _MORE_DAYS)


@dataclass(frozen=True)
class TrackRecord:
    """Forecasts of the past for the whole, each so many days ahead, against what came.

    Attributes
    ----------
    lead
        Open days ahead.
    days
        Ordinals of the days of origin.
    errors
        Logarithm of what came over what had been said, in declared spreads; shape (origins,).
    is_held
        Whether the 80 % range of each origin held, as wide as the errors known on its day made it; shape (origins,).
    weights
        How much each origin counts today; shape (origins,).
    scale
        Factor of the declared spread that follows from all errors.
    """

    lead: int
    days: tuple[int, ...]
    errors: Floats
    is_held: npt.NDArray[np.bool_]
    weights: Floats
    scale: float

    @property
    def has_enough(self) -> bool:
        """Whether there are forecasts enough to judge by, those that share days counted as fewer."""
        return bool(self.weights.sum() >= LEAST_WEIGHT)

    @property
    def is_reliable(self) -> bool:
        """Whether ranges as wide as today's would have held often enough, or are too few to tell.

        The scale follows the errors up to its limit: only a campaign that defeats the widest range falls silent.
        """
        would_hold = np.abs(self.errors) <= Z80 * self.scale
        return not self.has_enough or bool(self.weights @ would_hold >= LEAST_HELD * self.weights.sum())


def track_record(history: History, ahead: int, *, since: int = 0) -> TrackRecord:
    """Record of the forecasts of the whole so many days ahead, or as many as the past has room for, against what came.

    Only the factors of the weekdays are those known now, and a rush before a deadline is in none of them. What was said
    before the deadline was moved on the day `since`, an ordinal, does not count.
    """
    open_day = history.open_day
    lead = max(min(ahead, int(open_day[-1]) // 2), 1)
    ends = np.searchsorted(open_day, open_day + lead)
    is_told = (open_day >= _LEAST_OPEN_DAYS) & (ends < len(open_day)) & (history.days >= since)
    is_told[: LEAST_REPORTS - 1] = False
    rows = np.flatnonzero(is_told)
    origin, end = open_day[rows], open_day[ends[rows]]
    observed = history.cumulated[ends[rows]] - history.cumulated[rows]
    spans = (end - origin).tolist()
    paths = [path_at(history, row, ahead, since=since) for row in rows.tolist()]
    predicted = np.array([path.hazard(span).sum() for path, span in zip(paths, spans, strict=True)])
    errors = np.log(observed / predicted) / np.array([declared_spread(span) for span in spans])
    steps = np.diff(open_day, prepend=0)[rows]
    alone = np.minimum(steps / max(_OVERLAP, lead / 2), 1.0)

    def weights(day: int) -> Floats:
        return np.where(end <= day, alone * 2.0 ** ((end - day) / _HALF_LIFE), 0.0)

    scales = np.array([_scale(weights(day), errors) for day in origin.tolist()])
    of_now = weights(int(open_day[-1]))
    days = tuple(history.days[rows].tolist())
    return TrackRecord(lead, days, errors, np.abs(errors) <= Z80 * scales, of_now, _scale(of_now, errors))


def _scale(weights: Floats, errors: Floats) -> float:
    square = (1 + weights @ np.minimum(errors**2, _MOST_SQUARE)) / (1 + weights.sum())
    return float(np.clip(np.sqrt(square), _LEAST_SCALE, _MOST_SCALE))


def spread_of(history: History, record: TrackRecord, ahead: int) -> float:
    """The standard deviation of the logarithm of the common hazard cumulated over some days ahead."""
    if history.is_short:
        return GUESS_SPREAD
    return declared_spread(ahead) * record.scale


def area_spread(history: History, ahead: int) -> float:
    """The standard deviation of the logarithm of an area's hazard about what is said of it, and of all areas.

    From earlier forecasts over the same number of days, or as many as the past has room for; 0 for a single area.
    """
    n, open_day = len(history.bases), history.open_day
    if n == 1:
        return 0.0
    reach = int(np.clip(ahead, _FIRST_LEAD, max(open_day[-1] // 2, 1)))
    ends = np.searchsorted(open_day, open_day + reach)
    rows = np.flatnonzero((open_day >= _LEAST_AREA_DAYS) & (ends < len(open_day)))
    gain = np.maximum(history.counts[ends[rows]] - history.counts[rows], 0.0)
    expected = history.effects[rows] * history.left[rows]
    expected *= (gain.sum(axis=1) / np.maximum(expected.sum(axis=1), 1e-9))[:, None]
    square = np.minimum(np.log((gain + 0.5) / (expected + 0.5)) ** 2, _MOST_AREA_SQUARE)
    # What chance alone would do is drawn apart.
    excess = (square - 1 / (expected + 0.5)).mean(axis=1) * n / (n - 1)
    weights = 0.5 ** ((open_day[-1] - open_day[ends[rows]]) / _AREA_HALF_LIFE) / reach
    variance = (AREA_TRUST * AREA_SPREAD**2 + max(weights @ excess, 0.0)) / (AREA_TRUST + weights.sum())
    return max(float(np.sqrt(variance)), LEAST_AREA_SPREAD)
