"""Removing rows of households for good, while every count that was made of them stays as it is."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Row, Table, delete, func, insert, select, union_all

from data_access.accounts.access_log import PURGED, note
from data_access.models.submission_models import SUBMISSION_TOMBSTONES, SUBMISSIONS
from data_access.store.engine import Database, ReadSession, WholeSession, WriteSession
from data_access.store.facts import fact, set_fact
from data_access.store.schema import raise_data_version
from data_access.store.wib_day import wib_day
from data_access.writes.former import forget_old, purge_former
from data_access.writes.rollups import ROLLUPS, count_marked, gains_of, summed

PURGED_UNTIL = "purged_until"
"""Name of the fact that rows last changed up to a day (WIB) were removed; rows of those days are not taken again."""


class PurgeError(RuntimeError):
    """Rows that were not removed, since counts would not have stayed as they are."""


@dataclass(frozen=True, slots=True)
class Purged:
    """What was removed.

    Attributes
    ----------
    rows
        Households whose rows are gone.
    left
        Households whose rows are still there.
    """

    rows: int
    left: int


def purged_until(session: ReadSession | WholeSession) -> date | None:
    """The day up to which rows were removed, or None."""
    day_text = fact(session, PURGED_UNTIL)
    return date.fromisoformat(day_text) if day_text else None


def purge_rows(database: Database, until: date, *, now: datetime) -> Purged:
    """Remove every row of a household that was last changed up to a day (WIB), with its members.

    What those rows add to the daily counts is kept without any key; the counts are compared before and after in the
    same transaction. On SQLite the places that the rows had in the file are overwritten.

    Raises
    ------
    PurgeError
        Where a count would have changed; nothing is removed then.
    """
    with database.write() as session:
        done = purge_within(session, until, now=now)
    _empty_the_journal(database)
    return done


def purge_within(session: WriteSession, until: date, *, now: datetime) -> Purged:
    """The same in a transaction that does more.

    Raises
    ------
    PurgeError
        Where a count would have changed; the transaction must be taken back.
    """
    which = wib_day(SUBMISSIONS.c.updated_at) <= until
    count_marked(session)
    before = _counts(session)
    _keep_counts(session, which, until)
    rows = session.scalars(select(func.count()).select_from(SUBMISSIONS).where(which)).one()
    purge_former(session, until)
    forget_old(session, now=now)
    session.execute(delete(SUBMISSIONS).where(which))
    is_old = wib_day(SUBMISSION_TOMBSTONES.c.deleted_at) <= until
    session.execute(delete(SUBMISSION_TOMBSTONES).where(is_old))
    count_marked(session)
    if _counts(session) != before:
        msg = "The counts would not have stayed as they are; nothing was removed."
        raise PurgeError(msg)
    set_fact(session, PURGED_UNTIL, max(until, purged_until(session) or until).isoformat())
    left = session.scalars(select(func.count()).select_from(SUBMISSIONS)).one()
    note(session, PURGED, None, {"until": until.isoformat(), "rows": rows}, now=now)
    raise_data_version(session)
    return Purged(rows, left)


def _keep_counts(session: WriteSession, which: ColumnElement[bool], until: date) -> None:
    for rollup, left, keys, counts in ROLLUPS:
        names = [*keys, *counts]
        kept_before = select(*(left.c[name] for name in names)).where(left.c.purged_until == until)
        parts: CompoundSelect[Any] = union_all(*gains_of(rollup, which).selects, kept_before)
        rows = session.execute(summed(parts, keys)).all()
        # `purged_*` must stay complete: a second removal up to the same day adds to what the first left (decision 64).
        session.execute(delete(left).where(left.c.purged_until == until))
        for start in range(0, len(rows), 2_000):
            values = [
                dict(zip(names, row, strict=True)) | {"purged_until": until} for row in rows[start : start + 2_000]
            ]
            session.execute(insert(left), values)


def _counts(session: WriteSession) -> list[set[Row[Any]]]:
    """Sum every count up by each part of its key; a rollup of the nation would not fit into memory row by row."""
    return [
        set(session.execute(select(rollup.c[key], *_sums(rollup, counts)).group_by(rollup.c[key])))
        for rollup, _left, keys, counts in ROLLUPS
        for key in keys
    ]


def _sums(rollup: Table, counts: tuple[str, ...]) -> list[ColumnElement[int]]:
    return [func.count(), *(func.sum(rollup.c[count]) for count in counts)]


def _empty_the_journal(database: Database) -> None:
    if database.write_engine.dialect.name != "sqlite":
        return
    # On the driver itself, since SQLAlchemy would begin a transaction first. Where a reader is at work the next
    # checkpoint does it.
    connection = database.write_engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
