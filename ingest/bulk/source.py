"""What the confined child does with a large file: its first lines, then its cells as columns of text.

CSV is cut into blocks of whole records by where its quotation marks stand, and each block is parsed by pyarrow. What
pyarrow does not read as the csv module does (a mark within a cell, an old line end) goes through the csv module from
there on, so that a row is the same row whoever read it.
"""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import json
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv
from python_calamine import SheetTypeEnum, SheetVisibleEnum

from ingest.bulk.blocks import Block, blocks_of, undecodable_line
from ingest.bulk.parquet import BATCH, ParquetRows
from ingest.readers.archive import check_archive
from ingest.readers.raw_table import Limits, RawSheet, UnreadableFile, gather_records
from ingest.readers.reading import refuse_other_formats
from ingest.readers.sheet_marks import SheetMarks, SheetParts
from ingest.readers.spreadsheet import plain_sheets, records_of_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from python_calamine import CalamineSheet

    from ingest.confined.feeding import Frame

HEAD, CODES, ROWS, SHARE, REFUSAL = b"H", b"C", b"R", b"S", b"X"
HEAD_LINES = 1_000
MOST_SHEET_ROWS = 1_048_576
GZIP, PARQUET, WORKBOOK = b"\x1f\x8b", b"PAR1", b"PK\x03\x04"

_HEAD_BYTES = 400_000
_HARMLESS_UNPACKED_BYTES = 20_000_000
_MOST_CODES = 500_000
_SEPARATOR = "\x1f"
_ENCODINGS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def read_head(file: BinaryIO, request: dict[str, object]) -> Iterator[Frame]:
    """What the file is, and its first lines."""
    yield from _refusing(_head(file, request))


def read_rows(file: BinaryIO, request: dict[str, object]) -> Iterator[Frame]:
    """The different codes of the file's rows, then the rows: columns of text with their lines."""
    yield from _refusing(_rows(file, request))


def _refusing(frames: Iterator[Frame]) -> Iterator[Frame]:
    try:
        yield from frames
    except UnreadableFile as refusal:
        yield REFUSAL, json.dumps([refusal.reason, refusal.line, refusal.values]).encode()
    except (EOFError, gzip.BadGzipFile, zlib.error, pa.ArrowException):
        yield REFUSAL, json.dumps(["damaged", None, {}]).encode()


def _head(file: BinaryIO, request: dict[str, object]) -> Iterator[Frame]:
    start = file.read(4)
    file.seek(0)
    if start == WORKBOOK:
        yield HEAD, json.dumps({"format": "xlsx", **Workbook(file, request).head()}).encode()
        return
    if start == PARQUET:
        parquet = ParquetRows(file, _allowed(request))
        records = [[1, parquet.names], *([line, cells] for line, cells in parquet.head(HEAD_LINES))]
        yield HEAD, json.dumps({"format": "parquet", "records": records}).encode()
        return
    source = _opened(file, start, request)
    content = source.read(_HEAD_BYTES)
    if start.startswith(GZIP) and content.startswith(WORKBOOK):
        # A workbook is packed itself, and a CSV in a zip within is packed twice as well.
        raise UnreadableFile("wrong_format", values={"found": "packed archive"})
    refuse_other_formats(content)
    encoding = _encoding(content, lambda: _opened(file, start, request))
    is_whole = len(content) < _HEAD_BYTES
    text = content.decode(encoding, errors="ignore")
    if not is_whole:
        text = _whole_records(text)
    yield HEAD, json.dumps({"format": "csv", "encoding": encoding, "text": text, "is_whole": is_whole}).encode()


def _whole_records(text: str) -> str:
    """Cut a text behind its last line end that is not within quotation marks."""
    marks = length = last_end = 0
    for line in text.splitlines(keepends=True):
        marks += line.count('"')
        length += len(line)
        if marks % 2 == 0 and line.endswith(("\n", "\r")):
            last_end = length
    return text[: last_end or len(text)]


def _opened(file: BinaryIO, start: bytes, request: dict[str, object]) -> BinaryIO:
    file.seek(0)
    if not start.startswith(GZIP):
        return file
    return cast("BinaryIO", _Unpacked(file, _allowed(request)))


def _allowed(request: dict[str, object]) -> int:
    """Bytes that a packed file may unpack to."""
    size, ratio = cast("int", request["size"]), cast("int", request["max_ratio"])
    return min(cast("int", request["max_unpacked_bytes"]), max(_HARMLESS_UNPACKED_BYTES, ratio * size))


class _Unpacked(io.RawIOBase):
    """What a gzip file holds, up to a limit."""

    def __init__(self, file: BinaryIO, allowed: int) -> None:
        self._source, self._left, self._allowed = gzip.GzipFile(fileobj=file), allowed, allowed

    def read(self, size: int = -1) -> bytes:
        content = self._source.read(size)
        self._left -= len(content)
        if self._left < 0:
            raise UnreadableFile("zip_bomb", values={"limit": self._allowed, "what": "bytes"})
        return content


