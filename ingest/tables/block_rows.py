"""The records below a heading: rows, totals, notes, other headings, and what merged cells say of each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.kinds.cells import CellError
from ingest.kinds.columns import count_column
from ingest.kinds.invisible import visible
from ingest.kinds.kinds import columns_by_heading
from ingest.readers.raw_table import MERGED_FIGURE, UNCOMPUTED, UnreadableFile
from ingest.tables.conventions import DASHES, NOT_DELIVERED, figure_of
from ingest.tables.headings import known_headings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.kinds.columns import Kind
    from ingest.readers.raw_table import Record
    from ingest.tables.blocks import Block

KEYS = ("area_code", "code", "desa_code", "scope_code", "opd_id", "id")
"""Columns by which a row is known: one of them begins every row."""

_NAMES = ("area_name", "name")
_FIGURE_COLUMN = count_column("figure", "1")
_MOST_FILLED_CELLS = 5_000_000
_MOST_SUMS_COMPARED = 50

is_code_like = re.compile(r"'?\d[\d.\s]*").fullmatch
_PLACE_NUMBER = re.compile(r"\(?(\d{1,2})\)?(?:\s*=.*)?")
_TOTAL = re.compile(
    r"(?:(?:sub|grand)[ -]?total|sub ?jumlah|total|jumlah|jml|rata ?-? ?rata|rerata|persentase|prosentase)\b.{0,60}",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"(?:kab|kabupaten|prov|provinsi|propinsi)\b.{0,60}", re.IGNORECASE)


class RowSorter:
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
        """The sort of a record: row, total, note, perhaps (a note if no row follows) or heading."""
        filled = {place: text for place, cell in enumerate(record[1]) if (text := visible(cell))}
        if not filled:
            return "note"
        key = filled.get(self.key) if self.key is not None else None
        if key is not None and (is_code_like(key) or key in {UNCOMPUTED, MERGED_FIGURE}):
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
            figure = value_at((0, tuple(filled.get(at, "") for at in range(place + 1))), place)
            if not figure or sum(part or 0 for part in parts) != figure or sum(1 for part in parts if part) < 2:
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


def is_row_of_place_numbers(cells: Sequence[str]) -> bool:
    """Tell whether a record numbers the columns: (1) (2) (3)."""
    matches = [_PLACE_NUMBER.fullmatch(text) for cell in cells if (text := visible(cell))]
    numbers = [int(match[1]) for match in matches if match]
    return len(matches) == len(numbers) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def spread_merged(block: Block, kind: Kind) -> None:
    """Fill in for every row what stands in cells merged over it; a figure merged over several cells is nobody's."""
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
