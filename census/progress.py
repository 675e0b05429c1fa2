"""How far each area has come: the table behind every map, list, file and sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np
import pandas as pd

from census.equivalent import gap_equivalent
from census.panel import NOT_REPORTED, Panel
from census.path import Path, expected_fraction
from census.shortfall import NO_STEP, band_of_step, exact_ceiling, shortfall_steps
from census.target import Target
from census.tree import AreaTree
from census.vocabulary import Status, Unit, check_unit_of_level, measure_column, register_column

PROGRESS_COLUMNS = (
    "code",
    "name",
    "numerator",
    "denominator",
    "rate",
    "as_of",
    "is_stale",
    "expected",
    "gap",
    "gap_equivalent",
    "required_pace",
    "recent_pace",
    "band",
    "source",
    "is_hidden",
    "bound",
)
"""Columns that leave the building; the screen's table has more (see `area_progress`)."""

STALE_AFTER_DAYS = 7
"""A figure carried forward for more days than this is stale."""


@dataclass(frozen=True, slots=True)
class View:
    """What a reader has chosen to look at.

    Attributes
    ----------
    as_of
        The day of which the screen speaks.
    unit, status
        What numerator, denominator and rate count; a target speaks in its own.
    path
        Shape of the path to the target.
    """

    as_of: date
    unit: Unit
    status: Status
    path: Path = Path.LINEAR


def rate(numerator: pd.Series, denominator: pd.Series) -> pd.Series:
    """Divide counts; where the denominator is 0 or unknown there is no rate.

    Returns
    -------
    Series
        Float64 (nullable), 0-1, above 1 where an estimated register is too small.
    """
    base = denominator.where(denominator > 0)
    return (numerator.astype("Float64") / base.astype("Float64")).astype("Float64")


def area_progress(
    tree: AreaTree,
    panel: Panel,
    base: pd.DataFrame,
    targets: Mapping[str, Target],
    *,
    codes: Sequence[str],
    view: View,
) -> pd.DataFrame:
    """Give rate, gap, pace and band of areas on a day.

    Numerator, denominator and rate are in the viewed unit and status. Expected, gap, paces and band are those of
    the target's own unit and status, whatever is viewed; seen in the other unit the gap also has an equivalent.

    Parameters
    ----------
    tree, panel
        The areas and their carried figures (`census.panel.build_panel`).
    base
        Denominators (`census.register.denominators`).
    targets
        Target by area code (`census.target.target_by_area`).
    codes
        The areas wanted, in the order wanted.
    view
        Day, unit, status and path.

    Returns
    -------
    DataFrame
        Index: code. The columns of `PROGRESS_COLUMNS` and, for the screen, `change` (Int64: gain since the
        figure before, viewed unit), `change_since` (date), `target_numerator`, `target_denominator`,
        `target_count` (Int64, target's unit), `target_as_of` (date), `step` (Int8, against the path; null for
        none), `is_estimate` (register). Of a group that is too small (`is_hidden`) name, denominator and what is
        expected are all; of a rate near 0 or 1 of a coarse group `bound` (`at_most_5`, `at_least_95`) stands for
        numerator, rate, gap and paces, and the band only where all counts within the bound have the same.

    Raises
    ------
    MeaninglessError
        If staff are asked for at the level of an area.
    """
    check_unit_of_level(view.unit, "area")
    return progress_table(tree, panel, base, targets, codes=codes, view=view)


def progress_table(
    tree: AreaTree,
    panel: Panel,
    base: pd.DataFrame,
    targets: Mapping[str, Target],
    *,
    codes: Sequence[str],
    view: View,
) -> pd.DataFrame:
    """Give the table of any groups, areas or agencies; see `area_progress`."""
    seen = panel.at(measure_column(view.unit, view.status), view.as_of)
    origin = dict(zip(panel.codes, seen["origin"].tolist(), strict=True))
    seen = seen.loc[list(codes)]
    table = pd.DataFrame({"code": list(codes), "name": [tree.name(code) for code in codes]}, index=seen.index)
    table["numerator"] = seen["count"]
    table["denominator"] = base.loc[table.index, register_column(view.unit)]
    table["rate"] = rate(table["numerator"], table["denominator"])
    table["as_of"] = _dates(seen["reported_on"])
    table["is_stale"] = _stale(seen["reported_on"], view.as_of)
    table["change"] = seen["count"] - seen["earlier_count"]
    table["change_since"] = _dates(seen["earlier_on"])
    sources = ["; ".join(panel.sources_of(tree, origin, code)) or None for code in codes]
    table["source"] = pd.Series(sources, index=table.index, dtype="object")
    table["is_estimate"] = base.loc[table.index, "is_estimate"]
    table["is_hidden"] = seen["is_hidden"] if "is_hidden" in seen else False
    table["bound"] = (
        seen["bound"] if "bound" in seen else pd.Series([None] * len(table), index=table.index, dtype="object")
    )
    table["source"] = table["source"].where(~table["is_hidden"], None)
    of_target: dict[Target, list[str]] = {}
    for code in codes:
        if code in targets:
            of_target.setdefault(targets[code], []).append(code)
    parts = [_against_target(panel, base, target, codes=own, view=view) for target, own in of_target.items()]
    against = pd.concat(parts) if parts else pd.DataFrame(columns=list(_TARGET_TYPES))
    against = against.reindex(table.index).astype(_TARGET_TYPES)
    for column in ("band", "target_as_of"):
        against[column] = against[column].where(against[column].notna(), None)
    table = table.join(against)
    # A bound in the viewed unit is none any more where the target's unit tells the count.
    table.loc[table["bound"].notna(), list(_TELLING)] = pd.NA
    return table


