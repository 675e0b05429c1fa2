"""Denominators: which version of the register speaks, and what it says for every area."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from census.base.tree import AreaTree
from census.base.values import values_of
from census.base.vocabulary import Unit

REGISTER_COUNTS = ("households", "persons", "households_ineligible", "persons_ineligible")
_ABOUT = ("is_estimate", "version", "valid_on", "source")


@dataclass(frozen=True, slots=True)
class Denominator:
    """What the register says of one area on a day: a row of `denominators` as a value, None for null.

    Attributes
    ----------
    households, persons
        Families and persons.
    households_ineligible
        Families after the cut-off.
    is_estimate
        The counts are shared out from those of a larger area.
    version, valid_on, source
        Which register says so.
    """

    code: str
    households: int | None
    persons: int | None
    households_ineligible: int | None
    is_estimate: bool | None
    version: str | None
    valid_on: date | None
    source: str | None

    def of(self, unit: Unit) -> int | None:
        """The count of a unit; a KeyError for civil servants, who are on no register of areas."""
        return {Unit.HOUSEHOLD: self.households, Unit.PERSON: self.persons}[unit]


@dataclass(frozen=True, slots=True)
class RegisterOnRecord:
    """One version of the register.

    Attributes
    ----------
    valid_on, newest_valid_on
        The day from which its first row counts, and its newest one.
    source
        Whose it is.
    areas, estimates
        Areas of which it says something, and those of them that are estimates.
    """

    version: str
    valid_on: date
    newest_valid_on: date
    source: str
    areas: int
    estimates: int


def register_versions(registers: pd.DataFrame) -> tuple[RegisterOnRecord, ...]:
    """The versions on record in the order they came in; `registers` as for `denominators`."""
    # The sum of an object column with a single True is True and not 1.
    table = (
        registers.assign(is_estimate=registers["is_estimate"].astype(int))
        .groupby("version", sort=False)
        .agg(
            valid_on=("valid_on", "first"),
            newest_valid_on=("valid_on", "max"),
            source=("source", "first"),
            areas=("version", "size"),
            estimates=("is_estimate", "sum"),
        )
    )
    return values_of(RegisterOnRecord, table.reset_index())


def denominators(tree: AreaTree, registers: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The register's counts N of every area on a day.

    A register is taken whole (decision 2). Of each kabupaten the newest version valid by `as_of` counts, before the
    first version the first. Of versions of one day the one without estimates counts, then the one that came in last.
    Within the version an area has its own row, or else the sum of its children where every child has one.

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
        (boolean), `version`, `valid_on`, `source` (null where there is no row; of a sum, those of its first
        child).
    """
    speaks = versions_in_force(registers, as_of)
    rows: dict[str, dict[str, Any]] = {
        row["area_code"]: {name: row[name] for name in (*REGISTER_COUNTS, *_ABOUT)}
        for row in registers.to_dict("records")
        if speaks[row["kabupaten_code"]] == row["version"]
    }
    for code in reversed(tree.codes):
        children = tree.children(code)
        if code not in rows and children and all(child in rows for child in children):
            rows[code] = _sum_of([rows[child] for child in children])
    area_rows = [rows.get(code, {}) for code in tree.codes]
    result = pd.DataFrame(index=pd.Index(tree.codes, name="code", dtype=object))
    for column in REGISTER_COUNTS:
        counts = [None if pd.isna(row.get(column)) else int(row[column]) for row in area_rows]
        result[column] = pd.array(counts, dtype="Int64")
    result["is_estimate"] = pd.array([row.get("is_estimate") for row in area_rows], dtype="boolean")
    for column in _ABOUT[1:]:
        result[column] = pd.Series([row.get(column) for row in area_rows], index=result.index, dtype=object)
    return result


@dataclass(frozen=True, slots=True)
class RegisterVersion:
    """A register as it is named: its version, the day it is valid on, and whether any of its areas is an estimate."""

    version: str
    valid_on: date
    is_estimate: bool


def version_named(base: pd.DataFrame) -> RegisterVersion | None:
    """The version of the first area that has one, of denominators (`denominators`); None where none has."""
    with_version = base[base["version"].notna()]
    if not len(with_version):
        return None
    first = with_version.iloc[0]
    return RegisterVersion(first["version"], first["valid_on"], bool(base["is_estimate"].fillna(value=False).any()))


def persons_per_family(base: pd.DataFrame) -> float | None:
    """The mean size of a family over all areas of denominators (`denominators`); None without families."""
    persons, families = (int(base[name].sum()) for name in ("persons", "households"))
    return persons / families if families > 0 else None


def versions_in_force(registers: pd.DataFrame, as_of: date) -> dict[str, str]:
    """The version that speaks on a day, by kabupaten (`denominators`)."""
    versions: dict[tuple[str, str], tuple[date, bool, int]] = {}
    columns = ("kabupaten_code", "version", "valid_on", "is_estimate")
    rows = zip(*(registers[column].tolist() for column in columns), strict=True)
    for arrival, (kabupaten, version, valid_on, is_estimate) in enumerate(rows):
        before = versions.get((kabupaten, version), (valid_on, False, arrival))
        versions[kabupaten, version] = (
            max(before[0], valid_on),
            before[1] or bool(is_estimate),
            max(before[2], arrival),
        )
    best: dict[str, tuple[tuple[bool, int, bool, int], str]] = {}
    for (kabupaten, version), (valid_on, is_estimate, arrival) in versions.items():
        days_ahead = (valid_on - as_of).days
        is_valid = days_ahead <= 0
        rank = (is_valid, days_ahead if is_valid else -days_ahead, not is_estimate, arrival)
        if kabupaten not in best or rank > best[kabupaten][0]:
            best[kabupaten] = (rank, version)
    return {kabupaten: version for kabupaten, (_, version) in best.items()}


def _sum_of(parts: list[dict[str, Any]]) -> dict[str, Any]:
    total = dict(parts[0])
    for column in REGISTER_COUNTS:
        values = [part[column] for part in parts]
        total[column] = None if any(pd.isna(value) for value in values) else sum(values)
    total["is_estimate"] = any(part["is_estimate"] for part in parts)
    return total
