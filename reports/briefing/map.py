"""The map of a briefing: greys for a printer without colour, each class with its sign, and names where they fit."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from geo.labels import label_points, room_within
from geo.layers import areas_of, codes_of
from presentation.charts.area_view import ShownArea
from presentation.charts.colours import NO_CLASS, NO_COMPARISON
from reports.briefing.paper import INK, LEADING, RULE, Page, legible, width_of

Room = tuple[float, float, float, float]
"""Left, bottom, width and height in points."""

GREYS = {
    0: ("#ffffff", INK),
    1: ("#e4e4e4", INK),
    2: ("#bdbdbd", INK),
    3: ("#6a6a6a", "#ffffff"),
    4: ("#2b2b2b", "#ffffff"),
    NO_CLASS: ("#ffffff", INK),
    NO_COMPARISON: ("#f4f4f4", INK),
}
"""Fill of each class and ink upon it: the further behind, the darker."""

_TYPES = (8.0, 7.0, 6.0, 5.2, 4.6)
_TRIES = 12
"""Places tried along each side of an area for its label."""
_AROUND = 0.3
"""What is shown around scattered areas, as a part of how far they reach."""


@dataclass(frozen=True, slots=True)
class _Plane:
    """Where degrees lie on the page."""

    east: float
    north: float
    centre: tuple[float, float]
    middle_point: tuple[float, float]

    def put(self, xy: np.ndarray) -> np.ndarray:
        moved: np.ndarray = (xy - self.centre) * (self.east, self.north) + self.middle_point
        return moved


def draw_map(
    page: Page, room: Room, shapes: gpd.GeoDataFrame, areas: Sequence[ShownArea], *, ground: gpd.GeoDataFrame | None
) -> None:
    """Draw areas into a room, each in the grey of its class.

    Parameters
    ----------
    shapes
        `code` and `geometry`, EPSG:4326; those of other areas are left out.
    areas
        As the list shows them.
    ground
        Outlines to be drawn below them, so that scattered areas can be found; None for none. Keyword-only.
    """
    seen = areas_of(shapes, [area.code for area in areas])
    if not len(seen):
        return
    plane = _plane(room, seen, _AROUND if ground is not None else 0.0)
    page.canvas.saveState()
    page.keep_to(room)
    for _code, outline in _on_page(ground, plane) if ground is not None else ():
        _draw(page, outline, "#fafafa", RULE)
    class_of = {area.code: area.class_index for area in areas}
    outlines = _on_page(seen, plane)
    for code, outline in outlines:
        _draw(page, outline, GREYS[class_of[code]][0], INK, is_dashed=class_of[code] == NO_CLASS)
    labels = {area.code: tuple(map(legible, area.label)) for area in areas}
    points = plane.put(label_points(seen)[["longitude", "latitude"]].to_numpy()).tolist()
    for (code, outline), (x, y) in zip(outlines, points, strict=True):
        _write_label(page, (x, y), labels[code], outline, GREYS[class_of[code]][1])
    page.canvas.restoreState()


def _plane(room: Room, extent: gpd.GeoDataFrame, around: float) -> _Plane:
    left, bottom, width, height = room
    west, south, east, north = extent.total_bounds
    margin = around * max(east - west, north - south)
    west, south, east, north = west - margin, south - margin, east + margin, north + margin
    latitude = (south + north) / 2
    # A degree of longitude is shorter on the ground than one of latitude.
    stretch = float(np.cos(np.deg2rad(latitude)))
    scale = min(width / max((east - west) * stretch, 1e-9), height / max(north - south, 1e-9))
    return _Plane(stretch * scale, scale, ((west + east) / 2, latitude), (left + width / 2, bottom + height / 2))


def _on_page(frame: gpd.GeoDataFrame, plane: _Plane) -> list[tuple[str, shapely.Geometry]]:
    return list(zip(codes_of(frame), shapely.transform(frame.geometry.to_numpy(), plane.put), strict=True))


def _draw(page: Page, outline: shapely.Geometry, fill: str, line: str, *, is_dashed: bool = False) -> None:
    canvas = page.canvas
    path = canvas.beginPath()
    polygons = [part for part in shapely.get_parts(outline) if part.geom_type == "Polygon"]
    for ring in (ring for part in polygons for ring in (part.exterior, *part.interiors)):
        (x, y), *rest = shapely.get_coordinates(ring).round(2).tolist()
        path.moveTo(x, y)
        for x, y in rest:
            path.lineTo(x, y)
        path.close()
    canvas.setFillColor(fill)
    canvas.setStrokeColor(line)
    canvas.setLineWidth(0.5)
    canvas.setDash([1.5, 1.5] if is_dashed else [])
    # By even and odd, so that holes stay holes whichever way their borders run.
    canvas.drawPath(path, stroke=1, fill=1, fillMode=0)
    canvas.setDash([])


def _write_label(
    page: Page, point: tuple[float, float], lines: tuple[str, ...], outline: shapely.Geometry, ink: str
) -> None:
    """Write as much of a label as its area has room for: name and rate, the name, sign and rate, or the sign alone."""
    sign = lines[-1].split(" ")[:1] if len(lines) > 1 else []
    for attempt in dict.fromkeys((lines, lines[:1], lines[-1:], tuple(sign))):
        for size in _TYPES if attempt else ():
            half = max(width_of(line, size) for line in attempt) / 2, len(attempt) * size * LEADING / 2
            place = room_within(outline, point, half, _TRIES)
            if place is not None:
                for number, line in enumerate(attempt):
                    foot = place[1] + half[1] - (number + 0.78) * size * LEADING
                    page.write(place[0], foot, line, size, ink=ink, side="centre")
                return
