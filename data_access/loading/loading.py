"""Rows of households brought onto the record, whoever has read them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
from sqlalchemy import func, select

from data_access.loading.merging import Merged, merge
from data_access.loading.staging import DOMICILES, FORMS, STAFF, Stage
from data_access.store.engine import Database, WriteSession

_CACHE_KB = 128_000


@contextmanager
def staging(database: Database) -> Iterator[Stage]:
    """Open temporary tables on a connection of their own; `Database.write` takes it for the transaction that merges.

    While rows are laid in nothing of the database is locked. The connection is closed on leaving, and what was laid in
    is gone with it.
    """
    with database.write_engine.connect() as connection:
        connection.detach()
        if connection.dialect.name == "sqlite":
            # Random keys reach all over an index: with SQLite's 2 MB each of them would be read from the file.
            driver: Any = connection.connection.dbapi_connection
            driver.execute(f"PRAGMA cache_size=-{_CACHE_KB}")
        yield Stage(connection)


def load_rows(session: WriteSession, rows: Sequence[Mapping[str, Any]], *, import_id: int) -> Merged:
    """Bring the record up to date by some rows; lines of the result are places among them, from 0.

    Nothing is counted: to be followed by `data_access.writes.rollups.count_marked` in the same transaction.

    Parameters
    ----------
    session
        The import's transaction.
    rows
        With the columns of `submissions`, `domiciles` (persons by place), `opd_staff` (staff by agency), and, where
        rows have been removed for good, `counted_before` (`FORMS`); moments aware.
    import_id
        Number of the import, keyword-only.
    """
    stage = Stage(session.connection)
    stage.add(*tables_of(rows, range(len(rows))))
    merged = merge_stage(session, import_id=import_id)
    # After a failure the tables go with the transaction in which they were made.
    stage.close()
    return merged


def merge_stage(session: WriteSession, *, import_id: int) -> Merged:
    """Make the staged rows of this session's connection count; see `data_access.loading.merging.merge`."""
    if session.connection.dialect.name == "postgresql":
        # A province takes longer than a statement of a page may.
        session.execute(select(func.set_config("statement_timeout", "0", True)))
    return merge(session, import_id=import_id)


def tables_of(rows: Sequence[Mapping[str, Any]], lines: Sequence[int]) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Rows as they are laid in, with their members; see `load_rows`."""
    columns: dict[str, list[Any]] = {
        name: [row.get(name) for row in rows] for name in FORMS.names if name not in {"line"}
    }
    moments = {name for name in FORMS.names if pa.types.is_timestamp(FORMS.field(name).type)}
    forms = pa.table(
        {
            name: pa.array(lines, pa.int64())
            if name == "line"
            # An aware moment becomes one of UTC; the zone itself is not kept.
            else pa.array(columns[name], pa.timestamp("us", "UTC")).cast(pa.timestamp("us"))
            if name in moments
            else pa.array(columns[name], FORMS.field(name).type)
            for name in FORMS.names
        }
    )
    domiciles = [(line, *part) for line, row in zip(lines, rows, strict=True) for part in row["domiciles"].items()]
    staff = [(line, *part) for line, row in zip(lines, rows, strict=True) for part in row["opd_staff"].items()]
    return forms, _members(domiciles, DOMICILES), _members(staff, STAFF)


def _members(parts: list[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*parts, strict=True)) or [()] * len(schema)
    return pa.table([pa.array(list(values), kind.type) for values, kind in zip(columns, schema, strict=True)], schema)
