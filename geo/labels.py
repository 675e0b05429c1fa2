"""Where the names stand on a map: inside their areas, where they fit, never upon each other."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

CHARACTER_PX, LINE_PX = 6.6, 15.0
"""Width of an average character and height of a line of 12 px text, in pixels."""

_OVERHANG = 1.35
"""How much wider than its area's inner circle a label may be: it may cross a border a little."""


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


def label_points(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Find the middle of the largest circle inside each area.

    Parameters
    ----------
    frame
        `code` and `geometry`, EPSG:4326.

    Returns
    -------
    DataFrame
        Index `code`; `longitude`, `latitude` and `radius`, in degrees of latitude.
    """
    stretch = np.cos(np.deg2rad(np.mean(frame.total_bounds[[1, 3]])))
    # Degrees of longitude are shorter: squeezed, a circle on the ground is a circle here.
    squeezed = shapely.transform(frame.geometry.to_numpy(), lambda xy: xy * (stretch, 1.0))
    circles = shapely.maximum_inscribed_circle(squeezed, tolerance=0.0005)
    centres = shapely.get_point(circles, 0)
    return pd.DataFrame(
        {
            "longitude": shapely.get_x(centres) / stretch,
            "latitude": shapely.get_y(centres),
            "radius": shapely.length(circles),
        },
        index=pd.Index(frame["code"], name="code"),
    )


def labels_that_fit(
    points: pd.DataFrame, *, texts: Mapping[str, tuple[str, ...]], extent: Extent, width_px: float, height_px: float
) -> dict[str, tuple[str, ...]]:
    """Choose the labels that fit into their areas and do not touch each other, the roomiest areas first.

    Parameters
    ----------
    points
        As `label_points` gives them.
    texts
        Lines of each label by code, keyword-only; where all do not fit, the first alone is tried.
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
        width_px / max((extent.east - extent.west) * stretch, 1e-9), height_px / max(extent.north - extent.south, 1e-9)
    )
    taken: list[tuple[float, float, float, float]] = []
    chosen: dict[str, tuple[str, ...]] = {}
    for code, point in points.sort_values("radius", ascending=False).iterrows():
        lines = texts.get(str(code))
        if not lines:
            continue
        x, y = point["longitude"] * stretch * scale, point["latitude"] * scale
        room = point["radius"] * scale * _OVERHANG
        for attempt in dict.fromkeys((lines, lines[:1])):
            half_width = max(len(line) for line in attempt) * CHARACTER_PX / 2
            half_height = len(attempt) * LINE_PX / 2
            box = (x - half_width, y - half_height, x + half_width, y + half_height)
            if half_width <= room and not any(_touch(box, other) for other in taken):
                taken.append(box)
                chosen[str(code)] = attempt
                break
    return chosen


def _touch(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
