"""The forecasts of one campaign: each made once, and shared by every table and sum that is made of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from census.access.scope import TOTAL_LEVELS
from census.base.kept import kept
from census.base.target import deadline_moved_on
from census.base.vocabulary import OPD_LEVEL, MeaninglessError, check_unit_of_level, measure_column, register_column
from census.figures.panel import NOT_REPORTED
from census.figures.rounding import grid_of
from census.forecast.model import Refusal, forecast, refusal_of
from census.forecast.outlook import Outlook, Question, cuts_below, pools_of, read_past
from census.forecast.table import AreaForecast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from fractions import Fraction

    from census.base.target import Target
    from census.base.tree import AreaTree
    from census.figures.panel import Panel
    from census.figures.progress import View

_OUTLOOKS, _TABLES = 32, 128
"""Forecasts and tables kept; a forecast of 132 areas holds 2 MB of draws."""


@dataclass(frozen=True, eq=False)
class Forecasts:
    """What may come of a campaign.

    Attributes
    ----------
    tree
        Areas.
    shown, figures
        The figures that readers may see, and all of them, those of small groups included: a sum must not miss them.
    small
        Areas of which nothing is said.
    base
        The denominators of a day, by code.
    target_of, targets_within
        The target of an area on a day, and those of the areas of one level within one, in what was delivered.
    targets
        Targets as they were decided, those of earlier days included.
    outages
        Days on which nothing could come in, by kabupaten.
    rush_chance
        How likely the operator holds a rush before the deadline, 0-1; None where nobody says.
    """

    tree: AreaTree
    shown: Panel
    figures: Panel
    small: frozenset[str]
    base: Callable[[date], pd.DataFrame]
    target_of: Callable[[str, date], Target | None]
    targets_within: Callable[[str, str, date], Mapping[str, Target]]
    targets: Sequence[Target]
    outages: Mapping[str, frozenset[date]]
    rush_chance: float | None

    def outlook(
        self, area_code: str, view: View, *, deadline: date | None = None, seed: int = 0, of_parts: bool = False
    ) -> Outlook:
        """The draws that an area is part of, made once: those of its kabupaten, so that all sums are alike.

        Where it is not among the areas drawn, because parts of the kabupaten have no figures or its own speak alone,
        those of the largest part that can be drawn. For arithmetic, not for readers: the draws know no small groups.

        Without a deadline that of the area's target. `of_parts`: the draws are for the parts, and those of the area's
        own figures are not asked for, even where these speak and the sum of the parts differs from them.
        """
        question = self._question(self.target_of(area_code, view.as_of), view, deadline, seed)
        return self._drawn(area_code, question, of_parts=of_parts)

    @kept(_TABLES)
    def within(
        self, area_code: str, level: str, view: View, *, deadline: date | None, share: Fraction | None, seed: int
    ) -> tuple[AreaForecast, ...]:
        """The forecasts of the areas of one level within an area, made once.

        Deadline and share are those of each area's own target unless told otherwise; another share is one of the unit
        and status viewed.

        Raises
        ------
        MeaninglessError
            If the unit is not counted at this level; agencies have no forecast.
        """
        if level == OPD_LEVEL:
            msg = "agencies have no forecast: use the level of an area"
            raise MeaninglessError(msg)
        check_unit_of_level(view.unit, level)
        targets, areas = self.targets_within(area_code, level, view.as_of), []
        seen = self.shown.at(measure_column(view.unit, view.status), view.as_of)
        origin = dict(zip(self.shown.codes, seen["origin"].tolist(), strict=True))
        for code in self.tree.below(area_code, level):
            target = targets.get(code)
            question = self._question(target, view, deadline, seed)
            if target is not None and share is not None:
                target = replace(target, share=share, unit=view.unit, status=view.status, equivalent_of=None)
            areas.append(self._of_area(code, target, question, origin))
        return tuple(areas)

    def _of_area(self, code: str, target: Target | None, question: Question, origin: Mapping[str, int]) -> AreaForecast:
        """What is forecast of an area, and of its target in the unit and status of that (`origin`: of its figures)."""
        seen = self.shown.at(question.measure, question.as_of).loc[code].to_dict()
        registers = self.base(question.as_of).loc[code].to_dict()
        is_hidden, reported_on = bool(seen.get("is_hidden", False)), int(seen["reported_on"])
        unit, status = (question.unit, question.status) if target is None else (target.unit, target.status)
        register = _whole_number(registers[register_column(unit)])
        area = AreaForecast(
            code,
            self.tree.name(code),
            denominator=_whole_number(registers[register_column(question.unit)]),
            count=_whole_number(seen["count"]),
            as_of=None if reported_on == NOT_REPORTED else date.fromordinal(reported_on),
            deadline=question.deadline,
            target_count=None if target is None or register is None else target.count(register),
            target_unit=None if target is None else unit,
            target_status=None if target is None else status,
            is_equivalent=None if target is None else target.is_equivalent,
            source=None if is_hidden else "; ".join(self.shown.sources_of(self.tree, origin, code)) or None,
            is_hidden=is_hidden,
        )
        grid, asked = grid_of(area.denominator, area.count), replace(question, unit=unit, status=status)
        outlook, is_small, wanted = self._drawn(code, question), code in self.small, area.target_count
        summary = reached = None if is_small else outlook.summary(self.tree, code, wanted, grid)
        if summary is None or outlook.forecast is None:
            return replace(area, reason=Refusal.TOO_SMALL if is_small else outlook.refusal or Refusal.NO_FIGURES)
        if asked != question:
            reached = self._drawn(code, asked).summary(self.tree, code, wanted, grid_of(register))
        return replace(
            area,
            median=summary.median,
            lo80=summary.lo80,
            hi80=summary.hi80,
            median_without_rush=summary.without_rush,
            median_with_rush=summary.with_rush,
            rush_chance=outlook.forecast.rush_chance,
            is_guess=outlook.forecast.is_guess,
            chance_target=None if reached is None else reached.chance,
        )

    def _question(self, target: Target | None, view: View, deadline: date | None, seed: int) -> Question:
        moved_on = None
        if target is not None:
            moved_on = deadline_moved_on(self.targets, target, view.as_of)
            deadline = deadline or target.ends_on
        return Question(view.unit, view.status, view.as_of, deadline, moved_on, seed)

    def _drawn(self, area_code: str, question: Question, *, of_parts: bool = False) -> Outlook:
        """Draws of the account that speaks for an area: of its own figures where its parts say otherwise.

        Else those of its kabupaten, or, above it, of the area itself; where the area is not in them, of its largest
        part drawn.
        """
        differs = None if of_parts else self.figures.difference(question.measure, area_code, question.as_of)
        if differs is not None and not differs.is_sum:
            return self._outlook(area_code, replace(question, is_undivided=True))
        tree, chain = self.tree, list(self.tree.chain(area_code))
        top = area_code if tree.children(area_code) else chain[-1]
        anchor = next((code for code in chain if tree.level(code) == "kabupaten"), top)
        of_anchor = self._outlook(anchor, question)
        if of_anchor.drawn_below(tree, area_code) or of_anchor.refusal not in (None, Refusal.NO_FIGURES):
            return of_anchor
        # Anchors are totals alone: whichever desa somebody sees, the draws are the same.
        reported_on = self.figures.at(question.measure, question.as_of)["reported_on"]
        for part in reversed(chain[: chain.index(anchor)]):
            if tree.level(part) in TOTAL_LEVELS and reported_on[part] != NOT_REPORTED:
                of_part = self._outlook(part, question)
                if of_part.refusal is not Refusal.NO_FIGURES:
                    return of_part
        return of_anchor

    @kept(_OUTLOOKS)
    def _outlook(self, anchor: str, question: Question) -> Outlook:
        """Forecast of all below an area, from its smallest parts that have enough figures, or why there is none.

        A guess is made where no level has figures enough for a forecast, of the finest one then. Small areas that one
        published total counts are drawn as one: draws of a known seed would confirm what somebody guesses of each.
        """
        if question.deadline is None:
            return Outlook(Refusal.NO_DEADLINE)
        tree, base, deadline = self.tree, self.base(question.as_of), question.deadline.toordinal()
        kabupaten = tree.below(anchor, "kabupaten") or [str(tree.frame.at[anchor, "kabupaten_code"])]
        # Of a province the days that all its kabupaten were out.
        outages = frozenset.intersection(*(self.outages.get(code, frozenset()) for code in kabupaten))
        closed = frozenset(day.toordinal() for day in outages)
        refusals, pasts = [], []
        for codes in [[anchor]] if question.is_undivided else cuts_below(tree, anchor):
            past = read_past(self.figures, base, pools_of(tree, codes, self.small), question, closed)
            history = None if past is None else past.history
            refusal = refusal_of(history, as_of=question.as_of.toordinal(), deadline=deadline)
            if past is None or refusal is not None:
                refusals.append(refusal)
                continue
            pasts.append(past)
            if not past.history.is_short:
                break
        if not pasts:
            # Where several levels fail, the one that has figures says why.
            others = [refusal for refusal in refusals if refusal is not Refusal.NO_FIGURES]
            return Outlook(others[0] if others else Refusal.NO_FIGURES)
        past = pasts[0] if pasts[-1].history.is_short else pasts[-1]
        drawn = forecast(
            [pool[0] for pool in past.pools],
            past.history,
            deadline=deadline,
            regime_since=0 if question.moved_on is None else question.moved_on.toordinal(),
            rush_chance=self.rush_chance,
            seed=question.seed,
        )
        # The draws start on the day of which all parts have told. A part that has reported since cannot fall below it.
        drawn = replace(drawn, draws=np.maximum(drawn.draws, past.newest.astype(np.int64)))
        # Every area has a column: of those drawn as one the first has all, and the others none. Whatever may be said of
        # is a sum that has all of them or none.
        drawn = drawn.regrouped({code: [code] if code == pool[0] else [] for pool in past.pools for code in pool})
        return Outlook(None if drawn.record.is_reliable else Refusal.UNRELIABLE, drawn, anchor)


def _whole_number(value: float | None) -> int | None:
    return None if pd.isna(value) else int(value)
