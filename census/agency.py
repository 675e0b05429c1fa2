"""How far the agencies (OPD) have come, in civil servants."""

import pandas as pd

from census.progress import PROGRESS_COLUMNS, View, expected_count, expected_share
from census.target import Target
from census.vocabulary import OPD_LEVEL, check_unit_of_level

_TYPES = {
    "numerator": "Int64",
    "denominator": "Int64",
    "rate": "Float64",
    "is_stale": "boolean",
    "expected": "Float64",
    "gap": "Int64",
    "gap_equivalent": "Int64",
    "required_pace": "Float64",
    "recent_pace": "Float64",
}


def opd_progress(opd: pd.DataFrame, target: Target | None, *, view: View) -> pd.DataFrame:
    """Give the table of agencies: staff who have responded of all staff.

    No figure by agency is delivered by a recap of areas, so numerators stay null until one by agency comes in.

    Parameters
    ----------
    opd
        One row per agency: `id`, `name`, `staff` (null where not known).
    target
        Target of scope `opd`, or the regent's as a reference; None where there is neither.
    view
        Day, unit (staff), status and path.

    Returns
    -------
    DataFrame
        Index: number of the agency as text. The columns of `PROGRESS_COLUMNS`.

    Raises
    ------
    MeaninglessError
        If another unit than staff is asked for.
    """
    check_unit_of_level(view.unit, OPD_LEVEL)
    codes = [str(number) for number in opd["id"]]
    nothing: list[None] = [None] * len(codes)
    table = pd.DataFrame(
        {column: pd.Series(nothing, dtype=_TYPES.get(column, "object")) for column in PROGRESS_COLUMNS}
    )
    table.index = pd.Index(codes, name="code", dtype=object)
    table["code"], table["name"] = codes, opd["name"].tolist()
    table["denominator"] = opd["staff"].astype("Int64").array
    if target is not None:
        table["expected"] = expected_count(table["denominator"], expected_share(target, view))
    return table
