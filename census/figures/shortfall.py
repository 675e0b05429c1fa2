"""How far a count lies from what is expected: exact ceilings, bands, the five steps of the map's colour."""

from collections.abc import Iterable
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pandas as pd

from census.base.vocabulary import Band

STEP_LIMITS = (Fraction(-1, 10), Fraction(0), Fraction(1, 10), Fraction(3, 10))
"""Upper limits of relative shortfall of the first four of five steps; the fifth has none."""

NO_STEP = -1
"""Step of an area without a count, without a base, or before anything is expected."""

_BAND_OF_STEP = {0: Band.ON_TRACK, 1: Band.ON_TRACK, 2: Band.WATCH, 3: Band.BEHIND, 4: Band.BEHIND}

IntSeries = pd.Series
"""A nullable whole-number series (Int64)."""


def exact_ceiling(base: IntSeries, share: Fraction) -> IntSeries:
    """The whole number ceil(share x base) for each value, in whole-number arithmetic.

    Parameters
    ----------
    base
        Int64 series of register counts; null stays null.
    share
        Exact target share.

    Returns
    -------
    Series
        Int64, same index.
    """
    numerator, denominator = share.numerator, share.denominator
    values = [None if pd.isna(n) else -(-int(n) * numerator // denominator) for n in base]
    return pd.Series(values, index=base.index, dtype="Int64")


def shortfall_steps(count: IntSeries, base: IntSeries, expected_share: Fraction) -> npt.NDArray[np.int8]:
    """The step of the relative shortfall s = 1 - Y / E of each area, with E = expected_share x base.

    The comparison is exact: s <= L is tested as q Y d >= (q - p) N c for L = p/q and expected_share = c/d. So an area
    that lies right on a limit falls on its better side; with floats it would fall on either.

    Parameters
    ----------
    count
        Int64 series, cumulative counts Y; null where nothing was delivered.
    base
        Int64 series, register counts N, same index.
    expected_share
        Share of the base that is expected by now: target share times path, or the rate of the kabupaten.

    Returns
    -------
    ndarray of int8, shape (len(count),)
        0 (s <= -0.10), 1 (<= 0), 2 (<= 0.10), 3 (<= 0.30), 4 (more), or -1 where Y is missing, or N or E is
        missing or zero.

    Examples
    --------
    Of 1,000 families 27 % are expected by today, so E = 270. 297 are 10 % more than that, 243 are 10 % fewer.

    >>> counts, bases = (pd.Series(values, dtype="Int64") for values in ([297, 270, 243, 242, 188, None], [1000] * 6))
    >>> shortfall_steps(counts, bases, Fraction(27, 100)).tolist()
    [0, 1, 2, 3, 4, -1]
    """
    counts, bases = ([None if pd.isna(n) else int(n) for n in series] for series in (count, base))
    steps = steps_against(counts, bases, expected_share)
    return np.array([NO_STEP if step is None else step for step in steps], dtype=np.int8)


def steps_against(
    counts: Iterable[int | None], bases: Iterable[int | None], expected_share: Fraction
) -> list[int | None]:
    """The step of each area (`shortfall_steps`); None without a count, a base or a share that is due.

    Examples
    --------
    >>> steps_against([270, 188, None], [1000, 1000, 1000], Fraction(27, 100))
    [1, 4, None]
    """
    c, d = expected_share.numerator, expected_share.denominator
    steps: list[int | None] = []
    for count, base in zip(counts, bases, strict=True):
        if count is None or base is None or base <= 0 or c <= 0:
            steps.append(None)
            continue
        have, due = count * d, base * c
        steps.append(
            sum(have * limit.denominator < (limit.denominator - limit.numerator) * due for limit in STEP_LIMITS)
        )
    return steps


def band_of_step(step: int) -> Band | None:
    """The band of a step: on track for s <= 0, watch for s <= 0.10, behind above; None for no step.

    Examples
    --------
    >>> band_of_step(2)
    <Band.WATCH: 'watch'>
    """
    return _BAND_OF_STEP.get(step)
