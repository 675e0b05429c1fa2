"""Opening the database: SQLite (embedded) or PostgreSQL, with reads and writes as distinct types."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, create_engine, event, func, make_url, select
from sqlalchemy.engine import URL, Connection
from sqlalchemy.orm import Session

TIMEOUT_MS = 30_000
"""After this long a statement gives up, and so does the wait for another writer."""

_WRITE_LOCK = 7_319_202_002
"""Key of the advisory lock that lets one import in at a time on PostgreSQL."""

_DOOR_LOCK = 7_319_202_003
"""Key of the lock of those who write beside imports, one after another too."""


class ReadSession(Session):
    """A short session that only reads."""


class WriteSession(Session):
    """A session of one writing transaction; writers come one after another."""


@dataclass(frozen=True)
class Database:
    """One installation's database: an engine to write with and one to read with (a replica, or the same)."""

    write_engine: Engine
    read_engine: Engine

    @contextmanager
    def read(self) -> Iterator[ReadSession]:
        """Open a session for one or a few queries, all of one moment; its transaction ends on leaving."""
        with ReadSession(self.read_engine) as session:
            yield session

    @contextmanager
    def write(self, *, beside_imports: bool = False) -> Iterator[WriteSession]:
        """Open the only writing transaction: committed on leaving, rolled back whole on any exception.

        Parameters
        ----------
        beside_imports
            True for what has nothing to do with figures, such as signing in: on PostgreSQL it does not wait for an
            import under way (SQLite knows one writer), keyword-only.
        """
        with WriteSession(self.write_engine) as session, session.begin():
            if session.get_bind().dialect.name == "postgresql":
                lock = _DOOR_LOCK if beside_imports else _WRITE_LOCK
                session.execute(select(func.pg_advisory_xact_lock(lock)))
            yield session

    def close(self) -> None:
        """Give all connections back."""
        self.write_engine.dispose()
        self.read_engine.dispose()


def connect(url: str, *, read_url: str | None = None) -> Database:
    """Make the engines for a database; nothing is opened until the first query.

    Parameters
    ----------
    url
        `sqlite:///PATH` (the folder is made if it is missing) or `postgresql://...` (psycopg 3).
    read_url
        A replica to read from; default the database itself.

    Raises
    ------
    ValueError
        If an address cannot be read as one.
    """
    return Database(_engine(url, writes=True), _engine(read_url or url, writes=False))


def _engine(url: str, *, writes: bool) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(parsed, writes=writes)
    options = f"-c statement_timeout={TIMEOUT_MS} -c timezone=UTC"
    if not writes:
        options += " -c default_transaction_read_only=on"
    given = parsed.query.get("options", "")
    given = given if isinstance(given, str) else " ".join(given)
    return create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        # An error tells the statement, never its values: they may be about a household.
        hide_parameters=True,
        # What several queries of one session say must fit together, as it does on SQLite.
        isolation_level="READ COMMITTED" if writes else "REPEATABLE READ",
        connect_args={"options": f"{given} {options}".strip()},
    )


def _sqlite_engine(url: URL, *, writes: bool) -> Engine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # The driver's own BEGIN comes too late for DDL and for the write lock; SQLAlchemy sends it instead.
        connection.isolation_level = None
        # The journal's mode stays in the file: the first writer sets it.
        mode = "journal_mode=WAL" if writes else "query_only=ON"
        for pragma in (f"busy_timeout={TIMEOUT_MS}", mode, "synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer that begins as a reader can find the file locked by another when it first writes.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
