"""Areas as a coverage: neighbours share one line, nothing overlaps, nothing gapes.

An area simplified on its own leaves its neighbour's line behind: slivers and gaps appear along every
border. Here the network of all borders is snapped and simplified once and the areas are built from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyproj
import shapely

from geo.errors import BoundaryError
from geo.network import snap_network
from geo.polygons import areas_m2, boundary_frame, checked_frame, refuse_codes, repaired_polygons

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.polygons import Geometries

# Multiples of the grid are rounded to this many decimals, so that 1101234 x 0.0001 is exactly 110.1234.
_DECIMALS = 12
_MAX_HALVINGS = 12


@dataclass(frozen=True)
class CoverageReport:
    """What `check_coverage` found.

    Attributes
    ----------
    is_valid : bool
        Every geometry is valid and neighbours meet edge on edge, vertex on vertex. Holes do not count
        against it: a lake that belongs to nobody is a hole too.
    invalid_codes : tuple of str
        Codes of areas that are invalid, or whose border does not match a neighbour's; sorted.
    overlap_count : int
        Pairs of areas that share ground.
    overlap_area_m2 : float
        Sum of what these pairs share.
    gap_count : int
        Holes in the union of all areas; the caller knows which of them the source had.
    gap_area_m2 : float
        Sum of these holes.
    """

    is_valid: bool
    invalid_codes: tuple[str, ...]
    overlap_count: int
    overlap_area_m2: float
    gap_count: int
    gap_area_m2: float


def check_coverage(frame: gpd.GeoDataFrame) -> CoverageReport:
    """Tell whether the areas form a coverage, and what is wrong where they do not.

    Parameters
    ----------
    frame : GeoDataFrame
        Columns `code` and `geometry`; EPSG:4326. Areas are measured in EPSG:6933 (equal-area).

    Returns
    -------
    CoverageReport

    Raises
    ------
    BoundaryError
        ``not_wgs84``, ``no_areas``, ``code_twice`` or ``empty_geometry``.
    """
    frame = checked_frame(frame)
    areas: Geometries = frame.geometry.to_numpy()
    is_bad = ~shapely.is_valid(areas)
    sound = areas if not is_bad.any() else repaired_polygons(areas)
    is_bad |= ~shapely.is_empty(shapely.coverage_invalid_edges(sound))
    overlaps = _overlaps(sound[is_bad])
    gaps = _holes(shapely.union_all(sound) if is_bad.any() else shapely.coverage_union_all(sound))
    return CoverageReport(
        is_valid=not is_bad.any(),
        invalid_codes=tuple(frame.loc[is_bad, "code"]),
        overlap_count=len(overlaps),
        overlap_area_m2=float(areas_m2(overlaps).sum()),
        gap_count=len(gaps),
        gap_area_m2=float(areas_m2(gaps).sum()),
    )


def _overlaps(areas: Geometries) -> Geometries:
    first, second = shapely.STRtree(areas).query(areas, predicate="intersects")
    is_pair = first < second
    shared = repaired_polygons(shapely.intersection(areas[first[is_pair]], areas[second[is_pair]]))
    overlaps: Geometries = shared[~shapely.is_missing(shared)]
    return overlaps


def _holes(union: shapely.Geometry) -> Geometries:
    parts = shapely.get_parts(union)
    holes: Geometries = np.array([shapely.Polygon(ring) for part in parts for ring in part.interiors], dtype=object)
    return holes


def generalise_coverage(
    frame: gpd.GeoDataFrame, *, grid_degrees: float = 0.0001, tolerance_m: float = 15.0
) -> gpd.GeoDataFrame:
    """Repair the areas, snap their common network of borders to a grid, and simplify it as one.

    The whole network is snap-rounded first, so that a line shared by two areas stays one line; the areas
    are the faces of the snapped network. Only then it is simplified, in metres, and simplification keeps a
    subset of the snapped vertices, so the result lies on the grid. Ground claimed twice goes to the
    smaller area. A gap between areas that is narrower than two grid cells is closed, a wider one is kept. A
    tongue or islet too narrow for the grid is drawn about a cell wide where its loss would move the outline
    by more than three cells.

    Parameters
    ----------
    frame : GeoDataFrame
        Columns `code` (text, unique) and `geometry`; EPSG:4326. Areas need not be valid, nor a coverage.
    grid_degrees : float, keyword-only
        Distance of grid lines, in degrees (0.0001 is about 11 m at the equator).
    tolerance_m : float, keyword-only
        Corners whose triangle is smaller than the square of this many metres go (Visvalingam and Whyatt
        1993, as in ``shapely.coverage_simplify``). Metres are those of the equidistant cylindrical
        projection whose true parallel is the middle of the data: it is linear, so what is straight in
        degrees is straight in metres. 0 keeps every corner of the snapped network. Where borders would
        cross, half of it is tried, a quarter and so on.

    Returns
    -------
    GeoDataFrame
        Columns `code` and `geometry` (Polygon or MultiPolygon); EPSG:4326; ascending codes; a valid
        coverage whose coordinates are multiples of `grid_degrees`.

    Raises
    ------
    BoundaryError
        ``not_wgs84``, ``no_areas``, ``code_twice`` or ``empty_geometry`` for the frame, ``area_vanished``
        for areas too small for the grid, ``coverage_invalid`` should the result be none.
    ValueError
        `grid_degrees` is not positive or `tolerance_m` is negative.
    """
    if not (0 < grid_degrees < np.inf and 0 <= tolerance_m < np.inf):
        msg = "grid_degrees must be positive and tolerance_m must not be negative"
        raise ValueError(msg)
    frame = checked_frame(frame)
    codes = frame["code"].to_numpy()
    areas = repaired_polygons(frame.geometry.to_numpy())
    refuse_codes("empty_geometry", codes[shapely.is_missing(areas)])

    cells = snap_network(shapely.transform(areas, lambda lon_lat: lon_lat / grid_degrees))
    refuse_codes("area_vanished", codes[shapely.is_missing(cells)])
    if tolerance_m > 0:
        cells = _simplify_cells(cells, _metres_per_degree(frame) * grid_degrees, tolerance_m)
    result = boundary_frame(codes, shapely.transform(cells, lambda xy: np.round(np.rint(xy) * grid_degrees, _DECIMALS)))
    snapped: Geometries = result.geometry.to_numpy()
    refuse_codes("area_vanished", codes[shapely.area(snapped) == 0])
    if not _is_coverage(snapped):
        raise BoundaryError("coverage_invalid", codes=check_coverage(result).invalid_codes)
    return result


def _metres_per_degree(frame: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Metres per degree of longitude and of latitude in the middle of the frame (Snyder 1987, p. 25).

    J. P. Snyder, Map projections: a working manual, USGS Professional Paper 1395, equations 4-18 to 4-21.
    """
    ellipsoid = pyproj.Geod(ellps="WGS84")
    _, south, _, north = frame.total_bounds
    latitude = np.radians((south + north) / 2)
    flattening = 1 - ellipsoid.es * np.sin(latitude) ** 2
    along_parallel = ellipsoid.a * np.cos(latitude) / np.sqrt(flattening)
    along_meridian = ellipsoid.a * (1 - ellipsoid.es) / flattening**1.5
    metres: NDArray[np.float64] = np.radians(np.array([along_parallel, along_meridian]))
    return metres


