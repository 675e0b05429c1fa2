"""From a table of text to typed rows: headings matched, each cell read, each bad row set aside with its reason."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from census.identifiers.code_book import Given, GivenName
from data_access.writes.writes import Finding
from ingest.kinds.cells import CellError, is_ambiguous_day, is_month_first, read_kemendagri_code
from ingest.kinds.columns import Column, Kind
from ingest.kinds.invisible import normal_heading, visible
from ingest.kinds.privacy import shown_heading
from ingest.readers.raw_table import RawRow, RawTable, UnreadableFile
from ingest.tables.area_columns import AreaColumns, find_area_columns
from ingest.tables.conventions import read_again
from ingest.tables.headings import is_plain_heading, meanings, positions
from ingest.tables.persons import refuse_list_of_persons

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
    sheet
        Sheet of the row, where the file has several.
    unread
        Texts of the columns that are not read, of kinds whose rows may be parts of one figure.
    other_codes
        Further codes of areas that the row has beside the one that is read.
    """

    line: int
    values: Values
    names: tuple[GivenName, ...] = field(default=(), compare=False)
    agency: str = field(default="", compare=False)
    sheet: str | None = None
    unread: tuple[str, ...] = ()
    other_codes: tuple[str, ...] = field(default=(), compare=False)

    @property
    def place(self) -> int | str:
        """The line, with its sheet where there are several, to name the row in a message on another."""
        return self.line if self.sheet is None else f"{self.line} ({shown_heading(self.sheet)})"


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
        Rows with content below the heading, without totals and notes.
    unread_headings
        Headings of the columns in `ParsedRow.unread`.
    """

    rows: list[ParsedRow]
    headings: Mapping[str, str]
    findings: list[Finding]
    rows_read: int
    unread_headings: tuple[str, ...] = ()

    def rejection(self, row: ParsedRow, column: str, reason: str, **details: object) -> Finding:
        """Set a row aside because of one column."""
        return Finding(row.line, self.headings.get(column, column), reason, _with_sheet(details, row.sheet))

    def warning(self, row: ParsedRow, column: str, reason: str, **details: object) -> Finding:
        """Note something about a row that is taken all the same."""
        heading = self.headings.get(column, column)
        return Finding(row.line, heading, reason, _with_sheet(details, row.sheet), is_warning=True)


def _with_sheet(details: dict[str, object], sheet: str | None) -> dict[str, object]:
    return details if sheet is None else {**details, "sheet": shown_heading(sheet)}


class MissingColumnsError(UnreadableFile):
    """The file lacks columns that its kind must have; nothing of it is read."""

    def __init__(self, missing: list[str], line: int) -> None:
        ValueError.__init__(self, f"The file lacks the column(s) {', '.join(missing)}.")
        self.reason = "missing_columns"
        self.line = line
        self.values = {"columns": ", ".join(missing)}


class NamesWithoutCodesError(UnreadableFile):
    """The file names its areas but lacks their codes; nothing of it is read."""

    def __init__(self, line: int) -> None:
        ValueError.__init__(self, "The file has names of areas without their codes.")
        self.reason, self.line, self.values = "names_without_codes", line, {}


def parse_table(table: RawTable, kind: Kind) -> ParsedTable:
    """Match headings, where the layout has not done so, and read cells.

    Raises
    ------
    MissingColumnsError
        If a column that the kind must have is not among the headings.
    NamesWithoutCodesError
        If areas have names but no codes.
    ListOfPersonsError
        If the file lists persons.
    """
    reader, used = open_table(table, kind)
    findings = [*table.notes, *unused_columns(table, kind, used)]
    rows = []
    for raw in table.rows:
        parsed = reader.read(raw)
        if isinstance(parsed, Finding):
            findings.append(parsed)
        else:
            rows.append(parsed)
    rows, unclear = reader.refuse_unclear_days(rows)
    findings += [*unclear, *reader.remarks()]
    unread = tuple(table.header[place] for place in reader.unread)
    return ParsedTable(rows, reader.headings, findings, rows_read=len(table.rows), unread_headings=unread)


def open_table(table: RawTable, kind: Kind) -> tuple["RowReader", set[int]]:
    """Match headings and refuse what is none of the kind; give what reads the rows, and the places that are used.

    Raises
    ------
    MissingColumnsError, NamesWithoutCodesError, ListOfPersonsError
        As `parse_table`.
    """
    position = dict(
        table.position if table.position is not None else positions(kind, [(text,) for text in table.header])
    )
    areas = find_area_columns(table.header, kind, position)
    position |= areas.code_position
    used = {*position.values(), *areas.used}
    refuse_list_of_persons(table, used=used, declared=set(position.values()))
    missing = [column.name for column in kind.columns if column.is_required and column.name not in position]
    if areas.code_column in missing and areas.names:
        raise NamesWithoutCodesError(table.header_line)
    if missing:
        raise MissingColumnsError(missing, table.header_line)
    return RowReader(table, kind, position, areas), used


def unused_columns(table: RawTable, kind: Kind, used: set[int]) -> Iterator[Finding]:
    """Warn of columns that are not read; of words that no heading has none is repeated: they may be somebody's name."""
    for index, heading in enumerate(table.header):
        if index in used or not heading or normal_heading(heading) in _ROW_NUMBERS:
            continue
        line, name = table.header_line, shown_heading(heading)
        if meanings(kind, (heading,)):
            yield Finding(line, name, "column_twice", _with_sheet({}, table.sheet), is_warning=True)
        elif is_plain_heading(heading):
            yield Finding(line, name, "heading_not_used", _with_sheet({"heading": name}, table.sheet), is_warning=True)
        else:
            details = _with_sheet({"position": table.first_column + index}, table.sheet)
            yield Finding(line, None, "column_not_used", details, is_warning=True)


