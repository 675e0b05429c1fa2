"""The forecast of a campaign: which areas are drawn, and what came of them by the as-of day."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from census.base.tree import AreaTree
from census.base.vocabulary import Status, Unit, measure_column, register_column
from census.figures.panel import NOT_REPORTED, Panel
from census.figures.rounding import FORECAST_FIELDS, Grid, rounded
from census.forecast.history import Floats, History
from census.forecast.model import Forecast, Refusal, Summary, forecast, refusal_of, summary_of

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
    rush_chance
        How likely a rush before the deadline is, 0-1; None: by the path of the hazard.
    is_undivided
        Whether the area is drawn from its own figures, and not from those of its parts.
    """

    unit: Unit
    status: Status
    as_of: date
    deadline: date | None
    moved_on: date | None = None
    seed: int = 0
    rush_chance: float | None = None
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
    level
        Level of the areas that were drawn.
    anchor
        The area whose parts these are.
    """

    refusal: Refusal | None
    forecast: Forecast | None = None
    level: str | None = None
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
        summary = summary_of(grid.put(self.forecast.total(below)), self.forecast.has_rush, target_count)
        chance = None if summary.chance is None else rounded(summary.chance, FORECAST_FIELDS["chance_target"])
        return replace(summary, chance=chance)

    def fan(self, tree: AreaTree, code: str, grid: Grid, *, has_rush: bool | None = None) -> Floats:
        """The fan of an area on a grid of counts, today first (`Forecast.fan`); no columns where nothing is drawn.

        Returns
        -------
        ndarray
            float64, shape (3, 1 + days); NaN where there is no draw with a rush, or none without.
        """
        below = self.drawn_below(tree, code)
        if self.forecast is None or not below:
            return np.empty((3, 0))
        now = self.forecast.counts[[self.forecast.column_of[part] for part in below]].sum()
        ahead = self.forecast.fan(below, has_rush=has_rush)
        fan = np.concatenate([np.full((3, 1), now), ahead], axis=1)
        return np.where(np.isnan(fan), np.nan, grid.put(np.nan_to_num(fan)))


def outlook(
    tree: AreaTree,
    panel: Panel,
    base: pd.DataFrame,
    question: Question,
    *,
    anchor: str,
    outages: Iterable[date] = (),
    unsaid: Collection[str] = (),
) -> Outlook:
    """Forecast of all that lies below one area, from its smallest parts that have enough figures, or why there is none.

    A guess is made where no level has figures enough for a forecast.

    Parameters
    ----------
    tree, panel, base
        The areas, their full figures and denominators.
    question
        What is to be told.
    anchor
        The area whose parts share one draw, keyword-only.
    outages
        Days that say nothing of the people, keyword-only.
    unsaid
        Areas of which nothing may be said: those that one published total counts are drawn as one, since draws of a
        known seed would confirm what somebody guesses of each. Keyword-only.
    """
    if question.deadline is None:
        return Outlook(Refusal.NO_DEADLINE)
    off = frozenset(day.toordinal() for day in outages)
    cuts = [(tree.level(anchor), [anchor])] if question.is_undivided else _cuts(tree, anchor)
    refusals, pasts = [], []
    for level, codes in cuts:
        pools = _pools(tree, codes, frozenset(unsaid))
        history, newest = _history(panel, base, codes, pools, question, off)
        refusal = refusal_of(history, as_of=question.as_of.toordinal(), deadline=question.deadline.toordinal())
        if refusal is not None or history is None:
            refusals.append((history is not None, refusal))
            continue
        pasts.append(_Past(level, codes, pools, history, newest))
        if not history.is_short:
            break
    if pasts:
        # A guess only where no level has enough: then of the finest one.
        past = pasts[0] if pasts[-1].history.is_short else pasts[-1]
        drawn = _drawn(past, question, question.deadline)
        return Outlook(None if drawn.record.is_reliable else Refusal.UNRELIABLE, drawn, past.level, anchor)
    # Where several levels fail, the one that has figures says why.
    with_figures = [refusal for has_figures, refusal in refusals if has_figures]
    return Outlook(with_figures[0] if with_figures else refusals[-1][1])


@dataclass(frozen=True)
class _Past:
    """What the areas of one level reported: all of them, which are drawn as one, their past, their newest counts."""

    level: str
    codes: list[str]
    pools: list[list[int]]
    history: History
    newest: Floats


def _drawn(past: _Past, question: Question, deadline: date) -> Forecast:
    history, codes = past.history, past.codes
    drawn = forecast(
        [codes[pool[0]] for pool in past.pools],
        history.days,
        history.counts,
        history.bases,
        deadline=deadline.toordinal(),
        outages=history.outages,
        regime_since=0 if question.moved_on is None else question.moved_on.toordinal(),
        rush_chance=question.rush_chance,
        seed=question.seed,
    )
    # The draws start on the day of which all parts have told. A part that has reported since cannot fall below it.
    drawn = replace(drawn, draws=np.maximum(drawn.draws, past.newest.astype(np.int64)))
    return _with_all_codes(drawn, codes)


def _cuts(tree: AreaTree, anchor: str) -> list[tuple[str, list[str]]]:
    """Cut the tree below an area at each level, the deepest first; where it ends earlier, at its end."""
    levels = dict.fromkeys(tree.level(code) for code in tree.codes if anchor in tree.chain(code))
    cuts: list[tuple[str, list[str]]] = []
    for level in reversed(list(levels)):
        codes, waiting = [], [anchor]
        while waiting:
            here = waiting.pop()
            children = tree.children(here)
            if tree.level(here) == level or not children:
                codes.append(here)
            else:
                waiting.extend(children)
        if len(codes) <= MOST_AREAS or level == tree.level(anchor):
            cuts.append((level, sorted(codes)))
    return cuts


def _pools(tree: AreaTree, codes: Sequence[str], unsaid: frozenset[str]) -> list[list[int]]:
    """Positions of the areas that are drawn as one, by pool.

    Areas of which nothing may be said form one pool under the nearest area above of which something may. Drawn is what
    the shown parts leave over of that area's total, and nothing finer (decision 123).
    """
    pools: dict[str, list[int]] = {}
    for place, code in enumerate(codes):
        above = next((ancestor for ancestor in tree.chain(code) if ancestor not in unsaid), "")
        pools.setdefault(code if code not in unsaid else f"rest of {above}", []).append(place)
    return list(pools.values())


def _with_all_codes(drawn: Forecast, codes: Sequence[str]) -> Forecast:
    """A forecast with a column for every area: of those drawn together the first has all, and the others none.

    Whatever may be said of is a sum that has all of them or none.
    """
    columns = np.array([drawn.column_of.get(code, -1) for code in codes], dtype=np.int64)
    is_first = columns >= 0
    return replace(
        drawn,
        codes=tuple(codes),
        counts=np.where(is_first, drawn.counts[columns], 0.0),
        draws=np.where(is_first, drawn.draws[:, columns], 0),
    )


def _history(
    panel: Panel,
    base: pd.DataFrame,
    codes: Sequence[str],
    pools: Sequence[Sequence[int]],
    question: Question,
    outages: frozenset[int],
) -> tuple[History | None, Floats]:
    """What areas reported up to the as-of day, on the days on which any did, and their newest counts, by pool.

    Areas that are drawn as one have on each day what they had told by then, and speak of the oldest day among them: as
    their total does.

    Between two reports of an area its count is taken to have grown evenly. This is for the model alone: what readers
    see is never interpolated.
    Days before the first or after the last figure of any area are left out.
    """
    nothing = np.zeros(len(pools))
    columns = [panel.column_of[code] for code in codes]
    rows = panel.row_of(question.as_of) + 1
    carried = panel.measures[question.measure]
    of_each, counts_of_each = carried.reported_on[:rows, columns], carried.counts[:rows, columns]
    reported_on = np.stack([of_each[:, pool].min(axis=1) for pool in pools], axis=1)
    counts = np.stack([counts_of_each[:, pool].sum(axis=1) for pool in pools], axis=1)
    if not rows or (reported_on[-1] == NOT_REPORTED).any():
        return None, nothing
    first = max(int(pool_days[pool_days != NOT_REPORTED][0]) for pool_days in reported_on.T)
    last = int(reported_on[-1].min())
    days = np.unique(reported_on[(reported_on >= first) & (reported_on <= last)])
    if not len(days):
        return None, nothing
    steady = np.empty((len(days), len(pools)))
    for place, (own_days, own_counts) in enumerate(zip(reported_on.T, counts.T, strict=True)):
        has_figure = own_days != NOT_REPORTED
        # A figure told later for the same day stands.
        at, newest = np.unique(own_days[has_figure][::-1], return_index=True)
        steady[:, place] = np.interp(days, at, own_counts[has_figure][::-1][newest])
    denominator = base.loc[list(codes), register_column(question.unit)]
    of_all = denominator.to_numpy(dtype=np.float64, na_value=0.0)
    bases = np.array([of_all[list(pool)].sum() for pool in pools], dtype=np.float64)
    if denominator.isna().any():
        bases = np.zeros(len(pools))
    return History(days, np.floor(steady), bases, outages), counts[-1]
