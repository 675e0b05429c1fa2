"""Records of outreach as rows for files: each with the names of its area and agency."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from census.outreach.record_list import ListedPromise, RecordList
from census.outreach.records import RecordName
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from presentation.words.outreach.record_words import RECORD_WORDS, commitment_state, record_kind
from reports.tables.columns import Column
from reports.tables.tables import Row, plain_rows
from reports.tables.workbook import table_workbook

_WHERE = ("area_code", "area_name", "opd_id", "opd_name")
FILE_COLUMNS: dict[RecordName, tuple[str, ...]] = {
    "events": ("id", "held_on", "kind", *_WHERE, "audience", "officers", "note", "source"),
    "commitments": (
        *("id", "starts_on", "due_on", "withdrawn_on", *_WHERE, "households", "achieved", "area_gain", "sharers"),
        *("baseline_on", "figure_on", "state", "note", "source"),
    ),
    "blockers": ("id", "reported_on", "resolved_on", "kind", *_WHERE, "households", "note", "source"),
    "requests": (*("id", "requested_on", "scheduled_on", "done_on", *_WHERE, "result_households", "note", "source"),),
}
"""Columns of the CSV of each kind of record."""

REACH_COLUMNS = (
    *("code", "name", "events", "visits", "last_on", "days_since", "audience", "uncounted", "families_left", "reach"),
    *("as_of", "figure_on", "source"),
)
"""Columns of the CSV of reach (`census.outreach.reach.reach_table`): events up to `as_of`, families by the figure of
`figure_on`."""


def record_rows(records: RecordList) -> list[Row]:
    """The rows of the CSV of one kind of record; shares of a gain to a tenth of a family."""
    return plain_rows(records.table.round({"achieved": 1}), FILE_COLUMNS[records.name])


def record_workbook(
    records: RecordList,
    text: Translator,
    formats: Formats,
    *,
    area: str,
    as_of: date,
    simulated: bool,
) -> bytes:
    """Write one kind of record as XLSX.

    Parameters
    ----------
    text, formats
        Words and numbers in the reader's language.
    area, as_of, simulated
        What the title says of them, keyword-only.
    """
    text, name, worded = text.plain, records.name, records.table
    if name in ("events", "blockers"):
        worded = worded.assign(kind=[record_kind(text, row.record) for row in records.rows])
    elif name == "commitments":
        promises = (row for row in records.rows if isinstance(row, ListedPromise))
        worded = worded.assign(state=[commitment_state(text, row.progress) for row in promises])
    return table_workbook(
        worded,
        record_columns(name, text),
        text=text,
        as_of=as_of,
        title=text("{records} in {area}", records=text(RECORD_WORDS[name]), area=area),
        lines=[text("As of {day}", day=formats.day(as_of))],
        simulated=simulated,
    )


def record_columns(name: RecordName, text: Translator) -> Mapping[str, Column]:
    """Describe the columns of a workbook of records, in the order of `FILE_COLUMNS`, the number of the area last."""
    text = text.plain
    families = text("families")
    described = {
        "id": Column(text("No."), "count", 7),
        "held_on": Column(text("Day"), "day", 12),
        "starts_on": Column(text("From"), "day", 12),
        "due_on": Column(text("Due"), "day", 12),
        "withdrawn_on": Column(text("Withdrawn on"), "day", 12),
        "reported_on": Column(text("Reported"), "day", 12),
        "resolved_on": Column(text("Resolved"), "day", 12),
        "requested_on": Column(text("Asked"), "day", 12),
        "scheduled_on": Column(text("Scheduled"), "day", 12),
        "done_on": Column(text("Done"), "day", 12),
        "kind": Column(text("Kind"), "text", 20),
        "area_code": Column(text("Code"), "text", 13),
        "area_name": Column(text("Area"), "text", 24),
        "opd_id": Column(text("OPD no."), "count", 8),
        "opd_name": Column(text("OPD"), "text", 22),
        "audience": Column(text("People reached"), "count", 12),
        "officers": Column(text("Officers"), "count", 10),
        "households": Column(
            text("Promised ({unit})", unit=families) if name == "commitments" else text("Families"), "count", 12
        ),
        "achieved": Column(text("Came in ({unit})", unit=families), "amount", 12),
        "area_gain": Column(text("Gain of the area ({unit})", unit=families), "amount", 14),
        "sharers": Column(text("Shared with"), "count", 10),
        "baseline_on": Column(text("Earlier figure of"), "day", 12),
        "figure_on": Column(text("Figure of"), "day", 12),
        "state": Column(text("State"), "text", 16),
        "result_households": Column(text("Result ({unit})", unit=families), "count", 12),
        "note": Column(text("Note"), "text", 40),
        "source": Column(text("Source"), "text", 24),
    }
    return {column: described[column] for column in FILE_COLUMNS[name]}


def reach_rows(table: pd.DataFrame) -> list[Row]:
    """The rows of the CSV of reach, which is rounded to a tenth."""
    return plain_rows(table.round({"reach": 1}), REACH_COLUMNS)
