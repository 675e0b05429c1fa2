"""Counting submissions into daily gains: each desa whose rows have changed is counted anew from its rows.

A rollup is therefore never adjusted and cannot drift: what is counted is what a full recount of the desa gives, on the
days that the changed rows count for (decision 201). Marks
are left by triggers in the transaction that changes a row, whoever's it is, and taken away in the one that counts.
What is left of rows that were removed for good (`data_access.writes.purge`) counts as if they were there.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    String,
    Table,
    UnaryExpression,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.sql.operators import custom_op

from data_access.models.models import AREAS, CODE
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
from data_access.store.frames import Rows
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
    marks = session.execute(select(ROLLUP_MARKS)).all()
    days_of: dict[tuple[str, str], Days | None] = {}
    for mark in marks:
        desa, days = (mark.kabupaten_code, mark.desa_code), _days_of_mark(mark.first_day, mark.last_day)
        days_of[desa] = _both(days_of[desa], days) if desa in days_of else days
    # Desa of a kabupaten are counted together: on all days where a mark says so, the others on the days of any of them.
    together: dict[tuple[str, bool], list[str]] = {}
    for (kabupaten, code), days in days_of.items():
        together.setdefault((kabupaten, days is None), []).append(code)
    for (kabupaten, _is_all), codes in sorted(together.items()):
        days = days_of[kabupaten, codes[0]]
        for code in codes:
            days = _both(days, days_of[kabupaten, code])
        _count_desa(session, kabupaten, sorted(codes), days)
    ids = [mark.id for mark in marks]
    # Only the marks that were read are taken away. A newer mark stands for rows this count has not seen (decision 19).
    for start in range(0, len(ids), _CHUNK):
        session.execute(delete(ROLLUP_MARKS).where(ROLLUP_MARKS.c.id.in_(ids[start : start + _CHUNK])))
    return len(days_of)


Days = tuple[date, date]
"""The first and the last day of a span."""


def _days_of_mark(first: date | None, last: date | None) -> Days | None:
    return None if first is None or last is None else (first, last)


def _both(one: Days | None, other: Days | None) -> Days | None:
    """The span that holds two; None, which is all days, holds everything."""
    return None if one is None or other is None else (min(one[0], other[0]), max(one[1], other[1]))


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


def summed(parts: CompoundSelect[Any], keys: Sequence[str], days: Days | None = None) -> Select[Any]:
    """Sum parts up by the columns of a key, which come first, on some days or all; sums of noughts are left out."""
    columns = list(parts.subquery().c)
    key, counts = columns[: len(keys)], columns[len(keys) :]
    sums = [func.sum(count) for count in counts]
    query = select(*key, *sums).group_by(*key).having(or_(*(total != 0 for total in sums)))
    return query if days is None else query.where(key[list(keys).index("day")].between(*days))


def _count(session: WriteSession, kabupaten: str, desa: Sequence[str], days: Days | None) -> None:
    rows = _of_desa(SUBMISSIONS, "desa_code", kabupaten, desa)
    is_sqlite = session.connection.dialect.name == "sqlite"
    passed = _passing_all(kabupaten, desa) if is_sqlite and _are_most(session, desa) else rows
    if days is not None:
        near = _near(days, is_sqlite=is_sqlite)
        rows, passed = and_(near, rows), and_(near, passed)
    gains: dict[Table, CompoundSelect[Any]] = {
        DAILY_PROGRESS: _progress_gains(passed),
        # Persons at home are those of the rollup before, which has passed the same rows: one pass less (decision 201).
        DAILY_DOMICILES: _domicile_gains(rows, _at_home(kabupaten, desa)),
        DAILY_OPD_PROGRESS: _opd_gains(rows),
    }
    for table, left, keys, counts in ROLLUPS:
        columns = [*keys, *counts]
        gone = select(*(left.c[name] for name in columns)).where(_of_desa(left, "area_code", kabupaten, desa))
        old = delete(table).where(_of_desa(table, "area_code", kabupaten, desa))
        session.execute(old if days is None else old.where(table.c.day.between(*days)))
        parts: CompoundSelect[Any] = union_all(*gains[table].selects, gone)
        session.execute(insert(table).from_select(columns, summed(parts, keys, days)))


def _are_most(session: WriteSession, desa: Sequence[str]) -> bool:
    """Tell whether these are half of all desa or more: then the index of desa leads all over the table."""
    return 2 * len(desa) >= (session.scalar(select(func.count()).where(AREAS.c.level == "desa")) or 0)


def _passing_all(kabupaten: str, desa: Sequence[str]) -> ColumnElement[bool]:
    """The condition of `_of_desa` for a table that SQLite is to pass from end to end."""
    # A plus before a column takes its index away, and nothing else.
    names = ("kabupaten_code", "desa_code")
    kabupaten_code, desa_code = (
        UnaryExpression(SUBMISSIONS.c[name], operator=custom_op[str]("+"), type_=CODE) for name in names
    )
    return and_(kabupaten_code == kabupaten, desa_code.in_(desa))


def _at_home(kabupaten: str, desa: Sequence[str]) -> list[Rows]:
    """Persons of all forms by desa and day, as `DAILY_PROGRESS` has just been counted, less those of removed rows."""
    parts: list[Rows] = []
    for table, sign in ((DAILY_PROGRESS, 1), (PURGED_PROGRESS, -1)):
        area = (table.c.kabupaten_code, table.c.area_code, table.c.area_code, table.c.day)
        counts = (sign * table.c.persons_responded, sign * table.c.persons_clean)
        parts.append(select(*area, *counts).where(_of_desa(table, "area_code", kabupaten, desa)))
    return parts


def _count_desa(session: WriteSession, kabupaten: str, desa: Sequence[str], days: Days | None) -> None:
    for start in range(0, len(desa), _CHUNK):
        _count(session, kabupaten, desa[start : start + _CHUNK], days)


def _near(days: Days, *, is_sqlite: bool) -> ColumnElement[bool]:
    """Rows that may count for a span of days: cheaper to ask than the days themselves, and wider by two."""
    try:
        first, last = days[0] - timedelta(days=2), days[1] + timedelta(days=2)
    except OverflowError:
        # Some write the last day that there is for "no date": then all rows are asked for their days.
        return true()
    conditions: list[ColumnElement[bool]] = []
    for moment in (_responded_at(), _clean_at()):
        if is_sqlite:
            text = type_coerce(moment, String)
            conditions.append(text.between(first.isoformat(), last.isoformat()))
            # Other ways in which SQLite knows moments do not stand in the order of time.
            conditions.append(func.substr(text, 5, 1) != "-")
        else:
            start, end = (datetime.combine(day, time(), UTC) for day in (first, last))
            conditions.append(moment.between(start, end))
    return or_(*conditions)


def _of_desa(table: Table, code: str, kabupaten: str, desa: Sequence[str]) -> ColumnElement[bool]:
    # Two plain conditions: with pairs in one list neither database uses the index (decision 178).
    return and_(table.c.kabupaten_code == kabupaten, table.c[code].in_(desa))


def _responded_at() -> ColumnElement[Any]:
    return func.coalesce(SUBMISSIONS.c.responded_at, SUBMISSIONS.c.clean_at, SUBMISSIONS.c.updated_at)


def _clean_at() -> ColumnElement[Any]:
    return func.coalesce(SUBMISSIONS.c.clean_at, SUBMISSIONS.c.responded_at, SUBMISSIONS.c.updated_at)


def _responded_day() -> ColumnElement[Any]:
    return wib_day(_responded_at())


def _clean_day() -> ColumnElement[Any]:
    return wib_day(_clean_at())


def _counted(which: ColumnElement[bool], *, is_clean: bool) -> ColumnElement[bool]:
    return and_(SUBMISSIONS.c.status.in_(("clean",) if is_clean else _COUNTED), which)


def _days_of(which: ColumnElement[bool]) -> CTE:
    """Forms by desa, both days and status, so that the rows are passed once and not for each count."""
    responded, clean = _responded_day().label("responded"), _clean_day().label("clean")
    desa = (SUBMISSIONS.c.kabupaten_code, SUBMISSIONS.c.desa_code)
    return (
        select(*desa, responded, clean, SUBMISSIONS.c.status, func.count().label("forms"),
               func.sum(SUBMISSIONS.c.persons).label("persons"))
        .where(_counted(which, is_clean=False))
        # Days at first: in the order of desa SQLite would take their index, which leads all over the table.
        .group_by(responded, clean, SUBMISSIONS.c.status, *desa)
        .cte("form_days")
    )  # fmt: skip


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


def _domicile_gains(which: ColumnElement[bool], at_home: Sequence[Rows] | None = None) -> CompoundSelect[Any]:
    """All persons at home, less those of forms that say where they live, more where those do."""
    members = _members_of(which).c
    away = _by_day(members, members.place)
    if at_home is None:
        days = _days_of(which).c
        at_home = _by_day(days, days.desa_code)
    return _labelled(*at_home, *away)


def _by_day(rows: Any, place: ColumnElement[Any]) -> list[Rows]:  # noqa: ANN401  columns of a query
    area, zero = (rows.kabupaten_code, rows.desa_code.label("area_code"), place), literal(0)
    clean = select(*area, rows.clean, zero, rows.persons).where(rows.status == "clean")
    return [select(*area, rows.responded, rows.persons, zero), clean]


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
