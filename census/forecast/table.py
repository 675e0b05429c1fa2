"""What is forecast of the areas of one level, as a table for screens and files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from math import inf

import pandas as pd

from census.base.vocabulary import Status, Unit
from census.figures.completeness import COMPLETENESS_COLUMNS
from census.forecast.model import Refusal


@dataclass(frozen=True, slots=True)
class AreaForecast:
    """What is forecast of one area, rounded (`census.figures.rounding.FORECAST_FIELDS`).

    Attributes
    ----------
    denominator, count
        Register and newest count, in the unit and status asked for.
    as_of, deadline
        The day that the count is of, and the last day that counts.
    median, lo80, hi80
        Counts at the deadline; None where nothing is said.
    median_without_rush, median_with_rush, rush_chance
        Medians of the simulations without and with a rush before the deadline, and how likely that is, 0-1.
    is_guess
        There are too few reports for more than a wide guess.
    target_count, target_unit, target_status, is_equivalent
        What is to be reached, in the words in which the target speaks, and whether it was translated into these.
    chance_target
        Share of the simulations that reach it, 0-1.
    source
        Who delivered the count.
    reason
        Why nothing is said; None where something is.
    is_hidden
        The group is too small.
    """

    code: str
    name: str
    denominator: int | None = None
    count: int | None = None
    as_of: date | None = None
    deadline: date | None = None
    median: int | None = None
    lo80: int | None = None
    hi80: int | None = None
    median_without_rush: int | None = None
    median_with_rush: int | None = None
    rush_chance: float | None = None
    is_guess: bool | None = None
    target_count: int | None = None
    target_unit: Unit | None = None
    target_status: Status | None = None
    is_equivalent: bool | None = None
    chance_target: float | None = None
    source: str | None = None
    reason: Refusal | None = None
    is_hidden: bool = False

    def share(self, count: int | None) -> float | None:
        """A count as a share of the register; None where either is not known or the register is empty."""
        return None if count is None or not self.denominator else count / self.denominator


FORECAST_COLUMNS = (*(column.name for column in fields(AreaForecast)), *COMPLETENESS_COLUMNS)
"""Columns that leave the building."""


def least_likely_first(forecasts: Iterable[AreaForecast]) -> list[AreaForecast]:
    """Forecasts in the order of their chance, then of the share that the median reaches, then of name; null last."""
    return sorted(
        forecasts,
        key=lambda area: (
            inf if area.chance_target is None else area.chance_target,
            inf if (share := area.share(area.median)) is None else share,
            area.name,
        ),
    )


def forecast_table(areas: Sequence[AreaForecast]) -> pd.DataFrame:
    """Forecasts as a table, a row per area in their order.

    Returns
    -------
    DataFrame
        Index: code. A column per field of `AreaForecast`, null for None: whole numbers as Int64, others as Float64,
        truth values as boolean.
    """
    kinds: Mapping[object, str] = {int | None: "Int64", float | None: "Float64", bool | None: "boolean", bool: "bool"}
    index = pd.Index([area.code for area in areas], name="code", dtype=object)
    columns = {}
    for field in fields(AreaForecast):
        values = [getattr(area, field.name) for area in areas]
        plain = [value.value if isinstance(value, StrEnum) else value for value in values]
        columns[field.name] = pd.Series(plain, index, dtype=kinds.get(field.type, "object"))
    return pd.DataFrame(columns, index=index)
