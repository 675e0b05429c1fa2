"""Checks of submissions: who, where, when, and one row for each household."""

from collections import defaultdict
from datetime import date, datetime
from itertools import pairwise

from census.figures.domicile import OUTSIDE
from census.settings import WIB
from data_access.reads.reads import read_opd_ids
from data_access.writes.purge import purged_until
from data_access.writes.submission_writes import known_households
from data_access.writes.writes import Finding
from ingest.checks.checking import Checked, Context, translate_codes
from ingest.kinds.privacy import shown, shown_code
from ingest.tables.parsing import ParsedRow, ParsedTable

MOST_PERSONS = 30
"""A family card has room for fewer; more are two households, or a slip."""

MOMENTS = ("opened_at", "responded_at", "clean_at")
"""The life of a form, in order."""

_COUNTED = {"responded", "clean"}
_MOMENT_OF_STATUS = {"opened": "opened_at", "responded": "responded_at", "clean": "clean_at"}


def check_submissions(table: ParsedTable, checked: Checked, context: Context) -> None:
    """Set aside rows that cannot be; of several rows of one household keep the newest.

    Leaves `household_key`, `domiciles` (persons by place, empty where all live at home) and `opd_staff` (staff by
    agency) in each row, as `data_access.writes.submission_writes.write_submissions` takes them.
    """
    checked.keep(lambda row: _one_key(table, row))
    translate_codes(table, checked, context, "desa_code")
    agencies = read_opd_ids(context.session)
    checked.keep(
        lambda row: (
            _wrong_place(table, row, context)
            or _wrong_moments(table, row, context.today)
            or _wrong_members(table, row, context)
            or _wrong_staff(table, row, agencies)
        )
    )
    _keep_newest(table, checked)
    _refuse_purged(table, checked, context)
    _warn_of_missing_moments(table, checked)


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
            return table.rejection(row, _moment_column(table, row), "no_moment")
        changed = values["updated_at"] = max(moment for _name, moment in given)
    for name, moment in (*given, ("updated_at", changed)):
        day = moment.astimezone(WIB).date()
        if day > today:
            return table.rejection(row, name, "day_in_future", day=day.isoformat())
    for (_before, earlier), (name, later) in pairwise(given):
        if later < earlier:
            return table.rejection(row, name, "moments_turned")
    return None


def _moment_column(table: ParsedTable, row: ParsedRow) -> str:
    wanted = _MOMENT_OF_STATUS.get(row.values["status"], "updated_at")
    return next((name for name in (wanted, *MOMENTS, "updated_at") if name in table.headings), wanted)


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


def _keep_newest(table: ParsedTable, checked: Checked) -> None:
    """Keep the newest row of each household; where the newest contradict each other, none of them lands."""
    rows_of: dict[bytes, list[ParsedRow]] = defaultdict(list)
    for row in checked.rows:
        rows_of[row.values["household_key"]].append(row)
    kept = []
    for rows in rows_of.values():
        moment = max(row.values["updated_at"] for row in rows)
        newest = [row for row in rows if row.values["updated_at"] == moment]
        first = newest[0]
        other = next((row for row in newest if row.values != first.values), None)
        if other is None:
            kept.append(first)
            checked.duplicates += len(rows) - 1
            continue
        checked.duplicates += len(rows) - len(newest)
        for row in newest:
            line = other.place if row.values == first.values else first.place
            checked.findings.append(table.rejection(row, _key_column(table), "contradicts_line", other_line=line))
    checked.rows = kept


def _refuse_purged(table: ParsedTable, checked: Checked, context: Context) -> None:
    """Set aside households that were counted already and whose rows have been removed: they would count twice.

    A response without its moment could be one of those, whenever it was last changed: it is not taken either.
    """
    until = purged_until(context.session)
    if until is None:
        return
    counted = [row for row in checked.rows if row.values["status"] in _COUNTED]
    reasons = {id(row): reason for row in counted if (reason := _why_counted_before(row, until)) is not None}
    asked = [row.values["household_key"] for row in counted if id(row) in reasons]
    recorded_keys = known_households(context.session, asked)

    def is_gone(row: ParsedRow) -> Finding | None:
        if id(row) not in reasons or row.values["household_key"] in recorded_keys:
            return None
        return table.rejection(row, _moment_column(table, row), reasons[id(row)], day=until.isoformat())

    checked.keep(is_gone)


def _why_counted_before(row: ParsedRow, until: date) -> str | None:
    """The reason why a response may have been counted with the rows removed up to a day, if it may."""
    responded: datetime | None = row.values["responded_at"]
    changed: datetime = row.values["updated_at"]
    if min(changed, responded or changed).astimezone(WIB).date() <= until:
        return "rows_removed"
    return "rows_removed_no_moment" if responded is None else None


def _key_column(table: ParsedTable) -> str:
    return "household_key" if "household_key" in table.headings else "kk_number"


def _warn_of_missing_moments(table: ParsedTable, checked: Checked) -> None:
    """Warn once for the file: a row for each of a hundred thousand would hide all else."""
    lacking = [
        row
        for row in checked.rows
        if (needed := _MOMENT_OF_STATUS.get(row.values["status"])) is not None and row.values[needed] is None
    ]
    if lacking:
        column = _MOMENT_OF_STATUS[lacking[0].values["status"]]
        checked.findings.append(table.warning(lacking[0], column, "status_without_moment", rows=len(lacking)))
