"""What the layout of a file is worth a word about: sheets, tables not read, totals that differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data_access.writes.writes import Finding
from ingest.kinds.invisible import visible
from ingest.kinds.privacy import shown_heading
from ingest.tables.block_rows import KEYS, value_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.kinds.columns import Kind
    from ingest.readers.raw_table import RawFile, Record
    from ingest.tables.blocks import Block

MOST_NAMED = 10
_MOST_TOTALS_COMPARED = 200


def totals_that_differ(block: Block, kind: Kind, sheet: str | None) -> Iterator[Finding]:
    """Warn where a row of totals is neither the sum of all rows, nor of one level, nor of those right above."""
    key = next((block.position[name] for name in KEYS if name in block.position), None)
    figures = [column.name for column in kind.columns if column.is_figure and column.name in block.position]
    levels: dict[int, list[Record]] = {}
    for record in block.rows:
        code = visible(record[1][key]) if key is not None and key < len(record[1]) else ""
        levels.setdefault(sum(map(str.isdigit, code)), []).append(record)
    before = 0
    for total in block.totals[:_MOST_TOTALS_COMPARED]:
        section = [record for record in block.rows if before < record[0] < total[0]]
        before = total[0]
        for name in figures:
            place = block.position[name]
            own = value_at(total, place)
            if own is None or not _is_sum_row(total):
                continue
            sums = [_sum(records, place) for records in (block.rows, section, *levels.values())]
            known = [value for value in sums if value is not None]
            if known and own not in known:
                heading = shown_heading(block.headings[place])
                details: dict[str, object] = {"own": own, "total": known[0]}
                if sheet is not None:
                    details["sheet"] = shown_heading(sheet)
                yield Finding(total[0], heading, "total_differs", details, is_warning=True)


def _is_sum_row(record: Record) -> bool:
    """Tell a row of sums from one of means or percentages."""
    texts = [visible(cell).lower() for cell in record[1]]
    return not any(text.startswith(("rata", "rerata", "persen", "prosen")) for text in texts)


def _sum(records: Sequence[Record], place: int) -> int | None:
    """Add a column up; None where a cell has no figure, since the total may count what was not delivered."""
    values = [value_at(record, place) for record in records]
    return sum(value for value in values if value is not None) if values and None not in values else None


def sheet_notes(file: RawFile, blocks: Sequence[Block], chosen: Sequence[Block]) -> Iterator[Finding]:
    """Say of a workbook of several sheets which were read, with how many rows, and which not."""
    if len(file.sheets) > 1:
        rows: dict[str, int] = {}
        for block in chosen:
            name = str(block.sheet.name)
            rows[name] = rows.get(name, 0) + len(block.rows)
        yield _listed("sheets_read", [f"{shown_heading(name)} ({count})" for name, count in rows.items()])
        unread = [sheet for sheet in file.sheets if str(sheet.name) not in rows]
        if unread:
            yield _listed(
                "sheets_without_table", [f"{shown_heading(str(sheet.name))} ({len(sheet.records)})" for sheet in unread]
            )
    if file.hidden:
        yield _listed("sheets_hidden", [shown_heading(name) for name in file.hidden])
    read = {id(block) for block in chosen}
    sheets = {id(block.sheet) for block in chosen}
    for block in blocks:
        if id(block) not in read and id(block.sheet) in sheets:
            details: dict[str, object] = {"rows": len(block.rows)}
            if len(file.sheets) > 1:
                details["sheet"] = shown_heading(str(block.sheet.name))
            yield Finding(block.first_line, None, "table_not_read", details, is_warning=True)


def foreign_notes(block: Block, sheet: str | None) -> Iterator[Finding]:
    """Warn of a table below the rows whose headings nobody knows."""
    if block.foreign:
        details: dict[str, object] = {"rows": len(block.foreign) - 1}
        if sheet is not None:
            details["sheet"] = shown_heading(sheet)
        yield Finding(block.foreign[0][0], None, "table_not_read", details, is_warning=True)


def _listed(reason: str, names: Sequence[str]) -> Finding:
    text = ", ".join(names[:MOST_NAMED]) + (", \u2026" if len(names) > MOST_NAMED else "")
    return Finding(None, None, reason, {"n": len(names), "sheets": text}, is_warning=True)
