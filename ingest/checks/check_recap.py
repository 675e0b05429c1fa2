"""Checks of a recap: days, counts against each other, against earlier days and against the register."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

import pandas as pd

from census.base.register import denominators
from census.base.tree import AreaTree
from census.base.vocabulary import AREA_MEASURES
from data_access.reads.reads import read_all_recaps, read_all_registers
from data_access.writes.writes import Finding
from ingest.checks.checking import Checked, Context, drop_repeated, plain_columns, sums_that_differ, translate_codes
from ingest.checks.falls import refuse_falls
from ingest.tables.parsing import ParsedRow, ParsedTable

ESTIMATE_MARGIN = 1.5
"""An estimated register may be too small by this factor before more responses than families are refused."""

_PAIRS = (
    ("households_clean", "households_responded", "clean_exceeds_responded"),
    ("persons_clean", "persons_responded", "clean_exceeds_responded"),
    ("households_responded", "persons_responded", "fewer_persons_than_families"),
    ("households_clean", "persons_clean", "fewer_persons_than_families"),
)
"""The first may not exceed the second."""

_NOUNS = {measure: measure.partition("_")[0] for measure in AREA_MEASURES}
_Limits = Mapping[str, tuple[Mapping[str, int], bool]]


def check_recap(table: ParsedTable, checked: Checked, context: Context) -> None:
    """Set aside rows that cannot be; warn of parents that differ from the sum of their children."""
    translate_codes(table, checked, context, "area_code")
    # For the eyes of whoever fills the file in: areas are known by their code.
    for row in checked.rows:
        del row.values["area_name"]
    checked.keep(lambda row: _impossible(table, row, context.today))
    if not checked.rows:
        return
    limits = _limits(context)
    checked.keep(lambda row: _above_register(table, row, limits))
    drop_repeated(table, checked, ("source", "area_code", "as_of"))
    stored = read_all_recaps(context.session, _related(context.tree, checked.rows))
    refuse_falls(table, checked, stored)
    _warn_of_sums(table, checked, context.tree, stored)


def _impossible(table: ParsedTable, row: ParsedRow, today: date) -> Finding | None:
    values = row.values
    if values["as_of"] > today:
        return table.rejection(row, "as_of", "day_in_future", day=values["as_of"].isoformat())
    if all(values[measure] is None for measure in AREA_MEASURES):
        delivered = next((measure for measure in AREA_MEASURES if measure in table.headings), AREA_MEASURES[0])
        return table.rejection(row, delivered, "nothing_delivered")
    for smaller, larger, reason in _PAIRS:
        if values[smaller] is not None and values[larger] is not None and values[smaller] > values[larger]:
            return table.rejection(row, smaller, reason, smaller=values[smaller], larger=values[larger])
    return None


def _limits(context: Context) -> _Limits:
    """Families and persons on the newest register by area, where known, and whether they are estimates."""
    base = denominators(context.tree, read_all_registers(context.session), context.today)
    columns = plain_columns(base, "households", "persons", "is_estimate")
    return {
        code: ({"households": households, "persons": persons}, bool(is_estimate))
        for code, households, persons, is_estimate in zip(base.index, *columns, strict=True)
        if households is not None and persons is not None
    }


def _above_register(table: ParsedTable, row: ParsedRow, limits: _Limits) -> Finding | None:
    if row.values["area_code"] not in limits:
        return None
    register, is_estimate = limits[row.values["area_code"]]
    warning = None
    for measure in AREA_MEASURES:
        count, limit = row.values[measure], register[_NOUNS[measure]]
        if count is None or count <= limit:
            continue
        if not is_estimate or count > ESTIMATE_MARGIN * limit:
            return table.rejection(row, measure, "more_than_register", count=count, limit=limit)
        warning = warning or table.warning(row, measure, "more_than_estimate", count=count, limit=limit)
    return warning


def _related(tree: AreaTree, rows: Iterable[ParsedRow]) -> list[str]:
    """List the areas of the rows, the areas above them and all areas right below those and these."""
    codes = {row.values["area_code"] for row in rows}
    parents = codes | {parent for code in codes if (parent := tree.parent_of[code]) is not None}
    return sorted(parents.union(*(tree.children(code) for code in parents)))


def _warn_of_sums(table: ParsedTable, checked: Checked, tree: AreaTree, stored: pd.DataFrame) -> None:
    """Compare parents with their children, day by day and source by source, whichever of them came in earlier."""
    rows_of: dict[tuple[date, str], dict[str, ParsedRow]] = defaultdict(dict)
    for row in checked.rows:
        rows_of[row.values["as_of"], row.values["source"]][row.values["area_code"]] = row
    recorded: dict[tuple[date, str], dict[str, list[int | None]]] = defaultdict(dict)
    for day, source, code, *values in zip(
        *plain_columns(stored, "as_of", "source", "area_code", *AREA_MEASURES), strict=True
    ):
        if (day, source) in rows_of:
            recorded[day, source][code] = values
    for key, rows in rows_of.items():
        for place, measure in enumerate(AREA_MEASURES):
            before = {code: values[place] for code, values in recorded[key].items()}
            now = before | {code: row.values[measure] for code, row in rows.items()}
            for parent, figure, total in sums_that_differ(tree, now):
                at = next((rows[code] for code in (parent, *tree.children(parent)) if code in rows), None)
                if at is not None:
                    details = {"area": tree.name(parent), "own": figure, "total": total}
                    checked.findings.append(table.warning(at, measure, "children_do_not_add_up", **details))
