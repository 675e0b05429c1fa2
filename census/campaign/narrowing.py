"""What of a campaign a reader may see: narrowed after small groups were found in the whole, and before anybody reads.

Nothing that a narrowed campaign holds says more than the tables of the whole do: it is made from those alone. So what
cannot be worked out from them (`census.disclosure.suppression`) cannot be worked out by any role either.
"""

import pandas as pd

from census.access.scope import Scope
from census.base.register import denominators
from census.base.target import AREA_SCOPE, Target
from census.base.vocabulary import AREA_MEASURES
from census.campaign.agencies import agency_tree
from census.campaign.campaign import Campaign
from census.campaign.seen_campaign import SeenCampaign
from census.disclosure.protection import pooled_flows, told_under
from census.disclosure.restriction import seen_panel
from census.disclosure.suppression import SmallGroups
from census.forecast.restriction import pooled_outlook

_PERSONS = ("persons_responded", "persons_clean")
_NOBODYS = {"opd_id": pd.NA, "note": None, "source": ""}
"""What stands for the agency, its note and its source in a record of an agency that the reader may not see."""


def seen_by(whole: Campaign, scope: Scope) -> Campaign:
    """Give what a scope may see of a campaign; the campaign itself where nothing is withheld.

    Parameters
    ----------
    whole
        The campaign of the scope's area, with all that lies below it.
    scope
        What the reader may see.

    Raises
    ------
    ValueError
        If the campaign is that of another area.
    """
    if scope.is_whole:
        return whole
    tree = whole.tree
    roots = [code for code, parent in tree.parent_of.items() if parent is None]
    if roots not in ([], [scope.area_code]):
        msg = f"the campaign of area {scope.area_code} is wanted"
        raise ValueError(msg)
    return _Narrowing(whole, scope).campaign()


