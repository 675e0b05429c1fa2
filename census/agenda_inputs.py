"""What priorities and interviews take from the forecast, from the effects of events, and from paces and targets."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from census.campaign import Campaign
from census.effect_campaign import exact_effects
from census.priority import Ints
from census.progress import View
from census.responsiveness import EFFECT_COLUMNS, LEAST_DAILY_GAIN, PER, own_pace
from census.stuck import RECENT_DAYS
from census.target import AREA_SCOPE, Target
from census.vocabulary import Status, Unit, measure_column

Draws = tuple[Sequence[str], Ints]
"""Codes of areas, and their cumulative counts at the deadline, shape (draws, areas)."""

Adjacency = Mapping[str, frozenset[str]]

_EFFECT_DRAWS = 20
"""Draws behind the test of an effect, which is not asked for here: the figures of the events do not hang on them."""


def deadline_draws(
    campaign: Campaign, area_code: str, as_of: date, *, deadline: date | None = None, seed: int = 0
) -> Draws | None:
    """Give the draws of all parts of an area at the deadline in its target's unit and status.

    None where there is no forecast. The draws know no small groups: what is made of them leaves those out.
    """
    target = campaign.target(area_code, as_of)
    if target is None:
        return None
    return _draws(campaign, area_code, View(as_of, target.unit, target.status), deadline, seed)


def family_draws(
    campaign: Campaign, area_code: str, as_of: date, *, deadline: date | None = None, seed: int = 0
) -> Draws | None:
    """Give the draws of the families that will have responded at the deadline; None where there is no forecast."""
    return _draws(campaign, area_code, View(as_of, Unit.HOUSEHOLD, Status.RESPONDED), deadline, seed)


def _draws(campaign: Campaign, area_code: str, view: View, deadline: date | None, seed: int) -> Draws | None:
    found = campaign.outlook(area_code, view, deadline=deadline, seed=seed)
    if found.refusal is not None or found.forecast is None:
        return None
    return found.forecast.codes, found.forecast.draws


def event_effects(campaign: Campaign, area_code: str, as_of: date, *, adjacency: Adjacency) -> pd.DataFrame:
    """Give what the events of an area's kabupaten brought, as far as it can be estimated (`EFFECT_COLUMNS`).

    With all digits, to learn from: what leaves is `Agenda.table`, which is rounded.
    """
    if not len(campaign.events):
        return pd.DataFrame(columns=list(EFFECT_COLUMNS), dtype=object)
    whole = campaign.compared_with(area_code)
    return exact_effects(campaign, whole, as_of, adjacency=adjacency, draws=_EFFECT_DRAWS).table


def judged_by(campaign: Campaign, area_code: str, target: Target, as_of: date) -> Campaign:
    """Give the campaign as if no area below had a target of its own, where one has another unit, status or window.

    The draws are of one unit, status and deadline, and so must be what they are set against: the target of the area
    asked about.
    """
    tree, bound = campaign.tree, campaign.targets_on(as_of)
    below = {code for code in tree.codes if code != area_code and area_code in tree.chain(code)}
    if all(_terms(bound[code]) == _terms(target) for code in below if code in bound):
        return campaign
    return replace(
        campaign, targets=[t for t in campaign.targets if t.scope_kind != AREA_SCOPE or t.scope_code not in below]
    )


def _terms(target: Target) -> tuple[Unit, Status, date, date]:
    return target.unit, target.status, target.starts_on, target.ends_on


def pace_of_all(campaign: Campaign, area_code: str, status: Status, as_of: date) -> float:
    """Give the families per 1,000 left that respond on a day, of the whole area."""
    families = View(as_of, Unit.HOUSEHOLD, status)
    whole = campaign.progress(area_code, campaign.tree.level(area_code), families).iloc[0]
    pace = campaign.panel.at(measure_column(Unit.HOUSEHOLD, status), as_of).loc[area_code, "pace"]
    left = whole["denominator"] - whole["numerator"]
    found = (pd.Series([pace], dtype="Float64") / pd.Series([left], dtype="Float64") * PER).fillna(0.0).iloc[0]
    return min(max(float(found), LEAST_DAILY_GAIN), float(PER))


def paces_of(campaign: Campaign, left: pd.Series, of_all: float, status: Status, as_of: date) -> dict[str, float]:
    """Give the families per 1,000 left that respond on a day by area, where its figures tell a pace."""
    told = campaign.panel.at(measure_column(Unit.HOUSEHOLD, status), as_of).loc[left.index, "pace"]
    a_day = told.to_numpy(dtype=np.float64, na_value=np.nan)
    left_days = left.to_numpy(dtype=np.float64) / PER * RECENT_DAYS
    found = own_pace(a_day * RECENT_DAYS, left_days, of_all)
    return {str(code): pace for code, pace in zip(left.index, found.tolist(), strict=True) if not np.isnan(pace)}
