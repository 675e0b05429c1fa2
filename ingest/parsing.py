"""From a table of text to typed rows: headings matched, each cell read, each bad row set aside with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data_access.writes import Finding
from ingest.cells import CellError
from ingest.kinds import Column, Kind, columns_by_heading, normal_heading
from ingest.raw_table import RawRow, RawTable, UnreadableFile

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """One row whose cells could all be read.

    Attributes
    ----------
    line
        Line of the file, from 1.
    values
        Value by column name; every column of the kind is there.
    """

    line: int
    values: Values


@dataclass(frozen=True, slots=True)
class ParsedTable:
    """What could be read of a file, and what could not.

    Attributes
    ----------
    rows
        Rows whose cells are all readable.
    headings
        Heading as the file has it, by column name; a column that the file lacks is not there.
    findings
        One per bad row (its first bad cell) and warnings on the file.
    rows_read
        Rows with content below the heading.
    """

    rows: list[ParsedRow]
    headings: Mapping[str, str]
    findings: list[Finding]
    rows_read: int

    def rejection(self, row: ParsedRow, column: str, reason: str, **details: Any) -> Finding:
        """Set a row aside because of one column."""
        return Finding(row.line, self.headings.get(column, column), reason, details)

    def warning(self, row: ParsedRow, column: str, reason: str, **details: Any) -> Finding:
        """Note something about a row that is taken all the same."""
        return Finding(row.line, self.headings.get(column, column), reason, details, is_warning=True)


class MissingColumnsError(UnreadableFile):
    """The file lacks columns that its kind must have; nothing of it is read."""

    def __init__(self, missing: list[str], line: int) -> None:
        ValueError.__init__(self, f"The file lacks the column(s) {', '.join(missing)}.")
        self.reason = "missing_columns"
        self.line = line
        self.values = {"columns": ", ".join(missing)}


def parse_table(table: RawTable, kind: Kind) -> ParsedTable:
    """Match headings and read cells.

    Raises
    ------
    MissingColumnsError
        If a column that the kind must have is not among the headings.
    """
    known = columns_by_heading(kind)
    position: dict[str, int] = {}
    findings = []
    for index, heading in enumerate(table.header):
        column = known.get(normal_heading(heading))
        if column is None or column.name in position:
            reason = "column_not_used" if column is None else "column_twice"
            findings.append(Finding(table.header_line, heading[:60], reason, {}, is_warning=True))
        else:
            position[column.name] = index
    missing = [column.name for column in kind.columns if column.is_required and column.name not in position]
    if missing:
        raise MissingColumnsError(missing, table.header_line)
    headings = {name: table.header[index] for name, index in position.items()}
    rows = []
    for raw in table.rows:
        parsed = _parse_row(raw, kind, position, headings)
        if isinstance(parsed, Finding):
            findings.append(parsed)
        else:
            rows.append(parsed)
    return ParsedTable(rows, headings, findings, rows_read=len(table.rows))


def _parse_row(
    raw: RawRow, kind: Kind, position: Mapping[str, int], headings: Mapping[str, str]
) -> ParsedRow | Finding:
    if raw.extra:
        return Finding(raw.line, None, "cells_beyond_headings", {"position": raw.extra})
    values: Values = {}
    for column in kind.columns:
        text = raw.cells[position[column.name]].strip() if column.name in position else ""
        try:
            values[column.name] = _read_cell(column, text)
        except CellError as error:
            return Finding(raw.line, headings[column.name], error.reason, error.details)
    return ParsedRow(raw.line, values)


def _read_cell(column: Column, text: str) -> Any:
    if text:
        return column.read(text)
    if column.is_required:
        raise CellError("cell_empty")
    return column.default
