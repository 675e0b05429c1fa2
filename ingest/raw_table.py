"""What every reader of files shares: the limits, the refusals, and the table of text that comes out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from data_access.writes import Finding

_SENTENCES = {
    "file_empty": "The file holds no data.",
    "file_too_large": "The file has {size} bytes; at most {limit} are read.",
    "wrong_format": "This is not a CSV or XLSX file ({found}); save it as CSV or XLSX and try again.",
    "encrypted": "The workbook is protected by a password; save it without one, as CSV or XLSX.",
    "damaged": "The workbook is damaged or cut off; open it and save it again as XLSX or CSV.",
    "unsafe_archive": "The parts of the workbook are not named as a spreadsheet program does; save it again.",
    "zip_bomb": "The workbook unpacks to more than a table needs (at most {limit} {what}).",
    "took_too_long": "Reading the workbook took longer than {seconds} seconds and was stopped.",
    "too_much_memory": "The workbook needs too much memory; delete cells far from the table or save as CSV.",
    "unknown_encoding": "The text is neither UTF-8 nor Windows-1252 (line {line}); save it as CSV UTF-8.",
    "not_a_table": "Line {line} holds characters that no text holds; save the file as CSV or XLSX.",
    "unterminated_quote": "The quotation mark opened in line {line} is never closed.",
    "stray_quote": "In line {line} a quotation mark stands inside a quoted cell; write it twice there.",
    "cell_too_long": "Line {line} has a cell with more than {limit} characters.",
    "too_many_columns": "Line {line} has more than {limit} columns.",
    "too_many_rows": "The file has more than {limit} rows.",
    "header_missing": "Line {line} holds data, and there is no heading row above it.",
    "header_blank": "Column {column} has no heading in line {line}.",
    "duplicate_heading": 'The heading "{heading}" of column {column} stands in line {line} twice.',
    "day_missing": "The file does not say of which day its figures are.",
    "days_differ": "The day told with the file is not the one in its title, {other}.",
    "day_unclear": "The title names several days: {days}.",
    "days_as_columns": "The days are columns, and nothing says what is counted.",
    "sheets_differ": "Sheets hold different figures: {sheets}.",
    "secret_missing": "The file holds numbers of family cards, and no secret is set that turns them into keys.",
    "simulated_database": "All rows of this database are simulated; it takes no real file.",
}
REFUSALS = frozenset(_SENTENCES)
"""Every reason for which a file is refused as a whole."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_NUMBER = re.compile(r"[-+\d.,:/% ]*\d[-+\d.,:/% ]*")
_SHOWN_HEADING_CHARS = 60
_HARMLESS_DIGITS = 6
SPARE_RECORDS = 1_000
"""Lines around a table (titles, notes, totals) that the limit on its rows does not count."""


class UnreadableFile(ValueError):  # noqa: N818 - a verdict on the file, not a fault of the program
    """A file is refused as a whole.

    Parameters
    ----------
    reason
        One of `REFUSALS`.
    line
        1-based line or sheet row, where one is to blame.
    values
        Sizes, counts, limits or a heading for the message; never the content of a cell.

    Attributes
    ----------
    reason, line, values
        As given. ``str()`` of the error is one sentence in plain English.
    """

    def __init__(self, reason: str, *, line: int | None = None, values: Mapping[str, int | str] | None = None) -> None:
        self.reason = reason
        self.line = line
        self.values = dict(values or {})
        super().__init__(_SENTENCES[reason].format(line=line, **self.values))


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a file is read before it is refused.

    Attributes
    ----------
    max_bytes
        Size of the file.
    max_unpacked_bytes
        Size of all parts of a workbook together, and of all its cells as text.
    max_ratio
        Unpacked bytes per packed byte of a workbook.
    max_parts
        Number of parts of a workbook.
    max_rows, max_columns, max_cell_chars
        Size of the table, its heading row left out of the rows.
    seconds, memory_bytes
        Allowance of the process that parses a workbook.
    """

    max_bytes: int = 20_000_000
    max_unpacked_bytes: int = 200_000_000
    max_ratio: int = 200
    max_parts: int = 5_000
    max_rows: int = 500_000
    max_columns: int = 200
    max_cell_chars: int = 10_000
    seconds: float = 20.0
    memory_bytes: int = 1_500_000_000


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row of text.

    Attributes
    ----------
    line
        1-based line of the CSV file where the row begins, or row number of the sheet.
    cells
        As many cells as the table has headings; a missing or blank one is "".
    extra
        1-based position, counted like the headings, of the first cell with content beyond them; 0 if none.
    sheet
        Sheet of the row, where the file has several.
    """

    line: int
    cells: tuple[str, ...]
    extra: int = 0
    sheet: str | None = None


