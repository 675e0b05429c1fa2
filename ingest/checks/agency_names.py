"""Names of agencies against their numbers: no figure lands on another agency because a list was numbered anew."""

from collections import defaultdict
from difflib import SequenceMatcher

from census.identifiers.area_names import has_name, plain_name
from census.identifiers.code_settling import MANY_SHARE
from data_access.reads.reads import read_agencies
from data_access.writes.writes import Finding
from ingest.checks.checking import Checked, Context, RefusedTableError, plain_columns
from ingest.kinds.privacy import HIDDEN
from ingest.tables.parsing import ParsedRow, ParsedTable

SIMILAR_AGENCIES = 0.6
"""Ratio from which two names without a word in common may still be one agency's, say a short form of the other."""


def compare_agency_names(table: ParsedTable, checked: Checked, context: Context) -> None:
    """Set rows aside whose agency's name is, on record, exactly that of another number.

    Agencies are renamed and shortened in many ways, so a name that is nobody's on record is let pass; that of another
    agency is not.

    Raises
    ------
    RefusedTableError
        If two or more agencies, and more than one in four, have another's name.
    """
    numbers_of, name_of = _on_record(context)
    differing: dict[int | str, str] = {}
    named: set[int] = set()
    for row in checked.rows:
        number = row.values["opd_id"]
        if number not in name_of or not has_name(row.agency):
            continue
        named.add(number)
        numbers = numbers_of.get(plain_name(row.agency).all_letters, {number})
        if number not in numbers:
            differing[row.place] = name_of[min(numbers)]
    wrong = [row for row in checked.rows if row.place in differing]
    _refuse_many("opd_names_shifted", wrong, "opd_id", differing, name_of, of=len(named))
    for row in wrong:
        number = row.values["opd_id"]
        details = {"opd": number, "given": differing[row.place], "recorded": name_of[number]}
        checked.findings.append(table.rejection(row, "opd_id", "opd_name_differs", **details))
    checked.rows = [row for row in checked.rows if row.place not in differing]


def find_agencies_by_name(table: ParsedTable, checked: Checked, context: Context) -> None:
    """Take an agency that is on record under another number for that one: lists carry a running number.

    Raises
    ------
    RefusedTableError
        If two or more agencies on record, and more than one in four of the file's, would get names that have nothing
        in common with theirs: those are another list's numbers, or names of persons.
    """
    numbers_of, name_of = _on_record(context)
    strange = []
    for row in checked.rows:
        number, name = row.values["id"], row.values["name"]
        numbers = numbers_of.get(plain_name(name).all_letters, set())
        if len(numbers) == 1 and number not in numbers:
            row.values["id"] = min(numbers)
            details = {"opd": row.values["id"], "given": name_of[row.values["id"]], "number": number}
            checked.findings.append(table.warning(row, "id", "opd_of_other_number", **details))
        elif number in name_of and not numbers and not _have_much_in_common(name, name_of[number]):
            strange.append(row)
    hidden = {row.place: HIDDEN for row in strange}
    registered = [row for row in checked.rows if row.values["id"] in name_of]
    _refuse_many("opd_names_differ_widely", strange, "id", hidden, name_of, of=len(registered))


def _on_record(context: Context) -> tuple[dict[str, set[int]], dict[int, str]]:
    """The numbers by plain name, and the name by number."""
    numbers_of: dict[str, set[int]] = defaultdict(set)
    name_of: dict[int, str] = {}
    agencies = read_agencies(context.session)
    for number, name, short in zip(*plain_columns(agencies, "id", "name", "short_name"), strict=True):
        name_of[number] = name
        for text in (name, short):
            if text and has_name(text):
                numbers_of[plain_name(text).all_letters].add(number)
    return dict(numbers_of), name_of


def _have_much_in_common(one: str, other: str) -> bool:
    first, second = plain_name(one), plain_name(other)
    if {word for word in first.with_level if len(word) > 3} & set(second.with_level):
        return True
    return SequenceMatcher(None, first.all_letters, second.all_letters, autojunk=False).ratio() >= SIMILAR_AGENCIES


def _refuse_many(
    reason: str,
    wrong: list[ParsedRow],
    key: str,
    given: dict[int | str, str],
    name_of: dict[int, str],
    *,
    of: int,
) -> None:
    count = len({row.values[key] for row in wrong})
    if count >= 2 and MANY_SHARE * count > of:
        first = wrong[0]
        details = {"opd": first.values[key], "given": given[first.place], "recorded": name_of[first.values[key]]}
        raise RefusedTableError(reason, line=first.line, n=count, of=of, **details)


def refuse_names_told_twice(table: ParsedTable, checked: Checked) -> None:
    """Set agencies aside that carry one name under several numbers: that is a list of their people, or a slip."""
    rows_of: dict[str, list[ParsedRow]] = defaultdict(list)
    for row in checked.rows:
        rows_of[plain_name(row.values["name"]).all_letters].append(row)
    twice = {
        row.place: next(other.place for other in rows if other.values["id"] != row.values["id"])
        for rows in rows_of.values()
        for row in rows
        if any(other.values["id"] != row.values["id"] for other in rows)
    }

    def test(row: ParsedRow) -> Finding | None:
        if row.place not in twice:
            return None
        return table.rejection(row, "name", "opd_name_twice", other_line=twice[row.place])

    checked.keep(test)
