"""Making staged rows count: what they are to what is on record, then all changes at once."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    not_,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy import text as sql

from data_access.loading.marking import is_postgres, mark, without_triggers
from data_access.loading.staging import DELETED, MOMENTS, PRESENT, STAGED, STAGED_DOMICILES, STAGED_STAFF
from data_access.models.submission_models import (
    SUBMISSION_DOMICILES,
    SUBMISSION_STAFF,
    SUBMISSION_TOMBSTONES,
    SUBMISSIONS,
)
from data_access.store.engine import WriteSession
from data_access.store.frames import Rows
from data_access.store.release_triggers import own_write
from data_access.writes.former import keep_former_submissions, keep_former_tombstones

_OLDER, _NEWER, _SAME, _OTHER, _REVIVED = range(5)
_COLUMNS = ("desa_code", "persons", "status", "opened_at", "responded_at", "clean_at", "channel", "assisted")
_CHUNK = 5_000
_FEW = 5_000
"""Rows up to which SQLite's triggers are left in place: to take them off costs as much as they do."""

_MOMENT_OF_STATUS = {"opened": "opened_at", "responded": "responded_at", "clean": "clean_at"}


@dataclass(slots=True)
class Merged:
    """What became of staged rows.

    Attributes
    ----------
    inserted, updated, removed
        Households that are new, that have changed, and that were taken off the record.
    unchanged
        Rows that say nothing new: repeated in the file, older than what is on record, or the same.
    contradictions
        Line, and line of another row of the same household and moment that says something else.
    outdated
        Lines of rows that say something else than what is on record of the same moment.
    removed_before
        Line and reason of rows that may have been counted with rows that were removed for good.
    lacking
        How many rows lack the moment of their status, and line and status of the first.
    repeats
        By import: how many rows changed nothing because of the states that it had left.
    """

    inserted: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    contradictions: list[tuple[int, int]] = field(default_factory=list)
    outdated: list[int] = field(default_factory=list)
    removed_before: list[tuple[int, str]] = field(default_factory=list)
    lacking: tuple[int, int, str] | None = None
    repeats: dict[int, int] = field(default_factory=dict)

    @property
    def changed(self) -> int:
        """Rows that made a difference."""
        return self.inserted + self.updated + self.removed

    @property
    def rejected(self) -> int:
        """Rows that were set aside."""
        return len(self.contradictions) + len(self.outdated) + len(self.removed_before)


def merge(session: WriteSession, *, import_id: int) -> Merged:
    """Bring the record up to date by the staged rows of this session's connection.

    Of each household the newest state wins, by `updated_at` and whatever the order of arrival. A household that is on
    record in another kabupaten moves. Nothing is counted: to be followed by
    `data_access.writes.rollups.count_marked` in the same transaction.
    """
    done = Merged()
    staged = session.scalar(select(func.count()).select_from(STAGED)) or 0
    if not staged:
        return done
    _prepare(session)
    _keep_newest(session, done)
    if is_postgres(session):
        _hold(session)
    _relate(session)
    _refuse_removed(session, done)
    _note_lacking(session, done)
    _set_aside(session, done)
    with without_triggers(session, is_many=staged > _FEW), own_write(session):
        _change(session, done, import_id)
    return done


def _prepare(session: WriteSession) -> None:
    session.execute(sql("CREATE INDEX ix_staged_key ON staged_submissions (household_key)" if is_postgres(session)
                        else "CREATE INDEX temp.ix_staged_key ON staged_submissions (household_key)"))  # fmt: skip
    if is_postgres(session):
        # Temporary tables are left out by the database's own gathering of statistics.
        for table in (STAGED, STAGED_DOMICILES, STAGED_STAFF):
            session.execute(sql(f"ANALYZE {table.name}"))


def _keep_newest(session: WriteSession, done: Merged) -> None:
    """Keep the newest row of each household; where the newest contradict each other, none of them lands."""
    repeated = select(STAGED.c.household_key).group_by(STAGED.c.household_key).having(func.count() > 1)
    keys = session.scalars(repeated).all()
    gone: list[int] = []
    for start in range(0, len(keys), _CHUNK):
        rows_of: dict[bytes, list[Any]] = {}
        query = select(STAGED).where(STAGED.c.household_key.in_(keys[start : start + _CHUNK])).order_by(STAGED.c.line)
        for row in session.execute(query):
            rows_of.setdefault(row.household_key, []).append(row)
        members = _members_of(session, [row.line for rows in rows_of.values() for row in rows])
        for rows in rows_of.values():
            gone += _newest(rows, members, done)
    for start in range(0, len(gone), _CHUNK):
        session.execute(delete(STAGED).where(STAGED.c.line.in_(gone[start : start + _CHUNK])))


