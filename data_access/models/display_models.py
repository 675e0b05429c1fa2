"""Tables of the wall: the displays that show it, and the message of the day that the operator writes for it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from data_access.models.access_models import HASH
from data_access.models.models import Base


class Display(Base):
    """A display that shows the wall: first a code that somebody types there, then the token that it was exchanged for.

    Displays are revoked, never removed: the access log speaks of them.
    """

    __tablename__ = "displays"

    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str]
    code_hash: Mapped[str | None] = mapped_column(HASH, unique=True)
    code_expires_at: Mapped[datetime]
    token_hash: Mapped[str | None] = mapped_column(HASH, unique=True)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    created_at: Mapped[datetime]
    connected_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("code_hash IS NULL OR token_hash IS NULL", name="code_or_token"),)


class DayMessage(Base):
    """A message of the day on the wall, from its first day to its last, both included."""

    __tablename__ = "day_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str]
    first_on: Mapped[date]
    last_on: Mapped[date]
    written_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)

    __table_args__ = (CheckConstraint("first_on <= last_on", name="days_in_order"),)
