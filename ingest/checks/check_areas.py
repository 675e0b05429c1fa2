"""Checks of areas: codes of the right length, each below a known area above it, each in its kabupaten, by its name."""

from collections import defaultdict
from itertools import pairwise

from census.identifiers.area_names import plain_name
from census.identifiers.area_numbers import BPS_DIGITS, KEMENDAGRI_DIGITS, LEVEL_OF_DIGITS, has_kemendagri_shape
from census.identifiers.code_book import CodeSystem, GivenName, KnownArea
from census.identifiers.code_settling import MANY_SHARE
from data_access.writes.writes import Finding
from ingest.checks.area_plan import MOST_LEVELS, AreaPlan
from ingest.checks.checking import Checked, Context, RefusedTableError, drop_repeated
from ingest.kinds.privacy import shown_code
from ingest.tables.parsing import ParsedRow, ParsedTable

_MOST_RANGES = 12


def check_areas(table: ParsedTable, checked: Checked, context: Context) -> None:
    """Set aside areas that would tear the tree; give each one its kabupaten, and put parents first.

    Raises
    ------
    RefusedTableError
        If the codes are Kemendagri's without points, or if names and codes belong to different areas.
    """
    lines = {row.values["code"]: row.place for row in checked.rows}
    _refuse_kemendagri_codes(checked)
    _fill_in_parents(table, checked, context)
    _translate_parents(checked, context)
    checked.keep(lambda row: _wrong_code(table, row))
    _compare_names(table, checked, context)
    drop_repeated(table, checked, ("code",))
    plan = _plan(checked, context)
    while culprits := plan.culprits():
        _refuse(table, checked, culprits, plan, lines, context)
        plan = _plan(checked, context)
    for row in checked.rows:
        row.values["kabupaten_code"] = plan.kabupaten[row.values["code"]]
    # The database checks the foreign key row by row, so parents go first.
    checked.rows.sort(key=lambda row: plan.depth[row.values["code"]])


def _refuse_kemendagri_codes(checked: Checked) -> None:
    """Refuse a file whose kecamatan have six digits, or whose desa do not begin with their kecamatan's seven."""
    by_size: dict[int, list[ParsedRow]] = defaultdict(list)
    for row in checked.rows:
        by_size[len(row.values["code"])].append(row)
    six = [row for row in by_size[KEMENDAGRI_DIGITS["kecamatan"]] if row.values["level"] in {None, "kecamatan"}]
    desa = by_size[BPS_DIGITS["desa"]]
    astray = [
        row
        for row in desa
        if has_kemendagri_shape(row.values["code"])
        and "." not in (row.values["parent_code"] or "")
        and row.values["parent_code"] not in (None, row.values["code"][: BPS_DIGITS["kecamatan"]])
    ]
    are_six = bool(six) and not by_size[BPS_DIGITS["kecamatan"]]
    if are_six or (len(astray) >= 2 and len(astray) == len(desa)):
        first = (six or astray)[0]
        details = {"code": shown_code(first.values["code"])}
        raise RefusedTableError("areas_of_kemendagri_codes", line=first.line, **details)


def _fill_in_parents(table: ParsedTable, checked: Checked, context: Context) -> None:
    """Fill in the level of each area by the digits of its code, and the area above where the file lacks that column."""
    codes = {*context.book.areas, *(row.values["code"] for row in checked.rows)}
    has_parents = "parent_code" in table.headings

    def test(row: ParsedRow) -> Finding | None:
        code = row.values["code"]
        if row.values["level"] is None:
            row.values["level"] = LEVEL_OF_DIGITS.get(len(code))
        if row.values["level"] is None:
            if len(code) == KEMENDAGRI_DIGITS["kecamatan"]:
                return table.rejection(row, "code", "code_of_six_digits", code=shown_code(code))
            return table.rejection(row, "code", "level_not_told", digits=len(code))
        if not has_parents:
            row.values["parent_code"] = _parent_by_digits(code, row.values["level"], codes)
        return None

    checked.keep(test)


def _parent_by_digits(code: str, level: str, codes: set[str]) -> str | None:
    """The code that an area's begins with: of a desa its kecamatan, known or not; of a kabupaten its province."""
    shorter = [code[:digits] for digits in sorted(BPS_DIGITS.values(), reverse=True) if digits < len(code)]
    if level in {"kecamatan", "desa"}:
        return shorter[0] if shorter else None
    return next((above for above in shorter if above in codes), None)


def _translate_parents(checked: Checked, context: Context) -> None:
    """Replace Kemendagri codes of areas above, which may stand in the file or be on record."""
    if not any("." in (row.values["parent_code"] or "") for row in checked.rows):
        return
    codes = dict(context.book.dotted)
    for row in checked.rows:
        if row.values["kemendagri_code"] is not None:
            codes[row.values["kemendagri_code"]] = row.values["code"]
    for row in checked.rows:
        parent = row.values["parent_code"]
        if parent is not None and "." in parent:
            row.values["parent_code"] = codes.get(parent, parent)


def _wrong_code(table: ParsedTable, row: ParsedRow) -> Finding | None:
    """Refuse a code that its level cannot have; a 16-digit number that is no code of a part of a desa is a NIK."""
    code, parent, level = (row.values[name] for name in ("code", "parent_code", "level"))
    digits = BPS_DIGITS.get(level, len(code))
    if len(code) > digits:
        return table.rejection(row, "code", "code_too_long", level=level, limit=digits)
    if len(code) < digits:
        if len(code) == KEMENDAGRI_DIGITS.get(level):
            return table.rejection(row, "code", "code_of_six_digits", code=shown_code(code))
        return table.rejection(row, "code", "code_too_short", level=level, limit=digits)
    is_below_desa = len(code) > BPS_DIGITS["desa"]
    is_below_bps_code = level in BPS_DIGITS and parent is not None and parent.isdigit()
    if (is_below_desa and parent is None) or ((is_below_desa or is_below_bps_code) and not code.startswith(parent)):
        return table.rejection(row, "code", "code_not_below_parent")
    return None


