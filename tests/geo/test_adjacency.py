"""Who lies beside whom."""

from __future__ import annotations

from itertools import combinations

import geopandas as gpd
import pandas as pd
import shapely

from geo.adjacency import SEAM_DEGREES, adjacent_areas, stored_neighbours
from geo.polygons import EQUAL_AREA
from tests.geo.synthetic import frame_of, wiggly_coverage


def test_corner_edge_and_enclave_touch_and_an_island_does_not() -> None:
    inner = shapely.box(0.4, 0.4, 0.6, 0.6)
    found = adjacent_areas(
        frame_of(
            a=shapely.box(0, 0, 1, 1).difference(inner),
            b=shapely.box(1, 0, 2, 1),
            c=shapely.box(1, 1, 2, 2),
            inner=inner,
            island=shapely.box(5, 5, 6, 6),
        )
    )
    assert found == {
        "a": frozenset({"b", "c", "inner"}),
        "b": frozenset({"a", "c"}),
        "c": frozenset({"a", "b"}),
        "inner": frozenset({"a"}),
        "island": frozenset(),
    }


def test_a_seam_between_two_files_is_no_distance() -> None:
    gap = SEAM_DEGREES / 2
    near, far = shapely.box(1 + gap, 0, 2, 1), shapely.box(0, 1 + 3 * SEAM_DEGREES, 1, 2)
    found = adjacent_areas(frame_of(a=shapely.box(0, 0, 1, 1), near=near, far=far))
    assert found["a"] == {"near"}


def test_a_coverage_agrees_with_every_pair_tried() -> None:
    frame = wiggly_coverage(seed=4)
    expected: dict[str, set[str]] = {code: set() for code in frame["code"]}
    rows = list(zip(frame["code"], frame.geometry, strict=True))
    for (one, first), (other, second) in combinations(rows, 2):
        if first.distance(second) <= SEAM_DEGREES:
            expected[one].add(other)
            expected[other].add(one)
    assert adjacent_areas(frame) == expected


def test_areas_without_an_outline_have_no_entry() -> None:
    boundaries = pd.DataFrame(
        {"area_code": ["1", "2", "9"], "geometry": [shapely.to_wkb(shapely.box(i, 0, i + 1, 1)) for i in (0, 1, 2)]}
    )
    assert stored_neighbours(boundaries, ["1", "2", "3"]) == {"1": {"2"}, "2": {"1"}}
    assert stored_neighbours(boundaries, ["3"]) == {}


def test_a_seam_is_some_tens_of_metres() -> None:
    line = gpd.GeoSeries([shapely.LineString([(110.8, -6.8), (110.8 + SEAM_DEGREES, -6.8)])], crs="EPSG:4326")
    assert 20 < line.to_crs(EQUAL_AREA).length.iloc[0] < 50
