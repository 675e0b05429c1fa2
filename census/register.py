"""Denominators: which version of the register speaks, and what it says for every area."""

from datetime import date

import pandas as pd

from census.tree import AreaTree

REGISTER_COUNTS = ("households", "persons", "households_ineligible", "persons_ineligible")


def denominators(tree: AreaTree, registers: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Give the register's counts of every area on a day.

    A register is taken whole: of each kabupaten the newest version that was valid by `as_of` speaks (before the
    first, the first); of versions of one day the one without estimates, then the one that came in last. Within it
    an area's own row speaks, else the sum of its children where every child has one.

    Parameters
    ----------
    tree
        The areas.
    registers
        One row per area and version in the order they came in: `area_code`, `kabupaten_code`, `version`,
        `valid_on` (date), `source`, `is_estimate`, and the columns of `REGISTER_COUNTS` (null where not known).
    as_of
        The day of which the screen speaks.

    Returns
    -------
    DataFrame
        Index: area code, all areas of the tree. `REGISTER_COUNTS` (Int64, null where unknown), `is_estimate`
        (boolean, null where there is no row), `version`, `valid_on`, `source` (null where there is no row; of a sum,
        those of its first child).
    """
    chosen = _chosen_rows(registers, as_of)
    frame = chosen.set_index("area_code").reindex(pd.Index(tree.codes, name="code"))
    rows: dict[str, dict[str, object]] = frame.loc[
        :, [*REGISTER_COUNTS, "is_estimate", "version", "valid_on", "source"]
    ].to_dict("index")
    for code in reversed(tree.codes):
        children = tree.children(code)
        if not pd.isna(rows[code]["version"]) or not children:
            continue
        parts = [rows[child] for child in children]
        if any(pd.isna(part["version"]) for part in parts):
            continue
        total: dict[str, object] = dict(parts[0])
        for column in REGISTER_COUNTS:
            values = [part[column] for part in parts]
            total[column] = None if any(pd.isna(v) for v in values) else sum(int(str(v)) for v in values)
        total["is_estimate"] = any(bool(part["is_estimate"]) for part in parts)
        rows[code] = total
    result = pd.DataFrame.from_dict(rows, orient="index")
    result.index.name = "code"
    types = dict.fromkeys(REGISTER_COUNTS, "Int64") | {"is_estimate": "boolean"}
    return result.astype(types)


def _chosen_rows(registers: pd.DataFrame, as_of: date) -> pd.DataFrame:
    versions = registers.assign(arrival=range(len(registers)))
    versions = versions.groupby(["kabupaten_code", "version"], sort=False).agg(
        valid_on=("valid_on", "max"), is_estimate=("is_estimate", "any"), arrival=("arrival", "max")
    )
    best: dict[str, tuple[tuple[bool, int, bool, int], str]] = {}
    for (kabupaten, version), row in versions.iterrows():  # type: ignore[misc, unused-ignore]
        days = (row["valid_on"] - as_of).days
        is_valid = days <= 0
        rank = (is_valid, days if is_valid else -days, not row["is_estimate"], int(row["arrival"]))
        if kabupaten not in best or rank > best[kabupaten][0]:
            best[kabupaten] = (rank, version)
    wanted = [
        best[kabupaten][1] == version
        for kabupaten, version in zip(registers["kabupaten_code"], registers["version"], strict=True)
    ]
    return registers[wanted]
