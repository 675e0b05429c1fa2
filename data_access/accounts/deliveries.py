"""Where the figures of the morning go, and what was sent: written down before anything is sent."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, insert, select, update

from census.access.identity import Role
from data_access.accounts.access_log import FIGURES_SENT, note
from data_access.accounts.accounts import Session, read_roles
from data_access.models.access_models import ACCOUNTS
from data_access.models.delivery_models import DELIVERIES, RECIPIENTS
from data_access.store.engine import WriteSession

KEPT_FOR_DAYS = 90
"""Days for which it is kept what was sent."""


class Channel(StrEnum):
    """How something is sent."""

    EMAIL = "email"
    WEBHOOK = "webhook"


class Claim(StrEnum):
    """What may be done about a delivery of a day."""

    SEND = "send"
    """It is written down as being sent, by whoever asked."""
    SENT = "sent"
    IN_DOUBT = "in_doubt"
    """Somebody began to send it and never said how it ended, or is sending it now."""
    ENDED = "ended"
    """The address, or its account, is there no more."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """An address in use: its number, its account with name and roles, and how it is reached."""

    id: int
    account_id: int
    label: str
    roles: tuple[Role, ...]
    channel: Channel
    address: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """What was sent, or not, to whom, of which day; `state` is `sending`, `sent` or `failed`."""

    recipient_id: int
    label: str
    channel: Channel
    on_day: date
    state: str
    attempts: int
    began_at: datetime


def read_recipients(session: Session) -> list[Recipient]:
    """Read the addresses in use of accounts that may come in and have a role, in the order in which they were added."""
    query = (
        select(RECIPIENTS.c.id, RECIPIENTS.c.account_id, ACCOUNTS.c.label, RECIPIENTS.c.channel, RECIPIENTS.c.address)
        .join(ACCOUNTS, ACCOUNTS.c.id == RECIPIENTS.c.account_id)
        .where(ACCOUNTS.c.is_active, RECIPIENTS.c.ended_at.is_(None))
        .order_by(RECIPIENTS.c.id)
    )
    rows = session.execute(query).all()
    roles = read_roles(session, [row.account_id for row in rows])
    return [
        Recipient(row.id, row.account_id, row.label, roles[row.account_id], Channel(row.channel), str(row.address))
        for row in rows
        if row.account_id in roles
    ]


def add_recipient(session: WriteSession, account_id: int, channel: Channel, address: str, *, now: datetime) -> int:
    """Keep an address of an account and give its number."""
    values = {"account_id": account_id, "channel": channel.value, "address": address, "created_at": now}
    return session.scalars(insert(RECIPIENTS).returning(RECIPIENTS.c.id), [values]).one()


def end_recipients(
    session: WriteSession, *, now: datetime, account_id: int | None = None, recipient_id: int | None = None
) -> list[int]:
    """End all addresses of an account, or one, and forget them; give the numbers of those that were in use."""
    column, key = (RECIPIENTS.c.id, recipient_id) if account_id is None else (RECIPIENTS.c.account_id, account_id)
    query = (
        update(RECIPIENTS)
        .where(column == key, RECIPIENTS.c.ended_at.is_(None))
        .values(ended_at=now, address=None)
        .returning(RECIPIENTS.c.id)
    )
    return sorted(session.scalars(query).all())


def claim(session: WriteSession, recipient: Recipient, day: date, key: str, *, now: datetime) -> Claim:
    """Write down that a day's figures are being sent, where that may be; the transaction is to be committed before.

    A delivery that failed for certain is taken up again; one that may have arrived is not.
    """
    if recipient not in read_recipients(session):
        return Claim.ENDED
    session.execute(delete(DELIVERIES).where(DELIVERIES.c.on_day < day - timedelta(days=KEPT_FOR_DAYS)))
    of_day = DELIVERIES.c.recipient_id == recipient.id, DELIVERIES.c.on_day == day
    state = session.scalar(select(DELIVERIES.c.state).where(*of_day))
    if state is None:
        values = {"recipient_id": recipient.id, "on_day": day, "key": key, "state": "sending", "attempts": 1}
        session.execute(insert(DELIVERIES), [{**values, "began_at": now}])
        return Claim.SEND
    if state == "failed":
        values = {"state": "sending", "attempts": DELIVERIES.c.attempts + 1, "began_at": now, "ended_at": None}
        session.execute(update(DELIVERIES).where(*of_day).values(values))
        return Claim.SEND
    return Claim.SENT if state == "sent" else Claim.IN_DOUBT


def conclude(session: WriteSession, recipient: Recipient, day: date, *, is_sent: bool, now: datetime) -> None:
    """Write down how a delivery ended; what was sent stands in the access log as well."""
    of_day = DELIVERIES.c.recipient_id == recipient.id, DELIVERIES.c.on_day == day
    session.execute(update(DELIVERIES).where(*of_day).values(state="sent" if is_sent else "failed", ended_at=now))
    if is_sent:
        details = {"account": recipient.account_id, "way": recipient.channel.value, "recipient": recipient.id}
        note(session, FIGURES_SENT, None, {**details, "day": day.isoformat()}, now=now)


def read_deliveries(session: Session, *, limit: int = 200) -> list[Delivery]:
    """Read what was sent, the newest first."""
    query = (
        select(
            DELIVERIES.c.recipient_id,
            ACCOUNTS.c.label,
            RECIPIENTS.c.channel,
            DELIVERIES.c.on_day,
            DELIVERIES.c.state,
            DELIVERIES.c.attempts,
            DELIVERIES.c.began_at,
        )
        .join(RECIPIENTS, RECIPIENTS.c.id == DELIVERIES.c.recipient_id)
        .join(ACCOUNTS, ACCOUNTS.c.id == RECIPIENTS.c.account_id)
        .order_by(DELIVERIES.c.id.desc())
        .limit(limit)
    )
    return [Delivery(row[0], row[1], Channel(row[2]), *row[3:]) for row in session.execute(query)]
