"""What the parser of workbooks leaves out: error cells, formulas without a value, hidden rows and columns.

The parser gives a cell with an error, and one whose formula was saved without its value, as empty; and empty means
"no figure was delivered": a broken formula would become a gap in the data that nobody hears of.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from ingest.readers.raw_table import UNCOMPUTED, UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

# Searched for one by one: a pattern of alternatives takes ten times as long on a large sheet.
_SIGNS = (
    *(start + b"f" + end for start in (b"<", b":") for end in (b">", b"/", b" ", b"\n", b"\r", b"\t")),
    *(b'"e"', b"'e'", b"hidden"),
)
_POSITION = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_SHOWN = re.compile(r"#[A-Z0-9/?!_]{1,30}")
_UNNAMED_ERROR = "#ERROR!"
_SPREADING = {"array", "dataTable"}
_MOST_SPREAD_CELLS = 2_000_000


@dataclass(slots=True)
class SheetMarks:
    """Texts that stand for cells which the parser gives as empty, and what the sheet hides.

    Attributes
    ----------
    texts
        1-based row to 1-based column to the error as a spreadsheet program shows it, or to `UNCOMPUTED`.
    spread
        Ranges (first row, first column, last row, last column, from 1) of array formulas without a value: cells of
        theirs that are empty were not computed either.
    hidden_rows, hidden_columns
        1-based rows; 1-based first and last columns.
    """

    texts: dict[int, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    spread: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)

    def spread_over(self, last_row: int, last_column: int) -> None:
        """Mark the cells of array formulas without a value, as far as the sheet has content."""
        left = _MOST_SPREAD_CELLS
        for first_row, first_column, last, right in self.spread:
            bottom, end = min(last, last_row), min(right, last_column)
            left -= max(0, bottom - first_row + 1) * max(0, end - first_column + 1)
            if left < 0:
                raise UnreadableFile("zip_bomb", values={"limit": _MOST_SPREAD_CELLS, "what": "cells of formulas"})
            for row in range(first_row, bottom + 1):
                for column in range(first_column, end + 1):
                    self.texts[row].setdefault(column, UNCOMPUTED)


class SheetParts:
    """The parts of a workbook in which its sheets lie."""

    def __init__(self, workbook: BinaryIO) -> None:
        self._archive = zipfile.ZipFile(workbook)
        sheets = _elements(self._archive.read("xl/workbook.xml"), "sheet")
        relations = _elements(self._archive.read("xl/_rels/workbook.xml.rels"), "Relationship")
        target = {about.get("Id"): about.get("Target", "") for about in relations}
        self._targets = [target.get(_relation_id(about), "") for about in sheets]

    def marks(self, index: int) -> SheetMarks:
        """Read what one sheet's part says beside the values.

        Parameters
        ----------
        index
            0-based position among all sheets, hidden ones included.
        """
        name = posixpath.normpath(posixpath.join("/xl", self._targets[index])).lstrip("/")
        part = self._archive.read(name)
        return _Reader().read(part) if any(sign in part for sign in _SIGNS) else SheetMarks()


def _relation_id(about: dict[str, str]) -> str | None:
    return next((value for name, value in about.items() if name.endswith(":id")), None)


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    # No part of a workbook declares a document type. Without one there are no entities, so no limit of the
    # library against their growth is relied on, and nothing is fetched (decision 121).
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_declared: object) -> None:
    raise UnreadableFile("damaged")


def _parse(parser: expat.XMLParserType, part: bytes) -> None:
    try:
        parser.Parse(part, True)
    except expat.ExpatError:
        raise UnreadableFile("damaged") from None


def _elements(part: bytes, wanted: str) -> list[dict[str, str]]:
    elements: list[dict[str, str]] = []

    def start(name: str, about: dict[str, str]) -> None:
        if name.rpartition(":")[2] == wanted:
            elements.append(about)

    parser = _parser()
    parser.StartElementHandler = start
    _parse(parser, part)
    return elements


class _Reader:
    """Walks through a sheet; rows and cells may say where they stand, or follow the one before."""

    def __init__(self) -> None:
        self._marks = SheetMarks()
        self._row = self._column = 0
        self._type = ""
        self._has_formula = self._has_value_element = self._is_in_value = False
        self._spread: str | None = None
        self._value: list[str] = []
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "row": self._start_row,
            "c": self._start_cell,
            "f": self._start_formula,
            "v": self._start_value,
            "col": self._start_columns,
        }

    def read(self, part: bytes) -> SheetMarks:
        parser = _parser()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        _parse(parser, part)
        return self._marks

    def _start(self, name: str, about: dict[str, str]) -> None:
        handler = self._starts.get(name) or self._starts.get(name.rpartition(":")[2])
        if handler is not None:
            handler(about)

    def _start_row(self, about: dict[str, str]) -> None:
        given = about.get("r", "")
        self._row = int(given) if given.isdigit() else self._row + 1
        self._column = 0
        if about.get("hidden") in {"1", "true"}:
            self._marks.hidden_rows.add(self._row)

    def _start_columns(self, about: dict[str, str]) -> None:
        first, last = about.get("min", ""), about.get("max", "")
        if about.get("hidden") in {"1", "true"} and first.isdigit() and last.isdigit():
            self._marks.hidden_columns.append((int(first), int(last)))

    def _start_cell(self, about: dict[str, str]) -> None:
        position = _POSITION.fullmatch(about.get("r", ""))
        self._column = _column_number(position[1]) if position else self._column + 1
        self._type = about.get("t", "")
        self._has_formula = self._has_value_element = self._is_in_value = False
        self._spread = None
        self._value.clear()

    def _start_formula(self, about: dict[str, str]) -> None:
        self._has_formula = True
        if about.get("t") in _SPREADING:
            self._spread = about.get("ref")

    def _start_value(self, _about: dict[str, str]) -> None:
        self._has_value_element = self._is_in_value = True

    def _text(self, text: str) -> None:
        if self._is_in_value:
            self._value.append(text)

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "v":
            self._is_in_value = False
        elif local == "c":
            self._end_cell()

    def _end_cell(self) -> None:
        value = "".join(self._value).strip()
        if self._type == "e":
            shown = _SHOWN.search(value)
            self._marks.texts[self._row][self._column] = shown[0] if shown else _UNNAMED_ERROR
            return
        # A formula whose value is a text of no characters has a value all the same: <v></v> of type str.
        is_empty_text = self._type == "str" and self._has_value_element
        if not self._has_formula or value or is_empty_text:
            return
        self._marks.texts[self._row][self._column] = UNCOMPUTED
        corners = [_POSITION.fullmatch(corner) for corner in (self._spread or "").split(":")]
        first, last = (corners[0], corners[-1]) if len(corners) == 2 else (None, None)
        if first is not None and last is not None:
            self._marks.spread.append((int(first[2]), _column_number(first[1]), int(last[2]), _column_number(last[1])))


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
