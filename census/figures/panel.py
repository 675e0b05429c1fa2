"""Cumulative figures of every area on every day that somebody reported, carried forward and added up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from census.base.kept import kept
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
from census.figures.standing import PACE_DAYS, Standing, standing_of

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

_TABLES = 64
"""Tables of `at` that are kept."""


@dataclass(frozen=True)
class Panel:
    """The carried figures of all measures, as far as those who hold them may see: a value, whoever they are.

    What is made of the figures of all areas (sums, gains, which groups are small) is in it as numbers. So to protect
    small groups (`census.disclosure.protection.protect`) or to leave areas out
    (`census.disclosure.restriction.restrict`) is to make a panel that holds less and does not refer to the one before
    (decision 157).

    Attributes
    ----------
    codes
        Area codes, one per column.
    days
        Days with at least one report, rising, one per row.
    measures
        `Carried` by measure column, for series over days; of a sum without its parts the origin alone tells that it is
        one.
    sources
        Text source by origin: of each recap row, or of all that a sum was made of.
    families
        Columns of each parent and its children, the deepest parents first.
    outages
        Ordinals of the days of outage, by column.
    pairs
        By measure and column the two accounts of the areas that have figures of their own and sums.
    standings
        By measure column what `at` gives.
    """

    codes: tuple[str, ...]
    days: tuple[date, ...]
    measures: dict[str, Carried]
    sources: tuple[str, ...]
    families: tuple[Family, ...]
    outages: tuple[frozenset[int], ...] = ()
    pairs: Mapping[str, Mapping[int, Pair]] = field(default_factory=dict)
    standings: Mapping[str, Standing] = field(default_factory=dict)

    @cached_property
    def _ordinals(self) -> Ints:
        return _ordinals(self.days)

    @cached_property
    def column_of(self) -> dict[str, int]:
        """Column by area code."""
        return {code: column for column, code in enumerate(self.codes)}

    def row_of(self, as_of: date) -> int:
        """The row that speaks on a day: the newest report not after it, -1 before the first."""
        return int(np.searchsorted(self._ordinals, as_of.toordinal(), side="right")) - 1

    def at(self, measure: str, as_of: date) -> pd.DataFrame:
        """One measure as it stood on a day, and the figure before (`standing_of`).

        The table is the caller's own: pandas copies what is written to, so that the one that is kept stays as it is.

        Returns
        -------
        DataFrame
            Index: area code. `count` (Int64), `reported_on` (int64 ordinal, 0 for none), `origin` (int64),
            `earlier_count` (Int64), `earlier_on` (int64; of a sum, the oldest of its children's) and `pace`
            (Float64: mean daily gain between the two; of a figure counted from rows, over its last seven days
            without those of outage). Where small groups are protected also `is_hidden` (bool), `bound`
            (`AT_MOST_5`, `AT_LEAST_95` or None) and `least`, `most` (Int64): the counts between which the count
            lies, which is null where there is a bound.
        """
        return self._table(measure, self.row_of(as_of)).copy(deep=False)

    # Every table of a day begins with it, of every reader.
    @kept(_TABLES)
    def _table(self, measure: str, row: int) -> pd.DataFrame:
        return self.standings[measure].table(row, self._index)

    @cached_property
    def _index(self) -> pd.Index:
        return pd.Index(self.codes, name="code")

    def difference(self, measure: str, code: str, as_of: date) -> Difference | None:
        """What the account that does not speak for an area says otherwise; None where the two agree.

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
        names: dict[str, None] = {}
        waiting = [code]
        while waiting:
            here = waiting.pop()
            if origin[here] == SUM_OF_CHILDREN:
                waiting.extend(reversed(tree.children(here)))
            elif origin[here] != NO_ORIGIN:
                names[self.sources[origin[here]]] = None
        return tuple(names)


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

    Examples
    --------
    One desa told 10 of 3 March and 17 of 10 March, the other 20 of 5 March. Their kecamatan has a sum from 5 March on,
    which is as old as its older part, and no figure before it. The first desa gained 7 in 7 days.

    >>> tree = AreaTree(pd.DataFrame({
    ...     "code": ["9901010", "9901010001", "9901010002"], "parent_code": [None, "9901010", "9901010"],
    ...     "level": ["kecamatan", "desa", "desa"], "name": ["K", "A", "B"], "status": None, "kabupaten_code": "9901",
    ... }))
    >>> rows = [("9901010001", 3, 10), ("9901010002", 5, 20), ("9901010001", 10, 17)]
    >>> rows = [(code, date(2020, 3, day), "BPS", count) for code, day, count in rows]
    >>> recaps = pd.DataFrame(rows, columns=["area_code", "as_of", "source", "persons_responded"])
    >>> panel = build_panel(tree, recaps, measures=("persons_responded",))
    >>> for day in (4, 5, 10):
    ...     table = panel.at("persons_responded", date(2020, 3, day))
    ...     print(day, table["count"].tolist(), [date.fromordinal(n).day if n else None for n in table["reported_on"]])
    4 [<NA>, 10, <NA>] [None, 3, None]
    5 [30, 10, 20] [3, 3, 5]
    10 [37, 17, 20] [5, 10, 5]
    >>> table.loc["9901010001", ["earlier_count", "pace"]].tolist()
    [10.0, 1.0]
    """
    codes = tree.codes
    within = recaps[recaps["area_code"].isin(codes)].reset_index(drop=True)
    days = sorted(set(within["as_of"]))
    day_at = {day: i for i, day in enumerate(days)}
    column_at = {code: i for i, code in enumerate(codes)}
    rows = np.array([day_at[day] for day in within["as_of"]], dtype=np.int64)
    columns = np.array([column_at[code] for code in within["area_code"]], dtype=np.int64)
    families, ordinals = _families(tree, column_at), _ordinals(days)
    days_off = {code: frozenset(day.toordinal() for day in off) for code, off in (outages or {}).items()}
    off = tuple(days_off.get(str(code), frozenset()) for code in tree.frame.loc[codes, "kabupaten_code"])
    is_of_rows = within["source"].isin([ROWS, SIMULATED_ROWS]).to_numpy(dtype=bool)
    carried: dict[str, Carried] = {}
    pairs: dict[str, dict[int, Pair]] = {}
    last = None if until is None else until.toordinal()
    for measure in measures:
        values = within[measure].to_numpy(dtype=np.float64, na_value=np.nan)
        cells = _last_delivered(values, rows, columns, shape=(len(days), len(codes)))
        carried[measure], pairs[measure] = with_sums(carry_forward(values, cells, ordinals), families, last)
    standings = {
        name: standing_of(values, ordinals, families, is_of_rows=is_of_rows, outages=off)
        for name, values in carried.items()
    }
    return Panel(tuple(codes), tuple(days), carried, tuple(within["source"]), families, off, pairs, standings)


def _last_delivered(values: Floats, rows: Ints, columns: Ints, *, shape: tuple[int, int]) -> Ints:
    """The place of the value that counts for each day and area, the last delivered; `NO_ORIGIN` for none."""
    cells = np.full(shape, NO_ORIGIN, dtype=np.int64)
    delivered = np.flatnonzero(~np.isnan(values))
    # Of several for one area and day the last one assigned stays.
    cells[rows[delivered], columns[delivered]] = delivered
    return cells


def _ordinals(days: list[date] | tuple[date, ...]) -> Ints:
    return np.array([day.toordinal() for day in days], dtype=np.int64)


def _families(tree: AreaTree, column_at: Mapping[str, int]) -> tuple[Family, ...]:
    return tuple(
        (column_at[code], np.array([column_at[child] for child in children], dtype=np.int64))
        for code in reversed(tree.codes)
        if (children := tree.children(code))
    )


def has_figures(panel: Panel, measure: str, as_of: date) -> bool:
    """Tell whether any area of a panel has a figure by a day."""
    if panel.row_of(as_of) < 0:
        return False
    return bool((panel.at(measure, as_of)["reported_on"] != NOT_REPORTED).any())
