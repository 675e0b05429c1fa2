"""Look into a GeoPackage before GDAL does: it is a database, and a database can hold programs.

A view is a query that may have no end. A virtual table opens other files, a computed column calls functions, among
them those that GDAL adds (they read files and ask servers). So real tables only, and nothing here runs what is stored.
"""

from __future__ import annotations

import re
import sqlite3
import time
from typing import TYPE_CHECKING

from geo.errors import BoundaryError
from geo.files.outside_crs import is_written_out

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_COLUMNS = 1_000
"""Of a layer: to find the code among more takes GDAL and us longer than a map is worth."""

_MOST_OBJECTS = 5_000
_MOST_SYSTEMS = 20_000
_SECONDS = 10.0
_STEPS_BETWEEN_LOOKS = 20_000
_NO_SYSTEM = ("", "undefined")
_WRITE_VERSION, _READ_VERSION, _ROLLBACK_JOURNAL = 18, 19, 1

_NAME = r"""(?:"(?:[^"]|"")+"|\[[^\]]+\]|`[^`]+`|'(?:[^']|'')+'|\w+)"""
_TABLE = re.compile(r"CREATE TABLE[\s\"'\[`]", re.IGNORECASE)
_SPATIAL_INDEX = re.compile(
    rf"CREATE VIRTUAL TABLE\s+{_NAME}\s+USING\s+rtree\s*\((?:\s*{_NAME}\s*,){{4}}\s*{_NAME}\s*\)\s*", re.IGNORECASE
)
_INDEX = re.compile(r"CREATE (?:UNIQUE )?INDEX[\s\"'\[`]", re.IGNORECASE)
# Of the standard and of GDAL. No trigger ever fires: nothing is written.
_USUAL_TRIGGERS = re.compile(
    r"rtree_.+_(?:insert|update[1-7]?|delete)|trigger_(?:insert|delete)_feature_count_.+"
    r"|gpkg_(?:tile_matrix|metadata|metadata_reference)_\w+|fg[st][iu]_.+",
    re.IGNORECASE | re.DOTALL,
)
_READING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_PRAGMA})


def without_write_ahead(content: bytes) -> bytes:
    """A database that no longer asks for its write-ahead log, which did not come with it."""
    if content[_WRITE_VERSION : _READ_VERSION + 1] != b"\x02\x02":
        return content
    journal = bytes([_ROLLBACK_JOURNAL] * 2)
    return content[:_WRITE_VERSION] + journal + content[_READ_VERSION + 1 :]


def is_cut_off(content: bytes) -> bool:
    """Tell whether a database has fewer pages than its first one says."""
    page_bytes = int.from_bytes(content[16:18], "big")
    pages = int.from_bytes(content[28:32], "big")
    # The count holds where the last writer has kept it (SQLite, file format, 1.3.7).
    is_kept = content[24:28] == content[92:96]
    # A page of 65,536 bytes is written as 1.
    return is_kept and len(content) < pages * (65_536 if page_bytes == 1 else page_bytes)


def feature_tables(content: bytes, *, name: str) -> frozenset[str]:
    """The tables of features of a GeoPackage in which nothing but tables and their indexes stands.

    Parameters
    ----------
    content : bytes
        The database; see `without_write_ahead`.
    name : str, keyword-only
        Its name, for messages.

    Raises
    ------
    BoundaryError
        ``unsafe_geopackage`` (a view, a computed column, a virtual table that is no spatial index, a trigger that is
        none of the standard's); ``no_crs`` (the coordinate system lies elsewhere); ``unknown_format`` (a database that
        is no GeoPackage); ``map_too_wide`` (more columns than `MOST_COLUMNS`); ``unreadable_file``.
    """
    database = sqlite3.connect(":memory:")
    try:
        database.deserialize(content)
        database.set_progress_handler(_give_up_after(_SECONDS), _STEPS_BETWEEN_LOOKS)
        database.execute("PRAGMA trusted_schema=OFF")
        database.execute("PRAGMA query_only=ON")
        database.set_authorizer(_reads_only)
        tables = _real_tables(database, name)
        if "gpkg_contents" not in tables or "gpkg_geometry_columns" not in tables:
            raise BoundaryError("unknown_format", name=name)
        _check_systems(database, name)
        described = database.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'")
        return frozenset(str(table) for (table,) in described.fetchmany(_MOST_OBJECTS)) & tables
    except (sqlite3.Error, UnicodeDecodeError, OverflowError):
        raise BoundaryError("unreadable_file", name=name) from None
    finally:
        database.close()


def _give_up_after(seconds: float) -> Callable[[], bool]:
    deadline = time.monotonic() + seconds
    return lambda: time.monotonic() > deadline


def _reads_only(action: int, _what: str | None, _detail: str | None, _database: str | None, inner: str | None) -> int:
    # `inner` names the view or trigger that asks.
    return sqlite3.SQLITE_OK if action in _READING and inner is None else sqlite3.SQLITE_DENY


def _real_tables(database: sqlite3.Connection, name: str) -> frozenset[str]:
    rows = database.execute("SELECT type, name, sql FROM sqlite_master").fetchmany(_MOST_OBJECTS + 1)
    if len(rows) > _MOST_OBJECTS:
        raise BoundaryError("unreadable_file", name=name)
    tables = set()
    for kind, title, sql in rows:
        # SQLite acts on the text of an entry, and the column with its kind can be forged (decision 95).
        if not _is_expected(str(kind), str(title), None if sql is None else str(sql)):
            raise BoundaryError("unsafe_geopackage", name=name)
        if kind == "table" and _TABLE.match(str(sql)):
            tables.add(str(title))
    for table in tables:
        quoted = table.replace('"', '""')
        hidden = [is_hidden for *_, is_hidden in database.execute(f'PRAGMA table_xinfo("{quoted}")')]
        if any(hidden):
            raise BoundaryError("unsafe_geopackage", name=name)
        if len(hidden) > MOST_COLUMNS:
            raise BoundaryError("map_too_wide", name=name, limit=MOST_COLUMNS)
    return frozenset(tables)


def _is_expected(kind: str, title: str, sql: str | None) -> bool:
    if kind == "table":
        return sql is not None and (_TABLE.match(sql) or _SPATIAL_INDEX.fullmatch(sql)) is not None
    if kind == "index":
        # An index of a key has no text of its own.
        return sql is None or _INDEX.match(sql) is not None
    return kind == "trigger" and _USUAL_TRIGGERS.fullmatch(title) is not None and str(sql).startswith("CREATE TRIGGER")


def _check_systems(database: sqlite3.Connection, name: str) -> None:
    """Refuse a coordinate system that is no text of its own; also one of no layer, since GDAL compares numbers freely.

    A layer of system "4326 " has 4326 to GDAL, and none to SQLite.
    """
    systems = database.execute("SELECT * FROM gpkg_spatial_ref_sys")
    columns = [title.lower() for title, *_ in systems.description]
    rows = systems.fetchmany(_MOST_SYSTEMS + 1)
    if len(rows) > _MOST_SYSTEMS:
        raise BoundaryError("unreadable_file", name=name)
    for row in rows:
        for column, definition in zip(columns, row, strict=True):
            is_text = column.startswith("definition") and str(definition or "").strip().lower() not in _NO_SYSTEM
            if is_text and not is_written_out(str(definition)):
                raise BoundaryError("no_crs", name=name)
