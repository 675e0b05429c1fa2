"""Official boundary files in: find the code column, match it with the known areas, list what is unmatched."""

from __future__ import annotations

import re
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyogrio
import pyproj.exceptions
import shapely

from census.identifiers.area_numbers import LEVEL_OF_DIGITS
from census.identifiers.code_book import CodeBook, CodeSystem, KnownArea
from geo.errors import BoundaryError
from geo.files.area_matching import match_areas
from geo.files.json_shape import MOST_CORNERS, MOST_CORNERS_OF_ONE
from geo.files.sources import Source, admitted_sources
from geo.polygons import WGS84, Geometries, boundary_frame, refuse_codes, repaired_polygons

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from os import PathLike

    import geopandas as gpd

    from census.identifiers.code_book import Fault
    from geo.files.area_matching import Match

_POLYGON_TYPES = re.compile(r"Polygon|Surface|GeometryCollection|Unknown")
_UNKNOWN = frozenset({"unknown_area", "code_of_six_digits", "code_of_other_length", "boundary_of_unknown_name"})
# Whatever a broken file makes GDAL, its bindings or the decoding of its text raise.
_READ_ERRORS = (OSError, RuntimeError, ValueError, TypeError, shapely.GEOSException)


@dataclass(frozen=True, eq=False)
class BoundaryFile:
    """What a boundary file holds for the known areas.

    Attributes
    ----------
    frame : GeoDataFrame
        Columns `code` (text) and `geometry` (valid Polygon or MultiPolygon); EPSG:4326; the known codes that
        the file has, ascending.
    code_column : str
        The column of the file that the codes were read from.
    codes_only_in_file : tuple of str
        Codes of the file that nobody knows, sorted; they are not in `frame`.
    codes_without_boundary : tuple of str
        Known codes that the file does not have, sorted.
    rows_without_code : int
        Rows of the file whose code is empty (often lakes or forests).
    faults : mapping of int to Fault
        Why rows with a code or name are not in `frame`, by number from 1; of several with one code the first.
    """

    frame: gpd.GeoDataFrame
    code_column: str
    codes_only_in_file: tuple[str, ...]
    codes_without_boundary: tuple[str, ...]
    rows_without_code: int
    faults: Mapping[int, Fault]


@dataclass(frozen=True)
class _Layer:
    source: Source
    position: int
    match: Match


def read_boundaries(
    file: str | PathLike[str] | bytes,
    *,
    known_codes: Collection[str] | CodeBook,
    code_column: str | None = None,
    system: CodeSystem = CodeSystem.AUTO,
) -> BoundaryFile:
    """Read the polygons of the known areas from an official file.

    Rows with the same code are parts of one area and are united. Invalid polygons are repaired. A zip file
    may hold several files and a GeoPackage several layers: the one that matches most known codes is read.

    Parameters
    ----------
    file : path-like or bytes
        A local file or its content: a GeoPackage, a GeoJSON, or a ``.zip`` with such files or Shapefiles. Any CRS, but
        it must be stated; GeoJSON without a statement is EPSG:4326, as its standard says.
    known_codes : collection of str or CodeBook, keyword-only
        Codes that boundaries are wanted for; with the names and Kemendagri codes of their areas as a `CodeBook`.
    code_column : str, optional, keyword-only
        Column with the codes, as `geo.files.area_matching.match_areas` takes it. Default: the columns that name most of
        the known areas, the first of equals. Numbers are read as text (3319010001.0 as ``"3319010001"``); text
        keeps its leading zeros.
    system : CodeSystem, keyword-only
        Whose codes they are, where somebody says so.

    Returns
    -------
    BoundaryFile

    Raises
    ------
    BoundaryError
        ``file_not_found``; what `geo.files.sources.admitted_sources` refuses; ``unreadable_file``; ``no_polygons``;
        ``code_column_missing`` (the column is not there; `columns` are); ``no_code_column`` (no column, or not
        the one asked for, has a known code); ``no_crs`` (export the file again with its CRS, for a Shapefile with its
        ``.prj``);
        ``coordinates_out_of_range`` (not degrees after transformation: the stated CRS is wrong);
        ``empty_geometry`` (known codes without any area); or as `RefusedCodesError` what the codes and names leave
        open.
    """
    book = known_codes if isinstance(known_codes, CodeBook) else CodeBook(_bare(code) for code in known_codes)
    content, name = (file, "") if isinstance(file, bytes) else (_content(Path(file)), Path(file).name)
    layer = _find_layer(admitted_sources(content, name=name), book, code_column, system)
    match = layer.match.checked()
    rows = _read_rows(layer)
    codes = np.array(match.codes, dtype=object)
    is_known = np.array([code is not None for code in match.codes], dtype=bool)
    if not is_known.any():
        raise BoundaryError("no_code_column", columns=(match.column,))
    unknown = {place for place, fault in match.faults.items() if fault.reason in _UNKNOWN}
    return BoundaryFile(
        frame=_united_areas(codes[is_known], _polygons_in_degrees(rows[is_known])),
        code_column=match.column,
        codes_only_in_file=tuple(sorted({str(match.given[place]) for place in unknown})),
        codes_without_boundary=tuple(sorted(set(book.areas) - set(match.codes))),
        rows_without_code=match.given.count(None),
        faults={place + 1: match.faults[place] for place in _first_of_each(match)},
    )


