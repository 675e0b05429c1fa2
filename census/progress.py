"""How far each area has come: the table behind every map, list, file and sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np
import pandas as pd

from census.panel import NOT_REPORTED, Panel
from census.path import Path, expected_fraction
from census.shortfall import NO_STEP, band_of_step, exact_ceiling, shortfall_steps
from census.target import Target
from census.tree import AreaTree
from census.vocabulary import OPD_LEVEL, Status, Unit, check_unit_of_level, measure_column, register_column

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

    Numerator, denominator and rate are in the viewed unit and status. Expected, gap, paces and band are those of the
    target's own unit and status, whatever is viewed; seen in the other unit the gap also has an equivalent.

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
        Index: code. The columns of `PROGRESS_COLUMNS` and, for the screen, `change` (Int64: gain since the figure
        before, viewed unit), `change_since` (date), `target_numerator`, `target_denominator`, `target_count` (Int64,
        target's unit), `target_as_of` (date), `step` (int8, against the path), `is_estimate` (register).

    Raises
    ------
    MeaninglessError
        If staff are asked for at the level of an area.
    """
    check_unit_of_level(view.unit, "area")
    seen = panel.at(measure_column(view.unit, view.status), view.as_of).loc[list(codes)]
    table = pd.DataFrame({"code": list(codes), "name": [tree.name(code) for code in codes]}, index=seen.index)
    table["numerator"] = seen["count"]
    table["denominator"] = base.loc[table.index, register_column(view.unit)]
    table["rate"] = rate(table["numerator"], table["denominator"])
    table["as_of"] = _dates(seen["reported_on"])
    table["is_stale"] = _stale(seen["reported_on"], view.as_of)
    table["change"] = seen["count"] - seen["earlier_count"]
    table["change_since"] = _dates(seen["earlier_on"])
    sources = _sources(tree, panel, measure_column(view.unit, view.status), view.as_of, codes)
    table["source"] = pd.Series(sources, index=table.index, dtype="object")
    table["is_estimate"] = base.loc[table.index, "is_estimate"]
    parts = [
        _against_target(
            panel, base, target, codes=[code for code in codes if targets.get(code) == target], view=view
        )
        for target in dict.fromkeys(targets[code] for code in codes if code in targets)
    ]
    against = pd.concat(parts) if parts else _against_nothing()
    against = against.reindex(table.index).astype(_TARGET_TYPES)
    against["band"] = against["band"].where(against["band"].notna(), None)
    return table.join(against)


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


def _against_nothing() -> pd.DataFrame:
    return pd.DataFrame(columns=list(_TARGET_TYPES))


def _against_target(
    panel: Panel, base: pd.DataFrame, target: Target, *, codes: list[str], view: View
) -> pd.DataFrame:
    own = panel.at(measure_column(target.unit, target.status), view.as_of).loc[codes]
    denominator = base.loc[codes, register_column(target.unit)]
    expected_share = target.share * expected_fraction(target.elapsed(view.as_of), target.days, view.path)
    result = pd.DataFrame(index=own.index)
    result["target_numerator"] = own["count"]
    result["target_denominator"] = denominator
    result["target_count"] = exact_ceiling(denominator, target.share)
    result["target_as_of"] = _dates(own["reported_on"])
    result["expected"] = _expected(denominator, expected_share)
    result["gap"] = (result["target_count"] - own["count"]).clip(lower=0)
    left = target.left(view.as_of)
    result["required_pace"] = result["gap"].astype("Float64") / left if left else pd.NA
    days_between = (own["reported_on"] - own["earlier_on"]).astype("Float64")
    result["recent_pace"] = (own["count"] - own["earlier_count"]).astype("Float64") / days_between
    steps = shortfall_steps(own["count"], denominator, expected_share)
    result["step"] = pd.array(steps, dtype="Int8")
    result["step"] = result["step"].where(result["step"] != NO_STEP)
    bands = [band.value if (band := band_of_step(step)) else None for step in steps.tolist()]
    result["band"] = pd.Series(bands, index=result.index, dtype="object")
    result["gap_equivalent"] = (
        _gap_equivalent(panel, base, target, result["gap"], view=view)
        if view.unit is not target.unit
        else pd.NA
    )
    return result.astype({column: _TARGET_TYPES[column] for column in result.columns})


