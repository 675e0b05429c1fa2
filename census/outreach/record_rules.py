"""What no record can say, whoever writes it: days in the wrong order, promises of nothing, areas too large."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from census.outreach.records import RecordName

TOO_LARGE = ("nation", "province", "kabupaten")
"""Levels above those of which a promise, a blocker or a request can speak."""

_PAST: dict[RecordName, tuple[str, ...]] = {
    "events": ("held_on",),
    "commitments": ("withdrawn_on",),
    "blockers": ("reported_on", "resolved_on"),
    "requests": ("requested_on", "done_on"),
}
"""Days of what has been; the others may lie ahead."""

_NOT_BEFORE: dict[RecordName, tuple[tuple[str, str], ...]] = {
    "events": (),
    "commitments": (("due_on", "starts_on"),),
    "blockers": (("resolved_on", "reported_on"),),
    "requests": (("scheduled_on", "requested_on"), ("done_on", "requested_on")),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a record: the column, a reason code (`presentation.findings`), values for its message."""

    column: str
    reason: str
    details: Mapping[str, Any] = field(default_factory=dict)


def fault_in(name: RecordName, values: Mapping[str, Any], *, level: str | None, today: date) -> Fault | None:
    """Find the first thing that a record cannot say.

    Parameters
    ----------
    name
        Kind of the record.
    values
        Value by column of the kind (`census.outreach.records`), None where nothing is said.
    level
        Level of its area, keyword-only; None where nobody knows the area.
    today
        What has been lies on this day or before, keyword-only.

    Examples
    --------
    >>> promise = {"households": 5, "starts_on": date(2020, 3, 9), "due_on": date(2020, 3, 1), "withdrawn_on": None}
    >>> fault_in("commitments", promise, level="desa", today=date(2020, 3, 15)).reason
    'days_turned'
    """
    if name != "events" and level in TOO_LARGE:
        return Fault("area_code", "area_too_large")
    for column in _PAST[name]:
        if values[column] is not None and values[column] > today:
            return Fault(column, "day_in_future", {"day": values[column].isoformat()})
    for column, first in _NOT_BEFORE[name]:
        if values[column] is not None and values[column] < values[first]:
            details = {"day": values[column].isoformat(), "first": values[first].isoformat()}
            return Fault(column, "days_turned", details)
    if name == "commitments" and values["households"] < 1:
        return Fault("households", "nothing_promised")
    if name == "requests" and values["result_households"] is not None and values["done_on"] is None:
        return Fault("result_households", "result_without_day")
    return None
