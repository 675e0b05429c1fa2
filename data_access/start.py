"""The first start: tables made, and the reference data of the built-in kabupaten laid in."""

import csv
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError

from census.settings import Settings
from data_access.store.engine import Database, UnusableDatabaseError, WriteSession, connect
from data_access.store.schema import migrate, raise_data_version
from data_access.writes.writes import is_empty, write_rows

REFERENCE = Path(__file__).parent / "reference"
"""Folders of reference data by the code of their kabupaten, each file in the form that `ingest` takes."""

_TYPES: dict[str, Callable[[str], Any]] = {
    "id": int,
    "opd_id": int,
    "households": int,
    "persons": int,
    "staff": int,
    "official_area_km2": float,
    "share": float,
    "valid_on": date.fromisoformat,
    "starts_on": date.fromisoformat,
    "ends_on": date.fromisoformat,
    "decided_on": date.fromisoformat,
    "is_estimate": lambda text: text == "1",
    "is_assumption": lambda text: text == "1",
}
_ORDER = ("areas", "register", "opd", "assignments", "targets")


def open_database(settings: Settings) -> Database:
    """Open the installation's database, ready for use.

    Makes or migrates the tables. An empty database of a kabupaten that the product knows receives that kabupaten's
    areas, register, agencies, assignments, target and boundaries, each row with its source.

    Raises
    ------
    UnknownSchemaError
        If a newer version of the product made the database.
    BusyDatabaseError
        If another program keeps this one out.
    UnusableDatabaseError
        If it cannot be opened for another reason.
    """
    database = connect(settings.database_url, read_url=settings.database_read_url)
    try:
        migrate(database)
        folder = REFERENCE / settings.root_area
        if folder.is_dir():
            fill_with_reference(database, folder)
    except DBAPIError as error:
        database.close()
        msg = "The database cannot be used: check KAWAL_DATABASE_URL, and whether the server runs and lets you in."
        raise UnusableDatabaseError(msg) from error
    except BaseException:
        database.close()
        raise
    return database


def fill_with_reference(database: Database, folder: Path) -> bool:
    """Lay a folder of reference data into a database that has no areas; tell whether it was done."""
    with database.read() as reader:
        if not is_empty(reader, "areas"):
            return False
    with database.starting() as session:
        if not is_empty(session, "areas"):
            return False
        for kind in _ORDER:
            write_rows(session, kind, reference_rows(folder / f"{kind}.csv", kabupaten_code=folder.name))
        _write_boundaries(session, folder)
        raise_data_version(session)
    return True


def reference_rows(file: Path, *, kabupaten_code: str) -> list[dict[str, Any]]:
    """Read a reference file: canonical headings, ISO dates, plain numbers; an empty cell is None."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [
            {name: None if text == "" else _TYPES.get(name, str)(text) for name, text in row.items()}
            for row in csv.DictReader(lines)
        ]
    if file.stem == "targets":
        return [row | {"note": row["note"] or ""} for row in rows]
    return [row | {"kabupaten_code": kabupaten_code} for row in rows]


def _write_boundaries(session: WriteSession, folder: Path) -> None:
    import shapely

    collection = json.loads((folder / "boundaries.geojson").read_text(encoding="utf-8"))
    about = json.loads((folder / "boundaries.json").read_text(encoding="utf-8"))
    rows = [
        {
            "area_code": feature["properties"]["code"],
            "kabupaten_code": folder.name,
            "geometry": shapely.to_wkb(shapely.from_geojson(json.dumps(feature["geometry"]))),
            "source": about["source"],
            "licence": about["licence"],
            "valid_on": date.fromisoformat(about["valid_on"]),
        }
        for feature in collection["features"]
    ]
    write_rows(session, "boundaries", rows)
