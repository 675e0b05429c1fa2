"""What an office has dealt with of what needed its attention: kept for a day, and seen by that office alone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, delete, insert, select, update

from census.access.scope import Scope
from data_access.models.attention_models import HANDLED_CONCERNS
from data_access.store.engine import WriteSession
from data_access.store.frames import AnySession
from data_access.store.row_security import name_office
from data_access.writes.record_writes import OutOfScopeError, level_in_scope

KEPT_FOR_DAYS = 30
"""Days for which marks are kept; they count on their own day alone."""


@dataclass(frozen=True, slots=True)
class Handled:
    """A concern that was dealt with: its rule and subject, the note, and when (UTC)."""

    rule: str
    subject: str
    note: str | None
    at: datetime

    @property
    def key(self) -> tuple[str, str]:
        """What tells it apart, as of `census.priority.attention.Concern`."""
        return self.rule, self.subject


def read_handled(session: AnySession, scope: Scope, day: date) -> tuple[Handled, ...]:
    """Read what the reader's office has dealt with on a day, in the order in which it did.

    Parameters
    ----------
    scope
        The reader's; its office tells whose marks these are.
    """
    name_office(session, scope)
    table = HANDLED_CONCERNS.c
    query = (
        select(table.rule, table.subject, table.note, table.handled_at)
        .where(table.office == scope.office, table.on_day == day)
        .order_by(table.id)
    )
    return tuple(Handled(*row) for row in session.execute(query))


def write_handled(
    session: WriteSession, scope: Scope, handled: Handled, *, area_code: str, day: date, by: int | None
) -> None:
    """Keep that an office has dealt with a concern on a day; a second mark replaces the note of the first.

    The data version stays: no figure changes, and all that is kept of it holds.

    Parameters
    ----------
    area_code, day
        Where the concern is, and the day for which it is off the list, keyword-only.
    by
        Account that wrote it; None where nobody needs to sign in, keyword-only.

    Raises
    ------
    OutOfScopeError
        If the area is unknown or lies outside the reader's.
    """
    if level_in_scope(session, scope, area_code) is None:
        raise OutOfScopeError(area_code)
    session.execute(delete(HANDLED_CONCERNS).where(HANDLED_CONCERNS.c.on_day < day - timedelta(days=KEPT_FOR_DAYS)))
    values = {"note": handled.note, "handled_at": handled.at, "account_id": by}
    of_day = _of_day(scope, handled.rule, handled.subject, day)
    if session.scalar(select(HANDLED_CONCERNS.c.id).where(*of_day)) is not None:
        session.execute(update(HANDLED_CONCERNS).where(*of_day).values(**values))
        return
    row = {"office": scope.office, "on_day": day, "rule": handled.rule, "subject": handled.subject, **values}
    session.execute(insert(HANDLED_CONCERNS), [row])


def take_handled_back(session: WriteSession, scope: Scope, rule: str, subject: str, *, day: date) -> bool:
    """Put a concern on its office's list again; tell whether it had been taken off."""
    query = delete(HANDLED_CONCERNS).where(*_of_day(scope, rule, subject, day)).returning(HANDLED_CONCERNS.c.id)
    return bool(session.scalars(query).all())


def _of_day(scope: Scope, rule: str, subject: str, day: date) -> tuple[ColumnElement[bool], ...]:
    table = HANDLED_CONCERNS.c
    return table.office == scope.office, table.on_day == day, table.rule == rule, table.subject == subject
