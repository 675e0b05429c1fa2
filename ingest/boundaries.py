"""Boundaries in: read and generalised in a child process, matched with the areas on record, written at once."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd

from data_access.engine import Database
from data_access.reads import read_all_areas
from data_access.writes import Finding, new_import_id, write_rows
from geo.coverage import generalise_coverage
from geo.errors import BoundaryError
from geo.geojson import load_geojson, to_geojson
from geo.reading import read_boundaries
from ingest.importing import Arrival, Outcome, conclude
from ingest.raw_table import UnreadableFile
from ingest.sandbox import OutOfMemoryError, OutOfTimeError, SandboxError, run_limited

TOLERANCE_M = 15.0
SECONDS = 300.0
MEMORY_BYTES = 6_000_000_000
MOST_BYTES = 500_000_000


class RefusedBoundariesError(UnreadableFile):
    """A boundary file that is refused whole."""

    def __init__(self, reason: str, **values: int | str) -> None:
        ValueError.__init__(self, reason)
        self.reason, self.line, self.values = reason, None, values


def import_boundaries(
    database: Database,
    arrival: Arrival,
    *,
    source: str = "",
    licence: str = "",
    code_column: str | None = None,
    tolerance_m: float = TOLERANCE_M,
) -> Outcome:
    """Replace the outlines of the areas that a polygon file holds by its own, generalised as one coverage.

    Parameters
    ----------
    database, arrival
        Where to, and what: GeoJSON, GeoPackage or a zipped Shapefile in any coordinate system.
    source, licence
        Whose boundaries they are and how they may be used; shown with every map.
    code_column
        Column with the area codes; found by its values where not told.
    tolerance_m
        How much the outlines are simplified, in metres; 0 keeps all but what the grid of 0.0001 degree takes.

    Raises
    ------
    RefusedBoundariesError
        If the file cannot be used; nothing has changed.
    """
    if len(arrival.content) > MOST_BYTES:
        raise RefusedBoundariesError("file_too_large", size=len(arrival.content), limit=MOST_BYTES)
    with database.write() as session:
        areas = read_all_areas(session).set_index("code")
    prepared = _prepare(arrival, [str(code) for code in areas.index], code_column or "", tolerance_m)
    frame: gpd.GeoDataFrame = load_geojson(prepared["geojson"])
    with database.write() as session:
        import_id = new_import_id(session)
        written = write_rows(
            session,
            "boundaries",
            [
                {
                    "area_code": code,
                    "kabupaten_code": areas.at[code, "kabupaten_code"],
                    "geometry": outline.wkb,
                    "source": source or arrival.file_name,
                    "licence": licence,
                    "valid_on": None,
                }
                for code, outline in zip(frame["code"], frame.geometry, strict=True)
            ],
        )
        levels = set(areas.loc[list(frame["code"]), "level"])
        unknown = [
            Finding(None, prepared["code_column"], "boundary_of_unknown_area", {"code": code})
            for code in prepared["codes_only_in_file"]
        ]
        lacking = [
            Finding(None, prepared["code_column"], "no_boundary", {"code": code}, is_warning=True)
            for code in prepared["codes_without_boundary"]
            if areas.at[code, "level"] in levels
        ]
        return conclude(
            session,
            arrival,
            import_id=import_id,
            rows_read=len(frame) + len(unknown),
            accepted=written.changed,
            duplicates=written.unchanged,
            findings=unknown + lacking,
        )


def _prepare(arrival: Arrival, known_codes: list[str], code_column: str, tolerance_m: float) -> dict[str, Any]:
    try:
        answer = run_limited(
            generalise_file,
            arrival.content,
            Path(arrival.file_name).name,
            json.dumps(known_codes),
            code_column,
            tolerance_m,
            seconds=SECONDS,
            memory_bytes=MEMORY_BYTES,
        )
    except OutOfTimeError:
        raise RefusedBoundariesError("took_too_long", seconds=int(SECONDS)) from None
    except OutOfMemoryError:
        raise RefusedBoundariesError("too_much_memory") from None
    except SandboxError:
        raise RefusedBoundariesError("unreadable_file") from None
    prepared: dict[str, Any] = json.loads(answer)
    if "refused" in prepared:
        raise RefusedBoundariesError(prepared["refused"], **prepared["values"])
    return prepared


def generalise_file(
    content: bytes, file_name: str, known_codes: str, code_column: str, tolerance_m: float
) -> bytes:
    """Read and generalise a boundary file; to be run in a child process, since the file may be hostile.

    Returns
    -------
    bytes
        JSON: `geojson`, `code_column`, `codes_only_in_file`, `codes_without_boundary`; or `refused` and `values`.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"boundaries{Path(file_name).suffix.lower()}"
        path.write_bytes(content)
        try:
            file = read_boundaries(path, known_codes=json.loads(known_codes), code_column=code_column or None)
            frame = generalise_coverage(file.frame, tolerance_m=tolerance_m)
            names = dict.fromkeys(frame["code"], "")
            answer: dict[str, Any] = {
                "geojson": to_geojson(frame, names=names),
                "code_column": file.code_column,
                "codes_only_in_file": file.codes_only_in_file,
                "codes_without_boundary": file.codes_without_boundary,
            }
        except BoundaryError as error:
            values = {name: _plain(value) for name, value in error.values.items() if name != "name"}
            answer = {"refused": error.reason, "values": values}
    return json.dumps(answer).encode()


def _plain(value: object) -> str | int:
    if isinstance(value, int):
        return value
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value[:10]) + (" …" if len(value) > 10 else "")
    return str(value)
