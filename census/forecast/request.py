"""The forecasts of one campaign: each made once, and shared by every table and sum that is made of it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from census.access.scope import TOTAL_LEVELS
from census.base.target import deadline_moved_on
from census.base.tree import UnknownAreaError
from census.base.vocabulary import OPD_LEVEL, MeaninglessError, check_unit_of_level
from census.figures.panel import NOT_REPORTED
from census.forecast.model import Refusal
from census.forecast.outlook import Outlook, Question, outlook
from census.forecast.table import Asked, forecast_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from fractions import Fraction

    import pandas as pd

    from census.base.target import Target
    from census.base.tree import AreaTree
    from census.figures.panel import Panel
    from census.figures.progress import View

_OUTLOOKS, _TABLES = 32, 64
"""Forecasts and tables kept; a forecast of 132 areas holds 2 MB of draws."""


class SpokenTargets(Protocol):
    """Targets in the units and statuses that were delivered, as a forecast needs them."""

    def spoken(self, area_code: str, level: str, as_of: date) -> dict[str, Target]:
        """Give the target of each area of a level within an area, by code."""


class ForecastCampaign(Protocol):
    """What a forecast takes from a campaign: no more, so that the forecast does not know what a campaign is."""

    @property
    def tree(self) -> AreaTree:
        """Areas."""

    @property
    def panel(self) -> Panel:
        """Figures as readers may see them."""

    @property
    def outages(self) -> Mapping[str, frozenset[date]]:
        """Days on which nothing could come in, by kabupaten."""

    @property
    def targets(self) -> Sequence[Target]:
        """Targets as they were decided, those of earlier days included."""

    @property
    def rush_chance(self) -> float | None:
        """How likely the operator holds a rush before the deadline, 0-1; None where nobody says."""

    @property
    def aims(self) -> SpokenTargets:
        """Targets as they are read."""

    def base(self, as_of: date) -> pd.DataFrame:
        """Give the denominators of a day, by code."""

    def target(self, code: str, as_of: date) -> Target | None:
        """Give the target of an area on a day; None where there is none."""

    def compared_with(self, code: str) -> str:
        """Name the area whose rate others are compared with."""


def anchor_of(campaign: ForecastCampaign, area_code: str) -> str:
    """Give the area whose parts share one draw: the kabupaten, or, above it, the area itself."""
    tree = campaign.tree
    chain = list(tree.chain(area_code))
    if any(tree.level(code) == "kabupaten" for code in chain):
        return campaign.compared_with(area_code)
    return area_code if tree.children(area_code) else chain[-1]


class Forecasts:
    """What may come of a campaign.

    Parameters
    ----------
    campaign
        Areas, targets, denominators, and the figures that readers may see.
    figures
        All figures, those of small groups included: a sum must not miss them.
    small
        Areas of which nothing is said.
    """

    def __init__(self, campaign: ForecastCampaign, figures: Panel, small: frozenset[str]) -> None:
        self._campaign, self._figures, self._small = campaign, figures, small
        self._kept_outlook = lru_cache(_OUTLOOKS)(self._outlook)
        self._kept_table = lru_cache(_TABLES)(self._table)

    def outlook(
        self, area_code: str, view: View, *, deadline: date | None = None, seed: int = 0, of_parts: bool = False
    ) -> Outlook:
        """Give the draws that an area is part of, made once: those of its kabupaten, so that all sums are alike.

        Where it is not among the areas drawn, because parts of the kabupaten have no figures or its own speak alone,
        those of the largest part that can be drawn.

        For arithmetic, not for readers: the draws know no small groups.

        Parameters
        ----------
        area_code
            The area.
        view
            Day, unit and status.
        deadline
            Last day that counts, keyword-only; the target's by default.
        seed
            What makes the draws the same again, keyword-only.
        of_parts
            The draws are for the parts: those of the area's own figures are not asked for, even where these speak and
            the sum of the parts differs from them. Keyword-only.

        Raises
        ------
        UnknownAreaError
            If the area is not on record or out of the reader's scope.
        """
        if area_code not in self._campaign.tree:
            raise UnknownAreaError(area_code)
        question = self._question(self._campaign.target(area_code, view.as_of), view, deadline, seed)
        return self._drawn(area_code, question, of_parts=of_parts)

    def table(
        self,
        area_code: str,
        level: str,
        view: View,
        *,
        deadline: date | None = None,
        share: Fraction | None = None,
        seed: int = 0,
    ) -> pd.DataFrame:
        """Give median, interval and chance of the areas of one level within an area (`forecast_table`), made once.

        Deadline and share are those of each area's own target unless told otherwise; another share is one of the unit
        and status viewed.

        Raises
        ------
        UnknownAreaError
            If the area is not on record or out of the reader's scope.
        MeaninglessError
            If the unit is not counted at this level; agencies have no forecast.
        """
        if level == OPD_LEVEL:
            msg = "agencies have no forecast: use the level of an area"
            raise MeaninglessError(msg)
        check_unit_of_level(view.unit, level)
        if area_code not in self._campaign.tree:
            raise UnknownAreaError(area_code)
        return self._kept_table(area_code, level, view, deadline, share, seed).copy(deep=False)

    def _drawn(self, area_code: str, question: Question, *, of_parts: bool = False) -> Outlook:
        """Draws of the account that speaks for an area: of its own figures where its parts say otherwise.

        Else those of its kabupaten; where the area is not in them, of its largest part drawn.
        """
        differs = None if of_parts else self._figures.difference(question.measure, area_code, question.as_of)
        if differs is not None and not differs.is_sum:
            return self._kept_outlook(area_code, replace(question, is_undivided=True))
        anchor, tree = anchor_of(self._campaign, area_code), self._campaign.tree
        of_anchor = self._kept_outlook(anchor, question)
        if of_anchor.drawn_below(tree, area_code) or of_anchor.refusal not in (None, Refusal.NO_FIGURES):
            return of_anchor
        # Anchors are totals alone: whichever desa somebody sees, the draws are the same.
        chain = list(tree.chain(area_code))
        reported_on = self._figures.at(question.measure, question.as_of)["reported_on"]
        for part in reversed(chain[: chain.index(anchor)]):
            if tree.level(part) in TOTAL_LEVELS and reported_on[part] != NOT_REPORTED:
                of_part = self._kept_outlook(part, question)
                if of_part.refusal is not Refusal.NO_FIGURES:
                    return of_part
        return of_anchor

    def _question(self, target: Target | None, view: View, deadline: date | None, seed: int) -> Question:
        moved_on = None
        if target is not None:
            moved_on = deadline_moved_on(self._campaign.targets, target, view.as_of)
            deadline = deadline or target.ends_on
        return Question(view.unit, view.status, view.as_of, deadline, moved_on, seed, self._campaign.rush_chance)

    def _outlook(self, anchor: str, question: Question) -> Outlook:
        campaign = self._campaign
        base = campaign.base(question.as_of)
        return outlook(
            campaign.tree,
            self._figures,
            base,
            question,
            anchor=anchor,
            outages=self._outages(anchor),
            unsaid=self._small,
        )

    def _outages(self, anchor: str) -> frozenset[date]:
        """Give the days on which nothing could come in: of a province those that all its kabupaten were out."""
        campaign, tree = self._campaign, self._campaign.tree
        kabupaten = tree.below(anchor, "kabupaten") or [str(tree.frame.at[anchor, "kabupaten_code"])]
        return frozenset.intersection(*(campaign.outages.get(code, frozenset()) for code in kabupaten))

    def _table(
        self, area_code: str, level: str, view: View, deadline: date | None, share: Fraction | None, seed: int
    ) -> pd.DataFrame:
        campaign = self._campaign
        targets = campaign.aims.spoken(area_code, level, view.as_of)
        answers = {}
        for code in campaign.tree.below(area_code, level):
            target = targets.get(code)
            question = self._question(target, view, deadline, seed)
            drawn = chances = self._drawn(code, question)
            if target is not None and share is None:
                # A target speaks in its own unit and status.
                chances = self._drawn(code, replace(question, unit=target.unit, status=target.status))
            answers[code] = Asked(question, drawn, chances)
        return forecast_table(
            campaign.tree,
            campaign.panel,
            campaign.base(view.as_of),
            answers,
            targets=targets,
            small=self._small,
            share=share,
        )
