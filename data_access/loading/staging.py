"""Temporary tables in which the rows of a file wait: of one connection, seen by nobody else, gone with it.

Nothing of them outlives the process that laid them in, however it ends (decision 178).
"""

import io
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv
from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, MetaData, String, Table, Text, insert
from sqlalchemy.engine import Connection
from sqlalchemy.schema import CreateTable

from data_access.models.models import CODE, UtcDateTime

MOMENTS = ("opened_at", "responded_at", "clean_at", "updated_at")
DELETED = "deleted"
"""Status of a row that takes its household off the record; no row of `submissions` carries it."""

_METADATA = MetaData()
_TEMPORARY = ["TEMPORARY"]

STAGED = Table(
    "staged_submissions",
    _METADATA,
    Column("line", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("kabupaten_code", CODE),
    Column("household_key", LargeBinary(16)),
    Column("desa_code", CODE),
    Column("persons", Integer),
    Column("status", String),
    *(Column(name, UtcDateTime) for name in MOMENTS),
    Column("channel", Text),
    Column("assisted", Boolean),
    Column("counted_before", Text),
    prefixes=_TEMPORARY,
)
STAGED_DOMICILES = Table(
    "staged_domiciles",
    _METADATA,
    Column("line", BigInteger),
    Column("desa_code", CODE),
    Column("persons", Integer),
    prefixes=_TEMPORARY,
)
STAGED_STAFF = Table(
    "staged_staff",
    _METADATA,
    Column("line", BigInteger),
    Column("opd_id", Integer),
    Column("staff", Integer),
    prefixes=_TEMPORARY,
)
PRESENT = Table(
    "staged_present",
    _METADATA,
    Column("line", BigInteger),
    Column("kabupaten_code", CODE),
    Column("desa_code", CODE),
    Column("relation", Integer),
    Column("import_id", Integer),
    prefixes=_TEMPORARY,
)
_TABLES = (STAGED, STAGED_DOMICILES, STAGED_STAFF, PRESENT)

FORMS = pa.schema(
    [
        ("line", pa.int64()),
        ("kabupaten_code", pa.string()),
        ("household_key", pa.binary(16)),
        ("desa_code", pa.string()),
        ("persons", pa.int32()),
        ("status", pa.string()),
        *((name, pa.timestamp("us")) for name in MOMENTS),
        ("channel", pa.string()),
        ("assisted", pa.bool_()),
        ("counted_before", pa.string()),
    ]
)
"""Rows as they are laid in: moments in UTC; `counted_before`: why a row may have been counted with removed ones."""

DOMICILES = pa.schema([("line", pa.int64()), ("desa_code", pa.string()), ("persons", pa.int32())])
STAFF = pa.schema([("line", pa.int64()), ("opd_id", pa.int32()), ("staff", pa.int32())])

_SLICE = 50_000


class Stage:
    """The temporary tables of one connection.

    Parameters
    ----------
    connection
        In a transaction, or outside of one: then rows are laid in without any lock on the database's own tables.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._driver: Any = connection.connection.dbapi_connection
        self._is_postgres = connection.dialect.name == "postgresql"
        self._is_inside = connection.in_transaction()
        for table in _TABLES:
            self._execute(f"DROP TABLE IF EXISTS {table.name}")
            self._execute(str(CreateTable(table).compile(dialect=connection.dialect)))
        self._commit()

    def add(self, forms: pa.Table, domiciles: pa.Table | None = None, staff: pa.Table | None = None) -> None:
        """Lay rows in: of `FORMS`, and their members of `DOMICILES` and `STAFF`; no line comes twice."""
        if not self._is_postgres and not self._is_inside:
            self._execute("BEGIN")
        for table, rows in ((STAGED, forms), (STAGED_DOMICILES, domiciles), (STAGED_STAFF, staff)):
            if rows is not None and rows.num_rows:
                (self._copy if self._is_postgres else self._insert)(table, rows)
        self._commit()

    def close(self) -> None:
        """Drop the tables."""
        for table in _TABLES:
            self._execute(f"DROP TABLE IF EXISTS {table.name}")
        self._commit()

    def _execute(self, statement: str) -> None:
        cursor = self._driver.cursor()
        cursor.execute(statement)
        cursor.close()

    def _commit(self) -> None:
        if self._is_inside:
            return
        if self._is_postgres:
            self._driver.commit()
        elif self._driver.in_transaction:
            self._execute("COMMIT")

    def _insert(self, table: Table, rows: pa.Table) -> None:
        # Both lists of columns are in one order, that of the table.
        statement = insert(table).inline().compile(dialect=self.connection.dialect, column_keys=rows.column_names)
        self._driver.executemany(str(statement), _tuples(rows))

    def _copy(self, table: Table, rows: pa.Table) -> None:
        statement = f"COPY {table.name} ({', '.join(rows.column_names)}) FROM STDIN (FORMAT csv)"
        with self._driver.cursor() as cursor, cursor.copy(statement) as copy:
            for part in _slices(rows):
                sink = io.BytesIO()
                csv.write_csv(_as_text(part), sink, csv.WriteOptions(include_header=False))
                copy.write(sink.getbuffer())


def _slices(rows: pa.Table) -> Iterator[pa.Table]:
    return (rows.slice(start, _SLICE) for start in range(0, rows.num_rows, _SLICE))


def _tuples(rows: pa.Table) -> Iterator[Sequence[object]]:
    for part in _slices(rows):
        columns = []
        for column in part.columns:
            kind = column.type
            if pa.types.is_timestamp(kind):
                # As SQLAlchemy writes a moment: with six digits of the second, without a zone.
                column = column.cast(pa.string())
            elif pa.types.is_boolean(kind):
                column = column.cast(pa.int8())
            columns.append(column.to_pylist())
        yield from zip(*columns, strict=True)


def _as_text(part: pa.Table) -> pa.Table:
    columns = []
    for column in part.columns:
        if pa.types.is_timestamp(column.type):
            column = pc.binary_join_element_wise(column.cast(pa.string()), pa.scalar("Z"), "")
        elif pa.types.is_fixed_size_binary(column.type):
            column = _hexadecimal(column)
        columns.append(column)
    return pa.table(columns, names=part.column_names)


def _hexadecimal(column: pa.ChunkedArray) -> pa.Array:
    values = column.combine_chunks()
    values = values.chunk(0) if isinstance(values, pa.ChunkedArray) else values
    width, count = values.type.byte_width, len(values)
    content = values.buffers()[1]
    digits = content[values.offset * width : (values.offset + count) * width].to_pybytes().hex().encode()
    plain = pa.Array.from_buffers(pa.binary(2 * width), count, [None, pa.py_buffer(digits)])
    return pc.binary_join_element_wise(pa.scalar("\\x"), plain.cast(pa.binary()).cast(pa.string()), "")
