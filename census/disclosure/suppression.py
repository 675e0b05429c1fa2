"""Which groups are too small to be shown: by their size alone, so that they are the same on every day."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from census.base.register import denominators
from census.base.tree import AreaTree
from census.base.vocabulary import AREA_UNITS, Unit, register_column
from census.disclosure.hiding import Sizes, hidden_groups

EDGE = Fraction(1, 20)
"""A rate nearer to nobody or to all than this is told as a bound where it would speak of each member."""


@dataclass(frozen=True, slots=True)
class Protection:
    """From which size on a group is shown.

    Parameters
    ----------
    hide_below
        A group with fewer members shows no figure at all.
    coarse_below
        A group with fewer members moves once a week, and its rate ends at 5 and 95 %.

    Raises
    ------
    ValueError
        If the thresholds cannot be.
    """

    hide_below: int = 20
    coarse_below: int = 50

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if not 1 <= self.hide_below <= self.coarse_below:
            msg = "groups are hidden below at least 1, and coarse below no less than that"
            raise ValueError(msg)


STANDARD = Protection()
"""Thresholds where the operator has set no others."""


@dataclass(frozen=True)
class SmallGroups:
    """The groups that are not shown in full, and how many members each group has had on record.

    Attributes
    ----------
    hidden, coarse
        Codes of groups without any figure, and of those that move weekly and end at 5 and 95 %.
    least, most
        Index: code. Smallest and largest N on record (Int64, null where unknown) by the register's column of a unit.
    """

    hidden: frozenset[str]
    coarse: frozenset[str]
    least: pd.DataFrame
    most: pd.DataFrame


def coarse_groups(sizes: Sizes, hidden: frozenset[str], *, below: int) -> frozenset[str]:
    """Find the groups that are shown, but not finely: those of a known size below the threshold."""
    return frozenset(group for group, size in sizes.items() if size is not None and size < below) - hidden


def small_areas(tree: AreaTree, registers: pd.DataFrame, protection: Protection) -> SmallGroups:
    """Areas that are too small, by the smallest count of any version of the register (decision 26).

    The size of an area is its number of families, or of persons where that is smaller or alone known: who is hidden in
    one unit is hidden in both.

    Parameters
    ----------
    tree
        The areas; each is the total of its children.
    registers
        As for `census.base.register.denominators`; every version on record counts, whether it speaks on a day or not.
    protection
        The thresholds.
    """
    columns = [register_column(unit) for unit in AREA_UNITS]
    index = pd.Index(tree.codes, name="code", dtype=object)
    counts = [
        denominators(tree, rows, rows["valid_on"].max())[columns] for _version, rows in registers.groupby("version")
    ] or [pd.DataFrame(index=index, columns=columns, dtype="Int64")]
    together = pd.concat(counts)
    least = together.groupby(level="code").min().reindex(index).astype("Int64")
    most = together.groupby(level="code").max().reindex(index).astype("Int64")
    _add_up(tree, least)
    _add_up(tree, most)
    sizes = _sizes(least)
    totals = {code: children for code in tree.codes if (children := tree.children(code))}
    hidden = hidden_groups(sizes, totals, below=protection.hide_below)
    return SmallGroups(hidden, coarse_groups(sizes, hidden, below=protection.coarse_below), least, most)


def _add_up(tree: AreaTree, counts: pd.DataFrame) -> None:
    """Fill in areas that no single version covers, such as a province whose kabupaten have versions of their own."""
    for code in reversed(tree.codes):
        children = tree.children(code)
        if children and counts.loc[code].isna().any():
            counts.loc[code] = counts.loc[code].fillna(counts.loc[children].sum(skipna=False))


def small_agencies(opd: pd.DataFrame, protection: Protection) -> SmallGroups:
    """Find the agencies that are too small, by their staff; the total of each kabupaten is published.

    Parameters
    ----------
    opd
        One row per agency: `id`, `kabupaten_code`, `staff` (Int64, null where not known).
    protection
        The thresholds.

    Returns
    -------
    SmallGroups
        Codes are the agencies' numbers as text; a kabupaten whose total is hidden stands there as `total_of(code)`.
    """
    codes = [str(number) for number in opd["id"]]
    counts = pd.DataFrame({"staff": opd["staff"].astype("Int64").array}, index=pd.Index(codes, name="code"))
    sizes = dict(_sizes(counts))
    totals: dict[str, list[str]] = {}
    for code, kabupaten in zip(codes, opd["kabupaten_code"], strict=True):
        # An agency of unknown size is no part of the total of agencies, so it shields nobody (decision 26).
        if sizes[code] is not None:
            totals.setdefault(total_of(str(kabupaten)), []).append(code)
    sizes |= {total: sum(sizes[code] or 0 for code in members) for total, members in totals.items()}
    hidden = hidden_groups(sizes, totals, below=protection.hide_below)
    coarse = coarse_groups(sizes, hidden, below=protection.coarse_below) & set(codes)
    return SmallGroups(hidden, coarse, counts, counts)


def total_of(kabupaten: str) -> str:
    """Name the total of a kabupaten's agencies, apart from the numbers of agencies.

    Examples
    --------
    >>> total_of("3319")
    'total of 3319'
    """
    return f"total of {kabupaten}"


def _sizes(least: pd.DataFrame) -> dict[str, int | None]:
    return {str(code): _smallest(row) for code, row in zip(least.index, least.to_numpy(dtype=object), strict=True)}


def _smallest(counts: Iterable[object]) -> int | None:
    numbers = [int(str(count)) for count in counts if not pd.isna(count)]  # type: ignore[call-overload]
    return min(numbers, default=None)


def noun_of(measure: str) -> str:
    """Name the register's column that a measure is divided by.

    Examples
    --------
    >>> noun_of("persons_clean")
    'persons'
    """
    return next(noun for noun in map(register_column, Unit) if measure.startswith(f"{noun}_"))
