"""Opening the database: SQLite (embedded) or PostgreSQL, with reads and writes as distinct types."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from urllib.parse import unquote, urlsplit

from sqlalchemy import Engine, create_engine, event, func, make_url, select
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from data_access.store.private_files import make_folder, make_private
from data_access.store.start_queue import queued_in

TIMEOUT_MS = 30_000
"""After this long a statement gives up, and so does the wait for a writer of this process."""

LOCK_WAIT_MS = 3_000
"""After this long the wait for a lock of another program ends: with the start of a command within ten seconds."""

_SQLITE_BUSY, _SQLITE_LOCKED = 5, 6
_LOCKED_STATES = frozenset({"55P03", "40P01"})
"""Of PostgreSQL: a lock was not to be had in time; two writers waited for each other."""

_POOL_WAIT_SECONDS = 10
"""After this long the wait for a connection of this process ends; those that others hold are given back sooner."""

_SILENCE = {
    "connect_timeout": "5",
    "keepalives_idle": "15",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
"""What ends the wait for a host that is gone and says nothing, which the system would wait for minutes.

To connect five seconds, of an open connection half a minute (libpq, connection parameters); what the address says goes
first.
"""

_WRITE_LOCK = 7_319_202_002
"""Key of the advisory lock that lets one import in at a time on PostgreSQL."""

_DOOR_LOCK = 7_319_202_003
"""Key of the lock of those who write beside imports, one after another too."""


class UnusableDatabaseError(RuntimeError):
    """The database cannot be opened, or is none of ours."""


class BusyDatabaseError(UnusableDatabaseError):
    """Somebody else holds the database; what was begun has been taken back whole."""

    def __init__(self) -> None:
        super().__init__(
            "Another program or another import is writing to the database. Nothing was changed; try again in a moment."
        )


DISK_FULL = "The disk of the database is full. Nothing was changed: make room there, then try again."
READ_ONLY = "The database can only be read here: its file, folder or disk is write-protected. Nothing was changed."
DAMAGED = (
    "The file of the database is damaged. Stop the server, put the newest copy in its place, and run"
    " python -m ingest verify."
)
NOT_READABLE = "The disk of the database does not answer. Nothing was changed: check the disk, then try again."
GONE = "The database server does not answer. Nothing was changed: check whether it runs; this recovers by itself."
CROWDED = "Too many ask the database at the same time. Nothing was changed; try again in a moment."

_SQLITE_FAULTS = {8: READ_ONLY, 10: NOT_READABLE, 11: DAMAGED, 13: DISK_FULL, 26: DAMAGED}
"""Sentence by the lower bits of SQLite's code: READONLY, IOERR, CORRUPT, FULL, NOTADB."""

_POSTGRES_FAULTS = {"53100": DISK_FULL, "25006": READ_ONLY, "58030": NOT_READABLE, "XX001": DAMAGED, "XX002": DAMAGED}
_GONE_CLASSES = ("08", "57P")


class FaultyDatabaseError(UnusableDatabaseError):
    """The machine under the database is at fault; its message is a sentence with what to do."""


class Transaction:
    """Statements on one connection, in one transaction: a reader's begins with its first statement, a writer's before.

    Attributes
    ----------
    connection
        The connection, for statements of a driver's own.
    execute, scalar, scalars
        Those of the connection.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.execute, self.scalar, self.scalars = connection.execute, connection.scalar, connection.scalars


class ReadSession(Transaction):
    """A short session that only reads."""


class AuditSession(Transaction):
    """A session that reads every row, for whoever runs the installation; no reader's page is given one."""


class WriteSession(Transaction):
    """A session of one writing transaction; writers come one after another."""


WholeSession = AuditSession | WriteSession
"""A session that sees every row: for the checks of an import, never for a reader's page."""


