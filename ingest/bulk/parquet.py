"""The rows of a Parquet file as columns of text, as a workbook's cells would be."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.kinds.privacy import shown_heading
from ingest.readers.raw_table import Limits, UnreadableFile
from ingest.readers.spreadsheet import cell_text

if TYPE_CHECKING:
    from collections.abc import Iterator

BATCH = 65_536
"""Rows that are read at a time."""
_MOST_LEVELS = 100
"""Of a schema of Parquet, by pyarrow's own limit."""
_MOST_TEXT_BYTES = 50_000_000
"""Text of a Parquet file that is written out at a time."""


class ParquetRows:
    """The rows of a Parquet file, every cell as the text that a workbook's would be.

    Parameters
    ----------
    file
        Opened, from its start.
    allowed
        Bytes of text that it may unpack to.
    """

    def __init__(self, file: BinaryIO, allowed: int) -> None:
        from pyarrow import parquet

        file.seek(0)
        try:
            self._file = parquet.ParquetFile(file, pre_buffer=False)
        except OSError as error:
            # pyarrow has one error for whatever it finds wrong.
            if "nested" in str(error):
                raise UnreadableFile("nested_too_deep", values={"limit": _MOST_LEVELS}) from None
            raise UnreadableFile("damaged") from None
        self._allowed, self._read = allowed, 0
        self.names = [str(name) for name in self._file.schema_arrow.names]
        if len(self.names) > Limits().max_columns:
            raise UnreadableFile("too_many_columns", line=1, values={"limit": Limits().max_columns})

    def head(self, rows: int) -> Iterator[tuple[int, list[str]]]:
        """The first rows, at most so many; a row's line is its place below the names of the columns."""
        for table in self._texts(None, rows):
            for at, row in enumerate(zip(*(column.to_pylist() for column in table.columns), strict=True)):
                yield at + 2, list(row)
            return

    def tables(self, columns: list[int]) -> Iterator[pa.Table]:
        """All rows of the columns at these places, with their lines."""
        line = 2
        for table in self._texts([self.names[place] for place in columns], BATCH):
            about = {
                "line": pa.array(np.arange(line, line + table.num_rows, dtype=np.int64)),
                "extra": pa.array(np.zeros(table.num_rows, dtype=np.int32)),
            }
            line += table.num_rows
            self._read = line
            yield pa.table(about | {f"c{place}": table.column(at) for at, place in enumerate(columns)})

    def share(self, _file: BinaryIO) -> float:
        """How much of the file has been read, between 0 and 1."""
        return float(self._read / max(1, self._file.metadata.num_rows))

    def _texts(self, names: list[str] | None, rows: int) -> Iterator[pa.Table]:
        unpacked = 0
        for batch in self._file.iter_batches(batch_size=rows, columns=names):
            size = sum(map(_text_bytes, batch.columns))
            unpacked += size
            if unpacked > self._allowed:
                raise UnreadableFile("zip_bomb", values={"limit": self._allowed, "what": "bytes"})
            # A text of a dictionary is stored once and comes once for each row: never all of a batch at a time.
            step = max(1, batch.num_rows * _MOST_TEXT_BYTES // max(size, _MOST_TEXT_BYTES))
            for start in range(0, batch.num_rows, step):
                part = batch.slice(start, step)
                texts = list(map(_as_text, part.columns, batch.schema.names))
                yield pa.table(texts, names=batch.schema.names)


def _text_bytes(column: pa.Array) -> int:
    """Bytes of a column once each of its cells is written out."""
    kind = column.type
    if pa.types.is_dictionary(kind) and (
        pa.types.is_string(kind.value_type) or pa.types.is_large_string(kind.value_type)
    ):
        lengths = pc.binary_length(column.dictionary).cast(pa.int64())
        return int(pc.sum(lengths.take(column.indices)).as_py() or 0)
    return int(column.nbytes)


def _as_text(column: pa.Array, name: str) -> pa.Array:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
        kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_integer(kind):
        texts = column.cast(pa.string())
    elif pa.types.is_date(kind):
        texts = column.cast(pa.date32()).cast(pa.string())
    elif pa.types.is_timestamp(kind):
        moments = column.cast(pa.timestamp("us", kind.tz), safe=False)
        seconds = moments.cast(pa.timestamp("s", kind.tz), safe=False)
        # Whole seconds as nearly everybody writes them: with six noughts behind them nothing would be read by column.
        is_exact = pc.all(pc.equal(seconds.cast(moments.type), moments)).as_py()
        texts = (moments if is_exact is False else seconds).cast(pa.string())
    elif pa.types.is_boolean(kind) or pa.types.is_floating(kind):
        texts = pa.array([None if value is None else cell_text(value) for value in column.to_pylist()], pa.string())
    elif pa.types.is_null(kind):
        texts = column.cast(pa.string())
    else:
        raise UnreadableFile("not_cells", values={"column": shown_heading(name)})
    return texts.fill_null("")
