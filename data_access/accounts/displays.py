"""Displays of the wall: hashes, moments and names alone."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from sqlalchemy import bindparam, delete, insert, select, update

from data_access.accounts.accounts import Session
from data_access.models.display_models import DISPLAYS
from data_access.models.models import DATA_VERSION
from data_access.models.submission_models import ROLLUP_MARKS
from data_access.store.engine import BusyDatabaseError, Database, WriteSession

if TYPE_CHECKING:
    from sqlalchemy.pool import PoolProxiedConnection


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


@dataclass(frozen=True, slots=True)
class Contact:
    """What is known when a display asks.

    Attributes
    ----------
    display_id
        Its number.
    data_version
        The counter that stands for all that a wall can show.
    has_foreign_rows
        Whether another system has written rows that are not counted yet, and so not in the counter.
    """

    display_id: int
    data_version: int
    has_foreign_rows: bool


_CONTACT = select(
    DISPLAYS.c.id,
    select(DATA_VERSION.c.version).scalar_subquery(),
    select(ROLLUP_MARKS.c.id).exists(),
).where(DISPLAYS.c.token_hash == bindparam("token_hash"), DISPLAYS.c.revoked_at.is_(None))


class ContactReader:
    """Reads whose a token is, and whether figures have changed, in one query.

    Parameters
    ----------
    database
        Of the displays.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held: PoolProxiedConnection | None = None
        self.is_quick = database.read_engine.dialect.name == "sqlite"
        self._sql = str(_CONTACT.compile(dialect=database.read_engine.dialect))

    def read(self, token_hash: str) -> Contact | None:
        """The contact of a token; None where it does not hold. To be called in a thread."""
        row = self._database.read_row(_CONTACT, {"token_hash": token_hash})
        return None if row is None else _contact(row)

    def read_quickly(self, token_hash: str) -> Contact | None:
        """The same from an SQLite file, so quickly that the loop that serves everybody may do it itself.

        A thread to wait in costs ten times as much as the question. One connection stays open for it, and waits for no
        lock: in this journal mode a reader meets one in moments of repair alone.

        Raises
        ------
        BusyDatabaseError
            Where the file cannot be read at this moment.
        """
        try:
            row = self._file().execute(self._sql, (token_hash,)).fetchone()
        except sqlite3.Error as error:
            self.close()
            raise BusyDatabaseError from error
        return None if row is None else _contact(row)

    def _file(self) -> sqlite3.Connection:
        if self._held is None:
            self._held = self._database.read_engine.raw_connection()
            cast("sqlite3.Connection", self._held.driver_connection).execute("PRAGMA busy_timeout=0")
        return cast("sqlite3.Connection", self._held.driver_connection)

    def close(self) -> None:
        """Close the connection that stays open."""
        if self._held is not None:
            # Not back into the pool: it waits for no lock.
            self._held.invalidate()
            self._held = None


def _contact(row: Sequence[int]) -> Contact:
    display_id, version, has_foreign_rows = row
    return Contact(display_id, version, bool(has_foreign_rows))


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
