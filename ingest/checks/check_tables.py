"""Checks of register, agencies, assignments and targets."""

from data_access.reads.reads import read_opd_ids
from data_access.writes.writes import TABLES, Finding
from ingest.checks.agency_names import compare_agency_names, find_agencies_by_name, refuse_names_told_twice
from ingest.checks.checking import (
    Checked,
    Context,
    drop_repeated,
    given_area,
    rejection_of,
    settle_codes,
    translate_codes,
    warn_of_sums,
)
from ingest.checks.classes import add_up_classes
from ingest.kinds.privacy import shown
from ingest.tables.parsing import ParsedRow, ParsedTable


def check_register(table: ParsedTable, checked: Checked, context: Context) -> None:
    """Set aside impossible rows; warn of parents that differ from the sum of their children."""
    translate_codes(table, checked, context, "area_code")
    for row in checked.rows:
        row.values["version"] = row.values["version"] or row.values["valid_on"].isoformat()
    key = (*TABLES["register"][1], "valid_on", "source")
    add_up_classes(table, checked, key, ("households", "persons", "households_ineligible", "persons_ineligible"))

    def is_possible(row: ParsedRow) -> Finding | None:
        families, persons = row.values["households"], row.values["persons"]
        if row.values["valid_on"] > context.today:
            return table.rejection(row, "valid_on", "day_in_future", day=row.values["valid_on"].isoformat())
        if persons < families:
            return table.rejection(row, "persons", "fewer_persons_than_families", smaller=families, larger=persons)
        return None

    checked.keep(is_possible)
    drop_repeated(table, checked, TABLES["register"][1])
    warn_of_sums(
        table, checked, context.tree, group=lambda row: row.values["version"], columns=("households", "persons")
    )


def check_opd(table: ParsedTable, checked: Checked, context: Context) -> None:
    """Fill in a short name and the kabupaten of each agency; set those of unknown areas aside."""
    settled, kabupaten = settle_codes(checked, context, "area_code"), context.kabupaten
    root = context.root_area if context.root_area in kabupaten else next(iter(context.tree.codes), None)

    def place(row: ParsedRow) -> Finding | None:
        values = row.values
        values["short_name"] = values["short_name"] or values["name"]
        given = None if values["area_code"] is None else given_area(row, "area_code")
        if given is not None and given in settled.faults:
            return rejection_of(table, row, "area_code", settled.faults[given])
        if root is None:
            return table.rejection(row, "area_code", "no_areas_yet")
        values["area_code"] = None if given is None else settled.code_of[given]
        values["kabupaten_code"] = kabupaten[values["area_code"] or root]
        return None

    checked.keep(place)
    find_agencies_by_name(table, checked, context)
    drop_repeated(table, checked, ("id",))
    refuse_names_told_twice(table, checked)


def check_assignments(table: ParsedTable, checked: Checked, context: Context) -> None:
    """Set aside assignments of unknown desa or agencies."""
    translate_codes(table, checked, context, "desa_code")
    agencies = read_opd_ids(context.session)
    checked.keep(
        lambda row: (
            None
            if row.values["opd_id"] in agencies
            else table.rejection(row, "opd_id", "unknown_opd", opd=shown(str(row.values["opd_id"])))
        )
    )
    compare_agency_names(table, checked, context)
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
