"""Tables of what goes with outreach: commitments, blockers, requests for help."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Named, Table, TypedColumns

from data_access.models.models import CODE, METADATA, UtcDateTime


class CommitmentColumns(TypedColumns):
    """So many families promised by an agency (or by somebody named in the note) for an area, by a day."""

    id: Named[int] = Column(primary_key=True)
    kabupaten_code: Named[str] = Column(CODE, index=True)
    area_code: Named[str] = Column(CODE, ForeignKey("areas.code"))
    opd_id: Named[int | None] = Column(ForeignKey("opd.id"))
    households: Named[int]
    starts_on: Named[date]
    due_on: Named[date]
    withdrawn_on: Named[date | None]
    note: Named[str | None]
    source: Named[str]
    created_at: Named[datetime] = Column(UtcDateTime)


COMMITMENTS = Table(
    "commitments",
    METADATA,
    CommitmentColumns,
    CheckConstraint("households >= 1", name="some_households"),
    CheckConstraint("due_on >= starts_on", name="window"),
)


class BlockerColumns(TypedColumns):
    """What keeps families of an area from responding; `households` is how many, null where nobody knows."""

    id: Named[int] = Column(primary_key=True)
    kabupaten_code: Named[str] = Column(CODE, index=True)
    area_code: Named[str] = Column(CODE, ForeignKey("areas.code"))
    opd_id: Named[int | None] = Column(ForeignKey("opd.id"))
    kind: Named[str]
    reported_on: Named[date]
    resolved_on: Named[date | None]
    households: Named[int | None]
    note: Named[str | None]
    source: Named[str]


BLOCKERS = Table(
    "blockers",
    METADATA,
    BlockerColumns,
    CheckConstraint(
        "kind IN ('nik_kk_mismatch', 'no_signal', 'server_down', 'no_device', 'not_understood', 'moved_away', 'other')",
        name="known_kind",
    ),
    CheckConstraint("households >= 0", name="not_negative"),
    CheckConstraint("resolved_on >= reported_on", name="order"),
)


class AssistanceRequestColumns(TypedColumns):
    """Help asked of BPS for an area: asked, scheduled, done, with the families that filled in there."""

    id: Named[int] = Column(primary_key=True)
    kabupaten_code: Named[str] = Column(CODE, index=True)
    area_code: Named[str] = Column(CODE, ForeignKey("areas.code"))
    opd_id: Named[int | None] = Column(ForeignKey("opd.id"))
    requested_on: Named[date]
    scheduled_on: Named[date | None]
    done_on: Named[date | None]
    result_households: Named[int | None]
    note: Named[str | None]
    source: Named[str]


ASSISTANCE_REQUESTS = Table(
    "assistance_requests",
    METADATA,
    AssistanceRequestColumns,
    CheckConstraint("scheduled_on >= requested_on AND done_on >= requested_on", name="order"),
    CheckConstraint("result_households >= 0", name="not_negative"),
    CheckConstraint("result_households IS NULL OR done_on IS NOT NULL", name="result_when_done"),
)
