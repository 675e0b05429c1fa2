"""Telling the counting which desa have changed, where a load takes SQLite's triggers off."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import insert
from sqlalchemy import text as sql

from data_access.models.submission_models import ROLLUP_MARKS
from data_access.store.engine import WriteSession
from data_access.store.frames import Rows


def is_postgres(session: WriteSession) -> bool:
    """Tell whether a session's database is PostgreSQL."""
    return session.connection.dialect.name == "postgresql"


def mark(session: WriteSession, desa: Rows) -> None:
    """Mark desa to be counted anew, as triggers do; PostgreSQL's have done so already."""
    if is_postgres(session):
        return
    session.execute(insert(ROLLUP_MARKS).from_select(["kabupaten_code", "desa_code"], desa.distinct()))


@contextmanager
def without_triggers(session: WriteSession, *, is_many: bool) -> Iterator[None]:
    """Take SQLite's triggers off for one load of many rows and put the very same on again, in its transaction.

    They run once for every row. No other writer can come in between: the transaction holds the only write lock, and
    what they would have marked is marked by `mark`. After an error the transaction is rolled back, and with it that
    they were taken off.
    """
    if not is_many or is_postgres(session):
        yield
        return
    query = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        " AND (name LIKE 'mark_submission%' OR name LIKE 'release_submission%')"
    )
    triggers = session.execute(sql(query)).all()
    for name, _statement in triggers:
        session.connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    yield
    for _name, statement in triggers:
        session.connection.exec_driver_sql(statement)
