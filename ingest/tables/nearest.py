"""Files without a table that fits: which comes nearest, so that it can be said what is wanting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.kinds.invisible import normal_heading
from ingest.kinds.privacy import shown_heading
from ingest.readers.raw_table import Limits, RawTable, UnreadableFile, assemble_table, row_of_width
from ingest.tables.headings import meanings
from ingest.tables.headless import without_headings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.kinds.columns import Kind
    from ingest.readers.raw_table import RawFile
    from ingest.tables.blocks import Block


def nearest_table(file: RawFile, kind: Kind, blocks: Sequence[Block], limits: Limits) -> RawTable:
    """The table that comes nearest, whose headings will be found wanting; an error where none is near."""
    for sheet in file.sheets:
        if sheet.refusal is not None and not blocks:
            reason, line, values = sheet.refusal
            raise UnreadableFile(reason, line=line, values=values)
    if blocks:
        best = max(blocks, key=lambda block: len(block.position))
        width = len(best.parts)
        return RawTable(
            header=tuple(best.headings),
            # These rows are not imported, but a list of persons is recognised by them (decision 103).
            rows=[row_of_width(line, cells, width) for line, cells in best.rows],
            format=file.format,
            header_line=best.last_line,
            sheet=best.sheet.name if len(file.sheets) > 1 else None,
            first_column=best.sheet.first_column,
            position=best.position,
        )
    sheet = file.sheets[0]
    table = without_headings(sheet, kind, file.format, limits)
    if table is not None:
        return table
    header_line, header, rows = assemble_table(sheet.records, limits=limits)
    return RawTable(header=header, rows=rows, format=file.format, header_line=header_line)


def refuse_twice(block: Block, kind: Kind) -> None:
    """Refuse two columns of one known heading: nobody can tell which of them holds."""
    seen: set[str] = set()
    for place, heading in enumerate(block.headings):
        word = normal_heading(heading)
        if word in seen and place not in block.days and meanings(kind, block.parts[place]):
            values: dict[str, int | str] = {"heading": shown_heading(heading), "column": place + 1}
            raise UnreadableFile("duplicate_heading", line=block.first_line, values=values)
        seen.add(word)
