"""What the outreach on record of a campaign brought."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from census.base.tree import AreaTree, UnknownAreaError
from census.base.values import values_of
from census.base.vocabulary import Status, Unit, measure_column, register_column
from census.campaign.campaign import Campaign
from census.effect.estimate import DayEffect, Effects, EventEffect, daily_figures, effects_of_events, event_profile
from census.effect.estimates import EffectEstimate, LeadCheck
from census.effect.permutation import DRAWS
from census.effect.windows import Daily
from census.figures.rounding import ESTIMATE_FIELDS, EVENT_FIELDS, rounded, rounded_columns
from census.outreach.records import EVENT_KINDS

Adjacency = Mapping[str, frozenset[str]]
_LEAD = tuple(field.name for field in fields(LeadCheck))
_COUNTED = measure_column(Unit.HOUSEHOLD, Status.RESPONDED)


@dataclass(frozen=True)
class Outreach:
    """Daily figures and the events that are judged by them.

    Attributes
    ----------
    daily
        Of all areas at the bottom of the tree within the kabupaten.
    events
        Events held by the as-of day in one such area each: `id`, `area_code`, `held_on`, `kind`.
    also_held
        `area_code`, `held_on` of what disturbs them: events outside the area asked for, and those for a whole kecamatan
        in each of its desa. What was held for the whole kabupaten disturbs nothing: all have it alike.
    n_larger
        Events for an area that is larger than one desa: there is nobody to compare with.
    """

    daily: Daily
    events: pd.DataFrame
    also_held: pd.DataFrame
    n_larger: int


@dataclass(frozen=True)
class OutreachEffects:
    """What outreach brought, without the figures of single areas that it was judged by.

    Attributes
    ----------
    effects
        The estimates; their table has a row per event that could be judged.
    profile
        Day by day about an event, as far as enough events have such a day; empty where nothing can be estimated.
    n_larger
        Events for an area that is larger than one desa.
    has_days
        Whether there are figures of single days.
    level
        Level of the areas that were compared; None where there are none.
    """

    effects: Effects
    profile: tuple[DayEffect, ...]
    n_larger: int
    has_days: bool
    level: str | None

    @property
    def events(self) -> tuple[EventEffect, ...]:
        """The events that could be judged, the newest first."""
        table = self.effects.table
        if not len(table):
            return ()
        return values_of(EventEffect, table.sort_values(["held_on", "area_code"], ascending=[False, True]))

    def seen_by(self, campaign: Campaign) -> "OutreachEffects":
        """The effects, and of single events those in areas that a reader of a campaign sees."""
        return replace(self, effects=self.effects.of_areas(campaign.tree.codes))


def outreach_effects(campaign: Campaign, area_code: str, as_of: date, *, adjacency: Adjacency) -> OutreachEffects:
    """Estimate what the events of an area brought (`campaign_effects`), for readers."""
    inputs = outreach(campaign, area_code, as_of, adjacency=adjacency)
    effects = campaign_effects(campaign, area_code, as_of, adjacency=adjacency)
    codes, has_lift = inputs.daily.codes, effects.overall.lift is not None
    return OutreachEffects(
        effects=effects,
        profile=_told_days(event_profile(inputs.daily, inputs.events, also_held=inputs.also_held)) if has_lift else (),
        n_larger=inputs.n_larger,
        has_days=bool(inputs.daily.gains.size),
        level=campaign.tree.level(codes[0]) if len(codes) else None,
    )


def campaign_effects(
    campaign: Campaign,
    area_code: str,
    as_of: date,
    *,
    adjacency: Adjacency,
    draws: int = DRAWS,
    seed: int = 0,
) -> Effects:
    """Estimate what the events of an area brought, by what was known on a day, rounded as the screen shows it.

    Parameters
    ----------
    campaign, area_code, as_of
        The desa of the area are compared with those of its whole kabupaten, as far as the reader may see them.
    adjacency
        Neighbours by desa, keyword-only.
    draws, seed
        As for `census.effect.estimate.effects_of_events`, keyword-only.

    Raises
    ------
    UnknownAreaError
        If the area is not on record or out of the reader's scope.
    """
    exact = exact_effects(campaign, area_code, as_of, adjacency=adjacency, draws=draws, seed=seed)
    return replace(
        exact,
        overall=_told(exact.overall),
        kinds={name: _told(one) for name, one in exact.kinds.items()},
        table=_told_events(exact.table),
    )


def exact_effects(
    campaign: Campaign,
    area_code: str,
    as_of: date,
    *,
    adjacency: Adjacency,
    draws: int = DRAWS,
    seed: int = 0,
) -> Effects:
    """Estimate as `campaign_effects` does, with all digits: for arithmetic, not for readers."""
    inputs = outreach(campaign, area_code, as_of, adjacency=adjacency)
    return effects_of_events(
        inputs.daily, inputs.events, kinds=kinds_of(inputs.events), also_held=inputs.also_held, draws=draws, seed=seed
    )


def _told(estimate: EffectEstimate) -> EffectEstimate:
    """Round an estimate, and its check before the events."""
    rounded_values: dict[str, Any] = {name: _told_value(getattr(estimate, name), name) for name in ESTIMATE_FIELDS}
    lead = estimate.lead
    if lead is not None:
        lead = LeadCheck(**{name: rounded(getattr(lead, name), ESTIMATE_FIELDS[name]) for name in _LEAD})
    return replace(estimate, **rounded_values, lead=lead)


def _told_value(value: float | None, name: str) -> float | None:
    return None if value is None else rounded(value, ESTIMATE_FIELDS[name])


def _told_events(table: pd.DataFrame) -> pd.DataFrame:
    """Round what is told of single events; what came in is the desa's own, so the rest follows from `expected`."""
    expected = rounded_columns(table[["expected"]], EVENT_FIELDS)["expected"]
    extra = (table["extra"] + table["expected"]).round() - expected
    lift = (extra / expected).where(expected > 0)
    return rounded_columns(table.assign(expected=expected, extra=extra, lift=lift), EVENT_FIELDS)


