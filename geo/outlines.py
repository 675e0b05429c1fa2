"""Outlines of areas as a browser draws them: paths on a plane, with where a label stands in each."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.labels import label_points

UNITS = 10_000
"""Units of the plane to a degree of longitude: about ten metres, as outlines are kept."""


def outlines_text(frame: gpd.GeoDataFrame) -> str:
    """Outlines of areas as JSON: by code a path (SVG) and eight numbers.

    The plane is Mercator's, in whole units, y downwards, and begins in the north-west corner of all areas. The numbers
    are the left, upper, right and lower edge; x and y of the middle of the largest circle inside, its radius, and how
    far the area reaches to both sides of it (`geo.labels.label_points`).

    Parameters
    ----------
    frame
        `code` and `geometry`, EPSG:4326.
    """
    on_plane = shapely.transform(frame.geometry.to_numpy(), _project)
    points = label_points(frame)
    centres = _project(points[["longitude", "latitude"]].to_numpy())
    # Mercator enlarges all lengths of one latitude alike.
    scale = UNITS / np.cos(np.deg2rad(points["latitude"].to_numpy()))
    rooms = points[["radius", "half_width"]].to_numpy() * scale[:, None]
    west, north, *_ = shapely.total_bounds(on_plane)
    outlines = {}
    for code, area, centre, room in zip(frame["code"], on_plane, centres, rooms, strict=True):
        moved = shapely.transform(area, lambda xy: np.round(xy - (west, north)))
        edges = [*map(round, shapely.bounds(moved))]
        outlines[code] = [_path(moved), *edges, *map(round, centre - (west, north)), *map(round, room)]
    return json.dumps(outlines, separators=(",", ":"))


def offset_of(bounds: pd.DataFrame, other: pd.DataFrame) -> tuple[int, int]:
    """Where the plane of the outlines of other areas begins on that of these, x and y in units.

    Parameters
    ----------
    bounds, other
        As `geo.labels.bounds_of` gives them for the two.
    """
    corners = np.array([[edges["west"].min(), edges["north"].max()] for edges in (bounds, other)])
    x, y = np.diff(_project(corners), axis=0)[0]
    return round(x), round(y)


def _project(degrees: np.ndarray) -> np.ndarray:
    north = np.rad2deg(np.arcsinh(np.tan(np.deg2rad(degrees[:, 1]))))
    plane: np.ndarray = np.column_stack((degrees[:, 0], -north)) * UNITS
    return plane


def _path(area: shapely.Geometry) -> str:
    polygons = [part for part in shapely.get_parts(area) if part.geom_type == "Polygon"]
    rings = [ring for part in polygons for ring in (part.exterior, *part.interiors)]
    return "".join(_ring(shapely.get_coordinates(ring).astype(int)) for ring in rings)


def _ring(corners: np.ndarray) -> str:
    """One closed ring, each corner from the one before it; those that fall together are one."""
    steps = np.diff(corners[:-1], axis=0)
    steps = steps[steps.any(axis=1)]
    x, y = corners[0]
    return f"M{x} {y}l" + " ".join(f"{east} {south}" for east, south in steps) + "z" if len(steps) else ""
