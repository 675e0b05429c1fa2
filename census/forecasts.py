"""The forecasts of one campaign: each made once, and shared by every table and sum that is made of it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from census.forecast import Refusal
from census.forecast_table import Asked, forecast_table
from census.outlook import Outlook, Question, outlook
from census.panel import NOT_REPORTED
from census.scope import TOTAL_LEVELS
from census.target import deadline_moved_on
from census.tree import UnknownAreaError
from census.vocabulary import OPD_LEVEL, MeaninglessError, check_unit_of_level

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    import pandas as pd

    from census.campaign import Campaign
    from census.panel import Panel
    from census.progress import View
    from census.target import Target

_OUTLOOKS, _TABLES = 32, 64
"""Forecasts and tables kept; a forecast of 132 areas holds 2 MB of draws."""


def anchor_of(campaign: Campaign, area_code: str) -> str:
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

    def __init__(self, campaign: Campaign, figures: Panel, small: frozenset[str]) -> None:
        self._campaign, self._figures, self._small = campaign, figures, small
        self._kept_outlook = lru_cache(_OUTLOOKS)(self._outlook)
        self._kept_table = lru_cache(_TABLES)(self._table)

    def outlook(self, area_code: str, view: View, *, deadline: date | None = None, seed: int = 0) -> Outlook:
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

        Raises
        ------
        UnknownAreaError
            If the area is not on record or out of the reader's scope.
        """
        return self._found(area_code, self._question(area_code, view, deadline, seed))

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

    def _found(self, area_code: str, question: Question) -> Outlook:
        """Give the draws of an area's kabupaten; where the area is not in them, of its largest part drawn."""
        anchor, tree = anchor_of(self._campaign, area_code), self._campaign.tree
        found = self._kept_outlook(anchor, question)
        if found.drawn_below(tree, area_code) or found.refusal not in (None, Refusal.NO_FIGURES):
            return found
        # Anchors are totals alone: whichever desa somebody sees, the draws are the same.
        chain = list(tree.chain(area_code))
        told = self._figures.at(question.measure, question.as_of)["reported_on"]
        for part in reversed(chain[: chain.index(anchor)]):
            if tree.level(part) in TOTAL_LEVELS and told[part] != NOT_REPORTED:
                own = self._kept_outlook(part, question)
                if own.refusal is not Refusal.NO_FIGURES:
                    return own
        return found

    def _question(self, code: str, view: View, deadline: date | None, seed: int) -> Question:
        if code not in self._campaign.tree:
            raise UnknownAreaError(code)
        return self._question_of(self._campaign.target(code, view.as_of), view, deadline, seed)

    def _question_of(self, target: Target | None, view: View, deadline: date | None, seed: int) -> Question:
        moved_on = None
        if target is not None:
            moved_on = deadline_moved_on(self._campaign.targets, target, view.as_of)
            deadline = deadline or target.ends_on
        return Question(view.unit, view.status, view.as_of, deadline, moved_on, seed)

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

        def asked(code: str) -> Asked:
            target = targets.get(code)
            question = self._question_of(target, view, deadline, seed)
            found = chances = self._found(code, question)
            if target is not None and share is None:
                # A target speaks in its own unit and status.
                own = replace(question, unit=target.unit, status=target.status)
                chances = self._found(code, own)
            return Asked(question, found, chances)

        return forecast_table(
            campaign.tree,
            campaign.panel,
            campaign.base(view.as_of),
            {code: asked(code) for code in campaign.tree.below(area_code, level)},
            targets=targets,
            small=self._small,
            share=share,
        )
