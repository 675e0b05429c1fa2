"""A large root, invented: ten provinces down to some 25,000 desa, in bulk."""

from __future__ import annotations

from datetime import date
from typing import Any

import shapely

from census.settings import Settings
from data_access.store.schema import raise_data_version
from data_access.writes.writes import write_rows
from tests.support.worlds.built_once import open_made

ROOT = "0"
PROVINCES, KABUPATEN, KECAMATAN, DESA = 10, 15, 14, 12
"""Areas within each of the level above: 25,200 desa. With 34 provinces they are as many as Indonesia has, but the
first run of the page then takes longer than a picture waits."""

DAYS = (date(2020, 3, 8), date(2020, 3, 15))
_ACROSS = 4


def area(
    code: str, parent: str | None, level: str, name: str, *, kabupaten: str, source: str = "Uji"
) -> dict[str, Any]:
    """Give a row of the areas."""
    known = {"code": code, "parent_code": parent, "kabupaten_code": kabupaten, "level": level, "name": name}
    return {**known, "kemendagri_code": None, "status": None, "official_area_km2": None, "source": source}


def areas() -> list[dict[str, Any]]:
    """Give all areas, parents before their children."""
    rows = [area(ROOT, None, "nation", "Nusantara", kabupaten=ROOT)]
    for p in range(11, 11 + PROVINCES):
        province = f"{p}"
        rows.append(area(province, ROOT, "province", f"Provinsi {p}", kabupaten=province))
        for k in range(1, KABUPATEN + 1):
            kabupaten = f"{province}{k:02}"
            rows.append(area(kabupaten, province, "kabupaten", f"Kabupaten {p}.{k}", kabupaten=kabupaten))
            for c in range(1, KECAMATAN + 1):
                kecamatan = f"{kabupaten}{c:02}0"
                rows.append(area(kecamatan, kabupaten, "kecamatan", f"Kecamatan {c}", kabupaten=kabupaten))
                rows += [
                    area(f"{kecamatan}{d:03}", kecamatan, "desa", f"Desa {d}", kabupaten=kabupaten)
                    for d in range(1, DESA + 1)
                ]
    return rows


def _registers(desa: list[dict[str, Any]]) -> list[dict[str, Any]]:
    fixed = {"version": "uji-2019", "source": "Uji", "valid_on": date(2019, 7, 31), "is_estimate": False}
    none = {"households_ineligible": None, "persons_ineligible": None, "import_id": None}
    return [
        {"kabupaten_code": row["kabupaten_code"], "area_code": row["code"], "households": 830, "persons": 3200}
        | fixed
        | none
        for row in desa
    ]


def _recaps(desa: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = []
    for place, row in enumerate(desa):
        key = {"kabupaten_code": row["kabupaten_code"], "area_code": row["code"], "source": "Uji", "import_id": None}
        families = 40 + 6 * (int(row["code"][:2]) % 17) + place % 9
        for part, day in enumerate(DAYS, start=1):
            counts = {"households_responded": families * part, "persons_responded": families * part * 38 // 10}
            rows.append({**key, "as_of": day, **counts, "households_clean": None, "persons_clean": None})
    return rows


def _boundaries() -> list[dict[str, Any]]:
    about = {"source": "Uji", "licence": "CC0", "valid_on": None}
    rows = []
    for place in range(PROVINCES):
        code, (y, x) = str(11 + place), divmod(place, _ACROSS)
        square = shapely.box(96 + 5 * x, 5 - 3 * y, 101 + 5 * x, 8 - 3 * y)
        rows.append({"area_code": code, "kabupaten_code": code, "geometry": shapely.to_wkb(square), **about})
    return rows


def build(url: str) -> None:
    """Fill a database with it: areas, a register and two recaps of every desa, squares for provinces."""
    database = open_made(Settings(database_url=url, root_area=ROOT))
    rows = areas()
    desa = [row for row in rows if row["level"] == "desa"]
    target = {
        "scope_kind": "area", "scope_code": ROOT, "unit": "person", "status": "responded", "share": 0.23,
        "starts_on": date(2020, 2, 15), "ends_on": date(2020, 3, 31), "decided_on": date(2020, 2, 1), "note": "Uji",
    }  # fmt: skip
    try:
        with database.write() as session:
            write_rows(session, "areas", rows)
            write_rows(session, "register", _registers(desa))
            write_rows(session, "targets", [target])
            write_rows(session, "recap", _recaps(desa))
            write_rows(session, "boundaries", _boundaries())
            raise_data_version(session)
    finally:
        database.close()
