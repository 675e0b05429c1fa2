"""Outlines as paths: the same areas on Mercator's plane, without seams, and with the room for a label in each."""

from __future__ import annotations

import json
import re
from itertools import accumulate, combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from geo.coverage import check_coverage
from geo.labels import bounds_of
from geo.outlines import UNITS, offset_of, outlines_text
from tests.geo.synthetic import wiggly_coverage

if TYPE_CHECKING:
    import geopandas as gpd


@pytest.fixture(scope="module")
def frame() -> gpd.GeoDataFrame:
    """Ten areas, of which one is an island and one lies within another."""
    return wiggly_coverage(seed=2)


@pytest.fixture(scope="module")
def outlines(frame: gpd.GeoDataFrame) -> dict[str, list[Any]]:
    read: dict[str, list[Any]] = json.loads(outlines_text(frame))
    return read


def drawn(path: str) -> shapely.Geometry:
    """What a browser fills: each ring turns inside and outside round."""
    whole: shapely.Geometry = shapely.Polygon()
    for x, y, steps in re.findall(r"M(-?\d+) (-?\d+)l([^z]*)z", path):
        moves = np.array(steps.split(" "), dtype=int).reshape(-1, 2)
        corners = list(accumulate(moves, lambda at, step: at + step, initial=np.array([int(x), int(y)])))
        whole = shapely.symmetric_difference(whole, shapely.Polygon(corners))
    return whole


def mercator_degrees(latitude: float) -> float:
    return float(np.rad2deg(np.log(np.tan(np.pi / 4 + np.deg2rad(latitude) / 2))))


def test_no_area_is_lost(frame: gpd.GeoDataFrame, outlines: dict[str, list[Any]]) -> None:
    assert list(outlines) == list(frame["code"])
    assert all(not drawn(path).is_empty for path, *_ in outlines.values())


def test_each_area_lies_where_mercator_puts_it(frame: gpd.GeoDataFrame, outlines: dict[str, list[Any]]) -> None:
    west, _, _, north = frame.total_bounds
    for code, area in zip(frame["code"], frame.geometry, strict=True):
        left, bottom, right, top = area.bounds
        wanted = [
            (left - west) * UNITS,
            (mercator_degrees(north) - mercator_degrees(top)) * UNITS,
            (right - west) * UNITS,
            (mercator_degrees(north) - mercator_degrees(bottom)) * UNITS,
        ]
        assert list(drawn(outlines[code][0]).bounds) == pytest.approx(wanted, abs=1.01)
        assert outlines[code][1:5] == list(drawn(outlines[code][0]).bounds)


def test_areas_keep_their_size_and_their_holes(frame: gpd.GeoDataFrame, outlines: dict[str, list[Any]]) -> None:
    assert any(len(area.interiors) for area in frame.geometry), "the enclave is missing"
    for code, area in zip(frame["code"], frame.geometry, strict=True):
        stretch = 1 / np.cos(np.deg2rad(area.centroid.y))
        assert drawn(outlines[code][0]).area == pytest.approx(area.area * UNITS**2 * stretch, rel=0.02)


def test_neighbours_share_their_borders_without_seams(frame: gpd.GeoDataFrame, outlines: dict[str, list[Any]]) -> None:
    assert check_coverage(frame).is_valid
    shapes = [drawn(path) for path, *_ in outlines.values()]
    for one, other in combinations(shapes, 2):
        assert shapely.intersection(one, other).area == 0


def test_the_room_for_a_label_lies_within_its_area(outlines: dict[str, list[Any]]) -> None:
    for path, *_, x, y, radius, half_width in outlines.values():
        area, middle = drawn(path), shapely.Point(x, y)
        assert area.contains(middle)
        assert middle.distance(area.boundary) == pytest.approx(radius, abs=6)
        assert area.buffer(3).contains(shapely.LineString([(x - half_width, y), (x + half_width, y)]))


def test_outlines_of_another_level_lie_over_these_by_their_offset(
    frame: gpd.GeoDataFrame, outlines: dict[str, list[Any]]
) -> None:
    some = frame.iloc[3:6]
    x, y = offset_of(bounds_of(frame), bounds_of(some))
    for code, (path, *_) in json.loads(outlines_text(some)).items():
        moved = shapely.transform(drawn(path), lambda corners: corners + np.array([x, y]))
        # Each corner is rounded on its own plane.
        assert shapely.hausdorff_distance(moved, drawn(outlines[code][0])) <= 3


def test_corners_that_fall_together_are_one(frame: gpd.GeoDataFrame) -> None:
    finer = frame.copy()
    finer.geometry = shapely.segmentize(frame.geometry.to_numpy(), 0.2 / UNITS)
    paths = [path for path, *_ in json.loads(outlines_text(finer)).values()]
    rings = [ring for path in paths for ring in re.findall("l([^z]*)z", path)]
    moves = [move for ring in rings for move in re.findall(r"-?\d+ -?\d+", ring)]
    assert len(moves) > 1000
    assert "0 0" not in moves


def test_the_same_frame_gives_the_same_text(frame: gpd.GeoDataFrame) -> None:
    assert outlines_text(frame) == outlines_text(frame)
