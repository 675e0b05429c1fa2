"""What the wall shows of an area: totals of kabupaten, kecamatan and agencies, and nothing of a desa or one promise."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from census.access.scope import TOTAL_LEVELS, Scope
from census.base.target import Target
from census.base.vocabulary import OPD_LEVEL
from census.campaign.agencies import Whole
from census.campaign.campaign import Campaign
from census.campaign.narrowing import seen_by
from census.campaign.record_days import day_of_records
from census.figures.progress import AreaProgress, View
from census.outreach.commitments import RUNNING, UPCOMING, commitment_progress
from census.priority.inputs import deadline_draws, event_effects, leaves_of
from census.priority.plan import USUAL_RULES, plan_day
from census.priority.priority_list import MOST_DESA_ASIDE, build_priority_list, last_day_is_over

DUE_WITHIN = timedelta(days=7)
_FEWEST_TOGETHER = 2
"""Promises of which a sum is told: the sum of one would be that promise."""


@dataclass(frozen=True, slots=True)
class Teams:
    """How many teams a plan sends to an area above the desa."""

    code: str
    name: str
    teams: int


@dataclass(frozen=True, slots=True)
class DuePromises:
    """Promises that fall due within a week, of one agency or of several together.

    Attributes
    ----------
    agency
        Its number as text; None for all that are not told one by one.
    promises, families
        How many there are, and the families promised.
    """

    agency: str | None
    promises: int
    families: int


@dataclass(frozen=True)
class WallTotals:
    """What the wall is made of.

    Attributes
    ----------
    seen
        The campaign as everybody may see it.
    area_code
        The area that the wall speaks of.
    view, today
        Day, unit and status of the figures, and the campaign's day of now.
    target, progress
        Of the area.
    areas, listed
        The areas below it whose totals everybody may see, and the target that they share; none below a kabupaten
        without kecamatan.
    agencies, all_agencies
        Progress of the agencies, and of all together; none without figures.
    agency_view
        Day, unit and status of the agencies' figures.
    teams, planned_on
        The plan of a day by area; empty where nobody need be sent.
    due
        Promises within a week.
    """

    seen: Campaign
    area_code: str
    view: View
    today: date
    target: Target | None
    progress: AreaProgress
    areas: tuple[AreaProgress, ...]
    listed: Target | None
    agencies: tuple[AreaProgress, ...]
    all_agencies: Whole | None
    agency_view: View
    teams: tuple[Teams, ...]
    planned_on: date
    due: tuple[DuePromises, ...]


def may_stand_on_wall(campaign: Campaign, area_code: str) -> bool:
    """Tell whether an area may have a wall: one whose own figures and whose parts' are for everybody."""
    tree = campaign.tree
    if area_code not in tree or tree.level(area_code) not in TOTAL_LEVELS:
        return False
    return tree.level_below(area_code) in TOTAL_LEVELS


def wall_totals(
    campaign: Campaign, area_code: str, today: date, *, adjacency: Mapping[str, frozenset[str]]
) -> WallTotals:
    """Gather what the wall shows of an area.

    Parameters
    ----------
    campaign
        The campaign of all areas. What leaves it is what every role may see; plan and promises are made of all desa and
        told by kecamatan and by agency.
    area_code
        An area that may have a wall (`may_stand_on_wall`).
    today
        The campaign's day of now.
    adjacency
        Neighbours of the areas at the bottom of the tree, keyword-only.
    """
    seen = seen_by(campaign, Scope.totals(campaign.tree.codes[0]))
    as_of = seen.newest_day(today) or today
    view = View(as_of, *seen.aims.usual_words(area_code, as_of))
    level = seen.tree.level_below(area_code)
    agency_view = View(as_of, *seen.aims.usual_words_of_agencies(area_code, as_of))
    agencies = seen.progress_within(area_code, OPD_LEVEL, agency_view) if len(seen.opd) else ()
    known_until = day_of_records(campaign, as_of, today)
    planned_on = max(as_of + timedelta(days=1), known_until)
    return WallTotals(
        seen=seen,
        area_code=area_code,
        view=view,
        today=today,
        target=seen.target(area_code, as_of),
        progress=seen.progress_of(area_code, view),
        areas=() if level is None else seen.progress_within(area_code, level, view),
        listed=None if level is None else seen.aims.of_list(area_code, level, as_of),
        agencies=agencies,
        all_agencies=seen.opd_whole(area_code, agency_view) if agencies else None,
        agency_view=agency_view,
        teams=_teams(campaign, area_code, view, known_until, planned_on, adjacency),
        planned_on=planned_on,
        due=due_promises(
            _due(campaign, area_code, as_of, today), hidden={one.code for one in agencies if one.is_small}
        ),
    )


