"""Checks of a recap: days, counts against each other, against earlier days and against the register."""

from collections import defaultdict
from datetime import date
from typing import Any

import pandas as pd

from census.register import denominators
from census.vocabulary import AREA_MEASURES
from data_access.reads import read_all_recaps, read_all_registers
from data_access.writes import Finding
from ingest.checking import Checked, Context, drop_repeated, sums_that_differ, translate_codes
from ingest.parsing import ParsedRow, ParsedTable

ESTIMATE_MARGIN = 1.5
"""An estimated register may be too small by this factor before more responses than families are refused."""

_PAIRS = (
    ("households_clean", "households_responded", "clean_exceeds_responded"),
    ("persons_clean", "persons_responded", "clean_exceeds_responded"),
    ("households_responded", "persons_responded", "fewer_persons_than_families"),
    ("households_clean", "persons_clean", "fewer_persons_than_families"),
)
"""The first may not exceed the second."""


def check_recap(table: ParsedTable, checked: Checked, context: Context) -> None:
    """Set aside rows that cannot be; warn of parents that differ from the sum of their children."""
    translate_codes(table, checked, context, "area_code")
    for row in checked.rows:
        del row.values["area_name"]
    checked.keep(lambda row: _impossible(table, row, context.today))
    base = denominators(context.tree, read_all_registers(context.session), context.today)
    checked.keep(lambda row: _above_register(table, row, base))
    drop_repeated(table, checked, ("source", "area_code", "as_of"))
    _refuse_falls(table, checked, context)
    _warn_of_sums(table, checked, context)


def _impossible(table: ParsedTable, row: ParsedRow, today: date) -> Finding | None:
    values = row.values
    if values["as_of"] > today:
        return table.rejection(row, "as_of", "day_in_future", day=values["as_of"].isoformat())
    if all(values[measure] is None for measure in AREA_MEASURES):
        return table.rejection(row, "households_responded", "nothing_delivered")
    for smaller, larger, reason in _PAIRS:
        if values[smaller] is not None and values[larger] is not None and values[smaller] > values[larger]:
            return table.rejection(row, smaller, reason, smaller=values[smaller], larger=values[larger])
    return None


def _above_register(table: ParsedTable, row: ParsedRow, base: pd.DataFrame) -> Finding | None:
    register = base.loc[row.values["area_code"]]
    warning = None
    for measure in AREA_MEASURES:
        count = row.values[measure]
        limit = register[measure.partition("_")[0]]
        if count is None or pd.isna(limit) or count <= limit:
            continue
        details = {"count": count, "limit": int(limit)}
        if not register["is_estimate"] or count > ESTIMATE_MARGIN * limit:
            return table.rejection(row, measure, "more_than_register", **details)
        warning = warning or table.warning(row, measure, "more_than_estimate", **details)
    return warning


def _refuse_falls(table: ParsedTable, checked: Checked, context: Context) -> None:
    """Walk each area's days in order and refuse a count below an earlier one or above a later one on record."""
    keys = {(row.values["source"], row.values["area_code"], row.values["as_of"]) for row in checked.rows}
    stored = read_all_recaps(context.session, sorted({row.values["area_code"] for row in checked.rows}))
    on_record: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for before in stored.to_dict("records"):
        if (before["source"], before["area_code"], before["as_of"]) not in keys:
            on_record[before["area_code"]].append(before)
    accepted: dict[str, list[dict[str, Any]]] = defaultdict(list)
    refused = set()
    for row in sorted(checked.rows, key=lambda row: (row.values["as_of"], row.line)):
        area = row.values["area_code"]
        found = _fall(table, row, on_record[area] + accepted[area])
        if found:
            checked.findings.append(found)
            refused.add(id(row))
        else:
            accepted[area].append(row.values)
    checked.rows = [row for row in checked.rows if id(row) not in refused]


def _fall(table: ParsedTable, row: ParsedRow, others: list[dict[str, Any]]) -> Finding | None:
    for measure in AREA_MEASURES:
        count = row.values[measure]
        if count is None:
            continue
        for other in others:
            known = other[measure]
            if known is None or pd.isna(known) or other["as_of"] == row.values["as_of"]:
                continue
            is_earlier = other["as_of"] < row.values["as_of"]
            if (known > count) if is_earlier else (known < count):
                reason = "count_falls" if is_earlier else "count_above_later"
                details = {"count": count, "other": int(known), "other_day": other["as_of"].isoformat()}
                return table.rejection(row, measure, reason, **details)
    return None


def _warn_of_sums(table: ParsedTable, checked: Checked, context: Context) -> None:
    by_day: dict[date, dict[str, ParsedRow]] = defaultdict(dict)
    for row in checked.rows:
        by_day[row.values["as_of"]][row.values["area_code"]] = row
    for rows in by_day.values():
        for measure in AREA_MEASURES:
            values = {code: row.values[measure] for code, row in rows.items()}
            for parent, own, total in sums_that_differ(context.tree, list(rows), values):
                found = table.warning(rows[parent], measure, "children_do_not_add_up", own=own, total=total)
                checked.findings.append(found)
