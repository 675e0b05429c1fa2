"""Tables of what leaves the building by itself: where to, and what was sent."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Named, Table, TypedColumns, UniqueConstraint

from data_access.models.access_models import HASH
from data_access.models.models import METADATA, UtcDateTime


class RecipientColumns(TypedColumns):
    """An address to which an account's figures of the morning go. Ended ones keep their row and lose the address."""

    id: Named[int] = Column(primary_key=True)
    account_id: Named[int] = Column(ForeignKey("accounts.id"), index=True)
    channel: Named[str]
    address: Named[str | None]
    created_at: Named[datetime] = Column(UtcDateTime)
    ended_at: Named[datetime | None] = Column(UtcDateTime)


RECIPIENTS = Table(
    "recipients",
    METADATA,
    RecipientColumns,
    CheckConstraint("channel IN ('email', 'webhook')", name="known_channel"),
    CheckConstraint("(address IS NULL) = (ended_at IS NOT NULL)", name="address_until_ended"),
)


class DeliveryColumns(TypedColumns):
    """What was sent to a recipient of a day's figures: written down before it is sent, so that nothing goes twice.

    `sending` that stays is in doubt: the process ended, or the line broke, before anybody knew.
    """

    id: Named[int] = Column(primary_key=True)
    recipient_id: Named[int] = Column(ForeignKey("recipients.id"))
    on_day: Named[date]
    key: Named[str] = Column(HASH)
    state: Named[str]
    attempts: Named[int]
    began_at: Named[datetime] = Column(UtcDateTime)
    ended_at: Named[datetime | None] = Column(UtcDateTime)


DELIVERIES = Table(
    "deliveries",
    METADATA,
    DeliveryColumns,
    UniqueConstraint("recipient_id", "on_day"),
    CheckConstraint("state IN ('sending', 'sent', 'failed')", name="known_state"),
)
