"""Where the tables of a sheet are: titles, headings of one or several rows, rows, totals, notes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from ingest.kinds.cells import CellError, read_date
from ingest.kinds.columns import day_column
from ingest.kinds.invisible import visible
from ingest.kinds.kinds import DAY_COLUMNS
from ingest.readers.raw_table import UnreadableFile
from ingest.tables.area_columns import find_area_columns
from ingest.tables.block_rows import KEYS, RowSorter, is_code_like, is_row_of_place_numbers, spread_merged
from ingest.tables.conventions import read_again
from ingest.tables.headings import Parts, positions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ingest.kinds.columns import Kind
    from ingest.readers.raw_table import RawSheet, Record

_DAY_COLUMN = day_column("day", "2020-03-15")
_SEARCHED_RECORDS = 100
_MOST_MATCHED_CELLS = 400_000
_MOST_HEADING_ROWS = 3

_NUMBER_LIKE = re.compile(r"'?\d[\d.,/:\s-]*").fullmatch


@dataclass(slots=True)
class Block:
    """One table of a sheet.

    Attributes
    ----------
    title
        Records above the headings.
    first_line, last_line
        Of the headings.
    parts
        Texts of each column's heading, from top to bottom; none where it has no heading.
    position
        0-based place of each column of the kind.
    days
        Where days stand side by side: day by place.
    rows, totals, notes
        Records below the headings.
    foreign
        Records from a heading on that nobody knows: another table, of which nothing is read.
    """

    sheet: RawSheet
    title: list[Record]
    first_line: int
    last_line: int
    parts: list[Parts]
    position: dict[str, int]
    days: dict[int, date]
    rows: list[Record] = field(default_factory=list)
    totals: list[Record] = field(default_factory=list)
    notes: list[Record] = field(default_factory=list)
    foreign: list[Record] = field(default_factory=list)

    @property
    def headings(self) -> list[str]:
        """The heading of each column in one line; "" where it has none."""
        return [" ".join(part for part in parts if part) for parts in self.parts]

    def lacks(self, kind: Kind) -> list[str]:
        """List the columns that the kind must have and that cannot come from a title either."""
        day = DAY_COLUMNS.get(kind.name)
        return [
            column.name
            for column in kind.columns
            if column.is_required and column.name not in self.position and column.name != day
        ]


@dataclass(frozen=True, slots=True)
class _Heading:
    at: int
    depth: int
    parts: list[Parts]
    position: dict[str, int]
    days: dict[int, date]

    @property
    def score(self) -> int:
        return len(self.position) + min(2, len(self.days))


def read_day_heading(text: str) -> date | None:
    """Read a heading that is a day; None where it is none."""
    if not any(map(str.isdigit, text)):
        return None
    try:
        return read_date(text)
    except CellError as error:
        try:
            value = read_again(_DAY_COLUMN, text, error, "").value
        except CellError:
            return None
        return value  # type: ignore[return-value]  # the reader of days gives days


class Search:
    """How much of a file may be looked through for headings: a file full of texts must not hold the server up."""

    def __init__(self) -> None:
        self._left = _MOST_MATCHED_CELLS

    def count(self, cells: int) -> None:
        """Take cells off the allowance."""
        self._left -= cells
        if self._left < 0:
            raise UnreadableFile("zip_bomb", values={"limit": _MOST_MATCHED_CELLS, "what": "cells above a table"})


def find_blocks(sheet: RawSheet, kind: Kind, search: Search) -> list[Block]:
    """Find the tables of a kind on a sheet.

    Returns
    -------
    list of Block
        In order, each with at least one column of the kind that has a heading; none where no heading is known.
    """
    heading = _find_heading(sheet.records, kind, search)
    blocks: list[Block] = []
    title_from = 0
    while heading is not None:
        block = _begin(sheet, heading, title_from)
        blocks.append(block)
        heading, title_from = _walk(block, kind, heading.at + heading.depth, search)
    return blocks


def _begin(sheet: RawSheet, heading: _Heading, title_from: int) -> Block:
    records = sheet.records
    return Block(
        sheet,
        records[title_from : heading.at],
        records[heading.at][0],
        records[heading.at + heading.depth - 1][0],
        heading.parts,
        heading.position,
        heading.days,
    )


def _find_heading(records: Sequence[Record], kind: Kind, search: Search) -> _Heading | None:
    """The first record that can be a full heading, or else the one with most known headings."""
    best: _Heading | None = None
    for at in range(min(len(records), _SEARCHED_RECORDS)):
        heading = _heading_at(records, at, kind, search)
        if heading is None:
            continue
        if best is None or heading.score > best.score:
            best = heading
        required = {column.name for column in kind.columns if column.is_required} - {DAY_COLUMNS.get(kind.name)}
        if len(heading.position) + len(heading.days) >= 2 and required <= heading.position.keys():
            # Titles right above, taken for groups of headings, can make an earlier line look like the first.
            below = [_heading_at(records, at + step, kind, search) for step in range(1, heading.depth)]
            return max([heading, *filter(None, below)], key=lambda other: (other.score, other.at))
    return best


def _heading_at(records: Sequence[Record], at: int, kind: Kind, search: Search) -> _Heading | None:
    if at >= len(records):
        return None
    best: _Heading | None = None
    rows: list[list[str]] = []
    for depth, (line, cells) in enumerate(islice(records, at, at + _MOST_HEADING_ROWS), start=1):
        row = [visible(cell) for cell in cells]
        filled = [cell for cell in row if cell]
        if depth == 1 and len(filled) < 2:
            return None
        if depth > 1 and (line > records[at + depth - 2][0] + 1 or _looks_like_data(filled)):
            break
        rows.append(row)
        search.count(len(row))
        heading = _match(rows, at, kind)
        if best is None or heading.score > best.score:
            best = heading
    if best is None or not best.score:
        return None
    # One word that is also a heading may stand in a row of data: a level such as "kecamatan".
    is_data = any(_NUMBER_LIKE(visible(cell)) for cell in records[at][1])
    return None if best.score < 2 and is_data else best


def _looks_like_data(filled: list[str]) -> bool:
    return any(_NUMBER_LIKE(cell) and read_day_heading(cell) is None for cell in filled) or not filled


def _match(rows: Sequence[list[str]], at: int, kind: Kind) -> _Heading:
    parts = _columns_of(rows)
    position = positions(kind, parts)
    position |= find_area_columns([" ".join(texts) for texts in parts], kind, position).code_position
    days: dict[int, date] = {}
    day_column = DAY_COLUMNS.get(kind.name)
    if day_column == "as_of" and day_column not in position:
        used = set(position.values())
        for place, texts in enumerate(parts):
            day = next((day for text in texts if (day := read_day_heading(text)) is not None), None)
            if day is not None and place not in used:
                days[place] = day
        if not any(name in position for name in KEYS):
            days = {}
    return _Heading(at, len(rows), parts, position, days)


def _columns_of(rows: Sequence[list[str]]) -> list[Parts]:
    """The parts of each column's heading; a group reaches right over columns with a heading of their own."""
    width = max(len(row) for row in rows)
    columns: list[list[str]] = [[] for _ in range(width)]
    for depth, row in enumerate(rows):
        group = ""
        for place in range(width):
            text = row[place] if place < len(row) else ""
            group = text or group
            has_below = any(place < len(below) and below[place] for below in rows[depth + 1 :])
            if text or (has_below and group and not _starts_anew(rows, depth, place)):
                columns[place].append(text or group)
    while columns and not columns[-1]:
        columns.pop()
    return [tuple(texts) for texts in columns]