@dataclass(frozen=True)
class Database:
    """One installation's database: an engine to write with and one to read with (a replica, or the same)."""

    write_engine: Engine
    read_engine: Engine
    # Writers of this process wait for each other here, longer than for a lock of another program (decision 97).
    _import_queue: Lock = field(default_factory=Lock, repr=False, compare=False)
    _door_queue: Lock = field(default_factory=Lock, repr=False, compare=False)

    @contextmanager
    def read(self) -> Iterator[ReadSession]:
        """Open a session for one or a few queries, all of one moment; its transaction ends on leaving.

        Raises
        ------
        BusyDatabaseError
            If another program keeps readers out.
        """
        try:
            with refusing_busy(), self.read_engine.connect() as connection:
                yield ReadSession(connection)
        except FaultyDatabaseError as error:
            if str(error) == DAMAGED:
                # Connections keep pages that they have read: a file that was put right is seen by new ones alone.
                self.close()
            raise

    @contextmanager
    def audit(self) -> Iterator[AuditSession]:
        """Open a session that reads, as the owner of the tables and as of one moment; no writer waits for it.

        A role that may only read (`KAWAL_DATABASE_READ_URL`) sees a part of the rows.

        Raises
        ------
        BusyDatabaseError
            If another program keeps readers out.
        """
        is_postgres = self.write_engine.dialect.name == "postgresql"
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        engine = self.write_engine.execution_options(**options) if is_postgres else self.read_engine
        with refusing_busy(), engine.connect() as connection:
            session = AuditSession(connection)
            if is_postgres:
                # To count a province takes longer than a statement of a page may.
                session.execute(select(func.set_config("statement_timeout", "0", True)))
            yield session

    @contextmanager
    def starting(self) -> Iterator[WriteSession]:
        """Open the writing transaction of a first start: as `write`, and patient with others that are starting too."""
        file = sqlite_file(self.write_engine.url)
        with ExitStack() as stack:
            if file is not None:
                stack.enter_context(queued_in(file.resolve().parent, seconds=TIMEOUT_MS / 1000))
            yield stack.enter_context(self.write(is_patient=True))

    @contextmanager
    def write(
        self, *, beside_imports: bool = False, is_patient: bool = False, on: Connection | None = None
    ) -> Iterator[WriteSession]:
        """Open the only writing transaction: committed on leaving, rolled back whole on any exception.

        Parameters
        ----------
        beside_imports
            True for what has nothing to do with figures, such as signing in: on PostgreSQL it does not wait for an
            import under way (SQLite knows one writer), keyword-only.
        is_patient
            Whether to wait long for another process of the product (on PostgreSQL alone), keyword-only.
        on
            A connection of the caller's own, with its temporary tables; keyword-only.

        Raises
        ------
        BusyDatabaseError
            If another program keeps writing; nothing was written.
        """
        is_postgres = self.write_engine.dialect.name == "postgresql"
        queue = self._door_queue if beside_imports and is_postgres else self._import_queue
        if not queue.acquire(timeout=TIMEOUT_MS / 1000):
            raise BusyDatabaseError
        try:
            with (
                refusing_busy(writes=True),
                nullcontext(on) if on is not None else self.write_engine.connect() as connection,
                connection.begin(),
            ):
                session = WriteSession(connection)
                if is_postgres:
                    lock = _DOOR_LOCK if beside_imports else _WRITE_LOCK
                    if is_patient:
                        session.execute(select(func.set_config("lock_timeout", str(TIMEOUT_MS), True)))
                    session.execute(select(func.pg_advisory_xact_lock(lock)))
                yield session
        finally:
            queue.release()

    def close(self) -> None:
        """Close all connections."""
        self.write_engine.dispose()
        self.read_engine.dispose()


@contextmanager
def refusing_busy(*, writes: bool = False) -> Iterator[None]:
    """Turn the error of a lock that was not to be had, or of a machine at fault, into one that says so.

    Raises
    ------
    BusyDatabaseError, FaultyDatabaseError
    """
    try:
        yield
    except PoolTimeoutError as error:
        raise FaultyDatabaseError(CROWDED) from error
    except (DBAPIError, sqlite3.Error) as error:
        # A backup speaks to the driver itself.
        if _is_locked(error.orig if isinstance(error, DBAPIError) else error):
            raise BusyDatabaseError from error
        fault = _fault_of(error)
        # Who writes in a session that reads has found a fault of the product, not of the machine.
        if fault is not None and (writes or fault != READ_ONLY):
            raise FaultyDatabaseError(fault) from error
        raise


