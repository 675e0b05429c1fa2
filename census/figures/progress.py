"""How far each area has come: the table behind every map, list, file and sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from census.base.nullable import nullable, whole_numbers
from census.base.path import Path, expected_fraction
from census.base.target import Target
from census.base.tree import AreaTree
from census.base.values import column_values, values_of
from census.base.vocabulary import STALE_AFTER_DAYS, Status, Unit, check_unit_of_level, measure_column, register_column
from census.figures.completeness import COMPLETENESS_COLUMNS, PART_TYPES
from census.figures.equivalent import gap_equivalent
from census.figures.panel import NOT_REPORTED, Panel
from census.figures.shortfall import NO_STEP, band_of_step, exact_ceiling, shortfall_steps

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
    *("target_unit", "target_status", "is_equivalent", "source", "is_hidden", "bound"),
    *("other_count", "other_as_of", "difference"),
    *COMPLETENESS_COLUMNS,
)
"""Columns that leave the building; the screen's table has more (see `area_progress`)."""


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

    def in_words_of(self, target: Target) -> "View":
        """The same day and path, in the unit and status in which a target speaks."""
        return replace(self, unit=target.unit, status=target.status)


@dataclass(frozen=True, slots=True)
class AreaProgress:
    """How far one area, or agency, has come: a row of `area_progress` as a value, None for null.

    Attributes
    ----------
    numerator, denominator, rate
        In the viewed unit and status; 0-1.
    as_of, is_stale
        The day that the figure is of, and whether it is too old.
    change, change_since
        Gain since the figure before, and its day.
    source
        Who delivered it.
    is_estimate
        The register is an estimate.
    is_hidden, bound
        Too small to be shown; or only `at_most_5` or `at_least_95` may be told.
    other_count, other_as_of, difference
        What the account that does not speak says, and by how much it differs.
    parts, parts_delivered, parts_until
        What the figure rests on.
    expected, target_numerator, target_denominator, target_count, target_as_of, gap, required_pace, recent_pace
        In the target's own unit and status.
    step, band
        Against the path: 0 the best of five.
    gap_equivalent
        The gap in the viewed unit where the target speaks in another.
    target_unit, target_status, is_equivalent
        What the target speaks in, and whether it was translated into that.
    """

    code: str
    name: str
    numerator: int | None
    denominator: int | None
    rate: float | None
    as_of: date | None
    is_stale: bool | None
    change: int | None
    change_since: date | None
    source: str | None
    is_estimate: bool | None
    is_hidden: bool
    bound: str | None
    other_count: int | None
    other_as_of: date | None
    difference: int | None
    parts: int | None
    parts_delivered: int | None
    parts_until: date | None
    expected: float | None
    target_numerator: int | None
    target_denominator: int | None
    target_count: int | None
    target_as_of: date | None
    gap: int | None
    required_pace: float | None
    recent_pace: float | None
    step: int | None
    band: str | None
    gap_equivalent: int | None
    target_unit: Unit | None
    target_status: Status | None
    is_equivalent: bool | None

    @property
    def target_rate(self) -> float | None:
        """The share reached in the target's unit and status; None where nobody can tell."""
        if self.target_numerator is None or not self.target_denominator:
            return None
        return self.target_numerator / self.target_denominator

    @property
    def expected_rate(self) -> float | None:
        """The share due by the day in the target's unit and status."""
        return None if self.expected is None or not self.target_denominator else self.expected / self.target_denominator

    @property
    def is_small(self) -> bool:
        """Whether small size keeps its count from being told."""
        return self.is_hidden or self.bound is not None

    @property
    def is_unstarted(self) -> bool:
        """Whether nothing has come in, neither in the viewed unit nor in the target's, and size is no reason."""
        return not self.is_small and self.numerator is None and self.target_numerator is None

    @property
    def has_target_rate_alone(self) -> bool:
        """Whether there is a rate in the target's unit and status, and none in those viewed."""
        return self.rate is None and self.bound is None and self.target_rate is not None


def area_values(table: pd.DataFrame) -> tuple[AreaProgress, ...]:
    """The rows of a table of progress as values, in their order."""
    words = {"target_unit": Unit, "target_status": Status}
    columns = {
        name: pd.Series([value and kind(value) for value in column_values(table[name])], table.index, dtype="object")
        for name, kind in words.items()
    }
    return values_of(AreaProgress, table.assign(**columns))


