"""What is left for the interviewers: families that are not clean, and those that could not respond online."""

from collections.abc import Mapping

import pandas as pd

from census.allocation import largest_remainder

INTERVIEW_COLUMNS = (
    *("code", "name", "households", "clean", "as_of", "not_clean", "ineligible", "workload", "share"),
    *("at_deadline", "at_deadline_lo", "at_deadline_hi", "enumerators", "each", "each_a_day", "source", "is_hidden"),
)
"""Columns of the table of interviews, in the order in which they leave the building."""


def interview_workload(households: pd.Series, clean: pd.Series, ineligible: pd.Series) -> pd.DataFrame:
    """Give the families to be interviewed: N - clean, and the ineligible ones apart.

    Parameters
    ----------
    households
        Families on the register, Int64.
    clean
        Families whose form is clean, Int64, same index; null where it is not known or not to be shown.
    ineligible
        Families with a card issued after the cut-off, outside N, Int64, same index; null where not known.

    Returns
    -------
    DataFrame
        Same index, Int64: `not_clean` (never below 0, though an estimated register may be too small), `ineligible`, and
        `workload`, their sum; with `ineligible` unknown, that of the register alone.
    """
    not_clean = (households - clean).clip(lower=0).astype("Int64")
    known = ineligible.astype("Int64")
    return pd.DataFrame(
        {"not_clean": not_clean, "ineligible": known, "workload": not_clean + known.fillna(0)}, index=households.index
    )


def share_out_enumerators(workload: pd.Series, enumerators: int) -> pd.Series:
    """Spread the enumerators over areas by their workload, exactly (`census.allocation.largest_remainder`).

    Parameters
    ----------
    workload
        Int64 by area code; an area whose workload is null gets none, and its value is null.
    enumerators
        How many there are in all.

    Returns
    -------
    Series
        Int64, same index; where there is no work, nobody is sent.
    """
    weights: Mapping[str, int] = {str(code): int(value) for code, value in workload.dropna().items()}
    if not weights or not sum(weights.values()):
        return pd.Series(pd.NA, index=workload.index, dtype="Int64")
    shared = largest_remainder(enumerators, weights)
    return pd.Series([shared.get(str(code), pd.NA) for code in workload.index], index=workload.index, dtype="Int64")


def saved_days(online: int, workload: int, *, enumerators: int, days: int) -> float:
    """Give the enumerators' working days that more families online save, at the mean load.

    Parameters
    ----------
    online
        Families more that become clean online.
    workload
        Families to be interviewed without them.
    enumerators, days
        Of the interviews, keyword-only.

    Returns
    -------
    float
        0 where there is no work to be saved.

    Examples
    --------
    >>> saved_days(1_000, 275_900, enumerators=890, days=31)
    100.0
    """
    return online * enumerators * days / workload if workload else 0.0
