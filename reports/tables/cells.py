"""What every sheet of a workbook shares: options, styles, how a value becomes a cell, definitions, and paper."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from presentation.language.messages import Translator
from reports.tables.columns import Style
from reports.tables.definitions import DefinitionRow

_LONGEST = 32_767
"""Characters that a cell holds."""

OPTIONS = {
    "in_memory": True,
    # A name or a source may begin like a formula: it stays text.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
STYLES: dict[Style, dict[str, Any]] = {
    Style.TEXT: {"valign": "top"},
    Style.WRAPPED: {"valign": "top", "text_wrap": True},
    Style.TITLE: {"bold": True, "font_size": 14},
    Style.NOTICE: {"bold": True, "font_color": "#96390a"},
    Style.HEADING: {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#e4efee"},
    Style.COUNT: {"num_format": "#,##0", "valign": "top"},
    Style.AMOUNT: {"num_format": "#,##0.0", "valign": "top"},
    Style.RATE: {"num_format": "0.00%", "valign": "top"},
    Style.RATE_OF_FEW: {"num_format": "0%", "valign": "top"},
    Style.DAY: {"num_format": "dd/mm/yyyy", "align": "left", "valign": "top"},
}


def write_cell(sheet: Any, place: tuple[int, int], value: object, style: object) -> None:  # noqa: ANN401
    """Write a cell by the type of its value; nothing where there is none, since 0 would be a figure."""
    if value is None:
        return
    if isinstance(value, str):
        sheet.write_string(*place, fitting(value), style)
    elif isinstance(value, date):
        sheet.write_datetime(*place, datetime.combine(value, time()), style)
    else:
        sheet.write_number(*place, value, style)


def fitting(value: str) -> str:
    """Cut what is longer than a cell holds: the library would leave such a text out without a word."""
    return value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"


def write_definitions(
    sheet: Any,  # noqa: ANN401
    styles: Mapping[Style, Any],
    text: Translator,
    rows: Sequence[DefinitionRow],
) -> None:
    """Write definitions, a row each."""
    text = text.plain
    headings = (
        (text("Group"), 20),
        (text("Term"), 24),
        (text("Meaning"), 70),
        (text("Formula"), 40),
        (text("Unit"), 22),
        (text("Column of the CSV"), 18),
    )
    for place, (heading, width) in enumerate(headings):
        sheet.write_string(0, place, heading, styles[Style.HEADING])
        sheet.set_column(place, place, width)
    for number, row in enumerate(rows, start=1):
        key = row.key if row.is_column else None
        for place, value in enumerate((row.group, row.term, row.meaning, row.formula, row.unit, key)):
            write_cell(sheet, (number, place), value, styles[Style.WRAPPED])
    sheet.freeze_panes(1, 0)
    for_paper(sheet, 0, simulated=False)


def for_paper(sheet: Any, heading_row: int, *, simulated: bool) -> None:  # noqa: ANN401
    """Lay a sheet out for A4: across, as wide as the paper, its heading on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(heading_row)
    sheet.set_footer("&L" + ("SIMULASI" if simulated else "") + "&R&P / &N")
