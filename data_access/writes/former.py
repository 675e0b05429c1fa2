"""Keeping the states of households that an import replaces, so that it can be taken back (decision 196)."""

from datetime import date, datetime, timedelta

from sqlalchemy import Select, Table, and_, delete, exists, func, insert, literal, select, union, update

from data_access.models.former_models import (
    FORMER_DOMICILES,
    FORMER_STAFF,
    FORMER_SUBMISSIONS,
    FORMER_TOMBSTONES,
    SUBMISSION_IMPORTS,
    SUBMISSION_REPEATS,
)
from data_access.models.models import IMPORTS
from data_access.models.submission_models import (
    SUBMISSION_DOMICILES,
    SUBMISSION_STAFF,
    SUBMISSION_TOMBSTONES,
    SUBMISSIONS,
)
from data_access.store.engine import WriteSession
from data_access.store.frames import Rows
from data_access.store.wib_day import wib_day

KEPT_DAYS = 30
"""Days after an import for which what it replaced is kept: keys and states of households that nobody counts."""

KEY = ("kabupaten_code", "household_key")
STATE = ("desa_code", "persons", "status", "opened_at", "responded_at", "clean_at", "updated_at", "channel", "assisted")
MEMBERS: tuple[tuple[Table, Table, tuple[str, str]], ...] = (
    (SUBMISSION_DOMICILES, FORMER_DOMICILES, ("desa_code", "persons")),
    (SUBMISSION_STAFF, FORMER_STAFF, ("opd_id", "staff")),
)
"""Members of households: on record, as they were, and the columns beside the key."""


def keep_former_submissions(session: WriteSession, import_id: int, keys: Rows) -> None:
    """Keep the households on record whose keys are given, with their members, before an import replaces them."""
    columns = [*(SUBMISSIONS.c[name] for name in (*KEY, *STATE)), SUBMISSIONS.c.import_id]
    # In the order of the key: one after the other into its index, and not all over it.
    rows = (
        select(literal(import_id), *columns)
        .where(SUBMISSIONS.c.household_key.in_(keys))
        .order_by(*(SUBMISSIONS.c[name] for name in KEY))
    )
    session.execute(insert(FORMER_SUBMISSIONS).from_select(["import_id", *KEY, *STATE, "former_import_id"], rows))
    for table, former, names in MEMBERS:
        # By the whole key, which has an index where that of the household alone has none.
        is_replaced = and_(*(table.c[name] == FORMER_SUBMISSIONS.c[name] for name in KEY))
        parts: Select[tuple[object, ...]] = (
            select(literal(import_id), *(table.c[name] for name in (*KEY, *names)))
            .join(FORMER_SUBMISSIONS, is_replaced)
            .where(FORMER_SUBMISSIONS.c.import_id == import_id)
        )
        session.execute(insert(former).from_select(["import_id", *KEY, *names], parts))


def keep_former_tombstones(session: WriteSession, import_id: int, keys: Rows) -> None:
    """Keep the stones of the households whose keys are given, before an import lifts or replaces them."""
    stones = SUBMISSION_TOMBSTONES.c
    rows = select(literal(import_id), *(stones[name] for name in (*KEY, "deleted_at", "import_id"))).where(
        stones.household_key.in_(keys)
    )
    names = ["import_id", *KEY, "deleted_at", "former_import_id"]
    session.execute(insert(FORMER_TOMBSTONES).from_select(names, rows))


def keep_import(
    session: WriteSession, import_id: int, *, inserted: int, updated: int, removed: int, repeats: dict[int, int]
) -> None:
    """Keep how many households an import made, changed and took off, and how many rows said nothing new of others'."""
    counts = {"inserted": inserted, "updated": updated, "removed": removed, "is_purged": False}
    session.execute(insert(SUBMISSION_IMPORTS), {"import_id": import_id, **counts})
    rows = [
        {"import_id": import_id, "earlier_import_id": earlier, "households": count}
        for earlier, count in repeats.items()
    ]
    if rows:
        session.execute(insert(SUBMISSION_REPEATS), rows)


def forget_former(session: WriteSession, import_id: int) -> None:
    """Remove what an import has kept of the households that it replaced; members go with them (ON DELETE CASCADE)."""
    for table in (FORMER_SUBMISSIONS, FORMER_TOMBSTONES):
        session.execute(delete(table).where(table.c.import_id == import_id))


def purge_former(session: WriteSession, until: date) -> None:
    """Remove what is kept of imports of which a state was last changed up to a day (WIB); to be called before a purge.

    Such an import can no longer be taken back. States that were replaced go with the rows of their days, too.
    """
    partly = union(
        *(
            select(table.c[number]).where(wib_day(table.c[moment]) <= until)
            for table, number, moment in (
                (SUBMISSIONS, "import_id", "updated_at"),
                (SUBMISSION_TOMBSTONES, "import_id", "deleted_at"),
                (FORMER_SUBMISSIONS, "import_id", "updated_at"),
                (FORMER_TOMBSTONES, "import_id", "deleted_at"),
            )
        )
    )
    for import_id in session.scalars(partly).all():
        if import_id is not None:
            forget_former(session, import_id)
            is_it = SUBMISSION_IMPORTS.c.import_id == import_id
            session.execute(update(SUBMISSION_IMPORTS).where(is_it).values(is_purged=True))


def oldest_kept(now: datetime) -> datetime:
    """The moment before which an import keeps nothing and is not taken back."""
    return now - timedelta(days=KEPT_DAYS)


def forget_old(session: WriteSession, *, now: datetime) -> None:
    """Remove what imports older than `KEPT_DAYS` have kept; they can no longer be taken back."""
    is_old = exists().where(IMPORTS.c.id == SUBMISSION_IMPORTS.c.import_id, IMPORTS.c.imported_at < oldest_kept(now))
    old = session.scalars(select(SUBMISSION_IMPORTS.c.import_id).where(is_old)).all()
    if old and session.connection.dialect.name == "postgresql":
        # A province takes longer than a statement of a page may.
        session.execute(select(func.set_config("statement_timeout", "0", True)))
    for import_id in old:
        forget_former(session, import_id)
        session.execute(delete(SUBMISSION_REPEATS).where(SUBMISSION_REPEATS.c.import_id == import_id))
        session.execute(delete(SUBMISSION_IMPORTS).where(SUBMISSION_IMPORTS.c.import_id == import_id))
