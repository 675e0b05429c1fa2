"""Boundaries in: read and generalised in a child process, matched with the areas on record, written at once."""

import json
from collections.abc import Iterator
from dataclasses import astuple
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from census.access.scope import Scope
from data_access.reads.reads import read_all_areas
from data_access.reads.reads import read_boundaries as read_outlines
from data_access.store.engine import Database, WriteSession
from data_access.writes.writes import Finding, new_import_id, write_rows
from geo.geojson import load_geojson
from ingest.boundaries.boundary_file import gdal_environment, generalise_file
from ingest.checks.checking import known_areas
from ingest.confined.sandbox import OutOfMemoryError, OutOfTimeError, SandboxError, run_limited
from ingest.importing import Arrival, Outcome, Progress, conclude, say_nothing
from ingest.kinds.cells import CellError, read_text
from ingest.kinds.privacy import HIDDEN, shown_code, shown_heading
from ingest.readers.raw_table import UnreadableFile
from presentation.findings.findings import REASONS

TOLERANCE_M = 15.0
SECONDS = 300.0
MEMORY_BYTES = 6_000_000_000
MOST_BYTES = 500_000_000
RESULT_BYTES = 300_000_000
"""Most that the child may answer: all desa of the nation, generalised, and no more than this process can hold."""


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
    valid_on: date | None = None,
    progress: Progress = say_nothing,
) -> Outcome:
    """Replace the outlines of the areas that a polygon file holds by its own, generalised as one coverage.

    Parameters
    ----------
    database, arrival
        Where to, and what: GeoJSON, GeoPackage or a zipped Shapefile in any coordinate system.
    source, licence
        Whose boundaries they are and how they may be used; shown with every map.
    code_column
        Column with the area codes, in any of the ways of `geo.files.area_matching.match_areas`; found where not told.
    tolerance_m
        How much the outlines are simplified, in metres; 0 keeps all but what the grid of 0.0001 degree takes.
    valid_on
        Day of which the outlines speak, where known.
    progress
        Called as each of `ingest.importing.STEPS` begins.

    Raises
    ------
    RefusedBoundariesError
        If the file cannot be used, or source or licence holds somebody's number; nothing has changed.
    """
    if len(arrival.content) > MOST_BYTES:
        raise RefusedBoundariesError("file_too_large", size=len(arrival.content), limit=MOST_BYTES)
    source, licence = (_told_beside(text) for text in (source, licence))
    progress(0)
    with database.audit() as reader:
        areas = read_all_areas(reader).set_index("code")
    areas_json = json.dumps([astuple(area) for area in known_areas(areas.reset_index())])
    prepared = _prepare(arrival, areas_json, code_column or "", tolerance_m)
    progress(1)
    frame: gpd.GeoDataFrame = load_geojson(prepared["geojson"])
    about = {"source": source or arrival.file_name, "licence": licence, "valid_on": valid_on}
    with database.write() as session:
        progress(2)
        import_id = new_import_id(session)
        written = write_rows(
            session,
            "boundaries",
            [
                {
                    "area_code": code,
                    "kabupaten_code": areas.at[code, "kabupaten_code"],
                    "geometry": outline.wkb,
                    **about,
                }
                for code, outline in zip(frame["code"], frame.geometry, strict=True)
            ],
        )
        progress(3)
        rejected = list(_rejected(prepared))
        findings = rejected + list(_unmatched(prepared, areas, frame)) + list(_torn(session, areas, frame))
        return conclude(
            session,
            arrival,
            import_id=import_id,
            rows_read=len(frame) + len(rejected),
            accepted=written.changed,
            duplicates=written.unchanged,
            findings=findings,
        )


_MOST_CODES = 10
"""Codes that one finding names."""


def _told_beside(text: str) -> str:
    """Read what is told of the outlines beside the file, and shown with every map."""
    try:
        return read_text(text)
    except CellError as error:
        if error.reason == "personal_number":
            raise RefusedBoundariesError("personal_number_beside") from None
        raise RefusedBoundariesError(error.reason, limit=str(error.details.get("limit", ""))) from None


