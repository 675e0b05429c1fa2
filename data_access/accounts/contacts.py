"""What is known when a display of the wall asks: one query, which displays ask over and over."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, cast

from sqlalchemy import bindparam, select

from data_access.models.display_models import DISPLAYS
from data_access.models.models import DATA_VERSION
from data_access.models.submission_models import ROLLUP_MARKS
from data_access.store.engine import BusyDatabaseError, Database

if TYPE_CHECKING:
    from sqlalchemy import Engine, Select
    from sqlalchemy.pool import PoolProxiedConnection


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
        self._line = _line_to(database.read_engine)

    def read(self, token_hash: str) -> Contact | None:
        """The contact of a token; None where it does not hold. To be called in a thread."""
        with self._database.read() as session:
            row = session.execute(_CONTACT, {"token_hash": token_hash}).first()
        return None if row is None else _contact(row)

    async def read_quickly(self, token_hash: str) -> Contact | None:
        """The same by a connection that stays open, asked by the loop that serves everybody.

        A thread to wait in costs ten times as much as the question (decision 172).

        Raises
        ------
        BusyDatabaseError
            Where the database cannot be read at this moment; the next question opens a new connection.
        """
        row = await self._line.ask(token_hash)
        return None if row is None else _contact(row)

    async def close(self) -> None:
        """Close the connection that stays open."""
        await self._line.close()


class _Line(Protocol):
    """A connection that stays open for one query about a token."""

    async def ask(self, token_hash: str) -> Sequence[int] | None:
        """The first row."""

    async def close(self) -> None:
        """Close it; the next question opens a new one."""


def _line_to(engine: "Engine") -> _Line:
    if engine.dialect.name == "sqlite":
        return _FileLine(engine, _CONTACT)
    # Its driver takes as long to import as all of SQLAlchemy, and who has a file needs none.
    from data_access.accounts.server_line import ServerLine

    return ServerLine(engine, _CONTACT)


class _FileLine:
    """A line to an SQLite file, which waits for no lock: in its journal mode a reader meets one in repair alone."""

    def __init__(self, engine: "Engine", query: "Select[Any]") -> None:
        self._engine, self._sql = engine, str(query.compile(dialect=engine.dialect))
        self._held: PoolProxiedConnection | None = None

    async def ask(self, token_hash: str) -> Sequence[int] | None:
        try:
            return cast("Sequence[int] | None", self._file().execute(self._sql, (token_hash,)).fetchone())
        except sqlite3.Error as error:
            await self.close()
            raise BusyDatabaseError from error

    def _file(self) -> sqlite3.Connection:
        if self._held is None:
            self._held = self._engine.raw_connection()
            cast("sqlite3.Connection", self._held.driver_connection).execute("PRAGMA busy_timeout=0")
        return cast("sqlite3.Connection", self._held.driver_connection)

    async def close(self) -> None:
        if self._held is not None:
            # Not back into the pool: it waits for no lock.
            self._held.invalidate()
            self._held = None


def _contact(row: Sequence[int]) -> Contact:
    display_id, version, has_foreign_rows = row
    return Contact(display_id, version, bool(has_foreign_rows))