def _first_of_each(match: Match) -> list[int]:
    """Where each code or name that is not taken stands first, in the order of the file."""
    first: dict[tuple[str | None, str], int] = {}
    for place, fault in sorted(match.faults.items()):
        first.setdefault((match.given[place], repr(fault)), place)
    return sorted(first.values())


def _bare(code: str) -> KnownArea:
    return KnownArea(code, None, LEVEL_OF_DIGITS.get(len(code), ""), "")


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise BoundaryError("file_not_found", name=path.name)
    return path.read_bytes()


def _find_layer(sources: Sequence[Source], book: CodeBook, column: str | None, system: CodeSystem) -> _Layer:
    layers = [(source, layer) for source in sources for layer in _polygon_layers(source)]
    if not layers:
        raise BoundaryError("no_polygons")
    matched: list[_Layer] = []
    seen: list[str] = []
    missing: BoundaryError | None = None
    for source, layer in layers:
        table = _read(source, layer=layer, read_geometry=False)
        seen += [str(name) for name in table.columns]
        try:
            match = match_areas(table, book, column=column, system=system)
        except BoundaryError as error:
            missing = error
            continue
        if match is not None:
            matched.append(_Layer(source, layer, match))
    if not matched:
        columns = tuple(dict.fromkeys(seen))
        if missing is not None:
            raise BoundaryError("code_column_missing", column=column, columns=columns)
        raise BoundaryError("no_code_column", columns=columns)
    return max(matched, key=lambda layer: layer.match.score)


def _polygon_layers(source: Source) -> list[int]:
    """The positions of layers of areas: where a file does not name its layer, each opening names it anew."""
    try:
        with _quiet():
            layers = pyogrio.list_layers(source.content)
    except _READ_ERRORS as error:
        raise _refusal(error, source) from error
    return [
        position
        for position, (name, kind) in enumerate(layers)
        if kind is not None and _POLYGON_TYPES.search(str(kind)) and (source.layers is None or name in source.layers)
    ]


def _read(source: Source, **options: object) -> gpd.GeoDataFrame:
    try:
        with _quiet():
            return pyogrio.read_dataframe(source.content, **options)
    except pyproj.exceptions.CRSError as error:
        raise BoundaryError("no_crs", name=source.name) from error
    except _READ_ERRORS as error:
        raise _refusal(error, source) from error


def _refusal(error: Exception, source: Source) -> BoundaryError:
    """What GDAL says of a feature that it takes for too large; whatever else it says is damage."""
    if "OGR_GEOJSON_MAX_OBJ_SIZE" in str(error):
        return BoundaryError("too_many_corners", name=source.name, limit=MOST_CORNERS, each=MOST_CORNERS_OF_ONE)
    return BoundaryError("unreadable_file", name=source.name)


@contextmanager
def _quiet() -> Iterator[None]:
    """Drop what GDAL warns of: that bytes have no suffix, and what it finds before it gives a broken file up."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        yield


def _read_rows(layer: _Layer) -> gpd.GeoSeries:
    rows = _read(layer.source, layer=layer.position, columns=[])
    if len(rows) != len(layer.match.given):
        raise BoundaryError("unreadable_file", name=layer.source.name)
    if rows.crs is None:
        raise BoundaryError("no_crs", name=layer.source.name)
    return rows.geometry


def _polygons_in_degrees(rows: gpd.GeoSeries) -> Geometries:
    in_degrees: Geometries = rows.to_crs(WGS84).to_numpy()
    corners = shapely.get_coordinates(in_degrees)
    if not (np.isfinite(corners).all() and (np.abs(corners) <= (180.0, 90.0)).all()):
        raise BoundaryError("coordinates_out_of_range", crs=rows.crs.name)
    polygons = repaired_polygons(in_degrees)
    if shapely.is_missing(polygons).all():
        raise BoundaryError("no_polygons")
    return polygons


def _united_areas(codes: Geometries, parts: Geometries) -> gpd.GeoDataFrame:
    has_area = ~shapely.is_missing(parts)
    refuse_codes("empty_geometry", set(codes) - set(codes[has_area]))
    areas: dict[str, list[shapely.Geometry]] = {}
    for code, part in zip(codes[has_area], parts[has_area], strict=True):
        areas.setdefault(code, []).append(part)
    united = np.array(
        [shapely.union_all(outlines) if outlines[1:] else outlines[0] for outlines in areas.values()], dtype=object
    )
    return boundary_frame(list(areas), repaired_polygons(united))
