"""Labels: inside their areas, never upon each other, never cut by the edge of the map."""

from __future__ import annotations

from itertools import combinations
from math import cos, radians

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.labels import CHARACTER_PX, LINE_PX, Extent, bounds_of, extent_of, label_points, labels_that_fit
from tests.geo.synthetic import frame_of, wiggly_coverage

SIDE = 0.1
EXTENT = Extent(110.8, -6.85, 110.8 + SIDE, -6.85 + SIDE)


def scale_of(extent: Extent, width_px: float, height_px: float) -> tuple[float, float]:
    """Pixels per degree, east and north, of a map that keeps its shape; how a reader would work it out."""
    stretch = cos(radians((extent.south + extent.north) / 2))
    per_degree = min(width_px / ((extent.east - extent.west) * stretch), height_px / (extent.north - extent.south))
    return per_degree * stretch, per_degree


@pytest.mark.parametrize("seed", range(4))
def test_the_circle_around_a_point_lies_inside_its_area(seed: int) -> None:
    frame = wiggly_coverage(seed=seed)
    points = label_points(frame)
    assert list(points.index) == list(frame["code"])
    stretch = np.cos(np.deg2rad(frame.total_bounds[[1, 3]].mean()))
    for code, area in zip(frame["code"], frame.geometry, strict=True):
        squeezed = shapely.transform(area, lambda xy: xy * (stretch, 1.0))
        point = points.loc[code]
        circle = shapely.Point(point["longitude"] * stretch, point["latitude"]).buffer(point["radius"] * 0.999)
        assert squeezed.buffer(1e-9).contains(circle)


@pytest.mark.parametrize("seed", range(4))
def test_the_band_around_a_point_lies_inside_its_area(seed: int) -> None:
    frame = wiggly_coverage(seed=seed)
    points = label_points(frame)
    stretch = np.cos(np.deg2rad(frame.total_bounds[[1, 3]].mean()))
    for code, area in zip(frame["code"], frame.geometry, strict=True):
        squeezed = shapely.transform(area, lambda xy: xy * (stretch, 1.0))
        point = points.loc[code]
        x, y = point["longitude"] * stretch, point["latitude"]
        half = (point["half_width"], 0.6 * point["radius"])
        band = shapely.box(x - half[0], y - half[1], x + half[0], y + half[1])
        # Between the heights at which the width is measured a border may bend in a little.
        assert band.difference(squeezed).area <= 0.02 * band.area
        assert point["half_width"] > 0


def test_a_hole_beside_the_middle_ends_the_band() -> None:
    area = shapely.box(110.80, -6.82, 110.90, -6.78) - shapely.box(110.87, -6.81, 110.88, -6.79)
    point = label_points(frame_of(a=area)).loc["a"]
    assert point["longitude"] + point["half_width"] <= 110.8701


def test_the_point_of_a_crescent_lies_on_it_and_of_islands_on_the_largest() -> None:
    crescent = shapely.Point(110.85, -6.8).buffer(0.05) - shapely.Point(110.87, -6.8).buffer(0.05)
    islands = shapely.MultiPolygon([shapely.box(111, -6.9, 111.01, -6.89), shapely.box(111.1, -6.9, 111.2, -6.8)])
    points = label_points(frame_of(a=crescent, b=islands))
    assert crescent.contains(shapely.Point(points.at["a", "longitude"], points.at["a", "latitude"]))
    assert islands.geoms[1].contains(shapely.Point(points.at["b", "longitude"], points.at["b", "latitude"]))


Texts = st.lists(
    st.tuples(
        st.floats(0, SIDE),
        st.floats(0, SIDE),
        st.floats(0, 0.03),
        st.integers(0, 25),
        st.sampled_from(["", "▲ 12,5 %"]),
    ),
    max_size=25,
)


