"""Where the tables of a sheet are: titles, headings of one or several rows, rows, totals, notes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from ingest.area_columns import find_area_columns
from ingest.cells import CellError, read_date
from ingest.columns import count_column, day_column
from ingest.conventions import DASHES, NOT_DELIVERED, figure_of, read_again
from ingest.headings import Parts, known_headings, positions
from ingest.invisible import visible
from ingest.kinds import DAY_COLUMNS, columns_by_heading
from ingest.raw_table import MERGED_FIGURE, UNCOMPUTED, UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ingest.columns import Kind
    from ingest.raw_table import RawSheet, Record

KEYS = ("area_code", "code", "desa_code", "scope_code", "opd_id", "id")
_NAMES = ("area_name", "name")
_FIGURE_COLUMN = count_column("figure", "1")
_DAY_COLUMN = day_column("day", "2020-03-15")
_SEARCHED_RECORDS = 100
_MOST_MATCHED_CELLS = 400_000
_MOST_HEADING_ROWS = 3
_MOST_FILLED_CELLS = 5_000_000
_MOST_SUMS_COMPARED = 50

_NUMBER_LIKE = re.compile(r"'?\d[\d.,/:\s-]*").fullmatch
_CODE_LIKE = re.compile(r"'?\d[\d.\s]*").fullmatch
_PLACE_NUMBER = re.compile(r"\(?(\d{1,2})\)?(?:\s*=.*)?")
_TOTAL = re.compile(
    r"(?:(?:sub|grand)[ -]?total|sub ?jumlah|total|jumlah|jml|rata ?-? ?rata|rerata|persentase|prosentase)\b.{0,60}",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"(?:kab|kabupaten|prov|provinsi|propinsi)\b.{0,60}", re.IGNORECASE)


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
    """Give the first record that can be a full heading, or else the one with most known headings."""
    best: _Heading | None = None
    for at in range(min(len(records), _SEARCHED_RECORDS)):
        found = _heading_at(records, at, kind, search)
        if found is None:
            continue
        if best is None or found.score > best.score:
            best = found
        required = {column.name for column in kind.columns if column.is_required} - {DAY_COLUMNS.get(kind.name)}
        if len(found.position) + len(found.days) >= 2 and required <= found.position.keys():
            # Titles right above, taken for groups of headings, can make an earlier line look like the first.
            below = [_heading_at(records, at + step, kind, search) for step in range(1, found.depth)]
            return max([found, *filter(None, below)], key=lambda heading: (heading.score, heading.at))
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
        found = _match(rows, at, kind)
        if best is None or found.score > best.score:
            best = found
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
    """Give the parts of each column's heading; a group reaches right over columns with a heading of their own."""
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
    sorter = _Sorter(block, kind)
    _spread_merged(block, kind)
    if start < len(records) and _is_row_of_place_numbers(records[start][1]):
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
        elif key is not None and key < len(cells) and _CODE_LIKE(cells[key]):
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