def _gap_equivalent(
    panel: Panel, base: pd.DataFrame, target: Target, gap: pd.Series, *, view: View
) -> pd.Series:
    """Turn a gap into the other unit by the persons per responding family observed there.

    Observed on the newest day for which both units were delivered; before there is any, the register's mean.
    Rounded up to a whole number, since a part of a family is not missing.
    """
    observed = _family_size(panel, target.status, view.as_of).reindex(gap.index)
    mean = rate(base["persons"], base["households"]).reindex(gap.index)
    size = observed.fillna(mean)
    size = size.where(size > 0)
    other = gap.astype("Float64") / size if target.unit is Unit.PERSON else gap.astype("Float64") * size
    return pd.Series(np.ceil(other), index=gap.index).astype("Int64")


def _family_size(panel: Panel, status: Status, as_of: date) -> pd.Series:
    """Give persons per family by area at the newest day on which both were known together; null if never."""
    persons = panel.measures[measure_column(Unit.PERSON, status)]
    households = panel.measures[measure_column(Unit.HOUSEHOLD, status)]
    size = np.full(len(panel.codes), np.nan)
    for row in range(panel.row_of(as_of), -1, -1):
        together = (
            np.isnan(size)
            & (persons.reported_on[row] == households.reported_on[row])
            & (persons.counts[row] > 0)
            & (households.counts[row] > 0)
        )
        size[together] = persons.counts[row][together] / households.counts[row][together]
    return pd.Series(pd.array(size, dtype="Float64"), index=pd.Index(panel.codes, name="code")).replace(
        np.nan, pd.NA
    )


def opd_progress(opd: pd.DataFrame, target: Target | None, *, view: View) -> pd.DataFrame:
    """Give the table of agencies: staff who have responded of all staff.

    No figure by agency is delivered by a recap of areas, so numerators stay null until one by agency comes in.

    Parameters
    ----------
    opd
        One row per agency: `id`, `name`, `staff` (Int64), `source`, `is_estimate`.
    target
        Target of scope `opd`, or the regent's as a reference.
    view
        Day, unit (staff), status and path.

    Raises
    ------
    MeaninglessError
        If another unit than staff is asked for.
    """
    check_unit_of_level(view.unit, OPD_LEVEL)
    table = pd.DataFrame(index=pd.Index(opd["id"].astype(str), name="code"))
    table["code"], table["name"] = table.index, opd["name"].to_numpy()
    table["denominator"] = opd["staff"].astype("Int64").to_numpy()
    share = (
        target.share * expected_fraction(target.elapsed(view.as_of), target.days, view.path)
        if target
        else Fraction(0)
    )
    table["expected"] = _expected(table["denominator"], share) if target else pd.NA
    return table.reindex(columns=list(PROGRESS_COLUMNS))


def is_reached_late(panel: Panel, code: str, target: Target, count: int, *, as_of: date) -> bool:
    """Tell whether the first figure that reaches `count` speaks of a day after the window had closed."""
    carried = panel.measures[measure_column(target.unit, target.status)]
    column = panel.codes.index(code)
    rows = panel.row_of(as_of) + 1
    reached = np.flatnonzero(carried.counts[:rows, column] >= count)
    return bool(len(reached)) and int(carried.reported_on[reached[0], column]) > target.ends_on.toordinal()


def _expected(base: pd.Series, share: Fraction) -> pd.Series:
    """Give share x N, the nearest floating number to the exact product."""
    values = [None if pd.isna(n) else int(n) * share.numerator / share.denominator for n in base]
    return pd.Series(values, index=base.index, dtype="Float64")


def _dates(ordinals: pd.Series) -> pd.Series:
    days = [None if o == NOT_REPORTED else date.fromordinal(int(o)) for o in ordinals]
    return pd.Series(days, index=ordinals.index, dtype="object")


def _stale(ordinals: pd.Series, as_of: date) -> pd.Series:
    is_stale = (as_of.toordinal() - ordinals > STALE_AFTER_DAYS).astype("boolean")
    return is_stale.where(ordinals != NOT_REPORTED, pd.NA)


def _sources(
    tree: AreaTree, panel: Panel, measure: str, as_of: date, codes: Sequence[str]
) -> list[str | None]:
    origin = panel.at(measure, as_of)["origin"].to_dict()
    return ["; ".join(panel.sources_of(tree, origin, code)) or None for code in codes]
