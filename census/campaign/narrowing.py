"""What of a campaign a reader may see: narrowed after small groups were found in the whole, and before anybody reads.

Nothing that a narrowed campaign holds says more than the tables of the whole do: it is made from those alone. So what
cannot be worked out from them (`census.disclosure.suppression`) cannot be worked out by any role either.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pandas as pd

from census.access.scope import Scope
from census.base.register import denominators
from census.base.target import AREA_SCOPE, Target
from census.base.vocabulary import AREA_MEASURES
from census.campaign.agencies import Whole
from census.campaign.basis import Answers, SeenBasis
from census.campaign.campaign import Campaign
from census.campaign.speaking import Words
from census.disclosure.protection import pooled_flows, told_under
from census.disclosure.restriction import restrict
from census.disclosure.suppression import SmallGroups
from census.figures.completeness import Completeness
from census.figures.panel import Panel
from census.figures.progress import View
from census.forecast.outlook import Outlook
from census.forecast.table import AreaForecast

_PERSONS = ("persons_responded", "persons_clean")
_NOBODYS = {"opd_id": pd.NA, "note": None, "source": ""}
"""What stands for the agency, its note and its source in a record of an agency that the reader may not see."""


def seen_by(campaign: Campaign, scope: Scope) -> Campaign:
    """What a scope may see of a campaign; the campaign itself where nothing is withheld.

    Parameters
    ----------
    campaign
        The campaign of the scope's area, with all that lies below it.
    scope
        What the reader may see.

    Raises
    ------
    ValueError
        If the campaign is that of another area.
    """
    if scope.is_whole:
        return campaign
    tree = campaign.tree
    roots = [code for code, parent in tree.parent_of.items() if parent is None]
    if roots not in ([], [scope.area_code]):
        msg = f"the campaign of area {scope.area_code} is wanted"
        raise ValueError(msg)
    return _Narrowing(campaign, scope).restricted()


class _Narrowing:
    """One campaign and one scope, and what follows from the two."""

    def __init__(self, campaign: Campaign, scope: Scope) -> None:
        self.campaign, self.scope, self.tree = campaign, scope, campaign.tree
        self.chains = {code: tuple(self.tree.chain(code)) for code in self.tree.codes}
        self.seen = [code for code in self.tree.codes if scope.sees_area(self.tree.level(code), self.chains[code])]
        self.is_seen = frozenset(self.seen)
        self.is_out = frozenset(self.tree.codes) - self.is_seen
        self.shown_as = told_under(self.tree, self.is_out)
        no_groups = SmallGroups(frozenset(), frozenset(), pd.DataFrame(), pd.DataFrame())
        is_open = campaign.protection is None
        self.small = no_groups if is_open else campaign._small_areas
        self.small_agencies = no_groups if is_open else campaign._small_agencies
        self.agencies = [str(number) for number in campaign.opd["id"]]

    def restricted(self) -> Campaign:
        campaign = self.campaign
        foreign = frozenset(code for code in self.agencies if not self.scope.sees_agency(int(code)))
        # Not `dataclasses.replace`: a new field would go to every reader as it is in the campaign.
        return Campaign(
            areas=self._at_seen(campaign.areas, "code"),
            recaps=self._seen_figures(campaign.recaps),
            registers=self._registers(),
            targets=[target for target in campaign.targets if self._binds_what_is_seen(target)],
            opd=campaign.opd,
            daily=self._daily(),
            daily_opd=self._seen_agencies(campaign.daily_opd, foreign),
            opd_recaps=self._seen_agencies(campaign.opd_recaps, foreign),
            domiciles=self._flows(),
            assignments=self._assignments(),
            outages=campaign.outages,
            above=campaign.above,
            simulation=campaign.simulation,
            last_day=campaign.last_day,
            protection=campaign.protection,
            rush_chance=campaign.rush_chance,
            events=self._records(campaign.events),
            commitments=self._records(campaign.commitments, is_judged=True),
            blockers=self._records(campaign.blockers),
            requests=self._records(campaign.requests),
            opened=self._seen_figures(campaign.opened),
            withheld=frozenset(parent for code in self.is_out if (parent := self.tree.parent_of[code]) is not None)
            & self.is_seen,
            seen_basis=SeenBasis(
                small_areas=_small_of(self.small, self.seen),
                small_agencies=_small_of(self.small_agencies, self.agencies),
                panel=restrict(campaign.panel, self.seen),
                opd_panel=restrict(campaign.opd_panel, self.agencies, totals_only=foreign),
                bases=self._bases(),
                answers=_answers(
                    campaign, self.is_seen, foreign, drawn_as=told_under(self.tree, self.is_out | campaign.unforecast)
                ),
            ),
        )

    def _bases(self) -> tuple[tuple[date, pd.DataFrame], ...]:
        """The denominators of what is seen by the first day of which they speak."""
        # One version follows another on the day it is valid from; before the first day the first ones speak.
        days = sorted(set(self.campaign.registers.groupby(["kabupaten_code", "version"])["valid_on"].max())) or [
            date.min
        ]
        return tuple((day, self.campaign.base(day).loc[pd.Index(self.seen)]) for day in days)

    def _at_seen(self, frame: pd.DataFrame, column: str) -> pd.DataFrame:
        return frame[frame[column].isin(self.is_seen)].reset_index(drop=True)

    def _seen_figures(self, figures: pd.DataFrame) -> pd.DataFrame:
        """The figures as they came in of areas that are seen in full."""
        is_small = figures["area_code"].isin(self.small.hidden | self.small.coarse)
        return self._at_seen(figures[~is_small], "area_code")

    def _seen_agencies(self, figures: pd.DataFrame, foreign: frozenset[str]) -> pd.DataFrame:
        small = self.small_agencies.hidden | self.small_agencies.coarse
        return figures[~figures["area_code"].isin(foreign | small)].reset_index(drop=True)

    def _registers(self) -> pd.DataFrame:
        """Each version as it speaks of what is seen, sums made before what is not seen goes."""
        registers = self.campaign.registers
        parts = [registers.iloc[:0]]
        kabupaten = self.tree.frame["kabupaten_code"]
        for version, entries in registers.groupby("version", sort=False):
            counts = denominators(self.tree, entries, entries["valid_on"].max()).loc[self.seen]
            counts = counts[counts["version"].notna()]
            rows = counts.reset_index(names="area_code").assign(
                kabupaten_code=kabupaten.loc[counts.index].tolist(), version=version
            )
            parts.append(rows[registers.columns].astype(registers.dtypes.to_dict()))
        return pd.concat(parts, ignore_index=True)

    def _daily(self) -> pd.DataFrame:
        """The gains of desa; of those not seen, under the area above. Of small ones none are given."""
        daily = self.campaign.daily
        is_small = daily["area_code"].isin(self.small.hidden | self.small.coarse)
        rows = daily[~is_small]
        rows = rows.assign(area_code=rows["area_code"].map(self.shown_as))
        return _added_up(rows[rows["area_code"].notna()], ["area_code", "day"], AREA_MEASURES)

    def _flows(self) -> pd.DataFrame:
        flows = pooled_flows(self.tree, self.campaign.domiciles, self.is_out)
        return _added_up(flows, ["area_code", "domicile_code", "day"], _PERSONS)

    def _binds_what_is_seen(self, target: Target) -> bool:
        return (
            target.scope_kind != AREA_SCOPE or target.scope_code not in self.tree or target.scope_code in self.is_seen
        )

    def _assignments(self) -> pd.DataFrame:
        """Who serves which desa: of agencies that are seen, and in places for which the reader may record."""
        rows, records_in = self.campaign.assignments, self.scope.records_in
        is_seen = [
            code in self.is_seen
            and (
                self.scope.sees_agency(int(number))
                or records_in is None
                or not records_in.isdisjoint(self.chains[code])
            )
            for number, code in zip(rows["opd_id"], rows["desa_code"], strict=True)
        ]
        return rows[pd.array(is_seen, dtype="boolean")].reset_index(drop=True)

    def _records(self, records: pd.DataFrame, *, is_judged: bool = False) -> pd.DataFrame:
        """The records that are the reader's, and what else happened in places that are.

        Whole is what the reader may write or whose agency is seen; told under the area above where its own area is not
        seen. Of other agencies' records in an area whose detail is seen the agency, its note and its source are left
        out.

        Parameters
        ----------
        records
            Frame of one kind.
        is_judged
            Whether an area's gain is set against each: then one of an area that is not seen is left out, since the
            gain of the area above would be another's. Keyword-only.
        """
        shown: list[str | None] = []
        is_whole: list[bool] = []
        for code, number in zip(records["area_code"], records["opd_id"], strict=True):
            opd = None if pd.isna(number) else int(number)
            chain = self.chains.get(str(code), ())
            level = self.tree.level(str(code)) if chain else ""
            is_own = bool(chain) and (self.scope.sees_agency(opd) or self.scope.may_record(level, chain, opd))
            is_here = code in self.is_seen
            may_be_told = (is_own and (is_here or not is_judged)) or (is_here and self.scope.sees_detail(chain))
            shown.append(self.shown_as[str(code)] if may_be_told else None)
            is_whole.append(is_own)
        seen = records.assign(area_code=pd.Series(shown, index=records.index, dtype=object))
        foreign = ~pd.Series(is_whole, index=records.index, dtype=bool)
        for column, nothing in _NOBODYS.items():
            seen[column] = seen[column].mask(foreign, nothing)
        return seen[seen["area_code"].notna()].reset_index(drop=True)


def _answers(
    campaign: Campaign, is_seen: frozenset[str], foreign: frozenset[str], *, drawn_as: Mapping[str, str | None]
) -> Answers:
    """What is made of all areas when somebody asks, each answer cut to what is seen.

    The class stands within the function so that its objects have no attribute that leads to the whole. A forecast takes
    seconds, the other answers are of any day and area: none is made before it is asked for (decision 158).

    Parameters
    ----------
    campaign
        The campaign of all areas.
    is_seen
        The areas that are seen.
    foreign
        The agencies whose detail is not.
    drawn_as
        Area by area under which its draws are told, keyword-only.
    """

    class SeenAnswers:
        def opd_panel_on(self, as_of: date) -> Panel:
            return restrict(campaign.opd_panel, campaign.opd_panel.codes, totals_only=foreign, on=as_of)

        def opd_whole(self, area_code: str, view: View) -> Whole | None:
            return campaign.opd_whole(area_code, view)

        def completeness(self, area_code: str, view: View) -> Completeness:
            return campaign.completeness(area_code, view)

        def words(self, area_code: str, level: str, as_of: date) -> Mapping[str, Words]:
            words = campaign.words(area_code, level, as_of)
            return {code: spoken for code, spoken in words.items() if code in is_seen}

        def forecasts_within(
            self, area_code: str, level: str, view: View, *, deadline: date | None, share: Fraction | None, seed: int
        ) -> tuple[AreaForecast, ...]:
            areas = campaign._basis.forecasts_within(area_code, level, view, deadline=deadline, share=share, seed=seed)
            return tuple(area for area in areas if area.code in is_seen)

        def outlook(self, area_code: str, view: View, *, deadline: date | None, seed: int, of_parts: bool) -> Outlook:
            drawn = campaign.outlook(area_code, view, deadline=deadline, seed=seed, of_parts=of_parts)
            return drawn.pooled(drawn_as)

    return SeenAnswers()


def _small_of(small: SmallGroups, codes: list[str]) -> SmallGroups:
    """The small groups among some."""
    among = frozenset(codes)
    return SmallGroups(
        small.hidden & among, small.coarse & among, small.least.reindex(codes), small.most.reindex(codes)
    )


def _added_up(rows: pd.DataFrame, keys: list[str], measures: tuple[str, ...]) -> pd.DataFrame:
    """Add rows up that have become those of one group, so that none of them can be told from the others."""
    return rows.groupby(keys, as_index=False, sort=True)[list(measures)].sum()