def _told_days(profile: pd.DataFrame) -> tuple[DayEffect, ...]:
    return values_of(DayEffect, rounded_columns(profile.dropna(), ESTIMATE_FIELDS))


def kinds_of(events: pd.DataFrame) -> list[str]:
    """Name all kinds of outreach, those that are not among the usual ones last."""
    return [*EVENT_KINDS, *sorted(set(events["kind"].astype(str)) - set(EVENT_KINDS))]


def outreach(campaign: Campaign, area_code: str, as_of: date, *, adjacency: Adjacency) -> Outreach:
    """Put together what `census.effect.estimate` judges; see `campaign_effects`."""
    if area_code not in campaign.tree:
        raise UnknownAreaError(area_code)
    compared = campaign.compared_with(area_code)
    leaves = bottom_areas(campaign.tree, compared)
    asked = frozenset(bottom_areas(campaign.tree, area_code))
    held = campaign.events[np.array([day <= as_of for day in campaign.events["held_on"]], dtype=bool)]
    judged = held[held["area_code"].isin(asked)]
    parts = [held[held["area_code"].isin(frozenset(leaves) - asked)][["area_code", "held_on"]]]
    larger = [code for code in held["area_code"] if code in campaign.tree and campaign.tree.children(code)]
    for code, day in held[["area_code", "held_on"]].itertuples(index=False):
        if code in larger and code != compared and compared in campaign.tree.chain(str(code)):
            below = bottom_areas(campaign.tree, str(code))
            parts.append(pd.DataFrame({"area_code": below, "held_on": [day] * len(below)}))
    return Outreach(
        daily=campaign_daily(campaign, leaves, as_of, adjacency=adjacency),
        events=judged[["id", "area_code", "held_on", "kind"]].reset_index(drop=True),
        also_held=pd.concat(parts, ignore_index=True),
        n_larger=sum(area_code in campaign.tree.chain(code) for code in larger),
    )


def bottom_areas(tree: AreaTree, code: str) -> list[str]:
    """List the areas within one below which there are no others, by code."""
    return [leaf for leaf in sorted(tree.codes) if not tree.children(leaf) and code in tree.chain(leaf)]


def campaign_daily(campaign: Campaign, codes: list[str], as_of: date, *, adjacency: Adjacency) -> Daily:
    """The families that responded day by day, as far as the reader may see them.

    A gain is known where an area has a figure of the day and one of the day before: recaps that skip days tell no gains
    of single days, and small groups, which move once a week, have none either.
    """
    panel, carried = campaign.panel, campaign.panel.measures[_COUNTED]
    last = panel.row_of(as_of)
    if last < 1:
        nothing = np.zeros((0, len(codes)))
        return daily_figures(nothing, nothing, [], codes, adjacency=adjacency)
    columns = [panel.column_of[code] for code in codes]
    first, days_told = panel.days[0], panel.days[: last + 1]
    days = [first + timedelta(days=n) for n in range((days_told[-1] - first).days + 1)]
    counts = np.full((len(days), len(codes)), np.nan)
    for row, day in enumerate(days_told):
        is_of_day = carried.reported_on[row, columns] == day.toordinal()
        counts[(day - first).days] = np.where(is_of_day, carried.counts[row, columns], np.nan)
    base = campaign.base(as_of).loc[codes, register_column(Unit.HOUSEHOLD)].to_numpy(dtype=np.float64, na_value=np.nan)
    gains, left = np.diff(counts, axis=0), base - counts[:-1]
    off = [campaign.outages.get(str(code), frozenset()) for code in campaign.tree.frame.loc[codes, "kabupaten_code"]]
    is_out = np.array([[day in days_off for days_off in off] for day in days[1:]], dtype=bool).reshape(gains.shape)
    regions = {code: campaign.tree.parent_of[code] or "" for code in codes}
    return daily_figures(np.where(is_out, np.nan, gains), left, days[1:], codes, adjacency=adjacency, regions=regions)
