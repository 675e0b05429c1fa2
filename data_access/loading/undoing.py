"""Taking an import of submissions back: its households go, and the states that it replaced return (decision 196)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, and_, delete, exists, func, insert, or_, select
from sqlalchemy.exc import IntegrityError

from data_access.loading.marking import is_postgres, mark, without_triggers
from data_access.models.former_models import (
    FORMER_SUBMISSIONS,
    FORMER_TOMBSTONES,
    SUBMISSION_IMPORTS,
    SUBMISSION_REPEATS,
)
from data_access.models.models import IMPORTS
from data_access.models.submission_models import SUBMISSION_TOMBSTONES, SUBMISSIONS
from data_access.store.engine import WholeSession, WriteSession
from data_access.store.frames import Rows
from data_access.store.release_triggers import own_write
from data_access.writes.former import KEPT_DAYS, KEY, MEMBERS, STATE, forget_former, oldest_kept
from data_access.writes.undo import UndoError

_FEW = 5_000
"""Households up to which SQLite's triggers are left in place, as in a load."""


@dataclass(frozen=True, slots=True)
class HouseholdsBrought:
    """Households that an import has made, changed, and taken off the record."""

    made: int
    changed: int
    removed: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.made + self.changed + self.removed


def households_to_undo(session: WholeSession, import_id: int, *, now: datetime) -> HouseholdsBrought:
    """What an import of submissions brought, if all of it is still as the import left it.

    Raises
    ------
    UndoError
        If the import is too old or what it replaced is not kept, a part was removed for good, or some of its
        households were touched since.
    """
    is_same = IMPORTS.c.id == SUBMISSION_IMPORTS.c.import_id
    query = select(SUBMISSION_IMPORTS, IMPORTS.c.imported_at).join(IMPORTS, is_same)
    record = session.execute(query.where(IMPORTS.c.id == import_id)).first()
    # What it replaced may still be there, for the hourly removal or the next import to find.
    if record is None or record.imported_at < oldest_kept(now):
        raise UndoError("undo_expired", n=import_id, days=KEPT_DAYS)
    if record.is_purged:
        raise UndoError("undo_purged", n=import_id)
    brought = HouseholdsBrought(record.inserted, record.updated, record.removed)
    touched = brought.total - _count_left(session, import_id) + _count_others(session, import_id)
    if touched:
        raise UndoError("undo_touched", n=import_id, households=touched)
    # A later file that said the same, or something older, would have been taken had this one never come.
    later = session.execute(
        select(SUBMISSION_REPEATS.c.import_id, SUBMISSION_REPEATS.c.households)
        .where(SUBMISSION_REPEATS.c.earlier_import_id == import_id)
        .order_by(SUBMISSION_REPEATS.c.households.desc())
    ).first()
    if later is not None:
        raise UndoError("undo_repeated", n=import_id, later=later.import_id, households=later.households)
    return brought


def _count_left(session: WholeSession, import_id: int) -> int:
    """How many households are as the import left them: no other program's change keeps its number."""
    return sum(
        session.scalar(select(func.count()).select_from(table).where(table.c.import_id == import_id)) or 0
        for table in (SUBMISSIONS, SUBMISSION_TOMBSTONES)
    )


def _count_others(session: WholeSession, import_id: int) -> int:
    """How many households are as the import left them, and by somebody else's row also on record, wherever that is."""
    is_other = or_(SUBMISSIONS.c.import_id.is_(None), SUBMISSIONS.c.import_id != import_id)
    # Not by their kabupaten: what returns there would be the household's second row.
    is_there_too = and_(SUBMISSIONS.c.household_key == FORMER_SUBMISSIONS.c.household_key, is_other)
    mine = SUBMISSIONS.alias("mine")
    stands = or_(
        exists().where(mine.c.household_key == FORMER_SUBMISSIONS.c.household_key, mine.c.import_id == import_id),
        exists().where(
            SUBMISSION_TOMBSTONES.c.household_key == FORMER_SUBMISSIONS.c.household_key,
            SUBMISSION_TOMBSTONES.c.import_id == import_id,
        ),
    )
    query = (
        select(func.count(FORMER_SUBMISSIONS.c.household_key.distinct()))
        .join(SUBMISSIONS, is_there_too)
        .where(FORMER_SUBMISSIONS.c.import_id == import_id, stands)
    )
    return session.scalar(query) or 0


def undo_households(session: WriteSession, import_id: int, *, now: datetime) -> HouseholdsBrought:
    """Take an import of submissions back; to be followed by `data_access.writes.rollups.count_marked`.

    Returns
    -------
    HouseholdsBrought
        What was taken back.

    Raises
    ------
    UndoError
        If it cannot be; the transaction must then be rolled back.
    """
    if is_postgres(session):
        # A province takes longer than a statement of a page may.
        session.execute(select(func.set_config("statement_timeout", "0", True)))
    brought = households_to_undo(session, import_id, now=now)
    mark(session, _desa_of(SUBMISSIONS, import_id))
    try:
        with without_triggers(session, is_many=brought.total > _FEW), own_write(session):
            # Members go with their household (ON DELETE CASCADE).
            gone = [
                session.execute(delete(table).where(table.c.import_id == import_id)).rowcount
                for table in (SUBMISSIONS, SUBMISSION_TOMBSTONES)
            ]
            if sum(gone) != brought.total:
                # On PostgreSQL another program's change can be waited for only here.
                raise UndoError("undo_touched", n=import_id, households=brought.total - sum(gone))
            _put_back(session, import_id)
    except IntegrityError:
        raise UndoError("undo_touched", n=import_id, households=1) from None
    mark(session, _desa_of(FORMER_SUBMISSIONS, import_id))
    forget_former(session, import_id)
    for table in (SUBMISSION_REPEATS, SUBMISSION_IMPORTS):
        session.execute(delete(table).where(table.c.import_id == import_id))
    return brought


def _desa_of(table: Table, import_id: int) -> Rows:
    return select(table.c.kabupaten_code, table.c.desa_code).where(table.c.import_id == import_id)


def _put_back(session: WriteSession, import_id: int) -> None:
    """Bring back what the import replaced, each row as the import before had left it."""
    forms, stones = FORMER_SUBMISSIONS.c, FORMER_TOMBSTONES.c
    rows = select(*(forms[name] for name in (*KEY, *STATE)), forms.former_import_id).where(forms.import_id == import_id)
    session.execute(insert(SUBMISSIONS).from_select([*KEY, *STATE, "import_id"], rows))
    for table, former, names in MEMBERS:
        parts = select(*(former.c[name] for name in (*KEY, *names))).where(former.c.import_id == import_id)
        session.execute(insert(table).from_select([*KEY, *names], parts))
    graves = select(*(stones[name] for name in KEY), stones.deleted_at, stones.former_import_id).where(
        stones.import_id == import_id
    )
    session.execute(insert(SUBMISSION_TOMBSTONES).from_select([*KEY, "deleted_at", "import_id"], graves))