_ROW_NUMBERS = {"no", "no_urut", "nomor", "nomor_urut", "urut"}
"""Headings of columns that number the rows: nobody misses them."""

_KEEPS_UNREAD = {"register"}
"""Kinds whose rows may be parts of one figure, told apart by a column that is not read (by sex, by age)."""


@dataclass(slots=True)
class _Remark:
    """Something that is told once for a file: first row, column and details, and how many cells."""

    raw: RawRow
    column: str
    details: dict[str, object]
    count: int = 0


_UNKNOWN = object()
_MOST_KNOWN = 20_000
"""Distinct cells of a column whose values are kept: codes, days and words come again in thousands of rows."""


@dataclass
class RowReader:
    """Reads the cells of rows, and remembers what is to be told once for all of them."""

    table: RawTable
    kind: Kind
    position: Mapping[str, int]
    areas: AreaColumns
    _remarks: dict[tuple[str, str], _Remark] = field(default_factory=dict)
    _month_first: dict[str, RawRow] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Look up where each column stands."""
        header = self.table.header
        self.headings = {name: shown_heading(header[index]) for name, index in self.position.items()}
        # A code in parts spans several cells: the text of one cell does not give its value, so none is cached.
        parts_of = self.areas.code_column if self.areas.parts else None
        self._columns: list[tuple[Column, int | None, dict[str, object], int]] = [
            (self._column(column), self.position.get(column.name), {}, 0 if column.name == parts_of else _MOST_KNOWN)
            for column in self.kind.columns
        ]
        self._names: dict[tuple[str, ...], tuple[GivenName, ...]] = {}
        used = {*self.position.values(), *self.areas.used}
        keeps = self.kind.name in _KEEPS_UNREAD
        self.unread = [place for place in range(len(header)) if place not in used and header[place]] if keeps else []

    def _column(self, column: Column) -> Column:
        """Read codes under a heading that says Kemendagri as such, with or without points."""
        place = self.position.get(column.name)
        says = "" if place is None else normal_heading(self.table.header[place])
        is_code = column.name in {"area_code", "desa_code", "scope_code", "parent_code"}
        return replace(column, read=read_kemendagri_code) if is_code and "kemendagri" in says else column

    def read(self, raw: RawRow) -> ParsedRow | Finding:
        """Read a row, or say what is wrong with its first bad cell."""
        if raw.extra:
            details: dict[str, object] = {"position": self.table.first_column - 1 + raw.extra}
            return Finding(raw.line, None, "cells_beyond_headings", _with_sheet(details, raw.sheet))
        values: Values = {}
        cells = raw.cells
        for column, place, cache, most_cached in self._columns:
            if place is None:
                values[column.name] = column.default
                continue
            cell = cells[place]
            value = cache.get(cell, _UNKNOWN)
            if value is not _UNKNOWN:
                values[column.name] = value
                continue
            text = visible(cell)
            if column.name == self.areas.code_column:
                text = self.areas.code_in(cells) or text
            try:
                values[column.name], is_plain = self._read_cell(raw, column, text)
                if is_plain and len(cache) < most_cached:
                    cache[cell] = values[column.name]
            except CellError as error:
                if error.reason == "no_such_day" and is_month_first(text):
                    self._month_first.setdefault(column.name, raw)
                heading = self.headings[column.name]
                return Finding(raw.line, heading, error.reason, _with_sheet(error.details, raw.sheet))
        unread = tuple(visible(cells[place]) for place in self.unread)
        names, agency = self._names_in(cells), self.areas.agency_in(cells)
        others = self.areas.other_codes_in(cells) if self.areas.other_codes else ()
        return ParsedRow(raw.line, values, names, agency, sheet=raw.sheet, unread=unread, other_codes=others)

    @property
    def area_places(self) -> set[int]:
        """Places of the cells that say which area a row is about."""
        code = self.position.get(str(self.areas.code_column))
        others = (index for index, _is_kemendagri in self.areas.other_codes)
        return {
            *self.areas.parts.values(),
            *others,
            *(at for at, _, _ in self.areas.names),
            *([code] if code is not None else []),
        }

    def given_in(self, cells: tuple[str, ...]) -> Given | None:
        """What a row says of its area; None where its code cannot be read."""
        column, place, _cache, _most = next(entry for entry in self._columns if entry[0].name == self.areas.code_column)
        if place is None:
            return None
        text = self.areas.code_in(cells) or visible(cells[place])
        try:
            code, _is_plain = self._read_cell(RawRow(0, cells), column, text)
        except CellError:
            return None
        return Given(str(code), self._names_in(cells))

    def _names_in(self, cells: tuple[str, ...]) -> tuple[GivenName, ...]:
        if not self.areas.names:
            return ()
        key = tuple([cells[place] for place, _level, _is_plain in self.areas.names])
        names = self._names.get(key)
        if names is None:
            names = self.areas.names_in(cells)
            if len(self._names) < _MOST_KNOWN:
                self._names[key] = names
        return names

    def _read_cell(self, raw: RawRow, column: Column, text: str) -> tuple[object, bool]:
        """Read a cell; tell whether it needed no convention, so that nothing has to be counted when it comes again."""
        if not text:
            if column.is_required:
                raise CellError("cell_empty")
            return column.default, True
        try:
            return column.read(text), True
        except CellError as error:
            reading = read_again(column, text, error, self.headings[column.name])
        if not reading.remark:
            return reading.value, False
        details: dict[str, object] = {}
        if isinstance(reading.value, date):
            details = {"day": reading.value.isoformat()}
        remark = self._remarks.setdefault((column.name, reading.remark), _Remark(raw, column.name, details))
        remark.count += 1
        return reading.value, False

    def refuse_unclear_days(self, rows: list[ParsedRow]) -> tuple[list[ParsedRow], list[Finding]]:
        """Set aside rows whose day can be read in two ways, where another row shows that the month comes first."""
        if not self._month_first:
            return rows, []
        unclear: dict[tuple[int, str | None], Finding] = {}
        for raw in self.table.rows:
            for name, other in self._month_first.items():
                text = visible(raw.cells[self.position[name]])
                if is_ambiguous_day(text):
                    details = _with_sheet({"value": text, "other_line": other.line}, raw.sheet)
                    finding = Finding(raw.line, self.headings[name], "day_order_unclear", details)
                    unclear.setdefault((raw.line, raw.sheet), finding)
        kept = [row for row in rows if (row.line, row.sheet) not in unclear]
        refused = {(row.line, row.sheet) for row in rows} & unclear.keys()
        return kept, [finding for at, finding in unclear.items() if at in refused]

    def remarks(self) -> Iterator[Finding]:
        """Tell once for the file of each way of writing that was understood by a convention."""
        for (name, reason), remark in self._remarks.items():
            details = _with_sheet({"cells": remark.count, **remark.details}, remark.raw.sheet)
            yield Finding(remark.raw.line, self.headings[name], reason, details, is_warning=True)
