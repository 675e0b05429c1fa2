"""What the past of a campaign says of its hazard: that between reports, and area effects as they stood at each of them.

The hazard is the daily chance that a family (or person) who is still missing responds. It is what a forecast carries
forward: the number of those left shrinks, and a campaign cannot pass its register.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LEAST_REPORTS = 5
"""With fewer reports a forecast is a guess."""

EFFECT_DAYS = 10.0
"""Half-life, in open days, of an area's recent effect."""

LONG_SHARE, RECENT_SHARE = 0.7, 0.3
"""How much of an area's effect since the beginning, and of its recent one, is carried forward."""

_LEAST_EFFECT = 0.1
_MOST_DISPERSION = 50.0
_WEEK = 7
_WEEKDAY_PRIOR = 4.0
_TINY = 1e-9


@dataclass(frozen=True)
class History:
    """Cumulative counts of areas on the days of their reports.

    Attributes
    ----------
    days
        int64, shape (reports,): rising ordinals of days; at least one.
    counts
        float64, shape (reports, areas): cumulative counts.
    bases
        float64, shape (areas,): how many there are in all, no less than any count.
    outages
        Ordinals of the days that say nothing of the people.
    """

    days: Ints
    counts: Floats
    bases: Floats
    outages: Collection[int] = ()

    @cached_property
    def open_day(self) -> Ints:
        """Open days since the first report; shape (reports,).

        Days of outage are left out, and the day after one, on which those come as well who were kept away.
        """
        calendar = np.arange(self.days[0] + 1, self.days[-1] + 1)
        closed = [*self.outages, *(day + 1 for day in self.outages)]
        open_day: Ints = np.concatenate([[0], np.cumsum(~np.isin(calendar, closed))])[self.days - self.days[0]]
        return open_day

    @cached_property
    def spans(self) -> Ints:
        """Open days between each report and the one before; shape (reports - 1,)."""
        return np.diff(self.open_day)

    @property
    def is_short(self) -> bool:
        """Whether there are too few reports for more than a guess."""
        return len(self.days) < LEAST_REPORTS

    @cached_property
    def left(self) -> Floats:
        """Who is still missing at each report; shape (reports, areas)."""
        left: Floats = np.maximum(self.bases - self.counts, 0.0)
        return left

    @cached_property
    def gains(self) -> Floats:
        """What came in between reports, 0 where a count was corrected downwards and where no day was open."""
        gains: Floats = np.maximum(np.diff(self.counts, axis=0), 0.0)
        return np.where(self.spans[:, None] > 0, gains, 0.0)

    @cached_property
    def exposure(self) -> Floats:
        """Days at risk of all who were missing between reports, weekdays weighted; shape (reports - 1, areas)."""
        return self._left_between * (self.spans * self._weekday_of_span)[:, None]

    @cached_property
    def _left_between(self) -> Floats:
        between: Floats = (self.left[:-1] + self.left[1:]) / 2
        return between

    @cached_property
    def weekdays(self) -> Floats:
        """Factor of the hazard by weekday, Monday first, near 1 until several weeks agree; shape (7,)."""
        is_daily = (self.spans == 1) & (np.diff(self.days) == 1)
        hazard = self.gains.sum(axis=1) / np.maximum(self._left_between.sum(axis=1), _TINY)
        weeks = [slice(row - 3, row + 4) for row in range(3, len(hazard) - 3)]
        weeks = [week for week in weeks if is_daily[week].all() and hazard[week].min() > 0]
        logs = np.array([np.log(hazard[week][3] / hazard[week].mean()) for week in weeks])
        # Ordinal 1 was a Monday.
        weekday = (self.days[1:][[week.start + 3 for week in weeks]] - 1) % _WEEK
        sums, numbers = np.bincount(weekday, logs, _WEEK), np.bincount(weekday, minlength=_WEEK)
        factors: Floats = np.exp(sums / (numbers + _WEEKDAY_PRIOR))
        factors /= factors.mean()
        return factors

    def weekday_factors(self, first: int, days: int) -> Floats:
        """The factors of `days` days from the ordinal `first` on."""
        return self.weekdays[(np.arange(first, first + days) - 1) % _WEEK]

    @cached_property
    def _weekday_of_span(self) -> Floats:
        pairs = zip(self.days[:-1].tolist(), np.diff(self.days).tolist(), strict=True)
        return np.array([float(self.weekday_factors(day + 1, days).mean()) for day, days in pairs])

    @cached_property
    def hazard(self) -> Floats:
        """Daily hazard of all areas together between reports, shape (reports - 1,); never 0, so it has a logarithm."""
        hazard: Floats = (self.gains.sum(axis=1) + 0.5) / (self.exposure.sum(axis=1) + 1.0)
        return hazard

    @cached_property
    def cumulated(self) -> Floats:
        """The hazard summed over open days since the first report; shape (reports,)."""
        return np.concatenate([[0.0], np.cumsum(self.hazard * self.spans)])

    def _faded(self, values: Floats, half_life: float) -> Floats:
        """Sum what came before each report, its weight halved every `half_life` open days."""
        kept = 2.0 ** (-self.spans / half_life)
        sums = np.zeros((len(self.days), *values.shape[1:]))
        for row, weight in enumerate(kept.tolist()):
            sums[row + 1] = sums[row] * weight + values[row]
        return sums

    @cached_property
    def effects(self) -> Floats:
        """Factor of each area's hazard at each report, shrunk to 1 as far as chance explains it.

        A blend of what an area has done since the beginning and of what it did lately; shape (reports, areas).
        """
        shares = np.minimum(self.counts / np.maximum(self.bases, 1.0), 1 - 0.5 / (self.bases + 1))
        long = self._shrunk(-np.log1p(-shares) * self.bases, np.broadcast_to(self.bases, shares.shape))
        recent = self._shrunk(self._faded(self.gains, EFFECT_DAYS), self._faded(self.exposure, EFFECT_DAYS))
        blend = np.maximum(1 + LONG_SHARE * (long - 1) + RECENT_SHARE * (recent - 1), _LEAST_EFFECT)
        mean = (blend * self.left).sum(axis=1) / np.maximum(self.left.sum(axis=1), _TINY)
        effects: Floats = blend / np.maximum(mean, _TINY)[:, None]
        return effects

    def _shrunk(self, gains: Floats, exposure: Floats) -> Floats:
        """Observed over expected gains, each drawn to 1 by the part of chance in how areas differ."""
        common = gains.sum(axis=1) / np.maximum(exposure.sum(axis=1), _TINY)
        expected = np.maximum(common[:, None] * exposure, _TINY)
        ratio = gains / expected
        chance = self.dispersion / (expected + 1)
        weight = expected / expected.sum(axis=1, keepdims=True)
        between = np.maximum((weight * ((ratio - 1) ** 2 - chance)).sum(axis=1), 0.0)[:, None]
        shrunk: Floats = 1 + (ratio - 1) * between / (between + chance)
        return shrunk

    @cached_property
    def dispersion(self) -> float:
        """Variance of the gains of areas over their mean: 1 for Poisson, more for persons, who come in families."""
        common = self.gains.sum(axis=1, keepdims=True) / np.maximum(self.exposure.sum(axis=1, keepdims=True), _TINY)
        plain = common * self.exposure
        expected = plain * (self.gains.sum(axis=0) / np.maximum(plain.sum(axis=0), _TINY))
        is_told = expected > 1
        if not is_told.any() or len(self.bases) == 1:
            return 1.0
        square = (self.gains[is_told] - expected[is_told]) ** 2 / expected[is_told]
        return float(np.clip(square.mean(), 1.0, _MOST_DISPERSION))
