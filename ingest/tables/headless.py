"""Files without a heading row: said so, and a list of codes and names read where its cells leave no doubt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from data_access.writes.writes import Finding
from ingest.kinds.cells import CellError, read_bps_code
from ingest.kinds.invisible import visible
from ingest.readers.raw_table import Limits, RawTable, UnreadableFile, row_of_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.kinds.columns import Kind
    from ingest.readers.raw_table import RawSheet, Record

_LEVEL_WORDS = frozenset(
    "provinsi province kabupaten kota kabupaten/kota kecamatan distrik desa kelurahan desa/kelurahan nagari".split()
)
_DATA = re.compile(r"'?[-+]?\d[\d.,/:%\s-]*")
_MOST_COLUMNS = 4


def without_headings(
    sheet: RawSheet, kind: Kind, file_format: Literal["csv", "xlsx"], limits: Limits
) -> RawTable | None:
    """Read a list of areas whose columns can be told by what they hold.

    Returns
    -------
    RawTable or None
        None where the first record holds words alone, which may be headings that nobody knows.

    Raises
    ------
    UnreadableFile
        The first record is data, and the columns cannot be told apart with certainty.
    """
    line, cells = sheet.records[0]
    if not any(_DATA.fullmatch(visible(cell)) for cell in cells):
        return None
    columns = _area_columns(sheet.records) if kind.name == "areas" else None
    if columns is None:
        wanted = ", ".join(
            column.name
            for column in kind.columns
            if column.is_required or column.is_figure or column.name == "parent_code"
        )
        raise UnreadableFile("header_missing", line=line, values={"columns": wanted})
    if len(sheet.records) > limits.max_rows:
        raise UnreadableFile("too_many_rows", values={"limit": limits.max_rows})
    note = Finding(line, None, "headings_inferred", {"columns": ", ".join(columns)}, is_warning=True)
    return RawTable(
        header=tuple(columns),
        rows=[row_of_width(line, cells, len(columns)) for line, cells in sheet.records],
        format=file_format,
        header_line=line,
        first_column=sheet.first_column,
        position={name: place for place, name in enumerate(columns)},
        notes=(note,),
    )


def _area_columns(records: Sequence[Record]) -> list[str] | None:
    """Name the columns of a list of areas: one or two of codes, one of names, at most one of levels."""
    rows = [[visible(cell) for cell in cells] for _line, cells in records]
    width = max(map(len, rows))
    if width > _MOST_COLUMNS or not all(_is_code(row[0]) for row in rows):
        return None
    columns = [[row[place] if place < len(row) else "" for row in rows] for place in range(width)]
    what = [_what(cells) for cells in columns]
    codes = [place for place in range(width) if what[place] == "code"]
    if what.count("name") != 1 or what.count("level") > 1 or "?" in what or len(codes) > 2:
        return None
    names = ["code" if kind == "code" else kind for kind in what]
    if len(codes) == 2:
        below = [_is_below(first, second) for first, second in zip(*(columns[place] for place in codes), strict=True)]
        above = [_is_below(second, first) for first, second in zip(*(columns[place] for place in codes), strict=True)]
        if all(below):
            names[codes[1]] = "parent_code"
        elif all(above):
            names[codes[0]] = "parent_code"
        else:
            return None
    return names


def _what(cells: Sequence[str]) -> str:
    filled = [cell for cell in cells if cell]
    if filled and all(_is_code(cell) for cell in filled):
        return "code"
    if filled and all(cell.lower() in _LEVEL_WORDS for cell in filled):
        return "level"
    if len(filled) == len(cells) and all(re.search(r"[^\W\d_]", cell) for cell in filled):
        return "name"
    return "?"


def _is_below(code: str, parent: str) -> bool:
    """Tell whether a code lies below another; the topmost area has none above it."""
    return not parent or (len(parent) < len(code) and code.startswith(parent))


def _is_code(text: str) -> bool:
    try:
        code = read_bps_code(text)
    except CellError:
        return False
    return len(code) >= 2
