"""How the estimates among the reference data of Kudus were made.

`python -m data_access.reference_rules` makes them anew.

Not public, so not known: families and persons by desa in 2019, civil servants by agency, and which agency serves
which desa. Until an installation imports its own, these declared rules stand in, and every row says so.
"""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from census.base.allocation import largest_remainder

KUDUS = Path(__file__).parent / "reference" / "3319"

HOUSEHOLDS, PERSONS = 275_115, 875_999
"""Register of July 2019, as published."""

STAFF = 7_140
"""Civil servants of Kudus, as published on 13 February 2020."""

STAFF_WEIGHTS_BY_KIND = {
    "sekretariat": 15,
    "inspektorat": 6,
    "dinas": 9,
    "badan": 8,
    "kantor": 4,
    "satuan": 10,
    "kecamatan": 5,
}
STAFF_WEIGHTS_BY_OPD = {4: 560, 5: 120, 25: 90}
"""Education with its teachers, health with its puskesmas, and the hospital: by far the largest employers."""

ASSIGNED_ON = "2020-02-13"


def register_rows(kabupaten: str, population: Mapping[str, int]) -> list[dict[str, Any]]:
    """Spread the published register over desa by their share of the 2010 census population, totals exact."""
    published = "Dukcapil Juli 2019; KK: Betanews, Juni 2020; jiwa: Tribun Jateng, 31 Agustus 2020"
    estimate = "Perkiraan: total Dukcapil Juli 2019 dibagi menurut penduduk SP2010 per desa (BPS)"
    households = largest_remainder(HOUSEHOLDS, population)
    persons = largest_remainder(PERSONS, population)

    def row(code: str, families: int, people: int, source: str, is_estimate: int) -> dict[str, Any]:
        return {
            "area_code": code,
            "version": "dukcapil-2019-07",
            "households": families,
            "persons": people,
            "households_ineligible": "",
            "persons_ineligible": "",
            "source": source,
            "valid_on": "2019-07-31",
            "is_estimate": is_estimate,
        }

    total = row(kabupaten, HOUSEHOLDS, PERSONS, published, 0)
    return [total, *(row(code, households[code], persons[code], estimate, 1) for code in sorted(population))]


def staff_by_opd(kind_of: Mapping[int, str]) -> dict[int, int]:
    """Spread the published number of civil servants over agencies by weights of their kind, total exact."""
    weights = {
        f"{opd:04d}": STAFF_WEIGHTS_BY_OPD.get(opd, STAFF_WEIGHTS_BY_KIND.get(kind, 0)) for opd, kind in kind_of.items()
    }
    return {int(opd): staff for opd, staff in largest_remainder(STAFF, weights).items()}


def assignment_rows(opd: Iterable[Mapping[str, str]], desa: Iterable[str]) -> list[dict[str, Any]]:
    """The assignments: to each kecamatan office all its desa, to the other agencies runs of about five by code."""
    codes = sorted(desa)
    agencies = sorted(opd, key=lambda row: int(row["id"]))
    others = [row["id"] for row in agencies if not row["area_code"]]
    pairs = [
        (row["id"], code) for row in agencies if row["area_code"] for code in codes if code.startswith(row["area_code"])
    ]
    pairs += [(others[i * len(others) // len(codes)], code) for i, code in enumerate(codes)]
    source = "Asumsi: kecamatan membina desanya sendiri; OPD lain kira-kira lima desa menurut urutan kode"
    return [
        {"opd_id": opd_id, "desa_code": code, "starts_on": ASSIGNED_ON, "source": source, "is_assumption": 1}
        for opd_id, code in sorted(pairs, key=lambda pair: (int(pair[0]), pair[1]))
    ]


def derive(folder: Path = KUDUS) -> None:
    """Write the estimates of a folder anew from the published figures beside them."""
    population = {row["area_code"]: int(row["persons"]) for row in _read(folder / "population_sp2010.csv")}
    _write(folder / "register.csv", register_rows(folder.name, population))
    opd = _read(folder / "opd.csv")
    staff = staff_by_opd({int(row["id"]): row["kind"] for row in opd})
    _write(folder / "opd.csv", [row | {"staff": staff[int(row["id"])]} for row in opd])
    _write(folder / "assignments.csv", assignment_rows(opd, population))


def _read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _write(file: Path, rows: list[dict[str, Any]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    derive()
