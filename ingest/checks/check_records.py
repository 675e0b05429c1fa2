"""Checks of outreach, commitments, blockers and requests for help."""

from census.outreach.records import fault_in
from data_access.reads.reads import read_opd_ids
from data_access.writes.record_writes import FILE_KINDS
from data_access.writes.writes import TABLES, Finding
from ingest.checks.agency_names import compare_agency_names
from ingest.checks.checking import Checked, Context, drop_repeated, translate_codes
from ingest.kinds.privacy import shown
from ingest.tables.parsing import ParsedRow, ParsedTable

_NAME_OF = {kind: name for name, kind in FILE_KINDS.items()}


def check_records(kind: str, table: ParsedTable, checked: Checked, context: Context) -> None:
    """Set aside records of unknown areas or agencies, and those that say what cannot be."""
    name = _NAME_OF[kind]
    translate_codes(table, checked, context, "area_code")
    agencies = read_opd_ids(context.session)
    level_of = context.level_of

    def is_possible(row: ParsedRow) -> Finding | None:
        opd = row.values["opd_id"]
        if opd is not None and opd not in agencies:
            return table.rejection(row, "opd_id", "unknown_opd", opd=shown(str(opd)))
        fault = fault_in(name, row.values, level=level_of[row.values["area_code"]], today=context.today)
        return None if fault is None else table.rejection(row, fault.column, fault.reason, **fault.details)

    checked.keep(is_possible)
    compare_agency_names(table, checked, context)
    drop_repeated(table, checked, TABLES[kind][1])
