"""What all checks share: the areas on record, codes translated, repeated rows, parents against their children."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from census.tree import AreaTree
from data_access.engine import WriteSession
from data_access.writes import Finding
from ingest.parsing import ParsedRow, ParsedTable


@dataclass(frozen=True)
class Context:
    """What a check may look at: the import's transaction, the areas on record, and today."""

    session: WriteSession
    areas: pd.DataFrame
    tree: AreaTree
    today: date
    file_name: str

    @property
    def codes(self) -> dict[str, str]:
        """BPS code by any code that a file may use: BPS or Kemendagri."""
        own = {str(code): str(code) for code in self.areas["code"]}
        other = {
            str(row.kemendagri_code): str(row.code)
            for row in self.areas.itertuples()
            if isinstance(row.kemendagri_code, str)
        }
        return other | own

    @property
    def kabupaten(self) -> dict[str, str]:
        """Code of the kabupaten by area code."""
        return dict(zip(self.areas["code"], self.areas["kabupaten_code"], strict=True))


@dataclass
class Checked:
    """Rows that passed, ready to be written, and all that was found."""

    rows: list[ParsedRow]
    findings: list[Finding]
    duplicates: int = 0

    def keep(self, test: Callable[[ParsedRow], Finding | None]) -> None:
        """Set aside the rows for which a test finds a fault."""
        kept = []
        for row in self.rows:
            found = test(row)
            if found is None or found.is_warning:
                kept.append(row)
            if found is not None:
                self.findings.append(found)
        self.rows = kept


def translate_codes(table: ParsedTable, checked: Checked, context: Context, column: str) -> None:
    """Replace a column's codes by BPS codes and set `kabupaten_code`; set rows with unknown codes aside."""
    codes, kabupaten = context.codes, context.kabupaten

    def test(row: ParsedRow) -> Finding | None:
        given = row.values[column]
        if given not in codes:
            return table.rejection(row, column, "unknown_area", code=given)
        row.values[column] = codes[given]
        row.values["kabupaten_code"] = kabupaten[codes[given]]
        return None

    checked.keep(test)


def drop_repeated(table: ParsedTable, checked: Checked, key: Sequence[str]) -> None:
    """Count rows that repeat an earlier one word for word; set those aside that contradict one with the same key."""
    first: dict[tuple[Any, ...], ParsedRow] = {}
    kept = []
    for row in checked.rows:
        values = tuple(row.values[name] for name in key)
        before = first.setdefault(values, row)
        if before is row:
            kept.append(row)
        elif before.values == row.values:
            checked.duplicates += 1
        else:
            checked.findings.append(table.rejection(row, key[-1], "contradicts_line", other_line=before.line))
    checked.rows = kept


def sums_that_differ(
    tree: AreaTree, parents: Iterable[str], value_of: Mapping[str, int | None]
) -> Iterable[tuple[str, int, int]]:
    """Yield parent, own value and sum, wherever all children have a value and their sum is another."""
    for parent in parents:
        parts = [value_of.get(child) for child in tree.children(parent)]
        own = value_of.get(parent)
        known = [part for part in parts if part is not None]
        if own is None or not parts or len(known) < len(parts):
            continue
        if sum(known) != own:
            yield parent, own, sum(known)
