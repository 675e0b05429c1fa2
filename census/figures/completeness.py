"""How much of an area has been delivered: how many of its parts, in which units, and of which days."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from census.base.tree import AreaTree
from census.base.vocabulary import AREA_UNITS, OPD_LEVEL, Status, Unit, measure_column
from census.figures.panel import NOT_REPORTED, Panel

PART_TYPES: dict[str, Any] = {"parts": "Int64", "parts_delivered": "Int64", "parts_until": "object"}
COMPLETENESS_COLUMNS = tuple(PART_TYPES)
"""Columns of files: areas without children within the area, how many of them have a figure, and its newest day."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many areas of one level within an area have a figure."""

    level: str
    delivered: int
    total: int


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much of an area's figures is there on a day.

    Attributes
    ----------
    levels
        By level below the area, the nearest first; of agencies the one level `opd`. None for an area without parts.
    unit, status
        What is counted: what was asked for, or else what was delivered.
    units
        The units in which anything within the area was delivered, in any status.
    oldest, newest
        Days of the figures of the parts: of the lowest level that has any, else of the area itself.
    by_part
        Names of the areas right below that have parts with a figure, with these counted, those with the most first.
    parts, parts_delivered
        Areas without others below them, of whatever level, and how many of them have a figure.
    """

    levels: tuple[Delivered, ...]
    unit: Unit
    status: Status
    units: tuple[Unit, ...]
    oldest: date | None
    newest: date | None
    by_part: tuple[tuple[str, Delivered], ...] = ()
    parts: int = 0
    parts_delivered: int = 0

    @property
    def lowest(self) -> Delivered | None:
        """The lowest level with any figure, or else the lowest; None where there are no parts."""
        return next(
            (level for level in reversed(self.levels) if level.delivered), self.levels[-1] if self.levels else None
        )

    @property
    def is_part(self) -> bool:
        """Whether some areas of the lowest level with any figure have none."""
        if self.parts_delivered:
            return self.parts_delivered < self.parts
        return self.lowest is not None and 0 < self.lowest.delivered < self.lowest.total


def area_completeness(tree: AreaTree, panel: Panel, code: str, unit: Unit, status: Status, as_of: date) -> Completeness:
    """Count the parts of an area that have a figure on a day.

    In the unit and status asked for; where nothing within the area was delivered in these, in the other status, or
    else in the other unit. Each figure counts that is carried to the day, however old.

    Parameters
    ----------
    tree, panel
        All areas and their figures, those of small groups included: who may see them makes no difference to whether
        they were delivered.
    code
        The area.
    unit, status, as_of
        What is looked at.
    """
    within = list(_within(tree, code))
    other = {Status.RESPONDED: Status.CLEAN, Status.CLEAN: Status.RESPONDED}[status]
    asked = [
        (counted_unit, which)
        for counted_unit in (unit, *(u for u in AREA_UNITS if u is not unit))
        for which in (status, other)
    ]  # fmt: skip
    days_of = {words: _days(panel, measure_column(*words), within, as_of) for words in asked}
    spoken = next((words for words in asked if days_of[words]), (unit, status))
    units = tuple(u for u in AREA_UNITS if any(days_of[u, which] for which in Status))
    days = days_of[spoken]
    levels = tuple(
        Delivered(level, sum(area in days for area in codes), len(codes))
        for level, codes in _levels_below(tree, code).items()
    )
    bottom = [area for area in within if area != code and not tree.children(area)]
    told_bottom = [days[area] for area in bottom if area in days]
    delivered_days = (
        told_bottom or [days[area] for area in within if area != code and area in days] or list(days.values())
    )
    by_part = (
        (tree.name(child), _bottom_told(tree, child, days)) for child in tree.children(code) if tree.children(child)
    )
    return Completeness(
        levels,
        *spoken,
        units,
        min(delivered_days, default=None),
        max(delivered_days, default=None),
        tuple(sorted((part for part in by_part if part[1].delivered), key=lambda part: (-part[1].delivered, part[0]))),
        len(bottom),
        len(told_bottom),
    )


def agency_completeness(panel: Panel, codes: Sequence[str], *, status: Status, as_of: date) -> Completeness:
    """Count the agencies that have a figure on a day.

    Parameters
    ----------
    panel
        Their figures (`census.campaign.agencies.agency_panel`), small ones included.
    codes
        The agencies.
    status, as_of
        What is looked at, keyword-only.
    """
    days = _days(panel, measure_column(Unit.STAFF, status), codes, as_of)
    return Completeness(
        (Delivered(OPD_LEVEL, len(days), len(codes)),),
        Unit.STAFF,
        status,
        (Unit.STAFF,) if days else (),
        min(days.values(), default=None),
        max(days.values(), default=None),
    )


def with_completeness(table: pd.DataFrame, completeness: Completeness) -> pd.DataFrame:
    """Add `COMPLETENESS_COLUMNS` to rows that are all of one area: what they rest on."""
    parts, delivered, until = _columns_of(completeness)
    values = zip(PART_TYPES.items(), (parts, delivered, until), strict=True)
    return table.assign(**{name: pd.Series(value, index=table.index, dtype=kind) for (name, kind), value in values})


def with_parts(table: pd.DataFrame, by_area: Mapping[str, Completeness], unit: Unit, status: Status) -> pd.DataFrame:
    """Add `COMPLETENESS_COLUMNS` to rows that are each of an area; null of areas without parts.

    Parameters
    ----------
    table
        Index: code.
    found
        By code, of areas that have parts.
    unit, status
        What the table counts: parts that were delivered in another have no figure in it.
    """
    rows: list[tuple[int | None, int | None, date | None]] = []
    for code in table.index:
        completeness = by_area.get(str(code))
        if completeness is None:
            rows.append((None, None, None))
            continue
        parts, delivered, until = _columns_of(completeness)
        rows.append(
            (parts, delivered, until)
            if (completeness.unit, completeness.status) == (unit, status)
            else (parts, 0, None)
        )
    # Typed one by one: changing the types of a frame puts all its columns together anew.
    columns = zip(*rows, strict=True) if rows else ((), (), ())
    return table.assign(
        **{
            name: pd.Series(column, index=table.index, dtype=kind)
            for (name, kind), column in zip(PART_TYPES.items(), columns, strict=True)
        }
    )


def _columns_of(completeness: Completeness) -> tuple[int | None, int | None, date | None]:
    if not completeness.parts:
        return None, None, None
    return (
        completeness.parts,
        completeness.parts_delivered,
        completeness.newest if completeness.parts_delivered else None,
    )


def _within(tree: AreaTree, code: str) -> Iterator[str]:
    waiting = [code]
    while waiting:
        here = waiting.pop()
        yield here
        waiting.extend(tree.children(here))


def _levels_below(tree: AreaTree, code: str) -> dict[str, list[str]]:
    by_level: dict[str, list[str]] = {}
    row = tree.children(code)
    while row:
        for area in row:
            by_level.setdefault(tree.level(area), []).append(area)
        row = [child for area in row for child in tree.children(area)]
    return by_level


def _bottom_told(tree: AreaTree, code: str, days: dict[str, date]) -> Delivered:
    leaves = [area for area in _within(tree, code) if not tree.children(area)]
    return Delivered(tree.level(leaves[0]), sum(leaf in days for leaf in leaves), len(leaves))


def _days(panel: Panel, measure: str, codes: Sequence[str], as_of: date) -> dict[str, date]:
    """The day of the figure by area, of those that have one."""
    row = panel.row_of(as_of)
    if row < 0:
        return {}
    ordinals = panel.measures[measure].reported_on[row, [panel.column_of[code] for code in codes]]
    return {
        code: date.fromordinal(day) for code, day in zip(codes, ordinals.tolist(), strict=True) if day != NOT_REPORTED
    }
