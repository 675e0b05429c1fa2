"""The two accounts of an area, its own figures and the sums of its parts: carried forward, and which of them speaks."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

NOT_REPORTED = 0
"""Value of `reported_on` where there is no figure."""

NO_ORIGIN = -1
"""Origin of an area without a figure."""

SUM_OF_CHILDREN = -2
"""Origin of a figure that is the sum of the areas below."""

SILENT_AFTER_DAYS = 7
"""An account that ends so many days before the other has fallen silent, where the other told on as many days since."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Family = tuple[int, Ints]
"""Column of a parent and columns of its children."""


@dataclass(frozen=True)
class Carried:
    """One measure, carried forward.

    Attributes
    ----------
    counts
        float64, shape (days, areas): cumulative count, NaN where nothing has been delivered; whole, below 2**53.
    reported_on
        int64, same shape: proleptic ordinal of the day the figure speaks of, 0 for none.
    origin
        int64, same shape: row of the recaps that the figure was read from, -2 for a sum of children, -1 for none.
    """

    counts: Floats
    reported_on: Ints
    origin: Ints


@dataclass(frozen=True)
class Pair:
    """Both accounts of one area: its own figures and the sums of the areas below it; one value per day.

    Attributes
    ----------
    own_counts, own_on, sums, sums_on
        float64 counts and int64 ordinals as in `Carried`, NaN and 0 where the account has no figure.
    sums_until
        int64: newest day of the parts of each sum; the oldest is `sums_on`.
    is_sum
        Whether the sums speak for the area.
    """

    own_counts: Floats
    own_on: Ints
    sums: Floats
    sums_on: Ints
    sums_until: Ints
    is_sum: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the account that does not speak for an area says something else than the one that does.

    Attributes
    ----------
    is_sum
        Whether the sum of the areas below speaks; else the area's own figures do.
    count, day
        The figure that speaks, of the newest day of which both told, or else its newest; None where it has none yet.
    other_count, other_day
        That of the other account.
    newest_count, newest_day
        The other account's newest figure, where it is of a later day than the one that is compared; else None.
    """

    is_sum: bool
    count: int | None
    day: date | None
    other_count: int
    other_day: date
    newest_count: int | None = None
    newest_day: date | None = None

    @property
    def by(self) -> int | None:
        """The other account less the one that speaks, where both told of one day; else None."""
        return None if self.count is None or self.day != self.other_day else self.other_count - self.count


def carry_forward(values: Floats, cells: Ints, ordinals: Ints) -> Carried:
    """Each area's last figure on every day from its own on, with the day of which it tells.

    Nothing is interpolated. On the days before the first figure there is none.

    Parameters
    ----------
    values
        Count of each recap row.
    cells
        Recap row by day and area, -1 for none.
    ordinals
        Ordinal of the day of each row of `cells`.

    Returns
    -------
    Carried
        Shape (days, areas).

    Examples
    --------
    One area with 40 on day 3 and 55 on day 5; other areas have reported on days 2 and 4.

    >>> carried = carry_forward(np.array([40.0, 55.0]), np.array([[-1], [0], [-1], [1]]), np.array([2, 3, 4, 5]))
    >>> carried.counts[:, 0].tolist(), carried.reported_on[:, 0].tolist()
    ([nan, 40.0, 40.0, 55.0], [0, 3, 3, 5])
    """
    shape = cells.shape
    if not cells.size:
        return Carried(np.full(shape, np.nan), np.zeros(shape, dtype=np.int64), cells)
    last = np.where(cells == NO_ORIGIN, -1, np.arange(shape[0])[:, None])
    last = np.maximum.accumulate(last, axis=0)
    has_figure = last >= 0
    last = np.maximum(last, 0)
    origin = np.where(has_figure, np.take_along_axis(cells, last, axis=0), NO_ORIGIN)
    return Carried(
        np.where(has_figure, values[origin], np.nan), np.where(has_figure, ordinals[last], NOT_REPORTED), origin
    )


def with_sums(carried: Carried, families: tuple[Family, ...], last: int | None) -> tuple[Carried, dict[int, Pair]]:
    """The figures with one account speaking for each parent, and both accounts where an area has two.

    Parents are taken from the deepest up, so that a sum may be made of sums (decision 98).

    Examples
    --------
    A kecamatan (column 0) reports 100 on day 3 and 130 on day 17; its two desa report on days 15 to 18. The sum has
    figures of four days and the kecamatan of two: the sum speaks on all days, and day 3 has no figure any more.

    >>> nan = np.nan
    >>> counts = np.array([[100, nan, nan], [100, 50, 60], [100, 52, 61], [130, 55, 62], [130, 58, 64]])
    >>> days = np.array([[3, 0, 0], [3, 15, 15], [3, 16, 16], [17, 17, 17], [17, 18, 18]])
    >>> carried = Carried(counts, days, np.where(days > 0, 0, NO_ORIGIN))
    >>> spoken, pairs = with_sums(carried, ((0, np.array([1, 2])),), None)
    >>> spoken.counts[:, 0].tolist(), pairs[0].is_sum
    ([nan, 110.0, 113.0, 117.0, 122.0], True)
    >>> difference_of(pairs[0], 4).by
    13
    """
    counts, reported_on, origin = carried.counts.copy(), carried.reported_on.copy(), carried.origin.copy()
    newest = carried.reported_on.copy()
    pairs = {}
    for parent, children in families:
        sums_on = reported_on[:, children].min(axis=1)
        has_sum = sums_on != NOT_REPORTED
        if not has_sum.any():
            continue
        sums = np.where(has_sum, counts[:, children].sum(axis=1), np.nan)
        until = np.where(has_sum, newest[:, children].max(axis=1), NOT_REPORTED)
        own_on = carried.reported_on[:, parent]
        is_sum = _sum_speaks(_days_of(own_on), _days_of(sums_on), last)
        if (own_on != NOT_REPORTED).any():
            pairs[parent] = Pair(carried.counts[:, parent], own_on, sums, sums_on, until, is_sum)
        if is_sum:
            counts[:, parent], reported_on[:, parent], newest[:, parent] = sums, sums_on, until
            origin[:, parent] = np.where(has_sum, SUM_OF_CHILDREN, NO_ORIGIN)
    return Carried(counts, reported_on, origin), pairs


def _days_of(reported_on: Ints) -> Ints:
    days: Ints = np.unique(reported_on[reported_on != NOT_REPORTED])
    return days


def _sum_speaks(own_days: Ints, sum_days: Ints, last: int | None) -> bool:
    """Whether the sum speaks and not the area's own figures, by the days, rising, of which each has figures.

    The account with more days speaks, of equally many the one that ends later, then the area's own. An account that is
    silent for more than `SILENT_AFTER_DAYS` gives way to one that has told on as many days since (decision 98).
    """
    if last is not None and (own_days.min(initial=last + 1) <= last or sum_days.min(initial=last + 1) <= last):
        own_days, sum_days = own_days[own_days <= last], sum_days[sum_days <= last]
    if not len(own_days) or not len(sum_days):
        return len(sum_days) > 0
    for silent, other in ((own_days, sum_days), (sum_days, own_days)):
        is_silent = other[-1] - silent[-1] > SILENT_AFTER_DAYS
        if is_silent and (other > silent[-1]).sum() >= SILENT_AFTER_DAYS:
            return other is sum_days
    return (len(sum_days), sum_days[-1]) > (len(own_days), own_days[-1])


def difference_of(pair: Pair, row: int) -> Difference | None:
    """What the silent account tells otherwise on one row (`census.figures.panel.Panel.difference`), else None."""
    own_account, sum_account = (pair.own_counts, pair.own_on, pair.own_on), (pair.sums, pair.sums_on, pair.sums_until)
    (counts, reported_on, until), (others, others_on, others_until) = (
        (sum_account, own_account) if pair.is_sum else (own_account, sum_account)
    )
    is_newer = bool(others_on[row] > reported_on[row])
    both = np.flatnonzero(
        (reported_on == others_on) & (until == others_until) & (reported_on == until) & (reported_on != NOT_REPORTED)
    )
    both = both[both <= row]
    at = row
    if len(both) and counts[both[-1]] != others[both[-1]]:
        at = int(both[-1])
    elif not is_newer:
        # Of an older figure it is a contradiction only that it counts more; newer parts of a sum would explain it.
        is_older = not len(both) and NOT_REPORTED != others_on[row] and others_until[row] <= reported_on[row]
        if not is_older or others[row] <= counts[row]:
            return None
    has_figure, has_newer = reported_on[at] != NOT_REPORTED, at != row and is_newer
    return Difference(
        pair.is_sum,
        int(counts[at]) if has_figure else None,
        date.fromordinal(int(reported_on[at])) if has_figure else None,
        int(others[at]),
        date.fromordinal(int(others_on[at])),
        int(others[row]) if has_newer else None,
        date.fromordinal(int(others_on[row])) if has_newer else None,
    )
