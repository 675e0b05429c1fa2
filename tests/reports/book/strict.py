"""A reader of workbooks that forgives nothing: what Excel would offer to repair fails here (ECMA-376)."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from itertools import combinations
from xml.etree import ElementTree as Tree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def place_of(reference: str) -> tuple[int, int]:
    """Give row and column of a cell's reference."""
    match = re.fullmatch(r"([A-Z]{1,3})(\d+)", reference)
    assert match, reference
    return int(match[2]), column_number(match[1])


def area_of(reference: str) -> tuple[int, int, int, int]:
    first, _, last = reference.partition(":")
    return (*place_of(first), *place_of(last or first))


def check_workbook(content: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Check every part of a workbook and give the texts and numbers of its sheets by row and column.

    Raises
    ------
    AssertionError
        If a part is not as the standard wants it, or a cell holds a formula or a link.
    """
    with zipfile.ZipFile(BytesIO(content)) as parts:
        assert parts.testzip() is None
        assert len(set(parts.namelist())) == len(parts.namelist())
        trees = {name: Tree.fromstring(parts.read(name)) for name in parts.namelist()}  # noqa: S314  made here
    types = {each.get("PartName") for each in trees["[Content_Types].xml"] if each.get("PartName")}
    assert {name.removeprefix("/") for name in types if name} <= set(trees)
    shared = ["".join(each.itertext()) for each in trees["xl/sharedStrings.xml"]]
    formats = trees["xl/styles.xml"].find(f"{_MAIN}cellXfs")
    assert formats is not None
    names = [str(each.get("name")) for each in trees["xl/workbook.xml"].iter(f"{_MAIN}sheet")]
    assert len({name.lower() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)
    sheets = {}
    for number, name in enumerate(names, start=1):
        sheets[name] = _cells(trees[f"xl/worksheets/sheet{number}.xml"], shared, len(formats))
    return sheets


def _cells(sheet: Tree.Element, shared: list[str], formats: int) -> dict[tuple[int, int], str]:
    cells: dict[tuple[int, int], str] = {}
    last = (0, 0)
    assert next(sheet.iter(f"{_MAIN}f"), None) is None
    assert next(sheet.iter(f"{_MAIN}hyperlink"), None) is None
    for row in sheet.iter(f"{_MAIN}row"):
        for cell in row.iter(f"{_MAIN}c"):
            place = place_of(str(cell.get("r")))
            assert place[0] == int(str(row.get("r")))
            assert place > last
            last = place
            assert int(cell.get("s", "0")) < formats
            value = cell.find(f"{_MAIN}v")
            if value is None:
                continue
            text = str(value.text)
            assert cell.get("t") in {None, "s", "n"}
            if cell.get("t") == "s":
                text = shared[int(text)]
            else:
                float(text)
            cells[place] = text
    merged = [area_of(str(each.get("ref"))) for each in sheet.iter(f"{_MAIN}mergeCell")]
    for one, other in combinations(merged, 2):
        assert one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1], (one, other)
    pane = next(sheet.iter(f"{_MAIN}pane"))
    assert pane.get("state") == "frozen"
    return cells
