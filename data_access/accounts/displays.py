"""Displays of the wall: hashes, moments and names alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from data_access.accounts.accounts import Session
from data_access.models.display_models import DISPLAYS
from data_access.store.engine import WriteSession


@dataclass(frozen=True, slots=True)
class Display:
    """What an operator sees of a display.

    Attributes
    ----------
    code_expires_at
        Until when its code holds, where it waits for one to be typed.
    connected_at
        When the code was exchanged; None as long as it waits.
    seen_at
        Its last contact, to the minute.
    revoked_at
        When it was shut out; None where it was not.
    """

    id: int
    label: str
    code_expires_at: datetime
    created_at: datetime
    connected_at: datetime | None
    seen_at: datetime | None
    revoked_at: datetime | None


def add_display(
    session: WriteSession, label: str, code_hash: str, *, by: int | None, now: datetime, expires_at: datetime
) -> int:
    """Keep a display that waits for its code, and give its number."""
    values = {
        "label": label,
        "code_hash": code_hash,
        "code_expires_at": expires_at,
        "created_by": by,
        "created_at": now,
    }
    return session.scalars(insert(DISPLAYS).returning(DISPLAYS.c.id), [values]).one()


def use_code(session: WriteSession, code_hash: str, token_hash: str, *, now: datetime) -> int | None:
    """Exchange a code for a token and give the display's number; None where there is none such, or it is too old."""
    query = (
        update(DISPLAYS)
        .where(DISPLAYS.c.code_hash == code_hash, DISPLAYS.c.code_expires_at > now, DISPLAYS.c.revoked_at.is_(None))
        # The code is gone with its first use.
        .values(code_hash=None, token_hash=token_hash, connected_at=now, seen_at=now)
        .returning(DISPLAYS.c.id)
    )
    return session.scalars(query).first()


def read_displays(session: Session) -> Sequence[Display]:
    """Read all displays that were not revoked, in the order they were made."""
    query = select(*_COLUMNS).where(DISPLAYS.c.revoked_at.is_(None)).order_by(DISPLAYS.c.id)
    return [Display(*row) for row in session.execute(query)]


_COLUMNS = (
    DISPLAYS.c.id,
    DISPLAYS.c.label,
    DISPLAYS.c.code_expires_at,
    DISPLAYS.c.created_at,
    DISPLAYS.c.connected_at,
    DISPLAYS.c.seen_at,
    DISPLAYS.c.revoked_at,
)


def touch_display(session: WriteSession, display_id: int, *, now: datetime) -> None:
    """Note that a display has asked."""
    session.execute(update(DISPLAYS).where(DISPLAYS.c.id == display_id).values(seen_at=now))


def revoke_display(session: WriteSession, display_id: int, *, now: datetime) -> bool:
    """Shut a display out; False where that has been done, or there is none such."""
    query = (
        update(DISPLAYS)
        .where(DISPLAYS.c.id == display_id, DISPLAYS.c.revoked_at.is_(None))
        .values(revoked_at=now, code_hash=None)
        .returning(DISPLAYS.c.id)
    )
    return session.scalars(query).first() is not None


def forget_unused(session: WriteSession, *, before: datetime) -> None:
    """Remove displays whose code was never typed and ended before a moment."""
    query = delete(DISPLAYS).where(DISPLAYS.c.token_hash.is_(None), DISPLAYS.c.code_expires_at < before)
    session.execute(query)
