"""Putting a backup into an empty database."""

import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from psycopg import sql
from sqlalchemy import delete, func, inspect, select, table, update

from data_access.accounts.access_log import RESTORED, note
from data_access.backup.archive import DATABASE_MEMBER, BackupError, Manifest, Reader, table_member
from data_access.backup.backing_up import SIGN_INS, columns_of, url_of
from data_access.models.display_models import DISPLAYS
from data_access.store.engine import Database, WriteSession, connect, sqlite_file
from data_access.store.schema import raise_data_version, upgrade
from data_access.writes.purge import purge_within


def restore(url: str, stream: IO[bytes], *, secret: str | None, removed_until: date | None, now: datetime) -> Manifest:
    """Put a backup into the empty database of an address, whole or not at all; every sign-in and display is ended.

    Parameters
    ----------
    stream
        The backup; seekable.
    secret
        The household secret of this installation, keyword-only.
    removed_until
        Rows of households last changed up to this day (WIB) are removed again, keyword-only; None for none.

    Returns
    -------
    Manifest
        What the backup said of itself.

    Raises
    ------
    BackupError
        If the backup is not whole, altered, of another kind or secret, or the database is not empty.
    UnknownSchemaError
        If a newer version of the product made the backup.
    BusyDatabaseError, FaultyDatabaseError
        If the database cannot be written.
    """
    backup = Reader(stream, secret)
    database = connect(url)
    try:
        kind = database.write_engine.dialect.name
        if backup.manifest.kind != kind:
            raise BackupError("other_kind", backup.manifest.kind)
        if kind == "postgresql":
            with database.starting() as session:
                # The rows of a province come in one statement, which takes longer than one of a page may.
                session.execute(select(func.set_config("statement_timeout", "0", True)))
                _fill_tables(session, backup)
                _finish(session, backup.manifest, removed_until, now)
            return backup.manifest
        file = sqlite_file(database.write_engine.url)
        is_empty = file is not None and (not file.exists() or _is_empty(database))
    finally:
        database.close()
    if file is None or not is_empty:
        raise BackupError("not_empty")
    _fill_file(file, backup, removed_until, now)
    return backup.manifest


def _is_empty(database: Database) -> bool:
    with database.read() as session:
        return not inspect(session.connection).get_table_names()


def _fill_file(file: Path, backup: Reader, removed_until: date | None, now: datetime) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".kawal-", dir=file.parent) as folder:
        made = Path(folder) / DATABASE_MEMBER
        made.touch(0o600)
        with made.open("wb") as out:
            for piece in backup.pieces(DATABASE_MEMBER):
                out.write(piece)
        with closing(sqlite3.connect(made)) as connection:
            if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise BackupError("damaged")
        database = connect(url_of(made))
        try:
            with database.starting() as session:
                _compare(session, backup.manifest.rows)
                _finish(session, backup.manifest, removed_until, now)
        finally:
            database.close()
        # What is left of an empty database must not be taken for the journal of this one.
        for left in ("-wal", "-shm", "-journal"):
            file.with_name(file.name + left).unlink(missing_ok=True)
        made.replace(file)


def _fill_tables(session: WriteSession, backup: Reader) -> None:
    if inspect(session.connection).get_table_names():
        raise BackupError("not_empty")
    upgrade(session, backup.manifest.revision)
    in_order = [name for name, _keys in inspect(session.connection).get_sorted_table_and_fkc_names() if name]
    names = [name for name in in_order if name in backup.manifest.rows]
    cursor: Any = session.connection.connection.cursor()
    every = sql.SQL(", ").join(map(sql.Identifier, names))
    cursor.execute(sql.SQL("TRUNCATE {}").format(every))
    for name in names:
        if name in SIGN_INS:
            continue
        named = sql.Identifier(name)
        # Rollups and marks come as they were: triggers would count them twice.
        cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(named))
        columns = sql.SQL(", ").join(map(sql.Identifier, columns_of(session, name)))
        with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(named, columns)) as copy:
            for piece in backup.pieces(table_member(name)):
                copy.write(piece)
        cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(named))
    for name, (last, was_given) in backup.manifest.numbers.items():
        session.execute(select(func.setval(name, last, was_given)))
    _compare(session, backup.manifest.rows)


def _compare(session: WriteSession, rows: Mapping[str, int]) -> None:
    for name, count in rows.items():
        if session.scalars(select(func.count()).select_from(table(name))).one() != count:
            raise BackupError("miscounted", name)


def _finish(session: WriteSession, manifest: Manifest, removed_until: date | None, now: datetime) -> None:
    upgrade(session)
    for name in SIGN_INS:
        session.execute(delete(table(name)))
    session.execute(update(DISPLAYS).where(DISPLAYS.c.revoked_at.is_(None)).values(revoked_at=now, code_hash=None))
    if removed_until is not None and removed_until.isoformat() > (manifest.purged_until or ""):
        purge_within(session, removed_until, now=now)
    note(session, RESTORED, None, {"made_at": manifest.made_at}, now=now)
    raise_data_version(session)
