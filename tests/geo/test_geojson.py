from __future__ import annotations

import json
from itertools import pairwise

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.coverage import generalise_coverage
from geo.errors import BoundaryError
from geo.geojson import load_geojson, to_geojson
from tests.geo.synthetic import frame_of, wiggly_coverage


def doubled_signed_area(ring: list[list[float]]) -> float:
    """Shoelace formula: negative for a ring that runs clockwise."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring))


def test_exact_text_of_two_areas() -> None:
    island = shapely.MultiPolygon([shapely.box(2, 0, 3, 1), shapely.box(4, 0, 5, 1)])
    text = to_geojson(
        frame_of(b=island, a=shapely.box(0, 0, 1.12345, 1)),
        names={"a": 'Désa "A"', "b": "B", "unused": "C"},
        attribution="Sumber",
    )
    assert text.startswith('{"type":"FeatureCollection","attribution":"Sumber","features":[{"type":"Feature",')
    assert '"id":"a","properties":{"code":"a","name":"Désa \\"A\\""},' in text
    assert ": " not in text
    first, second = json.loads(text)["features"]
    assert first["geometry"]["type"] == "Polygon"
    assert {x for x, _ in first["geometry"]["coordinates"][0]} == {0.0, 1.1234}
    assert second["id"] == "b"
    assert second["geometry"]["type"] == "MultiPolygon"
    assert len(second["geometry"]["coordinates"]) == 2


@given(seed=st.integers(0, 10_000), exterior_cw=st.booleans())
def test_outer_rings_run_clockwise_and_holes_the_other_way(seed: int, exterior_cw: bool) -> None:
    frame = generalise_coverage(wiggly_coverage(seed=seed))
    frame["geometry"] = shapely.orient_polygons(frame.geometry.to_numpy(), exterior_cw=exterior_cw)
    for feature in json.loads(to_geojson(frame, names=dict.fromkeys(frame["code"], "")))["features"]:
        geometry = feature["geometry"]
        is_multi = geometry["type"] == "MultiPolygon"
        for outer, *inner in geometry["coordinates"] if is_multi else [geometry["coordinates"]]:
            assert doubled_signed_area(outer) < 0
            assert all(doubled_signed_area(ring) > 0 for ring in inner)


def test_an_enclave_leaves_a_hole_that_runs_counter_clockwise() -> None:
    enclave = shapely.box(110.4, -6.6, 110.6, -6.4)
    frame = frame_of(a=shapely.box(110, -7, 111, -6) - enclave, b=enclave)
    outer, hole = json.loads(to_geojson(frame, names={"a": "", "b": ""}))["features"][0]["geometry"]["coordinates"]
    assert doubled_signed_area(outer) < 0 < doubled_signed_area(hole)


def test_the_order_of_rows_does_not_change_the_text() -> None:
    frame = generalise_coverage(wiggly_coverage(seed=4))
    names = dict.fromkeys(frame["code"], "x")
    assert to_geojson(frame, names=names) == to_geojson(frame.iloc[::-1], names=names)


def test_names_come_back() -> None:
    frame = load_geojson(to_geojson(frame_of(a=shapely.box(0, 0, 1, 1)), names={"a": "Bae"}))
    assert list(frame.columns) == ["code", "geometry", "name"]
    assert frame["name"].tolist() == ["Bae"]
    assert frame.crs == "EPSG:4326"


def test_areas_without_name_or_lost_by_rounding_are_named() -> None:
    frame = frame_of(a=shapely.box(0, 0, 1, 1), b=shapely.box(2, 0, 2.00001, 1))
    with pytest.raises(BoundaryError) as error:
        to_geojson(frame, names={"a": "A"})
    assert (error.value.reason, error.value.values["codes"]) == ("no_name", ("b",))
    with pytest.raises(BoundaryError) as error:
        to_geojson(frame, names={"a": "A", "b": "B"})
    assert (error.value.reason, error.value.values["codes"]) == ("rounding_breaks_geometry", ("b",))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "unreadable_geojson"),
        ("[]", "unreadable_geojson"),
        ('{"type":"FeatureCollection"}', "unreadable_geojson"),
        ('{"features":[{"properties":{"code":"a"},"geometry":null}]}', "unreadable_geojson"),
        (
            '{"features":[{"properties":{"code":"a","name":"A"},"geometry":{"type":"Cube"}}]}',
            "unreadable_geojson",
        ),
        ('{"features":[]}', "no_areas"),
    ],
)
def test_other_text_is_refused(text: str, reason: str) -> None:
    with pytest.raises(BoundaryError) as error:
        load_geojson(text)
    assert error.value.reason == reason


def test_an_area_twice_or_empty_is_refused() -> None:
    one = json.loads(to_geojson(frame_of(a=shapely.box(0, 0, 1, 1)), names={"a": "A"}))
    with pytest.raises(BoundaryError, match="code_twice"):
        load_geojson(json.dumps(one | {"features": one["features"] * 2}))
    one["features"][0]["geometry"] = None
    with pytest.raises(BoundaryError, match="empty_geometry"):
        load_geojson(json.dumps(one))
