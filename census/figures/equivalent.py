"""What a gap in families comes to in persons, and the other way round."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import numpy as np
import pandas as pd

from census.base.vocabulary import AREA_UNITS, Status, Unit, measure_column, register_column
from census.figures.panel import SUM_OF_CHILDREN, Panel


def gap_equivalent(
    panel: Panel, base: pd.DataFrame, gap: pd.Series, *, unit: Unit, status: Status, as_of: date
) -> pd.Series:
    """Gap of each area in the other unit, by the persons per responding family observed there.

    Gap in families = ceil(gap in persons x families / persons), and the other way round, in exact arithmetic: a part of
    a family is not missing. Families and persons are those of the newest day of which one account told both (decision
    98); before there is one, those of the register.

    Parameters
    ----------
    panel, base
        The carried figures (`census.figures.panel.build_panel`) and the denominators
        (`census.base.register.denominators`).
    gap
        Int64 series by area code, in `unit`.
    unit
        Household or person; the result is in the other.
    status
        Whose family size is observed.
    as_of
        The day of which the screen speaks.

    Returns
    -------
    Series
        Int64, same index; null where the gap or the size of a family is not known.
    """
    codes: list[str] = gap.index.tolist()
    other = Unit.HOUSEHOLD if unit is Unit.PERSON else Unit.PERSON
    observed = counts_told_together(panel, status, codes, as_of)
    mean = {counted: base[register_column(counted)].reindex(codes).tolist() for counted in (unit, other)}
    values: list[int | None] = []
    for i, missing in enumerate(gap.tolist()):
        seen = observed if observed[unit][i] else mean
        have, want = seen[unit][i], seen[other][i]
        if not pd.isna(missing) and not missing:
            values.append(0)
        elif pd.isna(missing) or pd.isna(have) or pd.isna(want) or not have or not want:
            values.append(None)
        else:
            values.append(-(-int(missing) * int(want) // int(have)))
    return pd.Series(values, index=gap.index, dtype="Int64")


def equivalent_share(
    panel: Panel, base: pd.DataFrame, code: str, share: Fraction, *, unit: Unit, status: Status, as_of: date
) -> Fraction | None:
    """The share of the other unit's register that goes with a share of this unit's (`gap_equivalent`), 1 at most.

    None where a register or the size of a family is not known.

    40 % of 1,000 persons are 400; with 4 persons in a responding family these are 100 families, of 300: one third.
    """
    other = next(word for word in AREA_UNITS if word is not unit)
    viewed, others = (base.loc[[code], register_column(word)] for word in (unit, other))
    if viewed.isna().any() or others.isna().any() or not int(others.iloc[0]):
        return None
    wanted = pd.Series([int(share * int(viewed.iloc[0]))], index=viewed.index, dtype="Int64")
    equivalent = gap_equivalent(panel, base, wanted, unit=unit, status=status, as_of=as_of)
    if equivalent.isna().any():
        return None
    return min(Fraction(int(equivalent.iloc[0]), int(others.iloc[0])), Fraction(1))


def counts_told_together(panel: Panel, status: Status, codes: Sequence[str], as_of: date) -> dict[Unit, list[float]]:
    """The counts of both units on the newest row where both speak of the same day, 0 where there is none."""
    columns = [panel.column_of[code] for code in codes]
    persons = panel.measures[measure_column(Unit.PERSON, status)]
    households = panel.measures[measure_column(Unit.HOUSEHOLD, status)]
    rows = slice(0, panel.row_of(as_of) + 1)
    together = (
        (persons.reported_on[rows, columns] == households.reported_on[rows, columns])
        # One unit of the area's own and the other of its parts are no family size.
        & ((persons.origin == SUM_OF_CHILDREN) == (households.origin == SUM_OF_CHILDREN))[rows, columns]
        & (persons.counts[rows, columns] > 0)
        & (households.counts[rows, columns] > 0)
    )
    if not len(together):
        return {unit: [0.0] * len(columns) for unit in AREA_UNITS}
    newest = len(together) - 1 - np.argmax(together[::-1], axis=0)
    is_told = together.any(axis=0)
    return {
        unit: np.where(is_told, carried.counts[newest, columns], 0.0).tolist()
        for unit, carried in ((Unit.PERSON, persons), (Unit.HOUSEHOLD, households))
    }


def families_each(panel: Panel, base: pd.DataFrame, codes: Sequence[str], *, status: Status, as_of: date) -> pd.Series:
    """The families that one person of each area stands for, by the same rule as `gap_equivalent`.

    Parameters
    ----------
    codes
        The areas.
    status
        Whose family size is observed, keyword-only, as `as_of`.

    Returns
    -------
    Series
        Float64 by code; null where the size of a family is not known.
    """
    together = counts_told_together(panel, status, codes, as_of)
    families, persons = together[Unit.HOUSEHOLD], together[Unit.PERSON]
    on_register = base.loc[list(codes), [register_column(unit) for unit in AREA_UNITS]].to_numpy(dtype=object)
    values: list[float | None] = []
    for seen_families, seen_persons, (all_families, all_persons) in zip(families, persons, on_register, strict=True):
        if seen_persons:
            values.append(seen_families / seen_persons)
        elif pd.isna(all_families) or pd.isna(all_persons) or not all_persons:
            values.append(None)
        else:
            values.append(int(all_families) / int(all_persons))
    return pd.Series(values, index=pd.Index(codes, name="code"), dtype="Float64")
