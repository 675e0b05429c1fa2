"""Rows that are parts of one figure: a register by sex, by age, by religion, with a row for each class."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.kinds.invisible import normal_heading, visible
from ingest.kinds.privacy import shown_heading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data_access.writes.writes import Finding
    from ingest.checks.checking import Checked
    from ingest.tables.parsing import ParsedRow, ParsedTable

_Key = tuple[object, ...]

_CLASS_HEADINGS = re.compile(
    r"(?:.*_)?(?:jenis_kelamin|kelamin|sex|gender|jk|l_p|umur|usia|kelompok_umur|agama|pendidikan|pekerjaan"
    r"|status_kawin|status_perkawinan|golongan_darah|kewarganegaraan|kategori|klasifikasi|kelompok)(?:_.*)?"
)
_TOTAL = re.compile(r"(?:jumlah|total|semua|l ?\+ ?p|laki-laki ?(?:\+|dan|&) ?perempuan)\b.*", re.IGNORECASE)


def add_up_classes(table: ParsedTable, checked: Checked, key: Sequence[str], figures: Sequence[str]) -> None:
    """Make one row of the rows that differ, beside their figures, in one column alone that is not read.

    A figure that is the same in every part of each area, while another differs, stands there for the whole (families
    beside persons by sex): it is taken once. An area that lacks a part of the others is set aside. Rows of totals
    beside the parts are left to speak alone.

    Parameters
    ----------
    table, checked
        The file and its rows so far; `checked.rows` is replaced.
    key
        Columns that name what a row is about.
    figures
        Columns that are added up.
    """
    groups: dict[_Key, list[ParsedRow]] = defaultdict(list)
    for row in checked.rows:
        groups[tuple(row.values[name] for name in key)].append(row)
    place = _class_column(table, groups)
    if place is None:
        return
    heading = shown_heading(table.unread_headings[place])
    classes = {row.unread[place] for row in checked.rows}
    totals = {name for name in classes if _TOTAL.fullmatch(name)}
    wanted = totals if len(totals) == 1 else classes
    given = [name for name in figures if _is_given(groups, name)]
    once = [] if totals else [name for name in given if _is_repeated(groups, name)]
    added = [name for name in given if name not in once]
    kept: list[ParsedRow] = []
    parts = 0
    for rows in groups.values():
        class_rows = [row for row in rows if row.unread[place] in wanted]
        if {row.unread[place] for row in class_rows} != wanted or _has_gap(class_rows, figures):
            checked.findings.extend(_lacking(table, rows, heading))
            continue
        parts += len(rows)
        checked.duplicates += len(rows) - 1
        kept.append(_added_up(class_rows, added))
    checked.rows = kept
    if kept:
        details = {"rows": parts, "by": heading, "added": ", ".join(added), "once": ", ".join(once) or "-"}
        checked.findings.append(table.warning(kept[0], figures[0], "classes_added", **details))


def _class_column(table: ParsedTable, groups: dict[_Key, list[ParsedRow]]) -> int | None:
    """Find the one column whose text tells the rows of each area apart, with the same texts in all areas."""
    several = [rows for rows in groups.values() if len(rows) > 1]
    if not several or all(_are_alike(rows) for rows in several):
        return None
    for place, heading in enumerate(table.unread_headings):
        is_told = _CLASS_HEADINGS.fullmatch(normal_heading(heading)) is not None
        if not (is_told or 2 * len(several) > len(groups) > 1):
            continue
        texts = [[visible(row.unread[place]) for row in rows] for rows in several]
        is_class = all(len(set(names)) == len(names) and all(names) for names in texts)
        all_numbers = all(name.isdigit() for names in texts for name in names)
        most = max((frozenset(names) for names in texts), key=len)
        shared = sum(set(names) == most for names in texts)
        if is_class and not all_numbers and all(set(names) <= most for names in texts) and 2 * shared > len(texts):
            return place
    return None


def _are_alike(rows: Sequence[ParsedRow]) -> bool:
    return all(row.values == rows[0].values for row in rows)


def _is_repeated(groups: dict[_Key, list[ParsedRow]], name: str) -> bool:
    """Tell whether a figure is the same in every part of each area, and there is another that is not."""
    return all(len({row.values[name] for row in rows}) == 1 for rows in groups.values())


def _is_given(groups: dict[_Key, list[ParsedRow]], name: str) -> bool:
    return any(row.values[name] is not None for rows in groups.values() for row in rows)


def _has_gap(rows: Sequence[ParsedRow], figures: Sequence[str]) -> bool:
    """Tell whether some parts have a figure that another lacks: then the sum would be too small."""
    return any(len({row.values[name] is None for row in rows}) > 1 for name in figures)


def _lacking(table: ParsedTable, rows: Sequence[ParsedRow], heading: str) -> list[Finding]:
    return [replace(table.rejection(row, "", "class_missing", by=heading), column=heading) for row in rows]


def _added_up(rows: Sequence[ParsedRow], added: Sequence[str]) -> ParsedRow:
    first = rows[0]
    sums = {name: sum(row.values[name] for row in rows) if first.values[name] is not None else None for name in added}
    return replace(first, values={**first.values, **sums})
