"""The map as a picture: areas in their classes, names where they fit, the legend in words below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from geo.labels import CHARACTER_PX, LINE_PX, Box, Extent, label_points, labels_that_fit, room_within
from geo.layers import areas_of, codes_of
from presentation.charts.area_view import AreaClass, ShownArea
from reports.pictures.sheet import INK, Caption, KeyEntry, Sheet, new_sheet
from reports.pictures.text import LEADING, legible, rgba, text_width

_HEIGHT_PT, _LEAST_PT = 720.0, 330.0
_MARGIN = 0.015
"""Part of the map's width and height left free around the areas."""

_TYPES_PT, _SMALL_TYPES_PT = (9.5, 8.0, 6.5, 5.5), (6.5, 5.5, 4.8)
_FEW = 40
"""Up to so many areas the names are written in the larger types."""

_TRIES = 12
"""Places tried along each side of an area for a label that does not fit in its middle."""

_PAPER_WIDTH = 1.13
"""Width of the picture's typeface, as a multiple of the screen's that the labels are fitted with."""


@dataclass(frozen=True, slots=True)
class _View:
    """Where degrees lie on the sheet.

    Attributes
    ----------
    east, north
        Points per degree.
    sheet_centre, centre
        The same point on the sheet (points) and in degrees.
    """

    east: float
    north: float
    sheet_centre: tuple[float, float]
    centre: tuple[float, float]

    def place(self, xy: np.ndarray) -> np.ndarray:
        moved: np.ndarray = (xy - self.centre) * (self.east, self.north) + self.sheet_centre
        return moved


@dataclass(frozen=True, slots=True)
class _Label:
    """Lines in one size of type; the largest type that holds the most lines is taken, since paper has no hover."""

    lines: tuple[str, ...]
    size: float
    x: float
    y: float

    @property
    def says(self) -> int:
        return sum(map(len, self.lines))

    @property
    def half(self) -> tuple[float, float]:
        wide = max((text_width(line, self.size) for line in self.lines), default=0.0) / 2
        return wide, len(self.lines) * self.size * LEADING / 2

    @property
    def box(self) -> Box:
        wide, high = self.half
        return (self.x - wide, self.y - high, self.x + wide, self.y + high)


def map_sheet(
    shapes: gpd.GeoDataFrame,
    areas: Sequence[ShownArea],
    *,
    classes: Sequence[AreaClass],
    chosen: str | None,
    caption: Caption,
) -> Sheet:
    """Draw what `reports.pictures.pictures.map_png` gives as a file."""
    seen = areas_of(shapes, [area.code for area in areas])
    if not len(seen):
        msg = "none of these areas has an outline"
        raise ValueError(msg)
    key = [KeyEntry(entry.label, entry.line, entry.fill) for entry in classes]
    sheet = new_sheet(caption, key, height=_HEIGHT_PT, least=_LEAST_PT)
    extent = _extent(seen)
    view = _view(sheet, extent)
    class_of = {area.code: area.class_index for area in areas}
    outlines = {code: _outline(area, view) for code, area in zip(codes_of(seen), seen.geometry, strict=True)}
    for code, outline in outlines.items():
        entry = classes[class_of[code]]
        _add(sheet, outline, code, facecolor=rgba(entry.fill), edgecolor=rgba(entry.line), linewidth=0.6)
    if chosen in outlines:
        _add(sheet, outlines[chosen], "chosen", facecolor="none", edgecolor="#111111", linewidth=2.2)
    labels = {area.code: area.label for area in areas}
    inks = {code: _ink(classes[class_of[code]]) for code in outlines}
    _write_labels(sheet, seen, labels, inks=inks, extent=extent, view=view)
    return sheet


def _extent(seen: gpd.GeoDataFrame) -> Extent:
    west, south, east, north = seen.total_bounds
    x, y = (east - west) * _MARGIN, (north - south) * _MARGIN
    return Extent(west - x, south - y, east + x, north + y)


def _view(sheet: Sheet, extent: Extent) -> _View:
    left, bottom, width, height = sheet.room
    # A degree of longitude is shorter on the ground than one of latitude.
    stretch = float(np.cos(np.deg2rad(extent.middle)))
    scale = min(width / ((extent.east - extent.west) * stretch), height / (extent.north - extent.south))
    centre = ((extent.west + extent.east) / 2, extent.middle)
    return _View(stretch * scale, scale, (left + width / 2, bottom + height / 2), centre)


def _outline(area: shapely.Geometry, view: _View) -> Path:
    # Agg fills what borders run around in one direction: a hole must run the other way.
    polygons = [part for part in shapely.get_parts(shapely.orient_polygons(area)) if part.geom_type == "Polygon"]
    rings = [ring for part in polygons for ring in (part.exterior, *part.interiors)]
    return Path.make_compound_path(*(Path(view.place(np.asarray(ring.coords)), closed=True) for ring in rings))


def _add(sheet: Sheet, outline: Path, name: str, **style: object) -> None:
    patch = PathPatch(outline, transform=sheet.points, joinstyle="round", gid=name, **style)
    sheet.figure.add_artist(patch)


def _ink(entry: AreaClass) -> str:
    """The colour of text upon a class; on one that lets the ground through, the sheet's own."""
    return entry.ink if entry.fill.startswith("#") else INK


def _write_labels(
    sheet: Sheet,
    seen: gpd.GeoDataFrame,
    labels: Mapping[str, tuple[str, ...]],
    *,
    inks: Mapping[str, str],
    extent: Extent,
    view: _View,
) -> None:
    points = label_points(seen)
    texts = {code: tuple(map(legible, lines)) for code, lines in labels.items()}
    sizes = _TYPES_PT if len(seen) <= _FEW else _SMALL_TYPES_PT
    positions = dict(zip(points.index, view.place(points[["longitude", "latitude"]].to_numpy()), strict=True))
    grounds = dict(zip(codes_of(seen), shapely.transform(seen.geometry.to_numpy(), view.place), strict=True))
    chosen: dict[str, _Label] = {}
    for size in sizes:
        pixel = size * max(LEADING / LINE_PX, 0.55 * _PAPER_WIDTH / CHARACTER_PX)
        width, height = sheet.room[2] / pixel, sheet.room[3] / pixel
        fitting = labels_that_fit(points, texts=texts, extent=extent, width_px=width, height_px=height)
        for code in points.index:
            # The screen fits labels by circles and an average character; on paper the outline itself decides, and has
            # room for more.
            label = _roomy(grounds[code], _Label(texts[code], size, *positions[code]))
            label = label or (_Label(fitting[code], size, *positions[code]) if code in fitting else None)
            if label is not None and (code not in chosen or label.says > chosen[code].says):
                chosen[code] = label
    taken: list[Box] = []
    for code in points.loc[list(chosen)].sort_values("radius", ascending=False).index:
        label = chosen[code]
        box = label.box
        if _is_inside(box, sheet) and not any(_touch(box, other) for other in taken):
            taken.append(box)
            style = {"ha": "center", "color": inks[code], "gid": f"label-{code}"}
            sheet.write_lines(label.x, box[3], label.lines, label.size, **style)


def _roomy(ground: shapely.Geometry, label: _Label) -> _Label | None:
    """Move a label to where it lies within its area as a whole, as near to its place as that is possible."""
    place = room_within(ground, (label.x, label.y), label.half, _TRIES)
    return None if place is None else replace(label, x=place[0], y=place[1])


def _is_inside(box: Box, sheet: Sheet) -> bool:
    left, bottom, width, height = sheet.room
    return left <= box[0] and bottom <= box[1] and box[2] <= left + width and box[3] <= bottom + height


def _touch(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
