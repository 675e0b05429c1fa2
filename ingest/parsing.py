"""From a table of text to typed rows: headings matched, each cell read, each bad row set aside with its reason."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from census.area_headings import normal_heading
from census.code_book import GivenName
from data_access.writes import Finding
from ingest.area_columns import AreaColumns, find_area_columns
from ingest.cells import CellError
from ingest.columns import Column, Kind
from ingest.kinds import columns_by_heading
from ingest.persons import refuse_list_of_persons
from ingest.privacy import shown_heading
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
    names
        Names of its area, and of areas above it, that stand beside the code.
    agency
        Name of an agency that stands beside its number; "" where there is none.
    """

    line: int
    values: Values
    names: tuple[GivenName, ...] = field(default=(), compare=False)
    agency: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class ParsedTable:
    """What could be read of a file, and what could not.

    Attributes
    ----------
    rows
        Rows whose cells are all readable.
    headings
        Heading as the file has it, fit to be shown, by column name; a column that the file lacks is not there.
    findings
        One per bad row (its first bad cell) and warnings on the file.
    rows_read
        Rows with content below the heading.
    """

    rows: list[ParsedRow]
    headings: Mapping[str, str]
    findings: list[Finding]
    rows_read: int

    def rejection(self, row: ParsedRow, column: str, reason: str, **details: object) -> Finding:
        """Set a row aside because of one column."""
        return Finding(row.line, self.headings.get(column, column), reason, details)

    def warning(self, row: ParsedRow, column: str, reason: str, **details: object) -> Finding:
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
    ListOfPersonsError
        If the file lists persons.
    """
    position = _positions(table, kind)
    areas = find_area_columns(table.header, kind, position)
    position |= areas.code_position
    refuse_list_of_persons(table, used={*position.values(), *areas.used}, declared=set(position.values()))
    missing = [column.name for column in kind.columns if column.is_required and column.name not in position]
    if missing:
        raise MissingColumnsError(missing, table.header_line)
    headings = {name: shown_heading(table.header[index]) for name, index in position.items()}
    findings = list(_unused(table, kind, {*position.values(), *areas.used}))
    rows = []
    for raw in table.rows:
        parsed = _parse_row(raw, kind, position, headings, areas, table.first_column)
        if isinstance(parsed, Finding):
            findings.append(parsed)
        else:
            rows.append(parsed)
    return ParsedTable(rows, headings, findings, rows_read=len(table.rows))


def _positions(table: RawTable, kind: Kind) -> dict[str, int]:
    """Find each column of the kind: of several headings that could be it, the one that fits best, then the first."""
    known = columns_by_heading(kind)
    best: dict[str, tuple[int, int]] = {}
    for index, heading in enumerate(table.header):
        found = known.get(normal_heading(heading))
        if found:
            column, rank = found
            best[column.name] = min(best.get(column.name, (rank, index)), (rank, index))
    return {name: index for name, (_rank, index) in best.items()}


def _unused(table: RawTable, kind: Kind, used: set[int]) -> Iterator[Finding]:
    """Warn of columns that are not read; an unknown heading is not repeated, since it may be somebody's name."""
    known = columns_by_heading(kind)
    for index, heading in enumerate(table.header):
        if index in used:
            continue
        if normal_heading(heading) in known:
            yield Finding(table.header_line, shown_heading(heading), "column_twice", {}, is_warning=True)
        else:
            details = {"position": table.first_column + index}
            yield Finding(table.header_line, None, "column_not_used", details, is_warning=True)


def _parse_row(
    raw: RawRow,
    kind: Kind,
    position: Mapping[str, int],
    headings: Mapping[str, str],
    areas: AreaColumns,
    first_column: int,
) -> ParsedRow | Finding:
    if raw.extra:
        return Finding(raw.line, None, "cells_beyond_headings", {"position": first_column - 1 + raw.extra})
    values: Values = {}
    for column in kind.columns:
        text = raw.cells[position[column.name]].strip() if column.name in position else ""
        if column.name == areas.code_column:
            text = areas.code_in(raw.cells) or text
        try:
            values[column.name] = _read_cell(column, text)
        except CellError as error:
            return Finding(raw.line, headings[column.name], error.reason, error.details)
    return ParsedRow(raw.line, values, areas.names_in(raw.cells), areas.agency_in(raw.cells))


def _read_cell(column: Column, text: str) -> object:
    if text:
        return column.read(text)
    if column.is_required:
        raise CellError("cell_empty")
    return column.default
