"""What is forecast of the areas of one level, as a table for screens and files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from fractions import Fraction
from math import inf

import pandas as pd

from census.base.target import Target
from census.base.tree import AreaTree
from census.base.values import column_values, values_of
from census.base.vocabulary import Status, Unit, register_column
from census.figures.completeness import COMPLETENESS_COLUMNS
from census.figures.panel import NOT_REPORTED, Panel
from census.figures.rounding import grid_of
from census.forecast.model import Refusal
from census.forecast.outlook import Outlook, Question


@dataclass(frozen=True, slots=True)
class AreaForecast:
    """What is forecast of one area: a row of `forecast_table` as a value, None for null.

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
    denominator: int | None
    count: int | None
    as_of: date | None
    deadline: date | None
    median: int | None
    lo80: int | None
    hi80: int | None
    median_without_rush: int | None
    median_with_rush: int | None
    rush_chance: float | None
    is_guess: bool | None
    target_count: int | None
    target_unit: Unit | None
    target_status: Status | None
    is_equivalent: bool | None
    chance_target: float | None
    source: str | None
    reason: Refusal | None
    is_hidden: bool

    def share(self, count: int | None) -> float | None:
        """Give a count as a share of the register; None where either is not known or the register is empty."""
        return None if count is None or not self.denominator else count / self.denominator


FORECAST_COLUMNS = (*(column.name for column in fields(AreaForecast)), *COMPLETENESS_COLUMNS)
"""Columns that leave the building."""

_NULLABLE: Mapping[object, str] = {int | None: "Int64", float | None: "Float64", bool | None: "boolean"}


def forecast_values(table: pd.DataFrame) -> tuple[AreaForecast, ...]:
    """Give the rows of a table of forecasts as values, in their order."""
    kinds = {"target_unit": Unit, "target_status": Status, "reason": Refusal}
    columns = {
        name: pd.Series([value and kind(value) for value in column_values(table[name])], table.index, dtype="object")
        for name, kind in kinds.items()
    }
    return values_of(AreaForecast, table.assign(**columns))


def least_likely_first(forecasts: Iterable[AreaForecast]) -> list[AreaForecast]:
    """Give forecasts by chance, then by the share that the median reaches, then by name; null last."""
    return sorted(
        forecasts,
        key=lambda area: (
            inf if area.chance_target is None else area.chance_target,
            inf if (share := area.share(area.median)) is None else share,
            area.name,
        ),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one area: up to the deadline of its own target, and of that target in its own terms.

    Attributes
    ----------
    question
        What was asked.
    outlook
        The answer, in the unit and status asked for.
    chances
        The answer in the target's unit and status; `outlook` where they are the same, or there is no target.
    """

    question: Question
    outlook: Outlook
    chances: Outlook


def forecast_table(
    tree: AreaTree,
    panel: Panel,
    base: pd.DataFrame,
    asked: Mapping[str, Asked],
    *,
    targets: Mapping[str, Target],
    small: frozenset[str],
    share: Fraction | None = None,
) -> pd.DataFrame:
    """Give median, interval and chance of each area at the deadline.

    Parameters
    ----------
    tree, panel, base
        The areas, their figures as readers may see them, and denominators.
    asked
        What was asked and answered by area, in the order wanted; at least one, all of one day, unit and status.
    targets
        Target by area, keyword-only, as all that follow.
    small
        Areas of which nothing is forecast: hidden ones, and those whose figures move weekly.
    share
        Share to be reached instead of the target's, in the unit and status asked for.

    Returns
    -------
    DataFrame
        Index: code. The columns of `FORECAST_COLUMNS`: counts (Int64) and `denominator` are in the unit asked for,
        `target_count` and `chance_target` (Float64, 0-1) in `target_unit` and `target_status`, in which the target
        speaks, `is_equivalent` (boolean) where it was translated into them; `as_of` is the day of the figure,
        `deadline` that of the area's own target unless another was asked about, `reason` a word of `Refusal` where
        nothing is said (None elsewhere), `is_hidden` a group that is too small. What is made of draws is rounded
        (`census.figures.rounding.FORECAST_FIELDS`).
    """
    codes = list(asked)
    view = asked[codes[0]].question
    seen = panel.at(view.measure, view.as_of)
    origin = dict(zip(panel.codes, seen["origin"].tolist(), strict=True))
    rows = []
    for code, request in asked.items():
        question, outlook, target = request.question, request.outlook, targets.get(code)
        if target is not None and share is not None:
            target = replace(target, share=share, unit=question.unit, status=question.status, equivalent_of=None)
        row = _known(tree, base, seen.loc[[code]], code, question)
        row |= {"target_unit": target and target.unit.value, "target_status": target and target.status.value}
        row["is_equivalent"] = target and target.is_equivalent
        row["source"] = None if row["is_hidden"] else "; ".join(panel.sources_of(tree, origin, code)) or None
        wanted = _wanted(base, code, target)
        is_own = target is None or (target.unit, target.status) == (question.unit, question.status)
        grid = grid_of(row["denominator"], row["count"])
        summary = None if code in small else outlook.summary(tree, code, None, grid)
        if summary is None or outlook.forecast is None:
            reason = Refusal.TOO_SMALL if code in small else outlook.refusal or Refusal.NO_FIGURES
            rows.append(row | {"target_count": wanted, "reason": reason.value})
            continue
        if not is_own and target is not None:
            grid = grid_of(base.at[code, register_column(target.unit)])
        reached = None if wanted is None else (outlook if is_own else request.chances).summary(tree, code, wanted, grid)
        rows.append(
            row
            | {
                "median": summary.median,
                "lo80": summary.lo80,
                "hi80": summary.hi80,
                "median_without_rush": summary.without_rush,
                "median_with_rush": summary.with_rush,
                "rush_chance": outlook.forecast.rush_chance,
                "is_guess": outlook.forecast.is_guess,
                "target_count": wanted,
                "chance_target": None if reached is None else reached.chance,
            }
        )
    table = pd.DataFrame(rows, columns=list(FORECAST_COLUMNS), index=pd.Index(codes, name="code", dtype=object))
    for column in ("reason", "as_of", "deadline", "source", "target_unit", "target_status"):
        table[column] = table[column].astype("object").where(table[column].notna(), None)
    kinds = {column.name: column.type for column in fields(AreaForecast)}
    return table.astype({name: _NULLABLE[kind] for name, kind in kinds.items() if kind in _NULLABLE})


def _known(tree: AreaTree, base: pd.DataFrame, seen: pd.DataFrame, code: str, question: Question) -> dict[str, object]:
    reported_on = int(seen["reported_on"].iloc[0])
    return {
        "code": code,
        "name": tree.name(code),
        "denominator": base.at[code, register_column(question.unit)],
        "count": seen["count"].iloc[0],
        "as_of": None if reported_on == NOT_REPORTED else date.fromordinal(reported_on),
        "deadline": question.deadline,
        "is_hidden": "is_hidden" in seen and bool(seen["is_hidden"].iloc[0]),
    }


def _wanted(base: pd.DataFrame, code: str, target: Target | None) -> int | None:
    if target is None:
        return None
    n = base.loc[[code], register_column(target.unit)]
    return None if n.isna().all() else target.count(int(n.iloc[0]))
