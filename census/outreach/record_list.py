"""Records as they are listed: each with the names of its area and agency, a commitment with what came of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from census.base.tree import AreaTree
from census.base.values import column_values, values_of
from census.figures.shortfall import NO_STEP
from census.outreach.commitments import OVER, RUNNING, CommitmentProgress
from census.outreach.records import FIRST_DAY, RECORD_TYPES, Commitment, Record, RecordName


@dataclass(frozen=True, slots=True)
class ListedRecord:
    """One record on file.

    Attributes
    ----------
    id
        Its number in the store.
    record
        What it says.
    area_name, opd_name
        Names of its area and agency; None without an agency, or where the reader may not see it.
    source
        Who delivered it; empty where the reader may not see it.
    """

    id: int
    record: Record
    area_name: str
    opd_name: str | None
    source: str


@dataclass(frozen=True, slots=True)
class ListedPromise(ListedRecord):
    """A commitment on file, with what came of it."""

    record: Commitment
    progress: CommitmentProgress

    @property
    def kept_part(self) -> float | None:
        """The part of the promise that has come in, 0 to 1 whatever came in beyond it; None where nobody knows."""
        if self.progress.achieved is None:
            return None
        return min(max(self.progress.achieved / self.record.households, 0.0), 1.0)


@dataclass(frozen=True)
class RecordList:
    """The records of one kind, the newest first.

    Attributes
    ----------
    name
        Their kind.
    rows
        The records.
    table
        The same for files (`record_table`).
    """

    name: RecordName
    rows: tuple[ListedRecord, ...]
    table: pd.DataFrame


def record_list(name: RecordName, table: pd.DataFrame, progress: Mapping[int, CommitmentProgress]) -> RecordList:
    """The records of a kind as values, in the order of their table.

    Parameters
    ----------
    name, table
        Kind of the records, and their table (`record_table`).
    progress
        What came of commitments by their number (`census.outreach.commitments.commitment_values`).
    """
    numbers, areas, agencies, sources = (
        column_values(table[column]) for column in ("id", "area_name", "opd_name", "source")
    )
    records = values_of(RECORD_TYPES[name], table)
    rows = tuple(
        ListedPromise(number, record, area, agency, source, progress[number])
        if isinstance(record, Commitment)
        else ListedRecord(number, record, area, agency, source)
        for number, record, area, agency, source in zip(numbers, records, areas, agencies, sources, strict=True)
    )
    return RecordList(name, rows, table)


def furthest_short_first(rows: Iterable[ListedRecord]) -> list[ListedPromise]:
    """The commitments that run before those that are over, the furthest short first, without the others."""

    def place(row: ListedPromise) -> tuple[bool, int, int, int]:
        step = NO_STEP if row.progress.step is None else row.progress.step
        return (row.progress.state == OVER, -step, -row.record.households, row.id)

    promises = [row for row in rows if isinstance(row, ListedPromise)]
    return sorted((row for row in promises if row.progress.state in (RUNNING, OVER)), key=place)


def record_table(
    name: RecordName, records: pd.DataFrame, *, tree: AreaTree, opd: pd.DataFrame, promised: pd.DataFrame
) -> pd.DataFrame:
    """Records with the names of area and agency, the newest first; commitments with what came of them.

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
        outcome = ["achieved", "area_gain", "sharers", "baseline_on", "figure_on", "state", "is_kept"]
        table = table.join(promised[outcome], on="id")
    return table.sort_values([FIRST_DAY[name], "id"], ascending=False, kind="stable", ignore_index=True)
