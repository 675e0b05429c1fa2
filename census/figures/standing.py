"""How a measure stood on every day: the figure that speaks, the one before it, the pace between the two, and bounds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from census.base.nullable import nullable, whole_numbers
from census.figures.accounts import NO_ORIGIN, NOT_REPORTED, SUM_OF_CHILDREN, Carried, Family, Floats, Ints

PACE_DAYS = 7
"""Days of rows over which a recent pace is taken."""

AT_MOST_5, AT_LEAST_95 = "at_most_5", "at_least_95"
"""What stands for a rate near 0 or 1 of a coarse group."""

_BOUNDS = {-1: AT_MOST_5, 0: None, 1: AT_LEAST_95}


@dataclass(frozen=True)
class Earlier:
    """The figure before the one that speaks, and the mean daily gain between the two.

    Attributes
    ----------
    counts
        float64, shape (days, areas), NaN for none.
    reported_on
        int64 ordinals, same shape, 0 for none; of a sum, the oldest day of its children's.
    pace
        float64, same shape, NaN for none; of a figure counted from rows, over its last seven days without those of
        outage.
    """

    counts: Floats
    reported_on: Ints
    pace: Floats


@dataclass(frozen=True)
class Bounds:
    """What is told of groups that are too small to be shown in full.

    Attributes
    ----------
    is_hidden
        Groups of which nothing is told, shape (areas,).
    sides
        int8, shape (days, areas): -1 for a count near nobody, 1 for one near all, 0 else.
    low, high, size
        The largest count near nobody, the smallest near all, and all, by area.
    """

    is_hidden: npt.NDArray[np.bool_]
    sides: npt.NDArray[np.int8]
    low: Floats
    high: Floats
    size: Floats


@dataclass(frozen=True)
class Standing:
    """One measure as it stood on every day.

    Attributes
    ----------
    now
        The figure that speaks; its count is NaN where a bound stands for it.
    earlier
        The figure before.
    bounds
        None where groups of any size are shown.
    """

    now: Carried
    earlier: Earlier
    bounds: Bounds | None = None

    def table(self, row: int, index: pd.Index) -> pd.DataFrame:
        """One row as `census.figures.panel.Panel.at` tells of it; before the first row, -1, there is nothing."""
        if row < 0:
            return _nothing_of(self, len(index)).table(0, index)
        counts, side = self.now.counts[row], None if self.bounds is None else self.bounds.sides[row]
        columns = {
            "count": whole_numbers(counts),
            "reported_on": self.now.reported_on[row],
            "origin": self.now.origin[row],
            "earlier_count": whole_numbers(self.earlier.counts[row]),
            "earlier_on": self.earlier.reported_on[row],
            "pace": nullable(self.earlier.pace[row]),
        }
        if self.bounds is not None and side is not None:
            low, high, size = self.bounds.low, self.bounds.high, self.bounds.size
            columns |= {
                "is_hidden": self.bounds.is_hidden,
                "bound": pd.Series([_BOUNDS[where] for where in side.tolist()], index=index, dtype="object"),
                "least": whole_numbers(np.where(side < 0, 0, np.where(side > 0, high, counts))),
                "most": whole_numbers(np.where(side < 0, low, np.where(side > 0, size, counts))),
            }
        return pd.DataFrame(columns, index=index)


def _nothing_of(standing: Standing, groups: int) -> Standing:
    """One day of which nothing was reported."""
    none, nobody = np.full((1, groups), np.nan), np.full((1, groups), NOT_REPORTED, dtype=np.int64)
    bounds = standing.bounds and replace(standing.bounds, sides=np.zeros((1, groups), dtype=np.int8))
    return Standing(Carried(none, nobody, nobody + NO_ORIGIN), Earlier(none, nobody, none), bounds)


def standing_of(
    carried: Carried,
    ordinals: Ints,
    families: Sequence[Family],
    *,
    is_of_rows: npt.NDArray[np.bool_],
    outages: Sequence[frozenset[int]],
) -> Standing:
    """How a measure stood on every day.

    The figure before an area's own is the one that spoke for the area before that day, as it was first reported. A sum
    gained what its children gained, each since its own figure before: children that report on different days would else
    lend their gains to the wrong days. Where a child has none, the sum has none.

    Parameters
    ----------
    carried
        The measure, carried forward and added up.
    ordinals
        Day of each row.
    families
        Columns of each parent and its children, the deepest parents first.
    is_of_rows
        By origin, whether the figure was counted from rows, keyword-only.
    outages
        Ordinals of the days of outage, by column, keyword-only.

    Examples
    --------
    Counts of 10 on day 1 and 31 on day 4, which spoke on day 5 too:

    >>> days = np.array([1, 4, 5])
    >>> carried = Carried(np.array([[10.0], [31], [31]]), np.array([[1], [4], [4]]), np.array([[0], [1], [1]]))
    >>> standing = standing_of(carried, days, (), is_of_rows=np.zeros(2, dtype=bool), outages=())
    >>> standing.earlier.counts[:, 0].tolist(), standing.earlier.pace[:, 0].tolist()
    ([nan, 10.0, 10.0], [nan, 7.0, 7.0])
    """
    earlier = figures_before(carried)
    _take_pace_of_rows(earlier.pace, carried, ordinals, is_of_rows, outages)
    _add_up_gains(earlier, carried, families)
    return Standing(carried, earlier)


def latest_change(reported_on: Ints) -> tuple[Ints, Ints]:
    """The day of the figure before the one that speaks, for each row, and the row where that was first reported.

    Parameters
    ----------
    reported_on
        Ordinals of carried figures, shape (days, areas), never falling; 0 for none.

    Returns
    -------
    tuple of ndarray
        Ordinals, 0 for none, and rows, which mean nothing where there is none.

    Examples
    --------
    >>> day, row = latest_change(np.array([[0], [3], [3], [5]]))
    >>> day[:, 0].tolist(), row[3, 0].item()
    ([0, 0, 0, 3], 1)
    """
    if not reported_on.size:
        return np.zeros_like(reported_on), np.zeros_like(reported_on)
    is_new = np.ones(reported_on.shape, dtype=bool)
    is_new[1:] = reported_on[1:] != reported_on[:-1]
    since = np.maximum.accumulate(np.where(is_new, np.arange(len(reported_on))[:, None], 0), axis=0)
    last = np.maximum(since - 1, 0)
    day = np.where(since > 0, np.take_along_axis(reported_on, last, axis=0), NOT_REPORTED)
    return day, np.take_along_axis(since, last, axis=0)


def figures_before(carried: Carried) -> Earlier:
    """The newest figure of an earlier day of each area; of a sum none, its children tell."""
    day, row = latest_change(carried.reported_on)
    day = np.where(carried.origin == SUM_OF_CHILDREN, NOT_REPORTED, day)
    is_none = day == NOT_REPORTED
    counts = np.where(is_none, np.nan, np.take_along_axis(carried.counts, row, axis=0)) if row.size else carried.counts
    span = np.where(is_none, 1, carried.reported_on - day)
    return Earlier(counts.copy(), day, (carried.counts - counts) / span)


def _take_pace_of_rows(
    pace: Floats,
    carried: Carried,
    ordinals: Ints,
    is_of_rows: npt.NDArray[np.bool_],
    outages: Sequence[frozenset[int]],
) -> None:
    """Replace the pace of figures that were counted from rows by the mean of their last seven days."""
    is_counted = np.zeros(pace.shape, dtype=bool)
    has_origin = carried.origin >= 0
    is_counted[has_origin] = is_of_rows[carried.origin[has_origin]]
    columns_of: dict[frozenset[int], list[int]] = {}
    for column in np.flatnonzero(is_counted.any(axis=0)).tolist():
        columns_of.setdefault(outages[column] if outages else frozenset(), []).append(column)
    for days_off, columns in columns_of.items():
        last, counts = carried.reported_on[:, columns], carried.counts[:, columns]
        first = np.take_along_axis(last, is_counted[:, columns].argmax(axis=0)[None, :], axis=0)
        start = np.maximum(last - PACE_DAYS, first - 1)
        then = np.searchsorted(ordinals, start, side="right") - 1
        has_count = (start >= first) & (then >= 0)
        before = np.where(has_count, np.take_along_axis(counts, np.maximum(then, 0), axis=0), 0.0)
        off = np.array(sorted(days_off), dtype=np.int64)
        out = np.searchsorted(off, last, side="right") - np.searchsorted(off, start, side="right")
        days = last - start - out
        rate = np.where(days > 0, (counts - before) / np.maximum(days, 1), np.nan)
        pace[:, columns] = np.where(is_counted[:, columns], rate, pace[:, columns])


def _add_up_gains(earlier: Earlier, carried: Carried, families: Sequence[Family]) -> None:
    for parent, children in families:
        rows = np.flatnonzero(carried.origin[:, parent] == SUM_OF_CHILDREN)
        rows = rows[(earlier.reported_on[np.ix_(rows, children)] != NOT_REPORTED).all(axis=1)]
        earlier.counts[rows, parent] = sum_of_parts(earlier.counts, rows, children)
        earlier.reported_on[rows, parent] = earlier.reported_on[np.ix_(rows, children)].min(axis=1)
        earlier.pace[rows, parent] = sum_of_parts(earlier.pace, rows, children)


def sum_of_parts(values: Floats, rows: Ints, children: Ints) -> Floats:
    """Add children up on some rows."""
    total: Floats = np.ascontiguousarray(values[np.ix_(rows, children)]).sum(axis=1)
    return total
