"""Cumulative figures of every area on every day that somebody reported, carried forward and added up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from census.base.nullable import nullable, whole_numbers
from census.base.tree import AreaTree
from census.base.vocabulary import AREA_MEASURES
from census.figures.accounts import (
    NO_ORIGIN,
    NOT_REPORTED,
    SUM_OF_CHILDREN,
    Carried,
    Difference,
    Family,
    Floats,
    Ints,
    Pair,
    carry_forward,
    difference_of,
    with_sums,
)
from census.figures.feed import ROWS, SIMULATED_ROWS

__all__ = [
    "NOT_REPORTED",
    "NO_ORIGIN",
    "PACE_DAYS",
    "SUM_OF_CHILDREN",
    "Carried",
    "Difference",
    "Floats",
    "Ints",
    "Panel",
    "build_panel",
]

PACE_DAYS = 7
"""Days of rows over which a recent pace is taken."""


@dataclass
class _Before:
    """The figure before the one that speaks, and the mean daily gain between the two; one value per area."""

    count: Floats
    day: Ints
    pace: Floats


@dataclass(frozen=True)
class Panel:
    """The carried figures of all measures.

    Attributes
    ----------
    codes
        Area codes, one per column.
    days
        Days with at least one report, rising, one per row.
    measures
        `Carried` by measure column.
    sources
        Text source of each recap row.
    families
        Columns of each parent and its children, the deepest parents first.
    outages
        Ordinals of the days of outage, by column.
    pairs
        By measure and column the two accounts of the areas that have figures of their own and sums.
    """

    codes: tuple[str, ...]
    days: tuple[date, ...]
    measures: dict[str, Carried]
    sources: tuple[str, ...]
    families: tuple[Family, ...]
    outages: tuple[frozenset[int], ...] = ()
    pairs: Mapping[str, Mapping[int, Pair]] = field(default_factory=dict)

    @cached_property
    def _ordinals(self) -> Ints:
        return _ordinals(self.days)

    @cached_property
    def column_of(self) -> dict[str, int]:
        """Column by area code."""
        return {code: column for column, code in enumerate(self.codes)}

    def row_of(self, as_of: date) -> int:
        """Give the row that speaks on a day: the newest report not after it, -1 before the first."""
        return int(np.searchsorted(self._ordinals, as_of.toordinal(), side="right")) - 1

    def at(self, measure: str, as_of: date) -> pd.DataFrame:
        """Give one measure as it stood on a day, and the figure before.

        The figure before an area's own is the one that spoke for the area before that day. A sum gained what its
        children gained, each since its own figure before: children that report on different days would else lend
        their gains to the wrong days. Where a child has none, the sum has none.

        Returns
        -------
        DataFrame
            Index: area code. `count` (Int64), `reported_on` (int64 ordinal, 0 for none), `origin` (int64),
            `earlier_count` (Int64), `earlier_on` (int64; of a sum, the oldest of its children's) and `pace`
            (Float64: mean daily gain between the two; of a figure counted from rows, over its last seven days
            without those of outage).
        """
        index = pd.Index(self.codes, name="code")
        row = self.row_of(as_of)
        if row < 0:
            none = np.full(len(index), np.nan)
            nobody = np.full(len(index), NOT_REPORTED)
            now, before = Carried(none, nobody, nobody + NO_ORIGIN), _Before(none, nobody, none)
        else:
            carried = self.measures[measure]
            now = Carried(carried.counts[row], carried.reported_on[row], carried.origin[row])
            before = _figure_before(carried, row)
            self._tell_pace_of_rows(carried, now, before)
            _add_up_gains(now, before, self.families)
        return pd.DataFrame(
            {
                "count": whole_numbers(now.counts),
                "reported_on": now.reported_on,
                "origin": now.origin,
                "earlier_count": whole_numbers(before.count),
                "earlier_on": before.day,
                "pace": nullable(before.pace),
            },
            index=index,
        )

    @cached_property
    def _is_of_rows(self) -> npt.NDArray[np.bool_]:
        return np.array([source in (ROWS, SIMULATED_ROWS) for source in self.sources], dtype=bool)

    def _tell_pace_of_rows(self, carried: Carried, now: Carried, before: _Before) -> None:
        """Replace the pace of figures that were counted from rows by the mean of their last seven days."""
        columns = np.flatnonzero(now.origin >= 0)
        columns = columns[self._is_of_rows[now.origin[columns]]] if len(columns) else columns
        for column in columns:
            last = int(now.reported_on[column])
            told = carried.origin[:, column]
            of_rows = np.flatnonzero((told >= 0) & self._is_of_rows[told])
            first = int(carried.reported_on[of_rows[0], column])
            start = max(last - PACE_DAYS, first - 1)
            then = self.row_of(date.fromordinal(start)) if start >= first else -1
            earlier = carried.counts[then, column] if then >= 0 else 0.0
            outages = self.outages[column] if self.outages else frozenset()
            days = sum(day not in outages for day in range(start + 1, last + 1))
            before.pace[column] = (now.counts[column] - earlier) / days if days else np.nan

    def difference(self, measure: str, code: str, as_of: date) -> Difference | None:
        """Give what the account that does not speak for an area says otherwise; None where the two agree.

        Compared is the newest day of which both told (of a sum all parts must be of that day). Where they agree on it,
        or share none, an other figure is told that is of a newer day, or of a day on which nothing speaks yet; of
        accounts that share no day also an older one that counts more.
        """
        row, column = self.row_of(as_of), self.column_of[code]
        pair = self.pairs.get(measure, {}).get(column)
        return None if pair is None or row < 0 else difference_of(pair, row)

    def sources_of(self, tree: AreaTree, origin: Mapping[str, int], code: str) -> tuple[str, ...]:
        """Name the distinct sources of an area's figure; of a sum, those of the figures that were added up.

        Parameters
        ----------
        tree
            The areas.
        origin
            Origin by area code, as `at` gives it.
        code
            The area.
        """
        found: dict[str, None] = {}
        waiting = [code]
        while waiting:
            here = waiting.pop()
            if origin[here] == SUM_OF_CHILDREN:
                waiting.extend(reversed(tree.children(here)))
            elif origin[here] != NO_ORIGIN:
                found[self.sources[origin[here]]] = None
        return tuple(found)


def build_panel(
    tree: AreaTree,
    recaps: pd.DataFrame,
    *,
    measures: tuple[str, ...] = AREA_MEASURES,
    outages: Mapping[str, frozenset[date]] | None = None,
    until: date | None = None,
) -> Panel:
    """Carry each area's last figure forward, and add children up where their sums speak for the parent.

    An area has two accounts of a measure: its own figures, and the sums of its children where *every* child has a
    figure; a sum speaks of the oldest day among them. One of the two speaks on all days (decision 98), so that no
    gain is one account less the other: the one with figures of more days; of equally many the one that ends later; on
    a tie the area's own. One that ends more than seven days before the other gives way to it where the other has told
    on seven days since. Nothing is interpolated, and an area of which one child is unknown has no sum.

    An area's own figures of 3, 10 and 17 March and sums of 15 and 17 March: its own speak, also on 16 March, when the
    sum is newer. With sums of 15, 17, 18 and 19 March these speak, and 3 March has no figure.

    Parameters
    ----------
    tree
        The areas.
    recaps
        One row per source, area and day, the row that shall win later: `area_code`, `as_of` (date), `source`
        and the columns of `measures` (null where nothing was delivered). Areas outside the tree are passed over.
    measures
        Columns of counts, keyword-only.
    outages
        Days of outage by code of kabupaten, keyword-only: days that say nothing of a pace.
    until
        Last day of the campaign, keyword-only: what was told of later days decides between two accounts only where
        none was told of earlier ones.
    """
    codes = tree.codes
    known = recaps[recaps["area_code"].isin(codes)].reset_index(drop=True)
    days = sorted(set(known["as_of"]))
    day_at = {day: i for i, day in enumerate(days)}
    column_at = {code: i for i, code in enumerate(codes)}
    rows = np.array([day_at[day] for day in known["as_of"]], dtype=np.int64)
    columns = np.array([column_at[code] for code in known["area_code"]], dtype=np.int64)
    families = _families(tree, column_at)
    carried: dict[str, Carried] = {}
    pairs: dict[str, dict[int, Pair]] = {}
    last = None if until is None else until.toordinal()
    for measure in measures:
        values = known[measure].to_numpy(dtype=np.float64, na_value=np.nan)
        cells = np.full((len(days), len(codes)), NO_ORIGIN, dtype=np.int64)
        delivered = np.flatnonzero(~np.isnan(values))
        # Of rows with one area and day the last one assigned stays.
        cells[rows[delivered], columns[delivered]] = delivered
        own = carry_forward(values, cells, _ordinals(days))
        carried[measure], pairs[measure] = with_sums(own, families, last)
    days_off = {code: frozenset(day.toordinal() for day in off) for code, off in (outages or {}).items()}
    off = tuple(days_off.get(str(code), frozenset()) for code in tree.frame.loc[codes, "kabupaten_code"])
    return Panel(tuple(codes), tuple(days), carried, tuple(known["source"]), families, off, pairs)


def _ordinals(days: list[date] | tuple[date, ...]) -> Ints:
    return np.array([day.toordinal() for day in days], dtype=np.int64)


def _families(tree: AreaTree, column_at: Mapping[str, int]) -> tuple[Family, ...]:
    return tuple(
        (column_at[code], np.array([column_at[child] for child in children], dtype=np.int64))
        for code in reversed(tree.codes)
        if (children := tree.children(code))
    )


def _figure_before(carried: Carried, row: int) -> _Before:
    """Find the newest figure of an earlier day, as it was first told; for a sum none, its children tell."""
    is_sum = carried.origin[row] == SUM_OF_CHILDREN
    told = carried.reported_on[:row]
    may_speak = ~is_sum & (told < carried.reported_on[row])
    # Above the first row a row of nothing, which is what is found where no figure may speak.
    days = np.vstack([np.zeros((1, len(is_sum)), dtype=np.int64), np.where(may_speak, told, NOT_REPORTED)])
    then, columns = np.argmax(days, axis=0), np.arange(len(is_sum))
    day = days[then, columns]
    count = np.where(day == NOT_REPORTED, np.nan, carried.counts[np.maximum(then - 1, 0), columns])
    span = np.where(day == NOT_REPORTED, 1, carried.reported_on[row] - day)
    return _Before(count, day, (carried.counts[row] - count) / span)


def _add_up_gains(now: Carried, before: _Before, families: tuple[Family, ...]) -> None:
    for parent, children in families:
        if now.origin[parent] != SUM_OF_CHILDREN or (before.day[children] == NOT_REPORTED).any():
            continue
        before.count[parent] = before.count[children].sum()
        before.day[parent] = before.day[children].min()
        before.pace[parent] = before.pace[children].sum()


def has_figures(panel: Panel, measure: str, as_of: date) -> bool:
    """Tell whether any area of a panel has a figure by a day."""
    if panel.row_of(as_of) < 0:
        return False
    return bool((panel.at(measure, as_of)["reported_on"] != NOT_REPORTED).any())
