"""Counting submissions into daily gains: each desa whose rows have changed is counted anew from its rows.

A rollup is therefore never adjusted and cannot drift: what is counted is what a full recount of the desa gives. Marks
are left by triggers in the transaction that changes a row, whoever's it is, and taken away in the one that counts.
What is left of rows that were removed for good (`data_access.writes.purge`) counts as if they were there.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    Table,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    union_all,
)

from data_access.models.purge_models import PURGED_DOMICILES, PURGED_OPD_PROGRESS, PURGED_PROGRESS
from data_access.models.submission_models import (
    DAILY_DOMICILES,
    DAILY_OPD_PROGRESS,
    DAILY_PROGRESS,
    ROLLUP_MARKS,
    SUBMISSION_DOMICILES,
    SUBMISSION_STAFF,
    SUBMISSIONS,
)
from data_access.store.engine import Database, ReadSession, WriteSession
from data_access.store.schema import raise_data_version
from data_access.store.wib_day import wib_day

_CHUNK = 2_000
_COUNTED = ("responded", "clean")


def has_marks(session: ReadSession | WriteSession) -> bool:
    """Tell whether rows have changed that are not counted yet."""
    return bool(session.scalar(select(exists().where(ROLLUP_MARKS.c.id.is_not(None)))))


def settle(database: Database) -> None:
    """Count what other systems have written since; does nothing, and writes nothing, where nothing has changed."""
    with database.read() as reader:
        if not has_marks(reader):
            return
    with database.write() as session:
        if count_marked(session):
            raise_data_version(session)


def count_marked(session: WriteSession) -> int:
    """Count anew every marked desa from its rows; to be called in the transaction that changed them.

    Returns
    -------
    int
        Number of desa counted.
    """
    marks = session.execute(select(ROLLUP_MARKS.c.id, ROLLUP_MARKS.c.kabupaten_code, ROLLUP_MARKS.c.desa_code)).all()
    desa_of: dict[str, set[str]] = {}
    for _id, kabupaten, code in marks:
        desa_of.setdefault(kabupaten, set()).add(code)
    for kabupaten, codes in sorted(desa_of.items()):
        _count_desa(session, kabupaten, sorted(codes))
    ids = [mark_id for mark_id, _kabupaten, _code in marks]
    # Only the marks that were read are taken away. A newer mark stands for rows this count has not seen (decision 19).
    for start in range(0, len(ids), _CHUNK):
        session.execute(delete(ROLLUP_MARKS).where(ROLLUP_MARKS.c.id.in_(ids[start : start + _CHUNK])))
    return sum(map(len, desa_of.values()))


ROLLUPS: tuple[tuple[Table, Table, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        DAILY_PROGRESS,
        PURGED_PROGRESS,
        ("kabupaten_code", "area_code", "day"),
        ("households_responded", "persons_responded", "households_clean", "persons_clean"),
    ),
    (
        DAILY_DOMICILES,
        PURGED_DOMICILES,
        ("kabupaten_code", "area_code", "domicile_code", "day"),
        ("persons_responded", "persons_clean"),
    ),
    (
        DAILY_OPD_PROGRESS,
        PURGED_OPD_PROGRESS,
        ("kabupaten_code", "opd_id", "area_code", "day"),
        ("staff_responded", "staff_clean"),
    ),
)
"""Of each rollup: its table, that of what is left of removed rows, the columns of its key and its counts."""


def gains_of(rollup: Table, which: ColumnElement[bool]) -> CompoundSelect[Any]:
    """What the chosen rows of submissions add to a rollup, in the order of its columns, not yet summed up."""
    gains: dict[Table, Callable[[ColumnElement[bool]], CompoundSelect[Any]]] = {
        DAILY_PROGRESS: _progress_gains,
        DAILY_DOMICILES: _domicile_gains,
        DAILY_OPD_PROGRESS: _opd_gains,
    }
    return gains[rollup](which)


def summed(parts: CompoundSelect[Any], keys: Sequence[str]) -> Select[Any]:
    """Sum parts up by the columns of a key, which come first; what adds up to noughts is left out."""
    columns = list(parts.subquery().c)
    key, counts = columns[: len(keys)], columns[len(keys) :]
    sums = [func.sum(count) for count in counts]
    return select(*key, *sums).group_by(*key).having(or_(*(total != 0 for total in sums)))


def _count(session: WriteSession, kabupaten: str, desa: Sequence[str]) -> None:
    for table, left, keys, counts in ROLLUPS:
        columns = [*keys, *counts]
        gone = select(*(left.c[name] for name in columns)).where(_of_desa(left, "area_code", kabupaten, desa))
        rows = gains_of(table, _of_desa(SUBMISSIONS, "desa_code", kabupaten, desa))
        session.execute(delete(table).where(_of_desa(table, "area_code", kabupaten, desa)))
        session.execute(insert(table).from_select(columns, summed(union_all(*rows.selects, gone), keys)))


def _count_desa(session: WriteSession, kabupaten: str, desa: Sequence[str]) -> None:
    for start in range(0, len(desa), _CHUNK):
        _count(session, kabupaten, desa[start : start + _CHUNK])


def _of_desa(table: Table, code: str, kabupaten: str, desa: Sequence[str]) -> ColumnElement[bool]:
    # Two plain conditions: with pairs in one list neither database uses the index (decision 178).
    return and_(table.c.kabupaten_code == kabupaten, table.c[code].in_(desa))


def _responded_day() -> ColumnElement[Any]:
    return wib_day(func.coalesce(SUBMISSIONS.c.responded_at, SUBMISSIONS.c.clean_at, SUBMISSIONS.c.updated_at))


def _clean_day() -> ColumnElement[Any]:
    return wib_day(func.coalesce(SUBMISSIONS.c.clean_at, SUBMISSIONS.c.responded_at, SUBMISSIONS.c.updated_at))


def _counted(which: ColumnElement[bool], *, is_clean: bool) -> ColumnElement[bool]:
    return and_(SUBMISSIONS.c.status.in_(("clean",) if is_clean else _COUNTED), which)


def _days_of(which: ColumnElement[bool]) -> CTE:
    """Forms by desa, both days and status, so that the rows are passed once and not for each count."""
    responded, clean = _responded_day().label("responded"), _clean_day().label("clean")
    key = (SUBMISSIONS.c.kabupaten_code, SUBMISSIONS.c.desa_code, responded, clean, SUBMISSIONS.c.status)
    return (
        select(*key, func.count().label("forms"), func.sum(SUBMISSIONS.c.persons).label("persons"))
        .where(_counted(which, is_clean=False))
        .group_by(*key)
        .cte("form_days")
    )


def _labelled(first: Select[Any], *others: Select[Any]) -> CompoundSelect[Any]:
    """Put parts below one another; the columns of a union are those of its first part, by their names."""
    columns = [column.label(f"column_{place}") for place, column in enumerate(first.selected_columns)]
    return union_all(first.with_only_columns(*columns, maintain_column_froms=True), *others)


def _progress_gains(which: ColumnElement[bool]) -> CompoundSelect[Any]:
    days = _days_of(which).c
    zero = literal(0)
    desa = (days.kabupaten_code, days.desa_code.label("area_code"))
    responded = select(*desa, days.responded.label("day"), days.forms, days.persons, zero, zero)
    clean = select(*desa, days.clean.label("day"), zero, zero, days.forms, days.persons)
    return _labelled(responded, clean.where(days.status == "clean"))


def _members_of(which: ColumnElement[bool]) -> CTE:
    """Persons of forms that say where they live, by both days and status: there, and missing at home."""
    key = (SUBMISSION_DOMICILES.c.kabupaten_code, SUBMISSION_DOMICILES.c.household_key)
    saying = select(*key).distinct().subquery()
    days = (_responded_day().label("responded"), _clean_day().label("clean"), SUBMISSIONS.c.status.label("status"))
    home = (SUBMISSIONS.c.kabupaten_code.label("kabupaten_code"), SUBMISSIONS.c.desa_code.label("desa_code"))

    def same(source: FromClause) -> ColumnElement[bool]:
        return and_(
            source.c.kabupaten_code == SUBMISSIONS.c.kabupaten_code,
            source.c.household_key == SUBMISSIONS.c.household_key,
        )

    there = select(*home, SUBMISSION_DOMICILES.c.desa_code.label("place"), *days, SUBMISSION_DOMICILES.c.persons).join(
        SUBMISSION_DOMICILES, same(SUBMISSION_DOMICILES)
    )
    missing = select(*home, SUBMISSIONS.c.desa_code.label("place"), *days, -SUBMISSIONS.c.persons).join(
        saying, same(saying)
    )
    counted = _counted(which, is_clean=False)
    return union_all(there.where(counted), missing.where(counted)).cte("members")


def _domicile_gains(which: ColumnElement[bool]) -> CompoundSelect[Any]:
    """All persons at home, less those of forms that say where they live, more where those do."""
    days, members, zero = _days_of(which).c, _members_of(which).c, literal(0)
    parts: list[Select[Any]] = []
    for rows, place in ((days, days.desa_code), (members, members.place)):
        area = (rows.kabupaten_code, rows.desa_code.label("area_code"), place)
        clean = select(*area, rows.clean, zero, rows.persons).where(rows.status == "clean")
        parts += [select(*area, rows.responded, rows.persons, zero), clean]
    return _labelled(*parts)


def _opd_gains(which: ColumnElement[bool]) -> CompoundSelect[Any]:
    belongs = and_(
        SUBMISSION_STAFF.c.kabupaten_code == SUBMISSIONS.c.kabupaten_code,
        SUBMISSION_STAFF.c.household_key == SUBMISSIONS.c.household_key,
    )

    def gains(is_clean: bool) -> Select[Any]:
        return (
            select(
                SUBMISSIONS.c.kabupaten_code.label("kabupaten_code"),
                SUBMISSION_STAFF.c.opd_id.label("opd_id"),
                SUBMISSIONS.c.desa_code.label("area_code"),
                (_clean_day() if is_clean else _responded_day()).label("day"),
                (literal(0) if is_clean else SUBMISSION_STAFF.c.staff).label("sr"),
                (SUBMISSION_STAFF.c.staff if is_clean else literal(0)).label("sc"),
            )
            .join(SUBMISSION_STAFF, belongs)
            .where(_counted(which, is_clean=is_clean))
        )

    return union_all(gains(False), gains(True))