def rate(numerator: pd.Series, denominator: pd.Series) -> pd.Series:
    """Rate of each group: Y / N, null where N is 0 or unknown.

    Rates of larger areas are never means of these: add the counts up first, then divide.

    Returns
    -------
    Series
        Float64 (nullable), 0-1, above 1 where an estimated register is too small.

    Examples
    --------
    >>> rate(pd.Series([270, 5, None], dtype="Int64"), pd.Series([1000, 0, 40], dtype="Int64")).tolist()
    [0.27, <NA>, <NA>]
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
    """Rate, gap, pace and band of areas on a day.

    Numerator, denominator and rate are in the viewed unit and status. Expected, gap, paces and band are those of
    the target's own unit and status, whatever is viewed; seen in the other unit the gap also has an equivalent.

    Parameters
    ----------
    tree, panel
        The areas and their carried figures (`census.figures.panel.build_panel`).
    base
        Denominators (`census.base.register.denominators`).
    targets
        Target by area code, in a unit and status that were delivered (`census.campaign.speaking.translated`).
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
        none), `is_estimate` (register). `target_unit` and `target_status` are those in which the target speaks,
        `is_equivalent` tells that it was translated into them.

        A group that is too small (`is_hidden`) has its name, its denominator and what is expected, and nothing else.
        A coarse group whose rate lies near 0 or 1 has a `bound` (`at_most_5`, `at_least_95`) instead of numerator,
        rate, gap and paces; it has a band only where all counts within the bound have the same.

        An area's own figures and the sum of its parts may differ (`Panel.difference`). One of the two speaks.
        `other_count` and `other_as_of` are what the other says, `difference` is that less the one that speaks, of the
        same day.

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
    """The table of any groups, areas or agencies; see `area_progress`."""
    wanted = list(codes)
    seen = panel.at(measure_column(view.unit, view.status), view.as_of)
    origin = dict(zip(panel.codes, seen["origin"].tolist(), strict=True))
    seen = seen.take([panel.column_of[code] for code in wanted])
    own_base = base.loc[wanted]
    denominator = own_base[register_column(view.unit)].set_axis(seen.index)
    is_hidden = seen["is_hidden"].to_numpy() if "is_hidden" in seen else np.zeros(len(wanted), dtype=bool)
    bound = seen["bound"].tolist() if "bound" in seen else [None] * len(wanted)
    sources = [
        None if hidden else "; ".join(panel.sources_of(tree, origin, code)) or None
        for code, hidden in zip(wanted, is_hidden.tolist(), strict=True)
    ]
    apart = [
        None if hidden else panel.difference(measure_column(view.unit, view.status), code, view.as_of)
        for code, hidden in zip(wanted, is_hidden.tolist(), strict=True)
    ]
    against = _against_targets(panel, own_base, targets, codes=wanted, view=view)
    # A bound in the viewed unit is none any more where the target's unit tells the count.
    is_bound = np.array([limit is not None for limit in bound], dtype=bool)
    for name in _TELLING:
        # A copy: what it is read from may be kept for the next table.
        against[name] = against[name].copy()
        against[name][is_bound] = pd.NA
    # Made at once of its columns: pandas takes far longer to add them one by one, and every screen waits for it.
    return pd.DataFrame(
        {
            "code": wanted,
            "name": [tree.name(code) for code in wanted],
            "numerator": seen["count"].array,
            "denominator": denominator.array,
            "rate": rate(seen["count"], denominator).array,
            "as_of": dates_of(seen["reported_on"]),
            "is_stale": _stale(seen["reported_on"], view.as_of),
            "change": seen["count"].array - seen["earlier_count"].array,
            "change_since": dates_of(seen["earlier_on"]),
            "source": pd.Series(sources, index=seen.index, dtype="object"),
            "is_estimate": own_base["is_estimate"].array,
            "is_hidden": is_hidden,
            "bound": pd.Series(bound, index=seen.index, dtype="object"),
            "other_count": pd.Series(
                [difference and difference.other_count for difference in apart], index=seen.index, dtype="Int64"
            ),
            "other_as_of": pd.Series(
                [difference and difference.other_day for difference in apart], index=seen.index, dtype="object"
            ),
            "difference": pd.Series(
                [difference and difference.by for difference in apart], index=seen.index, dtype="Int64"
            ),
            # Agencies have no parts; of areas the campaign says how many have been delivered.
            **{
                name: pd.Series([None] * len(wanted), index=seen.index, dtype=kind) for name, kind in PART_TYPES.items()
            },
            **{name: pd.Series(against[name], index=seen.index, dtype=kind) for name, kind in _TARGET_TYPES.items()},
        },
        index=seen.index,
    )


_TELLING = ("gap", "gap_equivalent", "required_pace", "recent_pace", "target_numerator")

_TARGET_TYPES: dict[str, Any] = {
    "expected": "Float64",
    "target_numerator": "Int64",
    "target_denominator": "Int64",
    "target_count": "Int64",
    "target_as_of": "object",
    "gap": "Int64",
    "required_pace": "Float64",
    "recent_pace": "Float64",
    "step": "Int8",
    "band": "object",
    "gap_equivalent": "Int64",
    "target_unit": "object",
    "target_status": "object",
    "is_equivalent": "boolean",
}


