"""Where a campaign will stand at its deadline: draws of every area, and what sums of areas come to in the same draws.

In each draw, of the N_i - Y_i(k) who are left in an area a part responds by the deadline::

    Y_i(D) = Y_i(k) + Binomial(N_i - Y_i(k), 1 - exp(-e_i u_i v H))
    H      = sum of h(d) w(d) exp(g(d)) over k < d <= D

h(d) is the path of the daily hazard (`census.forecast.path`), w(d) the factor of the weekday, e_i the effect of the
area, shrunk to 1 as far as chance explains it (`census.forecast.history`). v is lognormal and common to all areas, as
wide as earlier forecasts so many days ahead were wrong (`census.forecast.track_record`); u_i is one of each area.
g(d) is 0 but in the draws with a rush before the deadline::

    g(d)   = G times the days of the last 28 before the deadline up to d
    G      = normal (0.059, 0.018 * 28 / min(L, 28)), never below 0                         L days ahead
    chance = 0.05 + 0.45 clip(1 - alpha / 0.75, 0, 2)    unless an operator says otherwise

A hazard that falls as it does where nobody waits for a deadline (alpha >= 0.75) leaves a chance of one in twenty; one
that does not fall, one in two; one that rises, up to 95 %. What was tried, and how the constants were chosen, is in
`docs/decisions.md`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt

from census.figures.rounding import Grid
from census.forecast.history import Floats, History, Ints
from census.forecast.path import path_at
from census.forecast.track_record import Z80, TrackRecord, area_spread, spread_of, track_record

DRAWS = 2_000
LOW, HIGH = 10, 90
"""Percentiles of the 80 % interval."""

MOST_AHEAD = 200
"""Days ahead of which anything is said."""

RUSH_DAYS = 28
RUSH_GROWTH, RUSH_GROWTH_SD = 0.059, 0.018
"""Daily growth of the logarithm of the hazard over the last 28 days before a deadline. So a rush brings 2.6 times what
comes without, in 28 days, and 1.8 to 4.1 times in 80 of 100 cases: the published curve of 2020, known afterwards. How
far it goes is known no better where fewer days are left: it may all be in them."""

LEAST_CHANCE, MORE_CHANCE, CALM_EXPONENT = 0.05, 0.45, 0.75
"""Chance of a rush where the hazard falls by itself, how much more it is where it does not, and from which exponent on
it is taken to fall."""

EXACT = Grid()
"""Counts as they are drawn, which leave the arithmetic in no other form than on the grid of their area."""

_STALE_DAYS = 7


class Refusal(StrEnum):
    """Why nothing can be said of what is to come."""

    NO_DEADLINE = "no_deadline"
    NO_REGISTER = "no_register"
    NO_FIGURES = "no_figures"
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
    has_rush
        bool, shape (draws,): whether a draw has a rush before the deadline.
    rush_chance
        How likely that is, 0-1.
    progress
        float32, shape (draws, days): the part of its gain that each draw has made by each day ahead.
    record
        How earlier forecasts of the same campaign did, so many days ahead.
    is_guess
        There are too few reports for more than a wide guess.
    """

    codes: tuple[str, ...]
    as_of: int
    deadline: int
    counts: Floats
    draws: Ints
    has_rush: npt.NDArray[np.bool_]
    rush_chance: float
    progress: npt.NDArray[np.float32] = field(repr=False)
    record: TrackRecord
    is_guess: bool

    @cached_property
    def column_of(self) -> dict[str, int]:
        """Column by area code."""
        return {code: column for column, code in enumerate(self.codes)}

    def total(self, codes: Sequence[str] | None = None) -> Ints:
        """Add the draws of some areas, of all where none are named; shape (draws,)."""
        columns = [self.column_of[code] for code in (self.codes if codes is None else codes)]
        total: Ints = self.draws[:, columns].sum(axis=1)
        return total

    def summary(
        self, codes: Sequence[str] | None = None, *, target_count: int | None = None, grid: Grid = EXACT
    ) -> "Summary":
        """Median, 80 % interval and the chance of reaching a count, for the sum of some areas on a grid of counts.

        Each figure is a draw that occurred, and no value between two: counts are whole.
        """

        def middle(draws: Ints) -> int | None:
            return int(np.percentile(draws, 50, method="nearest")) if len(draws) else None

        total = grid.put(self.total(codes))
        low, median, high = np.percentile(total, [LOW, 50, HIGH], method="nearest").tolist()
        chance = None if target_count is None else float((total >= target_count).mean())
        return Summary(median, low, high, chance, middle(total[~self.has_rush]), middle(total[self.has_rush]))

    def fan(self, codes: Sequence[str] | None = None, *, has_rush: bool | None = None, grid: Grid = EXACT) -> Floats:
        """The 10th, 50th and 90th percentile of the sum of some areas by day, on a grid of counts.

        Of the draws with a rush, of those without, or by default of all. float64, shape (3, 1 + days): the day of the
        last report first, the deadline last; NaN where there is no such draw.
        """
        now = sum(self.counts[self.column_of[code]] for code in (self.codes if codes is None else codes))
        chosen = slice(None) if has_rush is None else self.has_rush == has_rush
        gain, fan = (self.total(codes) - now)[chosen], np.full((3, 1 + self.progress.shape[1]), np.nan)
        fan[:, 0] = grid.put(now)
        if len(gain):
            counts = grid.put(now + gain[:, None] * self.progress[chosen])
            # Draws that occurred, as in a summary: the last day says the same.
            fan[:, 1:] = np.percentile(counts, [LOW, 50, HIGH], axis=0, method="nearest")
        return fan

    def regrouped(self, groups: Mapping[str, Sequence[str]]) -> "Forecast":
        """The same draws with a column for each group of areas: what they add up to, nought for none."""
        counts, draws = np.zeros(len(groups)), np.zeros((len(self.draws), len(groups)), dtype=np.int64)
        for place, codes in enumerate(groups.values()):
            counts[place] = sum(self.counts[self.column_of[code]] for code in codes)
            draws[:, place] = self.total(codes)
        return replace(self, codes=tuple(groups), counts=counts, draws=draws)


