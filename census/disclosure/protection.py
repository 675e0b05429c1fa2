"""Carried figures of which small groups show nothing, or little; sums are those of the full figures."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from census.base.tree import AreaTree
from census.disclosure.suppression import EDGE, SmallGroups, noun_of
from census.figures.domicile import OUTSIDE
from census.figures.feed import ROWS, SIMULATED_ROWS
from census.figures.panel import NO_ORIGIN, NOT_REPORTED, SUM_OF_CHILDREN, Carried, Floats, Ints, Panel
from census.figures.standing import Bounds, Earlier, Standing, figures_before, latest_change, sum_of_parts

_WEEK = 7

Flags = npt.NDArray[np.bool_]


def protect(panel: Panel, small: SmallGroups) -> Panel:
    """Panel without what nobody may see: no figure of a hidden group, and one a week of a coarse one; sums stay whole.

    The figure of a coarse group moves on the first report of a week, and at the earliest seven days after it moved last
    or after the counting of rows began. A week runs from Sunday to Saturday: daily figures then move when the days from
    Monday on are all there. Weeks are those of the calendar and not of the campaign. With another first day of the
    campaign the same days would be cut otherwise, and from the two cuts the figures of single days would follow.

    Parameters
    ----------
    panel
        The full figures.
    small
        The groups that are hidden or coarse. The series of the former are empty, those of the latter have a figure a
        week, and none near nobody or all.
    """
    hidden, coarse = (
        [panel.column_of[code] for code in sorted(codes) if code in panel.column_of]
        for codes in (small.hidden, small.coarse)
    )
    limits = _Limits(small, panel.codes, hidden, coarse)
    measures, standings = {}, {}
    for name, carried in panel.measures.items():
        weekly = _hide(_slow_down(panel, carried, coarse), hidden)
        standings[name] = limits.shield(name, panel, weekly)
        measures[name] = _mask(weekly, limits.sides(name, weekly.counts) != 0)
    return replace(
        panel,
        measures=measures,
        pairs={
            name: {column: pair for column, pair in pairs.items() if not limits.is_small[column]}
            for name, pairs in panel.pairs.items()
        },
        standings=standings,
    )


def _sums_since_their_own_figure(panel: Panel, measure: str, is_small: Flags) -> Earlier:
    """The figures before, in which a sum with small parts gains since its own earlier figure (decision 125).

    Elsewhere a sum gains what its parts gain, each since its own figure before. Where small parts report on different
    days, that gain and the sums of those days would together give away the gain of each part.
    """
    standing = panel.standings[measure]
    carried, earlier = standing.now, standing.earlier
    if not is_small.any():
        return earlier
    counts, day, pace = earlier.counts.copy(), earlier.reported_on.copy(), earlier.pace.copy()
    is_since_own = np.zeros(counts.shape, dtype=bool)
    for parent, children in panel.families:
        is_sum = carried.origin[:, parent] == SUM_OF_CHILDREN
        if is_small[parent] or not is_sum.any():
            continue
        if is_small[children].any():
            before, first = latest_change(carried.reported_on[:, [parent]])
            has_earlier = before[:, 0] != NOT_REPORTED
            then = np.where(has_earlier, carried.counts[first[:, 0], parent], np.nan)
            span = np.where(has_earlier, carried.reported_on[:, parent] - before[:, 0], 1)
            counts[is_sum, parent], day[is_sum, parent] = then[is_sum], before[is_sum, 0]
            pace[is_sum, parent] = ((carried.counts[:, parent] - then) / span)[is_sum]
            is_since_own[:, parent] = is_sum
            continue
        rows = np.flatnonzero(is_sum & is_since_own[:, children].any(axis=1))
        days = day[np.ix_(rows, children)]
        counts[rows, parent] = sum_of_parts(counts, rows, children)
        pace[rows, parent] = sum_of_parts(pace, rows, children)
        day[rows, parent] = np.where((days == NOT_REPORTED).any(axis=1), NOT_REPORTED, days.min(axis=1))
        is_since_own[rows, parent] = True
    return Earlier(counts, day, pace)


class _Limits:
    """What may be seen of groups. Of a hidden group nothing; of a coarse one no count close to 0 or to N.

    The number of members N may differ from day to day: a count must keep away from 0 and from each of these N.
    """

    def __init__(self, small: SmallGroups, codes: tuple[str, ...], hidden: list[int], coarse: list[int]) -> None:
        self._small, self._codes = small, list(codes)
        self._is_hidden = np.isin(np.arange(len(codes)), hidden)
        self._is_coarse = np.isin(np.arange(len(codes)), coarse)
        self.is_small: Flags = self._is_hidden | self._is_coarse
        self._kept: dict[str, tuple[Floats, Floats, Floats]] = {}

    def _ends(self, measure: str) -> tuple[Floats, Floats, Floats]:
        """Three counts for each group: the largest close to 0, the smallest close to N, and N.

        Where N is unknown only the count 0 is close to 0.
        """
        noun = noun_of(measure)
        if noun not in self._kept:
            most = self._small.most[noun].reindex(self._codes).to_numpy(dtype=np.float64, na_value=0.0)
            least = self._small.least[noun].reindex(self._codes).to_numpy(dtype=np.float64, na_value=np.inf)
            low, high = (
                np.floor(most * EDGE.numerator / EDGE.denominator),
                # An unknown least is infinite, and infinity less infinity no number.
                np.ceil(least * (EDGE.denominator - EDGE.numerator) / EDGE.denominator),
            )
            self._kept[noun] = low, high, most
        return self._kept[noun]

    def sides(self, measure: str, counts: Floats) -> npt.NDArray[np.int8]:
        """The side of each count: -1 near nobody, 1 near all, 0 else; the last axis runs over groups."""
        low, high, _all = self._ends(measure)
        sides: npt.NDArray[np.int8] = np.where(counts <= low, -1, np.where(counts >= high, 1, 0)).astype(np.int8)
        return np.where(self._is_coarse, sides, 0).astype(np.int8)

    def shield(self, measure: str, panel: Panel, weekly: Carried) -> Standing:
        """Put weekly figures in the place of small groups', bounds in that of counts, and no gain that tells them.

        Parameters
        ----------
        measure
            What is counted.
        panel
            All figures.
        weekly
            The measure, that of small groups as it moves weekly. Their pace is that between two of these figures: one
            of the last rows, or of a sum, would undo the weekly steps.
        """
        full, every = panel.standings[measure].now, _sums_since_their_own_figure(panel, measure, self.is_small)
        slow = figures_before(weekly)
        counts = np.where(self.is_small, weekly.counts, full.counts)
        earlier = np.where(self.is_small, slow.counts, every.counts)
        sides = self.sides(measure, counts)
        is_near = (sides != 0) | (self.sides(measure, earlier) != 0)
        return Standing(
            Carried(
                np.where(sides != 0, np.nan, counts),
                np.where(self.is_small, weekly.reported_on, full.reported_on),
                full.origin,
            ),
            Earlier(
                np.where(is_near, np.nan, earlier),
                np.where(is_near, NOT_REPORTED, np.where(self.is_small, slow.reported_on, every.reported_on)),
                np.where(is_near, np.nan, np.where(self.is_small, slow.pace, every.pace)),
            ),
            Bounds(self._is_hidden, sides, *self._ends(measure)),
        )


def _hide(carried: Carried, columns: list[int]) -> Carried:
    is_out = np.zeros(carried.counts.shape, dtype=bool)
    is_out[:, columns] = True
    return _mask(carried, is_out)


def _mask(carried: Carried, is_out: npt.NDArray[np.bool_]) -> Carried:
    return Carried(
        np.where(is_out, np.nan, carried.counts),
        np.where(is_out, NOT_REPORTED, carried.reported_on),
        np.where(is_out, NO_ORIGIN, carried.origin),
    )


def _slow_down(panel: Panel, carried: Carried, columns: list[int]) -> Carried:
    """Let the figures of some columns move once a week."""
    slow = Carried(carried.counts.copy(), carried.reported_on.copy(), carried.origin.copy())
    ordinals = np.array([day.toordinal() for day in panel.days], dtype=np.int64)
    for column in columns:
        held = _rows_held(ordinals, carried, column, panel.sources)
        for cells, nothing in ((slow.counts, np.nan), (slow.reported_on, NOT_REPORTED), (slow.origin, NO_ORIGIN)):
            cells[:, column] = np.where(held >= 0, cells[np.maximum(held, 0), column], nothing)
    return slow


def _rows_held(ordinals: Ints, carried: Carried, column: int, sources: Sequence[str]) -> Ints:
    """The row whose figure is shown, for each row; -1 for none."""
    held = np.full(len(ordinals), -1, dtype=np.int64)
    current, moved_on, week_before = -1, 0, -1
    before = (NOT_REPORTED, np.nan)
    for row, day in enumerate(ordinals.tolist()):
        figure = (int(carried.reported_on[row, column]), float(carried.counts[row, column]))
        if figure[0] != NOT_REPORTED and figure != before:
            origin = int(carried.origin[row, column])
            if before[0] == NOT_REPORTED and origin >= 0 and sources[origin] in (ROWS, SIMULATED_ROWS):
                moved_on = day - 1
            # Ordinals divisible by seven are Sundays.
            if day // _WEEK != week_before and day - moved_on >= _WEEK:
                current, moved_on = row, day
            before, week_before = figure, day // _WEEK
        held[row] = current
    return held


def pooled_domiciles(tree: AreaTree, domiciles: pd.DataFrame, small: SmallGroups) -> pd.DataFrame:
    """Tell the persons of small areas under the nearest area above them that is shown in full.

    Both ends of a flow are: the sum of a row of flows is the area's own count, the sum of a column its de facto count.

    Parameters
    ----------
    tree
        The areas.
    domiciles
        As for `census.figures.domicile.population_flow`.
    small
        The areas that are hidden or coarse. Rows of which no area above is shown are left out.
    """
    return pooled_flows(tree, domiciles, small.hidden | small.coarse)


def pooled_flows(tree: AreaTree, domiciles: pd.DataFrame, out: Collection[str]) -> pd.DataFrame:
    """Tell the persons of some areas under the nearest area above them that is not among these (`told_under`)."""
    shown_as = told_under(tree, out)
    area_codes = {*domiciles["area_code"], *domiciles["domicile_code"]}
    code_shown = {code: shown_as[code] if code in shown_as else OUTSIDE for code in area_codes}
    pooled = domiciles.assign(
        area_code=domiciles["area_code"].map(code_shown), domicile_code=domiciles["domicile_code"].map(code_shown)
    )
    kept: pd.DataFrame = pooled[pooled["area_code"].notna() & pooled["domicile_code"].notna()].reset_index(drop=True)
    return kept


def told_under(tree: AreaTree, out: Collection[str]) -> dict[str, str | None]:
    """The area under which each area is told: itself, or the nearest above of which no part is left out.

    Parameters
    ----------
    tree
        The areas.
    out
        Codes of those that are not told themselves.

    Returns
    -------
    dict
        Code by code of the tree, None where there is no such area.
    """
    shown_as: dict[str, str | None] = {}
    for code in tree.codes:
        above = tree.parent_of[code]
        is_open = code not in out and (above is None or shown_as[above] == above)
        shown_as[code] = code if is_open else (None if above is None else shown_as[above])
    return shown_as
