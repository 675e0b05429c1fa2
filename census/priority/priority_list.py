"""The priority list of a day: what the priority table of an area is made of, gathered from all that is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pandas as pd

from census.base.target import Target, closed_on
from census.base.values import values_of
from census.base.vocabulary import Status, Unit, measure_column
from census.campaign.campaign import Campaign
from census.campaign.delivered import families_told
from census.figures.completeness import Completeness
from census.figures.equivalent import families_each
from census.figures.panel import Floats
from census.figures.progress import View
from census.figures.rounding import PRIORITY_FIELDS, rounded_columns
from census.outreach.responsiveness import DAYS_WORN, OWN_KINDS, Responsiveness, assumed_of, estimate_responsiveness
from census.outreach.stuck import EARLIER_DAYS, RECENT_DAYS, expected_gain, least_gains, spread_of_gains
from census.priority.inputs import judged_by, leaves_of, pace_of_all, paces_of, target_of_parts
from census.priority.plan import Plan, PlanRules, plan_day
from census.priority.priority import AreaPriority, Ints, mean_priority, one_of_each_parent, prioritise, shortfall_draws

_LEAST_EARLIER = 7
"""Days before the recent ones without which nobody can be called stuck."""


@dataclass(frozen=True)
class PriorityList:
    """Where to push next, and what that rests on.

    Attributes
    ----------
    table
        `census.priority.priority.prioritise`, for files: the highest priority first, rounded as the screen shows it.
    responsiveness
        What an event brings.
    target
        The target whose shortfall is meant.
    as_of
        The day of which the figures are.
    has_forecast
        Whether the shortfall is that of the forecast at the deadline; else it is that against the path on the day.
    is_equivalent
        Whether families stand for the persons in which the target speaks, or was decided.
    last_visits
        Day of the last event for which somebody went out, by code of the area above the desa.
    mean_priority
        Of all desa of the area, also of those that a reader does not see: what is first is so for everybody.
    ranked
        How many desa the places are of, also those that a reader does not see.
    completeness
        How many desa of the area have a figure: nothing is said of the others, and nobody is sent there.
    """

    table: pd.DataFrame
    responsiveness: Responsiveness
    target: Target
    as_of: date
    has_forecast: bool
    is_equivalent: bool
    last_visits: dict[str, date]
    mean_priority: float
    ranked: int
    completeness: Completeness

    @cached_property
    def areas(self) -> tuple[AreaPriority, ...]:
        """The desa in the order of the table."""
        return values_of(AreaPriority, self.table)

    @property
    def prior(self) -> tuple[AreaPriority, ...]:
        """The desa where an event closes some of the shortfall, the highest priority first."""
        return tuple(area for area in self.areas if area.priority > 0)

    def seen_by(self, campaign: Campaign) -> "PriorityList":
        """The desa of the list that a reader of a campaign sees; their order and figures are as among all."""
        tree = campaign.tree
        learned = self.responsiveness
        return replace(
            self,
            table=self.table[self.table.index.isin(tree.codes)],
            responsiveness=replace(
                learned,
                by_area={c: n for c, n in learned.by_area.items() if c in tree},
                paces={c: n for c, n in learned.paces.items() if c in tree},
            ),
            last_visits={code: day for code, day in self.last_visits.items() if code in tree},
        )


MOST_DESA_ASIDE = 2_000
"""Desa up to which a list is made for those who are about other things: of more they would wait long for it."""


def build_priority_list(
    campaign: Campaign,
    area_code: str,
    view: View,
    *,
    forecast: tuple[Sequence[str], Ints] | None,
    effects: pd.DataFrame,
    kinds: Sequence[str] = OWN_KINDS,
    known_until: date | None = None,
) -> PriorityList | None:
    """The priority list of an area, gathered from what may be seen of its desa.

    Parameters
    ----------
    campaign
        The campaign as the reader may see it.
    area_code
        The area whose desa (areas without children) are ordered.
    view
        The day, and the path that stands in for a forecast.
    forecast
        Codes and draws, shape (draws, areas), of the cumulative counts at the deadline in unit and status of
        `census.priority.inputs.target_of_parts`; None where there is no forecast yet. Keyword-only like all that
        follow.
    effects
        Events whose effect could be estimated (`census.outreach.responsiveness.EFFECT_COLUMNS`).
    kinds
        Kinds of outreach that are possible.
    known_until
        The day up to which visits and promises are known, where it is a later one than that of the figures.

    Returns
    -------
    PriorityList or None
        None where there is no target. The table holds the desa that have a figure and may be shown.
    """
    target = target_of_parts(campaign, area_code, view.as_of)
    if target is None:
        return None
    campaign = judged_by(campaign, area_code, target.origin, view.as_of)
    desa = _desa(campaign, area_code, target, view)
    codes = [str(code) for code in desa.index]
    # Draws are of one unit and status: where desa have targets in others, no forecast is used (decision 86).
    is_drawn = forecast is not None and bool(desa["is_alike"].all())
    draws = _draws_of(codes, *forecast) if forecast is not None and is_drawn else None
    if draws is None:
        # No forecast: one row of draws, the shortfall of today against the path.
        missing = (desa["expected"] - desa["numerator"]).clip(lower=0).to_numpy(dtype=np.float64)
        shortfall = (missing * desa["families_each"].to_numpy(dtype=np.float64))[None, :]
    else:
        shortfall = shortfall_draws(
            draws,
            desa["target_count"].to_numpy(dtype=np.int64),
            desa["families_each"].to_numpy(dtype=np.float64),
        )
    daily_gain = pace_of_all(campaign, campaign.compared_with(area_code), target.status, view.as_of)
    paces = paces_of(campaign, desa["left"], daily_gain, target.status, view.as_of)
    learned = estimate_responsiveness(effects, daily_gain, paces=paces)
    records_until = max(view.as_of, known_until or view.as_of)
    events = _visits(campaign, records_until)
    desa = _with_visits(desa, events, records_until).assign(promised=_promised(campaign, desa.index, records_until))
    table = rounded_columns(prioritise(desa, shortfall, learned, kinds=kinds), PRIORITY_FIELDS)
    return PriorityList(
        table=table,
        responsiveness=learned,
        target=target,
        as_of=view.as_of,
        has_forecast=draws is not None,
        is_equivalent=target.is_equivalent or target.unit is not Unit.HOUSEHOLD,
        last_visits=_last_visits(campaign, events),
        mean_priority=mean_priority(table),
        ranked=len(table),
        completeness=campaign.completeness(area_code, view.in_words_of(target)),
    )


def last_day_is_over(priority_list: PriorityList) -> bool:
    """Tell whether the online phase is over, so that nobody need be sent any more."""
    return closed_on(priority_list.target, priority_list.as_of) is not None


def plan_of(priority_list: PriorityList, rules: PlanRules, day: date) -> Plan:
    """The plan of a day."""
    return plan_day(
        priority_list.table,
        rules,
        day=day,
        starts_on=priority_list.target.starts_on,
        last_visits=priority_list.last_visits,
    )


def first_visits(priority_list: PriorityList, plan: Plan | None, most: int) -> tuple[AreaPriority, ...]:
    """The desa to name first, so many at most; none once the online phase is over.

    Parameters
    ----------
    plan
        The plan of the day, where the list is of a whole: its desa come first, and one of each area above them. None
        where it is of a part: then they are the first of the list.
    most
        How many are wanted.
    """
    if last_day_is_over(priority_list):
        return ()
    if plan is None:
        return priority_list.prior[:most]
    by_code = {area.code: area for area in priority_list.prior}
    planned = [by_code[visit.code] for visit in plan.visits if visit.code in by_code]
    return one_of_each_parent([*planned, *priority_list.prior], most)


def _desa(campaign: Campaign, area_code: str, target: Target, view: View) -> pd.DataFrame:
    """The desa that have a figure and may be shown, with their counts in the target's unit and in families.

    `is_alike` tells whose target speaks in the unit and status of the one given.
    """
    tree = campaign.tree
    target_view = view.in_words_of(target)
    leaves = leaves_of(campaign, area_code)
    levels = sorted({tree.level(code) for code in leaves})
    progress = pd.concat([campaign.progress(area_code, level, target_view) for level in levels]).loc[leaves]
    base = campaign.base(view.as_of)
    families = families_each(campaign.panel, base, leaves, status=target.status, as_of=view.as_of)
    responded, clean = (families_told(campaign, leaves, status, view.as_of)["count"] for status in Status)
    counted = (responded if target.status is Status.RESPONDED else clean).fillna(responded).fillna(clean)
    frame = pd.DataFrame(
        {
            "name": progress["name"],
            "source": progress["source"],
            "parent_code": [tree.parent_of[code] or code for code in leaves],
            "numerator": progress["target_numerator"],
            "target_count": progress["target_count"],
            "expected": progress["expected"],
            "left": (base.loc[leaves, "households"] - counted.round().astype("Int64")).clip(lower=0),
            "families_each": families.where(progress["target_unit"] != Unit.HOUSEHOLD, 1.0),
            "is_alike": (progress["target_unit"] == target.unit) & (progress["target_status"] == target.status),
        }
    )
    frame["parent_name"] = [tree.name(code) for code in frame["parent_code"]]
    needed = ["numerator", "target_count", "expected", "left", "families_each"]
    frame = frame[~progress["is_hidden"] & frame[needed].notna().all(axis=1)]
    # Of areas that move weekly the expected count would give away single days (decision 26).
    frame = frame[~frame.index.isin(campaign.unforecast)].join(_forms_to_finish(campaign, frame.index, view.as_of))
    return frame.join(_standing_still(campaign, frame, target.status, view.as_of))


def _forms_to_finish(campaign: Campaign, codes: pd.Index, as_of: date) -> pd.DataFrame:
    """The families whose form is opened and left, and those whose form is not clean yet."""
    responded, clean = (
        campaign.panel.at(measure_column(Unit.HOUSEHOLD, status), as_of).loc[codes]
        for status in (Status.RESPONDED, Status.CLEAN)
    )
    unchecked = (responded["count"] - clean["count"]).clip(lower=0)
    opened = campaign.opened
    by_then = _rows_of(opened, (day <= as_of for day in opened["day"]))
    counts = by_then.groupby("area_code")["households_opened"].sum().reindex(codes).astype("Int64")
    # Rows are a full account of their kabupaten (decision 20): a desa without rows has 0 opened forms there, and an
    # unknown number where the kabupaten sends no rows.
    kabupaten = campaign.tree.frame["kabupaten_code"]
    with_rows = kabupaten.reindex(pd.unique(campaign.daily["area_code"])).dropna().unique()
    counts = counts.fillna(0).mask(~kabupaten.loc[codes].isin(with_rows))
    counts = counts.mask(codes.isin(campaign.unforecast))
    return pd.DataFrame({"unfinished": counts, "unchecked": unchecked}, index=codes)


def _standing_still(campaign: Campaign, desa: pd.DataFrame, status: Status, as_of: date) -> pd.DataFrame:
    """The gain of the recent days, the least that was to be expected, and who stands still; null where unknown."""
    none = pd.DataFrame(
        {"week_gain": pd.NA, "week_least": pd.NA, "is_stuck": False}, index=desa.index
    ).astype({"week_gain": "Int64", "week_least": "Int64", "is_stuck": bool})  # fmt: skip
    daily = _daily_gains(campaign, [str(code) for code in desa.index], status, as_of)
    if daily is None:
        return none
    recent, earlier = daily
    is_known = ~np.isnan(recent) & ~np.isnan(earlier)
    left = desa["left"].to_numpy(dtype=np.float64)[is_known] + recent[is_known]
    expected = expected_gain(earlier[is_known], recent[is_known], left)
    least = least_gains(expected, spread_of_gains(recent[is_known], expected))
    codes = desa.index[is_known]
    none.loc[codes, "week_gain"] = recent[is_known].astype(np.int64)
    none.loc[codes, "week_least"] = least
    none.loc[codes, "is_stuck"] = recent[is_known] < least
    return none


def _daily_gains(campaign: Campaign, codes: list[str], status: Status, as_of: date) -> tuple[Floats, Floats] | None:
    """The families gained in the recent and in the earlier days without outages; NaN where not told daily."""
    panel = campaign.panel
    carried = panel.measures[measure_column(Unit.HOUSEHOLD, status)]
    first, last = as_of - timedelta(days=RECENT_DAYS + EARLIER_DAYS), as_of
    days = [day for day in panel.days if first <= day <= last]
    if not days or days[-1] != as_of or (days[-1] - days[0]).days < RECENT_DAYS + _LEAST_EARLIER:
        return None
    if len(days) != (days[-1] - days[0]).days + 1:
        return None
    columns = [panel.column_of[code] for code in codes]
    rows = [panel.row_of(day) for day in days]
    counts = carried.counts[np.ix_(rows, columns)]
    ordinals = np.array([day.toordinal() for day in days])
    # A figure that was carried forward says nothing of the day.
    is_own = carried.reported_on[np.ix_(rows, columns)] == ordinals[:, None]
    gains = np.where(is_own[1:] & is_own[:-1], np.diff(counts, axis=0), np.nan)
    off = [panel.outages[column] if panel.outages else frozenset() for column in columns]
    is_off = np.array([[int(day) in outages for outages in off] for day in ordinals[1:]], dtype=bool)
    gains = np.where(is_off, 0.0, gains)
    return gains[-RECENT_DAYS:].sum(axis=0), gains[:-RECENT_DAYS].sum(axis=0)


def _draws_of(codes: list[str], drawn_codes: Sequence[str], draws: Ints) -> Ints | None:
    """The columns of some areas; None where the forecast does not know them all."""
    column_of = {code: place for place, code in enumerate(drawn_codes)}
    if not all(code in column_of for code in codes):
        return None
    return draws[:, [column_of[code] for code in codes]]


def _visits(campaign: Campaign, as_of: date) -> pd.DataFrame:
    """The events by that day for which somebody went out."""
    events = campaign.events
    pairs = zip(events["held_on"], events["kind"], strict=True)
    return _rows_of(events, (day <= as_of and assumed_of(kind).goes_out for day, kind in pairs))


def _rows_of(frame: pd.DataFrame, is_wanted: Iterable[bool]) -> pd.DataFrame:
    """Some rows, also of a frame without any: an empty list would be taken for columns."""
    chosen: pd.DataFrame = frame[pd.array(list(is_wanted), dtype="boolean")]
    return chosen


def _with_visits(desa: pd.DataFrame, visits: pd.DataFrame, as_of: date) -> pd.DataFrame:
    last = visits.groupby("area_code")["held_on"].max()
    since = as_of - timedelta(days=DAYS_WORN)
    recent = _rows_of(visits, (day > since for day in visits["held_on"]))["area_code"].value_counts()
    return desa.assign(last_visit=last.reindex(desa.index), recent_visits=recent.reindex(desa.index, fill_value=0))


def _promised(campaign: Campaign, codes: pd.Index, as_of: date) -> pd.Series:
    """The families that open commitments promise, by area."""
    commitments = campaign.commitments
    days = zip(commitments["starts_on"], commitments["due_on"], commitments["withdrawn_on"], strict=True)
    is_open = (last >= as_of and (pd.isna(gone) or gone > as_of) for _first, last, gone in days)
    return (
        _rows_of(commitments, is_open).groupby("area_code")["households"].sum().reindex(codes).fillna(0).astype("Int64")
    )


def _last_visits(campaign: Campaign, visits: pd.DataFrame) -> dict[str, date]:
    """The last visit by area and area above."""
    last_on: dict[str, date] = {}
    for code, day in zip(visits["area_code"], visits["held_on"], strict=True):
        for above in campaign.tree.chain(code) if code in campaign.tree else ():
            last_on[above] = max(last_on.get(above, day), day)
    return last_on
