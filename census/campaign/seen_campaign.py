"""A campaign of which its reader sees a part: what pages are given in place of the whole."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

import pandas as pd

from census.base.tree import UnknownAreaError
from census.campaign.agencies import Whole
from census.campaign.campaign import Campaign
from census.campaign.speaking import Words
from census.campaign.targets import CampaignTargets
from census.disclosure.restriction import SeenPanel
from census.disclosure.suppression import SmallGroups
from census.figures.completeness import Completeness
from census.figures.panel import Panel
from census.figures.progress import View
from census.forecast.outlook import Outlook


@dataclass(frozen=True, kw_only=True)
class SeenCampaign(Campaign):
    """A campaign as a reader of a part of it may see it; made by `census.campaign.narrowing.seen_by`.

    Its frames and panels hold what is seen and nothing else. Figures that are made of all areas (sums, denominators of
    a kecamatan, all agencies together) come from functions that close over the whole and give only what is seen.

    Attributes
    ----------
    panel_seen, opd_panel_seen
        The carried figures of what is seen.
    base_of, opd_whole_of
        `Campaign.base` and `Campaign.opd_whole` of the whole.
    completeness_of
        `Campaign.completeness` of the whole: how much has been delivered is no figure.
    forecast_of, outlook_of
        `Campaign.forecast` of the whole, and its `outlook` with the draws of what is not seen under the areas above;
        their keyword arguments come as a mapping.
    words_of
        `census.campaign.targets.CampaignTargets.words` of the whole.
    small_seen, small_agencies_seen
        Which of the areas and agencies that are seen are small, as found in the whole.
    """

    panel_seen: SeenPanel = field(repr=False)
    opd_panel_seen: SeenPanel = field(repr=False)
    base_of: Callable[[date], pd.DataFrame] = field(repr=False)
    opd_whole_of: Callable[[str, View], Whole | None] = field(repr=False)
    completeness_of: Callable[[str, View], Completeness] = field(repr=False)
    forecast_of: Callable[[str, str, View, Mapping[str, Any]], pd.DataFrame] = field(repr=False)
    outlook_of: Callable[[str, View, Mapping[str, Any]], Outlook] = field(repr=False)
    words_of: Callable[[str, str, date], dict[str, Words]] = field(repr=False)
    small_seen: SmallGroups = field(repr=False)
    small_agencies_seen: SmallGroups = field(repr=False)

    def __post_init__(self) -> None:
        """Leave the frames as they are: the whole was protected before they were taken from it."""

    @cached_property
    def _small_areas(self) -> SmallGroups:
        return self.small_seen

    @cached_property
    def _small_agencies(self) -> SmallGroups:
        return self.small_agencies_seen

    @cached_property
    def panel(self) -> Panel:
        """The carried figures of the areas that are seen."""
        return self.panel_seen

    @cached_property
    def opd_panel(self) -> Panel:
        """The carried figures of the agencies; of those whose detail is not seen, only that of the day."""
        return self.opd_panel_seen

    def opd_whole(self, area_code: str, view: View) -> Whole | None:
        """Give how far all agencies together have come, as for the whole."""
        return self.opd_whole_of(area_code, view) if area_code in self.tree else None

    def completeness(self, area_code: str, view: View) -> Completeness:
        """Give how much has been delivered of an area that is seen, its unseen parts included."""
        self._check(area_code)
        return self.completeness_of(area_code, view)

    def base(self, as_of: date) -> pd.DataFrame:
        """Give the denominators of a day, of what is seen."""
        return self.base_of(as_of)

    @cached_property
    def aims(self) -> CampaignTargets:
        """The targets, in the units and statuses in which the whole speaks."""
        return CampaignTargets(self, self.words_of)

    def outlook(
        self, area_code: str, view: View, *, deadline: date | None = None, seed: int = 0, of_parts: bool = False
    ) -> Outlook:
        """Give the draws that an area is part of, as for the whole; what is not seen is drawn with the area above."""
        self._check(area_code)
        return self.outlook_of(area_code, view, {"deadline": deadline, "seed": seed, "of_parts": of_parts})

    def forecast(
        self,
        area_code: str,
        level: str,
        view: View,
        *,
        deadline: date | None = None,
        share: Fraction | None = None,
        seed: int = 0,
    ) -> pd.DataFrame:
        """Give the forecast of the areas of one level that are seen, as for the whole."""
        self._check(area_code)
        table = self.forecast_of(area_code, level, view, {"deadline": deadline, "share": share, "seed": seed})
        return table[table.index.isin(self.tree.codes)]

    def _check(self, area_code: str) -> None:
        if area_code not in self.tree:
            raise UnknownAreaError(area_code)
