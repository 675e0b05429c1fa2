"""What came in between two days, area by area."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pandas as pd

from census.base.tree import AreaTree
from census.base.vocabulary import Status, Unit, measure_column, register_column
from census.figures.panel import NOT_REPORTED, Panel
from census.figures.progress import rate
from census.figures.shortfall import steps_against


def gains_between(
    tree: AreaTree,
    panel: Panel,
    base: pd.DataFrame,
    *,
    codes: Sequence[str],
    unit: Unit,
    status: Status,
    since: date,
    as_of: date,
) -> pd.DataFrame:
    """Compare the figures of two days.

    An area of which nothing new was told between the two has no gain: zero would say that nobody responded, where
    nobody reported. Both rates divide by the denominators given, so that a newer register makes no difference.

    Parameters
    ----------
    tree, panel
        The areas and their carried figures.
    base
        Denominators (`census.base.register.denominators`).
    codes
        The areas wanted, in the order wanted, keyword-only.
    unit, status
        What is counted, keyword-only.
    since, as_of
        The two days, the earlier one first, keyword-only.

    Returns
    -------
    DataFrame
        Index: code. `code`, `name`, `denominator` (Int64), `count_then`, `count_now` (Int64), `rate_then`, `rate_now`
        (Float64), `then_as_of`, `as_of` (date: the days that the two figures speak of), `gain` (Int64),
        `gain_rate` (Float64: gain / denominator, negative where figures fell) `is_hidden` (bool: too few) and
        `bound` (object: the bound in place of a count, None for none).

    Raises
    ------
    ValueError
        If `since` is not before `as_of`.
    """
    if since >= as_of:
        msg = "the day to compare with must lie before the as-of day"
        raise ValueError(msg)
    measure = measure_column(unit, status)
    then, now = (panel.at(measure, day).loc[list(codes)] for day in (since, as_of))
    table = pd.DataFrame({"code": list(codes), "name": [tree.name(code) for code in codes]}, index=now.index)
    table["denominator"] = base.loc[table.index, register_column(unit)]
    table["count_then"], table["count_now"] = then["count"], now["count"]
    table["rate_then"] = rate(table["count_then"], table["denominator"])
    table["rate_now"] = rate(table["count_now"], table["denominator"])
    table["then_as_of"], table["as_of"] = _days(then["reported_on"]), _days(now["reported_on"])
    is_new = (now["reported_on"] != then["reported_on"]) | (now["count"] != then["count"]).fillna(value=False)
    table["gain"] = (table["count_now"] - table["count_then"]).where(is_new.astype(bool))
    # A panel that shields small groups says which ones.
    table["is_hidden"] = now["is_hidden"] if "is_hidden" in now else False
    table["bound"] = now["bound"] if "bound" in now else None
    table["gain_rate"] = rate(table["gain"], table["denominator"])
    return table


@dataclass(frozen=True, slots=True)
class AreaGain:
    """What came in of one area between two days: a row of `gains_between` as a value, None for null."""

    code: str
    name: str
    denominator: int | None
    count_then: int | None
    count_now: int | None
    then_as_of: date | None
    as_of: date | None
    gain: int | None
    gain_rate: float | None
    is_hidden: bool
    bound: str | None

    @property
    def is_small(self) -> bool:
        """Whether small size keeps its count from being told."""
        return self.is_hidden or self.bound is not None


def gain_steps(gains: Sequence[AreaGain], reference: AreaGain) -> list[int | None]:
    """Sort gains into the five steps of the map, each area's gain per head against that of the whole.

    Parameters
    ----------
    gains
        The areas.
    whole
        The area above them.

    Returns
    -------
    list of int or None
        The step (`census.figures.shortfall.shortfall_steps`); None where there is no gain to speak of, or the whole has
        gained nothing that others could be measured by.
    """
    if reference.gain is None or not reference.denominator:
        return [None] * len(gains)
    rate = Fraction(reference.gain, reference.denominator)
    return steps_against([area.gain for area in gains], [area.denominator for area in gains], rate)


def _days(ordinals: pd.Series) -> pd.Series:
    days = [None if o == NOT_REPORTED else date.fromordinal(int(o)) for o in ordinals]
    return pd.Series(days, index=ordinals.index, dtype="object")