def _starts_anew(rows: Sequence[list[str]], depth: int, place: int) -> bool:
    """Tell whether a group of a row above begins here: then a group to the left has ended."""
    return any(place < len(above) and above[place] for above in rows[:depth])


# --- below the headings -------------------------------------------------------------------------------------


def _walk(block: Block, kind: Kind, start: int, search: Search) -> tuple[_Heading | None, int]:
    """Sort the records below a heading; stop at another heading and return it with the place its title begins."""
    records = block.sheet.records
    sorter = RowSorter(block, kind)
    spread_merged(block, kind)
    if start < len(records) and is_row_of_place_numbers(records[start][1]):
        start += 1
    key = sorter.key
    rows = block.rows
    after_last_row = start
    waiting: list[Record] = []
    for at in range(start, len(records)):
        record = records[at]
        cells = record[1]
        if block.foreign:
            what = "heading" if sorter.is_heading(cells) else "foreign"
        elif key is not None and key < len(cells) and is_code_like(cells[key]):
            what = "row"
        else:
            what = sorter.sort(record)
        if what == "row":
            if waiting:
                rows.extend(waiting)
                waiting.clear()
            rows.append(record)
            after_last_row = at + 1
        elif what == "total":
            block.totals.append(record)
            after_last_row = at + 1
        elif what == "note":
            block.notes.append(record)
        elif what == "perhaps":
            waiting.append(record)
        elif what == "foreign":
            block.foreign.append(record)
        else:
            heading = _heading_at(records, at, kind, search)
            block.notes = [note for note in block.notes if note[0] < records[after_last_row - 1][0]]
            return heading, after_last_row
    block.notes.extend(waiting)
    if len(block.foreign) == 1:
        # Words alone with nothing below are no table but a row that cannot be read.
        rows.append(block.foreign.pop())
    return None, len(records)
