"""The agenda of an area for one reader: gathered once per data version, and what its plan keeps to."""

from datetime import timedelta

import pandas as pd

from census.agenda import Agenda, agenda
from census.agenda_inputs import deadline_draws, event_effects
from census.campaign import Campaign
from census.plan import PlanRules, plan_day
from census.progress import View
from census.responsiveness import ASSUMED
from ui import cached
from ui.frame import Reader


def agenda_of(reader: Reader, area_code: str, view: View, kind: str | None = None) -> Agenda | None:
    """Give the agenda of an area, all its desa in one order, as far as the reader sees them.

    Of one kind of outreach only, where one is named.
    """
    kinds = tuple(ASSUMED) if kind is None else (kind,)

    near = cached.neighbours(reader.settings, reader.version, reader.scope)

    def gather(campaign: Campaign) -> Agenda | None:
        return agenda(
            campaign,
            area_code,
            view,
            forecast=deadline_draws(campaign, area_code, view.as_of),
            effects=event_effects(campaign, area_code, view.as_of, adjacency=near),
            kinds=kinds,
        )

    # Unit and status are the target's: the view's own change nothing.
    return reader.of_whole(gather, "agenda", area_code, view.as_of, view.path, kinds)


def plan_of(found: Agenda, rules: PlanRules) -> pd.DataFrame:
    """Plan the day after the day of the figures."""
    return plan_day(
        found.table,
        rules,
        day=found.as_of + timedelta(days=1),
        starts_on=found.target.starts_on,
        last_visits=found.last_visits,
    )
