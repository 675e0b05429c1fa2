"""Boundary frames as GeoJSON text, the way the map in the browser needs it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.errors import BoundaryError
from geo.polygons import boundary_frame, checked_frame, refuse_codes

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from geo.polygons import Geometries


def to_geojson(
    frame: gpd.GeoDataFrame, *, names: Mapping[str, str], decimals: int = 4, attribution: str | None = None
) -> str:
    """Write areas as a compact GeoJSON FeatureCollection.

    Outer rings run **clockwise** and holes counter-clockwise, seen with north up. That is against the
    recommendation of RFC 7946 section 3.1.6, and on purpose: plotly's `Choropleth` (plotly.js 4.1, d3-geo)
    takes a ring for the border of what lies on its right hand and does not rewind, so the other way
    round it fills the world outside the area. Readers other than d3 accept both.

    Parameters
    ----------
    frame : GeoDataFrame
        Columns `code` and `geometry`; EPSG:4326.
    names : Mapping of str to str, keyword-only
        Name by code.
    decimals : int, keyword-only
        Decimals of the degrees. Exact, hence still a coverage, for what `generalise_coverage` returns on
        a grid of that many decimals; finer borders are rounded each vertex alone.
    attribution : str, optional, keyword-only
        Written as a member of the collection where given.

    Returns
    -------
    str
        Features in ascending order of code, each with `id` = code and the properties `code` and `name`;
        a Polygon where an area has one part, else a MultiPolygon. The same frame gives the same text.

    Raises
    ------
    BoundaryError
        ``no_name`` (codes without one), ``rounding_breaks_geometry`` (areas that are not valid polygons
        with so few decimals), or ``not_wgs84``, ``no_areas``, ``code_twice``, ``empty_geometry``.
    """
    frame = checked_frame(frame)
    codes = frame["code"].to_numpy()
    refuse_codes("no_name", (code for code in codes if code not in names))
    rounded: Geometries = shapely.transform(frame.geometry.to_numpy(), lambda xy: np.round(xy, decimals))
    refuse_codes("rounding_breaks_geometry", codes[~shapely.is_valid(rounded)])
    clockwise = shapely.orient_polygons(rounded, exterior_cw=True)
    collection: dict[str, object] = {"type": "FeatureCollection"}
    if attribution is not None:
        collection["attribution"] = attribution
    collection["features"] = [
        {
            "type": "Feature",
            "id": code,
            "properties": {"code": code, "name": names[code]},
            "geometry": _geometry_member(area),
        }
        for code, area in zip(codes, clockwise, strict=True)
    ]
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"))


def _geometry_member(area: shapely.Geometry) -> dict[str, object]:
    polygons = [
        [shapely.get_coordinates(ring).tolist() for ring in (part.exterior, *part.interiors)]
        for part in shapely.get_parts(area)
    ]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def load_geojson(text: str) -> gpd.GeoDataFrame:
    """Read what `to_geojson` wrote.

    Parameters
    ----------
    text : str
        FeatureCollection whose features have the properties `code` and `name`; EPSG:4326.

    Returns
    -------
    GeoDataFrame
        Columns `code`, `geometry` and `name`; EPSG:4326; ascending codes.

    Raises
    ------
    BoundaryError
        ``unreadable_geojson`` (no such collection), ``no_areas``, ``code_twice`` or ``empty_geometry``.
    """
    try:
        features: list[dict[str, Any]] = json.loads(text)["features"]
        codes = [str(feature["properties"]["code"]) for feature in features]
        names = {code: str(f["properties"]["name"]) for code, f in zip(codes, features, strict=True)}
        areas = shapely.from_geojson([None if f["geometry"] is None else json.dumps(f["geometry"]) for f in features])
    except (ValueError, KeyError, TypeError, shapely.GEOSException) as error:
        raise BoundaryError("unreadable_geojson") from error
    if not codes:
        raise BoundaryError("no_areas")
    frame = checked_frame(boundary_frame(codes, areas))
    return frame.assign(name=frame["code"].map(names))
