"""The priority list of an area for one reader: gathered once per data version, and what its plan keeps to."""

from dataclasses import replace
from datetime import date, timedelta

from census.campaign.campaign import Campaign
from census.figures.progress import View
from census.outreach.responsiveness import OWN_KINDS
from census.priority.inputs import deadline_draws, event_effects
from census.priority.plan import USUAL_RULES, PlanRules
from census.priority.priority_list import MOST_DESA_ASIDE, PriorityList, build_priority_list
from ui.kit.controls import day_of_records
from ui.shell import cached
from ui.shell.frame import Reader

_TEAMS_OF_PART = 1


def read_priority_list(
    reader: Reader, area_code: str, view: View, kind: str | None = None, *, is_aside: bool = False
) -> PriorityList | None:
    """The priority list of an area, all its desa in one order, as far as the reader sees them.

    Parameters
    ----------
    kind
        One kind of outreach that is planned alone; all by default.
    is_aside
        The page is about other things: of so many desa that it would wait long for them, None. Keyword-only.
    """
    if is_aside and is_too_large_aside(reader):
        return None
    kinds = OWN_KINDS if kind is None else (kind,)
    near = cached.neighbours(reader.settings, reader.version, reader.scope)
    known_until = day_of_records(reader, view.as_of)

    def gather(campaign: Campaign) -> PriorityList | None:
        return build_priority_list(
            campaign,
            area_code,
            view,
            forecast=deadline_draws(campaign, area_code, view.as_of),
            effects=event_effects(campaign, area_code, view.as_of, adjacency=near),
            kinds=kinds,
            known_until=known_until,
        )

    # Unit and status are the target's: the view's own change nothing.
    return reader.of_whole(gather, "priority-list", area_code, view.as_of, view.path, kinds, known_until)


def is_too_large_aside(reader: Reader) -> bool:
    """Tell whether there are so many desa that a page about other things would wait long for their priorities."""
    return cached.number_of_desa(reader.settings, reader.version, reader.scope) > MOST_DESA_ASIDE


def day_of_plan(reader: Reader, as_of: date) -> date:
    """The day that is planned: the one after the figures, or today where that is later and the campaign runs."""
    return max(as_of + timedelta(days=1), day_of_records(reader, as_of))


def usual_rules(reader: Reader) -> PlanRules:
    """What a plan keeps to where nobody says: teams of a whole kabupaten, or the one of a reader of a part."""
    return replace(USUAL_RULES, teams=_TEAMS_OF_PART) if reader.campaign.withheld else USUAL_RULES
