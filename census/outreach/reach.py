"""Where outreach has been: last visit, people reached, and where nobody has come yet."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from census.base.tree import AreaTree
from census.outreach.commitments import came_in
from census.outreach.records import VISITS

SINCE_LIMITS = (7, 14, 28)
"""Upper limits of days since the last visit of the first three of five classes; then more, then never."""

REACH_LIMITS = (200.0, 100.0, 50.0)
"""Lower limits of people reached per 1,000 families left of the first three of five classes; then less, then none."""

NO_CLASS = -1
NEVER = len(SINCE_LIMITS) + 1
"""Class of an area where nobody has been, and of one where nobody was reached."""


def coverage(
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
    places = [
        (above, place)
        for place, code in enumerate(past["area_code"])
        if code in tree
        for above in tree.chain(str(code))
        if above in wanted
    ]
    flat = past.iloc[[place for _, place in places]].assign(at=[above for above, _ in places])
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


def since_classes(table: pd.DataFrame) -> pd.Series:
    """Sort areas by days since the last visit: at most 7, 14, 28, more, never (0 to 4).

    Examples
    --------
    >>> since_classes(pd.DataFrame({"days_since": pd.array([0, 7, 8, 40, None], dtype="Int64")})).tolist()
    [0, 0, 1, 3, 4]
    """
    days = table["days_since"].to_numpy(dtype=np.float64, na_value=np.nan)
    classes = np.searchsorted(np.array(SINCE_LIMITS, dtype=np.float64), days, side="left")
    return pd.Series(np.where(np.isnan(days), NEVER, classes), index=table.index).astype(int)


def reach_classes(table: pd.DataFrame) -> pd.Series:
    """Sort areas by people reached per 1,000 families left: from 200, 100, 50 on, less, none (0 to 4).

    Where nobody knows how many are left there is none (-1), unless nobody was reached.
    """
    reach = table["reach"].to_numpy(dtype=np.float64, na_value=np.nan)
    audience = table["audience"].to_numpy(dtype=np.float64, na_value=0.0)
    classes = np.array([sum(value < limit for limit in REACH_LIMITS) for value in reach])
    classes = np.where(np.isnan(reach), NO_CLASS, classes)
    return pd.Series(np.where(audience == 0, NEVER, classes), index=table.index).astype(int)


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
    desa = {number: tuple(sorted(set(own["desa_code"]))) for number, own in serving.groupby("opd_id")}
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
    achieved = {number: came_in(own, tree).sum(skipna=False) for number, own in running}
    table["achieved"] = pd.Series(achieved, dtype="Float64").reindex(table.index)
    return table


def _up_to(frame: pd.DataFrame, column: str, day: date) -> pd.DataFrame:
    """Give the rows whose date in a column is a day or earlier."""
    return frame[np.array([value <= day for value in frame[column]], dtype=bool)]