def _encoding(start: bytes, opened: object) -> str:
    """The encoding of the whole file: by its first signs, else strict UTF-8, else Windows-1252."""
    for signs, name in _ENCODINGS.items():
        if start.startswith(signs):
            return name
    source = cast("BinaryIO", opened())  # type: ignore[operator]
    return "cp1252" if undecodable_line(source, "utf-8") else "utf-8"


def _rows(file: BinaryIO, request: dict[str, object]) -> Iterator[Frame]:
    start = file.read(4)
    columns = cast("list[int]", request["columns"])
    keys = [columns.index(place) for place in cast("list[int]", request["keys"])]
    reader: ParquetRows | _Delimited | Workbook
    if start == PARQUET:
        reader = ParquetRows(file, _allowed(request))
    elif start == WORKBOOK:
        reader = Workbook(file, request)
    else:
        reader = _Delimited(lambda: _opened(file, start, request), request)
    codes: set[tuple[str, ...]] = set()
    for table in reader.tables([columns[place] for place in keys]):
        # Not by `group_by`, whose library alone takes a third of the address space that the child has.
        joined = pc.binary_join_element_wise(*(table[f"c{columns[place]}"] for place in keys), _SEPARATOR)
        codes.update(tuple(text.split(_SEPARATOR)) for text in pc.unique(joined).to_pylist())
        if len(codes) > _MOST_CODES:
            raise UnreadableFile("too_many_rows", values={"limit": _MOST_CODES})
    yield CODES, json.dumps(sorted(codes)).encode()
    for table in reader.tables(columns):
        yield SHARE, str(reader.share(file)).encode()
        sink = io.BytesIO()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        yield ROWS, sink.getvalue()


def _table(lines: list[int], extra: list[int], cells: list[list[str]], columns: list[int]) -> pa.Table:
    texts = {f"c{place}": pa.array([row[at] for row in cells], pa.string()) for at, place in enumerate(columns)}
    return pa.table({"line": pa.array(lines, pa.int64()), "extra": pa.array(extra, pa.int32()), **texts})


class _Delimited:
    """The records of a CSV file below its headings."""

    def __init__(self, opened: object, request: dict[str, object]) -> None:
        self._opened = opened
        self._encoding = cast("str", request["encoding"])
        self._delimiter = cast("str", request["delimiter"])
        self._first_line = cast("int", request["first_line"])
        self._width = cast("int", request["width"])
        self._limits = Limits(max_rows=1 << 62)

    def tables(self, columns: list[int]) -> Iterator[pa.Table]:
        source = cast("BinaryIO", self._opened())  # type: ignore[operator]
        for block in blocks_of(source, self._encoding, self._delimiter, self._limits):
            table = self._parsed(block, columns) if block.content is not None else self._read(block, columns)
            if table.num_rows:
                self._refuse_long(table)
                yield table

    def share(self, file: BinaryIO) -> float:
        """How much of the file has been read, between 0 and 1."""
        return _share_read(file)

    def _refuse_long(self, table: pa.Table) -> None:
        limit = self._limits.max_cell_chars
        for name in table.column_names[2:]:
            lengths = pc.utf8_length(table[name])
            if (pc.max(lengths).as_py() or 0) > limit:
                place = pc.index(pc.greater(lengths, limit), pa.scalar(True)).as_py()
                raise UnreadableFile("cell_too_long", line=table["line"][place].as_py(), values={"limit": limit})

    def _parsed(self, block: Block, columns: list[int]) -> pa.Table:
        content, lines = cast("bytes", block.content), block.lines
        odd: dict[int, str] = {}

        def set_aside(row: arrow_csv.InvalidRow) -> str:
            odd[row.number] = row.text
            return "skip"

        names = [str(place) for place in range(self._width)]
        parsed = arrow_csv.read_csv(
            pa.BufferReader(content),
            read_options=arrow_csv.ReadOptions(column_names=names, use_threads=False, block_size=len(content) + 1),
            parse_options=arrow_csv.ParseOptions(
                delimiter=self._delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=set_aside,
            ),
            convert_options=arrow_csv.ConvertOptions(
                include_columns=[str(place) for place in columns],
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
            ),
        )
        numbers = np.ones(len(lines), dtype=bool)
        numbers[[number - 1 for number in odd]] = False
        kept = np.flatnonzero(numbers)
        table = pa.table(
            {
                "line": pa.array(lines[kept]),
                "extra": pa.array(np.zeros(len(kept), dtype=np.int32)),
                **{f"c{place}": parsed[str(place)] for place in columns},
            }
        )
        table = self._without_blank(table, block, kept, columns)
        if odd:
            records = ((int(lines[number - 1]), _cells(text, self._delimiter)) for number, text in odd.items())
            table = pa.concat_tables([table, self._of_records(records, columns)])
        return table.filter(pc.greater_equal(table["line"], self._first_line))

    def _without_blank(self, table: pa.Table, block: Block, kept: np.ndarray, columns: list[int]) -> pa.Table:
        """Leave out rows without any content: those whose read cells are blank are looked at as a whole."""
        is_blank = np.ones(table.num_rows, dtype=bool)
        for place in columns:
            is_blank &= pc.equal(pc.binary_length(table[f"c{place}"]), 0).to_numpy()
        if not is_blank.any():
            return table
        signs = f' \t"\r\n{self._delimiter}'.encode()
        for at in np.flatnonzero(is_blank):
            is_blank[at] = not block.record(int(kept[at])).strip(signs)
        return table.filter(pa.array(~is_blank))

    def _read(self, block: Block, columns: list[int]) -> pa.Table:
        return self._of_records(block.records or [], columns, first_line=self._first_line)

    def _of_records(self, records: object, columns: list[int], *, first_line: int = 0) -> pa.Table:
        lines, extra, rows = [], [], []
        for line, cells in cast("Iterator[tuple[int, list[str]]]", records):
            if line < first_line or not any(map(str.strip, cells)):
                continue
            beyond = (at for at, cell in enumerate(cells[self._width :], start=self._width + 1) if cell.strip())
            lines.append(line)
            extra.append(next(beyond, 0))
            rows.append([cells[place] if place < len(cells) else "" for place in columns])
        return _table(lines, extra, rows, columns)


