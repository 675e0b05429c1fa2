"""A sheet of the workbook as values, and how it is written: heads of one or two rows, rows, a total, notes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from presentation.language.messages import Translator
from reports.tables.cells import fitting, for_paper, write_cell
from reports.tables.columns import Style
from reports.tables.workbook import FEW

Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column.

    Attributes
    ----------
    heading
        Its words.
    group
        Words above it, which columns side by side share; empty for none.
    style, width
        As of a `reports.tables.columns.Column`.
    base
        Of a rate the number of the column with its denominator; None for others.
    """

    heading: str
    style: str
    width: float
    group: str = ""
    base: int | None = None


@dataclass(frozen=True, slots=True)
class SheetContent:
    """What a sheet holds.

    Attributes
    ----------
    name
        On its tab.
    title, lines
        Above the table.
    heads, rows
        The table; each row has a cell for each head.
    total
        The last row, in bold; None for none.
    notes
        Below the table.
    kept_columns
        How many columns stay while one scrolls to the right.
    """

    name: str
    title: str
    lines: tuple[str, ...]
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    notes: tuple[str, ...] = ()
    kept_columns: int = 3


def write_sheet(
    sheet: Any,  # noqa: ANN401  the library ships no types
    styles: Mapping[Style, Any],
    bold: Mapping[Style, Any],
    text: Translator,
    content: SheetContent,
    *,
    simulated: bool,
) -> None:
    """Write a sheet.

    Parameters
    ----------
    styles, bold
        Formats by style; the same in bold, for the total.
    simulated
        The figures come from a simulated campaign, and the sheet says so. Keyword-only.
    """
    text = text.plain
    sheet.write_string(0, 0, fitting(content.title), styles[Style.TITLE])
    lines = [(line, Style.TEXT) for line in content.lines]
    if simulated:
        notice = text(
            "SIMULASI: the response figures in this file come from a simulated campaign; they are not real data."
        )
        lines.insert(0, (notice, Style.NOTICE))
    for number, (line, style) in enumerate(lines, start=1):
        sheet.write_string(number, 0, fitting(line), styles[style])
    top = len(lines) + 2
    first = _write_heads(sheet, styles[Style.HEADING], content.heads, top)
    for number, row in enumerate(content.rows):
        _write_row(sheet, styles, content.heads, row, first + number)
    after = first + len(content.rows)
    if content.rows:
        sheet.autofilter(first - 1, 0, after - 1, len(content.heads) - 1)
    if content.total is not None:
        _write_row(sheet, bold, content.heads, content.total, after)
        after += 1
    for number, note in enumerate(content.notes, start=after + 1):
        sheet.write_string(number, 0, fitting(note), styles[Style.TEXT])
    sheet.freeze_panes(first, content.kept_columns)
    for_paper(sheet, first - 1, simulated=simulated)
    if first - top > 1:
        sheet.repeat_rows(top, first - 1)


def _write_heads(sheet: Any, style: object, heads: Sequence[Head], top: int) -> int:  # noqa: ANN401
    """Write the heads and give the row below them."""
    has_groups = any(head.group for head in heads)
    place = 0
    for group, columns in groupby(heads, key=lambda head: head.group):
        members = list(columns)
        for offset, head in enumerate(members):
            sheet.set_column(place + offset, place + offset, head.width)
            if has_groups and not group:
                sheet.merge_range(top, place + offset, top + 1, place + offset, head.heading, style)
            else:
                sheet.write_string(top + has_groups, place + offset, head.heading, style)
        if group and len(members) > 1:
            sheet.merge_range(top, place, top, place + len(members) - 1, group, style)
        elif group:
            sheet.write_string(top, place, group, style)
        place += len(members)
    return top + 1 + has_groups


def _write_row(
    sheet: Any,  # noqa: ANN401
    styles: Mapping[Style, Any],
    heads: Sequence[Head],
    row: Sequence[Cell],
    number: int,
) -> None:
    for place, (head, value) in enumerate(zip(heads, row, strict=True)):
        base = None if head.base is None else row[head.base]
        is_of_few = head.style == Style.RATE and isinstance(base, int) and base < FEW
        write_cell(sheet, (number, place), value, styles[Style.RATE_OF_FEW if is_of_few else Style(head.style)])
