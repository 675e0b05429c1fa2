"""Where the names stand on a map: inside their areas, where they fit, never upon each other."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

Box = tuple[float, float, float, float]
"""Left, lower, right and upper edge, in pixels."""

CHARACTER_PX, LINE_PX = 6.6, 15.0
"""Width of an average character and height of a line of 12 px text, in pixels."""

_BAND = 0.6
"""Half the height of the band in which a label may be as wide as its area, as a part of the circle's radius."""

_CUTS = np.linspace(-_BAND, _BAND, 7)
"""Heights at which the width of an area is measured, as parts of the circle's radius."""


@dataclass(frozen=True, slots=True)
class Extent:
    """What a map shows: west, south, east, north in degrees."""

    west: float
    south: float
    east: float
    north: float

    @property
    def middle(self) -> float:
        """Latitude of the middle."""
        return (self.south + self.north) / 2

    @property
    def height_to_width(self) -> float:
        """Height of the map by its width, as it is drawn (a degree east shrinks with the latitude)."""
        wide = (self.east - self.west) * float(np.cos(np.deg2rad(self.middle)))
        return (self.north - self.south) / max(wide, 1e-9)


def bounds_of(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """The edges `west`, `south`, `east`, `north` of each area in degrees, by code; `frame` as for `label_points`."""
    bounds = frame.geometry.bounds.set_axis(["west", "south", "east", "north"], axis=1)
    by_code: pd.DataFrame = bounds.set_axis(pd.Index(frame["code"]), axis=0)
    return by_code


def extent_of(bounds: pd.DataFrame, codes: list[str], *, margin: float) -> Extent:
    """What a map of some areas shows.

    Parameters
    ----------
    bounds
        As `bounds_of` gives them; areas without are left out.
    margin
        Part of width and height left free around the areas, keyword-only.
    """
    inside = bounds.loc[bounds.index.intersection(codes)]
    west, south, east, north = inside["west"].min(), inside["south"].min(), inside["east"].max(), inside["north"].max()
    x, y = (east - west) * margin, (north - south) * margin
    return Extent(west - x, south - y, east + x, north + y)


def label_points(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Find the middle of the largest circle inside each area.

    Parameters
    ----------
    frame
        `code` and `geometry`, EPSG:4326.

    Returns
    -------
    DataFrame
        Index `code`; `longitude`, `latitude`; in degrees of latitude the `radius` of the circle, and `half_width`: how
        far the area reaches both to the left and to the right of the middle, all along a band around it.
    """
    stretch = np.cos(np.deg2rad(np.mean(frame.total_bounds[[1, 3]])))
    # Degrees of longitude are shorter: squeezed, a circle on the ground is a circle here.
    squeezed = shapely.transform(frame.geometry.to_numpy(), lambda xy: xy * (stretch, 1.0))
    circles = shapely.maximum_inscribed_circle(squeezed, tolerance=0.0005)
    centres = shapely.get_point(circles, 0)
    radii = shapely.length(circles)
    return pd.DataFrame(
        {
            "longitude": shapely.get_x(centres) / stretch,
            "latitude": shapely.get_y(centres),
            "radius": radii,
            "half_width": [
                min(_reach(area, centre.x, centre.y + cut * radius) for cut in _CUTS)
                for area, centre, radius in zip(squeezed, centres, radii, strict=True)
            ],
        },
        index=pd.Index(frame["code"], name="code"),
    )


def _reach(area: shapely.Geometry, x: float, y: float) -> float:
    """How far an area reaches without a gap from a point, to the left or to the right, whichever is less."""
    west, _, east, _ = area.bounds
    line = shapely.LineString([(west - 1, y), (east + 1, y)])
    for part in shapely.get_parts(shapely.intersection(area, line)):
        first, _, last, _ = part.bounds
        if first <= x <= last:
            return float(min(x - first, last - x))
    return 0.0


def labels_that_fit(
    points: pd.DataFrame,
    *,
    texts: Mapping[str, tuple[str, ...]],
    extent: Extent,
    width_px: float,
    height_px: float,
) -> dict[str, tuple[str, ...]]:
    """Choose the labels that fit into their areas and into the map and do not touch each other, the roomiest first.

    Parameters
    ----------
    points
        As `label_points` gives them.
    texts
        Lines of each label by code, keyword-only: the name, and a line that begins with a symbol. Where both do not
        fit, the name alone is tried, then the symbol alone.
    extent
        What the map shows, keyword-only.
    width_px, height_px
        Size of the map, keyword-only.

    Returns
    -------
    dict
        Lines to be drawn by code.
    """
    stretch = float(np.cos(np.deg2rad(extent.middle)))
    scale = min(
        width_px / max((extent.east - extent.west) * stretch, 1e-9),
        height_px / max(extent.north - extent.south, 1e-9),
    )
    frame = _frame(extent, stretch * scale, scale, width_px=width_px, height_px=height_px)
    taken: list[Box] = []
    chosen: dict[str, tuple[str, ...]] = {}
    for code, point in points.sort_values("radius", ascending=False).iterrows():
        lines = texts.get(str(code))
        if not lines:
            continue
        x, y = point["longitude"] * stretch * scale, point["latitude"] * scale
        symbol = lines[-1].split(" ")[:1] if len(lines) > 1 else []
        for attempt in dict.fromkeys((lines, lines[:1], tuple(symbol))):
            if not attempt:
                continue
            half_width = max(len(line) for line in attempt) * CHARACTER_PX / 2
            half_height = len(attempt) * LINE_PX / 2
            box = (x - half_width, y - half_height, x + half_width, y + half_height)
            if (
                _has_room(point, scale, half_width, half_height)
                and _inside(box, frame)
                and not any(_touch(box, other) for other in taken)
            ):
                taken.append(box)
                chosen[str(code)] = attempt
                break
    return chosen


def room_within(
    ground: shapely.Geometry, point: tuple[float, float], half: tuple[float, float], tries: int
) -> tuple[float, float] | None:
    """The place nearest to a point around which a box lies within an area as a whole; None where there is none.

    Parameters
    ----------
    ground
        The area, in any plane.
    point
        Where the box should stand.
    half
        Half its width and half its height.
    tries
        Places tried along each side of the area.
    """
    (x, y), (wide, high) = point, half
    west, south, east, north = shapely.bounds(ground)
    if wide * 2 > east - west or high * 2 > north - south:
        return None
    across = np.append(np.linspace(west + wide, east - wide, tries), x)
    up = np.append(np.linspace(south + high, north - high, tries), y)
    xs, ys = (axis.ravel() for axis in np.meshgrid(across, up))
    shapely.prepare(ground)
    has_room = shapely.contains(ground, shapely.box(xs - wide, ys - high, xs + wide, ys + high))
    if not has_room.any():
        return None
    nearest = int(np.argmin(np.where(has_room, np.hypot(xs - x, ys - y), np.inf)))
    return float(xs[nearest]), float(ys[nearest])


def _frame(extent: Extent, east_px: float, north_px: float, *, width_px: float, height_px: float) -> Box:
    """The edges of the map, which shows the extent in its middle."""
    x, y = (extent.west + extent.east) / 2 * east_px, extent.middle * north_px
    return (x - width_px / 2, y - height_px / 2, x + width_px / 2, y + height_px / 2)


def _has_room(point: pd.Series, scale: float, half_width: float, half_height: float) -> bool:
    in_band = half_height <= point["radius"] * scale * _BAND and half_width <= point["half_width"] * scale
    return in_band or bool(np.hypot(half_width, half_height) <= point["radius"] * scale)


def _inside(box: Box, frame: Box) -> bool:
    return frame[0] <= box[0] and frame[1] <= box[1] and box[2] <= frame[2] and box[3] <= frame[3]


def _touch(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