_TELLING = ("gap", "gap_equivalent", "required_pace", "recent_pace", "target_numerator")

_TARGET_TYPES = {
    "expected": "Float64",
    "gap": "Int64",
    "gap_equivalent": "Int64",
    "required_pace": "Float64",
    "recent_pace": "Float64",
    "band": "object",
    "step": "Int8",
    "target_numerator": "Int64",
    "target_denominator": "Int64",
    "target_count": "Int64",
    "target_as_of": "object",
}


def _against_target(panel: Panel, base: pd.DataFrame, target: Target, *, codes: list[str], view: View) -> pd.DataFrame:
    own = panel.at(measure_column(target.unit, target.status), view.as_of).loc[codes]
    denominator = base.loc[codes, register_column(target.unit)]
    due = expected_share(target, view)
    steps = shortfall_steps(own["count"], denominator, due)
    if "bound" in own:
        best, worst = (shortfall_steps(own[end], denominator, due) for end in ("most", "least"))
        steps = np.where(best == worst, best, NO_STEP)
    bands = [band_of_step(step) for step in steps.tolist()]
    result = pd.DataFrame(index=own.index)
    result["expected"] = expected_count(denominator, due)
    result["target_numerator"] = own["count"]
    result["target_denominator"] = denominator
    result["target_count"] = exact_ceiling(denominator, target.share)
    result["target_as_of"] = _dates(own["reported_on"])
    result["gap"] = (result["target_count"] - own["count"]).clip(lower=0)
    left = target.left(view.as_of)
    result["required_pace"] = result["gap"].astype("Float64") / left if left else pd.NA
    result["recent_pace"] = own["pace"]
    result["step"] = pd.array([None if step == NO_STEP else step for step in steps.tolist()], dtype="Int8")
    result["band"] = pd.Series([band and band.value for band in bands], index=result.index, dtype="object")
    result["gap_equivalent"] = (
        pd.NA
        if view.unit is target.unit
        else gap_equivalent(panel, base, result["gap"], unit=target.unit, status=target.status, as_of=view.as_of)
    )
    return result.astype(_TARGET_TYPES)


def expected_share(target: Target, view: View) -> Fraction:
    """Give p F(k/n), the exact share of the register that is expected by the as-of day."""
    return target.share * expected_fraction(target.elapsed(view.as_of), target.days, view.path)


def expected_count(base: pd.Series, share: Fraction) -> pd.Series:
    """Give share x N as Float64, the nearest floating number to the exact product; null stays null."""
    values = [None if pd.isna(n) else int(n) * share.numerator / share.denominator for n in base]
    return pd.Series(values, index=base.index, dtype="Float64")


def is_reached_late(panel: Panel, code: str, target: Target, count: int, *, as_of: date) -> bool:
    """Tell whether `count` was first reached by a figure that came after the window had closed.

    Of a sum the day counts on which its last part came, not that of its oldest part.
    """
    carried = panel.measures[measure_column(target.unit, target.status)]
    known = carried.counts[: panel.row_of(as_of) + 1, panel.column_of[code]]
    reached = np.flatnonzero(known >= count)
    return bool(len(reached)) and panel.days[int(reached[0])] > target.ends_on


def _dates(ordinals: pd.Series) -> pd.Series:
    days = [None if o == NOT_REPORTED else date.fromordinal(int(o)) for o in ordinals]
    return pd.Series(days, index=ordinals.index, dtype="object")


def _stale(ordinals: pd.Series, as_of: date) -> pd.Series:
    is_stale = (as_of.toordinal() - ordinals > STALE_AFTER_DAYS).astype("boolean")
    return is_stale.where(ordinals != NOT_REPORTED, pd.NA)
