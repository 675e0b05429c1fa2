"""Small steps on arrays of geometries and on boundary frames that the other modules share."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import geopandas as gpd
import numpy as np
import shapely
from shapely import GeometryType

from geo.errors import BoundaryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

Geometries: TypeAlias = "NDArray[np.object_]"

WGS84 = "EPSG:4326"
# Cylindrical equal-area for the whole world: a region that crosses UTM zones is no special case.
EQUAL_AREA = "EPSG:6933"

_COLLECTIONS = (GeometryType.MULTIPOLYGON, GeometryType.GEOMETRYCOLLECTION)


def repaired_polygons(geometries: Geometries) -> Geometries:
    """The valid, two-dimensional polygonal part of each geometry.

    Parameters
    ----------
    geometries : array of geometry or None, shape (n,)
        Any CRS; coordinates are not changed, but for new vertices where rings cross.

    Returns
    -------
    array of Polygon, MultiPolygon or None, shape (n,)
        None where no area is left: missing and empty geometries, points, lines, collapsed rings.
    """
    polygons = _polygons_only(shapely.force_2d(geometries))
    return _polygons_only(shapely.make_valid(polygons, method="structure", keep_collapsed=False))


def _polygons_only(geometries: Geometries) -> Geometries:
    parts, owner = shapely.get_parts(geometries, return_index=True)
    while np.isin(shapely.get_type_id(parts), _COLLECTIONS).any():
        parts, inner = shapely.get_parts(parts, return_index=True)
        owner = owner[inner]
    keep = (shapely.get_type_id(parts) == GeometryType.POLYGON) & ~shapely.is_empty(parts)
    parts, owner = parts[keep], owner[keep]
    result: Geometries = np.full(len(geometries), None, dtype=object)
    shapely.multipolygons(parts, indices=owner, out=result)
    is_single = np.bincount(owner, minlength=len(geometries)) == 1
    result[is_single] = shapely.get_geometry(result[is_single], 0)
    return result


def boundary_frame(codes: Sequence[str], geometries: Geometries) -> gpd.GeoDataFrame:
    """A frame with columns `code` (text) and `geometry` (EPSG:4326), in ascending order of code."""
    frame = gpd.GeoDataFrame({"code": list(codes)}, geometry=list(geometries), crs=WGS84)
    return frame.sort_values("code", ignore_index=True)


def checked_frame(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame ordered by code; an error that says why where it is no boundary frame.

    Raises
    ------
    BoundaryError
        ``not_wgs84`` (the CRS is missing or not geographic WGS 84), ``no_areas`` (no row),
        ``code_twice``, ``empty_geometry`` (a code without any area).
    """
    if frame.crs is None or frame.crs != WGS84:
        raise BoundaryError("not_wgs84", crs=None if frame.crs is None else frame.crs.name)
    if frame.empty:
        raise BoundaryError("no_areas")
    refuse_codes("code_twice", frame.loc[frame["code"].duplicated(), "code"])
    is_missing = frame.geometry.isna() | frame.geometry.is_empty
    refuse_codes("empty_geometry", frame.loc[is_missing, "code"])
    return frame.sort_values("code", ignore_index=True)


def refuse_codes(reason: str, codes: Iterable[str]) -> None:
    """Raise `BoundaryError(reason, codes=...)` unless `codes` is empty."""
    named = tuple(sorted(set(codes)))
    if named:
        raise BoundaryError(reason, codes=named)


def areas_m2(geometries: Geometries) -> NDArray[np.float64]:
    """True areas in m2 of geometries given in EPSG:4326 (measured in EPSG:6933, equal-area)."""
    areas: NDArray[np.float64] = gpd.GeoSeries(geometries, crs=WGS84).to_crs(EQUAL_AREA).area.to_numpy()
    return areas
