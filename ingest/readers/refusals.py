"""The reasons for which a file is refused whole, and the error that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SENTENCES = {
    "file_empty": "The file holds no data.",
    "file_too_large": "The file has {size} bytes; at most {limit} are read.",
    "wrong_format": "This is not a CSV or XLSX file ({found}); save it as CSV or XLSX and try again.",
    "encrypted": "The workbook is protected by a password; save it without one, as CSV or XLSX.",
    "damaged": "The file is damaged or cut off; save it again from its program, or send it again.",
    "unsafe_archive": "The parts of the workbook are not named as a spreadsheet program does; save it again.",
    "zip_bomb": "The file unpacks to more than a table needs (at most {limit} {what}).",
    "took_too_long": "Reading the workbook took longer than {seconds} seconds and was stopped.",
    "too_much_memory": "The workbook needs too much memory; delete cells far from the table or save as CSV.",
    "unknown_encoding": "The text is neither UTF-8 nor Windows-1252 (line {line}); save it as CSV UTF-8.",
    "not_a_table": "Line {line} holds characters that no text holds; save the file as CSV or XLSX.",
    "not_cells": "Column {column} holds lists, structures or bytes; a cell holds one value.",
    "nested_too_deep": "The file is nested more than {limit} levels deep, which no table needs.",
    "unterminated_quote": "The quotation mark opened in line {line} is never closed.",
    "stray_quote": "In line {line} a quotation mark stands inside a quoted cell; write it twice there.",
    "cell_too_long": "Line {line} has a cell with more than {limit} characters.",
    "too_many_columns": "Line {line} has more than {limit} columns.",
    "too_many_rows": "The file has more than {limit} rows.",
    "header_missing": "Line {line} holds data, and there is no heading row above it.",
    "header_blank": "Column {column} has no heading in line {line}.",
    "duplicate_heading": 'The heading "{heading}" of column {column} stands in line {line} twice.',
    "day_missing": "The file does not say of which day its figures are.",
    "days_differ": "The day told with the file is not the one in its title, {other}.",
    "day_unclear": "The title names several days: {days}.",
    "days_as_columns": "The days are columns, and nothing says what is counted.",
    "sheets_differ": "Sheets hold different figures: {sheets}.",
    "secret_missing": "The file holds numbers of family cards, and no secret is set that turns them into keys.",
    "simulated_file": "The file says that its figures are simulated; only real ones are taken.",
    "simulated_database": "All rows of this database are simulated; it takes no real file.",
}
REFUSALS = frozenset(_SENTENCES)
"""Every reason for which a file is refused as a whole."""


class UnreadableFile(ValueError):  # noqa: N818 - a verdict on the file, not a fault of the program
    """A file is refused as a whole.

    Parameters
    ----------
    reason
        One of `REFUSALS`.
    line
        1-based line or sheet row, where one is to blame.
    values
        Sizes, counts, limits or a heading for the message; never the content of a cell.

    Attributes
    ----------
    reason, line, values
        As given. ``str()`` of the error is one sentence in plain English.
    """

    def __init__(self, reason: str, *, line: int | None = None, values: Mapping[str, int | str] | None = None) -> None:
        self.reason = reason
        self.line = line
        self.values = dict(values or {})
        super().__init__(_SENTENCES[reason].format(line=line, **self.values))
