"""What leaders do about the figures, as frames of records, and the rules that no record may break."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Literal

import pandas as pd

EVENT_KINDS = (
    "tatap muka",
    "media sosial",
    "siaran",
    "keliling",
    "pesan berantai",
    "ngisi bareng",
    "pendampingan BPS",
)
"""Kinds of outreach as they are kept: face to face, social media, broadcast, touring, chain messages, filling in
together, help by BPS."""

VISITS = frozenset({"tatap muka", "keliling", "ngisi bareng", "pendampingan BPS"})
"""The kinds for which somebody comes to the place; of the others messages do."""


class BlockerKind(StrEnum):
    """Why families cannot fill in."""

    NIK_KK_MISMATCH = "nik_kk_mismatch"
    NO_SIGNAL = "no_signal"
    SERVER_DOWN = "server_down"
    NO_DEVICE = "no_device"
    NOT_UNDERSTOOD = "not_understood"
    MOVED_AWAY = "moved_away"
    OTHER = "other"


RecordName = Literal["events", "commitments", "blockers", "requests"]
"""Kinds of records by the name that `census.campaign.campaign.Campaign` gives their frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An act of outreach: of which kind (`EVENT_KINDS`), how many it reached, how many officers went."""

    area_code: str
    held_on: date
    kind: str
    opd_id: int | None = None
    audience: int | None = None
    officers: int | None = None
    note: str | None = None

    @property
    def day(self) -> date:
        """The day by which it is listed."""
        return self.held_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """So many families promised for an area, from one day to another, both included."""

    area_code: str
    households: int
    starts_on: date
    due_on: date
    opd_id: int | None = None
    withdrawn_on: date | None = None
    note: str | None = None

    @property
    def day(self) -> date:
        """The day by which it is listed."""
        return self.starts_on

    @property
    def ended_on(self) -> date | None:
        """The day on which it was taken back."""
        return self.withdrawn_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """What keeps families of an area from responding (`BlockerKind`), and how many where somebody knows."""

    area_code: str
    kind: str
    reported_on: date
    opd_id: int | None = None
    resolved_on: date | None = None
    households: int | None = None
    note: str | None = None

    @property
    def day(self) -> date:
        """The day by which it is listed."""
        return self.reported_on

    @property
    def ended_on(self) -> date | None:
        """The day on which it was resolved."""
        return self.resolved_on

    def is_open(self, day: date) -> bool:
        """Tell whether it was known and not resolved on a day; what was resolved later was open then."""
        return self.reported_on <= day and (self.resolved_on is None or self.resolved_on > day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Help asked of BPS: asked, scheduled, done, with the families that filled in there."""

    area_code: str
    requested_on: date
    opd_id: int | None = None
    scheduled_on: date | None = None
    done_on: date | None = None
    result_households: int | None = None
    note: str | None = None

    @property
    def day(self) -> date:
        """The day by which it is listed."""
        return self.requested_on

    @property
    def ended_on(self) -> date | None:
        """The day on which BPS came."""
        return self.done_on

    def is_waiting(self, day: date) -> bool:
        """Tell whether it had been made and BPS had not come by a day."""
        return self.requested_on <= day and (self.done_on is None or self.done_on > day)


Record = Event | Commitment | Blocker | Request

RECORD_TYPES: dict[RecordName, type[Record]] = {
    "events": Event,
    "commitments": Commitment,
    "blockers": Blocker,
    "requests": Request,
}
"""Type by the name of a kind of record."""

NAME_OF: dict[type[Record], RecordName] = {kind: name for name, kind in RECORD_TYPES.items()}
"""Name by the type of a record."""

EVENT_COLUMNS = (
    *("id", "kabupaten_code", "area_code", "opd_id", "held_on", "kind", "audience", "officers", "note", "source"),
)
"""An act of outreach: `held_on` (date), `kind` (`EVENT_KINDS`), `audience` reached and `officers` sent (Int64)."""

COMMITMENT_COLUMNS = (
    *("id", "kabupaten_code", "area_code", "opd_id", "households", "starts_on", "due_on", "withdrawn_on"),
    *("note", "source", "created_at"),
)
"""Who promised how many families (`households`, Int64), where, from when to when; `created_at` is a moment (UTC)."""

BLOCKER_COLUMNS = (
    *("id", "kabupaten_code", "area_code", "opd_id", "kind", "reported_on", "resolved_on", "households"),
    *("note", "source"),
)
"""What keeps families from responding: `kind` (`BlockerKind`), `households` (Int64) concerned, null where unknown."""

REQUEST_COLUMNS = (
    *("id", "kabupaten_code", "area_code", "opd_id", "requested_on", "scheduled_on", "done_on", "result_households"),
    *("note", "source"),
)
"""Help asked of BPS: asked, scheduled, done (dates), with the families that filled in there (`result_households`)."""

RECORD_COLUMNS: dict[RecordName, tuple[str, ...]] = {
    "events": EVENT_COLUMNS,
    "commitments": COMMITMENT_COLUMNS,
    "blockers": BLOCKER_COLUMNS,
    "requests": REQUEST_COLUMNS,
}
"""Columns of each frame."""

FIRST_DAY: dict[RecordName, str] = {
    "events": "held_on",
    "commitments": "starts_on",
    "blockers": "reported_on",
    "requests": "requested_on",
}
"""Column of the day by which records are listed (`day` of their types)."""

END_DAY: dict[RecordName, str] = {"commitments": "withdrawn_on", "blockers": "resolved_on", "requests": "done_on"}
"""Column of the day on which a record has come to its end; an event is over as it is recorded."""

RECORD_COUNTS = ("opd_id", "audience", "officers", "households", "result_households")
"""Columns of records that are whole numbers or null: Int64 in every frame."""


def record_frame(name: RecordName, rows: list[dict[str, object]] | None = None) -> pd.DataFrame:
    """Make a frame of records with the columns and types that the store gives it.

    Parameters
    ----------
    name
        A key of `RECORD_COLUMNS`.
    rows
        Values by column; one that is missing is null. None for no record.

    Examples
    --------
    >>> record_frame("events").dtypes["audience"], len(record_frame("events"))
    (Int64Dtype(), 0)
    """
    columns = RECORD_COLUMNS[name]
    filled = [dict.fromkeys(columns) | row for row in rows or []]
    frame = pd.DataFrame(filled, columns=list(columns), dtype=object)
    return frame.astype({column: "Int64" for column in RECORD_COUNTS if column in columns})


def without_counts_of(records: pd.DataFrame, hidden: Collection[str]) -> pd.DataFrame:
    """Take the counts that tell of an area's families away where the area is too small to be shown.

    What was promised and how many were reached say nothing of who lives there and stay.

    Parameters
    ----------
    records
        Blockers or requests.
    hidden
        Codes of areas that show no figure (`census.disclosure.suppression`).
    """
    is_hidden = records["area_code"].isin(hidden)
    telling = [column for column in ("households", "result_households") if column in records]
    return records.assign(**{column: records[column].mask(is_hidden) for column in telling})


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