def _against_targets(
    panel: Panel, base: pd.DataFrame, targets: Mapping[str, Target], *, codes: list[str], view: View
) -> dict[str, Any]:
    """The columns of `_TARGET_TYPES` of areas, each against the target that binds it; null where none does."""
    rows_of_target: dict[Target, list[int]] = {}
    for place, code in enumerate(codes):
        if code in targets:
            rows_of_target.setdefault(targets[code], []).append(place)
    if len(rows_of_target) == 1 and len(next(iter(rows_of_target.values()))) == len(codes):
        # Nearly always: the regent's target binds all.
        return _against_target(panel, base, next(iter(rows_of_target)), codes=codes, view=view)
    nothing = pd.Series([None] * len(codes), dtype="object")
    columns: dict[str, Any] = {
        name: nothing.to_numpy(copy=True) if kind == "object" else nothing.astype(kind).array
        for name, kind in _TARGET_TYPES.items()
    }
    for target, rows in rows_of_target.items():
        part = _against_target(panel, base.take(rows), target, codes=[codes[place] for place in rows], view=view)
        for name, values in part.items():
            columns[name][rows] = values
    return columns


def _against_target(
    panel: Panel, base: pd.DataFrame, target: Target, *, codes: list[str], view: View
) -> dict[str, Any]:
    seen = panel.at(measure_column(target.unit, target.status), view.as_of)
    seen = seen.take([panel.column_of[code] for code in codes])
    denominator = base[register_column(target.unit)].set_axis(seen.index)
    due = expected_share(target, view)
    steps = shortfall_steps(seen["count"], denominator, due)
    if "bound" in seen:
        best, worst = (shortfall_steps(seen[end], denominator, due) for end in ("most", "least"))
        steps = np.where(best == worst, best, NO_STEP)
    bands = [band_of_step(step) for step in steps.tolist()]
    count = exact_ceiling(denominator, target.share)
    gap = (count - seen["count"]).clip(lower=0)
    left = target.left(view.as_of)
    other = view.unit is not target.unit
    return {
        "expected": expected_count(denominator, due).array,
        "target_numerator": seen["count"].array,
        "target_denominator": denominator.array,
        "target_count": count.array,
        "target_as_of": dates_of(seen["reported_on"]).to_numpy(),
        "gap": gap.array,
        "required_pace": (gap.astype("Float64") / left).array if left else nullable(np.full(len(codes), np.nan)),
        "recent_pace": seen["pace"].array,
        "step": pd.array([None if step == NO_STEP else step for step in steps.tolist()], dtype="Int8"),
        "band": np.array([band and band.value for band in bands], dtype=object),
        "gap_equivalent": (
            gap_equivalent(panel, base, gap, unit=target.unit, status=target.status, as_of=view.as_of).array
            if other
            else whole_numbers(np.full(len(codes), np.nan))
        ),
        "target_unit": np.full(len(codes), target.unit.value, dtype=object),
        "target_status": np.full(len(codes), target.status.value, dtype=object),
        "is_equivalent": pd.array([target.is_equivalent] * len(codes), dtype="boolean"),
    }


def expected_share(target: Target, view: View) -> Fraction:
    """The exact share p F(k/n) of the register that is expected by the as-of day."""
    return target.share * expected_fraction(target.elapsed(view.as_of), target.days, view.path)


def expected_count(base: pd.Series, share: Fraction) -> pd.Series:
    """The product share x N as Float64, the nearest floating number to the exact one; null stays null."""
    values = [None if pd.isna(n) else int(n) * share.numerator / share.denominator for n in base]
    return pd.Series(values, index=base.index, dtype="Float64")


def is_reached_late(panel: Panel, code: str, target: Target, count: int, *, as_of: date) -> bool:
    """Tell whether `count` was first reached by a figure that came after the window had closed.

    Of a sum the day counts on which its last part came, not that of its oldest part.
    """
    carried = panel.measures[measure_column(target.unit, target.status)]
    past_counts = carried.counts[: panel.row_of(as_of) + 1, panel.column_of[code]]
    reached = np.flatnonzero(past_counts >= count)
    return bool(len(reached)) and panel.days[int(reached[0])] > target.ends_on


def dates_of(ordinals: pd.Series) -> pd.Series:
    """The days of proleptic ordinals; None for `NOT_REPORTED`."""
    days = [None if o == NOT_REPORTED else date.fromordinal(int(o)) for o in ordinals]
    return pd.Series(days, index=ordinals.index, dtype="object")


def _stale(ordinals: pd.Series, as_of: date) -> pd.Series:
    days = ordinals.to_numpy()
    is_stale = pd.arrays.BooleanArray(as_of.toordinal() - days > STALE_AFTER_DAYS, days == NOT_REPORTED)
    return pd.Series(is_stale, index=ordinals.index)
