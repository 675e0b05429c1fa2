"""Files for the tests, well-formed and not."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from xlsxwriter.workbook import Workbook

SHEET = r"xl/worksheets/sheet1\.xml"
STRINGS = r"xl/sharedStrings\.xml"


def workbook(fill: Callable[[Workbook], object]) -> bytes:
    """An XLSX file whose sheets and cells `fill` writes into an xlsxwriter workbook."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        fill(book)
    return buffer.getvalue()


def sheet(
    rows: Iterable[Sequence[object]], *, first_row: int = 1, first_column: int = 1, name: str | None = None
) -> bytes:
    """An XLSX file with one sheet; text stays text."""

    def fill(book: Workbook) -> None:
        page = book.add_worksheet(name)
        for number, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                write = page.write_string if isinstance(cell, str) else page.write
                if cell != "":
                    write(first_row - 1 + number, first_column - 1 + column, cell)

    return workbook(fill)


def archive(parts: Iterable[tuple[str, bytes]], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as packed:
        for name, content in parts:
            packed.writestr(name, content)
    return buffer.getvalue()


def parts_of(content: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return [(info.filename, packed.read(info)) for info in packed.infolist()]


def edited(content: bytes, pattern: str, old: bytes, new: bytes) -> bytes:
    """The same workbook with a piece of the one part that `pattern` names replaced."""
    parts = parts_of(content)
    assert sum(old in part for name, part in parts if re.fullmatch(pattern, name)) == 1
    return archive((name, part.replace(old, new, 1) if re.fullmatch(pattern, name) else part) for name, part in parts)


def with_more_rows(content: bytes, rows: bytes) -> bytes:
    return edited(content, SHEET, b"</sheetData>", rows + b"</sheetData>")


def with_stated_size(content: bytes, name: str, size: int) -> bytes:
    """The same archive whose directory and local header lie about the unpacked size of one part."""
    changed = bytearray(content)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        local = packed.getinfo(name).header_offset
    in_directory = content.rindex(name.encode()) - 46
    assert content[in_directory : in_directory + 4] == b"PK\x01\x02"
    for at in (local + 22, in_directory + 24):
        changed[at : at + 4] = size.to_bytes(4, "little")
    return bytes(changed)
