"""Outreach of the simulated campaign: who went where, and what it truly brought."""

from dataclasses import dataclass
from datetime import date
from typing import cast

import numpy as np
import pandas as pd

from simulation.plan import FIRST_DAY, Numbers, Scenario, days_of


@dataclass(frozen=True, slots=True)
class EventEffect:
    """What an event of a kind truly does, and how many it reaches.

    Attributes
    ----------
    lift
        The daily hazard of every family of the visited desa is multiplied by 1 + lift. Events that overlap multiply.
    days
        On so many days, the first of them the day after the event.
    audience
        Median number of people reached; the middle two thirds lie within a factor of 1.5.
    in_person
        Whether people meet.
    """

    lift: float
    days: int
    audience: int
    in_person: bool


EVENT_EFFECTS = {
    "tatap muka": EventEffect(0.35, 7, 60, True),
    "media sosial": EventEffect(0.06, 5, 400, False),
    "siaran": EventEffect(0.10, 5, 700, False),
    "keliling": EventEffect(0.15, 5, 250, True),
    "pesan berantai": EventEffect(0.05, 4, 300, False),
    "ngisi bareng": EventEffect(0.60, 7, 40, True),
    "pendampingan BPS": EventEffect(0.80, 7, 30, True),
}
"""The truth by which any estimate of the effect of outreach can be judged."""

_FREQUENCY = (0.27, 0.14, 0.08, 0.15, 0.12, 0.15, 0.09)
_LAST_MEETINGS_ON = date(2020, 3, 16)
_EVENTS_A_DAY = 5.8
_IN_OWN_DESA = 0.9


def plan_events(
    rng: np.random.Generator, scenario: Scenario, desa_codes: list[str], opd: list[int], assignments: pd.DataFrame
) -> pd.DataFrame:
    """Draw the events: on working days mostly, by agencies in their own desa mostly, whatever a desa's progress.

    In the scenario `published` nobody meets in person after 16 March 2020.

    Parameters
    ----------
    assignments
        `opd_id`, `desa_code`, in a fixed order.

    Returns
    -------
    DataFrame
        `area_code`, `opd_id`, `held_on` (date), `kind`, `audience`, `true_effect` (lift of the daily hazard), by day.
        No desa has two events on a day.
    """
    days = days_of(scenario)
    weights = np.array([0.35 if day.weekday() >= 5 else 1.0 for day in days])
    weights[:2] = 0
    weights /= weights.sum()
    n = round(_EVENTS_A_DAY * len(days))
    held = np.sort(rng.choice(len(days), n, p=weights))
    pair = rng.integers(len(assignments), size=n) if len(assignments) else np.zeros(n, dtype=np.int64)
    strays = rng.random(n) >= _IN_OWN_DESA if len(assignments) else np.ones(n, dtype=bool)
    anywhere, anybody = rng.integers(len(desa_codes), size=n), rng.integers(len(opd), size=n)
    kinds = list(EVENT_EFFECTS)
    any_kind = rng.choice(len(kinds), n, p=_FREQUENCY)
    remote = [place for place, kind in enumerate(kinds) if not EVENT_EFFECTS[kind].in_person]
    remote_kind = np.array(remote)[rng.integers(len(remote), size=n)]
    factor = np.exp(rng.normal(0, np.log(1.5), n))
    rows = []
    for i in range(n):
        day = days[held[i]]
        no_meetings = scenario == "published" and day > _LAST_MEETINGS_ON
        kind = kinds[remote_kind[i] if no_meetings else any_kind[i]]
        assignment = assignments.iloc[pair[i]] if len(assignments) else None
        place = desa_codes[anywhere[i]] if strays[i] or assignment is None else str(assignment["desa_code"])
        agency = opd[anybody[i]] if assignment is None else int(assignment["opd_id"])
        effect = EVENT_EFFECTS[kind]
        rows.append((place, agency, day, kind, max(5, round(effect.audience * factor[i])), effect.lift))
    columns = ["area_code", "opd_id", "held_on", "kind", "audience", "true_effect"]
    events = pd.DataFrame(rows, columns=columns).drop_duplicates(["area_code", "held_on"])
    return events.sort_values(["held_on", "area_code"], ignore_index=True)


def lift_by_desa_and_day(events: pd.DataFrame, desa_codes: list[str], days: int) -> Numbers:
    """The factor by which events raise the daily hazard.

    Returns
    -------
    ndarray of float, shape (len(desa_codes), days)
        1 where no event is at work.
    """
    lift = np.ones((len(desa_codes), days))
    place_of = {code: place for place, code in enumerate(desa_codes)}
    for area, held_on, kind in events[["area_code", "held_on", "kind"]].itertuples(index=False):
        effect = EVENT_EFFECTS[cast("str", kind)]
        first = (held_on - FIRST_DAY).days + 1
        lift[place_of[area], first : first + effect.days] *= 1 + effect.lift
    return lift
