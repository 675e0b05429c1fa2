"""Carried figures of which small groups show nothing, or little; sums are those of the full figures."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from census.base.nullable import nullable, whole_numbers
from census.base.tree import AreaTree
from census.disclosure.suppression import EDGE, SmallGroups, noun_of
from census.figures.domicile import OUTSIDE
from census.figures.feed import ROWS, SIMULATED_ROWS
from census.figures.panel import NO_ORIGIN, NOT_REPORTED, SUM_OF_CHILDREN, Carried, Floats, Ints, Panel

AT_MOST_5, AT_LEAST_95 = "at_most_5", "at_least_95"
"""What stands for a rate near 0 or 1 of a coarse group."""

_BOUNDS = {-1: AT_MOST_5, 0: None, 1: AT_LEAST_95}
_WEEK = 7
_LOOKS = 64
"""Answers of `look` that are kept."""


@dataclass(frozen=True, kw_only=True)
class ProtectedPanel(Panel):
    """A panel without the figures that are not to be seen.

    `measures` hold no figure of a hidden group, and of a coarse one a figure a week, none near 0 or all. `look` is what
    `at` asks: it closes over the full figures, of which it gives only what may be seen.
    """

    look: Callable[[str, date], pd.DataFrame] = field(repr=False)

    def at(self, measure: str, as_of: date) -> pd.DataFrame:
        """Give one measure as it stood on a day, as far as it is shown; sums as of all figures.

        Returns
        -------
        DataFrame
            As `Panel.at`, and `is_hidden` (bool), `bound` (`AT_MOST_5`, `AT_LEAST_95` or None) and `least`, `most`
            (Int64): the counts between which the count lies, which is null where there is a bound.
        """
        return self.look(measure, as_of).copy(deep=False)


def protected_panel(panel: Panel, small: SmallGroups) -> ProtectedPanel:
    """Panel without what nobody may see: no figure of a hidden group, and one figure a week of a coarse group.

    The figure of a coarse group moves on the first report of a week, and at the earliest seven days after it moved last
    or after the counting of rows began. A week runs from Sunday to Saturday: daily figures then move when the days from
    Monday on are all there. Weeks are those of the calendar and not of the campaign. With another first day of the
    campaign the same days would be cut otherwise, and from the two cuts the figures of single days would follow.

    Parameters
    ----------
    panel
        The full figures.
    small
        The groups that are hidden or coarse.
    """
    hidden = [panel.column_of[code] for code in sorted(small.hidden) if code in panel.column_of]
    coarse = [panel.column_of[code] for code in sorted(small.coarse) if code in panel.column_of]
    small_columns = frozenset((*hidden, *coarse))
    limits = _Limits(small, panel.codes, hidden, coarse)
    weekly = {name: _hide(_slow_down(panel, carried, coarse), hidden) for name, carried in panel.measures.items()}
    shown = {}
    for name, carried in weekly.items():
        is_bound = limits.sides(name, carried.counts) != 0
        shown[name] = _mask(carried, is_bound)
    # Without families and sources there is no pace of single days and none of sums, which would undo the weekly steps.
    slow = replace(panel, measures=weekly, families=(), sources=("",) * len(panel.sources))

    is_small = np.isin(np.arange(len(panel.codes)), [*hidden, *coarse])

    def look(measure: str, as_of: date) -> pd.DataFrame:
        seen = _sums_since_their_own_figure(panel, measure, as_of, is_small)
        return limits.seen(measure, seen, slow.at(measure, as_of) if hidden or coarse else seen)

    return ProtectedPanel(
        codes=panel.codes,
        days=panel.days,
        measures=shown,
        sources=panel.sources,
        families=panel.families,
        outages=panel.outages,
        pairs={
            name: {at: pair for at, pair in pairs.items() if at not in small_columns}
            for name, pairs in panel.pairs.items()
        },
        # Every table of a day begins with it, of every reader.
        look=lru_cache(_LOOKS)(look),
    )


def _sums_since_their_own_figure(
    panel: Panel, measure: str, as_of: date, is_small: npt.NDArray[np.bool_]
) -> pd.DataFrame:
    """Give `Panel.at`, in which a sum with small parts gains since its own earlier figure (decision 125).

    Elsewhere a sum gains what its parts gain, each since its own figure before. Where small parts report on different
    days, that gain and the sums of those days would together give away the gain of each part.
    """
    seen, row = panel.at(measure, as_of), panel.row_of(as_of)
    if row < 0 or not is_small.any():
        return seen
    carried = panel.measures[measure]
    count, day, pace = (
        seen[name].to_numpy(dtype=np.float64, na_value=np.nan).copy()
        for name in ("earlier_count", "earlier_on", "pace")
    )
    is_told_anew = np.zeros(len(panel.codes), dtype=bool)
    for parent, children in panel.families:
        if carried.origin[row, parent] != SUM_OF_CHILDREN or is_small[parent]:
            continue
        if is_small[children].any():
            reported_on, now = carried.reported_on[:row, parent], int(carried.reported_on[row, parent])
            earlier = np.where(reported_on < now, reported_on, NOT_REPORTED)
            then = int(np.argmax(earlier)) if len(earlier) else 0
            day[parent] = earlier[then] if len(earlier) else NOT_REPORTED
            has_earlier = day[parent] != NOT_REPORTED
            count[parent] = carried.counts[then, parent] if has_earlier else np.nan
            pace[parent] = (
                (carried.counts[row, parent] - count[parent]) / (now - day[parent]) if has_earlier else np.nan
            )
        elif is_told_anew[children].any():
            count[parent], pace[parent] = count[children].sum(), pace[children].sum()
            day[parent] = NOT_REPORTED if (day[children] == NOT_REPORTED).any() else day[children].min()
        else:
            continue
        is_told_anew[parent] = True
    return seen.assign(earlier_count=whole_numbers(count), earlier_on=day.astype(np.int64), pace=nullable(pace))


class _Limits:
    """What may be seen of groups: nothing of hidden ones, of coarse ones no count near nobody or all, by any N."""

    def __init__(self, small: SmallGroups, codes: tuple[str, ...], hidden: list[int], coarse: list[int]) -> None:
        self._small, self._codes = small, list(codes)
        self._is_hidden = np.isin(np.arange(len(codes)), hidden)
        self._is_coarse = np.isin(np.arange(len(codes)), coarse)
        self._kept: dict[str, tuple[Floats, Floats, Floats]] = {}

    def _ends(self, measure: str) -> tuple[Floats, Floats, Floats]:
        """Give the largest count near nobody, the smallest near all, and all; unknown N has only the count 0."""
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
        """Give -1 for a count near nobody, 1 near all, 0 else; the last axis runs over groups."""
        low, high, _all = self._ends(measure)
        sides: npt.NDArray[np.int8] = np.where(counts <= low, -1, np.where(counts >= high, 1, 0)).astype(np.int8)
        return np.where(self._is_coarse, sides, 0).astype(np.int8)

    def seen(self, measure: str, full: pd.DataFrame, slow: pd.DataFrame) -> pd.DataFrame:
        """Figures of a day for readers: of small groups weekly figures, bounds of counts and no gain that tells more.

        Parameters
        ----------
        measure
            What is counted.
        full, slow
            `Panel.at` of all figures, and of those that move weekly.
        """
        is_small = self._is_hidden | self._is_coarse

        def column(name: str) -> Floats:
            slow_values, others = (frame[name].to_numpy(dtype=np.float64, na_value=np.nan) for frame in (slow, full))
            merged: Floats = np.where(is_small, slow_values, others)
            return merged

        count, earlier = column("count"), column("earlier_count")
        side = self.sides(measure, count)
        is_near = (side != 0) | (self.sides(measure, earlier) != 0)
        low, high, all_of_them = self._ends(measure)
        return pd.DataFrame(
            {
                "count": whole_numbers(np.where(side != 0, np.nan, count)),
                "reported_on": column("reported_on").astype(np.int64),
                "origin": full["origin"].to_numpy(),
                "earlier_count": whole_numbers(np.where(is_near, np.nan, earlier)),
                "earlier_on": np.where(is_near, NOT_REPORTED, column("earlier_on")).astype(np.int64),
                "pace": nullable(np.where(is_near, np.nan, column("pace"))),
                "is_hidden": self._is_hidden,
                "bound": pd.Series([_BOUNDS[where] for where in side.tolist()], index=full.index, dtype="object"),
                "least": whole_numbers(np.where(side < 0, 0, np.where(side > 0, high, count))),
                "most": whole_numbers(np.where(side < 0, low, np.where(side > 0, all_of_them, count))),
            },
            index=full.index,
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
    is_of_rows = np.array([source in (ROWS, SIMULATED_ROWS) for source in panel.sources], dtype=bool)
    for column in columns:
        held = _rows_held(ordinals, carried, column, is_of_rows)
        for cells, nothing in ((slow.counts, np.nan), (slow.reported_on, NOT_REPORTED), (slow.origin, NO_ORIGIN)):
            cells[:, column] = np.where(held >= 0, cells[np.maximum(held, 0), column], nothing)
    return slow


def _rows_held(ordinals: Ints, carried: Carried, column: int, is_of_rows: npt.NDArray[np.bool_]) -> Ints:
    """Give for each row the row whose figure is shown, -1 for none."""
    held = np.full(len(ordinals), -1, dtype=np.int64)
    current, moved_on, week_before = -1, 0, -1
    before = (NOT_REPORTED, np.nan)
    for row, day in enumerate(ordinals.tolist()):
        figure = (int(carried.reported_on[row, column]), float(carried.counts[row, column]))
        if figure[0] != NOT_REPORTED and figure != before:
            origin = int(carried.origin[row, column])
            if before[0] == NOT_REPORTED and origin >= 0 and is_of_rows[origin]:
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
    """Give for each area the area under which it is told: itself, or the nearest above of which no part is left out.

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
