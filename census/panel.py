"""Cumulative figures of every area on every day that somebody reported, carried forward and added up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from census.tree import AreaTree
from census.vocabulary import AREA_MEASURES

NOT_REPORTED = 0
"""Value of `reported_on` where there is no figure."""

SUM_OF_CHILDREN = -2
"""Origin of a figure that is the sum of the areas below."""


@dataclass(frozen=True)
class Carried:
    """One measure, carried forward.

    Attributes
    ----------
    counts
        float64, shape (days, areas): cumulative count, NaN where nothing has been delivered; whole below 2**53.
    reported_on
        int64, same shape: proleptic ordinal of the day the figure speaks of, 0 for none.
    origin
        int64, same shape: row of the recaps that the figure was read from, -2 for a sum of children, -1 for none.
    """

    counts: npt.NDArray[np.float64]
    reported_on: npt.NDArray[np.int64]
    origin: npt.NDArray[np.int64]


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
    """

    codes: tuple[str, ...]
    days: tuple[date, ...]
    measures: dict[str, Carried]
    sources: tuple[str, ...]

    @cached_property
    def _ordinals(self) -> npt.NDArray[np.int64]:
        return np.array([day.toordinal() for day in self.days], dtype=np.int64)

    def row_of(self, as_of: date) -> int:
        """Give the row that speaks on a day: the newest report not after it, -1 before the first."""
        return int(np.searchsorted(self._ordinals, as_of.toordinal(), side="right")) - 1

    def at(self, measure: str, as_of: date) -> pd.DataFrame:
        """Give one measure as it stood on a day.

        Returns
        -------
        DataFrame
            Index: area code. `count` (Int64), `reported_on` (int64 ordinal, 0 for none), `origin` (int64),
            `earlier_count` (Int64) and `earlier_on` (int64): the figure before that one.
        """
        row = self.row_of(as_of)
        index = pd.Index(self.codes, name="code")
        if row < 0:
            nothing = pd.DataFrame(index=index)
            nothing["count"] = pd.array([None] * len(index), dtype="Int64")
            return nothing.assign(reported_on=0, origin=-1, earlier_count=nothing["count"], earlier_on=0)
        carried = self.measures[measure]
        count, reported = carried.counts[row], carried.reported_on[row]
        earlier_count = np.full(len(index), np.nan)
        earlier_on = np.zeros(len(index), dtype=np.int64)
        for before in range(row - 1, -1, -1):
            then = carried.reported_on[before]
            take = (earlier_on == NOT_REPORTED) & (then != NOT_REPORTED) & (then < reported)
            earlier_count[take] = carried.counts[before][take]
            earlier_on[take] = then[take]
        return pd.DataFrame(
            {
                "count": pd.array(count, dtype="Int64"),
                "reported_on": reported,
                "origin": carried.origin[row],
                "earlier_count": pd.array(earlier_count, dtype="Int64"),
                "earlier_on": earlier_on,
            },
            index=index,
        )

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
            elif origin[here] >= 0:
                found[self.sources[origin[here]]] = None
        return tuple(found)


def build_panel(tree: AreaTree, recaps: pd.DataFrame) -> Panel:
    """Carry each area's last figure forward and add children up where they say more than the parent's own row.

    Which figure speaks for an area: its own recap, or the sum of its children where *every* child has one. The sum
    speaks of the oldest day among its children; the newer of the two speaks, the area's own on a tie. Nothing is
    interpolated, and an area of which one child is unknown has no sum.

    Parameters
    ----------
    tree
        The areas.
    recaps
        One row per source, area and day, the row that shall win later: `area_code`, `as_of` (date), `source` and
        the columns of `census.vocabulary.AREA_MEASURES` (null where nothing was delivered). Rows of areas outside
        the tree are passed over.
    """
    codes = tree.codes
    known = recaps[recaps["area_code"].isin(codes)].reset_index(drop=True)
    days = sorted(set(known["as_of"]))
    day_at = {day: i for i, day in enumerate(days)}
    column_at = {code: i for i, code in enumerate(codes)}
    rows = known["as_of"].map(day_at).to_numpy(dtype=np.int64)
    columns = known["area_code"].map(column_at).to_numpy(dtype=np.int64)
    ordinals = np.array([day.toordinal() for day in days], dtype=np.int64)
    families = _families(tree, column_at)
    measures = {}
    for measure in AREA_MEASURES:
        values = known[measure].to_numpy(dtype=np.float64, na_value=np.nan)
        own = _own(values, rows, columns, ordinals, shape=(len(days), len(codes)))
        measures[measure] = _with_sums(own, families)
    return Panel(tuple(codes), tuple(days), measures, tuple(known["source"]))


def _families(tree: AreaTree, column_at: dict[str, int]) -> list[tuple[int, npt.NDArray[np.int64]]]:
    """Pair each parent's column with its children's, the deepest parents first."""
    return [
        (column_at[code], np.array([column_at[child] for child in children], dtype=np.int64))
        for code in reversed(tree.codes)
        if (children := tree.children(code))
    ]


def _own(
    values: npt.NDArray[np.float64],
    rows: npt.NDArray[np.int64],
    columns: npt.NDArray[np.int64],
    ordinals: npt.NDArray[np.int64],
    *,
    shape: tuple[int, int],
) -> Carried:
    counts = np.full(shape, np.nan)
    origin = np.full(shape, -1, dtype=np.int64)
    delivered = ~np.isnan(values)
    counts[rows[delivered], columns[delivered]] = values[delivered]
    origin[rows[delivered], columns[delivered]] = np.flatnonzero(delivered)
    if not shape[0]:
        return Carried(counts, np.zeros(shape, dtype=np.int64), origin)
    last = np.where(origin >= 0, np.arange(shape[0])[:, None], -1)
    last = np.maximum.accumulate(last, axis=0)
    found = last >= 0
    at, column = np.maximum(last, 0), np.arange(shape[1])[None, :]
    return Carried(
        np.where(found, counts[at, column], np.nan),
        np.where(found, ordinals[at], NOT_REPORTED),
        np.where(found, origin[at, column], -1),
    )


def _with_sums(own: Carried, families: list[tuple[int, npt.NDArray[np.int64]]]) -> Carried:
    counts, reported_on, origin = own.counts.copy(), own.reported_on.copy(), own.origin.copy()
    for parent, children in families:
        below = reported_on[:, children].min(axis=1)
        newer = (below != NOT_REPORTED) & (below > reported_on[:, parent])
        counts[newer, parent] = counts[np.ix_(newer, children)].sum(axis=1)
        reported_on[newer, parent] = below[newer]
        origin[newer, parent] = SUM_OF_CHILDREN
    return Carried(counts, reported_on, origin)