def _teams(
    campaign: Campaign,
    area_code: str,
    view: View,
    known_until: date,
    planned_on: date,
    adjacency: Mapping[str, frozenset[str]],
) -> tuple[Teams, ...]:
    if len(leaves_of(campaign, area_code)) > MOST_DESA_ASIDE or not campaign.panel.days:
        return ()
    listed = build_priority_list(
        campaign,
        area_code,
        view,
        forecast=deadline_draws(campaign, area_code, view.as_of),
        effects=event_effects(campaign, area_code, view.as_of, adjacency=adjacency),
        known_until=known_until,
    )
    if listed is None or not listed.areas or last_day_is_over(listed):
        return ()
    plan = plan_day(
        listed.table,
        USUAL_RULES,
        day=planned_on,
        starts_on=listed.target.starts_on,
        last_visits=listed.last_visits,
    )
    counts = Counter(visit.parent_code for visit in plan.visits)
    names = {visit.parent_code: visit.parent_name for visit in plan.visits}
    return tuple(Teams(code, names[code], n) for code, n in counts.most_common())


def _due(campaign: Campaign, area_code: str, as_of: date, today: date) -> list[tuple[str | None, int]]:
    """Agency and families of each promise that is still to be kept within a week."""
    inside = [area_code in campaign.tree.chain(code) for code in campaign.commitments["area_code"]]
    commitments = campaign.commitments[inside].reset_index(drop=True)
    if not len(commitments):
        return []
    until = max(as_of, today)
    table = commitment_progress(commitments, campaign.panel, as_of=until)
    return [
        (
            None if pd.isna(row["opd_id"]) else str(int(row["opd_id"])),
            int(row["households"]),
        )
        for _number, row in table.iterrows()
        if row["state"] in {RUNNING, UPCOMING}
        and until <= row["due_on"] < until + DUE_WITHIN
        and row["is_kept"] is not True
    ]


def due_promises(promises: Sequence[tuple[str | None, int]], *, hidden: set[str]) -> tuple[DuePromises, ...]:
    """Promises by agency, so that no single one can be told: those of few stand together with others.

    Parameters
    ----------
    promises
        Agency (None for none) and families of each.
    hidden
        Agencies that are too small to be told by name, keyword-only.

    Examples
    --------
    >>> [(one.agency, one.promises) for one in due_promises([("1", 9), ("1", 5), ("2", 7), ("3", 4)], hidden=set())]
    [('1', 2), (None, 2)]
    >>> [(one.agency, one.promises) for one in due_promises([("1", 9), ("1", 5), ("2", 7)], hidden=set())]
    [(None, 3)]
    >>> due_promises([("1", 9)], hidden=set())
    ()
    """
    of_agency: dict[str | None, list[int]] = {}
    for agency, families in promises:
        of_agency.setdefault(None if agency in hidden else agency, []).append(families)
    together = of_agency.pop(None, [])
    for agency in [agency for agency, parts in of_agency.items() if len(parts) < _FEWEST_TOGETHER]:
        together += of_agency.pop(agency)
    if len(together) == 1 and of_agency:
        # One alone would be what is left of the sum: the smallest agency stands with it.
        together += of_agency.pop(min(of_agency, key=lambda agency: (sum(of_agency[agency]), str(agency))))
    named = [DuePromises(agency, len(parts), sum(parts)) for agency, parts in of_agency.items()]
    named.sort(key=lambda one: (-one.families, str(one.agency)))
    if len(together) >= _FEWEST_TOGETHER:
        named.append(DuePromises(None, len(together), sum(together)))
    return tuple(named)
