"""Checks of the recaps of agencies."""

from typing import Any

from census.campaign.agencies import STAFF_MEASURES
from data_access.reads.reads import read_agencies
from data_access.reads.submission_reads import read_all_opd_recaps
from data_access.writes.writes import Finding
from ingest.checks.agency_names import compare_agency_names
from ingest.checks.check_recap import ESTIMATE_MARGIN
from ingest.checks.checking import Checked, Context, drop_repeated, plain_columns
from ingest.checks.falls import refuse_falls
from ingest.kinds.privacy import shown
from ingest.tables.parsing import ParsedRow, ParsedTable

_Agencies = dict[int, tuple[Any, ...]]


def check_opd_recap(table: ParsedTable, checked: Checked, context: Context) -> None:
    """Set aside figures of unknown agencies, above their staff, or that fall."""
    agency_table = read_agencies(context.session)
    agencies = {
        opd_id: (kabupaten, staff, bool(is_estimate))
        for opd_id, kabupaten, staff, is_estimate in zip(
            *plain_columns(agency_table, "id", "kabupaten_code", "staff", "is_estimate"), strict=True
        )
    }
    checked.keep(lambda row: _impossible(table, row, context, agencies))
    compare_agency_names(table, checked, context)
    checked.keep(lambda row: _above_staff(table, row, agencies))
    drop_repeated(table, checked, ("source", "opd_id", "as_of"))
    stored = read_all_opd_recaps(context.session)
    refuse_falls(table, checked, stored, key="opd_id", measures=STAFF_MEASURES)


def _impossible(table: ParsedTable, row: ParsedRow, context: Context, agencies: _Agencies) -> Finding | None:
    values = row.values
    if values["opd_id"] not in agencies:
        return table.rejection(row, "opd_id", "unknown_opd", opd=shown(str(values["opd_id"])))
    if values["as_of"] > context.today:
        return table.rejection(row, "as_of", "day_in_future", day=values["as_of"].isoformat())
    responded, clean = (values[measure] for measure in STAFF_MEASURES)
    if responded is None and clean is None:
        delivered = next((measure for measure in STAFF_MEASURES if measure in table.headings), STAFF_MEASURES[0])
        return table.rejection(row, delivered, "nothing_delivered")
    if responded is not None and clean is not None and clean > responded:
        return table.rejection(row, STAFF_MEASURES[1], "clean_exceeds_responded", smaller=clean, larger=responded)
    values["kabupaten_code"] = agencies[values["opd_id"]][0]
    return None


def _above_staff(table: ParsedTable, row: ParsedRow, agencies: _Agencies) -> Finding | None:
    _kabupaten, staff, is_estimate = agencies[row.values["opd_id"]]
    warning = None
    for measure in STAFF_MEASURES:
        count = row.values[measure]
        if count is None or staff is None or count <= staff:
            continue
        if not is_estimate or count > ESTIMATE_MARGIN * staff:
            return table.rejection(row, measure, "more_than_staff", count=count, limit=staff)
        warning = warning or table.warning(row, measure, "more_than_estimated_staff", count=count, limit=staff)
    return warning