UNCOMPUTED = "\x1aformula"
"""Stands for a formula that was saved without its value; no file holds it, since control characters are refused."""

MERGED_FIGURE = "\x1amerged"
"""Stands for a figure in cells merged over several rows or columns."""

Record = tuple[int, tuple[str, ...]]
"""1-based line (row of the sheet) and its cells as text."""

Range = tuple[int, int, int, int]
"""First line, first column, last line, last column of merged cells: lines from 1, columns from 0 as in the records."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawSheet:
    """All records of one sheet, or of a CSV file, before it is known where a table begins.

    Attributes
    ----------
    name
        Name of the sheet; None of a CSV file.
    records
        Records with content, in order.
    first_column
        1-based column of the first cell of each record.
    merged
        Merged cells of more than one row or column.
    hidden_rows, hidden_columns
        How many the sheet hides; they are among the records all the same.
    refusal
        Why the sheet cannot be read (reason, line, values); its records are then empty.
    """

    name: str | None
    records: list[Record]
    first_column: int = 1
    merged: tuple[Range, ...] = ()
    hidden_rows: int = 0
    hidden_columns: int = 0
    refusal: tuple[str, int | None, dict[str, int | str]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFile:
    """What is in a file: its visible sheets with content, and the names of those that it hides.

    Attributes
    ----------
    sheets
        At least one.
    hidden
        Names of hidden sheets, of which nothing is read.
    """

    format: Literal["csv", "xlsx"]
    sheets: list[RawSheet]
    hidden: tuple[str, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTable:
    """A table as text, before anything in it was checked.

    Attributes
    ----------
    header
        Headings as written, stripped, all different and none blank.
    rows
        Rows with content, in the order of the file.
    format
        Which of the two formats the content was in, whatever the file's name.
    header_line
        1-based line or sheet row of the headings.
    encoding, delimiter
        Of a CSV file: ``utf-8``, ``utf-8-sig``, ``utf-16`` or ``cp1252``, and the character between cells.
    sheet, first_column
        Of a workbook: the sheet that was read, and the 1-based column of its first heading.
    position
        Place of each column of the kind among the headings, where the table was laid out for a kind.
    notes
        What the layout is worth a word about.
    """

    header: tuple[str, ...]
    rows: list[RawRow]
    format: Literal["csv", "xlsx"]
    header_line: int
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    first_column: int = 1
    position: Mapping[str, int] | None = None
    notes: tuple[Finding, ...] = ()


def control_character_at(text: str) -> int | None:
    """Find the first character that only a binary file holds.

    Parameters
    ----------
    text
        Any text; tabs and line ends in it are no such characters.

    Returns
    -------
    int or None
        Its 0-based position, None if there is none.
    """
    found = _CONTROL.search(text)
    return found.start() if found else None


def assemble_table(
    records: Iterable[tuple[int, Sequence[str]]], *, limits: Limits
) -> tuple[int, tuple[str, ...], list[RawRow]]:
    """Split numbered records into headings and rows of equal width.

    Parameters
    ----------
    records
        Pairs of 1-based line and cells. Blank ones are skipped; the first with content is the header.
    limits
        Largest table accepted.

    Returns
    -------
    header_line, header, rows
        As in `RawTable`.

    Raises
    ------
    UnreadableFile
        There is no usable header, or a limit is passed.
    """
    header_line = 0
    header: tuple[str, ...] = ()
    rows: list[RawRow] = []
    for line, cells in records:
        if not any(map(str.strip, cells)):
            continue
        check_size(line, cells, limits)
        if not header:
            header_line, header = line, _header(line, cells)
            continue
        if len(rows) >= limits.max_rows:
            raise UnreadableFile("too_many_rows", values={"limit": limits.max_rows})
        rows.append(row_of_width(line, cells, len(header)))
    if not header:
        raise UnreadableFile("file_empty")
    return header_line, header, rows


def check_size(line: int, cells: Sequence[str], limits: Limits) -> None:
    """Refuse a record with a cell too long or cells too many."""
    if max(map(len, cells)) > limits.max_cell_chars:
        raise UnreadableFile("cell_too_long", line=line, values={"limit": limits.max_cell_chars})
    if len(cells) > limits.max_columns and any(map(str.strip, cells[limits.max_columns :])):
        raise UnreadableFile("too_many_columns", line=line, values={"limit": limits.max_columns})


def _header(line: int, cells: Sequence[str]) -> tuple[str, ...]:
    header = [cell.strip().strip("\ufeff").strip() for cell in cells]
    while header and not header[-1]:
        header.pop()
    if all(not heading or _NUMBER.fullmatch(heading) for heading in header):
        raise UnreadableFile("header_missing", line=line)
    seen: set[str] = set()
    for column, heading in enumerate(header, start=1):
        if not heading:
            raise UnreadableFile("header_blank", line=line, values={"column": column})
        folded = " ".join(heading.casefold().split())
        if folded in seen:
            values: dict[str, int | str] = {"heading": _shown(heading), "column": column}
            raise UnreadableFile("duplicate_heading", line=line, values=values)
        seen.add(folded)
    return tuple(header)


def _shown(heading: str) -> str:
    """Shorten a heading for a message; where headings are missing it may be somebody's number."""
    shown = " ".join(heading.split())[:_SHOWN_HEADING_CHARS]
    return re.sub(r"\d", "#", shown) if sum(map(str.isdigit, shown)) > _HARMLESS_DIGITS else shown


