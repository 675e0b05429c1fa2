"""What leaders do about the figures: outreach, commitments, blockers and requests for help, as frames of records."""

from collections.abc import Collection
from enum import StrEnum

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


class BlockerKind(StrEnum):
    """Why families cannot fill in."""

    NIK_KK_MISMATCH = "nik_kk_mismatch"
    NO_SIGNAL = "no_signal"
    SERVER_DOWN = "server_down"
    NO_DEVICE = "no_device"
    NOT_UNDERSTOOD = "not_understood"
    MOVED_AWAY = "moved_away"
    OTHER = "other"


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

RECORD_COLUMNS = {
    "events": EVENT_COLUMNS,
    "commitments": COMMITMENT_COLUMNS,
    "blockers": BLOCKER_COLUMNS,
    "requests": REQUEST_COLUMNS,
}
"""Columns by the name that `census.campaign.Campaign` gives each frame."""

RECORD_COUNTS = ("opd_id", "audience", "officers", "households", "result_households")
"""Columns of records that are whole numbers or null: Int64 in every frame."""


def record_frame(name: str, rows: list[dict[str, object]] | None = None) -> pd.DataFrame:
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
        Codes of areas that show no figure (`census.suppression`).
    """
    is_hidden = records["area_code"].isin(hidden)
    telling = [column for column in ("households", "result_households") if column in records]
    return records.assign(**{column: records[column].mask(is_hidden) for column in telling})
