"""Recounting the rows of households with arithmetic of its own, to hold the rollups against.

Nothing here uses the queries of `data_access.writes.rollups`: a fault in those would agree with itself.
"""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, and_, func, select, union

from data_access.models.models import Base
from data_access.models.purge_models import PurgedDomicile, PurgedOpdProgress, PurgedProgress
from data_access.models.submission_models import (
    DailyDomicile,
    DailyOpdProgress,
    DailyProgress,
    Submission,
    SubmissionDomicile,
    SubmissionStaff,
)
from data_access.store.engine import AuditSession
from data_access.store.frames import Rows, frame

_CHUNK = 50_000
_ZONE = "Asia/Jakarta"
_FORM = (
    *(Submission.desa_code, Submission.persons, Submission.status),
    *(Submission.responded_at, Submission.clean_at, Submission.updated_at),
)
_COUNTED = ("responded", "clean")

BOOKS: tuple[tuple[type[Base], type[Base], tuple[str, ...], tuple[str, ...]], ...] = (
    (
        DailyProgress,
        PurgedProgress,
        ("area_code", "day"),
        ("households_responded", "persons_responded", "households_clean", "persons_clean"),
    ),
    (
        DailyDomicile,
        PurgedDomicile,
        ("area_code", "domicile_code", "day"),
        ("persons_responded", "persons_clean"),
    ),
    (DailyOpdProgress, PurgedOpdProgress, ("opd_id", "area_code", "day"), ("staff_responded", "staff_clean")),
)
"""Of each rollup: its table, that of what is left of removed rows, its key within a kabupaten, its counts."""


def kabupaten_on_record(session: AuditSession) -> list[str]:
    """List the kabupaten of which there are rows, or counts."""
    tables = [Submission, *(table for rollup, left, _keys, _counts in BOOKS for table in (rollup, left))]
    codes = union(*(select(getattr(table, "kabupaten_code")) for table in tables))  # noqa: B009
    return sorted(session.scalars(codes))


def count_rows(session: AuditSession) -> int:
    """The number of rows of households."""
    return session.scalar(select(func.count()).select_from(Submission)) or 0


def recounted(session: AuditSession, rollup: type[Base], kabupaten: str) -> pd.DataFrame:
    """The counts of a rollup for one kabupaten as its rows and what is left of removed ones give them.

    Rows are read a part at a time: what is held is as large as the rollup.

    Returns
    -------
    DataFrame
        Key and counts of `BOOKS`, one row per key, no row of noughts.
    """
    _table, left, keys, counts = next(book for book in BOOKS if book[0] is rollup)
    sums = _frame(session, select(*_columns(left, keys, counts)).where(_of(left, kabupaten)))
    for part in _parts(session, rollup, kabupaten):
        sums = _summed(pd.concat([sums, *_gains(part, rollup, keys)], ignore_index=True), keys, counts)
    return _summed(sums, keys, counts)


def stored(session: AuditSession, rollup: type[Base], kabupaten: str) -> pd.DataFrame:
    """The counts of a rollup for one kabupaten as they are on record, in the form of `recounted`."""
    _table, _left, keys, counts = next(book for book in BOOKS if book[0] is rollup)
    return _frame(session, select(*_columns(rollup, keys, counts)).where(_of(rollup, kabupaten)))


def _columns(table: type[Base], keys: tuple[str, ...], counts: tuple[str, ...]) -> list[Any]:
    return [getattr(table, name) for name in (*keys, *counts)]


def _of(table: type[Base], kabupaten: str) -> ColumnElement[bool]:
    column: ColumnElement[str] = getattr(table, "kabupaten_code")  # noqa: B009
    return column == kabupaten


def _frame(session: AuditSession, query: Rows) -> pd.DataFrame:
    return frame(session, query)


def _parts(session: AuditSession, rollup: type[Base], kabupaten: str) -> Iterator[pd.DataFrame]:
    query = _rows_of(rollup).where(Submission.kabupaten_code == kabupaten, Submission.status.in_(_COUNTED))
    result = session.execute(query, execution_options={"yield_per": _CHUNK})
    names = list(result.keys())
    for rows in result.partitions():
        yield pd.DataFrame(dict(zip(names, zip(*rows, strict=True), strict=True)))


def _rows_of(rollup: type[Base]) -> Rows:
    """Each form once, or once for each place where its members live, or agency that they work for."""
    if rollup is DailyProgress:
        return select(*_FORM)
    table: Any = SubmissionDomicile if rollup is DailyDomicile else SubmissionStaff
    same = and_(table.kabupaten_code == Submission.kabupaten_code, table.household_key == Submission.household_key)
    if rollup is DailyDomicile:
        living = (SubmissionDomicile.desa_code.label("place"), SubmissionDomicile.persons.label("living"))
        return select(*_FORM, *living).outerjoin(SubmissionDomicile, same)
    return select(*_FORM, SubmissionStaff.opd_id, SubmissionStaff.staff).join(SubmissionStaff, same)


def _gains(part: pd.DataFrame, rollup: type[Base], keys: tuple[str, ...]) -> Iterator[pd.DataFrame]:
    part = part.rename(columns={"desa_code": "area_code"})
    if rollup is DailyDomicile:
        is_home = part["place"].isna()
        part["domicile_code"] = part["place"].where(~is_home, part["area_code"])
        part["persons"] = part["living"].where(~is_home, part["persons"])
    for status, moments in (
        ("responded", ("responded_at", "clean_at", "updated_at")),
        ("clean", ("clean_at", "responded_at", "updated_at")),
    ):
        rows = part if status == "responded" else part[part["status"] == "clean"]
        gains = rows.assign(day=_day(rows, moments))[[*keys]].copy()
        if rollup is DailyProgress:
            gains[f"households_{status}"] = 1
        counted = "staff" if rollup is DailyOpdProgress else "persons"
        gains[f"{counted}_{status}"] = rows[counted]
        yield gains


def _day(rows: pd.DataFrame, moments: tuple[str, ...]) -> "pd.Series[Any]":
    first = pd.to_datetime(rows[moments[0]], utc=True)
    for name in moments[1:]:
        first = first.fillna(pd.to_datetime(rows[name], utc=True))
    return first.dt.tz_convert(_ZONE).dt.date


def _summed(rows: pd.DataFrame, keys: tuple[str, ...], counts: tuple[str, ...]) -> pd.DataFrame:
    rows = rows.reindex(columns=[*keys, *counts])
    rows[list(counts)] = rows[list(counts)].fillna(0).astype("int64")
    sums = rows.groupby(list(keys), sort=False, as_index=False).sum()
    return sums[(sums[list(counts)] != 0).any(axis=1)].reset_index(drop=True)