def row_of_width(line: int, cells: Sequence[str], width: int, sheet: str | None = None) -> RawRow:
    """Bring a record to the width of the headings, and mark one with content beyond them."""
    if len(cells) == width:
        return RawRow(line, tuple(cells), 0, sheet)
    if len(cells) < width:
        return RawRow(line, (*cells, *[""] * (width - len(cells))), 0, sheet)
    beyond = (column for column, cell in enumerate(cells[width:], start=width + 1) if cell.strip())
    return RawRow(line, tuple(cells[:width]), next(beyond, 0), sheet)


def gather_records(records: Iterable[tuple[int, list[str]]], *, limits: Limits) -> list[Record]:
    """List the records with content.

    Raises
    ------
    UnreadableFile
        A record, or their number, passes a limit. Lines around a table are spared, since only the layout tells
        them from its rows.
    """
    kept: list[Record] = []
    for line, cells in records:
        if not any(map(str.strip, cells)):
            continue
        check_size(line, cells, limits)
        if len(kept) > limits.max_rows + SPARE_RECORDS:
            raise UnreadableFile("too_many_rows", values={"limit": limits.max_rows})
        # Tuples of texts are no business of the garbage collector; a hundred thousand lists would be.
        kept.append((line, tuple(cells)))
    return kept


def plain_table(file: RawFile, *, limits: Limits) -> RawTable:
    """Take the first sheet's first record for the headings and all others for rows."""
    sheet = file.sheets[0]
    if sheet.refusal is not None:
        reason, line, values = sheet.refusal
        raise UnreadableFile(reason, line=line, values=values)
    header_line, header, rows = assemble_table(sheet.records, limits=limits)
    return RawTable(
        header=header,
        rows=rows,
        format=file.format,
        header_line=header_line,
        encoding=file.encoding,
        delimiter=file.delimiter,
        sheet=sheet.name,
        first_column=sheet.first_column,
    )
