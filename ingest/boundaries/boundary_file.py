"""What of a boundary file is done in a child process: reading and generalising, and nothing that needs the database.

A module of its own, since the child imports what the module imports: the store and the tables of the arithmetic would
take it longer than the file.
"""

import json
from typing import Any

import pyogrio

from census.identifiers.code_book import CodeBook, CodeSystem, KnownArea
from geo.coverage import generalise_coverage
from geo.errors import BoundaryError, RefusedCodesError
from geo.files.reading import read_boundaries
from geo.geojson import to_geojson
from ingest.kinds.privacy import masked, shown_heading

DRIVERS = frozenset({"ESRI Shapefile", "GPKG", "GeoJSON"})
"""The formats of GDAL that exist in the child."""

_MOST_NAMED = 10


def gdal_environment() -> dict[str, str]:
    """The variables that leave GDAL three formats; to be set before it is loaded."""
    return {
        "GDAL_SKIP": ",".join(sorted(set(pyogrio.list_drivers()) - DRIVERS)),
        "GDAL_DRIVER_PATH": "disable",
        "PROJ_NETWORK": "OFF",
        # Megabytes of one feature of a GeoJSON, by GDAL's own count.
        "OGR_GEOJSON_MAX_OBJ_SIZE": "110",
    }


def refuse_other_drivers() -> None:
    """Stop where GDAL has other formats than the three: some of them fetch addresses and run what a file says."""
    if others := set(pyogrio.list_drivers()) - DRIVERS:
        msg = f"GDAL was loaded with {len(others)} formats that this process must not have"
        raise RuntimeError(msg)


def generalise_file(content: bytes, known_areas: str, code_column: str, tolerance_m: float, system: str) -> bytes:
    """Read and generalise a boundary file; to be run in a child process, since the file may be hostile.

    Parameters
    ----------
    content
        The file.
    known_areas
        JSON list of the areas on record, each the fields of `census.identifiers.code_book.KnownArea`.
    code_column
        Column with the codes; empty to find it.
    tolerance_m
        Metres.
    system
        Whose codes the file has, a value of `census.identifiers.code_book.CodeSystem`.

    Returns
    -------
    bytes
        JSON: `geojson`, `code_column`, `codes_only_in_file`, `codes_without_boundary`, `rows_without_code`, `faults`
        (number of the outline, reason, values); or `refused` and `values`.
    """
    refuse_other_drivers()
    try:
        book = CodeBook(KnownArea(*fields) for fields in json.loads(known_areas))
        file = read_boundaries(content, known_codes=book, code_column=code_column or None, system=CodeSystem(system))
        frame = generalise_coverage(file.frame, tolerance_m=tolerance_m)
        answer: dict[str, Any] = {
            "geojson": to_geojson(frame, names=dict.fromkeys(frame["code"], "")),
            "code_column": file.code_column,
            "codes_only_in_file": file.codes_only_in_file,
            "codes_without_boundary": file.codes_without_boundary,
            "rows_without_code": file.rows_without_code,
            "faults": [
                [row, fault.reason, {name: _plain(value) for name, value in fault.values.items()}]
                for row, fault in file.faults.items()
            ],
        }
    except RefusedCodesError as error:
        answer = {"refused": error.reason, "values": {name: _plain(value) for name, value in error.values.items()}}
    except BoundaryError as error:
        values = {name: _plain(value) for name, value in error.values.items() if name != "name"}
        answer = {"refused": error.reason, "values": values}
    return json.dumps(answer).encode()


def _plain(value: object) -> str | int:
    if isinstance(value, int):
        return value
    if isinstance(value, list | tuple):
        return ", ".join(shown_heading(str(part)) for part in value[:_MOST_NAMED]) + (
            " …" if len(value) > _MOST_NAMED else ""
        )
    return masked(str(value))
