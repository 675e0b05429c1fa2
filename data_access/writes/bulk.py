"""Many rows of submissions at once, and what goes with them: events and days of outage."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Table, bindparam, exists, insert, select, update

from data_access.models.models import AREA_RECAPS, IMPORTS
from data_access.models.record_models import ASSISTANCE_REQUESTS, BLOCKERS, COMMITMENTS
from data_access.models.submission_models import (
    INSTALLATION,
    OPD_RECAPS,
    OUTAGES,
    OUTREACH_EVENTS,
    SUBMISSION_DOMICILES,
    SUBMISSION_STAFF,
    SUBMISSIONS,
)
from data_access.store.engine import ReadSession, WriteSession

_CHUNK = 10_000
_KEY = ("kabupaten_code", "household_key")
_MAY_CHANGE = ("status", "opened_at", "responded_at", "clean_at", "updated_at")
_MOMENTS = ("opened_at", "responded_at", "clean_at", "updated_at")
_SUBMISSION = (
    *_KEY,
    *("desa_code", "persons", "status", "opened_at", "responded_at", "clean_at"),
    *("channel", "assisted", "import_id", "updated_at"),
)
_RECORDS = (OUTREACH_EVENTS, COMMITMENTS, BLOCKERS, ASSISTANCE_REQUESTS)
_CONTENT = (AREA_RECAPS, OPD_RECAPS, SUBMISSIONS, *_RECORDS, OUTAGES, IMPORTS, INSTALLATION)


def holds_figures(session: ReadSession | WriteSession) -> bool:
    """Tell whether anything was imported, entered or counted here: whether there is more than reference data."""
    return any(session.scalar(select(exists().select_from(table))) for table in _CONTENT)


def insert_submissions(
    session: WriteSession, submissions: pd.DataFrame, domiciles: pd.DataFrame, staff: pd.DataFrame
) -> None:
    """Insert new submissions with their members; nothing is compared with what is there, and nothing is counted.

    On PostgreSQL by COPY, so that triggers run once a statement. To be followed by
    `data_access.writes.rollups.count_marked`.

    Parameters
    ----------
    submissions
        `kabupaten_code`, `household_key` (16 bytes), `desa_code`, `persons`, `status`, `opened_at`, `responded_at`,
        `clean_at`, `updated_at` (UTC, NaT for null), `channel`, `assisted`, `import_id` (null allowed).
    domiciles
        `kabupaten_code`, `household_key`, `desa_code`, `persons`.
    staff
        `kabupaten_code`, `household_key`, `opd_id`, `staff`.
    """
    _insert(session, SUBMISSIONS, _SUBMISSION, submissions)
    _insert(session, SUBMISSION_DOMICILES, (*_KEY, "desa_code", "persons"), domiciles)
    _insert(session, SUBMISSION_STAFF, (*_KEY, "opd_id", "staff"), staff)


def update_submissions(session: WriteSession, submissions: pd.DataFrame) -> None:
    """Set status and moments of submissions that are there; columns as for `insert_submissions`."""
    if submissions.empty:
        return
    names = {name: f"{name}_of_row" for name in (*_KEY, *_MAY_CHANGE)}
    statement = (
        update(SUBMISSIONS)
        .where(*(SUBMISSIONS.c[name] == bindparam(names[name]) for name in _KEY))
        .values({name: bindparam(names[name]) for name in _MAY_CHANGE})
    )
    for rows in _chunks(submissions, tuple(names)):
        session.execute(statement, [dict(zip(names.values(), row, strict=True)) for row in rows])


def insert_events(session: WriteSession, events: pd.DataFrame) -> None:
    """Insert outreach events: their columns of `census.outreach.records.EVENT_COLUMNS` but `id` and `note`."""
    columns = ("kabupaten_code", "area_code", "opd_id", "held_on", "kind", "audience", "officers", "source")
    _insert_by_values(session, OUTREACH_EVENTS, columns, events)


def insert_outages(session: WriteSession, *, kabupaten_code: str, days: list[date], note: str) -> None:
    """Insert days on which the service was down for a kabupaten."""
    for day in days:
        session.execute(insert(OUTAGES), {"kabupaten_code": kabupaten_code, "day": day, "note": note})


def _insert(session: WriteSession, table: Table, columns: tuple[str, ...], frame: pd.DataFrame) -> None:
    if frame.empty:
        return
    if session.connection.dialect.name == "postgresql":
        _copy(session, table, columns, frame)
    else:
        _insert_by_driver(session, table, columns, frame)


def _insert_by_driver(session: WriteSession, table: Table, columns: tuple[str, ...], frame: pd.DataFrame) -> None:
    """Hand rows to the driver as they are: of each row a dictionary would take longer than the row itself."""
    connection = session.connection
    table_columns = [column for column in table.columns if column.name in columns]
    names = tuple(column.name for column in table_columns)
    statement = str(insert(table).inline().compile(dialect=connection.dialect, column_keys=list(names)))
    written = [
        column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect) for column in table_columns
    ]
    for rows in _chunks(frame, names):
        by_column = (
            values if write is None else tuple(map(write, values))
            for write, values in zip(written, zip(*rows, strict=True), strict=True)
        )
        connection.exec_driver_sql(statement, list(zip(*by_column, strict=True)))


def _insert_by_values(session: WriteSession, table: Table, columns: tuple[str, ...], frame: pd.DataFrame) -> None:
    for rows in _chunks(frame, columns):
        session.execute(insert(table), [dict(zip(columns, row, strict=True)) for row in rows])


def _copy(session: WriteSession, table: Table, columns: tuple[str, ...], frame: pd.DataFrame) -> None:
    # Psycopg's own connection, within the session's transaction; the names are those of the tables.
    driver: Any = session.connection.connection.driver_connection
    statement = f"COPY {table.name} ({', '.join(columns)}) FROM STDIN"
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for rows in _chunks(frame, columns):
            for row in rows:
                copy.write_row(row)


def _chunks(frame: pd.DataFrame, columns: tuple[str, ...]) -> Iterator[list[tuple[Any, ...]]]:
    """Rows as tuples of what a database driver knows: whole numbers, aware moments, None."""
    for start in range(0, len(frame), _CHUNK):
        part = frame.iloc[start : start + _CHUNK]
        yield list(zip(*(_values(part[name], is_moment=name in _MOMENTS) for name in columns), strict=True))


def _values(column: pd.Series, *, is_moment: bool) -> list[Any]:
    if not is_moment:
        return [None if value is None or value is pd.NA else value for value in column.tolist()]
    return [None if pd.isna(value) else _utc(value) for value in column.dt.to_pydatetime()]


def _utc(moment: datetime) -> datetime:
    # One fixed zone for all moments: the driver asks every moment for its offset, and a named zone looks it up.
    return moment.astimezone(UTC)