@given(Texts, st.sampled_from([(420, 600), (300, 300), (900, 400)]))
def test_labels_never_touch_and_keep_to_their_room(
    places: list[tuple[float, float, float, int, str]], size: tuple[int, int]
) -> None:
    points = pd.DataFrame(
        [(EXTENT.west + x, EXTENT.south + y, radius, 1.2 * radius) for x, y, radius, _, _ in places],
        columns=["longitude", "latitude", "radius", "half_width"],
        index=pd.Index([str(number) for number in range(len(places))], name="code"),
    )
    texts = {
        str(number): tuple(line for line in ("x" * length, second) if line)
        for number, (_, _, _, length, second) in enumerate(places)
    }
    chosen = labels_that_fit(points, texts=texts, extent=EXTENT, width_px=size[0], height_px=size[1])
    east, north = scale_of(EXTENT, *size)
    boxes = []
    for code, lines in chosen.items():
        assert lines in {texts[code], texts[code][:1], ("▲",)}
        half = max(map(len, lines)) * CHARACTER_PX / 2
        assert half <= points.at[code, "half_width"] * north + 1e-6
        assert len(lines) * LINE_PX / 2 <= points.at[code, "radius"] * north + 1e-6
        x, y = points.at[code, "longitude"] * east, points.at[code, "latitude"] * north
        middle_x, middle_y = (EXTENT.west + EXTENT.east) / 2 * east, (EXTENT.south + EXTENT.north) / 2 * north
        assert abs(x - middle_x) + half <= size[0] / 2 + 1e-6
        assert abs(y - middle_y) + len(lines) * LINE_PX / 2 <= size[1] / 2 + 1e-6
        boxes.append(shapely.box(x - half, y - len(lines) * LINE_PX / 2, x + half, y + len(lines) * LINE_PX / 2))
    for one, other in combinations(boxes, 2):
        assert one.intersection(other).area < 1e-6


def one_point(radius: float) -> pd.DataFrame:
    values = {"longitude": [110.85], "latitude": [-6.8], "radius": [radius], "half_width": [radius]}
    return pd.DataFrame(values, index=pd.Index(["a"], name="code"))


@pytest.mark.parametrize(
    ("radius", "lines"),
    [(0.05, ("Kaliwungu", "▲ 12,5 %")), (0.003, ("▲",)), (0.0001, None)],
)
def test_where_little_room_is_left_the_symbol_stands_alone(radius: float, lines: tuple[str, ...] | None) -> None:
    texts = {"a": ("Kaliwungu", "▲ 12,5 %")}
    chosen = labels_that_fit(one_point(radius), texts=texts, extent=EXTENT, width_px=420, height_px=420)
    assert chosen.get("a") == lines


def test_a_tall_label_falls_back_to_its_name() -> None:
    """Beside a label that is there already only one line has room."""
    points = pd.DataFrame(
        {
            "longitude": [110.85, 110.85],
            "latitude": [-6.8, -6.8 + 24 * SIDE / 420],
            "radius": [0.05, 0.04],
            "half_width": [0.05, 0.04],
        },
        index=pd.Index(["a", "b"], name="code"),
    )
    texts = {"a": ("Jati", "▲ 12 %"), "b": ("Bae", "▼ 3 %")}
    chosen = labels_that_fit(points, texts=texts, extent=EXTENT, width_px=420, height_px=420)
    assert chosen == {"a": ("Jati", "▲ 12 %"), "b": ("Bae",)}


def test_areas_without_text_or_point_have_no_label() -> None:
    assert labels_that_fit(one_point(0.05), texts={"b": ("Jati",)}, extent=EXTENT, width_px=420, height_px=420) == {}
    empty = one_point(0.05).iloc[:0]
    assert labels_that_fit(empty, texts={"a": ("Jati",)}, extent=EXTENT, width_px=420, height_px=420) == {}


def test_an_extent_without_width_or_height_is_no_error() -> None:
    dot = Extent(110.85, -6.8, 110.85, -6.8)
    assert set(labels_that_fit(one_point(0.0), texts={"a": ("Jati",)}, extent=dot, width_px=9, height_px=9)) <= {"a"}


def test_the_extent_of_some_areas_has_a_margin_on_every_side() -> None:
    bounds = bounds_of(frame_of(a=shapely.box(110, -7, 111, -6.5), b=shapely.box(111, -6, 112, -5)))
    assert extent_of(bounds, ["a"], margin=0) == Extent(110, -7, 111, -6.5)
    assert extent_of(bounds, ["a", "b", "unknown"], margin=0.5) == Extent(109, -8, 113, -4)
