"""Checks of areas, register, agencies, assignments and targets."""

from collections import defaultdict
from typing import Any

import pandas as pd

from census.tree import TREE_COLUMNS, AreaTree
from data_access.reads import read_opd_ids
from data_access.writes import TABLES, Finding
from ingest.checking import Checked, Context, drop_repeated, sums_that_differ, translate_codes
from ingest.parsing import ParsedRow, ParsedTable


def check_areas(table: ParsedTable, checked: Checked, context: Context) -> None:
    """Set aside areas without a known area above, or below themselves; find each one's kabupaten."""
    drop_repeated(table, checked, ("code",))
    known = context.areas.set_index("code")
    while True:
        codes = set(known.index) | {row.values["code"] for row in checked.rows}
        before = len(checked.rows)

        def has_parent(row: ParsedRow, codes: set[str] = codes) -> Finding | None:
            parent = row.values["parent_code"]
            if parent is None or (parent in codes and parent != row.values["code"]):
                return None
            return table.rejection(row, "parent_code", "unknown_parent", code=parent)

        checked.keep(has_parent)
        if len(checked.rows) == before:
            break
    _refuse_loops(table, checked, known)
    tree = AreaTree(_together(checked, known))
    kabupaten = {code: _kabupaten(tree, code) for code in tree.codes}
    for row in checked.rows:
        row.values["kabupaten_code"] = kabupaten[row.values["code"]]

    def has_not_moved(row: ParsedRow) -> Finding | None:
        code = row.values["code"]
        if code not in known.index or known.at[code, "kabupaten_code"] == row.values["kabupaten_code"]:
            return None
        return table.rejection(row, "parent_code", "area_moved", code=code, other=known.at[code, "kabupaten_code"])

    checked.keep(has_not_moved)
    # A foreign key is checked row by row: parents go first.
    checked.rows.sort(key=lambda row: tree.frame.at[row.values["code"], "depth"])


def _together(checked: Checked, known: pd.DataFrame) -> pd.DataFrame:
    new = {row.values["code"]: row.values | {"kabupaten_code": None} for row in checked.rows}
    rows = {str(code): dict(values) for code, values in known.to_dict("index").items()}
    merged = [values | {"code": code} for code, values in (rows | new).items()]
    return pd.DataFrame(merged, columns=list(TREE_COLUMNS), dtype=object)


def _refuse_loops(table: ParsedTable, checked: Checked, known: pd.DataFrame) -> None:
    parents: dict[str, Any] = known["parent_code"].to_dict()
    parents |= {row.values["code"]: row.values["parent_code"] for row in checked.rows}
    in_loop = set()
    for code in parents:
        trail = []
        here = code
        while here is not None and here not in trail:
            trail.append(here)
            here = parents.get(here)
        if here is not None:
            in_loop.add(code)
    checked.keep(
        lambda row: table.rejection(row, "parent_code", "area_below_itself", code=row.values["code"])
        if row.values["code"] in in_loop
        else None
    )


def _kabupaten(tree: AreaTree, code: str) -> str:
    return next((above for above in tree.chain(code) if tree.level(above) == "kabupaten"), code)


def check_register(table: ParsedTable, checked: Checked, context: Context) -> None:
    """Set aside impossible rows; warn of parents that differ from the sum of their children."""
    translate_codes(table, checked, context, "area_code")
    for row in checked.rows:
        row.values["version"] = row.values["version"] or row.values["valid_on"].isoformat()

    def is_possible(row: ParsedRow) -> Finding | None:
        families, persons = row.values["households"], row.values["persons"]
        if row.values["valid_on"] > context.today:
            return table.rejection(row, "valid_on", "day_in_future", day=row.values["valid_on"].isoformat())
        if persons < families:
            return table.rejection(row, "persons", "fewer_persons_than_families", smaller=families, larger=persons)
        return None

    checked.keep(is_possible)
    drop_repeated(table, checked, TABLES["register"][1])
    by_version: dict[str, dict[str, ParsedRow]] = defaultdict(dict)
    for row in checked.rows:
        by_version[row.values["version"]][row.values["area_code"]] = row
    for rows in by_version.values():
        for column in ("households", "persons"):
            values = {code: row.values[column] for code, row in rows.items()}
            for parent, own, total in sums_that_differ(context.tree, list(rows), values):
                found = table.warning(rows[parent], column, "children_do_not_add_up", own=own, total=total)
                checked.findings.append(found)


def check_opd(table: ParsedTable, checked: Checked, context: Context) -> None:
    """Give each agency a short name and its kabupaten; set those of unknown areas aside."""
    codes, kabupaten = context.codes, context.kabupaten
    root = context.tree.codes[0] if len(context.tree) else None

    def place(row: ParsedRow) -> Finding | None:
        values = row.values
        values["short_name"] = values["short_name"] or values["name"]
        given = values["area_code"]
        if given is not None and given not in codes:
            return table.rejection(row, "area_code", "unknown_area", code=given)
        if root is None:
            return table.rejection(row, "area_code", "no_areas_yet")
        values["area_code"] = codes.get(given) if given else None
        values["kabupaten_code"] = kabupaten[values["area_code"] or root]
        return None

    checked.keep(place)
    drop_repeated(table, checked, ("id",))


def check_assignments(table: ParsedTable, checked: Checked, context: Context) -> None:
    """Set aside assignments of unknown desa or agencies."""
    translate_codes(table, checked, context, "desa_code")
    agencies = read_opd_ids(context.session)
    checked.keep(
        lambda row: None
        if row.values["opd_id"] in agencies
        else table.rejection(row, "opd_id", "unknown_opd", opd=row.values["opd_id"])
    )
    drop_repeated(table, checked, TABLES["assignments"][1])


def check_targets(table: ParsedTable, checked: Checked, context: Context) -> None:
    """Set aside targets with a turned window, or in a unit that their scope is not counted in."""
    translate_codes(table, checked, context, "scope_code")

    def is_possible(row: ParsedRow) -> Finding | None:
        values = row.values
        del values["kabupaten_code"]
        if values["ends_on"] < values["starts_on"]:
            return table.rejection(row, "ends_on", "window_turned")
        if (values["unit"] == "staff") != (values["scope_kind"] == "opd"):
            return table.rejection(row, "unit", "unit_without_meaning")
        return None

    checked.keep(is_possible)
    drop_repeated(table, checked, TABLES["targets"][1])