def _compare_names(table: ParsedTable, checked: Checked, context: Context) -> None:
    """Hold the names against those on record: a new name is taken with a warning, that of another area is not.

    Where many differ, names and codes belong to different areas, unless somebody has said that the codes are BPS's.
    """
    book = context.book
    recorded = [row for row in checked.rows if row.values["code"] in book.areas]
    differing: dict[int | str, KnownArea] = {}
    for row in recorded:
        difference = book.differing_name(row.values["code"], [GivenName(row.values["name"])])
        if difference is not None:
            differing[row.place] = difference[1]
    swapped = {row.place for row in recorded if row.place in differing and _is_of_another(context, row)}
    is_much = len(differing) >= 2 and MANY_SHARE * len(differing) > len(recorded)
    if is_much and (context.system is CodeSystem.AUTO or 2 * len(swapped) >= len(differing)):
        first = next(row for row in recorded if row.place in differing)
        values = {"n": len(differing), "of": len(recorded), "code": first.values["code"]}
        reason = "names_shifted" if 2 * len(swapped) >= len(differing) else "names_differ_widely"
        names = {"given": first.values["name"], "name": differing[first.place].name}
        raise RefusedTableError(reason, line=first.line, **values, **names)

    def test(row: ParsedRow) -> Finding | None:
        if row.place not in differing:
            return None
        names = {"code": row.values["code"], "given": row.values["name"], "name": differing[row.place].name}
        if row.place in swapped:
            return table.rejection(row, "name", "name_differs", **names)
        return table.warning(row, "name", "area_renamed", **names)

    checked.keep(test)


def _is_of_another(context: Context, row: ParsedRow) -> bool:
    """Tell whether a row's name is exactly that of another area of the same level in the same kabupaten."""
    code, name = row.values["code"], plain_name(row.values["name"]).all_letters
    return any(
        plain_name(context.book.areas[other].name).all_letters == name
        for other in context.book.codes_of_level(row.values["level"])
        if other != code and other[:4] == code[:4]
    )


def _plan(checked: Checked, context: Context) -> AreaPlan:
    codes = context.areas["code"].tolist()
    parents = [None if parent is None else str(parent) for parent in context.areas["parent_code"]]
    rows = {row.values["code"]: row.values for row in checked.rows}
    return AreaPlan(
        parent_of=dict(zip(codes, parents, strict=True)) | {code: row["parent_code"] for code, row in rows.items()},
        level_of=dict(zip(codes, context.areas["level"], strict=True))
        | {code: row["level"] for code, row in rows.items()},
        kabupaten_on_record=context.kabupaten,
        in_file=frozenset(rows),
    )


def _refuse(
    table: ParsedTable,
    checked: Checked,
    culprits: dict[str, str],
    plan: AreaPlan,
    lines: dict[str, int | str],
    context: Context,
) -> None:
    """Set the rows at fault aside: one finding for each, but one for all that fall with one area above."""
    refused = [row for row in checked.rows if row.values["code"] in culprits]
    checked.rows = [row for row in checked.rows if row.values["code"] not in culprits]
    below: dict[str, list[ParsedRow]] = defaultdict(list)
    for row in refused:
        code = row.values["code"]
        reason = culprits[code]
        if reason == "unknown_parent":
            below[_missing_above(code, culprits, plan)].append(row)
            continue
        details: dict[str, object] = {"code": shown_code(code)}
        if reason == "area_moved":
            details["other"] = context.kabupaten[code]
        elif reason == "too_many_levels":
            details["limit"] = MOST_LEVELS
        checked.findings.append(table.rejection(row, "parent_code", reason, **details))
    for missing, rows in below.items():
        first = next((row for row in rows if row.values["parent_code"] == missing), rows[0])
        details = {"code": shown_code(missing)}
        reason = "unknown_parent" if len(rows) == 1 else "unknown_parent_of_rows"
        if missing in lines:
            reason = "parent_refused"
            details["other_line"] = lines[missing]
        if reason != "unknown_parent":
            details["lines"] = line_ranges([row.line for row in rows])
        checked.findings.append(table.rejection(first, "parent_code", reason, **details))


def _missing_above(code: str, culprits: dict[str, str], plan: AreaPlan) -> str:
    """Walk up to the area because of which one falls: one that is nowhere, or a row with a fault of its own."""
    here = code
    while culprits.get(here) == "unknown_parent":
        here = str(plan.parent_of[here])
    return here


def line_ranges(lines: list[int]) -> str:
    """Write lines shortly.

    Examples
    --------
    >>> line_ranges([4, 2, 3, 9])
    '2-4, 9'
    """
    ordered = sorted(set(lines))
    starts = [ordered[0], *(later for line, later in pairwise(ordered) if later > line + 1)]
    ends = [*(line for line, later in pairwise(ordered) if later > line + 1), ordered[-1]]
    ranges = [f"{start}-{end}" if end > start else str(start) for start, end in zip(starts, ends, strict=True)]
    return ", ".join(ranges[:_MOST_RANGES]) + (" …" if len(ranges) > _MOST_RANGES else "")