class _Narrowing:
    """One campaign and one scope, and what follows from the two."""

    def __init__(self, whole: Campaign, scope: Scope) -> None:
        self.whole, self.scope, self.tree = whole, scope, whole.tree
        self.chains = {code: tuple(self.tree.chain(code)) for code in self.tree.codes}
        self.seen = [code for code in self.tree.codes if scope.sees_area(self.tree.level(code), self.chains[code])]
        self.is_seen = frozenset(self.seen)
        self.is_out = frozenset(self.tree.codes) - self.is_seen
        self.told_as = told_under(self.tree, self.is_out)
        no_groups = SmallGroups(frozenset(), frozenset(), pd.DataFrame(), pd.DataFrame())
        is_open = whole.protection is None
        self.small = no_groups if is_open else whole._small_areas
        self.small_agencies = no_groups if is_open else whole._small_agencies

    def campaign(self) -> SeenCampaign:
        whole, seen = self.whole, pd.Index(self.seen)
        drawn_as = told_under(self.tree, self.is_out | whole.unforecast)
        agencies = [str(number) for number in whole.opd["id"]]
        foreign = frozenset(code for code in agencies if not self.scope.sees_agency(int(code)))
        return SeenCampaign(
            areas=self._at_seen(whole.areas, "code"),
            recaps=self._own_figures(whole.recaps),
            registers=self._registers(),
            targets=[target for target in whole.targets if self._binds_what_is_seen(target)],
            opd=whole.opd,
            daily=self._daily(),
            daily_opd=self._own_agencies(whole.daily_opd, foreign),
            opd_recaps=self._own_agencies(whole.opd_recaps, foreign),
            domiciles=self._flows(),
            assignments=self._assignments(),
            outages=whole.outages,
            above=whole.above,
            simulation=whole.simulation,
            last_day=whole.last_day,
            protection=whole.protection,
            events=self._records(whole.events),
            commitments=self._records(whole.commitments, is_judged=True),
            blockers=self._records(whole.blockers),
            requests=self._records(whole.requests),
            opened=self._own_figures(whole.opened),
            withheld=frozenset(parent for code in self.is_out if (parent := self.tree.parent_of[code]) is not None)
            & self.is_seen,
            panel_seen=seen_panel(whole.panel, self.tree, self.seen),
            opd_panel_seen=seen_panel(whole.opd_panel, agency_tree(whole.opd), agencies, totals_only=foreign),
            base_of=lambda as_of: whole.base(as_of).loc[seen],
            # A bound method would carry the whole as an attribute.
            opd_whole_of=lambda area_code, view: whole.opd_whole(area_code, view),
            completeness_of=lambda area_code, view: whole.completeness(area_code, view),
            forecast_of=lambda area_code, level, view, options: whole.forecast(area_code, level, view, **options),
            outlook_of=lambda area_code, view, options: pooled_outlook(
                whole.outlook(area_code, view, **options), drawn_as
            ),
            words_of=lambda area_code, level, as_of: whole.aims.words(area_code, level, as_of),
            small_seen=_small_of(self.small, self.seen),
            small_agencies_seen=_small_of(self.small_agencies, agencies),
        )

    def _at_seen(self, frame: pd.DataFrame, column: str) -> pd.DataFrame:
        return frame[frame[column].isin(self.is_seen)].reset_index(drop=True)

    def _own_figures(self, figures: pd.DataFrame) -> pd.DataFrame:
        """Give the figures as they came in of areas that are seen in full."""
        is_small = figures["area_code"].isin(self.small.hidden | self.small.coarse)
        return self._at_seen(figures[~is_small], "area_code")

    def _own_agencies(self, figures: pd.DataFrame, foreign: frozenset[str]) -> pd.DataFrame:
        small = self.small_agencies.hidden | self.small_agencies.coarse
        return figures[~figures["area_code"].isin(foreign | small)].reset_index(drop=True)

    def _registers(self) -> pd.DataFrame:
        """Give each version as it speaks of what is seen, sums made before what is not seen goes."""
        registers = self.whole.registers
        parts = [registers.iloc[:0]]
        kabupaten = self.tree.frame["kabupaten_code"]
        for version, own in registers.groupby("version", sort=False):
            counts = denominators(self.tree, own, own["valid_on"].max()).loc[self.seen]
            known = counts[counts["version"].notna()]
            rows = known.reset_index(names="area_code").assign(
                kabupaten_code=kabupaten.loc[known.index].tolist(), version=version
            )
            parts.append(rows[registers.columns].astype(registers.dtypes.to_dict()))
        return pd.concat(parts, ignore_index=True)

    def _daily(self) -> pd.DataFrame:
        """Give the gains of desa; of those not seen, under the area above. Of small ones none are given."""
        daily = self.whole.daily
        is_small = daily["area_code"].isin(self.small.hidden | self.small.coarse)
        rows = daily[~is_small]
        rows = rows.assign(area_code=rows["area_code"].map(self.told_as))
        return _added_up(rows[rows["area_code"].notna()], ["area_code", "day"], AREA_MEASURES)

    def _flows(self) -> pd.DataFrame:
        flows = pooled_flows(self.tree, self.whole.domiciles, self.is_out)
        return _added_up(flows, ["area_code", "domicile_code", "day"], _PERSONS)

    def _binds_what_is_seen(self, target: Target) -> bool:
        return (
            target.scope_kind != AREA_SCOPE or target.scope_code not in self.tree or target.scope_code in self.is_seen
        )

    def _assignments(self) -> pd.DataFrame:
        """Give who serves which desa: of agencies that are seen, and in places for which the reader may record."""
        rows, records_in = self.whole.assignments, self.scope.records_in
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
        """Give the records that are the reader's, and what else happened in places that are.

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
            shown.append(self.told_as[str(code)] if may_be_told else None)
            is_whole.append(is_own)
        told = records.assign(area_code=pd.Series(shown, index=records.index, dtype=object))
        foreign = ~pd.Series(is_whole, index=records.index, dtype=bool)
        for column, nothing in _NOBODYS.items():
            told[column] = told[column].mask(foreign, nothing)
        return told[told["area_code"].notna()].reset_index(drop=True)


def _small_of(small: SmallGroups, codes: list[str]) -> SmallGroups:
    """Give the small groups among some."""
    known = frozenset(codes)
    return SmallGroups(
        small.hidden & known, small.coarse & known, small.least.reindex(codes), small.most.reindex(codes)
    )


def _added_up(rows: pd.DataFrame, keys: list[str], measures: tuple[str, ...]) -> pd.DataFrame:
    """Add rows up that have become those of one group, so that none of them can be told from the others."""
    return rows.groupby(keys, as_index=False, sort=True)[list(measures)].sum()
