"""Tables of what goes with outreach: commitments, blockers, requests for help."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from data_access.models.models import CODE, Base


class Commitment(Base):
    """So many families promised by an agency (or by somebody named in the note) for an area, by a day."""

    __tablename__ = "commitments"

    id: Mapped[int] = mapped_column(primary_key=True)
    kabupaten_code: Mapped[str] = mapped_column(CODE, index=True)
    area_code: Mapped[str] = mapped_column(CODE, ForeignKey("areas.code"))
    opd_id: Mapped[int | None] = mapped_column(ForeignKey("opd.id"))
    households: Mapped[int]
    starts_on: Mapped[date]
    due_on: Mapped[date]
    withdrawn_on: Mapped[date | None]
    note: Mapped[str | None]
    source: Mapped[str]
    created_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("households >= 1", name="some_households"),
        CheckConstraint("due_on >= starts_on", name="window"),
    )


class Blocker(Base):
    """What keeps families of an area from responding; `households` is how many, null where nobody knows."""

    __tablename__ = "blockers"

    id: Mapped[int] = mapped_column(primary_key=True)
    kabupaten_code: Mapped[str] = mapped_column(CODE, index=True)
    area_code: Mapped[str] = mapped_column(CODE, ForeignKey("areas.code"))
    opd_id: Mapped[int | None] = mapped_column(ForeignKey("opd.id"))
    kind: Mapped[str]
    reported_on: Mapped[date]
    resolved_on: Mapped[date | None]
    households: Mapped[int | None]
    note: Mapped[str | None]
    source: Mapped[str]

    __table_args__ = (
        CheckConstraint(
            "kind IN ('nik_kk_mismatch', 'no_signal', 'server_down', 'no_device', 'not_understood', 'moved_away', "
            "'other')",
            name="known_kind",
        ),
        CheckConstraint("households >= 0", name="not_negative"),
        CheckConstraint("resolved_on >= reported_on", name="order"),
    )


class AssistanceRequest(Base):
    """Help asked of BPS for an area: asked, scheduled, done, with the families that filled in there."""

    __tablename__ = "assistance_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    kabupaten_code: Mapped[str] = mapped_column(CODE, index=True)
    area_code: Mapped[str] = mapped_column(CODE, ForeignKey("areas.code"))
    opd_id: Mapped[int | None] = mapped_column(ForeignKey("opd.id"))
    requested_on: Mapped[date]
    scheduled_on: Mapped[date | None]
    done_on: Mapped[date | None]
    result_households: Mapped[int | None]
    note: Mapped[str | None]
    source: Mapped[str]

    __table_args__ = (
        CheckConstraint("scheduled_on >= requested_on AND done_on >= requested_on", name="order"),
        CheckConstraint("result_households >= 0", name="not_negative"),
        CheckConstraint("result_households IS NULL OR done_on IS NOT NULL", name="result_when_done"),
    )
