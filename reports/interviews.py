"""The interviewers' work as rows and as a workbook, for BPS."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from census.priority.interviews import INTERVIEW_COLUMNS, AreaInterviews, Interviews
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from reports.tables.columns import PART_STYLES, Column, part_headings
from reports.tables.tables import Row, plain_rows
from reports.tables.workbook import table_workbook

_DECIMALS = {"work_share": 4, "per_enumerator": 2, "per_enumerator_day": 2}


def interview_rows(work: Interviews) -> list[Row]:
    """The rows of `INTERVIEW_COLUMNS` of all parts of an area; the area itself stands first."""
    return plain_rows(work.table.round(_DECIMALS), INTERVIEW_COLUMNS)


def interview_headings(text: Translator) -> dict[str, str]:
    """Name the columns of `INTERVIEW_COLUMNS` in the reader's language."""
    text = text.plain
    return {
        "code": text("Code"),
        "name": text("Name"),
        "households": text("Register (families)"),
        "online": text("Done online"),
        "as_of": text("Figure of"),
        "not_online": text("Not done online"),
        "ineligible": text("Families after the cut-off"),
        "workload": text("Interview workload"),
        "work_share": text("Share to be interviewed"),
        "at_deadline": text("Workload at the deadline"),
        "at_deadline_lo": text("At the deadline, low"),
        "at_deadline_hi": text("At the deadline, high"),
        "enumerators": text("Enumerators"),
        "per_enumerator": text("Families per enumerator"),
        "per_enumerator_day": text("Families per enumerator and day"),
        "is_equivalent": text("Families by the size of a family (≈)"),
        "source": text("Source"),
        "is_hidden": text("Hidden"),
        **part_headings(text),
    }


def interview_texts(text: Translator, formats: Formats, areas: Sequence[AreaInterviews]) -> pd.DataFrame:
    """The interviewers' work as a table of texts, a row per area in their order."""
    counted, amounts = formats.count, formats.about
    cells: dict[str, list[str]] = {
        "code": [area.code for area in areas],
        "name": [area.name for area in areas],
        "households": [counted(area.households) for area in areas],
        "online": [counted(area.online) for area in areas],
        "not_online": [counted(area.not_online) for area in areas],
        "ineligible": [counted(area.ineligible) for area in areas],
        "workload": [counted(area.workload) for area in areas],
        "at_deadline": [counted(area.at_deadline) for area in areas],
        "enumerators": [counted(area.enumerators) for area in areas],
        "per_enumerator": [amounts(area.per_enumerator) for area in areas],
        "per_enumerator_day": [amounts(area.per_enumerator_day) for area in areas],
        "as_of": [formats.day(area.as_of) for area in areas],
    }
    headings = interview_headings(text)
    return pd.DataFrame({headings[name]: column for name, column in cells.items()})


_STYLES = {
    **dict.fromkeys(("households", "online", "not_online", "ineligible", "workload", "enumerators"), "count"),
    **dict.fromkeys(("at_deadline", "at_deadline_lo", "at_deadline_hi"), "count"),
    **dict.fromkeys(("per_enumerator", "per_enumerator_day"), "amount"),
    "as_of": "day",
    "work_share": "rate",
    **PART_STYLES,
}
_WIDTHS = {"name": 24.0, "source": 40.0}


def interview_workbook(
    work: Interviews, text: Translator, *, as_of: date, title: str, lines: Sequence[str], simulated: bool
) -> bytes:
    """Write the interviewers' work as XLSX (`reports.tables.workbook.table_workbook`)."""
    text = text.plain
    headings = interview_headings(text)
    columns = {
        name: Column(words, _STYLES.get(name, "text"), _WIDTHS.get(name, 13)) for name, words in headings.items()
    }
    return table_workbook(
        work.table,
        columns,
        text=text,
        as_of=as_of,
        title=title,
        lines=lines,
        simulated=simulated,
    )
