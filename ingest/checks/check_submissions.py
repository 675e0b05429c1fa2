"""Checks of submissions: who, where, when, and one row for each household."""

from collections.abc import Container
from datetime import date, datetime
from itertools import pairwise

from census.figures.domicile import OUTSIDE
from census.identifiers.code_settling import Settled
from census.settings import WIB
from data_access.reads.reads import read_opd_ids
from data_access.writes.writes import Finding
from ingest.checks.checking import Checked, CodeTranslation, Context, settle_codes
from ingest.kinds.privacy import shown, shown_code
from ingest.tables.parsing import ParsedRow, ParsedTable

MOST_PERSONS = 30
"""A family card has room for fewer; more are two households, or a slip."""

MOMENTS = ("opened_at", "responded_at", "clean_at")
"""The life of a form, in order."""

COUNTED = {"responded", "clean"}
MOMENT_OF_STATUS = {"opened": "opened_at", "responded": "responded_at", "clean": "clean_at"}


def check_submissions(table: ParsedTable, checked: Checked, context: Context) -> None:
    """Set aside rows that cannot be.

    Leaves `household_key`, `domiciles` (persons by place, empty where all live at home) and `opd_staff` (staff by
    agency) in each row. Which of several rows of one household is the newest is judged where all of them lie
    (`data_access.loading.merging`).
    """
    checked.keep(lambda row: _one_key(table, row))
    checks = RowChecks(table, context, settle_codes(checked, context, "desa_code"))
    checked.keep(checks.fault_in)
    checks.translation.warn_of_outside(checked)


class RowChecks:
    """What is asked of each row of submissions that has its one key."""

    def __init__(self, table: ParsedTable, context: Context, settled: Settled) -> None:
        self._table, self._context = table, context
        self.translation = CodeTranslation(table, context, "desa_code", settled)
        self.agencies = read_opd_ids(context.session)

    def fault_in(self, row: ParsedRow) -> Finding | None:
        """Say why a row is set aside; one that is not has its values in the form in which they are kept."""
        table, context = self._table, self._context
        return (
            self.translation.translate(row)
            or _wrong_place(table, row, context)
            or _wrong_moments(table, row, context.today)
            or _wrong_members(table, row, context)
            or _wrong_staff(table, row, self.agencies)
        )

    def check(self, row: ParsedRow) -> Finding | None:
        """As `fault_in`, of a row as its reader gives it."""
        return _one_key(self._table, row) or self.fault_in(row)


def _one_key(table: ParsedTable, row: ParsedRow) -> Finding | None:
    values = row.values
    number, key = values.pop("kk_number"), values["household_key"]
    if (number is None) == (key is None):
        column = "kk_number" if "kk_number" in table.headings else "household_key"
        return table.rejection(row, column, "one_key_needed")
    values["household_key"] = key or number
    return None


def _wrong_place(table: ParsedTable, row: ParsedRow, context: Context) -> Finding | None:
    code = row.values["desa_code"]
    if context.level_of[code] == "desa":
        return None
    return table.rejection(row, "desa_code", "not_a_desa", code=shown_code(code))


def _wrong_moments(table: ParsedTable, row: ParsedRow, today: date) -> Finding | None:
    values = row.values
    given: list[tuple[str, datetime]] = [(name, values[name]) for name in MOMENTS if values[name] is not None]
    changed: datetime | None = values["updated_at"]
    if changed is None:
        if not given:
            return table.rejection(row, moment_column(table.headings, row.values["status"]), "no_moment")
        changed = values["updated_at"] = max(moment for _name, moment in given)
    for name, moment in (*given, ("updated_at", changed)):
        day = moment.astimezone(WIB).date()
        if day > today:
            return table.rejection(row, name, "day_in_future", day=day.isoformat())
    for (_before, earlier), (name, later) in pairwise(given):
        if later < earlier:
            return table.rejection(row, name, "moments_turned")
    return None


def _wrong_members(table: ParsedTable, row: ParsedRow, context: Context) -> Finding | None:
    values = row.values
    persons = values["persons"]
    if not 1 <= persons <= MOST_PERSONS:
        return table.rejection(row, "persons", "persons_out_of_range", limit=MOST_PERSONS)
    lives: dict[str, int] = {}
    for given, number in values["domiciles"]:
        place = OUTSIDE if given == OUTSIDE else context.translate(given)
        if place is None:
            return table.rejection(row, "domiciles", "unknown_area", code=shown_code(given))
        if place != OUTSIDE and context.level_of[place] != "desa":
            return table.rejection(row, "domiciles", "not_a_desa", code=shown_code(place))
        if place in lives:
            return table.rejection(row, "domiciles", "part_twice")
        lives[place] = number
    if lives and sum(lives.values()) != persons:
        return table.rejection(row, "domiciles", "domiciles_do_not_add_up", total=sum(lives.values()), persons=persons)
    # No entry and "all at home" mean the same, so both are kept as one form.
    values["domiciles"] = {} if list(lives) == [values["desa_code"]] else lives
    return None


def _wrong_staff(table: ParsedTable, row: ParsedRow, agencies: set[int]) -> Finding | None:
    values = row.values
    works: dict[int, int] = {}
    for opd, number in values["opd_staff"]:
        if opd not in agencies:
            return table.rejection(row, "opd_staff", "unknown_opd", opd=shown(str(opd)))
        if opd in works:
            return table.rejection(row, "opd_staff", "part_twice")
        works[opd] = number
    total = sum(works.values())
    if total > values["persons"]:
        return table.rejection(row, "opd_staff", "more_staff_than_persons", total=total, persons=values["persons"])
    values["opd_staff"] = works
    return None


def counted_before(row: ParsedRow, until: date | None) -> str | None:
    """The reason why a response may have been counted with the rows removed up to a day, if it may.

    A response without its moment could be one of those, whenever it was last changed.
    """
    if until is None or row.values["status"] not in COUNTED:
        return None
    responded: datetime | None = row.values["responded_at"]
    changed: datetime = row.values["updated_at"]
    if min(changed, responded or changed).astimezone(WIB).date() <= until:
        return "rows_removed"
    return "rows_removed_no_moment" if responded is None else None


def key_column(headings: Container[str]) -> str:
    """The column that names the household in a file."""
    return "household_key" if "household_key" in headings else "kk_number"


def moment_column(headings: Container[str], status: str) -> str:
    """The column in which the moment of a status stands, or else the first moment that the file has."""
    wanted = MOMENT_OF_STATUS.get(status, "updated_at")
    return next((name for name in (wanted, *MOMENTS, "updated_at") if name in headings), wanted)
