"""Columns that know null, made straight of numbers: as ``astype`` makes them, in a fraction of its time."""

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]


def whole_numbers(values: Floats) -> pd.arrays.IntegerArray:
    """Counts as Int64, NaN as null.

    Examples
    --------
    >>> whole_numbers(np.array([3.0, np.nan])).tolist()
    [3, <NA>]
    """
    is_null = np.isnan(values)
    return pd.arrays.IntegerArray(np.where(is_null, 0, values).astype(np.int64), is_null)


def nullable(values: Floats) -> pd.arrays.FloatingArray:
    """Numbers as Float64, NaN as null.

    Examples
    --------
    >>> nullable(np.array([0.5, np.nan])).tolist()
    [0.5, <NA>]
    """
    is_null = np.isnan(values)
    return pd.arrays.FloatingArray(np.where(is_null, 0.0, values), is_null)
