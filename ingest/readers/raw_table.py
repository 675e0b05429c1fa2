"""What every reader of files shares: the limits, the refusals, and the table of text that comes out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ingest.readers.limits import Limits
from ingest.readers.refusals import REFUSALS, UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from data_access.writes.writes import Finding

# fmt: off
__all__ = [
    "MERGED_FIGURE", "REFUSALS", "SPARE_RECORDS", "UNCOMPUTED", "Limits", "Range", "RawFile", "RawRow",
    "RawSheet", "RawTable", "Record", "UnreadableFile", "assemble_table", "check_size",
    "control_character_at", "gather_records", "plain_table", "row_of_width",
]
# fmt: on

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_NUMBER = re.compile(r"[-+\d.,:/% ]*\d[-+\d.,:/% ]*")
_SHOWN_HEADING_CHARS = 60
_HARMLESS_DIGITS = 6
SPARE_RECORDS = 1_000
"""Lines around a table (titles, notes, totals) that the limit on its rows does not count."""


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
    is_simulated
        The file says in one of its cells that its figures are of a simulated campaign.
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
    is_simulated: bool = False


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
    match = _CONTROL.search(text)
    return match.start() if match else None


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