def _simplify_cells(cells: Geometries, metres_per_cell: NDArray[np.float64], tolerance_m: float) -> Geometries:
    metres = shapely.transform(cells, lambda xy: xy * metres_per_cell)
    # With a tolerance near the size of an area GEOS 3.14 may let its outer ring cross an enclave.
    for halvings in range(_MAX_HALVINGS):
        simplified = shapely.coverage_simplify(metres, tolerance_m / 2**halvings)
        in_cells: Geometries = shapely.transform(simplified, lambda xy: np.rint(xy / metres_per_cell))
        if _is_coverage(in_cells):
            return in_cells
    return cells


def _is_coverage(areas: Geometries) -> bool:
    return bool(shapely.is_valid(areas).all() and shapely.coverage_is_valid(areas))


def dissolve(frame: gpd.GeoDataFrame, *, parent_of: Mapping[str, str]) -> gpd.GeoDataFrame:
    """Join areas into their parents, e.g. desa into kecamatan.

    Parameters
    ----------
    frame : GeoDataFrame
        Columns `code` and `geometry`; EPSG:4326; a valid coverage (see `generalise_coverage`).
    parent_of : Mapping of str to str, keyword-only
        Code of the parent by code of the child; codes that the frame does not have are ignored.

    Returns
    -------
    GeoDataFrame
        Columns `code` (of the parent) and `geometry`; EPSG:4326; ascending codes. The borders are those
        of the children, vertex by vertex, so parents are a valid coverage too.

    Raises
    ------
    BoundaryError
        ``no_parent`` (codes without one), ``coverage_invalid``, or what `check_coverage` raises.
    """
    frame = checked_frame(frame)
    areas: Geometries = frame.geometry.to_numpy()
    refuse_codes("no_parent", (code for code in frame["code"] if code not in parent_of))
    if not shapely.coverage_is_valid(areas):
        raise BoundaryError("coverage_invalid", codes=check_coverage(frame).invalid_codes)
    parent = frame["code"].map(dict(parent_of)).to_numpy()
    parents = sorted(set(parent))
    joined = np.array([shapely.coverage_union_all(areas[parent == code]) for code in parents], dtype=object)
    return boundary_frame(parents, repaired_polygons(joined))
