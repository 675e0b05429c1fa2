"""XLSX workbooks: checked in this process, parsed in a limited one, handed over as JSON."""

from __future__ import annotations

import datetime as dt
import io
import json
from dataclasses import asdict, fields, replace
from typing import TYPE_CHECKING

from ingest.confined.sandbox import ChildFailedError, OutOfMemoryError, OutOfTimeError, run_limited
from ingest.readers.archive import check_archive
from ingest.readers.raw_table import Limits, RawFile, RawSheet, UnreadableFile, control_character_at, gather_records
from ingest.readers.sheet_marks import SheetMarks, SheetParts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from python_calamine import CalamineSheet

    from ingest.readers.raw_table import Range, Record

_Value = str | float | bool | dt.date | dt.time | dt.timedelta

# A number in a spreadsheet has 15 significant digits. More would print the noise of 0.1 + 0.2 and, worse,
# show a household number that was typed as a number, and so lost its last digit, as if it were whole.
_SIGNIFICANT_DIGITS = ".15g"
_MOST_MERGED = 100_000


def read_workbook(content: bytes, *, limits: Limits) -> RawFile:
    """Read the visible sheets with content of an XLSX workbook.

    Parameters
    ----------
    content
        A file that begins like a zip archive.
    limits
        Largest archive and table accepted; allowance of the parsing process.

    Returns
    -------
    RawFile
        Every cell as text, see `cell_text`; a formula shows the value that was saved with it, one that was saved
        without `ingest.readers.raw_table.UNCOMPUTED`, and a broken one its error (#N/A, #REF!).

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
    return unpacked_file(answer)


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
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()


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
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    sheets: list[RawSheet] = []
    hidden: list[str] = []
    try:
        with python_calamine.load_workbook(io.BytesIO(content)) as workbook:
            parts = SheetParts(io.BytesIO(content))
            left = limits
            for index, about in enumerate(workbook.sheets_metadata):
                if about.typ != SheetTypeEnum.WorkSheet:
                    continue
                if about.visible != SheetVisibleEnum.Visible:
                    hidden.append(about.name)
                    continue
                sheet = workbook.get_sheet_by_index(index)
                if sheet.start is None:
                    continue
                read = _read_sheet(sheet, parts.marks(index), left)
                if read.records or read.refusal:
                    sheets.append(read)
                if index + 1 < len(workbook.sheets_metadata):
                    left = _what_is_left(left, read)
    except python_calamine.PasswordError:
        raise UnreadableFile("encrypted") from None
    except (python_calamine.CalamineError, KeyError):
        raise UnreadableFile("damaged") from None
    if not sheets:
        raise UnreadableFile("file_empty")
    return plain_sheets(sheets, hidden)


def plain_sheets(sheets: list[RawSheet], hidden: list[str]) -> dict[str, object]:
    """Sheets in the form in which a child hands them over."""
    # Not asdict: it would copy every cell.
    plain = [{field.name: getattr(sheet, field.name) for field in fields(sheet)} for sheet in sheets]
    return {"sheets": plain, "hidden": hidden}


def _what_is_left(limits: Limits, read: RawSheet) -> Limits:
    """Lower the limits by what a sheet has taken: they hold for all sheets together."""
    chars = sum(map(len, (cell for _line, cells in read.records for cell in cells)))
    return replace(
        limits,
        max_rows=limits.max_rows - len(read.records),
        max_unpacked_bytes=limits.max_unpacked_bytes - chars,
    )


def _read_sheet(sheet: CalamineSheet, marks: SheetMarks, limits: Limits) -> RawSheet:
    row, column = sheet.start or (0, 0)
    if sheet.width > limits.max_columns:
        # Another sheet may hold the table: whether this one matters is known later.
        values: dict[str, int | str] = {"limit": limits.max_columns}
        return RawSheet(name=sheet.name, records=[], refusal=("too_many_columns", row + 1, values))
    last_row, last_column = sheet.end or (row, column)
    marks.spread_over(last_row + 1, last_column + 1)
    records = gather_records(records_of_sheet(sheet, marks.texts, limits), limits=limits)
    hidden = marks.hidden_rows
    return RawSheet(
        name=sheet.name,
        records=records,
        first_column=column + 1,
        merged=tuple(_merged(sheet, column, last_row, last_column)),
        hidden_rows=sum(line in hidden for line, _cells in records) if hidden else 0,
        hidden_columns=_hidden_columns(records, marks, column + 1),
    )


def _hidden_columns(records: list[Record], marks: SheetMarks, first_column: int) -> int:
    width = max((len(cells) for _line, cells in records), default=0)
    hidden = {
        column - first_column
        for first, last in marks.hidden_columns
        for column in range(max(first, first_column), min(last, first_column + width - 1) + 1)
    }
    return sum(any(len(cells) > place and cells[place].strip() for _line, cells in records) for place in hidden)


def _merged(sheet: CalamineSheet, column: int, last_row: int, last_column: int) -> Iterator[Range]:
    ranges = sheet.merged_cell_ranges or []
    if len(ranges) > _MOST_MERGED:
        raise UnreadableFile("zip_bomb", values={"limit": _MOST_MERGED, "what": "merged cells"})
    for (top, left), (bottom, right) in ranges:
        if top <= last_row and left <= last_column and right >= column:
            yield top + 1, max(0, left - column), min(bottom, last_row) + 1, min(right, last_column) - column


def records_of_sheet(
    sheet: CalamineSheet, marks: dict[int, dict[int, str]], limits: Limits
) -> Iterator[tuple[int, list[str]]]:
    """The rows of a sheet as text, each with its number."""
    first_column = (sheet.start or (0, 0))[1] + 1
    chars = 0
    for line, values in enumerate(sheet.iter_rows(), start=1):
        cells = [cell_text(value) for value in values]
        text = "".join(cells)
        if control_character_at(text) is not None:
            raise UnreadableFile("not_a_table", line=line)
        # One long text that thousands of cells share is small in the file and enormous as a table.
        chars += len(text)
        if chars > limits.max_unpacked_bytes:
            raise UnreadableFile("zip_bomb", values={"limit": limits.max_unpacked_bytes, "what": "characters"})
        if line in marks:
            for column, shown in marks[line].items():
                place = column - first_column
                if 0 <= place < len(cells) and not cells[place]:
                    cells[place] = shown
        yield line, cells


def unpacked_file(answer: bytes) -> RawFile:
    """The file that a child has written as JSON, or its refusal."""
    file = json.loads(answer)
    if "refusal" in file:
        reason, line, values = file["refusal"]
        raise UnreadableFile(reason, line=line, values=values)
    sheets = [
        RawSheet(
            name=sheet["name"],
            records=[(line, tuple(cells)) for line, cells in sheet["records"]],
            first_column=sheet["first_column"],
            merged=tuple(tuple(merged) for merged in sheet["merged"]),
            hidden_rows=sheet["hidden_rows"],
            hidden_columns=sheet["hidden_columns"],
            refusal=tuple(sheet["refusal"]) if sheet["refusal"] else None,
        )
        for sheet in file["sheets"]
    ]
    return RawFile(format="xlsx", sheets=sheets, hidden=tuple(file["hidden"]))
