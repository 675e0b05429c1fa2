"""What all checks share: the areas on record, codes translated, repeated rows, parents against their children."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from census.base.tree import AreaTree
from census.identifiers.code_book import CodeBook, CodeSystem, Fault, Given, GivenName, KnownArea
from census.identifiers.code_settling import Settled, settle, shown_name
from data_access.store.engine import WholeSession
from data_access.writes.writes import Finding
from ingest.kinds.privacy import shown_code
from ingest.readers.raw_table import UnreadableFile
from ingest.tables.parsing import ParsedRow, ParsedTable


class RefusedTableError(UnreadableFile):
    """A table that is refused whole for what it says, not for its form: a reason code and values for its message."""

    def __init__(self, reason: str, *, line: int | None = None, **values: int | str) -> None:
        ValueError.__init__(self, reason)
        self.reason, self.line, self.values = reason, line, values


@dataclass(frozen=True)
class Context:
    """What a check may look at.

    Attributes
    ----------
    session
        The import's transaction, or a session that reads everything.
    areas, tree
        The areas on record.
    today
        Day that counts as today.
    root_area
        The area that this installation serves; None where nobody said.
    system
        Whose area codes the file has, where somebody said so.
    """

    session: WholeSession
    areas: pd.DataFrame
    tree: AreaTree
    today: date
    root_area: str | None
    system: CodeSystem = CodeSystem.AUTO

    @cached_property
    def book(self) -> CodeBook:
        """The areas on record, by every code and name that a file may use."""
        return CodeBook(known_areas(self.areas))

    def translate(self, given: str) -> str | None:
        """The BPS code of an area by a code of the file; None where it is not on record."""
        return self.book.translate(given, self.system)

    @cached_property
    def kabupaten(self) -> dict[str, str]:
        """Code of the kabupaten by area code."""
        return dict(zip(self.areas["code"], self.areas["kabupaten_code"], strict=True))

    @cached_property
    def level_of(self) -> dict[str, str]:
        """Level by area code."""
        return dict(zip(self.areas["code"], self.areas["level"], strict=True))

    def is_inside(self, code: str) -> bool:
        """Tell whether an area on record lies in the area that this installation serves."""
        return self.root_area is None or self.root_area in self.tree.chain(code)


def plain_columns(frame: pd.DataFrame, *names: str) -> list[list[Any]]:
    """Columns of a frame as lists of plain values, None where there is none."""
    return [[None if value is pd.NA else value for value in frame[name].tolist()] for name in names]


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
            finding = test(row)
            if finding is None or finding.is_warning:
                kept.append(row)
            if finding is not None:
                self.findings.append(finding)
        self.rows = kept


def known_areas(areas: pd.DataFrame) -> list[KnownArea]:
    """The areas on record, from the frame of `data_access.reads.reads.read_all_areas`."""
    columns = areas[["code", "parent_code", "level", "name", "kemendagri_code"]]
    return [
        KnownArea(code, None if pd.isna(parent) else parent, level, name, None if pd.isna(other) else other)
        for code, parent, level, name, other in columns.itertuples(index=False, name=None)
    ]


def given_area(row: ParsedRow, column: str) -> Given:
    """What a row says of its area."""
    return Given(row.values[column], row.names)


def settle_codes(checked: Checked, context: Context, column: str) -> Settled:
    """Read the codes of a column against the areas on record and the names beside them.

    Raises
    ------
    RefusedTableError
        If they are Kemendagri codes without points, or could be, or if names and codes belong to different areas.
    """
    rows = [row for row in checked.rows if row.values[column] is not None]
    return settle_given(context, (given_area(row, column) for row in rows), rows[0].line if rows else None)


def settle_given(context: Context, given: Iterable[Given], line: int | None) -> Settled:
    """As `settle_codes`, of what the rows of a file give; the line is that which a refusal names."""
    settled = settle(context.book, given, context.system)
    if settled.refusal is not None:
        raise RefusedTableError(settled.refusal.reason, line=line, **settled.refusal.values)
    return settled


def rejection_of(table: ParsedTable, row: ParsedRow, column: str, fault: Fault) -> Finding:
    """Set a row aside for what its code or name says."""
    values = {name: shown_code(str(value)) if name == "code" else value for name, value in fault.values.items()}
    return table.rejection(row, column, fault.reason, **values)


def translate_codes(table: ParsedTable, checked: Checked, context: Context, column: str) -> None:
    """Replace a column's codes by BPS codes and set `kabupaten_code`; set rows with unknown codes aside.

    Rows whose names are not those of their codes' areas are set aside too, see `settle_codes`. Rows of areas outside
    the one that this installation serves are taken, with one warning for the file: they may be the forerunners of a
    larger installation, but no page shows them.
    """
    translation = CodeTranslation(table, context, column, settle_codes(checked, context, column))
    checked.keep(translation.translate)
    translation.warn_of_outside(checked)


class CodeTranslation:
    """The codes of one column of a file, once it is settled how they are read."""

    def __init__(self, table: ParsedTable, context: Context, column: str, settled: Settled) -> None:
        self._table, self._context, self._column, self._settled = table, context, column, settled
        self._is_inside: dict[str, bool] = {}
        self._fault_of: dict[tuple[str, tuple[GivenName, ...], tuple[str, ...]], Fault | None] = {}
        self.outside = 0
        self._first_outside: ParsedRow | None = None

    def is_inside(self, code: str) -> bool:
        """Tell whether an area lies in the one that this installation serves."""
        if code not in self._is_inside:
            self._is_inside[code] = self._context.is_inside(code)
        return self._is_inside[code]

    def code_of(self, given: Given, other_codes: tuple[str, ...] = ()) -> str | None:
        """The BPS code of what a row gives; None where the row is to be set aside."""
        if given in self._settled.faults or given not in self._settled.code_of:
            return None
        code = self._settled.code_of[given]
        return None if self._other_area(code, given.names, other_codes) else code

    def translate(self, row: ParsedRow) -> Finding | None:
        """Replace the code of a row, or say why it is set aside."""
        given = given_area(row, self._column)
        if given in self._settled.faults:
            return rejection_of(self._table, row, self._column, self._settled.faults[given])
        code = self._settled.code_of[given]
        fault = self._other_area(code, row.names, row.other_codes)
        if fault is not None:
            return rejection_of(self._table, row, self._column, fault)
        row.values[self._column] = code
        row.values["kabupaten_code"] = self._context.kabupaten[code]
        if not self.is_inside(code):
            self.note_outside(row)
        return None

    def note_outside(self, first: ParsedRow, rows: int = 1) -> None:
        """Note rows of areas outside the one that this installation serves."""
        self.outside += rows
        if self._first_outside is None or first.line < self._first_outside.line:
            self._first_outside = first

    def warn_of_outside(self, checked: Checked) -> None:
        """Warn once for the file of rows of areas that no page shows."""
        if self._first_outside is not None:
            details = {"rows": self.outside, "root": str(self._context.root_area)}
            checked.findings.append(self._table.warning(self._first_outside, self._column, "outside_root", **details))

    def _other_area(self, code: str, names: tuple[GivenName, ...], others: tuple[str, ...]) -> Fault | None:
        """Find what says that a row is about another area than its code: a second code, or a name of an area below."""
        if (code, names, others) not in self._fault_of:
            self._fault_of[code, names, others] = _other_area(self._context, code, names, others)
        return self._fault_of[code, names, others]


def _other_area(context: Context, code: str, names: tuple[GivenName, ...], others: tuple[str, ...]) -> Fault | None:
    book = context.book
    name = book.areas[code].name
    for other in others:
        other_code = context.translate(other)
        if other_code is not None and other_code not in context.tree.chain(code):
            values = {"code": code, "name": name, "other": other_code, "other_name": book.areas[other_code].name}
            return Fault("codes_disagree", dict(values))
    part = book.name_of_part(code, names)
    if part is None:
        return None
    return Fault("code_of_area_above", {"code": code, "name": name, "given": shown_name(book, part)})


def drop_repeated(table: ParsedTable, checked: Checked, key: Sequence[str]) -> None:
    """Count rows that repeat an earlier one word for word; set all aside that say different things for one key.

    Which of the contradicting rows is right only the sender knows, so none of them lands.
    """
    groups: dict[tuple[object, ...], list[ParsedRow]] = defaultdict(list)
    for row in checked.rows:
        groups[tuple(row.values[name] for name in key)].append(row)
    kept = []
    for rows in groups.values():
        first = rows[0]
        other = next((row for row in rows if row.values != first.values), None)
        if other is None:
            kept.append(first)
            checked.duplicates += len(rows) - 1
            continue
        for row in rows:
            line = other.place if row.values == first.values else first.place
            checked.findings.append(table.rejection(row, key[-1], "contradicts_line", other_line=line))
    checked.rows = kept


def sums_that_differ(tree: AreaTree, values: Mapping[str, int | None]) -> Iterator[tuple[str, int, int]]:
    """Area, own value and sum, wherever all areas right below have a value and their sum is another."""
    parents = dict.fromkeys(parent for code in values if (parent := tree.parent_of[code]) is not None)
    for parent in parents:
        figure = values.get(parent)
        parts = [values.get(child) for child in tree.children(parent)]
        filled = [part for part in parts if part is not None]
        if figure is not None and len(filled) == len(parts) and sum(filled) != figure:
            yield parent, figure, sum(filled)


def warn_of_sums(
    table: ParsedTable,
    checked: Checked,
    tree: AreaTree,
    *,
    group: Callable[[ParsedRow], object],
    columns: Sequence[str],
) -> None:
    """Warn of every row of a group (one day of one source) that differs from the sum of the areas right below."""
    groups: dict[object, dict[str, ParsedRow]] = defaultdict(dict)
    for row in checked.rows:
        groups[group(row)][row.values["area_code"]] = row
    for rows in groups.values():
        for column in columns:
            values = {code: row.values[column] for code, row in rows.items()}
            for parent, figure, total in sums_that_differ(tree, values):
                details = {"area": tree.name(parent), "own": figure, "total": total}
                checked.findings.append(table.warning(rows[parent], column, "children_do_not_add_up", **details))