def _share_read(file: BinaryIO) -> float:
    """How much of a file has been read, between 0 and 1."""
    at = file.tell()
    size = file.seek(0, io.SEEK_END)
    file.seek(at)
    return at / max(1, size)


def _cells(text: str, delimiter: str) -> list[str]:
    return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])


class Workbook:
    """The rows of one sheet of a workbook; the parser holds all of it."""

    def __init__(self, file: BinaryIO, request: dict[str, object]) -> None:
        import python_calamine

        file.seek(0)
        content = file.read()
        self._limits = replace(
            Limits(),
            max_rows=MOST_SHEET_ROWS,
            max_unpacked_bytes=cast("int", request["max_unpacked_bytes"]),
            max_ratio=cast("int", request["max_ratio"]),
        )
        check_archive(content, limits=self._limits)
        self._content, self._request, self._read, self._rows = content, request, 0, 1
        try:
            self._workbook = python_calamine.load_workbook(io.BytesIO(content))
        except python_calamine.PasswordError:
            raise UnreadableFile("encrypted") from None
        except (python_calamine.CalamineError, KeyError):
            raise UnreadableFile("damaged") from None

    def head(self) -> dict[str, object]:
        """The visible sheets with their first rows, as `ingest.readers.spreadsheet` hands a workbook over."""
        sheets, hidden = [], []
        for index, about in enumerate(self._workbook.sheets_metadata):
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            if about.visible != SheetVisibleEnum.Visible:
                hidden.append(about.name)
                continue
            sheet, marks = self._sheet(index)
            if sheet.start is None:
                continue
            if sheet.width > self._limits.max_columns:
                raise UnreadableFile("too_many_columns", line=1, values={"limit": self._limits.max_columns})
            rows = itertools.islice(records_of_sheet(sheet, marks.texts, self._limits), HEAD_LINES)
            records = gather_records(rows, limits=self._limits)
            sheets.append(RawSheet(name=sheet.name, records=records, first_column=sheet.start[1] + 1))
        if not any(sheet.records for sheet in sheets):
            raise UnreadableFile("file_empty")
        return plain_sheets([sheet for sheet in sheets if sheet.records], hidden)

    def _sheet(self, index: int) -> tuple[CalamineSheet, SheetMarks]:
        sheet = self._workbook.get_sheet_by_index(index)
        marks = SheetParts(io.BytesIO(self._content)).marks(index)
        last_row, last_column = sheet.end or (0, 0)
        marks.spread_over(last_row + 1, last_column + 1)
        return sheet, marks

    def share(self, _file: BinaryIO) -> float:
        """How much of the sheet has been read, between 0 and 1."""
        return self._read / self._rows

    def tables(self, columns: list[int]) -> Iterator[pa.Table]:
        """The rows of the chosen sheet below its headings."""
        names = [about.name for about in self._workbook.sheets_metadata]
        sheet, marks = self._sheet(names.index(cast("str", self._request["sheet"])))
        self._rows = max(1, sheet.total_height)
        width, first_line = cast("int", self._request["width"]), cast("int", self._request["first_line"])
        lines: list[int] = []
        extra: list[int] = []
        rows: list[list[str]] = []
        for line, cells in records_of_sheet(sheet, marks.texts, self._limits):
            self._read = line
            if line < first_line or not any(map(str.strip, cells)):
                continue
            beyond = (at for at, cell in enumerate(cells[width:], start=width + 1) if cell.strip())
            lines.append(line)
            extra.append(next(beyond, 0))
            rows.append([cells[place] if place < len(cells) else "" for place in columns])
            if len(rows) == BATCH // 2:
                yield _table(lines, extra, rows, columns)
                lines, extra, rows = [], [], []
        if rows:
            yield _table(lines, extra, rows, columns)
