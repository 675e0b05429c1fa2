"""A target in the unit and status that were delivered: translated once, so that all that follows can speak."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from census.access.scope import TOTAL_LEVELS
from census.base.target import Target
from census.base.tree import AreaTree
from census.base.vocabulary import AREA_UNITS, STALE_AFTER_DAYS, Status, Unit, measure_column, register_column
from census.figures.equivalent import counts_told_together
from census.figures.panel import NOT_REPORTED, Panel

CLEAN_OF_RESPONDED = Fraction(89, 100)
"""Part of the forms that is found clean in the end, as published by other kabupaten in 2020."""

Words = tuple[Unit, Status]
"""Unit and status in which a target speaks."""


def nearest_words(unit: Unit, status: Status) -> tuple[Words, ...]:
    """List units and statuses, the nearest to the one given first: another unit is nearer than another status.

    Examples
    --------
    >>> [f"{unit} {status}" for unit, status in nearest_words(Unit.PERSON, Status.RESPONDED)]
    ['person responded', 'household responded', 'person clean', 'household clean']
    """
    units = [unit, *(other for other in AREA_UNITS if other is not unit)] if unit in AREA_UNITS else [unit]
    statuses = [status, *(other for other in Status if other is not status)]
    return tuple((counted, stage) for stage in statuses for counted in units)


def spoken_words(panel: Panel, bound: Mapping[str, Target], codes: Sequence[str], *, as_of: date) -> dict[str, Words]:
    """Choose unit and status in which the targets of the areas of one table speak.

    What stands in one table speaks in one unit and status: of those delivered in most of its areas the nearest to the
    target's own; an area without it in its own nearest. A figure counts as delivered until it is stale; where all
    figures of an area are, the newest ones do. Areas of which nothing was delivered speak as the others, and a table
    without figures as all areas.

    Parameters
    ----------
    panel
        The carried figures as readers may see them.
    bound
        Target by area (`census.base.target.target_by_area`).
    codes
        The areas of the table, in any order.
    as_of
        The day of which the screen speaks, keyword-only.

    Returns
    -------
    dict
        Unit and status by area, of those that a target binds.
    """
    groups: dict[Words, list[str]] = {}
    for code in codes:
        if code in bound:
            groups.setdefault((bound[code].unit, bound[code].status), []).append(code)
    spoken: dict[str, Words] = {}
    for decided, members in groups.items():
        order = nearest_words(*decided)
        delivered = _delivered(panel, members, order, as_of)
        of_most = _of_most(delivered, order)
        if of_most is None:
            of_most = _of_most(_delivered(panel, panel.codes, order, as_of), order) or decided
        for place, code in enumerate(members):
            has = [words for words in order if delivered[words][place]]
            spoken[code] = of_most if not has or of_most in has else has[0]
    return spoken


def _delivered(
    panel: Panel, codes: Sequence[str], order: Sequence[Words], as_of: date
) -> dict[Words, npt.NDArray[np.bool_]]:
    """Tell by unit and status which areas have a figure that is not stale, or is as new as any that they have."""
    columns = [panel.column_of[code] for code in codes]
    # As they stood on the day, not as in the panel's own measures, which lack what is told as a bound.
    days = {words: panel.at(measure_column(*words), as_of)["reported_on"].to_numpy()[columns] for words in order}
    newest = np.max(list(days.values()), axis=0)
    first = as_of.toordinal() - STALE_AFTER_DAYS
    return {words: (day != NOT_REPORTED) & (day >= np.minimum(newest, first)) for words, day in days.items()}


def _of_most(delivered: Mapping[Words, npt.NDArray[np.bool_]], order: Sequence[Words]) -> Words | None:
    """What was delivered in most areas, the nearest of several; None without figures."""
    counts = {words: int(delivered[words].sum()) for words in order}
    most = max(counts.values())
    return next(words for words in order if counts[words] == most) if most else None


def translated(
    tree: AreaTree, panel: Panel, base: pd.DataFrame, targets: Mapping[str, Target], words: Mapping[str, Words], *,
    as_of: date,
) -> dict[str, Target]:  # fmt: skip
    """Translate targets into the unit and status in which they shall speak.

    A share p of the persons is p (N_persons / N_families) (families / persons that responded) of the families: the
    persons wanted, divided by the persons per responding family. These are observed in the area, or else in the nearest
    one above it, or in those of its parts, in which both were told; before there are any, the register's mean stands
    in, and p stays p. A share of those that responded is 0.89 times as much of the clean. Never above the whole; exact
    arithmetic.

    Parameters
    ----------
    tree, panel, base
        The areas, their carried figures and the denominators.
    targets
        Target by area, as decided.
    words
        Unit and status by area; an area without any keeps its target as it is.
    as_of
        The day of which the screen speaks, keyword-only.

    Returns
    -------
    dict
        Target by area: as decided where it speaks in its own unit and status, else with `equivalent_of`.
    """
    others = {code for code, target in targets.items() if words.get(code, (target.unit,))[0] is not target.unit}
    sizes = _share_of_families(tree, panel, base, sorted(others), words, as_of)
    spoken = {}
    for code, target in targets.items():
        unit, status = words.get(code, (target.unit, target.status))
        if (unit, status) == (target.unit, target.status):
            spoken[code] = target
            continue
        share = target.share
        if unit is not target.unit:
            share = share * sizes[code] if unit is Unit.HOUSEHOLD else share / sizes[code]
        if status is not target.status:
            share = share * CLEAN_OF_RESPONDED if status is Status.CLEAN else share / CLEAN_OF_RESPONDED
        spoken[code] = replace(
            target, unit=unit, status=status, share=min(share, Fraction(1)), equivalent_of=target.origin
        )
    return spoken


def _share_of_families(
    tree: AreaTree,
    panel: Panel,
    base: pd.DataFrame,
    codes: Sequence[str],
    words: Mapping[str, Words],
    as_of: date,
) -> dict[str, Fraction]:
    """The share of the families that goes with a share of the persons, as a ratio: 1 by the register's mean."""
    if not codes:
        return {}
    # Of areas that are no totals a sum would tell those who do not see them of their families.
    areas = {code: None for code in tree.codes if tree.level(code) in TOTAL_LEVELS}
    areas |= {above: None for code in codes for above in tree.chain(code)}
    shares = {}
    for status in {words[code][1] for code in codes}:
        seen = _seen_families(tree, panel, base, [code for code in areas if code in panel.column_of], status, as_of)
        for code in codes:
            if words[code][1] is status:
                nearest = (seen[above] for above in tree.chain(code) if above in seen)
                size = next(nearest, None)
                shares[code] = Fraction(1) if size is None else size.share
    return shares


class _Families(NamedTuple):
    """Families and persons that responded, and those on the register."""

    families: int
    persons: int
    all_families: int
    all_persons: int

    @property
    def share(self) -> Fraction:
        return Fraction(self.families, self.all_families) / Fraction(self.persons, self.all_persons)


def _seen_families(
    tree: AreaTree, panel: Panel, base: pd.DataFrame, codes: Sequence[str], status: Status, as_of: date
) -> dict[str, _Families]:
    """The families that were told together with their persons; of a total without any those of its parts."""
    counts_of = counts_told_together(panel, status, codes, as_of)
    columns = [counts_of[unit] for unit in AREA_UNITS] + [
        base[register_column(u)].reindex(list(codes)).tolist() for u in AREA_UNITS
    ]
    families = {
        code: _Families(*map(int, counts))
        for code, *counts in zip(codes, *columns, strict=True)
        if not any(pd.isna(count) or not count for count in counts)
    }
    for code in reversed(tree.codes):
        parts = [
            families[part] for part in tree.children(code) if part in families and tree.level(part) in TOTAL_LEVELS
        ]
        if code not in families and parts:
            families[code] = _Families(*map(sum, zip(*parts, strict=True)))
    return families
