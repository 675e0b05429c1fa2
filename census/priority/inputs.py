"""What priorities and interviews take from the forecast, from the effects of events, and from paces and targets."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from census.base.target import AREA_SCOPE, Target
from census.base.vocabulary import AREA_UNITS, Status, Unit, measure_column
from census.campaign.campaign import Campaign
from census.campaign.delivered import families_told
from census.campaign.speaking import CLEAN_OF_RESPONDED, nearest_words
from census.effect.campaign import exact_effects
from census.figures.equivalent import families_each
from census.figures.progress import View
from census.forecast.model import Refusal
from census.outreach.responsiveness import EFFECT_COLUMNS, LEAST_DAILY_GAIN, PER, own_pace
from census.outreach.stuck import RECENT_DAYS
from census.priority.priority import Ints

Draws = tuple[Sequence[str], Ints]
"""Codes of areas, and their cumulative counts at the deadline, shape (draws, areas)."""

Adjacency = Mapping[str, frozenset[str]]

_EFFECT_DRAWS = 20
"""Draws behind the test of an effect, which is not asked for here: the figures of the events do not hang on them."""


def deadline_draws(
    campaign: Campaign, area_code: str, as_of: date, *, deadline: date | None = None, seed: int = 0
) -> Draws | None:
    """The draws of all parts of an area at the deadline, in the unit and status in which they are judged.

    None where there is no forecast. The draws know no small groups: what is made of them leaves those out.
    """
    target = target_of_parts(campaign, area_code, as_of)
    if target is None:
        return None
    return _draws(campaign, area_code, View(as_of, target.unit, target.status), deadline, seed)


def target_of_parts(campaign: Campaign, area_code: str, as_of: date) -> Target | None:
    """An area's target in the unit and status in which most of its areas without children speak."""
    levels = [campaign.tree.level(code) for code in leaves_of(campaign, area_code)]
    most = max(dict.fromkeys(levels), key=levels.count)
    return campaign.aims.of_list(area_code, most, as_of)


def leaves_of(campaign: Campaign, area_code: str) -> list[str]:
    """List the areas without children within an area, itself where it has none."""
    tree = campaign.tree
    return [code for code in tree.codes if not tree.children(code) and area_code in tree.chain(code)]


def family_draws(
    campaign: Campaign, area_code: str, as_of: date, *, deadline: date | None = None, seed: int = 0
) -> Draws | None:
    """The draws of the families that will have responded at the deadline; None where there is no forecast.

    Where these were not delivered, what the draws of persons come to, or of those that are clean.
    """
    for unit, status in nearest_words(Unit.HOUSEHOLD, Status.RESPONDED):
        outlook = campaign.outlook(area_code, View(as_of, unit, status), deadline=deadline, seed=seed, of_parts=True)
        if outlook.refusal is Refusal.NO_FIGURES:
            continue
        if outlook.refusal is not None or outlook.forecast is None:
            return None
        codes, draws = outlook.forecast.codes, outlook.forecast.draws
        if (unit, status) == (Unit.HOUSEHOLD, Status.RESPONDED):
            return codes, draws
        factor = np.ones(len(codes))
        if unit is Unit.PERSON:
            size = families_each(campaign.panel, campaign.base(as_of), codes, status=status, as_of=as_of)
            factor = size.to_numpy(dtype=np.float64, na_value=np.nan)
        share = float(CLEAN_OF_RESPONDED) if status is Status.CLEAN else 1.0
        return None if np.isnan(factor).any() else (codes, np.rint(draws * factor / share).astype(np.int64))
    return None


def _draws(campaign: Campaign, area_code: str, view: View, deadline: date | None, seed: int) -> Draws | None:
    outlook = campaign.outlook(area_code, view, deadline=deadline, seed=seed, of_parts=True)
    if outlook.refusal is not None or outlook.forecast is None:
        return None
    return outlook.forecast.codes, outlook.forecast.draws


def event_effects(campaign: Campaign, area_code: str, as_of: date, *, adjacency: Adjacency) -> pd.DataFrame:
    """What the events of an area's kabupaten brought, as far as it can be estimated (`EFFECT_COLUMNS`).

    With all digits, to learn from: what leaves is `PriorityList.table`, which is rounded.
    """
    if not len(campaign.events):
        return pd.DataFrame(columns=list(EFFECT_COLUMNS), dtype=object)
    compared = campaign.compared_with(area_code)
    return exact_effects(campaign, compared, as_of, adjacency=adjacency, draws=_EFFECT_DRAWS).table


def judged_by(campaign: Campaign, area_code: str, target: Target, as_of: date) -> Campaign:
    """The campaign as if no area below had a target of its own, where one has another unit, status or window.

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
    """The families per 1,000 left that respond on a day, of the whole area."""
    delivered = families_told(campaign, [area_code], status, as_of)
    left = campaign.base(as_of).loc[[area_code], "households"] - delivered["count"]
    pace = (delivered["pace"] / left.astype("Float64") * PER).fillna(0.0).iloc[0]
    return min(max(float(pace), LEAST_DAILY_GAIN), float(PER))


def paces_of(campaign: Campaign, left: pd.Series, of_all: float, status: Status, as_of: date) -> dict[str, float]:
    """The families per 1,000 left that respond on a day by area, where its figures tell a pace."""
    daily = families_told(campaign, left.index.tolist(), status, as_of)["pace"]
    a_day = daily.to_numpy(dtype=np.float64, na_value=np.nan)
    left_days = left.to_numpy(dtype=np.float64) / PER * RECENT_DAYS
    paces = own_pace(a_day * RECENT_DAYS, left_days, of_all)
    return {str(code): pace for code, pace in zip(left.index, paces.tolist(), strict=True) if not np.isnan(pace)}


def status_told(campaign: Campaign, codes: Sequence[str], as_of: date) -> Status:
    """The status that came of the first area, in families before persons; where none did, of any of its parts."""
    order = [(unit, status) for unit in AREA_UNITS for status in (Status.CLEAN, Status.RESPONDED)]
    reported_on = {
        words: campaign.panel.at(measure_column(*words), as_of)["reported_on"].loc[list(codes)] for words in order
    }
    of_area = [status for (_unit, status), days in reported_on.items() if days.iloc[0]]
    of_parts = [status for (_unit, status), days in reported_on.items() if days.any()]
    return next(iter([*of_area, *of_parts]), Status.RESPONDED)