def _newest(rows: list[Any], members: dict[int, set[tuple[Any, ...]]], done: Merged) -> list[int]:
    """Judge the rows of one household; give the lines of those that go."""
    moment: datetime = max(row.updated_at for row in rows)
    newest = [row for row in rows if row.updated_at == moment]

    def content(row: Any) -> tuple[Any, ...]:  # noqa: ANN401  a row of a query
        return (*(getattr(row, name) for name in _COLUMNS), members.get(row.line, set()))

    first = newest[0]
    other = next((row for row in newest if content(row) != content(first)), None)
    if other is None:
        done.unchanged += len(rows) - 1
        return [row.line for row in rows if row.line != first.line]
    done.unchanged += len(rows) - len(newest)
    for row in newest:
        done.contradictions.append((row.line, other.line if content(row) == content(first) else first.line))
    return [row.line for row in rows]


def _members_of(session: WriteSession, lines: list[int]) -> dict[int, set[tuple[Any, ...]]]:
    members: dict[int, set[tuple[Any, ...]]] = {}
    for start in range(0, len(lines), _CHUNK):
        for table in (STAGED_DOMICILES, STAGED_STAFF):
            for line, *part in session.execute(select(table).where(table.c.line.in_(lines[start : start + _CHUNK]))):
                members.setdefault(line, set()).add((table.name, *part))
    return members


def _hold(session: WriteSession) -> None:
    """Let no other program change the rows on record of staged households until this transaction ends.

    Other programs take no lock of ours. One that commits between what is related here and what is written would be
    overwritten by an older state, and its own would not be kept for an undo (decision 205).
    """
    on_record = (
        select(SUBMISSIONS.c.household_key)
        .where(SUBMISSIONS.c.household_key.in_(select(STAGED.c.household_key)))
        # In one order, so that two who do so never wait for each other.
        .order_by(SUBMISSIONS.c.kabupaten_code, SUBMISSIONS.c.household_key)
        .with_for_update()
    )
    session.execute(select(func.count()).select_from(on_record.subquery()))


def _relate(session: WriteSession) -> None:
    """Note for each staged row what it is to the row on record of its household, wherever that lies."""
    same = and_(*(STAGED.c[name].is_not_distinct_from(SUBMISSIONS.c[name]) for name in _COLUMNS))
    rows = select(
        STAGED.c.line,
        SUBMISSIONS.c.kabupaten_code,
        SUBMISSIONS.c.desa_code,
        case(
            (STAGED.c.updated_at < SUBMISSIONS.c.updated_at, _OLDER),
            (STAGED.c.updated_at > SUBMISSIONS.c.updated_at, _NEWER),
            (same, _SAME),
            else_=_OTHER,
        ),
        SUBMISSIONS.c.import_id,
    ).join(SUBMISSIONS, SUBMISSIONS.c.household_key == STAGED.c.household_key)
    graves = select(
        STAGED.c.line,
        literal(None),
        literal(None),
        case(
            (STAGED.c.updated_at < SUBMISSION_TOMBSTONES.c.deleted_at, _OLDER),
            (STAGED.c.updated_at > SUBMISSION_TOMBSTONES.c.deleted_at, _REVIVED),
            (STAGED.c.status == DELETED, _SAME),
            else_=_OTHER,
        ),
        SUBMISSION_TOMBSTONES.c.import_id,
    ).join(SUBMISSION_TOMBSTONES, SUBMISSION_TOMBSTONES.c.household_key == STAGED.c.household_key)
    names = ["line", "kabupaten_code", "desa_code", "relation", "import_id"]
    session.execute(insert(PRESENT).from_select(names, rows))
    session.execute(insert(PRESENT).from_select(names, graves))
    session.execute(sql("CREATE INDEX ix_present_line ON staged_present (line)" if is_postgres(session)
                        else "CREATE INDEX temp.ix_present_line ON staged_present (line)"))  # fmt: skip
    if is_postgres(session):
        session.execute(sql("ANALYZE staged_present"))
    for differing in _differing_members():
        session.execute(
            update(PRESENT).where(PRESENT.c.relation == _SAME, PRESENT.c.line.in_(differing)).values(relation=_OTHER)
        )


def _differing_members() -> Iterator[Rows]:
    """Lines of rows that are as on record, but for a member that one of the two does not have."""
    is_same = and_(PRESENT.c.relation == _SAME, PRESENT.c.kabupaten_code.is_not(None))
    for staged, table, names in (
        (STAGED_DOMICILES, SUBMISSION_DOMICILES, ("desa_code", "persons")),
        (STAGED_STAFF, SUBMISSION_STAFF, ("opd_id", "staff")),
    ):
        there = and_(
            table.c.kabupaten_code == PRESENT.c.kabupaten_code, table.c.household_key == STAGED.c.household_key
        )
        arriving = (
            select(PRESENT.c.line, *(staged.c[name] for name in names), literal(1).label("side"))
            .join(staged, staged.c.line == PRESENT.c.line)
            .where(is_same)
        )
        recorded = (
            select(PRESENT.c.line, *(table.c[name] for name in names), literal(-1))
            .join(STAGED, STAGED.c.line == PRESENT.c.line)
            .join(table, there)
            .where(is_same)
        )
        line, part, number, side = union_all(arriving, recorded).subquery().c
        yield select(line).group_by(line, part, number).having(func.sum(side) != 0)


def _of_line(*relations: int) -> ColumnElement[bool]:
    return exists().where(PRESENT.c.line == STAGED.c.line, PRESENT.c.relation.in_(relations))


