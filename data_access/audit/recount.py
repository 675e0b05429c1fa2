"""Recounting the rows of households with arithmetic of its own, to hold the rollups against.

Nothing here uses the queries of `data_access.writes.rollups`: a fault in those would agree with itself.
"""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Table, and_, func, select, union

from data_access.models.purge_models import PURGED_DOMICILES, PURGED_OPD_PROGRESS, PURGED_PROGRESS
from data_access.models.submission_models import (
    DAILY_DOMICILES,
    DAILY_OPD_PROGRESS,
    DAILY_PROGRESS,
    SUBMISSION_DOMICILES,
    SUBMISSION_STAFF,
    SUBMISSIONS,
)
from data_access.store.engine import AuditSession
from data_access.store.frames import Rows, frame

_CHUNK = 50_000
_ZONE = "Asia/Jakarta"
_FORM = (
    *(SUBMISSIONS.c.desa_code, SUBMISSIONS.c.persons, SUBMISSIONS.c.status),
    *(SUBMISSIONS.c.responded_at, SUBMISSIONS.c.clean_at, SUBMISSIONS.c.updated_at),
)
_COUNTED = ("responded", "clean")

BOOKS: tuple[tuple[Table, Table, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        DAILY_PROGRESS,
        PURGED_PROGRESS,
        ("area_code", "day"),
        ("households_responded", "persons_responded", "households_clean", "persons_clean"),
    ),
    (
        DAILY_DOMICILES,
        PURGED_DOMICILES,
        ("area_code", "domicile_code", "day"),
        ("persons_responded", "persons_clean"),
    ),
    (DAILY_OPD_PROGRESS, PURGED_OPD_PROGRESS, ("opd_id", "area_code", "day"), ("staff_responded", "staff_clean")),
)
"""Of each rollup: its table, that of what is left of removed rows, its key within a kabupaten, its counts."""


def kabupaten_on_record(session: AuditSession) -> list[str]:
    """List the kabupaten of which there are rows, or counts."""
    tables = [SUBMISSIONS, *(table for rollup, left, _keys, _counts in BOOKS for table in (rollup, left))]
    codes = union(*(select(table.c.kabupaten_code) for table in tables))
    return sorted(session.scalars(codes))


def count_rows(session: AuditSession) -> int:
    """The number of rows of households."""
    return session.scalar(select(func.count()).select_from(SUBMISSIONS)) or 0


def recounted(session: AuditSession, rollup: Table, kabupaten: str) -> pd.DataFrame:
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


def stored(session: AuditSession, rollup: Table, kabupaten: str) -> pd.DataFrame:
    """The counts of a rollup for one kabupaten as they are on record, in the form of `recounted`."""
    _table, _left, keys, counts = next(book for book in BOOKS if book[0] is rollup)
    return _frame(session, select(*_columns(rollup, keys, counts)).where(_of(rollup, kabupaten)))


def _columns(table: Table, keys: tuple[str, ...], counts: tuple[str, ...]) -> list[Any]:
    return [table.c[name] for name in (*keys, *counts)]


def _of(table: Table, kabupaten: str) -> ColumnElement[bool]:
    column: ColumnElement[str] = table.c.kabupaten_code
    return column == kabupaten


def _frame(session: AuditSession, query: Rows) -> pd.DataFrame:
    return frame(session, query)


def _parts(session: AuditSession, rollup: Table, kabupaten: str) -> Iterator[pd.DataFrame]:
    query = _rows_of(rollup).where(SUBMISSIONS.c.kabupaten_code == kabupaten, SUBMISSIONS.c.status.in_(_COUNTED))
    result = session.execute(query, execution_options={"yield_per": _CHUNK})
    names = list(result.keys())
    for rows in result.partitions():
        yield pd.DataFrame(dict(zip(names, zip(*rows, strict=True), strict=True)))


def _rows_of(rollup: Table) -> Rows:
    """Each form once, or once for each place where its members live, or agency that they work for."""
    if rollup is DAILY_PROGRESS:
        return select(*_FORM)
    table = SUBMISSION_DOMICILES if rollup is DAILY_DOMICILES else SUBMISSION_STAFF
    same = and_(
        table.c.kabupaten_code == SUBMISSIONS.c.kabupaten_code, table.c.household_key == SUBMISSIONS.c.household_key
    )
    if rollup is DAILY_DOMICILES:
        living = (SUBMISSION_DOMICILES.c.desa_code.label("place"), SUBMISSION_DOMICILES.c.persons.label("living"))
        return select(*_FORM, *living).outerjoin(SUBMISSION_DOMICILES, same)
    return select(*_FORM, SUBMISSION_STAFF.c.opd_id, SUBMISSION_STAFF.c.staff).join(SUBMISSION_STAFF, same)


def _gains(part: pd.DataFrame, rollup: Table, keys: tuple[str, ...]) -> Iterator[pd.DataFrame]:
    part = part.rename(columns={"desa_code": "area_code"})
    if rollup is DAILY_DOMICILES:
        is_home = part["place"].isna()
        part["domicile_code"] = part["place"].where(~is_home, part["area_code"])
        part["persons"] = part["living"].where(~is_home, part["persons"])
    for status, moments in (
        ("responded", ("responded_at", "clean_at", "updated_at")),
        ("clean", ("clean_at", "responded_at", "updated_at")),
    ):
        rows = part if status == "responded" else part[part["status"] == "clean"]
        gains = rows.assign(day=_day(rows, moments))[[*keys]].copy()
        if rollup is DAILY_PROGRESS:
            gains[f"households_{status}"] = 1
        counted = "staff" if rollup is DAILY_OPD_PROGRESS else "persons"
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
