"""Tables of the wall: the displays that show it, and the message of the day that the operator writes for it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Named, Table, TypedColumns

from data_access.models.access_models import HASH
from data_access.models.models import METADATA, UtcDateTime


class DisplayColumns(TypedColumns):
    """A display that shows the wall: first a code that somebody types there, then the token that it was exchanged for.

    Displays are revoked, never removed: the access log speaks of them.
    """

    id: Named[int] = Column(primary_key=True)
    label: Named[str]
    code_hash: Named[str | None] = Column(HASH, unique=True)
    code_expires_at: Named[datetime] = Column(UtcDateTime)
    token_hash: Named[str | None] = Column(HASH, unique=True)
    created_by: Named[int | None] = Column(ForeignKey("accounts.id"), index=True)
    created_at: Named[datetime] = Column(UtcDateTime)
    connected_at: Named[datetime | None] = Column(UtcDateTime)
    seen_at: Named[datetime | None] = Column(UtcDateTime)
    revoked_at: Named[datetime | None] = Column(UtcDateTime)


DISPLAYS = Table(
    "displays",
    METADATA,
    DisplayColumns,
    CheckConstraint("code_hash IS NULL OR token_hash IS NULL", name="code_or_token"),
)


class DayMessageColumns(TypedColumns):
    """A message of the day on the wall, from its first day to its last, both included."""

    id: Named[int] = Column(primary_key=True)
    body: Named[str]
    first_on: Named[date]
    last_on: Named[date]
    written_at: Named[datetime] = Column(UtcDateTime)
    account_id: Named[int | None] = Column(ForeignKey("accounts.id"), index=True)


DAY_MESSAGES = Table(
    "day_messages",
    METADATA,
    DayMessageColumns,
    CheckConstraint("first_on <= last_on", name="days_in_order"),
)