def _fault_of(error: DBAPIError | sqlite3.Error) -> str | None:
    """The sentence for a full or write-protected disk, a damaged file, a server that is gone; None for other errors."""
    cause = error if isinstance(error, sqlite3.Error) else error.orig
    if isinstance(error, sqlite3.Error) or isinstance(cause, sqlite3.Error):
        return _SQLITE_FAULTS.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
    state = getattr(cause, "sqlstate", None)
    if state in _POSTGRES_FAULTS:
        return _POSTGRES_FAULTS[state]
    # A connection that breaks, or cannot be made, has no state of its own.
    is_gone = error.connection_invalidated or (state is None and type(cause).__name__ == "OperationalError")
    return GONE if is_gone or str(state or "").startswith(_GONE_CLASSES) else None


def _is_locked(error: BaseException | None) -> bool:
    if isinstance(error, sqlite3.Error):
        # The upper bits of the code tell what kind of busy it was.
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in {_SQLITE_BUSY, _SQLITE_LOCKED}
    return getattr(error, "sqlstate", None) in _LOCKED_STATES


def connect(url: str, *, read_url: str | None = None) -> Database:
    """Make the engines for a database; nothing is opened until the first query.

    Parameters
    ----------
    url
        `sqlite:///PATH` (file and folder are made if they are missing, for their owner alone) or `postgresql://...`
        (psycopg 3).
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
    options = f"-c statement_timeout={TIMEOUT_MS} -c lock_timeout={LOCK_WAIT_MS} -c timezone=UTC"
    if not writes:
        options += " -c default_transaction_read_only=on"
    given = parsed.query.get("options", "")
    given = given if isinstance(given, str) else " ".join(given)
    query = {name: value for name, value in _SILENCE.items() if name not in parsed.query}
    query["options"] = f"{given} {options}".strip()
    return create_engine(
        parsed.set(drivername="postgresql+psycopg").update_query_dict(query),
        pool_pre_ping=True,
        pool_timeout=_POOL_WAIT_SECONDS,
        # An error tells the statement, never its values: they may be about a household.
        hide_parameters=True,
        # What several queries of one session say must fit together, as it does on SQLite.
        isolation_level="READ COMMITTED" if writes else "REPEATABLE READ",
    )


def sqlite_file(url: URL) -> Path | None:
    """The file of a database, also of one that is named by a URI; None where it is in memory, or on a server.

    Examples
    --------
    >>> sqlite_file(make_url("sqlite:///file:var/a%20b.sqlite?uri=true")), sqlite_file(make_url("sqlite://"))
    (PosixPath('var/a b.sqlite'), None)
    """
    if url.get_backend_name() != "sqlite" or not url.database or url.query.get("mode") == "memory":
        return None
    is_uri = url.database.startswith("file:") and str(url.query.get("uri", "")).lower() in {"true", "1", "on", "yes"}
    path = unquote(urlsplit(url.database).path) if is_uri else url.database
    return Path(path) if path and path != ":memory:" else None


def _sqlite_engine(url: URL, *, writes: bool) -> Engine:
    file = sqlite_file(url)
    if file is not None:
        make_folder(file.parent)
    # A database in memory has one connection and no pool.
    waits = {"pool_timeout": _POOL_WAIT_SECONDS} if file is not None else {}
    engine = create_engine(url, hide_parameters=True, **waits)

    @event.listens_for(engine, "do_connect")
    def keep_private(*_arguments: object) -> None:
        if file is not None:
            make_private(file)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # The driver's own BEGIN comes too late for DDL and for the write lock; SQLAlchemy sends it instead.
        connection.isolation_level = None
        # The journal's mode stays in the file: the first writer sets it.
        # What a writer removes, such as former states of households, must not stay readable in the file.
        modes = ("journal_mode=WAL", "main.secure_delete=ON") if writes else ("query_only=ON",)
        for pragma in (f"busy_timeout={LOCK_WAIT_MS}", *modes, "synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer that begins as a reader can find the file locked by another when it first writes.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
