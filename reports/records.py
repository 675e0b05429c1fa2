"""Records of outreach as rows for files: each with the names of its area and agency."""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from census.base.tree import AreaTree
from census.outreach.records import RecordName
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from presentation.words.kinds import kind_name
from presentation.words.record_words import RECORD_WORDS, blocker_name, commitment_state
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

COVERAGE_COLUMNS = (
    *("code", "name", "events", "visits", "last_on", "days_since", "audience", "uncounted", "families_left", "reach"),
    *("as_of", "figure_on", "source"),
)
"""Columns of the CSV of coverage (`census.outreach.reach.coverage`): events up to `as_of`, families by the figure of
`figure_on`."""


def record_table(
    name: RecordName, records: pd.DataFrame, *, tree: AreaTree, opd: pd.DataFrame, promised: pd.DataFrame
) -> pd.DataFrame:
    """Give records with the names of area and agency, the newest first; commitments with what came of them.

    Parameters
    ----------
    name
        Kind of the records.
    records
        A frame of `census.outreach.records.RECORD_COLUMNS`.
    tree, opd
        The areas, and the agencies (`id`, `short_name`), keyword-only.
    promised
        Commitments as `census.outreach.commitments.commitment_progress` gives them, keyword-only.
    """
    agency = {int(number): str(short) for number, short in zip(opd["id"], opd["short_name"], strict=True)}
    names = [None if pd.isna(number) else agency.get(int(number)) for number in records["opd_id"]]
    table = records.assign(
        area_name=[tree.name(str(code)) for code in records["area_code"]],
        opd_name=pd.Series(names, index=records.index, dtype="object"),
    )
    if name == "commitments":
        told = ["achieved", "area_gain", "sharers", "baseline_on", "figure_on", "state", "is_kept"]
        table = table.join(promised[told], on="id")
    day = FILE_COLUMNS[name][1]
    return table.sort_values([day, "id"], ascending=False, kind="stable", ignore_index=True)


def record_rows(name: RecordName, table: pd.DataFrame) -> list[Row]:
    """Give the rows of the CSV of one kind of record (`record_table`); shares of a gain to a tenth of a family."""
    rounded = table.assign(achieved=table["achieved"].round(1)) if name == "commitments" else table
    return plain_rows(rounded, FILE_COLUMNS[name])


def record_workbook(
    name: RecordName,
    table: pd.DataFrame,
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
    name, table
        Kind of the records, and their table (`record_table`).
    text, formats
        Words and numbers in the reader's language.
    area, as_of, simulated
        What the title says of them, keyword-only.
    """
    text = text.plain
    worded = table
    if name == "events":
        worded = table.assign(kind=[kind_name(text, str(kind)) for kind in table["kind"]])
    elif name == "blockers":
        worded = table.assign(kind=[blocker_name(text, str(kind)) for kind in table["kind"]])
    elif name == "commitments":
        worded = table.assign(state=[commitment_state(text, row) for _, row in table.iterrows()])
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


def coverage_rows(table: pd.DataFrame) -> list[Row]:
    """Give the rows of the CSV of coverage, reach to a tenth."""
    return plain_rows(table.assign(reach=table["reach"].round(1)), COVERAGE_COLUMNS)


def named_list(names: Sequence[str], text: Translator, *, most: int) -> str:
    """Write names in a row, the first few, with how many more there are."""
    text = text.plain
    said = ", ".join(names[:most])
    return said if len(names) <= most else text("{list} and {n} more", list=said, n=len(names) - most)
