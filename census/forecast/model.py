"""Where a campaign will stand at its deadline: draws of every area, and what sums of areas come to in the same draws.

In each draw, of the N_i - Y_i(k) who are left in an area a part responds by the deadline::

    Y_i(D) = Y_i(k) + Binomial(N_i - Y_i(k), 1 - exp(-e_i u_i H)),   H = sum of h(d) over k < d <= D
    h(d)   = h(k) w(d) exp(g_f(d) + s + v(d))

h(k) is the level of the daily hazard and w(d) the factor of the weekday (`census.forecast.history`). g_f(d) is the
path of the future f that the draw follows: steady, surge or decay (`census.forecast.futures.log_paths`). The shift
s and the noise v(d) of a day are normal and common to all areas. e_i is the effect of the area, shrunk to 1 as far
as chance explains it, and u_i its own lognormal shock. How wide s, v and u_i are follows from the errors of earlier
forecasts of the same campaign (decisions 40, 41 and 82).
`docs/decisions.md` holds what was tried.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt

from census.forecast.futures import (
    DECAY_RATE_SD,
    FUTURES,
    SURGE_GROWTH_SD,
    Future,
    Scores,
    Spread,
    decay_clock,
    decay_of,
    growth_of,
    lag_of,
    surge_clock,
)
from census.forecast.history import Floats, History, Ints
from census.forecast.track_record import LEAST_DAYS, TrackRecord, area_spread, track_record

DRAWS = 2_000
LEAST_REPORTS = 3
"""Reports before anything is said: two gains."""

LOW, HIGH = 10, 90
"""Percentiles of the 80 % interval."""

MOST_AHEAD = 200
"""Days ahead of which anything is said."""

_STALE_DAYS = 7


class Refusal(StrEnum):
    """Why nothing can be said of what is to come."""

    NO_DEADLINE = "no_deadline"
    NO_REGISTER = "no_register"
    NO_FIGURES = "no_figures"
    TOO_EARLY = "too_early"
    TOO_FEW_REPORTS = "too_few_reports"
    STALE = "stale"
    OVER = "over"
    TOO_FAR = "too_far"
    UNRELIABLE = "unreliable"
    TOO_SMALL = "too_small"


@dataclass(frozen=True)
class Forecast:
    """Counts at the deadline in many draws, and the way there.

    Attributes
    ----------
    codes
        Areas, one per column.
    as_of, deadline
        Ordinals of the last report and of the deadline.
    counts
        float64, shape (areas,): cumulative counts on the day of the last report.
    draws
        int64, shape (draws, areas): cumulative counts at the deadline. One row is one course of the whole, so that rows
        of several areas may be added.
    futures
        int8, shape (draws,): the future that each draw follows, as a place in `FUTURES`.
    weights
        Weight of each future, in the order of `FUTURES`.
    progress
        float32, shape (draws, days): the part of its gain that each draw has made by each day ahead.
    record
        How earlier forecasts of the same campaign did.
    """

    codes: tuple[str, ...]
    as_of: int
    deadline: int
    counts: Floats
    draws: Ints
    futures: npt.NDArray[np.int8]
    weights: tuple[float, ...]
    progress: npt.NDArray[np.float32] = field(repr=False)
    record: TrackRecord

    @cached_property
    def column_of(self) -> dict[str, int]:
        """Column by area code."""
        return {code: column for column, code in enumerate(self.codes)}

    def total(self, codes: Sequence[str] | None = None) -> Ints:
        """Add the draws of some areas, of all where none are named; shape (draws,)."""
        columns = [self.column_of[code] for code in (self.codes if codes is None else codes)]
        total: Ints = self.draws[:, columns].sum(axis=1)
        return total

    def summary(self, codes: Sequence[str] | None = None, *, target_count: int | None = None) -> "Summary":
        """Give median, 80 % interval and the chance of reaching a count, for the sum of some areas."""
        return summary_of(self.total(codes), target_count)

    def fan(self, codes: Sequence[str] | None = None, future: Future | None = None) -> Floats:
        """Give the 10th, 50th and 90th percentile of the sum of some areas by day ahead, of one future where named.

        Returns
        -------
        ndarray
            float64, shape (3, days); the last day is the deadline, and NaN where no draw follows the future.
        """
        columns = [self.column_of[code] for code in (self.codes if codes is None else codes)]
        now = self.counts[columns].sum()
        chosen = slice(None) if future is None else self.futures == FUTURES.index(future)
        gain = (self.draws[:, columns].sum(axis=1) - now)[chosen]
        if not len(gain):
            return np.full((3, self.progress.shape[1]), np.nan)
        paths = now + gain[:, None] * self.progress[chosen]
        fan: Floats = np.percentile(paths, [LOW, 50, HIGH], axis=0)
        return fan


@dataclass(frozen=True, slots=True)
class Summary:
    """What the draws of one area come to.

    Attributes
    ----------
    median, lo80, hi80
        Counts at the deadline; between the latter two lie 80 % of the draws.
    chance
        Share of the draws that reach the target; None where none is given.
    """

    median: int
    lo80: int
    hi80: int
    chance: float | None


def summary_of(total: Ints, target_count: int | None) -> Summary:
    """Return the median, the 80 % interval and the chance of reaching a count, of the draws of one sum.

    Each end is a draw that occurred, and no value between two: counts are whole.

    Examples
    --------
    >>> summary_of(np.arange(1, 101), 81)
    Summary(median=51, lo80=11, hi80=90, chance=0.2)
    """
    low, median, high = np.percentile(total, [LOW, 50, HIGH], method="nearest").tolist()
    chance = None if target_count is None else float((total >= target_count).mean())
    return Summary(int(median), int(low), int(high), chance)


def refusal_of(history: History | None, *, as_of: int, deadline: int) -> Refusal | None:
    """Tell why nothing can be said of a campaign before looking at it closely; None where something can.

    Parameters
    ----------
    history
        What was reported up to the as-of day; None without figures.
    as_of, deadline
        Ordinals of the days, keyword-only.
    """
    if as_of >= deadline:
        return Refusal.OVER
    if deadline - as_of > MOST_AHEAD:
        return Refusal.TOO_FAR
    if history is None or not len(history.days):
        return Refusal.NO_FIGURES
    if history.bases.sum() <= 0:
        return Refusal.NO_REGISTER
    if history.days_of_data < LEAST_DAYS:
        return Refusal.TOO_EARLY
    if len(history.days) < LEAST_REPORTS:
        return Refusal.TOO_FEW_REPORTS
    return Refusal.STALE if as_of - history.days[-1] > _STALE_DAYS else None


def forecast(
    codes: Sequence[str],
    days: npt.ArrayLike,
    counts: npt.ArrayLike,
    bases: npt.ArrayLike,
    *,
    deadline: int,
    outages: Collection[int] = (),
    regime_since: int = 0,
    draws: int = DRAWS,
    seed: int = 0,
) -> Forecast:
    """Return draws of the cumulative counts Y_i(D) of areas i at a deadline D, from their reports up to day k.

    The equations stand at the head of this module.

    Parameters
    ----------
    codes
        Areas, one per column.
    days
        Ordinals of the days of reports, rising, at least two; shape (reports,).
    counts
        Cumulative counts, shape (reports, areas).
    bases
        How many there are in each area; a count above is taken as all of them.
    deadline
        Ordinal of the last day that counts, after the last report. Keyword-only, as all that follow.
    outages
        Ordinals of days that say nothing of the people.
    regime_since
        Ordinal of the day on which the deadline was last moved: how the futures did before does not count.
    draws, seed
        Number of draws, and what makes them the same again.

    Returns
    -------
    Forecast

    Raises
    ------
    ValueError
        If there is no day ahead, or fewer than two reports.

    Examples
    --------
    On each of 20 days, 2 % of those who are left respond, in an area of 1,000 families and in one of 2,000. After ten
    more days of that, 1,363 of the 3,000 would have responded. The median lies above: a surge has a weight of 0.27.

    >>> responded = 1 - 0.98 ** np.arange(21)
    >>> counts = np.round(np.column_stack([1000 * responded, 2000 * responded]))
    >>> drawn = forecast(["A", "B"], range(1, 22), counts, [1000, 2000], deadline=31)
    >>> drawn.counts.tolist(), drawn.draws.shape
    ([332.0, 665.0], (2000, 2))
    >>> drawn.summary(target_count=1200)
    Summary(median=1386, lo80=1283, hi80=1545, chance=0.998)
    >>> [round(weight, 2) for weight in drawn.weights]
    [0.67, 0.27, 0.06]
    """
    observed = np.asarray(counts, dtype=np.float64)
    most = np.maximum(np.asarray(bases, dtype=np.float64), observed.max(axis=0, initial=0.0))
    history = History(np.asarray(days, dtype=np.int64), observed, most, frozenset(outages))
    ahead = int(deadline - history.days[-1])
    if ahead < 1 or len(history.days) < 2:
        msg = "a forecast needs two reports and a day ahead"
        raise ValueError(msg)
    rng = np.random.default_rng(seed)
    scores = Scores(history, regime_since)
    weights = scores.weights(len(history.days) - 1)
    record = track_record(scores)
    futures = _allot(rng, weights, draws)
    hazard = _common_paths(rng, history, futures, ahead, record.spread)
    total = np.cumsum(hazard, axis=1)
    gains = _area_gains(rng, history, total[:, -1], area_spread(history, ahead))
    progress = -np.expm1(-total) / np.maximum(-np.expm1(-total[:, -1:]), 1e-12)
    return Forecast(
        codes=tuple(codes),
        as_of=int(history.days[-1]),
        deadline=int(deadline),
        counts=observed[-1],
        draws=observed[-1].astype(np.int64) + gains,
        futures=futures,
        weights=tuple(weights.tolist()),
        progress=progress.astype(np.float32),
        record=record,
    )


def _allot(rng: np.random.Generator, weights: Floats, draws: int) -> npt.NDArray[np.int8]:
    """Give each draw a future: as many as its weight says, in random order."""
    edges = np.round(np.cumsum(weights) * draws).astype(np.int64)
    ordered = np.searchsorted(edges, np.arange(draws), side="right").astype(np.int8)
    return rng.permutation(np.minimum(ordered, len(weights) - 1).astype(np.int8))


def _common_paths(
    rng: np.random.Generator, history: History, futures: npt.NDArray[np.int8], ahead: int, spread: Spread
) -> Floats:
    """Return draws of the daily hazard of all areas together, shape (draws, days)."""
    n, slope = len(futures), history.slope[-1:]
    growth = np.maximum(growth_of(slope) + SURGE_GROWTH_SD * rng.standard_normal(n), 0.0)
    fall = np.maximum(decay_of(slope) + DECAY_RATE_SD * rng.standard_normal(n), 0.0)
    path = np.where(
        (futures == FUTURES.index(Future.SURGE))[:, None],
        lag_of(slope) + growth[:, None] * surge_clock(ahead),
        np.where((futures == FUTURES.index(Future.DECAY))[:, None], -fall[:, None] * decay_clock(ahead), 0.0),
    )
    shift = spread.level * rng.standard_normal(n)[:, None]
    # exp(noise) must have mean 1: without the half variance the noise itself would add to the gain.
    day_noise = spread.day * rng.standard_normal((n, ahead)) - spread.day**2 / 2
    weekday = history.weekday_factors(int(history.days[-1]) + 1, ahead)
    hazard: Floats = history.level[-1] * weekday * np.exp(path + shift + day_noise)
    return hazard


def _area_gains(rng: np.random.Generator, history: History, total: Floats, shock: float) -> Ints:
    """Return how many respond by the deadline, int64, shape (draws, areas)."""
    left = history.left[-1].astype(np.int64)
    area_effect = history.effects[-1] * np.exp(shock * rng.standard_normal((len(total), len(left))))
    gains: Ints = rng.binomial(left, -np.expm1(-total[:, None] * area_effect)).astype(np.int64)
    return gains
