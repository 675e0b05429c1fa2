"""Official boundary files in: find the code column, match it with the known areas, list what is unmatched."""

from __future__ import annotations

import math
import re
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from numbers import Integral, Real
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyogrio
import pyproj.exceptions
import shapely

from geo.errors import BoundaryError
from geo.polygons import WGS84, Geometries, boundary_frame, refuse_codes, repaired_polygons
from geo.sources import Source, admitted_sources

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from os import PathLike

    import geopandas as gpd

_POLYGON_TYPES = re.compile(r"Polygon|Surface|GeometryCollection|Unknown")
_WHOLE_NUMBER = re.compile(r"(\d+)\.0+")
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
    """

    frame: gpd.GeoDataFrame
    code_column: str
    codes_only_in_file: tuple[str, ...]
    codes_without_boundary: tuple[str, ...]
    rows_without_code: int


@dataclass(frozen=True)
class _CodeColumn:
    source: Source
    layer: int
    name: str
    codes: list[str | None]
    matches: int


def read_boundaries(
    file: str | PathLike[str] | bytes, *, known_codes: Collection[str], code_column: str | None = None
) -> BoundaryFile:
    """Read the polygons of the known areas from an official file.

    Rows with the same code are parts of one area and are united. Invalid polygons are repaired. A zip file
    may hold several files and a GeoPackage several layers: the one that matches most known codes is read.

    Parameters
    ----------
    file : path-like or bytes
        A local file or its content: a GeoPackage, a GeoJSON, or a ``.zip`` with such files or Shapefiles. Any CRS, but
        it must be stated; GeoJSON without a statement is EPSG:4326, as its standard says.
    known_codes : collection of str, keyword-only
        Codes that boundaries are wanted for.
    code_column : str, optional, keyword-only
        Column with the codes. Default: the column whose values match most of `known_codes`, the first of
        equals. Numbers are read as text (3319010001.0 as ``"3319010001"``); text keeps its leading zeros.

    Returns
    -------
    BoundaryFile

    Raises
    ------
    BoundaryError
        ``file_not_found``; what `geo.sources.admitted_sources` refuses; ``unreadable_file``; ``no_polygons``;
        ``code_column_missing`` (the column told is not there; `columns` are); ``no_code_column`` (no column, or not
        the one told, has a known code); ``no_crs`` (export the file again with its CRS, for a Shapefile with its
        ``.prj``);
        ``coordinates_out_of_range`` (not degrees after transformation: the stated CRS is wrong);
        ``empty_geometry`` (known codes without any area).
    """
    known = frozenset(known_codes)
    content, name = (file, "") if isinstance(file, bytes) else (_content(Path(file)), Path(file).name)
    column = _find_code_column(admitted_sources(content, name=name), known, code_column)
    rows = _read_rows(column)
    codes = np.array(column.codes, dtype=object)
    is_known = np.array([code in known for code in column.codes], dtype=bool)
    in_file = {code for code in column.codes if code is not None}
    frame = _united_areas(codes[is_known], _polygons_in_degrees(rows[is_known]))
    return BoundaryFile(
        frame=frame,
        code_column=column.name,
        codes_only_in_file=tuple(sorted(in_file - known)),
        codes_without_boundary=tuple(sorted(known - in_file)),
        rows_without_code=column.codes.count(None),
    )


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise BoundaryError("file_not_found", name=path.name)
    return path.read_bytes()


def _find_code_column(sources: Sequence[Source], known: frozenset[str], told: str | None) -> _CodeColumn:
    layers = [(source, layer) for source in sources for layer in _polygon_layers(source)]
    if not layers:
        raise BoundaryError("no_polygons")
    found: list[_CodeColumn] = []
    seen: list[str] = []
    for source, layer in layers:
        table = _read(source, layer=layer, read_geometry=False)
        seen += [str(name) for name in table.columns]
        for name in table.columns:
            if told in (None, name):
                codes = [_code_text(value) for value in table[name]]
                found.append(_CodeColumn(source, layer, str(name), codes, len(known.intersection(codes))))
    if told is not None and not found:
        raise BoundaryError("code_column_missing", column=told, columns=tuple(dict.fromkeys(seen)))
    best = max(found, key=lambda column: column.matches, default=None)
    if best is None or best.matches == 0:
        raise BoundaryError("no_code_column", columns=tuple(dict.fromkeys(seen)))
    return best


def _polygon_layers(source: Source) -> list[int]:
    """Return the positions of layers of areas: where a file does not name its layer, each opening names it anew."""
    try:
        with _quiet():
            layers = pyogrio.list_layers(source.content)
    except _READ_ERRORS as error:
        raise BoundaryError("unreadable_file", name=source.name) from error
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
        raise BoundaryError("unreadable_file", name=source.name) from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Drop what GDAL warns of: that bytes have no suffix, and what it finds before it gives a broken file up."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        yield


def _read_rows(column: _CodeColumn) -> gpd.GeoSeries:
    rows = _read(column.source, layer=column.layer, columns=[])
    if len(rows) != len(column.codes):
        raise BoundaryError("unreadable_file", name=column.source.name)
    if rows.crs is None:
        raise BoundaryError("no_crs", name=column.source.name)
    return rows.geometry


def _code_text(value: object) -> str | None:
    """Return a cell as a code; None for an empty one. Numbers lose the fraction that a table gave them."""
    if value is None or isinstance(value, bool | np.bool_):
        return None
    if isinstance(value, Integral):
        return str(int(value))
    if isinstance(value, Real):
        number = float(value)
        if not math.isfinite(number):
            return None
        return str(int(number)) if number.is_integer() else str(number)
    text = str(value).strip()
    whole = _WHOLE_NUMBER.fullmatch(text)
    return whole.group(1) if whole else text or None


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
    united = np.array([shapely.union_all(own) if own[1:] else own[0] for own in areas.values()], dtype=object)
    return boundary_frame(list(areas), repaired_polygons(united))
