"""Find the cells of a sheet that show an error such as #N/A.

The parser of workbooks gives them as empty, and empty means "no figure was delivered": a broken formula would
become a gap in the data that nobody hears of. As text, the error is refused where a number is expected.
"""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import BinaryIO

_SHEET_ID = re.compile(rb'<(?:\w+:)?sheet\s[^>]*?\w+:id="([^"]*)"')
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ERROR_CELL = re.compile(rb'<(?:\w+:)?c\s([^>]*\bt="e"[^>]*)>(.*?)</(?:\w+:)?c>', re.DOTALL)
_POSITION = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_SHOWN = re.compile(rb"#[A-Z0-9/?!_]{1,30}")
_UNNAMED_ERROR = "#ERROR!"


def error_cells(workbook: BinaryIO, sheet_index: int) -> dict[int, dict[int, str]]:
    """Find the error cells of one sheet.

    Parameters
    ----------
    workbook
        An XLSX file whose archive was checked.
    sheet_index
        0-based position among all sheets, hidden ones included.

    Returns
    -------
    dict
        1-based row to 1-based column to the error as a spreadsheet program shows it.
    """
    with zipfile.ZipFile(workbook) as archive:
        part = archive.read(_part_name(archive, sheet_index))
    found: dict[int, dict[int, str]] = defaultdict(dict)
    if b't="e"' not in part:
        return found
    for attributes, content in _ERROR_CELL.findall(part):
        position = _POSITION.search(attributes)
        if position:
            shown = _SHOWN.search(content)
            text = shown[0].decode() if shown else _UNNAMED_ERROR
            found[int(position[2])][_column_number(position[1])] = text
    return found


def _part_name(archive: zipfile.ZipFile, sheet_index: int) -> str:
    sheet_id = _SHEET_ID.findall(archive.read("xl/workbook.xml"))[sheet_index]
    for relation in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
        if b'Id="' + sheet_id + b'"' in relation:
            target = re.search(rb'Target="([^"]*)"', relation)
            name = target[1].decode() if target else ""
            return name.removeprefix("/") if name.startswith("/") else f"xl/{name}"
    raise KeyError("the workbook does not say where this sheet is")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
