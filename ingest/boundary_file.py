"""What of a boundary file is done in a child process: reading and generalising, and nothing that needs the database.

A module of its own, since the child imports what the module imports: the store and the tables of the arithmetic would
take it longer than the file.
"""

import json
from typing import Any

from geo.coverage import generalise_coverage
from geo.errors import BoundaryError
from geo.geojson import to_geojson
from geo.reading import read_boundaries
from ingest.privacy import masked, shown_heading

_MOST_NAMED = 10


def generalise_file(path: str, known_codes: str, code_column: str, tolerance_m: float) -> bytes:
    """Read and generalise a boundary file; to be run in a child process, since the file may be hostile.

    Parameters
    ----------
    path
        The file.
    known_codes
        JSON list of the codes on record.
    code_column
        Column with the codes; empty to find it.
    tolerance_m
        Metres.

    Returns
    -------
    bytes
        JSON: `geojson`, `code_column`, `codes_only_in_file`, `codes_without_boundary`, `rows_without_code`; or
        `refused` and `values`.
    """
    try:
        file = read_boundaries(path, known_codes=json.loads(known_codes), code_column=code_column or None)
        frame = generalise_coverage(file.frame, tolerance_m=tolerance_m)
        answer: dict[str, Any] = {
            "geojson": to_geojson(frame, names=dict.fromkeys(frame["code"], "")),
            "code_column": file.code_column,
            "codes_only_in_file": file.codes_only_in_file,
            "codes_without_boundary": file.codes_without_boundary,
            "rows_without_code": file.rows_without_code,
        }
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
