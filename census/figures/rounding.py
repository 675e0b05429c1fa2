"""How finely figures leave that are made of more than published totals: as the screen shows them, and no finer.

Effects, forecasts, priorities and interviews are made of the figures of all desa, and every role is told of them. With
all their digits they would be equations in the figures of foreign desa. So each is rounded here, once, where it leaves
the arithmetic, and every writer (JSON, CSV, XLSX, hover, sentence, drawing) has it rounded; decision 124.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import floor, isfinite, log10

import numpy as np
import numpy.typing as npt
import pandas as pd

LEAST_STEP = 10
"""Families or persons to which forecast counts are rounded at least, in areas of a thousand and more."""

_PER_STEP = 1_000
"""A forecast count is told to a thousandth of the register, which is a decimal of a percent."""

_TWO_DIGITS = 2


class Fineness(StrEnum):
    """How a field is rounded.

    `STEP` is that of forecast counts (`told_step`); `DIGITS` has two digits that count; `FAMILIES` as well, and one
    decimal at most, as `presentation.language.formats.Formats.about` writes it.
    """

    STEP = "step"
    WHOLE = "whole"
    FAMILIES = "families"
    PERCENT = "percent"
    PER_MILLE = "per_mille"
    DIGITS = "digits"


FORECAST_FIELDS: Mapping[str, Fineness] = {
    "median": Fineness.STEP,
    "lo80": Fineness.STEP,
    "hi80": Fineness.STEP,
    "median_without_rush": Fineness.STEP,
    "median_with_rush": Fineness.STEP,
    "rush_chance": Fineness.PERCENT,
    "chance_target": Fineness.PERCENT,
}
"""Of `census.forecast.table.FORECAST_COLUMNS`."""

ESTIMATE_FIELDS: Mapping[str, Fineness] = {
    **dict.fromkeys(("lift", "lo80", "hi80", "pooled_lift", "pooled_lo80", "pooled_hi80"), Fineness.PERCENT),
    **dict.fromkeys(("extra", "extra_lo80", "extra_hi80"), Fineness.FAMILIES),
    "p": Fineness.PER_MILLE,
    "smallest_detectable": Fineness.PERCENT,
}
"""Of `census.effect.estimates.EffectEstimate`, and of its check before the events (`LeadCheck`)."""

EVENT_FIELDS: Mapping[str, Fineness] = {
    "expected": Fineness.FAMILIES,
    "extra": Fineness.FAMILIES,
    "standard_error": Fineness.WHOLE,
    "lift": Fineness.PERCENT,
    "daily_gain": Fineness.FAMILIES,
}
"""Of `census.effect.estimate.Effects.table`. What came in is the desa's own figure and exact, so `extra` and `lift` are
set against the rounded `expected`: else the two would give it back."""

PRIORITY_FIELDS: Mapping[str, Fineness] = {
    **dict.fromkeys(("expected_shortfall", "shortfall_lo", "shortfall_hi"), Fineness.WHOLE),
    "extra": Fineness.FAMILIES,
    **dict.fromkeys(("responsiveness", "priority"), Fineness.DIGITS),
}
"""Of `census.priority.priority.PRIORITY_COLUMNS` and `census.priority.plan.PLAN_COLUMNS`."""

INTERVIEW_FIELDS: Mapping[str, Fineness] = dict.fromkeys(
    ("at_deadline", "at_deadline_lo", "at_deadline_hi"), Fineness.STEP
)
"""Of `census.priority.interviews.INTERVIEW_COLUMNS`."""


def rounded(value: float, fineness: Fineness) -> float:
    """Round one value; what is no number stays so. `STEP` needs a register and is not for this.

    Examples
    --------
    >>> [rounded(value, Fineness.DIGITS) for value in (237.4, 0.01234, 0.0)]
    [240.0, 0.012, 0.0]
    >>> rounded(0.567, Fineness.FAMILIES), rounded(12.34, Fineness.FAMILIES), rounded(0.1234, Fineness.PERCENT)
    (0.6, 12.0, 0.12)
    """
    if not isfinite(value):
        return value
    if fineness in (Fineness.DIGITS, Fineness.FAMILIES):
        digits = 0 if value == 0 else _TWO_DIGITS - 1 - floor(log10(abs(value)))
        decimals = digits if fineness is Fineness.DIGITS else min(digits, 1)
    else:
        decimals = {Fineness.WHOLE: 0, Fineness.PERCENT: 2, Fineness.PER_MILLE: 3}[fineness]
    # No minus before a nought.
    return round(value, decimals) + 0.0


def rounded_columns(table: pd.DataFrame, fields: Mapping[str, Fineness]) -> pd.DataFrame:
    """Give a table with some of its columns rounded; those it has not are passed over."""
    columns = {
        name: pd.Series([rounded(float(value), fineness) for value in table[name]], index=table.index, dtype="float64")
        for name, fineness in fields.items()
        if name in table
    }
    return table.assign(**columns)


@dataclass(frozen=True, slots=True)
class Grid:
    """The counts that a forecast may tell of one area: multiples of a step, between two counts that are known.

    Draws of a sum are put on it before anything is made of them, so that a chance asked for at many shares tells no
    more than these.

    Attributes
    ----------
    step
        `told_step` of the area.
    least, most
        What has come in already, and the register.
    """

    step: int = 1
    least: int = 0
    most: int | None = None

    def put(self, counts: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Round counts to the grid, shape as given."""
        on_grid = np.rint(np.asarray(counts, dtype=np.float64) / self.step).astype(np.int64) * self.step
        # An estimated register may be smaller than what has come in.
        return np.clip(on_grid, self.least, None if self.most is None else max(self.most, self.least))


def grid_of(base: object, count: object = None) -> Grid:
    """Give the grid of an area by its register, and by what has come in where that is shown."""
    least = 0 if count is None or pd.isna(count) else int(str(count))  # type: ignore[call-overload]
    if base is None or pd.isna(base):  # type: ignore[call-overload]
        return Grid(least=least)
    return Grid(told_step(int(str(base))), least, int(str(base)))


def told_step(base: int) -> int:
    """Give the step to which forecast counts of an area are rounded: 1, 2 or 5 times a power of ten.

    A thousandth of the register, but ten at least; of fewer than a thousand a hundredth.

    Examples
    --------
    >>> [told_step(base) for base in (60, 700, 2_000, 28_000, 875_999)]
    [1, 5, 10, 20, 500]
    """
    return max(_round_number(base / _PER_STEP), min(LEAST_STEP, _round_number(base / 100)))


def _round_number(value: float) -> int:
    if value < 1:
        return 1
    power = 10 ** floor(log10(value))
    return int(next(factor for factor in (5, 2, 1) if factor * power <= value) * power)