def _refuse_removed(session: WriteSession, done: Merged) -> None:
    is_there = exists().where(PRESENT.c.line == STAGED.c.line, PRESENT.c.kabupaten_code.is_not(None))
    is_gone = and_(STAGED.c.counted_before.is_not(None), not_(is_there))
    rows = session.execute(select(STAGED.c.line, STAGED.c.counted_before).where(is_gone).order_by(STAGED.c.line)).all()
    done.removed_before = [(line, reason) for line, reason in rows]
    if rows:
        session.execute(delete(STAGED).where(is_gone))


def _note_lacking(session: WriteSession, done: Merged) -> None:
    lacks = or_(
        *(and_(STAGED.c.status == status, STAGED.c[moment].is_(None)) for status, moment in _MOMENT_OF_STATUS.items())
    )
    count, first = session.execute(select(func.count(), func.min(STAGED.c.line)).where(lacks)).one()
    if count:
        status = session.scalars(select(STAGED.c.status).where(STAGED.c.line == first)).one()
        done.lacking = (count, first, status)


def _set_aside(session: WriteSession, done: Merged) -> None:
    """Take out what says nothing new, and what says something else of a moment that is on record."""
    if not session.scalar(select(exists().where(PRESENT.c.relation.in_((_OLDER, _SAME, _OTHER))))):
        return
    is_other = and_(_of_line(_OTHER), not_(_of_line(_OLDER)))
    done.outdated = list(session.scalars(select(STAGED.c.line).where(is_other).order_by(STAGED.c.line)))
    is_settled = PRESENT.c.relation.in_((_OLDER, _SAME, _OTHER))
    settled = select(PRESENT.c.line).where(is_settled)
    # Rows that were refused before are no more staged, but still related.
    is_staged = exists().where(STAGED.c.line == PRESENT.c.line)
    by_import = (
        select(PRESENT.c.import_id, func.count(PRESENT.c.line.distinct()).label("households"))
        .where(is_settled, is_staged, PRESENT.c.import_id.is_not(None))
        .group_by(PRESENT.c.import_id)
    )
    done.repeats = {row.import_id: row.households for row in session.execute(by_import)}
    before = session.scalar(select(func.count()).select_from(STAGED)) or 0
    session.execute(delete(STAGED).where(STAGED.c.line.in_(settled)))
    left = session.scalar(select(func.count()).select_from(STAGED)) or 0
    done.unchanged += before - left - len(done.outdated)


def _change(session: WriteSession, done: Merged, import_id: int) -> None:
    is_deleted = STAGED.c.status == DELETED
    done.updated = _count(session, _of_line(_NEWER), not_(is_deleted))
    done.removed = _count(session, is_deleted)
    done.inserted = _count(session) - done.updated - done.removed
    if done.updated or done.removed:
        mark(session, select(PRESENT.c.kabupaten_code, PRESENT.c.desa_code).where(PRESENT.c.relation == _NEWER))
        replaced = select(STAGED.c.household_key).where(_of_line(_NEWER))
        keep_former_submissions(session, import_id, replaced)
        # Members go with their household (ON DELETE CASCADE).
        session.execute(delete(SUBMISSIONS).where(SUBMISSIONS.c.household_key.in_(replaced)))
    revived = select(STAGED.c.household_key).where(or_(_of_line(_REVIVED), is_deleted))
    keep_former_tombstones(session, import_id, revived)
    session.execute(delete(SUBMISSION_TOMBSTONES).where(SUBMISSION_TOMBSTONES.c.household_key.in_(revived)))
    if done.removed:
        names = ["kabupaten_code", "household_key", "deleted_at", "import_id"]
        graves = select(STAGED.c.kabupaten_code, STAGED.c.household_key, STAGED.c.updated_at, literal(import_id)).where(
            is_deleted
        )
        session.execute(insert(SUBMISSION_TOMBSTONES).from_select(names, graves))
    key = ("kabupaten_code", "household_key")
    names = [*key, "desa_code", "persons", "status", *MOMENTS, "channel", "assisted"]
    forms = (
        select(*(STAGED.c[name] for name in names), literal(import_id))
        .where(not_(is_deleted))
        .order_by(*(STAGED.c[name] for name in key))
    )
    session.execute(insert(SUBMISSIONS).from_select([*names, "import_id"], forms))
    for staged, table, columns in (
        (STAGED_DOMICILES, SUBMISSION_DOMICILES, ("desa_code", "persons")),
        (STAGED_STAFF, SUBMISSION_STAFF, ("opd_id", "staff")),
    ):
        parts = (
            select(*(STAGED.c[name] for name in key), *(staged.c[name] for name in columns))
            .join(STAGED, STAGED.c.line == staged.c.line)
            .where(not_(is_deleted))
        )
        session.execute(insert(table).from_select([*key, *columns], parts))
    mark(session, select(STAGED.c.kabupaten_code, STAGED.c.desa_code).where(not_(is_deleted)))


def _count(session: WriteSession, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(STAGED).where(*conditions)) or 0