def _rejected(prepared: dict[str, Any]) -> Iterator[Finding]:
    """List the outlines that were not taken, those of one code once: by their code, else by their number."""
    column = shown_heading(prepared["code_column"])
    for number, reason, values in prepared["faults"]:
        if reason in {"name_differs", "code_ambiguous", "boundary_of_unknown_name"}:
            yield Finding(None, column, reason, values)
            continue
        code = shown_code(str(values.get("code", HIDDEN)))
        if code == HIDDEN:
            yield Finding(None, column, "boundary_of_unknown_number", {"n": number})
        else:
            yield Finding(None, column, "boundary_of_unknown_area", {"code": code})


def _unmatched(prepared: dict[str, Any], areas: pd.DataFrame, frame: gpd.GeoDataFrame) -> Iterator[Finding]:
    """Warn of areas of the file's levels that it lacks, and of outlines without a code."""
    column = shown_heading(prepared["code_column"])
    levels = set(areas.loc[list(frame["code"]), "level"])
    lacking = [code for code in prepared["codes_without_boundary"] if areas.at[code, "level"] in levels]
    if lacking:
        # One finding: a file of one kecamatan lacks the desa of all others.
        codes = ", ".join(lacking[:_MOST_CODES]) + (", …" if len(lacking) > _MOST_CODES else "")
        yield Finding(None, column, "areas_without_outline", {"n": len(lacking), "codes": codes}, is_warning=True)
    if prepared["rows_without_code"]:
        yield Finding(None, column, "outlines_without_code", {"n": prepared["rows_without_code"]}, is_warning=True)


def _torn(session: WriteSession, areas: pd.DataFrame, frame: gpd.GeoDataFrame) -> Iterator[Finding]:
    """Warn of a kabupaten whose map now mixes outlines of two files that do not share their lines."""
    come = areas.loc[list(frame["code"]), ["kabupaten_code", "level"]]
    for kabupaten, levels in come.groupby("kabupaten_code")["level"]:
        stored = read_outlines(session, Scope.everything(str(kabupaten)))
        for level in sorted(levels.unique()):
            same_level = stored[stored["level"] == level]
            is_mixed = not same_level["area_code"].isin(frame["code"]).all()
            if is_mixed and not shapely.coverage_is_valid(shapely.from_wkb(same_level["geometry"].to_numpy())):
                details = {"kabupaten": str(kabupaten), "level": level}
                yield Finding(None, None, "outlines_do_not_meet", details, is_warning=True)


def _prepare(arrival: Arrival, areas_json: str, code_column: str, tolerance_m: float) -> dict[str, Any]:
    answer = _generalised(arrival, areas_json, code_column, tolerance_m)
    prepared: dict[str, Any] = json.loads(answer)
    if "refused" in prepared:
        # What is wrong with the result rather than with the file has no sentence of its own.
        reason = prepared["refused"] if prepared["refused"] in REASONS else "unreadable_file"
        raise RefusedBoundariesError(reason, **prepared["values"])
    return prepared


def _generalised(arrival: Arrival, areas_json: str, code_column: str, tolerance_m: float) -> bytes:
    try:
        return run_limited(
            generalise_file,
            arrival.content,
            areas_json,
            code_column,
            tolerance_m,
            arrival.codes.value,
            seconds=SECONDS,
            memory_bytes=MEMORY_BYTES,
            result_bytes=RESULT_BYTES,
            environment=gdal_environment(),
        )
    except OutOfTimeError:
        raise RefusedBoundariesError("took_too_long", seconds=int(SECONDS)) from None
    except OutOfMemoryError:
        raise RefusedBoundariesError("too_much_memory") from None
    except SandboxError:
        raise RefusedBoundariesError("unreadable_file") from None