@dataclass(frozen=True, slots=True)
class Summary:
    """What the draws of one area come to.

    Attributes
    ----------
    median, lo80, hi80
        Counts at the deadline; between the latter two lie 80 % of the draws.
    chance
        Share of the draws that reach the target; None where none is given.
    without_rush, with_rush
        Medians of the draws without and with a rush before the deadline; None where there is none.
    """

    median: int
    lo80: int
    hi80: int
    chance: float | None
    without_rush: int | None
    with_rush: int | None


def refusal_of(history: History | None, *, as_of: int, deadline: int) -> Refusal | None:
    """Why nothing can be said of what was reported up to a day, before looking at it closely; None where something can.

    Days are ordinals; no history is none of any figure.
    """
    if as_of >= deadline:
        return Refusal.OVER
    if deadline - as_of > MOST_AHEAD:
        return Refusal.TOO_FAR
    if history is None or not len(history.days):
        return Refusal.NO_FIGURES
    if history.bases.sum() <= 0:
        return Refusal.NO_REGISTER
    if not history.open_day[-1]:
        return Refusal.TOO_FEW_REPORTS
    return Refusal.STALE if as_of - history.days[-1] > _STALE_DAYS else None


def forecast(
    codes: Sequence[str],
    history: History,
    *,
    deadline: int,
    regime_since: int = 0,
    rush_chance: float | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> Forecast:
    """Draws of the cumulative counts Y_i(D) of areas i at a deadline D, from their reports up to day k.

    Parameters
    ----------
    codes
        Areas, one per column.
    history
        At least two reports with an open day between; a count above that of all is taken as all.
    deadline
        Ordinal of the last day that counts, after the last report. Keyword-only, as all that follow.
    regime_since
        Ordinal of the day on which the deadline was last moved: the path and the record go by what came since.
    rush_chance
        How likely a rush before the deadline is, 0-1; by the path of the hazard where nobody says.
    draws, seed
        Number of draws, and what makes them the same again.

    Raises
    ------
    ValueError
        If there is no day ahead, or no open day between two reports.

    Examples
    --------
    On each of 20 days 2 % of those left respond. After ten more such days 1,363 of 3,000 would have responded.

    >>> counts = np.round(np.outer(1 - 0.98 ** np.arange(21), [1000, 2000]))
    >>> drawn = forecast(["A", "B"], History(np.arange(1, 22), counts, np.array([1000, 2000])), deadline=31)
    >>> drawn.summary(target_count=1200)
    Summary(median=1409, lo80=1221, hi80=1748, chance=0.931, without_rush=1365, with_rush=1495)
    >>> drawn.rush_chance
    0.42
    """
    # A recap may count more than the register has, and nobody is left then.
    history = replace(history, bases=np.maximum(history.bases, history.counts.max(axis=0, initial=0.0)))
    ahead = int(deadline - history.days[-1])
    if ahead < 1 or not history.open_day[-1]:
        msg = "a forecast needs two reports with an open day between, and a day ahead"
        raise ValueError(msg)
    rng = np.random.default_rng(seed)
    path = path_at(history, len(history.days) - 1, ahead, since=regime_since)
    record = track_record(history, ahead, since=regime_since)
    chance = chance_of_rush(path.exponent) if rush_chance is None else rush_chance
    # As many draws as the chance says, and not each by chance: two runs must not differ in how many rush.
    has_rush = rng.permutation(draws) < round(chance * draws)
    hazard = path.hazard(ahead) * history.weekday_factors(int(history.days[-1]) + 1, ahead)
    total = np.cumsum(hazard * np.where(has_rush[:, None], _rush(_normal(rng, draws), ahead), 1.0), axis=1)
    # One factor for all areas in a draw: errors of the path are common, and sums of areas must be as wide as they.
    total *= np.exp(spread_of(history, record, ahead) * _normal(rng, draws))[:, None]
    of_areas = np.exp(area_spread(history, ahead) * rng.standard_normal((draws, len(codes))))
    share = -np.expm1(-total[:, -1:] * (history.effects[-1] * of_areas))
    gains = rng.binomial(history.left[-1].astype(np.int64), share)
    # Where the hazard is nought nobody comes, and this would be nought by nought.
    progress = -np.expm1(-total) / np.maximum(-np.expm1(-total[:, -1:]), 1e-12)
    return Forecast(
        tuple(codes),
        int(history.days[-1]),
        int(deadline),
        history.counts[-1],
        draws=history.counts[-1].astype(np.int64) + gains,
        has_rush=has_rush,
        rush_chance=chance,
        progress=progress.astype(np.float32),
        record=record,
        is_guess=history.is_short,
    )


def chance_of_rush(exponent: float) -> float:
    """How likely a rush before the deadline is, in whole percent: the less the hazard falls by itself, the more.

    Examples
    --------
    >>> [chance_of_rush(exponent) for exponent in (1.5, 0.25, 0.0, -1.0)]
    [0.05, 0.35, 0.5, 0.95]
    """
    return round(LEAST_CHANCE + MORE_CHANCE * float(np.clip(1 - exponent / CALM_EXPONENT, 0.0, 2.0)), 2)


def rush_size(ahead: int) -> tuple[float, float, float]:
    """The 10th, 50th and 90th percentile of how many times as many come with a rush as without.

    Of the days ahead, or of the last 28 of them: nearer to the deadline there is less time for it. It is a little less
    where the hazard falls, or many of those left come.

    Examples
    --------
    >>> [round(rush_size(days)[1], 2) for days in (7, 14, 21, 28, 60)]
    [1.28, 1.6, 2.04, 2.63, 2.63]
    """
    low, median, high = _rush(np.array([-Z80, 0.0, Z80]), min(ahead, RUSH_DAYS)).mean(axis=1).tolist()
    return low, median, high


def _normal(rng: np.random.Generator, draws: int) -> Floats:
    """Quantiles of a normal distribution at even steps in random order: less restless than draws by chance."""
    from scipy.special import ndtri

    quantiles: Floats = ndtri((rng.permutation(draws) + 0.5) / draws)
    return quantiles


def _rush(deviations: Floats, ahead: int) -> Floats:
    """By how much a rush lifts the hazard, whose growth deviates so far from its mean; shape (draws, days)."""
    growth = np.maximum(RUSH_GROWTH + RUSH_GROWTH_SD * RUSH_DAYS / min(ahead, RUSH_DAYS) * deviations, 0.0)
    days = np.maximum(np.arange(1, ahead + 1) - max(ahead - RUSH_DAYS, 0), 0)
    lift: Floats = np.exp(growth[:, None] * days)
    return lift
