"""Where to push next: expected shortfall times what an event brings, per working day of an officer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from census.campaign.ranks import rank_intervals, tie_bands
from census.outreach.responsiveness import OWN_KINDS, PER, Responsiveness, assumed_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

KEEP = 0.5
"""What an event brings of what the one before it in the same desa and week brought. An assumption, until estimated."""

PRIORITY_COLUMNS = (
    *("code", "name", "parent_code", "parent_name", "rank", "rank_lo", "rank_hi", "tie_band"),
    *("expected_shortfall", "shortfall_lo", "shortfall_hi", "left", "kind", "officer_days", "responsiveness", "extra"),
    *("priority", "unfinished", "unchecked", "is_stuck", "week_gain", "week_least", "last_visit", "recent_visits"),
    *("promised", "source"),
)
"""Columns of the priority table, in the order in which they leave the building."""

_STEP_LIMITS = (0.75, 1.25, 2.0)
"""Priorities over the mean of all from which on a desa is in the third, fourth and fifth of five steps."""

_MOST_DRAWS = 500
"""Draws that ranks are taken from: their share is known to within 2 points, and nobody waits for more."""


@dataclass(frozen=True, slots=True)
class AreaPriority:
    """Where one desa stands in the order: a row of `prioritise` as a value, None for null.

    Attributes
    ----------
    parent_code, parent_name
        The area right above it.
    rank, rank_lo, rank_hi, tie_band
        Its place, between which it lies (80 %; None without a forecast), and those it cannot be told from.
    expected_shortfall, shortfall_lo, shortfall_hi
        Families missing at the deadline, or against the path where there is no forecast; 80 % interval.
    left
        Families that have not responded.
    kind, officer_days, responsiveness, extra
        Event proposed, its working days, the families it brings of 1,000 left, and those it brings here.
    priority
        Shortfall that one working day closes.
    unfinished, unchecked
        Families whose form is opened and left, and those that have responded and are not clean.
    is_stuck, week_gain, week_least
        It stands still: families gained in the recent days, and the least that was to be expected.
    last_visit, recent_visits
        Day of the last event, and events within the last week.
    promised
        Families that open commitments promise.
    source
        Who delivered its figures.
    """

    code: str
    name: str
    parent_code: str
    parent_name: str
    rank: int
    rank_lo: int | None
    rank_hi: int | None
    tie_band: int
    expected_shortfall: float
    shortfall_lo: float
    shortfall_hi: float
    left: int
    kind: str
    officer_days: float
    responsiveness: float
    extra: float
    priority: float
    unfinished: int | None
    unchecked: int | None
    is_stuck: bool
    week_gain: int | None
    week_least: int | None
    last_visit: date | None
    recent_visits: int
    promised: int
    source: str | None

    @property
    def waiting_forms(self) -> int:
        """Families whose form waits to be finished or to be clean, as far as is known."""
        return (self.unfinished or 0) + (self.unchecked or 0)


def most_forms_first(areas: Iterable[AreaPriority]) -> list[AreaPriority]:
    """The desa where forms wait, by those opened and left, then by all that wait, then by code."""
    return sorted(
        (area for area in areas if area.waiting_forms > 0),
        key=lambda area: (area.unfinished is None, -(area.unfinished or 0), -area.waiting_forms, area.code),
    )


def one_of_each_parent(areas: Iterable[AreaPriority], most: int) -> tuple[AreaPriority, ...]:
    """So many desa in the order given, the first of each area above them before a second of any.

    Parameters
    ----------
    areas
        Desa in the order in which they should be visited; one may stand there more than once.
    most
        How many are wanted.
    """
    ordered = list({area.code: area for area in areas}.values())
    parents: set[str] = set()
    first: list[AreaPriority] = []
    others: list[AreaPriority] = []
    for area in ordered:
        (others if area.parent_code in parents else first).append(area)
        parents.add(area.parent_code)
    return tuple([*first, *others][:most])


def priority_steps(priorities: Iterable[float], mean: float) -> list[int]:
    """Sort priorities into five steps, 0 for none and 4 for at least twice the mean of those that have any.

    Examples
    --------
    >>> priority_steps([0.0, 0.1, 0.75, 1.25, 2.0], 1.0)
    [0, 1, 2, 3, 4]
    """
    return [(priority > 0) + sum(priority >= limit * mean for limit in _STEP_LIMITS) for priority in priorities]


def shortfall_draws(draws: Ints, wanted: Ints, families_each: Floats) -> Floats:
    """What is missing to the target at the deadline, in families, in each draw.

    Parameters
    ----------
    draws
        Cumulative counts at the deadline in the target's unit, shape (draws, areas).
    wanted
        Counts that reach the target, shape (areas,).
    families_each
        Families that one counted stands for: 1 where the target counts families, shape (areas,).

    Returns
    -------
    ndarray of float64, shape (draws, areas)

    Examples
    --------
    >>> shortfall_draws(np.array([[90, 50], [120, 60]]), np.array([100, 100]), np.array([1.0, 0.5])).tolist()
    [[10.0, 25.0], [0.0, 20.0]]
    """
    return np.asarray(np.maximum(wanted - draws, 0) * families_each, dtype=np.float64)


def prioritise(
    areas: pd.DataFrame,
    shortfall: Floats,
    responsiveness: Responsiveness,
    *,
    kinds: Sequence[str] = OWN_KINDS,
) -> pd.DataFrame:
    """Areas in the order of the expected shortfall that one working day of an officer closes (decision 46).

    priority = mean shortfall x (extra families per event per 1,000 left / 1,000) / officer-days of the event. The part
    in brackets is the share of the missing families that an event brings. Of the kinds allowed the one with the highest
    priority is proposed.
    An event within a week of others in the same area brings `KEEP` of what the one before it brought.

    Parameters
    ----------
    areas
        Index: code, in any order; areas that may be shown and have a figure. `name`, `parent_code`, `parent_name`,
        `left` (families that have not responded), `recent_visits` (events within the last week), and what goes with a
        reason: `unfinished`, `unchecked`, `is_stuck`, `week_gain`, `week_least`, `last_visit`, `promised`, `source`.
    shortfall
        Families missing at the deadline (`shortfall_draws`), shape (draws, areas); of one row, which is no forecast,
        there are neither intervals nor bands but those of equal values.
    responsiveness
        What an event brings (`census.outreach.responsiveness.estimate_responsiveness`).
    kinds
        Kinds of outreach that are possible today, at least one, keyword-only.

    Returns
    -------
    DataFrame
        Index: code, the highest priority first and by code within equals. `PRIORITY_COLUMNS`: `expected_shortfall` with
        its 80 % interval (families), `kind` proposed, `officer_days` of it, `responsiveness` (extra families per event
        and 1,000 left), `extra` (families that the event brings), `priority`, `rank` (that of the best of its band),
        `rank_lo` and `rank_hi` (80 %, null without a forecast), `tie_band`.
    """
    codes = [str(code) for code in areas.index]
    best = _best_kinds(codes, responsiveness, kinds)
    worn = KEEP ** areas["recent_visits"].to_numpy(dtype=np.float64)
    rate = best["responsiveness"].to_numpy(dtype=np.float64) * worn
    share_per_day = rate / PER / best["officer_days"].to_numpy(dtype=np.float64)
    mean = shortfall.mean(axis=0)
    low, high = np.quantile(shortfall, [0.1, 0.9], axis=0) if len(codes) else (mean, mean)
    table = areas.assign(
        code=codes,
        expected_shortfall=mean,
        shortfall_lo=low,
        shortfall_hi=high,
        kind=best["kind"].tolist(),
        officer_days=best["officer_days"].tolist(),
        responsiveness=rate,
        extra=np.minimum(rate / PER, 1.0) * areas["left"].to_numpy(dtype=np.float64),
        priority=mean * share_per_day,
    )
    table = table.join(_ranks(table["priority"].to_numpy(dtype=np.float64), shortfall * share_per_day, areas.index))
    # The index and a column are both called `code`, which pandas cannot sort by: the index loses its name.
    table = table.rename_axis(None).sort_values(["priority", "code"], ascending=[False, True])
    return table[list(PRIORITY_COLUMNS)]


def _best_kinds(codes: list[str], responsiveness: Responsiveness, kinds: Sequence[str]) -> pd.DataFrame:
    """The kind that brings most per officer-day in each area; the most at once of equals, then the first."""
    rates = np.stack([responsiveness.per_thousand(kind, codes) for kind in kinds])
    days = np.array([assumed_of(kind).officer_days for kind in kinds])
    a_day = rates / days[:, None]
    # Without rounding, areas with equal assumptions would differ in the last bit and not be ties.
    order = np.lexsort((-rates.round(9), -a_day.round(9)), axis=0)[0]
    return pd.DataFrame(
        {
            "kind": [kinds[place] for place in order.tolist()],
            "officer_days": days[order],
            "responsiveness": rates[order, np.arange(len(codes))],
        },
        index=codes,
    )


def _ranks(scores: Floats, draws: Floats, codes: pd.Index) -> pd.DataFrame:
    none = pd.array([None] * len(codes), dtype="Int64")
    if len(draws) > 1:
        kept = draws[:: -(-len(draws) // _MOST_DRAWS)]
        bands = tie_bands(scores, kept, codes.tolist())
        lower, upper = rank_intervals(kept)
        ends = {"rank_lo": pd.array(lower, dtype="Int64"), "rank_hi": pd.array(upper, dtype="Int64")}
    else:
        bands = np.unique(-scores.round(9), return_inverse=True)[1] + 1
        ends = {"rank_lo": none, "rank_hi": none}
    ranks = 1 + np.array([(bands < band).sum() for band in bands], dtype=np.int64)
    return pd.DataFrame({"rank": ranks, "tie_band": bands, **ends}, index=codes)


def mean_priority(table: pd.DataFrame) -> float:
    """The mean priority of the desa that have any; 1 where none has."""
    wanting = table.loc[table["priority"] > 0, "priority"]
    return float(wanting.mean()) if len(wanting) else 1.0
