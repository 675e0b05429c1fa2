"""What the tables of a campaign rest on: figures of all areas, as far as its reader may see what is made of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from census.base.register import denominators, versions_in_force
from census.base.vocabulary import AREA_MEASURES, Unit, measure_column
from census.campaign.agencies import STAFF_MEASURES, agencies_within, agency_panel, whole_of_all
from census.campaign.speaking import spoken_words
from census.disclosure.protection import protect
from census.disclosure.suppression import STANDARD, small_agencies, small_areas
from census.figures.completeness import agency_completeness, area_completeness
from census.figures.feed import ROWS, SIMULATED_ROWS, area_figures, group_figures
from census.figures.panel import build_panel
from census.forecast.request import Forecasts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from fractions import Fraction

    from census.campaign.agencies import Whole
    from census.campaign.campaign import Campaign
    from census.campaign.speaking import Words
    from census.disclosure.suppression import SmallGroups
    from census.figures.completeness import Completeness
    from census.figures.panel import Panel
    from census.figures.progress import View
    from census.forecast.outlook import Outlook
    from census.forecast.table import AreaForecast


class Answers(Protocol):
    """Questions that take the figures of all areas, and too long to be answered before somebody asks."""

    def opd_panel_on(self, as_of: date) -> Panel:
        """Carried figures of the agencies for one day.

        An agency whose detail the reader does not see has a figure only on days whose figures all readers may see.
        """

    def opd_whole(self, area_code: str, view: View) -> Whole | None:
        """How far all agencies of an area have come (`census.campaign.campaign.Campaign.opd_whole`)."""

    def completeness(self, area_code: str, view: View) -> Completeness:
        """How much has been delivered of an area, or of its agencies where staff are looked at."""

    def words(self, area_code: str, level: str, as_of: date) -> Mapping[str, Words]:
        """Unit and status in which the table of one level within an area speaks, by area (`spoken_words`)."""

    def forecasts_within(
        self, area_code: str, level: str, view: View, *, deadline: date | None, share: Fraction | None, seed: int
    ) -> tuple[AreaForecast, ...]:
        """Median, interval and chance of the areas of one level within an area (`Forecasts.within`)."""

    def outlook(self, area_code: str, view: View, *, deadline: date | None, seed: int, of_parts: bool) -> Outlook:
        """The draws that an area is part of (`Forecasts.outlook`); for arithmetic, not for readers."""


class Basis(Answers, Protocol):
    """All that the methods of a campaign take from the figures of all areas: the whole's and a reader's have the same.

    What a campaign tells that is not made of its own frames alone stands here, so that the type checker asks of
    `SeenBasis` how it is narrowed.
    """

    @property
    def small_areas(self) -> SmallGroups:
        """The areas that are too small to be shown in full."""

    @property
    def small_agencies(self) -> SmallGroups:
        """The agencies that are."""

    @property
    def panel(self) -> Panel:
        """The carried figures, protected."""

    @property
    def opd_panel(self) -> Panel:
        """Those of the agencies whose detail is seen."""

    def base(self, as_of: date) -> pd.DataFrame:
        """The denominators of a day; not to be changed in place."""


class WholeBasis:
    """The basis of a campaign of which nothing is withheld: each part is made when it is first asked for.

    Parameters
    ----------
    campaign
        Frames of all areas.
    """

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign

    @cached_property
    def small_areas(self) -> SmallGroups:
        """The areas that are too small to be shown in full."""
        campaign = self._campaign
        return small_areas(campaign.tree, campaign.registers, campaign.protection or STANDARD)

    @cached_property
    def small_agencies(self) -> SmallGroups:
        """The agencies that are."""
        return small_agencies(self._campaign.opd, self._campaign.protection or STANDARD)

    @cached_property
    def panel(self) -> Panel:
        """The carried figures, protected."""
        campaign = self._campaign
        return self._figures if campaign.protection is None else protect(self._figures, campaign._small_areas)

    @cached_property
    def opd_panel(self) -> Panel:
        """Those of the agencies."""
        campaign, full = self._campaign, self._opd_figures
        return full if campaign.protection is None else protect(full, campaign._small_agencies)

    def opd_panel_on(self, as_of: date) -> Panel:
        """Those of the agencies, of all days: nothing is withheld."""
        del as_of
        return self.opd_panel

    @cached_property
    def _figures(self) -> Panel:
        campaign = self._campaign
        rows = area_figures(campaign.tree, campaign.daily, AREA_MEASURES, source=self._source_of_rows)
        # Rows stand last: of an area and day that both speak of, they win.
        figures = pd.concat([campaign.recaps, rows], ignore_index=True)
        return build_panel(campaign.tree, figures, outages=campaign.outages, until=campaign.last_day)

    @cached_property
    def _opd_figures(self) -> Panel:
        campaign = self._campaign
        codes = [str(number) for number in campaign.opd["id"]]
        rows = group_figures(campaign.daily_opd, codes, STAFF_MEASURES, source=self._source_of_rows)
        figures = pd.concat([campaign.opd_recaps, rows], ignore_index=True)
        return agency_panel(campaign.opd, figures, outages=campaign.outages)

    @property
    def _source_of_rows(self) -> str:
        return SIMULATED_ROWS if self._campaign.simulation else ROWS

    @cached_property
    def _bases(self) -> dict[tuple[tuple[str, str], ...], pd.DataFrame]:
        """Denominators by the versions that speak, of which there are few."""
        return {}

    def base(self, as_of: date) -> pd.DataFrame:
        """The denominators of a day; not to be changed in place."""
        registers = self._campaign.registers
        versions = tuple(versions_in_force(registers, as_of).items())
        if versions not in self._bases:
            self._bases[versions] = denominators(self._campaign.tree, registers, as_of)
        return self._bases[versions]

    def completeness(self, area_code: str, view: View) -> Completeness:
        """How much has been delivered of an area, or of its agencies where staff are looked at."""
        campaign = self._campaign
        if view.unit is Unit.STAFF:
            codes = [str(number) for number in agencies_within(campaign.opd, campaign.tree, area_code)["id"]]
            return agency_completeness(self._opd_figures, codes, status=view.status, as_of=view.as_of)
        return area_completeness(campaign.tree, self._figures, area_code, view.unit, view.status, view.as_of)

    def opd_whole(self, area_code: str, view: View) -> Whole | None:
        """How far all agencies of an area together have come, the hidden ones included."""
        campaign = self._campaign
        hidden = frozenset() if campaign.protection is None else campaign._small_agencies.hidden
        within = agencies_within(campaign.opd, campaign.tree, area_code)
        return whole_of_all(self._opd_figures, within, hidden, measure_column(view.unit, view.status), view.as_of)

    def words(self, area_code: str, level: str, as_of: date) -> dict[str, Words]:
        """Unit and status in which the table of one level within an area speaks, by area (`spoken_words`)."""
        campaign = self._campaign
        codes = campaign.tree.below(area_code, level)
        return spoken_words(campaign.panel, campaign.aims.decided(as_of), codes, as_of=as_of)

    @cached_property
    def _forecasts(self) -> Forecasts:
        campaign = self._campaign
        return Forecasts(
            campaign.tree,
            campaign.panel,
            self._figures,
            campaign.unforecast,
            base=campaign.base,
            target_of=campaign.aims.of_area,
            targets_within=campaign.aims.spoken,
            targets=campaign.targets,
            outages=campaign.outages,
            rush_chance=campaign.rush_chance,
        )

    def forecasts_within(
        self, area_code: str, level: str, view: View, *, deadline: date | None, share: Fraction | None, seed: int
    ) -> tuple[AreaForecast, ...]:
        """Median, interval and chance of the areas of one level within an area (`Forecasts.within`)."""
        return self._forecasts.within(area_code, level, view, deadline=deadline, share=share, seed=seed)

    def outlook(self, area_code: str, view: View, *, deadline: date | None, seed: int, of_parts: bool) -> Outlook:
        """The draws that an area is part of (`Forecasts.outlook`); for arithmetic, not for readers."""
        return self._forecasts.outlook(area_code, view, deadline=deadline, seed=seed, of_parts=of_parts)


@dataclass(frozen=True)
class SeenBasis:
    """The basis of a campaign of which its reader sees a part (`census.campaign.narrowing.seen_by`).

    Attributes
    ----------
    small_areas, small_agencies
        Which of what is seen is small, as found in the whole.
    panel, opd_panel
        The carried figures of what is seen; of agencies whose detail is not seen, none.
    bases
        Denominators of what is seen, each with the first day of which they speak, the oldest first; the first speak
        of the days before them too.
    answers
        What takes too long to be made before somebody asks. It gives what is seen and holds nothing that can be read.
    """

    small_areas: SmallGroups
    small_agencies: SmallGroups
    panel: Panel
    opd_panel: Panel
    bases: tuple[tuple[date, pd.DataFrame], ...]
    answers: Answers

    def base(self, as_of: date) -> pd.DataFrame:
        """The denominators of a day, of what is seen; not to be changed in place."""
        in_force = [base for first_day, base in self.bases if first_day <= as_of]
        return in_force[-1] if in_force else self.bases[0][1]

    def opd_panel_on(self, as_of: date) -> Panel:
        """Figures of the agencies for one day.

        Every reader may ask for one of the newest two days. What a reader holds is the day that was asked for.
        """
        return self.answers.opd_panel_on(as_of)

    def completeness(self, area_code: str, view: View) -> Completeness:
        """How much has been delivered of an area that is seen, its unseen parts included: this is no figure."""
        return self.answers.completeness(area_code, view)

    def opd_whole(self, area_code: str, view: View) -> Whole | None:
        """How far all agencies of an area together have come, as for the whole."""
        return self.answers.opd_whole(area_code, view)

    def words(self, area_code: str, level: str, as_of: date) -> Mapping[str, Words]:
        """The words of the whole: a table is read alike by all its readers."""
        return self.answers.words(area_code, level, as_of)

    def forecasts_within(
        self, area_code: str, level: str, view: View, *, deadline: date | None, share: Fraction | None, seed: int
    ) -> tuple[AreaForecast, ...]:
        """The forecasts of the areas of one level that are seen, as for the whole."""
        return self.answers.forecasts_within(area_code, level, view, deadline=deadline, share=share, seed=seed)

    def outlook(self, area_code: str, view: View, *, deadline: date | None, seed: int, of_parts: bool) -> Outlook:
        """The draws that an area is part of, as for the whole; what is not seen is drawn with the area above."""
        return self.answers.outlook(area_code, view, deadline=deadline, seed=seed, of_parts=of_parts)
