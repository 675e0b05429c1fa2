"""The message of the day for the wall: written by the operator, read by whatever shows it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, insert, select

from data_access.models.display_models import DAY_MESSAGES
from data_access.store.engine import WriteSession
from data_access.store.frames import AnySession
from data_access.store.schema import raise_data_version


@dataclass(frozen=True, slots=True)
class DayMessage:
    """A message from its first day to its last, both included."""

    body: str
    first_on: date
    last_on: date


def read_day_message(session: AnySession, day: date) -> DayMessage | None:
    """Read the message of a day, the one written last; None where there is none."""
    query = (
        select(DAY_MESSAGES.c.body, DAY_MESSAGES.c.first_on, DAY_MESSAGES.c.last_on)
        .where(DAY_MESSAGES.c.first_on <= day, DAY_MESSAGES.c.last_on >= day)
        .order_by(DAY_MESSAGES.c.id.desc())
        .limit(1)
    )
    row = session.execute(query).first()
    return None if row is None else DayMessage(*row)


def write_day_message(session: WriteSession, message: DayMessage, *, by: int | None, now: datetime) -> None:
    """Keep a message in place of all that end on its first day or later."""
    take_day_messages_away(session, since=message.first_on)
    values = {
        "body": message.body,
        "first_on": message.first_on,
        "last_on": message.last_on,
        "written_at": now,
        "account_id": by,
    }
    session.execute(insert(DAY_MESSAGES), [values])
    raise_data_version(session)


def take_day_messages_away(session: WriteSession, *, since: date) -> bool:
    """Take away all messages that end on a day or later; tell whether there were any."""
    query = delete(DAY_MESSAGES).where(DAY_MESSAGES.c.last_on >= since).returning(DAY_MESSAGES.c.id)
    is_gone = bool(session.scalars(query).all())
    if is_gone:
        raise_data_version(session)
    return is_gone
