"""Where outreach has been: last visit, people reached, and where nobody has come yet."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf

import numpy as np
import pandas as pd

from census.base.tree import AreaTree
from census.outreach.commitments import came_in
from census.outreach.records import VISITS

SINCE_LIMITS = (7, 14, 28)
"""Upper limits of days since the last visit of the first three of five classes; then more, then never."""

REACH_LIMITS = (200.0, 100.0, 50.0)
"""Lower limits of people reached per 1,000 families left of the first three of five classes; then less, then none."""

NEVER = len(SINCE_LIMITS) + 1
"""Class of an area where nobody has been, and of one where nobody was reached."""


def reach_table(
    tree: AreaTree, events: pd.DataFrame, families_left: pd.Series, *, codes: Sequence[str], as_of: date
) -> pd.DataFrame:
    """Tell of each area which outreach it has had up to a day.

    An event counts for its own area and for those above. It does not count for the areas below: which of them it has
    reached nobody knows.

    Parameters
    ----------
    tree
        The areas.
    events
        `census.outreach.records.EVENT_COLUMNS`.
    families_left
        Families that have not responded, by area code (Int64, null where unknown or not shown).
    codes
        The areas wanted, in the order wanted, keyword-only.
    as_of
        The day of which the screen speaks, keyword-only; later events are passed over.

    Returns
    -------
    DataFrame
        Index: code. `code`, `name`, `events` (Int64), `visits` (Int64: events of `census.outreach.records.VISITS`),
        `last_on` (date of the last visit, null for none), `days_since` (Int64, null for none), `audience` (Int64:
        people reached by all events, as far as it was counted), `uncounted` (Int64: events without a count),
        `families_left` and `reach` (Float64: audience per 1,000 families left; null where there are none left or nobody
        knows).
    """
    wanted, index = set(codes), pd.Index(codes, name="code")
    past = _up_to(events, "held_on", as_of)
    area_events = [
        (above, place)
        for place, code in enumerate(past["area_code"])
        if code in tree
        for above in tree.chain(str(code))
        if above in wanted
    ]
    flat = past.iloc[[place for _, place in area_events]].assign(at=[above for above, _ in area_events])
    is_visit = flat["kind"].isin(VISITS)
    by_area = flat.groupby("at")
    table = pd.DataFrame({"code": list(codes), "name": [tree.name(code) for code in codes]}, index=index)
    table["events"] = by_area.size().reindex(index).fillna(0).astype("Int64")
    table["visits"] = flat[is_visit].groupby("at").size().reindex(index).fillna(0).astype("Int64")
    last = flat[is_visit].groupby("at")["held_on"].max().reindex(index)
    table["last_on"] = last.astype("object").where(last.notna(), None)
    table["days_since"] = pd.array(
        [None if day is None else (as_of - day).days for day in table["last_on"]], dtype="Int64"
    )
    table["audience"] = by_area["audience"].sum().reindex(index).fillna(0).astype("Int64")
    table["uncounted"] = flat[flat["audience"].isna()].groupby("at").size().reindex(index).fillna(0).astype("Int64")
    table["families_left"] = families_left.reindex(index).astype("Int64")
    left = table["families_left"].where(table["families_left"] > 0).astype("Float64")
    table["reach"] = 1000 * table["audience"].astype("Float64") / left
    return table


@dataclass(frozen=True, slots=True)
class AreaReach:
    """Which outreach one area has had: a row of `reach_table` as a value, None for null.

    Attributes
    ----------
    events, visits
        Events of any kind, and those for which somebody came.
    last_on, days_since
        Day of the last visit, and days since.
    audience
        People reached by all events, as far as it was counted.
    families_left
        Families that have not responded; None where nobody knows.
    reach
        People reached per 1,000 of them.
    """

    code: str
    name: str
    events: int
    visits: int
    last_on: date | None
    days_since: int | None
    audience: int
    families_left: int | None
    reach: float | None

    @property
    def since_class(self) -> int:
        """Its class by days since the last visit: at most 7, 14, 28, more, never (0 to 4)."""
        return NEVER if self.days_since is None else bisect_left(SINCE_LIMITS, self.days_since)

    @property
    def reach_class(self) -> int | None:
        """Its class by people reached per 1,000 families left: from 200, 100, 50 on, less, none (0 to 4).

        None where nobody knows how many are left, unless nobody was reached.
        """
        if self.audience == 0:
            return NEVER
        return None if self.reach is None else sum(self.reach < limit for limit in REACH_LIMITS)


def longest_unvisited_first(areas: Iterable[AreaReach]) -> list[AreaReach]:
    """Sort areas by days since the last visit; of those that nobody has visited the most families left come first."""
    return sorted(areas, key=lambda area: (-area.since_class, -(area.days_since or 0), *_size(area)))


def least_reached_first(areas: Iterable[AreaReach]) -> list[AreaReach]:
    """Sort areas by people reached per 1,000 families left; those of which nobody knows come last."""

    def place(area: AreaReach) -> tuple[int, float, int, str]:
        class_index = area.reach_class
        amount = 0.0 if class_index == NEVER else inf if area.reach is None else area.reach
        return (1 if class_index is None else -class_index, amount, *_size(area))

    return sorted(areas, key=place)


def _size(area: AreaReach) -> tuple[int, str]:
    return -(area.families_left or 0), area.name


def work_by_agency(
    tree: AreaTree,
    opd: pd.DataFrame,
    assignments: pd.DataFrame,
    events: pd.DataFrame,
    promised: pd.DataFrame,
    *,
    as_of: date,
) -> pd.DataFrame:
    """Tell what each agency serves, what it has held and what came of its promises, up to a day.

    Parameters
    ----------
    tree
        The areas.
    opd
        `id`, `name`, `short_name`.
    assignments
        `opd_id`, `desa_code`, `starts_on`.
    events
        `census.outreach.records.EVENT_COLUMNS`.
    promised
        As `census.outreach.commitments.commitment_progress` gives it; what was withdrawn or has not begun is left out.
    as_of
        The day of which the screen speaks, keyword-only.

    Returns
    -------
    DataFrame
        Index: number of the agency. `name`, `short_name`, `desa` (tuple of codes), `events`, `audience` (Int64),
        `last_on` (date of its last event, null for none), `commitments`, `promised` (Int64) and `achieved` (Float64:
        `census.outreach.commitments.came_in`, added up; null where of one of them it is not known).
    """
    serving = _up_to(assignments, "starts_on", as_of)
    desa = {number: tuple(sorted(set(rows["desa_code"]))) for number, rows in serving.groupby("opd_id")}
    past = _up_to(events, "held_on", as_of).groupby("opd_id")
    running = promised[promised["state"].isin(["running", "over"])].groupby("opd_id")
    table = opd.set_index("id")[["name", "short_name"]].copy()
    table["desa"] = [desa.get(number, ()) for number in table.index]
    table["events"] = past.size().reindex(table.index).fillna(0).astype("Int64")
    table["audience"] = past["audience"].sum().reindex(table.index).fillna(0).astype("Int64")
    last = past["held_on"].max().reindex(table.index)
    table["last_on"] = last.astype("object").where(last.notna(), None)
    table["commitments"] = running.size().reindex(table.index).fillna(0).astype("Int64")
    table["promised"] = running["households"].sum().reindex(table.index).fillna(0).astype("Int64")
    achieved = {number: came_in(commitments, tree).sum(skipna=False) for number, commitments in running}
    table["achieved"] = pd.Series(achieved, dtype="Float64").reindex(table.index)
    return table


@dataclass(frozen=True, slots=True)
class AgencyWork:
    """What one agency serves and has done: a row of `work_by_agency` as a value, None for null.

    Attributes
    ----------
    desa
        Codes of the desa that it serves.
    events, audience, last_on
        Events that it has held, people reached, and the day of the last.
    commitments, promised, achieved
        Its promises that run or are over, the families promised and those that came in; None where of one of them it is
        not known.
    """

    name: str
    short_name: str
    desa: tuple[str, ...]
    events: int
    audience: int
    last_on: date | None
    commitments: int
    promised: int
    achieved: float | None


def busiest_first(agencies: Iterable[AgencyWork]) -> list[AgencyWork]:
    """Sort the agencies that serve, have held or have promised anything by the number of their events."""
    active = [one for one in agencies if one.desa or one.events or one.commitments]
    return sorted(active, key=lambda one: (-one.events, one.name))


def _up_to(frame: pd.DataFrame, column: str, day: date) -> pd.DataFrame:
    """The rows whose date in a column is a day or earlier."""
    return frame[np.array([value <= day for value in frame[column]], dtype=bool)]
