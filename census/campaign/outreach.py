"""Outreach of one area up to one day: its records, what came of its promises, and where nobody has been."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from census.base.tree import AreaTree
from census.base.values import values_of
from census.base.vocabulary import Status, Unit
from census.campaign.campaign import Campaign
from census.campaign.delivered import families_told
from census.campaign.record_days import day_of_records, is_under_way
from census.figures.progress import View
from census.outreach.commitments import PromiseTotals, commitment_progress, commitment_values, promise_totals
from census.outreach.reach import AgencyWork, AreaReach, busiest_first, reach_table, work_by_agency
from census.outreach.record_list import RecordList, record_list, record_table
from census.outreach.records import RECORD_COLUMNS, Blocker, Event, RecordName, Request


@dataclass(frozen=True, slots=True)
class OutreachTotals:
    """Counts of the records of an area up to a day.

    Attributes
    ----------
    events, audience
        Events that were held, and people reached by them as far as they were counted.
    open_blockers, waiting_requests
        Blockers that were open on the day, and requests to which BPS had not come.
    """

    events: int
    audience: int
    open_blockers: int
    waiting_requests: int


@dataclass(frozen=True)
class Outreach:
    """Records of an area and what came of them.

    Attributes
    ----------
    area_code
        The area; its records are its own and those of the areas below.
    until
        The day of which they speak.
    as_of
        The day of which the figures speak.
    frames
        Frames by kind (`census.outreach.records.RECORD_COLUMNS`), all of them, whatever their day; for arithmetic.
    promised
        Commitments with what came in (`census.outreach.commitments.commitment_progress`); for arithmetic.
    events
        The events up to the day, the oldest first.
    totals, promises
        What the records and the promises come to.
    level
        Level of `reach`.
    reach
        Which outreach the areas of that level have had.
    reach_table
        The same for files (`census.outreach.reach.reach_table`), with `as_of` (the day up to which events count),
        `figure_on` and `source` of the figures that say who is left.
    """

    area_code: str
    until: date
    as_of: date
    frames: Mapping[RecordName, pd.DataFrame]
    promised: pd.DataFrame
    events: tuple[Event, ...]
    totals: OutreachTotals
    promises: PromiseTotals
    level: str
    reach: tuple[AreaReach, ...]
    reach_table: pd.DataFrame


def outreach_until(campaign: Campaign, as_of: date, today: date) -> date:
    """The day up to which records count. Where a campaign is long past, that is the day of its newest record."""
    day = day_of_records(campaign, as_of, today)
    if as_of != (campaign.newest_day(today) or today) or is_under_way(campaign, today):
        return day
    recorded: list[date] = [held for held in campaign.events["held_on"] if held <= today]
    return max([day, *recorded])


def outreach_of(campaign: Campaign, area_code: str, as_of: date, until: date) -> Outreach:
    """Gather what is known of the outreach of an area.

    Parameters
    ----------
    campaign, area_code
        The campaign as its reader may see it, and an area that is seen.
    as_of
        The day of which the figures speak.
    until
        The day up to which records count (`outreach_until`).
    """
    tree, inside = campaign.tree, _inside(campaign.tree, area_code)
    frames = {name: _within(getattr(campaign, name), inside) for name in RECORD_COLUMNS}
    promised = promised_within(campaign, area_code, as_of, until)
    events = tuple(event for event in values_of(Event, frames["events"]) if event.held_on <= until)
    level = reach_level(tree, area_code)
    table = campaign.progress(area_code, level, View(as_of, Unit.HOUSEHOLD, Status.RESPONDED))
    responded, clean = (families_told(campaign, table.index.tolist(), status, as_of)["count"] for status in Status)
    left = (table["denominator"] - responded.fillna(clean).round().astype("Int64")).clip(lower=0)
    reached = reach_table(tree, frames["events"], left, codes=table["code"].tolist(), as_of=until)
    return Outreach(
        area_code=area_code,
        until=until,
        as_of=as_of,
        frames=frames,
        promised=promised,
        events=events,
        totals=OutreachTotals(
            events=len(events),
            audience=sum(event.audience or 0 for event in events),
            open_blockers=sum(one.is_open(until) for one in values_of(Blocker, frames["blockers"])),
            waiting_requests=sum(one.is_waiting(until) for one in values_of(Request, frames["requests"])),
        ),
        promises=promise_totals(promised, tree),
        level=level,
        reach=values_of(AreaReach, reached),
        reach_table=reached.assign(as_of=until, figure_on=table["as_of"], source=table["source"]),
    )


def promises_of(campaign: Campaign, area_code: str, as_of: date, until: date) -> PromiseTotals:
    """What the promises of an area come to, and no more; as `outreach_of`, for pages that speak of them alone."""
    return promise_totals(promised_within(campaign, area_code, as_of, until), campaign.tree)


def records_of(campaign: Campaign, outreach: Outreach, name: RecordName) -> RecordList:
    """The records of one kind with the names of area and agency, the newest first."""
    table = record_table(name, outreach.frames[name], tree=campaign.tree, opd=campaign.opd, promised=outreach.promised)
    return record_list(name, table, commitment_values(outreach.promised, outreach.until))


def agency_work(campaign: Campaign, outreach: Outreach) -> list[AgencyWork]:
    """What the agencies serve and have done in an area, those with the most events first, without the idle."""
    tree, assignments = campaign.tree, campaign.assignments
    is_inside = [code in tree and outreach.area_code in tree.chain(code) for code in assignments["desa_code"]]
    serving = assignments[np.array(is_inside, dtype=bool)]
    work = work_by_agency(
        tree, campaign.opd, serving, outreach.frames["events"], outreach.promised, as_of=outreach.until
    )
    return busiest_first(values_of(AgencyWork, work))


def reach_level(tree: AreaTree, area_code: str) -> str:
    """The level of which reach is told: two below the area where there are two, else the lowest there is."""
    below = tree.level_below(area_code)
    if below is None:
        return tree.level(area_code)
    return next((level for child in tree.children(area_code) if (level := tree.level_below(child))), below)


def promised_within(campaign: Campaign, area_code: str, as_of: date, until: date) -> pd.DataFrame:
    """The commitments of an area with what came in (`census.outreach.commitments.commitment_progress`)."""
    target = campaign.target(area_code, as_of)
    return commitment_progress(
        _within(campaign.commitments, _inside(campaign.tree, area_code)),
        campaign.panel,
        as_of=until,
        campaign_starts_on=None if target is None else target.starts_on,
    )


def _inside(tree: AreaTree, area_code: str) -> set[str]:
    return {code for code in tree.codes if area_code in tree.chain(code)}


def _within(records: pd.DataFrame, codes: set[str]) -> pd.DataFrame:
    return records[records["area_code"].isin(codes)].reset_index(drop=True)
