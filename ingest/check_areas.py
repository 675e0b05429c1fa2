"""Checks of areas: each has a known area above it, none lies below itself, each stays in its kabupaten."""

from data_access.writes import Finding
from ingest.area_plan import MOST_LEVELS, AreaPlan
from ingest.checking import Checked, Context, drop_repeated
from ingest.parsing import ParsedRow, ParsedTable
from ingest.privacy import shown_code

LONGEST_CODE = {"province": 2, "kabupaten": 4, "kecamatan": 7, "desa": 10}
"""Digits of a BPS code by level; only areas below the desa have more."""


def check_areas(table: ParsedTable, checked: Checked, context: Context) -> None:
    """Set aside areas that would tear the tree; give each one its kabupaten, and put parents first."""
    _translate_parents(checked, context)
    checked.keep(lambda row: _wrong_code(table, row))
    drop_repeated(table, checked, ("code",))
    plan = _plan(checked, context)
    while culprits := plan.culprits():
        _refuse(table, checked, culprits, context)
        plan = _plan(checked, context)
    for row in checked.rows:
        row.values["kabupaten_code"] = plan.kabupaten[row.values["code"]]
    # A foreign key is checked row by row: parents go first.
    checked.rows.sort(key=lambda row: plan.depth[row.values["code"]])


def _translate_parents(checked: Checked, context: Context) -> None:
    """Replace Kemendagri codes of areas above, which may stand in the file or be on record."""
    if not any("." in (row.values["parent_code"] or "") for row in checked.rows):
        return
    codes = dict(context.codes)
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
    if len(code) > LONGEST_CODE.get(level, len(code)):
        return table.rejection(row, "code", "code_too_long", level=level, limit=LONGEST_CODE[level])
    if len(code) > LONGEST_CODE["desa"] and (parent is None or not code.startswith(parent)):
        return table.rejection(row, "code", "code_not_below_parent")
    return None


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


def _refuse(table: ParsedTable, checked: Checked, culprits: dict[str, str], context: Context) -> None:
    def test(row: ParsedRow) -> Finding | None:
        code, parent = row.values["code"], row.values["parent_code"]
        reason = culprits.get(code)
        if reason is None:
            return None
        details: dict[str, object] = {"code": shown_code(code)}
        if reason == "unknown_parent":
            details = {"code": shown_code(parent)}
        elif reason == "area_moved":
            details["other"] = context.kabupaten[code]
        elif reason == "too_many_levels":
            details["limit"] = MOST_LEVELS
        return table.rejection(row, "parent_code", reason, **details)

    checked.keep(test)
