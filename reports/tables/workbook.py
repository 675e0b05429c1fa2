"""Tables of progress and of forecasts as XLSX workbooks: numbers as numbers, definitions beside the figures."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any

import pandas as pd

from census.base.target import Target
from census.base.vocabulary import Unit
from census.figures.progress import View
from presentation.definitions.definitions import DEFINITIONS
from presentation.definitions.term import Definition
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from presentation.words.forecast_words import REASONS
from presentation.words.reading import reading
from presentation.words.verdict import deed, people, target_share
from reports.tables.cell_words import STATUSES, worded
from reports.tables.cells import OPTIONS, STYLES, fitting, for_paper, write_cell, write_definitions
from reports.tables.columns import Column, Style, part_columns, progress_columns
from reports.tables.definitions import definition_rows

FEW = 100
"""Below this denominator a rate is shown without decimals."""


def progress_workbook(
    table: pd.DataFrame,
    *,
    text: Translator,
    formats: Formats,
    view: View,
    target: Target | None,
    title: str,
    sources: Sequence[str],
    simulated: bool,
    definitions: Sequence[Definition] = DEFINITIONS,
) -> bytes:
    """Write a table of areas or agencies as XLSX: the same input gives the same bytes.

    Parameters
    ----------
    table
        As `census.figures.progress.area_progress` or `census.campaign.agencies.opd_progress` give it;
        `PROGRESS_COLUMNS` are written, in the table's order of rows.
    text, formats
        Words and numbers in the reader's language, keyword-only like all that follow.
    view
        Day, unit and status of `table`.
    target
        The target that the table is measured against; read in staff where the view is.
    title
        What the table is, in words.
    sources
        Who delivered the figures, and the register.
    simulated
        The figures come from a simulated campaign, and the file says so.
    definitions
        What the second sheet explains.

    Returns
    -------
    bytes
        Two sheets: figures (numbers as numbers, dates as dates, no formulas) and definitions.
    """
    text = text.plain
    target_unit = view.unit if target is None or view.unit is Unit.STAFF else target.unit
    lines = figures_of(text, formats, view, target, target_unit, sources)
    columns = progress_columns(text, formats, view.unit, target_unit)
    return table_workbook(
        table,
        columns,
        text=text,
        title=title,
        lines=lines,
        as_of=view.as_of,
        simulated=simulated,
        definitions=definitions,
    )


def table_workbook(
    table: pd.DataFrame,
    columns: Mapping[str, Column],
    *,
    text: Translator,
    title: str,
    lines: Sequence[str],
    as_of: date,
    simulated: bool,
    definitions: Sequence[Definition] = DEFINITIONS,
) -> bytes:
    """Write some columns of any table of areas as XLSX, with lines above it and the definitions beside.

    Parameters
    ----------
    table
        With `denominator`, which tells where rates are shown without decimals.
    columns
        By the table's names, in the order wanted.
    text, title, lines, as_of, simulated, definitions
        As for `progress_workbook`; keyword-only.
    """
    import xlsxwriter

    text = text.plain
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        # The moment of writing would make every file another one.
        book.set_properties({"title": fitting(title), "created": datetime.combine(as_of, time(), UTC)})
        styles = {name: book.add_format(style) for name, style in STYLES.items()}
        _write_figures(book.add_worksheet(text("Figures")), styles, text, table, columns, title, lines, simulated)
        rows = definition_rows(text, definitions, columns=tuple(columns))
        write_definitions(book.add_worksheet(text("Definitions")), styles, text, rows)
    return buffer.getvalue()


def figures_of(
    text: Translator, formats: Formats, view: View, target: Target | None, target_unit: Unit, sources: Sequence[str]
) -> list[str]:
    """Say above a table what its figures speak of, and who delivered them."""
    text = text.plain
    attribution = text("Source: {sources}", sources="; ".join(sources)) if sources else text("No figures yet.")
    return [*_lines(text, formats, view, target, target_unit), attribution]


def _lines(text: Translator, formats: Formats, view: View, target: Target | None, target_unit: Unit) -> list[str]:
    text = text.plain
    about = text(
        "As of {day} · {unit} · {status}",
        day=formats.day(view.as_of),
        unit=formats.units(view.unit),
        status=text(STATUSES[view.status]),
    )
    if target is None:
        return [about, text("There is no target on record.")]
    target_line = text(
        "Target: {share} {people} {deed}, {start} to {deadline}, decided on {decided}.",
        share=target_share(formats, target),
        people=people(text, target_unit),
        deed=deed(text, target.status),
        start=formats.day(target.starts_on),
        deadline=formats.day(target.ends_on),
        decided=formats.day(target.decided_on),
    )
    return [about, target_line, *([reading(text, formats, target)] if target.is_equivalent else [])]


def _write_figures(
    sheet: Any,  # noqa: ANN401  the library ships no types
    styles: Mapping[Style, Any],
    text: Translator,
    table: pd.DataFrame,
    columns: Mapping[str, Column],
    title: str,
    lines: Iterable[str],
    simulated: bool,
) -> None:
    text = text.plain
    sheet.write_string(0, 0, fitting(title), styles[Style.TITLE])
    top = 1
    if simulated:
        notice = text(
            "SIMULASI: the response figures in this file come from a simulated campaign; they are not real data."
        )
        sheet.write_string(top, 0, notice, styles[Style.NOTICE])
        top += 1
    for line in lines:
        sheet.write_string(top, 0, fitting(line), styles[Style.TEXT])
        top += 1
    for place, column in enumerate(columns.values()):
        sheet.write_string(top, place, column.heading, styles[Style.HEADING])
        sheet.set_column(place, place, column.width)
    few = [not pd.isna(base) and base < FEW for base in _cells(table, "denominator")] if "rate" in columns else []
    for place, (name, column) in enumerate(columns.items()):
        for row, value in enumerate(_cells(table, name)):
            style = Style.RATE_OF_FEW if name == "rate" and few[row] else Style(column.style)
            write_cell(sheet, (top + 1 + row, place), worded(text, name, value), styles[style])
    sheet.freeze_panes(top + 1, 2)
    if len(table):
        sheet.autofilter(top, 0, top + len(table), len(columns) - 1)
    for_paper(sheet, top, simulated=simulated)


def _cells(table: pd.DataFrame, name: str) -> list[Any]:
    values: list[Any] = table[name].tolist()
    return values


def forecast_workbook(
    table: pd.DataFrame,
    *,
    text: Translator,
    formats: Formats,
    view: View,
    target: Target | None,
    title: str,
    sources: Sequence[str],
    simulated: bool,
) -> bytes:
    """Write forecasts of areas as XLSX: the same input gives the same bytes.

    Parameters
    ----------
    table
        As `census.forecast.table.forecast_table` gives it.
    text, formats, view, target, title, sources, simulated
        As for `reports.tables.workbook.progress_workbook`; keyword-only.
    """
    text = text.plain
    unit = formats.units(view.unit)
    wanted = formats.units(view.unit if target is None else target.unit)
    columns = {
        "code": Column(text("Code"), "text", 13),
        "name": Column(text("Name"), "text", 30),
        "denominator": Column(text("Register ({unit})", unit=unit), "count", 13),
        "count": Column(text("Count ({unit})", unit=unit), "count", 13),
        "as_of": Column(text("Figure of"), "day", 12),
        "deadline": Column(text("Deadline"), "day", 12),
        "median": Column(text("Forecast ({unit})", unit=unit), "count", 13),
        "lo80": Column(text("Low end ({unit})", unit=unit), "count", 13),
        "hi80": Column(text("High end ({unit})", unit=unit), "count", 13),
        "median_without_rush": Column(text("Without a rush ({unit})", unit=unit), "count", 13),
        "median_with_rush": Column(text("With a rush ({unit})", unit=unit), "count", 13),
        "rush_chance": Column(text("Chance of a rush"), "rate", 13),
        "is_guess": Column(text("A guess"), "text", 13),
        "target_count": Column(text("Count wanted ({unit})", unit=wanted), "count", 13),
        "target_unit": Column(text("Unit of the target"), "text", 13),
        "target_status": Column(text("Status of the target"), "text", 13),
        "is_equivalent": Column(text("Target read in another unit or status"), "text", 13),
        "chance_target": Column(text("Chance of reaching the target"), "rate", 13),
        "source": Column(text("Source"), "text", 40),
        "reason": Column(text("Why no forecast"), "text", 40),
        "is_hidden": Column(text("Hidden"), "text", 13),
        **part_columns(text),
    }
    worded = table.replace({"reason": {reason.value: text(words) for reason, words in REASONS.items()}})
    lines = [
        *figures_of(text, formats, view, target, view.unit if target is None else Unit(target.unit), sources),
        text("From 2,000 simulations; 8 of 10 of them end between the low and the high end."),
    ]
    return table_workbook(worded, columns, text=text, title=title, lines=lines, as_of=view.as_of, simulated=simulated)
