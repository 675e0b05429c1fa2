"""What is asked of a forecast and answered: which areas are drawn, and what came of them by the as-of day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from census.base.tree import AreaTree
from census.base.vocabulary import Status, Unit, measure_column, register_column
from census.figures.panel import NOT_REPORTED, Panel
from census.figures.rounding import FORECAST_FIELDS, Grid, rounded
from census.forecast.history import Floats, History
from census.forecast.model import Forecast, Refusal, Summary

MOST_AREAS = 1_000
"""Areas drawn at most: of a larger country coarser ones are."""


@dataclass(frozen=True)
class Question:
    """What is to be told.

    Attributes
    ----------
    unit, status
        What is counted.
    as_of
        The day of which the screen speaks: later figures are not looked at.
    deadline
        The last day that counts; None where no target sets one.
    moved_on
        Day on which the deadline was last moved; None for never.
    seed
        What makes the draws the same again.
    is_undivided
        Whether the area is drawn from its own figures, and not from those of its parts.
    """

    unit: Unit
    status: Status
    as_of: date
    deadline: date | None
    moved_on: date | None = None
    seed: int = 0
    is_undivided: bool = False

    @property
    def measure(self) -> str:
        """Column of the counts."""
        return measure_column(self.unit, self.status)


@dataclass(frozen=True)
class Outlook:
    """A forecast, or why there is none.

    Attributes
    ----------
    refusal
        Why nothing is said; None where something is.
    forecast
        The draws, where they were made; also behind `Refusal.UNRELIABLE`, for the record alone.
    anchor
        The area whose parts these are.
    """

    refusal: Refusal | None
    forecast: Forecast | None = None
    anchor: str | None = None

    def drawn_below(self, tree: AreaTree, code: str) -> list[str]:
        """List the areas whose draws add up to those of an area; none where it lies below what was drawn."""
        if self.forecast is None:
            return []
        return [part for part in self.forecast.codes if code in tree.chain(part)]

    def summary(self, tree: AreaTree, code: str, target_count: int | None, grid: Grid) -> Summary | None:
        """Median, interval and chance of an area on a grid of counts; None where nothing is said of it."""
        below = self.drawn_below(tree, code)
        if self.refusal is not None or self.forecast is None or not below:
            return None
        summary = self.forecast.summary(below, target_count=target_count, grid=grid)
        chance = None if summary.chance is None else rounded(summary.chance, FORECAST_FIELDS["chance_target"])
        return replace(summary, chance=chance)

    def pooled(self, told_as: Mapping[str, str | None]) -> "Outlook":
        """The forecast with the draws of areas that a reader does not see added to those of the area above them.

        Every sum that the reader may see comes to the same: the area above stands for all its parts that have no draws
        of their own. `told_as` has the area that each is told under (`census.disclosure.protection.told_under`).
        """
        if self.forecast is None:
            return self
        groups: dict[str, list[str]] = {}
        for code in self.forecast.codes:
            if (above := told_as.get(code)) is not None:
                groups.setdefault(above, []).append(code)
        return replace(self, forecast=self.forecast.regrouped(dict(sorted(groups.items()))))


def cuts_below(tree: AreaTree, anchor: str) -> Iterator[list[str]]:
    """The tree below an area cut at each level, the deepest first; where it ends earlier, at its end."""
    chains = {code: list(tree.chain(code)) for code in tree.codes}
    within = {code: {tree.level(above) for above in chain} for code, chain in chains.items() if anchor in chain}
    for level in reversed(dict.fromkeys(tree.level(code) for code in within)):
        ends = [code for code, levels in within.items() if level not in levels and not tree.children(code)]
        codes = sorted([*tree.below(anchor, level), *ends])
        if len(codes) <= MOST_AREAS or level == tree.level(anchor):
            yield codes


def pools_of(tree: AreaTree, codes: Sequence[str], unsaid: frozenset[str]) -> list[list[str]]:
    """The areas that are drawn as one, by pool.

    Areas of which nothing may be said form one pool under the nearest area above of which something may. Drawn is what
    the shown parts leave over of that area's total, and nothing finer (decision 123).
    """
    pools: dict[str, list[str]] = {}
    for code in codes:
        above = next((ancestor for ancestor in tree.chain(code) if ancestor not in unsaid), "")
        pools.setdefault(code if code not in unsaid else f"rest of {above}", []).append(code)
    return list(pools.values())


@dataclass(frozen=True)
class Past:
    """Areas by pool, what came of each pool, and its newest count."""

    pools: list[list[str]]
    history: History
    newest: Floats


def read_past(
    panel: Panel, base: pd.DataFrame, pools: list[list[str]], question: Question, outages: frozenset[int]
) -> Past | None:
    """What areas reported up to the as-of day, on the days on which any did, by pool; None without figures of all.

    Areas that are drawn as one have on each day what they had told by then, and speak of the oldest day among them: as
    their total does.

    Between two reports of an area its count is taken to have grown evenly. This is for the model alone: what readers
    see is never interpolated. Days before the first or after the last figure of any area are left out.
    """
    rows, carried = panel.row_of(question.as_of) + 1, panel.measures[question.measure]
    columns = [[panel.column_of[code] for code in pool] for pool in pools]
    reported_on = np.stack([carried.reported_on[:rows, pool].min(axis=1) for pool in columns], axis=1)
    counts = np.stack([carried.counts[:rows, pool].sum(axis=1) for pool in columns], axis=1)
    if not rows or (reported_on[-1] == NOT_REPORTED).any():
        return None
    first = max(int(pool_days[pool_days != NOT_REPORTED][0]) for pool_days in reported_on.T)
    days = np.unique(reported_on[(reported_on >= first) & (reported_on <= reported_on[-1].min())])
    if not len(days):
        return None
    steady = np.empty((len(days), len(pools)))
    for place, (own_days, own_counts) in enumerate(zip(reported_on.T, counts.T, strict=True)):
        has_figure = own_days != NOT_REPORTED
        # A figure told later for the same day stands.
        at, newest = np.unique(own_days[has_figure][::-1], return_index=True)
        steady[:, place] = np.interp(days, at, own_counts[has_figure][::-1][newest])
    codes = [code for pool in pools for code in pool]
    register = base.loc[codes, register_column(question.unit)].to_numpy(dtype=np.float64, na_value=np.nan)
    size = dict(zip(codes, register.tolist(), strict=True))
    bases = np.array([sum(size[code] for code in pool) for pool in pools])
    # Where the register of one area is not known, that of all is not.
    bases = np.zeros(len(pools)) if np.isnan(bases).any() else bases
    return Past(pools, History(days, np.floor(steady), bases, outages), counts[-1])
