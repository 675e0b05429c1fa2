"""Making a backup of a database that is being used."""

import os
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from psycopg import sql
from sqlalchemy import URL, Boolean, Integer, column, delete, func, inspect, select, table

from data_access.backup.archive import DATABASE_MEMBER, BackupError, Manifest, Writer, table_member
from data_access.models.submission_models import INSTALLATION
from data_access.store.engine import Database, WholeSession, connect, refusing_busy, sqlite_file
from data_access.store.schema import revision_of
from data_access.writes.purge import purged_until

SIGN_INS = ("sessions", "setup_tokens", "sign_in_attempts")
"""Tables whose rows no backup holds: nobody is signed in to what is restored."""

_CHUNK = 1 << 20


def url_of(file: Path) -> str:
    """Address of an SQLite file, whatever signs its path has."""
    return URL.create("sqlite", database=str(file)).render_as_string()


def back_up(database: Database, file: Path, *, secret: str | None, now: datetime) -> Manifest:
    """Copy a database as it is at one moment, while others read and write it.

    The file is for its owner alone (0600), and appears under its name once it is whole.

    Parameters
    ----------
    secret
        The household secret, with which the file is sealed, keyword-only; None where the installation has none.

    Raises
    ------
    BackupError
        If the file exists, or the database has no tables.
    BusyDatabaseError, FaultyDatabaseError
        If the database cannot be read.
    """
    if file.exists():
        raise BackupError("file_exists", str(file))
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            manifest = write_backup(database, stream, secret=secret, now=now, beside=file.parent)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def write_backup(
    database: Database, stream: IO[bytes], *, secret: str | None, now: datetime, beside: Path | None = None
) -> Manifest:
    """Write the same into a stream, such as that of a program that encrypts it.

    Parameters
    ----------
    beside
        Folder for the copy that an SQLite database is made into first, keyword-only; the system's by default.

    Raises
    ------
    BackupError
        If the database has no tables.
    BusyDatabaseError, FaultyDatabaseError
        If the database cannot be read.
    """
    with Writer(stream) as writer:
        if database.write_engine.dialect.name == "postgresql":
            manifest = _copy_tables(database, writer, now)
        else:
            manifest = _copy_file(database, writer, now, beside)
        return writer.finish(manifest, secret)


def _copy_file(database: Database, writer: Writer, now: datetime, beside: Path | None) -> Manifest:
    source = sqlite_file(database.write_engine.url)
    if source is None:
        raise BackupError("in_memory")
    with tempfile.TemporaryDirectory(prefix=".kawal-", dir=beside) as folder:
        copied = Path(folder) / DATABASE_MEMBER
        # Of one moment, without what was removed, and no writer waits for it.
        address = f"file:{quote(str(source.resolve()))}?mode=ro"
        with refusing_busy(), closing(sqlite3.connect(address, uri=True)) as connection:
            connection.execute("VACUUM INTO ?", (str(copied),))
        copy = connect(url_of(copied))
        try:
            with copy.write() as session:
                for name in set(SIGN_INS) & set(inspect(session.connection).get_table_names()):
                    session.execute(delete(table(name)))
                manifest = _described(session, "sqlite", now)
        finally:
            copy.close()
        with copied.open("rb") as content, writer.member(DATABASE_MEMBER) as take:
            while piece := content.read(_CHUNK):
                take(piece)
    return manifest


def _copy_tables(database: Database, writer: Writer, now: datetime) -> Manifest:
    with database.audit() as session:
        manifest = _described(session, "postgresql", now)
        rows = {name: 0 if name in SIGN_INS else count for name, count in manifest.rows.items()}
        cursor: Any = session.connection.connection.cursor()
        for name in (name for name in rows if name not in SIGN_INS):
            columns = sql.SQL(", ").join(map(sql.Identifier, columns_of(session, name)))
            query = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(name), columns)
            with writer.member(table_member(name)) as take, cursor.copy(query) as copy:
                for piece in copy:
                    take(piece)
        last, was_given = column("last_value", Integer), column("is_called", Boolean)
        numbers = {
            name: (number, is_given)
            for name in sorted(inspect(session.connection).get_sequence_names())
            for number, is_given in session.execute(select(last, was_given).select_from(table(name)))
        }
    return replace(manifest, rows=rows, numbers=numbers)


def columns_of(session: WholeSession, name: str) -> list[str]:
    """Names of the columns of a table that hold something of their own."""
    columns = inspect(session.connection).get_columns(name)
    return [about["name"] for about in columns if "computed" not in about]


def _described(session: WholeSession, kind: str, now: datetime) -> Manifest:
    revision = revision_of(session.connection)
    if revision is None:
        raise BackupError("no_tables")
    names = sorted(set(inspect(session.connection).get_table_names()) - {"alembic_version"})
    rows = {name: session.scalars(select(func.count()).select_from(table(name))).one() for name in names}
    # Not in the first versions.
    until = purged_until(session) if INSTALLATION.name in names else None
    return Manifest(kind, revision, now.isoformat(), rows, purged_until=None if until is None else until.isoformat())
