"""From what is in a file to one table of a kind: which sheets and tables, from which line, of which day."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from data_access.writes.writes import Finding
from ingest.kinds.invisible import normal_heading, visible
from ingest.kinds.kinds import DAY_COLUMNS
from ingest.kinds.privacy import shown_heading
from ingest.readers.raw_table import Limits, RawRow, RawTable, UnreadableFile, row_of_width
from ingest.readers.reading import read_file
from ingest.tables.block_rows import KEYS, value_at
from ingest.tables.blocks import Block, Search, find_blocks
from ingest.tables.conventions import NOT_DELIVERED
from ingest.tables.headings import known_headings, meanings, measures_in
from ingest.tables.nearest import nearest_table, refuse_twice
from ingest.tables.title_days import days_in_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from ingest.kinds.columns import Kind
    from ingest.readers.raw_table import RawFile, Record

MOST_NAMED = 10
_MOST_TOTALS_COMPARED = 200
_SIMULATED = "SIMULASI"


def read_layout(
    content: bytes, *, file_name: str, kind: Kind, day: date | None = None, limits: Limits | None = None
) -> RawTable:
    """Read the table of a kind in a CSV or XLSX file as text, wherever in the file it stands.

    Titles, rows of totals and notes are left out; headings may be of several rows; sheets with the same figures are
    read together, others and hidden ones are not. What was read and what not is told in `RawTable.notes`.

    Parameters
    ----------
    content, file_name, limits
        As `ingest.readers.reading.read_file` takes them.
    kind
        What the file is said to be.
    day
        Day of the figures, told beside the file; for kinds of `DAY_COLUMNS`.

    Raises
    ------
    UnreadableFile
        The file is refused as a whole.
    """
    limits = limits or Limits()
    file = read_file(content, file_name=file_name, limits=limits, headings_in=partial(known_headings, kind))
    return lay_out(file, kind, day=day, limits=limits)


def lay_out(file: RawFile, kind: Kind, *, day: date | None, limits: Limits) -> RawTable:
    """Lay out the table of a kind; see `read_layout`."""
    readable = [sheet for sheet in file.sheets if sheet.refusal is None]
    search = Search()
    blocks = [block for sheet in readable for block in find_blocks(sheet, kind, search)]
    fitting = [block for block in blocks if not block.lacks(kind)]
    # A table without any figure (targets, officers) stands beside one with figures; alone it is told row by row.
    fitting = [block for block in fitting if _figures(block, kind)] or fitting
    if not fitting:
        return nearest_table(file, kind, blocks, limits)
    chosen = [block for block in fitting if _figures(block, kind) == _figures(fitting[0], kind)]
    if len(chosen) < len(fitting):
        names = dict.fromkeys(_place(file, block) for block in fitting)
        raise UnreadableFile("sheets_differ", line=None, values={"sheets": ", ".join(names)})
    for block in chosen:
        refuse_twice(block, kind)
    draft = _Draft(file, kind, chosen, limits)
    for block in chosen:
        draft.add(block, day)
    notes = [*sheet_notes(file, blocks, chosen), *draft.notes]
    first = chosen[0]
    return RawTable(
        header=tuple(draft.header),
        rows=draft.rows,
        format=file.format,
        header_line=first.last_line,
        encoding=file.encoding,
        delimiter=file.delimiter,
        sheet=first.sheet.name if draft.names_sheets else None,
        first_column=first.sheet.first_column,
        position=draft.position,
        notes=tuple(notes),
        is_simulated=_says_simulated(file),
    )


def _says_simulated(file: RawFile) -> bool:
    """Tell whether a cell begins as the notices and sources of simulated figures do."""
    return any(
        cell.lstrip().startswith(_SIMULATED)
        for sheet in file.sheets
        if sheet.refusal is None
        for _line, cells in sheet.records
        for cell in cells
    )


def _figures(block: Block, kind: Kind) -> frozenset[str]:
    names = {column.name for column in kind.columns if column.is_figure}
    return frozenset(names & block.position.keys()) | ({"days"} if block.days else frozenset())


def _place(file: RawFile, block: Block) -> str:
    """Name a table for a message: by its sheet, or by the line of its headings."""
    if len(file.sheets) > 1 and block.sheet.name is not None:
        return shown_heading(block.sheet.name)
    return str(block.first_line)


@dataclass
class _Draft:
    """The table as it grows, block by block; the first block sets the columns."""

    file: RawFile
    kind: Kind
    blocks: list[Block]
    limits: Limits
    header: list[str] = field(default_factory=list)
    position: dict[str, int] = field(default_factory=dict)
    rows: list[RawRow] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        first = self.blocks[0]
        self._base = [place for place in range(len(first.parts)) if place not in first.days]
        self.header = [first.headings[place] for place in self._base]
        self.position = {name: self._base.index(place) for name, place in first.position.items()}
        for block in self.blocks[1:]:
            for name, place in block.position.items():
                if name not in self.position:
                    self._append(name, block.headings[place])
        self._day_column = DAY_COLUMNS.get(self.kind.name)
        self._measures = [self._measures_of(block) for block in self.blocks]
        names = dict.fromkeys(name for measures in self._measures for name in measures.values())
        if self._day_column is not None and self._day_column not in self.position:
            self._append(self._day_column, self._day_column)
        for name in names:
            self._append(name, name)
        self._wide_names = list(names)

    def _append(self, name: str, heading: str) -> None:
        self.position[name] = len(self.header)
        self.header.append(heading)

    @property
    def names_sheets(self) -> bool:
        """Whether messages must say on which sheet a line is."""
        return len(self.file.sheets) > 1

    def add(self, block: Block, given_day: date | None) -> None:
        """Add the rows of a block."""
        columns = self._columns(block)
        sheet = block.sheet.name if self.names_sheets else None
        day = self._day_of(block, given_day)
        if block.days:
            self._add_days(block, columns, sheet)
        elif day is None and columns == list(range(len(block.parts))):
            width = len(columns)
            self.rows.extend(row_of_width(line, cells, width, sheet) for line, cells in block.rows)
        else:
            at = self.position[self._day_column] if self._day_column is not None and day is not None else None
            for line, cells in block.rows:
                taken = _taken(cells, columns)
                if at is not None and day is not None:
                    taken[at] = day
                self.rows.append(RawRow(line, tuple(taken), _beyond(cells, len(block.parts)), sheet))
        if len(self.rows) > self.limits.max_rows:
            raise UnreadableFile("too_many_rows", values={"limit": self.limits.max_rows})
        self._note_layout(block)
        if not block.days:
            self.notes.extend(totals_that_differ(block, self.kind, sheet))
        self._note_unnamed(block)
        self.notes.extend(foreign_notes(block, sheet))

    def _columns(self, block: Block) -> list[int | None]:
        """The place in a block of each column of the table; None where the block has none."""
        place_of = {normal_heading(heading): place for place, heading in reversed(list(enumerate(block.headings)))}
        name_at = {place: name for name, place in self.position.items()}
        columns: list[int | None] = []
        for place, heading in enumerate(self.header):
            if place in name_at:
                columns.append(block.position.get(name_at[place]))
            elif block is self.blocks[0]:
                columns.append(self._base[place])
            else:
                columns.append(place_of.get(normal_heading(heading)) if heading else None)
        return columns

    # -- the day

    def _day_of(self, block: Block, given_day: date | None) -> str | None:
        """The day to put into each row of a block; None where its rows have their own."""
        column = self._day_column
        if column is None or block.days:
            return None
        if column in block.position:
            if given_day is not None and block is self.blocks[0]:
                self._note(block, block.last_line, "day_not_used", day=given_day.isoformat())
            return None
        day, reason = self._find_day(block, given_day)
        self._note(block, block.first_line, reason, day=day.isoformat())
        return day.isoformat()

    def _find_day(self, block: Block, given_day: date | None) -> tuple[date, str]:
        titles = [" ".join(filter(None, map(visible, cells))) for _line, cells in block.title]
        days_named = days_in_title(titles)
        reason = "day_from_title"
        if not days_named and block.sheet.name is not None:
            days_named, reason = days_in_title([block.sheet.name]), "day_from_sheet"
        if given_day is not None:
            if len(days_named) == 1 and days_named[0] != given_day:
                raise UnreadableFile("days_differ", line=block.first_line, values={"other": days_named[0].isoformat()})
            return given_day, "day_told"
        if len(days_named) > 1:
            days = ", ".join(day.isoformat() for day in days_named[:MOST_NAMED])
            raise UnreadableFile("day_unclear", line=block.first_line, values={"days": days})
        if not days_named:
            raise UnreadableFile("day_missing", line=block.last_line)
        return days_named[0], reason

    # -- days side by side

    def _add_days(self, block: Block, columns: list[int | None], sheet: str | None) -> None:
        measures = self._measures[next(at for at, other in enumerate(self.blocks) if other is block)]
        day_at = self.position["as_of"]
        at = {name: self.position[name] for name in self._wide_names}
        by_day: dict[str, dict[str, int]] = {}
        for place, day_of_place in block.days.items():
            by_day.setdefault(day_of_place.isoformat(), {})[measures[place]] = place
        if sum(map(len, by_day.values())) < len(block.days):
            place = max(block.days)
            values: dict[str, int | str] = {"heading": shown_heading(block.headings[place]), "column": place + 1}
            raise UnreadableFile("duplicate_heading", line=block.first_line, values=values)
        for line, cells in block.rows:
            beyond = _beyond(cells, len(block.parts))
            for day, place_of in by_day.items():
                figures = {name: visible(cells[place]) for name, place in place_of.items() if place < len(cells)}
                if not beyond and all(not text or text.lower() in NOT_DELIVERED for text in figures.values()):
                    continue
                taken = _taken(cells, columns)
                taken[day_at] = day
                for name, text in figures.items():
                    taken[at[name]] = text
                self.rows.append(RawRow(line, tuple(taken), beyond, sheet))
            if len(self.rows) > self.limits.max_rows:
                raise UnreadableFile("too_many_rows", values={"limit": self.limits.max_rows})
        names = ", ".join(dict.fromkeys(measures.values()))
        self._note(block, block.last_line, "days_turned_to_rows", days=len(by_day), measures=names)

    def _measures_of(self, block: Block) -> dict[int, str]:
        """Tell of each day column what it counts: by the group above it, else by the title."""
        texts = [" ".join(filter(None, map(visible, cells))) for _line, cells in block.title]
        titled = {column.name for text in texts for column in measures_in(self.kind, text)}
        measures: dict[int, str] = {}
        for place in block.days:
            named = {
                column.name
                for part in block.parts[place]
                for column, _rank in meanings(self.kind, (part,))
                if column.is_figure
            }
            choice = named or titled
            if len(choice) != 1:
                day = next(iter(block.days.values())).isoformat()
                raise UnreadableFile("days_as_columns", line=block.last_line, values={"day": day})
            measures[place] = choice.pop() if named else next(iter(titled))
        return measures

    # -- what is told

    def _note(self, block: Block, line: int | None, reason: str, **details: object) -> None:
        if self.names_sheets and block.sheet.name is not None:
            details["sheet"] = shown_heading(block.sheet.name)
        self.notes.append(Finding(line, None, reason, details, is_warning=True))

    def _note_layout(self, block: Block) -> None:
        texts = len(block.title) + len(block.notes)
        if texts or block.totals:
            self._note(block, block.first_line, "lines_left_out", texts=texts, totals=len(block.totals))
        hidden = block.sheet.hidden_rows, block.sheet.hidden_columns
        if any(hidden) and block is next(other for other in self.blocks if other.sheet is block.sheet):
            self._note(block, None, "hidden_cells_read", rows=hidden[0], columns=hidden[1])

    def _note_unnamed(self, block: Block) -> None:
        last = len(block.parts)
        for place in (place for place in range(last) if not block.headings[place]):
            if any(place < len(cells) and visible(cells[place]) for _line, cells in block.rows):
                position = block.sheet.first_column + place
                self._note(block, block.last_line, "header_blank", column=position)


def _beyond(cells: Sequence[str], width: int) -> int:
    """The 1-based position of the first cell with content beyond the headings; 0 if none."""
    return next((place + 1 for place in range(width, len(cells)) if cells[place].strip()), 0)


def _taken(cells: Sequence[str], columns: Sequence[int | None]) -> list[str]:
    return [cells[place] if place is not None and place < len(cells) else "" for place in columns]


def totals_that_differ(block: Block, kind: Kind, sheet: str | None) -> Iterator[Finding]:
    """Warn where a row of totals is neither the sum of all rows, nor of one level, nor of those right above."""
    key = next((block.position[name] for name in KEYS if name in block.position), None)
    figures = [column.name for column in kind.columns if column.is_figure and column.name in block.position]
    levels: dict[int, list[Record]] = {}
    for record in block.rows:
        code = visible(record[1][key]) if key is not None and key < len(record[1]) else ""
        levels.setdefault(sum(map(str.isdigit, code)), []).append(record)
    before = 0
    for total in block.totals[:_MOST_TOTALS_COMPARED]:
        section = [record for record in block.rows if before < record[0] < total[0]]
        before = total[0]
        for name in figures:
            place = block.position[name]
            figure = value_at(total, place)
            if figure is None or not _is_sum_row(total):
                continue
            sums = [_sum(records, place) for records in (block.rows, section, *levels.values())]
            filled = [value for value in sums if value is not None]
            if filled and figure not in filled:
                heading = shown_heading(block.headings[place])
                details: dict[str, object] = {"own": figure, "total": filled[0]}
                if sheet is not None:
                    details["sheet"] = shown_heading(sheet)
                yield Finding(total[0], heading, "total_differs", details, is_warning=True)


def _is_sum_row(record: Record) -> bool:
    """Tell a row of sums from one of means or percentages."""
    texts = [visible(cell).lower() for cell in record[1]]
    return not any(text.startswith(("rata", "rerata", "persen", "prosen")) for text in texts)


def _sum(records: Sequence[Record], place: int) -> int | None:
    """Add a column up; None where a cell has no figure, since the total may count what was not delivered."""
    values = [value_at(record, place) for record in records]
    return sum(value for value in values if value is not None) if values and None not in values else None


def sheet_notes(file: RawFile, blocks: Sequence[Block], chosen: Sequence[Block]) -> Iterator[Finding]:
    """Say of a workbook of several sheets which were read, with how many rows, and which not."""
    if len(file.sheets) > 1:
        rows: dict[str, int] = {}
        for block in chosen:
            name = str(block.sheet.name)
            rows[name] = rows.get(name, 0) + len(block.rows)
        yield _listed("sheets_read", [f"{shown_heading(name)} ({count})" for name, count in rows.items()])
        unread = [sheet for sheet in file.sheets if str(sheet.name) not in rows]
        if unread:
            yield _listed(
                "sheets_without_table", [f"{shown_heading(str(sheet.name))} ({len(sheet.records)})" for sheet in unread]
            )
    if file.hidden:
        yield _listed("sheets_hidden", [shown_heading(name) for name in file.hidden])
    read = {id(block) for block in chosen}
    sheets = {id(block.sheet) for block in chosen}
    for block in blocks:
        if id(block) not in read and id(block.sheet) in sheets:
            details: dict[str, object] = {"rows": len(block.rows)}
            if len(file.sheets) > 1:
                details["sheet"] = shown_heading(str(block.sheet.name))
            yield Finding(block.first_line, None, "table_not_read", details, is_warning=True)


def foreign_notes(block: Block, sheet: str | None) -> Iterator[Finding]:
    """Warn of a table below the rows whose headings nobody knows."""
    if block.foreign:
        details: dict[str, object] = {"rows": len(block.foreign) - 1}
        if sheet is not None:
            details["sheet"] = shown_heading(sheet)
        yield Finding(block.foreign[0][0], None, "table_not_read", details, is_warning=True)


def _listed(reason: str, names: Sequence[str]) -> Finding:
    text = ", ".join(names[:MOST_NAMED]) + (", \u2026" if len(names) > MOST_NAMED else "")
    return Finding(None, None, reason, {"n": len(names), "sheets": text}, is_warning=True)
