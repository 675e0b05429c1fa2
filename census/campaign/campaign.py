"""One campaign as one reader may see it: areas, figures, registers, targets, agencies, and their tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property, partial

import pandas as pd

from census.base.kept import kept
from census.base.register import Denominator, RegisterOnRecord, RegisterVersion, register_versions, version_named
from census.base.target import Target, last_deadline
from census.base.tree import AreaTree, UnknownAreaError
from census.base.values import values_of
from census.base.vocabulary import OPD_LEVEL, check_unit_of_level
from census.campaign.agencies import Agency, Assignment, Whole, agencies_within, opd_progress
from census.campaign.basis import Basis, SeenBasis, WholeBasis
from census.campaign.speaking import Words
from census.campaign.targets import CampaignTargets
from census.disclosure.protection import pooled_domiciles
from census.disclosure.suppression import STANDARD, Protection, SmallGroups
from census.figures.comparison import AreaGain, gains_between
from census.figures.completeness import Completeness, with_parts
from census.figures.feed import no_open_forms
from census.figures.panel import Panel
from census.figures.progress import AreaProgress, View, area_progress, area_values
from census.forecast.outlook import Outlook
from census.forecast.table import AreaForecast, forecast_table
from census.outreach.records import record_frame, without_counts_of

_TABLES = 128
"""Tables kept of one campaign: what its readers look at within one data version."""
_ANSWERS = 1024
"""Small values kept of one campaign: a table of a level asks about each of its areas."""


@dataclass(frozen=True)
class Campaign:
    """All that the tables of one reader are made of; read once per data version and sliced in memory.

    A reader who sees a part has a campaign of the same class whose frames hold less, and whose `seen_basis` holds what
    is made of the others (`census.campaign.narrowing.seen_by`, decision 158).

    What leaves it through `panel`, `opd_panel`, `progress`, `opd_whole` and `domiciles` is protected: small groups are
    hidden or coarse there (`census.disclosure.suppression`). The other frames are what it is made from, and not for
    readers.

    Attributes
    ----------
    areas
        Frame for `AreaTree`.
    recaps
        Frame for `build_panel`.
    registers
        Frame for `denominators`.
    targets
        All targets in scope and of the areas above, in the order they were entered.
    opd
        One row per agency: `kabupaten_code`, `area_code` and what `census.campaign.agencies.opd_progress` takes.
    daily, daily_opd
        Daily gains counted from rows: of desa (`census.figures.feed.area_figures`), and of agencies (`area_code` is the
        agency's number as text).
    opd_recaps
        Figures of agencies in the form of a recap, `area_code` as in `daily_opd`.
    domiciles
        Daily gains of persons by `area_code` (de jure) and `domicile_code` (de facto).
    assignments
        `opd_id`, `desa_code`: the desa that each agency serves.
    outages
        Days of outage by code of kabupaten.
    simulation
        What kind of simulation all rows come from; None for real ones.
    above
        Codes of the areas above the reader's, the nearest first: their targets bind what lies below.
    protection
        From which size on a group is shown; None shows all, for the operator's own recount.
    events, commitments, blockers, requests
        Records of outreach (`census.outreach.records.RECORD_COLUMNS`), the oldest first.
    opened
        Forms opened and not finished (`census.figures.feed.no_open_forms`), of areas of any size.
    withheld
        Areas some or all of whose parts the reader may not see (`census.campaign.narrowing`): they have more than are
        here.
    rush_chance
        How likely the operator holds a rush before the deadline, 0-1; None: the forecast takes it from the figures.
    last_day
        Last day of all targets of areas: what was told by then decides what speaks for an area (`build_panel`).
    seen_basis
        Of a campaign that its reader sees a part of, what is made of all areas; None for the whole, which makes it.
    """

    areas: pd.DataFrame
    recaps: pd.DataFrame
    registers: pd.DataFrame
    targets: Sequence[Target]
    opd: pd.DataFrame
    daily: pd.DataFrame
    daily_opd: pd.DataFrame
    opd_recaps: pd.DataFrame
    domiciles: pd.DataFrame
    assignments: pd.DataFrame
    outages: Mapping[str, frozenset[date]]
    above: Sequence[str] = ()
    simulation: str | None = None
    protection: Protection | None = STANDARD
    events: pd.DataFrame = field(default_factory=partial(record_frame, "events"))
    commitments: pd.DataFrame = field(default_factory=partial(record_frame, "commitments"))
    blockers: pd.DataFrame = field(default_factory=partial(record_frame, "blockers"))
    requests: pd.DataFrame = field(default_factory=partial(record_frame, "requests"))
    opened: pd.DataFrame = field(default_factory=no_open_forms)
    withheld: frozenset[str] = frozenset()
    rush_chance: float | None = None
    last_day: date | None = None
    seen_basis: SeenBasis | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Pool the flows of small areas and hide what records count of them, before anybody reads them."""
        if self.seen_basis is not None:
            # The whole was protected before a part was taken from it, with small groups as found in the whole.
            return
        # Kept when targets are replaced: who speaks for an area must not hang on whom a target binds.
        object.__setattr__(self, "last_day", self.last_day or last_deadline(self.targets))
        if self.protection is not None:
            object.__setattr__(self, "domiciles", pooled_domiciles(self.tree, self.domiciles, self._small_areas))
            for name in ("blockers", "requests"):
                object.__setattr__(self, name, without_counts_of(getattr(self, name), self._small_areas.hidden))

    @cached_property
    def _basis(self) -> Basis:
        return WholeBasis(self) if self.seen_basis is None else self.seen_basis

    @cached_property
    def _small_areas(self) -> SmallGroups:
        return self._basis.small_areas

    @cached_property
    def _small_agencies(self) -> SmallGroups:
        return self._basis.small_agencies

    def has_coarse(self, codes: Sequence[str], *, of_agencies: bool) -> bool:
        """Tell whether some of these areas or agencies move only once a week (`census.disclosure.suppression`)."""
        small = self._small_agencies if of_agencies else self._small_areas
        return self.protection is not None and not small.coarse.isdisjoint(codes)

    @cached_property
    def tree(self) -> AreaTree:
        """The areas."""
        return AreaTree(self.areas)

    @property
    def panel(self) -> Panel:
        """The carried figures."""
        return self._basis.panel

    @cached_property
    def agencies(self) -> tuple[Agency, ...]:
        """The agencies on record, in their order there."""
        return values_of(Agency, self.opd)

    @cached_property
    def assigned(self) -> tuple[Assignment, ...]:
        """The desa that agencies serve."""
        return values_of(Assignment, self.assignments)

    @property
    def opd_panel(self) -> Panel:
        """The carried figures of the agencies whose detail is seen, by day; of the others nothing."""
        return self._basis.opd_panel

    def opd_panel_on(self, as_of: date) -> Panel:
        """Carried figures of all agencies as a table of one day has them; of an earlier day only one's own are seen."""
        return self._basis.opd_panel_on(as_of)

    @kept(_ANSWERS)
    def completeness(self, area_code: str, view: View) -> Completeness:
        """How much has been delivered of an area, or of its agencies where staff are looked at.

        Raises
        ------
        UnknownAreaError
            If the area is not on record or out of the reader's scope.
        """
        self._check(area_code)
        return self._basis.completeness(area_code, view)

    @kept(_TABLES)
    def opd_whole(self, area_code: str, view: View) -> Whole | None:
        """How far all agencies of an area together have come, the hidden ones included.

        None for an area below the kabupaten, without figures, and where the whole is itself too small to be shown.
        """
        return self._basis.opd_whole(area_code, view) if area_code in self.tree else None

    @kept(_TABLES)
    def base(self, as_of: date) -> pd.DataFrame:
        """The denominators of a day; not to be changed in place."""
        return self._basis.base(as_of)

    def words(self, area_code: str, level: str, as_of: date) -> Mapping[str, Words]:
        """Unit and status in which the table of one level within an area speaks, by area (`spoken_words`)."""
        self._check(area_code)
        return self._basis.words(area_code, level, as_of)

    def _check(self, area_code: str) -> None:
        if area_code not in self.tree:
            raise UnknownAreaError(area_code)

    def denominators_of(self, codes: Sequence[str], as_of: date) -> tuple[Denominator, ...]:
        """What the register says of some areas on a day as values (`base`), in the order of the codes."""
        return values_of(Denominator, self.base(as_of).loc[list(codes)].reset_index(names="code"))

    @kept(_TABLES)
    def register_named(self, as_of: date) -> RegisterVersion | None:
        """The register of a day as it is named (`version_named`)."""
        return version_named(self.base(as_of))

    def versions_in_force(self, as_of: date) -> frozenset[str]:
        """The versions of the register that speak of some area on a day."""
        return frozenset(self.base(as_of)["version"].dropna())

    @cached_property
    def register_versions(self) -> tuple[RegisterOnRecord, ...]:
        """The versions of the register on record, in the order they came in."""
        return register_versions(self.registers)

    @cached_property
    def aims(self) -> CampaignTargets:
        """The targets, as decided and in what was delivered."""
        return CampaignTargets(self)

    def target(self, code: str, as_of: date) -> Target | None:
        """The target that binds an area on a day, in a unit and status that were delivered of it."""
        return self.aims.of_area(code, as_of)

    def targets_on(self, as_of: date) -> dict[str, Target]:
        """The target in force by area as it was decided."""
        return self.aims.decided(as_of)

    def opd_target(self, area_code: str, as_of: date) -> Target | None:
        """The target of the agencies of a kabupaten (`CampaignTargets.of_agencies`)."""
        return self.aims.of_agencies(area_code, as_of)

    def newest_day(self, today: date) -> date | None:
        """The newest day with data that is over; today only where there is no other; None without data."""
        days = self.panel.days or self.opd_panel.days
        past = [day for day in days if day < today]
        return past[-1] if past else today if today in days else None

    def compared_with(self, code: str) -> str:
        """Name the area whose rate the second colouring compares with: the kabupaten, or else the root."""
        chain = list(self.tree.chain(code))
        return next((above for above in chain if self.tree.level(above) == "kabupaten"), chain[-1])

    def progress(self, area_code: str, level: str, view: View) -> pd.DataFrame:
        """The table of one level within an area (`area_progress`, `opd_progress`), computed once.

        Of the level `opd` an area has the agencies of its kabupaten and the offices that sit in it.
        The table is the caller's own: pandas copies what is written to, so that the one that is kept stays as it is.

        Raises
        ------
        UnknownAreaError
            If the area is not on record or out of the reader's scope.
        MeaninglessError
            If the unit is not counted at this level.
        """
        return self._progress(area_code, level, view).copy(deep=False)

    @kept(_TABLES)
    def progress_within(self, area_code: str, level: str, view: View) -> tuple[AreaProgress, ...]:
        """The areas, or agencies, of one level within an area as values (`progress`), made once.

        Raises
        ------
        UnknownAreaError, MeaninglessError
            As `progress` does.
        """
        return area_values(self.progress(area_code, level, view))

    def progress_of(self, code: str, view: View) -> AreaProgress:
        """One area as a value (`progress_within`)."""
        (area,) = self.progress_within(code, self.tree.level(code), view)
        return area

    def gains(self, area_code: str, level: str, view: View, *, since: date) -> pd.DataFrame:
        """What came in between two days, by area of one level within an area (`gains_between`), computed once.

        Raises
        ------
        UnknownAreaError, ValueError
            If the area is not on record or out of the reader's scope; if `since` is not before the as-of day.
        """
        return self._gains(area_code, level, view, since).copy(deep=False)

    @kept(_TABLES)
    def gains_within(self, area_code: str, level: str, view: View, *, since: date) -> tuple[AreaGain, ...]:
        """What came in between two days, by area, as values (`gains`)."""
        return values_of(AreaGain, self.gains(area_code, level, view, since=since))

    @cached_property
    def unforecast(self) -> frozenset[str]:
        """Areas of which nothing is forecast: the hidden, and those that move weekly, whose days draws would tell."""
        return frozenset() if self.protection is None else self._small_areas.hidden | self._small_areas.coarse

    def outlook(
        self, area_code: str, view: View, *, deadline: date | None = None, seed: int = 0, of_parts: bool = False
    ) -> Outlook:
        """The draws that an area is part of (`Forecasts.outlook`); for arithmetic, not for readers."""
        self._check(area_code)
        return self._basis.outlook(area_code, view, deadline=deadline, seed=seed, of_parts=of_parts)

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
        """The forecasts of the areas of one level within an area as a table (`forecasts_within`)."""
        areas = self.forecasts_within(area_code, level, view, deadline=deadline, share=share, seed=seed)
        return self._with_parts(forecast_table(areas), view)

    def forecasts_within(
        self,
        area_code: str,
        level: str,
        view: View,
        *,
        deadline: date | None = None,
        share: Fraction | None = None,
        seed: int = 0,
    ) -> tuple[AreaForecast, ...]:
        """Median, interval and chance of the areas of one level within an area (`Forecasts.within`)."""
        self._check(area_code)
        return self._basis.forecasts_within(area_code, level, view, deadline=deadline, share=share, seed=seed)

    def area_forecast(
        self, code: str, view: View, *, deadline: date | None = None, share: Fraction | None = None
    ) -> AreaForecast:
        """The forecast of one area (`forecasts_within`)."""
        (area,) = self.forecasts_within(code, self.tree.level(code), view, deadline=deadline, share=share)
        return area

    @kept(_TABLES)
    def _gains(self, area_code: str, level: str, view: View, since: date) -> pd.DataFrame:
        self._check(area_code)
        codes, base = self.tree.below(area_code, level), self.base(view.as_of)
        unit, status = view.unit, view.status
        table = gains_between(
            self.tree, self.panel, base, codes=codes, unit=unit, status=status, since=since, as_of=view.as_of
        )
        return self._with_parts(table, view)

    @kept(_TABLES)
    def _progress(self, area_code: str, level: str, view: View) -> pd.DataFrame:
        self._check(area_code)
        check_unit_of_level(view.unit, level)
        if level == OPD_LEVEL:
            return self._opd_progress(area_code, view)
        codes, targets = self.tree.below(area_code, level), self.aims.spoken(area_code, level, view.as_of)
        table = area_progress(self.tree, self.panel, self.base(view.as_of), targets, codes=codes, view=view)
        return self._with_parts(table, view)

    def _with_parts(self, table: pd.DataFrame, view: View) -> pd.DataFrame:
        # Of the bottom of the tree, where most areas are, nothing is asked.
        above = [str(code) for code in table.index if self.tree.children(str(code)) or code in self.withheld]
        return with_parts(table, {code: self.completeness(code, view) for code in above}, view.unit, view.status)

    def _opd_progress(self, area_code: str, view: View) -> pd.DataFrame:
        """The agencies of the kabupaten within an area, and the offices that sit in it."""
        agencies = agencies_within(self.opd, self.tree, area_code, has_offices=True)
        panel = self.opd_panel_on(view.as_of)
        parts = [
            opd_progress(rows, panel, self.opd_target(str(kabupaten), view.as_of), view=view)
            for kabupaten, rows in agencies.groupby("kabupaten_code")
        ]
        return pd.concat(parts) if parts else opd_progress(agencies, panel, None, view=view)
