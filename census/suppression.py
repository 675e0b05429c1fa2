"""Which groups are too small to be shown: by their size alone, so that they are the same on every day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from census.register import denominators
from census.tree import AreaTree
from census.vocabulary import AREA_UNITS, Unit, register_column

Sizes = Mapping[str, int | None]
"""Size N by group; None where it is not known."""

EDGE = Fraction(1, 20)
"""A rate nearer to nobody or to all than this is told as a bound where it would speak of each member."""

Totals = Mapping[str, Sequence[str]]
"""Groups by the total that is the sum of them; a total may itself be a part of another."""


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


def hidden_groups(sizes: Sizes, totals: Totals, *, below: int) -> frozenset[str]:
    """Find the groups that show no figure, so that no published total gives one away.

    A group is hidden where its size lies below the threshold. Then, until nothing changes, the next smallest of a total
    is hidden too (complementary suppression; Willenborg and de Waal 2001, Elements of Statistical Disclosure Control,
    ch. 6) where of its parts

    * only one is hidden that has a member: the total less the others would be its count; or
    * the hidden ones together are fewer than the threshold: what the total leaves over would be such a group; or
    * none is hidden though the total is: they would add up to it.

    A total whose parts are all hidden, and still only one of them has a member, is hidden itself. By then every sum has
    no hidden count or at least two, and in a tree of sums no count can be told from the others (see the tests).

    Parameters
    ----------
    sizes
        N by group. A group of unknown size is not hidden for it, since there is nothing to divide by; it is the last
        one to be hidden for the sake of others. One of size 0 is hidden, and shields nobody.
    totals
        Parts by total.
    below
        The threshold, keyword-only.

    Returns
    -------
    frozenset of str

    Examples
    --------
    >>> sizes = {"all": 157, "a": 7, "b": 90, "c": 60}
    >>> sorted(hidden_groups(sizes, {"all": ["a", "b", "c"]}, below=20))
    ['a', 'c']
    """
    hidden = {group for group, size in sizes.items() if size is not None and size < below}
    shielding = _no_larger_than_their_parts(sizes, totals)
    before = -1
    while len(hidden) != before:
        before = len(hidden)
        for total in sorted(totals):
            _shield(total, totals[total], shielding, hidden, below)
    return frozenset(hidden)


def _no_larger_than_their_parts(sizes: Sizes, totals: Totals) -> dict[str, int | None]:
    """Give the sizes, those of totals at most the sum of their parts: a total of nobody shields nobody."""
    found: dict[str, int | None] = {}

    def find(group: str) -> int | None:
        if group not in found:
            parts = [find(part) for part in totals.get(group, ())]
            known = [part for part in parts if part is not None]
            together = [sum(known)] if parts and len(known) == len(parts) else []
            own = sizes.get(group)
            found[group] = min([*together, *([] if own is None else [own])], default=None)
        return found[group]

    return {group: find(group) for group in (*sizes, *totals)}


def _shield(total: str, parts: Sequence[str], sizes: Sizes, hidden: set[str], below: int) -> None:
    """Hide more parts of one total, and in the end the total itself, until its hidden parts shield each other."""
    shown = sorted((part for part in parts if part not in hidden), key=lambda part: _rank(part, sizes))
    while not _is_shielded(total, parts, sizes, hidden, below):
        if shown:
            hidden.add(shown.pop(0))
        else:
            hidden.add(total)


def _rank(group: str, sizes: Sizes) -> tuple[bool, int, str]:
    size = sizes.get(group)
    return size is None, size or 0, group


def _is_shielded(total: str, parts: Sequence[str], sizes: Sizes, hidden: set[str], below: int) -> bool:
    inside = [part for part in parts if part in hidden]
    if not inside and total not in hidden:
        return True
    # A group of unknown size may be of any: it counts as large enough.
    known = [below if (size := sizes.get(part)) is None else size for part in inside]
    if len(inside) == len(parts):
        return total in hidden or sum(size > 0 for size in known) > 1
    return sum(known) >= below and (total in hidden or sum(size > 0 for size in known) > 1)


def coarse_groups(sizes: Sizes, hidden: frozenset[str], *, below: int) -> frozenset[str]:
    """Find the groups that are shown, but not finely: those of a known size below the threshold."""
    return frozenset(group for group, size in sizes.items() if size is not None and size < below) - hidden


def small_areas(tree: AreaTree, registers: pd.DataFrame, protection: Protection) -> SmallGroups:
    """Find the areas that are too small, by the smallest count of any version of the register.

    The size of an area is its number of families, or of persons where that is smaller or alone known: who is hidden in
    one unit is hidden in both.

    Parameters
    ----------
    tree
        The areas; each is the total of its children.
    registers
        As for `census.register.denominators`; every version on record counts, whether it speaks on a day or not.
    protection
        The thresholds.
    """
    columns = [register_column(unit) for unit in AREA_UNITS]
    index = pd.Index(tree.codes, name="code", dtype=object)
    found = [
        denominators(tree, own, own["valid_on"].max())[columns] for _version, own in registers.groupby("version")
    ] or [pd.DataFrame(index=index, columns=columns, dtype="Int64")]
    together = pd.concat(found)
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
        # An agency of unknown size is no part of the total (`census.agency.whole_of_agencies`).
        if sizes[code] is not None:
            totals.setdefault(total_of(str(kabupaten)), []).append(code)
    sizes |= {total: sum(sizes[code] or 0 for code in own) for total, own in totals.items()}
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
    known = [int(str(count)) for count in counts if not pd.isna(count)]  # type: ignore[call-overload]
    return min(known, default=None)


def noun_of(measure: str) -> str:
    """Name the register's column that a measure is divided by.

    Examples
    --------
    >>> noun_of("persons_clean")
    'persons'
    """
    return next(noun for noun in map(register_column, Unit) if measure.startswith(f"{noun}_"))
