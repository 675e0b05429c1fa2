"""XLSX workbooks: checked in this process, parsed in a limited one, handed over as JSON."""

from __future__ import annotations

import datetime as dt
import io
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from ingest.archive import check_archive
from ingest.error_cells import error_cells
from ingest.raw_table import (
    Limits,
    RawRow,
    RawTable,
    UnreadableFile,
    assemble_table,
    control_character_at,
)
from ingest.sandbox import ChildFailedError, OutOfMemoryError, OutOfTimeError, run_limited

if TYPE_CHECKING:
    from collections.abc import Iterator

    from python_calamine import CalamineSheet, CalamineWorkbook

_Value = str | float | bool | dt.date | dt.time | dt.timedelta

# A number in a spreadsheet has 15 significant digits. More would print the noise of 0.1 + 0.2 and, worse,
# show a household number that was typed as a number, and so lost its last digit, as if it were whole.
_SIGNIFICANT_DIGITS = ".15g"


def read_workbook(content: bytes, *, limits: Limits) -> RawTable:
    """Read the first visible sheet with content of an XLSX workbook.

    Parameters
    ----------
    content
        A file that begins like a zip archive.
    limits
        Largest archive and table accepted; allowance of the parsing process.

    Returns
    -------
    RawTable
        Every cell as text, see `cell_text`; a formula shows the value that was saved with it, else "", and a
        broken one its error (#N/A, #REF!).

    Raises
    ------
    UnreadableFile
        The file is no such workbook, is damaged, or passes a limit.
    """
    check_archive(content, limits=limits)
    try:
        answer = run_limited(
            parse_in_child,
            content,
            json.dumps(asdict(limits)),
            seconds=limits.seconds,
            memory_bytes=limits.memory_bytes,
            result_bytes=4 * limits.max_unpacked_bytes,
        )
    except OutOfTimeError:
        raise UnreadableFile("took_too_long", values={"seconds": f"{limits.seconds:g}"}) from None
    except OutOfMemoryError:
        raise UnreadableFile("too_much_memory", values={"limit": limits.memory_bytes}) from None
    except ChildFailedError:
        raise UnreadableFile("damaged") from None
    return _unpacked(answer)


def parse_in_child(content: bytes, limits_json: str) -> bytes:
    """Parse a workbook and return its table, or the reason against it, as JSON; meant for the sandbox.

    Parameters
    ----------
    content
        The workbook.
    limits_json
        The fields of `Limits` as a JSON object.

    Returns
    -------
    bytes
        UTF-8 JSON: an object with either ``refusal`` or the fields of the table.
    """
    try:
        answer = _parsed(content, Limits(**json.loads(limits_json)))
    except UnreadableFile as refusal:
        answer = {"refusal": [refusal.reason, refusal.line, refusal.values]}
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"), default=_row_fields).encode()


def _row_fields(row: RawRow) -> tuple[int, tuple[str, ...], int]:
    return row.line, row.cells, row.extra


def cell_text(value: _Value) -> str:
    """Write a cell's value as text that does not depend on its format on the screen.

    Parameters
    ----------
    value
        As the parser gives it; an empty cell is "".

    Returns
    -------
    str
        Text unchanged; numbers with at most 15 significant digits and no ".0"; booleans as 1 or 0; dates and
        times in ISO 8601, the time left out at midnight; durations as hours, minutes and seconds.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        return format(value + 0.0, _SIGNIFICANT_DIGITS)
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return value.isoformat()


def _parsed(content: bytes, limits: Limits) -> dict[str, object]:
    # Only the child needs the parser, and a fault in loading it then stays there.
    import python_calamine

    try:
        with python_calamine.load_workbook(io.BytesIO(content)) as workbook:
            index, sheet = _first_sheet_with_content(workbook)
            errors = error_cells(io.BytesIO(content), index)
            header_line, header, rows = assemble_table(_records(sheet, errors, limits), limits=limits)
    except python_calamine.PasswordError:
        raise UnreadableFile("encrypted") from None
    except python_calamine.CalamineError:
        raise UnreadableFile("damaged") from None
    first_column = (sheet.start or (0, 0))[1] + 1
    return {
        "header_line": header_line,
        "header": header,
        "rows": rows,
        "sheet": sheet.name,
        "first_column": first_column,
    }


def _first_sheet_with_content(workbook: CalamineWorkbook) -> tuple[int, CalamineSheet]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    for index, about in enumerate(workbook.sheets_metadata):
        if about.visible == SheetVisibleEnum.Visible and about.typ == SheetTypeEnum.WorkSheet:
            sheet = workbook.get_sheet_by_index(index)
            if sheet.start is not None:
                return index, sheet
    raise UnreadableFile("file_empty")


def _records(
    sheet: CalamineSheet, errors: dict[int, dict[int, str]], limits: Limits
) -> Iterator[tuple[int, list[str]]]:
    first_column = (sheet.start or (0, 0))[1] + 1
    if sheet.width > limits.max_columns:
        first_line = (sheet.start or (0, 0))[0] + 1
        raise UnreadableFile("too_many_columns", line=first_line, values={"limit": limits.max_columns})
    chars = 0
    for line, values in enumerate(sheet.iter_rows(), start=1):
        cells = [cell_text(value) for value in values]
        for column, error in errors.get(line, {}).items():
            if first_column <= column < first_column + len(cells):
                cells[column - first_column] = error
        text = "".join(cells)
        if control_character_at(text) is not None:
            raise UnreadableFile("not_a_table", line=line)
        # One long text that thousands of cells share is small in the file and enormous as a table.
        chars += len(text)
        if chars > limits.max_unpacked_bytes:
            raise UnreadableFile("zip_bomb", values={"limit": limits.max_unpacked_bytes, "what": "characters"})
        yield line, cells


def _unpacked(answer: bytes) -> RawTable:
    table = json.loads(answer)
    if "refusal" in table:
        reason, line, values = table["refusal"]
        raise UnreadableFile(reason, line=line, values=values)
    return RawTable(
        header=tuple(table["header"]),
        rows=[RawRow(line, tuple(cells), extra) for line, cells, extra in table["rows"]],
        format="xlsx",
        header_line=table["header_line"],
        sheet=table["sheet"],
        first_column=table["first_column"],
    )