class _Sorter:
    """Tells what a record is that does not begin as a row does."""

    def __init__(self, block: Block, kind: Kind) -> None:
        self._block, self._kind = block, kind
        position = block.position
        self.key = next((position[name] for name in KEYS if name in position), None)
        columns = {column.name: column for column in kind.columns}
        self._figures = {place: columns[name] for name, place in position.items() if columns[name].is_figure}
        self._wide = set(block.days)
        self._names = [position[name] for name in _NAMES if name in position]
        self._needed = [place for name, place in position.items() if columns[name].is_required]
        self._words = set(columns_by_heading(kind)) | {_as_word(text) for parts in block.parts for text in parts}
        self._compared = 0

    def sort(self, record: Record) -> str:
        """Give row, total, note, perhaps (a note if no row follows) or heading."""
        filled = {place: text for place, cell in enumerate(record[1]) if (text := visible(cell))}
        if not filled:
            return "note"
        key = filled.get(self.key) if self.key is not None else None
        if key is not None and (_CODE_LIKE(key) or key in {UNCOMPUTED, MERGED_FIGURE}):
            return "row"
        if len(filled) > 1 and self.is_heading(record[1]):
            return "heading"
        if self._is_foreign_heading(filled):
            return "foreign"
        first = min(filled)
        figures = [place for place in (*self._figures, *self._wide) if _is_figure(filled.get(place, ""))]
        if (self._figures or self._wide) and self._is_total(filled, figures, first):
            return "total"
        if len(filled) == 1:
            is_one_figure = _is_figure(filled[first]) and (first in self._figures or first in self._wide)
            return "row" if is_one_figure else "note"
        others = (place for place in self._needed if place not in {first, self.key} and place not in self._figures)
        needed = [place for place in others if place in filled]
        return "row" if figures or needed else "perhaps"

    def is_heading(self, cells: Sequence[str]) -> bool:
        """Tell whether a record holds headings that the kind knows."""
        # Cheap first: a file may hold half a million rows that do not begin as a row does.
        if sum(_as_word(cell) in self._words for cell in cells) < 2:
            return False
        return known_headings(self._kind, cells) >= 2

    def _is_foreign_heading(self, filled: dict[int, str]) -> bool:
        """Tell whether words stand in the place of the code and of every figure: the headings of another table.

        Its figures would else be taken for those of this one.
        """
        figures = [filled[place] for place in (*self._figures, *self._wide) if place in filled]
        has_key = self.key is not None and self.key in filled
        return has_key and len(filled) > 2 and bool(figures) and not any(_is_figure(text) for text in figures)

    def _is_total(self, filled: dict[int, str], figures: list[int], first: int) -> bool:
        labels = [filled[place] for place in {first, self.key, *self._names} if place in filled]
        if any(_TOTAL.fullmatch(label) for label in labels):
            return True
        if self.key is None or self.key in filled or not figures:
            return False
        return any(_WHOLE.fullmatch(label) for label in labels) or self._is_sum(filled, figures)

    def _is_sum(self, filled: dict[int, str], figures: list[int]) -> bool:
        """Tell whether a row without a code holds the sums of the rows above."""
        self._compared += 1
        if self._compared > _MOST_SUMS_COMPARED or len(self._block.rows) < 2:
            return False
        for place in figures:
            parts = [value_at(record, place) for record in self._block.rows]
            own = value_at((0, tuple(filled.get(at, "") for at in range(place + 1))), place)
            if not own or sum(part or 0 for part in parts) != own or sum(1 for part in parts if part) < 2:
                return False
        return True


def _as_word(text: str) -> str:
    return "_".join(text.lower().split())


def value_at(record: Record, place: int) -> int | None:
    """Read the figure of a record; None where there is none that can be read."""
    text = visible(record[1][place]) if place < len(record[1]) else ""
    try:
        return figure_of(_FIGURE_COLUMN, text)
    except CellError:
        return None


def _is_figure(text: str) -> bool:
    return bool(text) and (
        text[0].isdigit() or text in DASHES or text.lower() in NOT_DELIVERED or text in {UNCOMPUTED, MERGED_FIGURE}
    )


def _is_row_of_place_numbers(cells: Sequence[str]) -> bool:
    """Tell whether a record numbers the columns: (1) (2) (3)."""
    found = [_PLACE_NUMBER.fullmatch(text) for cell in cells if (text := visible(cell))]
    numbers = [int(match[1]) for match in found if match]
    return len(found) == len(numbers) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _spread_merged(block: Block, kind: Kind) -> None:
    """Give every row what stands in cells merged over it; a figure merged over several cells is nobody's."""
    sheet = block.sheet
    if not sheet.merged:
        return
    figures = {
        block.position[column.name] for column in kind.columns if column.is_figure and column.name in block.position
    }
    figures |= set(block.days)
    used = set(block.position.values()) | figures
    by_line = {line: list(cells) for line, cells in sheet.records if line > block.last_line}
    left = _MOST_FILLED_CELLS
    for top, first, bottom, last in sheet.merged:
        cells = by_line.get(top)
        if cells is None or first >= len(cells) or not visible(cells[first]):
            continue
        value = cells[first]
        left -= (bottom - top + 1) * max(1, min(last, len(block.parts)) - first + 1)
        if left < 0:
            raise UnreadableFile("zip_bomb", values={"limit": _MOST_FILLED_CELLS, "what": "merged cells"})
        merged_columns = [place for place in range(first, min(last, len(block.parts) - 1) + 1) if place in used]
        if first in figures:
            if _is_figure(visible(value)) and (bottom > top or len(merged_columns) > 1):
                _fill(by_line, range(top, bottom + 1), [c for c in merged_columns if c in figures], MERGED_FIGURE)
        elif bottom > top:
            _fill(by_line, range(top + 1, bottom + 1), [first], value)
    sheet.records[:] = [(line, tuple(by_line.get(line, cells))) for line, cells in sheet.records]


def _fill(by_line: dict[int, list[str]], lines: range, columns: list[int], value: str) -> None:
    for line in lines:
        cells = by_line.get(line, [])
        for column in columns:
            if column < len(cells):
                cells[column] = value
