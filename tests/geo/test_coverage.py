from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
import shapely.affinity
from hypothesis import given
from hypothesis import strategies as st

from geo.coverage import check_coverage, dissolve, generalise_coverage
from geo.errors import BoundaryError
from geo.geojson import load_geojson, to_geojson
from tests.geo.synthetic import frame_of, is_coverage_by_brute_force, is_on_grid, wiggly_coverage

if TYPE_CHECKING:
    import geopandas as gpd

EQUAL_AREA = "EPSG:6933"


def area_m2(frame: gpd.GeoDataFrame) -> np.ndarray:
    return np.asarray(frame.to_crs(EQUAL_AREA).area)


def square_degrees(frame: gpd.GeoDataFrame) -> float:
    return float(shapely.area(frame.geometry.to_numpy()).sum())


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(110 + west, -7 + south, 110 + east, -7 + north)


def reason_of(error: pytest.ExceptionInfo[BoundaryError]) -> tuple[str, object]:
    return error.value.reason, error.value.values.get("codes")


@given(
    seed=st.integers(0, 10_000),
    cells=st.integers(2, 12),
    tolerance_m=st.sampled_from([0.0, 5.0, 15.0, 60.0]),
    centre=st.sampled_from([(110.85, -6.8), (95.3, 5.5), (0.0, 0.0), (-70.1, 64.3), (20.0, -55.0)]),
)
def test_any_coverage_stays_one_on_the_grid_and_through_a_file(
    seed: int, cells: int, tolerance_m: float, centre: tuple[float, float]
) -> None:
    source = wiggly_coverage(seed=seed, cells=cells, centre=centre)
    result = generalise_coverage(source, tolerance_m=tolerance_m)
    written = load_geojson(to_geojson(result, names={code: code for code in result["code"]}))

    assert list(written["code"]) == sorted(source["code"])
    assert written.crs == "EPSG:4326"
    assert is_on_grid(written)
    assert check_coverage(written).is_valid
    assert check_coverage(written).gap_count == 0
    assert written.geometry.geom_equals(result.geometry).all()
    assert np.isclose(square_degrees(result), shapely.union_all(result.geometry.to_numpy()).area)
    if tolerance_m <= 15:
        assert np.allclose(area_m2(result).sum(), area_m2(source).sum(), rtol=0.01)


def test_result_is_a_coverage_by_the_slow_definition() -> None:
    result = generalise_coverage(wiggly_coverage(seed=3, cells=6), tolerance_m=30)
    assert is_coverage_by_brute_force(result)


def test_simplified_corners_are_a_subset_of_the_snapped_ones() -> None:
    source = wiggly_coverage(seed=5)
    snapped = generalise_coverage(source, tolerance_m=0)
    simplified = generalise_coverage(source, tolerance_m=40)
    kept = {tuple(xy) for xy in shapely.get_coordinates(simplified.geometry.to_numpy()).tolist()}
    had = {tuple(xy) for xy in shapely.get_coordinates(snapped.geometry.to_numpy()).tolist()}
    assert kept < had
    assert len(kept) < 0.7 * len(had)


@pytest.mark.parametrize("seed", range(20))
def test_snapping_moves_no_outline_by_more_than_a_lost_tongue_may(seed: int) -> None:
    source = wiggly_coverage(seed=seed)
    snapped = generalise_coverage(source, tolerance_m=0)
    distance = shapely.hausdorff_distance(
        shapely.boundary(source.geometry.to_numpy()), shapely.boundary(snapped.geometry.to_numpy())
    )
    assert distance.max() <= 0.0004


def test_the_grid_is_an_option() -> None:
    coarse = generalise_coverage(wiggly_coverage(seed=1), grid_degrees=0.001, tolerance_m=0)
    assert is_on_grid(coarse, decimals=3)
    quarter = generalise_coverage(wiggly_coverage(seed=1), grid_degrees=0.00025, tolerance_m=0)
    numbers = shapely.get_coordinates(quarter.geometry.to_numpy()) * 4000
    assert np.allclose(numbers, np.rint(numbers), atol=1e-6)
    assert not is_on_grid(quarter, decimals=4)


@pytest.mark.parametrize("options", [{"grid_degrees": 0.0}, {"grid_degrees": np.nan}, {"tolerance_m": -1.0}])
def test_senseless_options_are_refused(options: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="grid_degrees must be positive"):
        generalise_coverage(wiggly_coverage(seed=1), **options)


def test_ground_claimed_twice_goes_to_the_smaller_area() -> None:
    result = generalise_coverage(frame_of(b=box(0.008, 0, 0.02, 0.01), a=box(0, 0, 0.01, 0.01)))
    assert list(result["code"]) == ["a", "b"]
    assert result.geometry[0].equals(box(0, 0, 0.01, 0.01))
    assert result.geometry[1].equals(box(0.01, 0, 0.02, 0.01))


def test_an_enclave_drawn_on_top_of_its_surroundings_cuts_its_hole() -> None:
    enclave, surroundings = box(0.004, 0.004, 0.006, 0.006), box(0, 0, 0.01, 0.01)
    result = generalise_coverage(frame_of(a=surroundings, b=enclave), tolerance_m=0)
    assert result.geometry[0].equals(surroundings - enclave)
    assert result.geometry[1].equals(enclave)


def test_the_same_area_under_two_codes_is_named() -> None:
    with pytest.raises(BoundaryError) as error:
        generalise_coverage(frame_of(a=box(0, 0, 0.01, 0.01), b=box(0, 0, 0.01, 0.01)))
    assert reason_of(error) == ("area_vanished", ("b",))


@given(seed=st.integers(0, 10_000), shift=st.floats(-0.0008, 0.0008))
def test_a_dirty_source_becomes_a_coverage(seed: int, shift: float) -> None:
    source = wiggly_coverage(seed=seed)
    moved = [
        shapely.affinity.translate(area, shift * (row % 3), shift * (row % 2))
        for row, area in enumerate(source.geometry)
    ]
    result = generalise_coverage(source.set_geometry(moved, crs=source.crs))
    assert check_coverage(result).is_valid
    assert is_on_grid(result)
    assert list(result["code"]) == sorted(source["code"])


def test_a_narrow_gap_is_closed_and_a_lake_is_kept() -> None:
    lake = box(0.003, 0.003, 0.006, 0.006)
    crack = box(0.0099, 0.002, 0.01, 0.008)
    source = frame_of(a=box(0, 0, 0.01, 0.01) - lake - crack, b=box(0.01, 0, 0.02, 0.01))
    assert check_coverage(source).gap_count == 2
    result = generalise_coverage(source, tolerance_m=0)
    report = check_coverage(result)
    assert report.is_valid
    assert report.gap_count == 1
    assert shapely.union_all(result.geometry.to_numpy()).equals(box(0, 0, 0.02, 0.01) - lake)


@pytest.mark.parametrize("seed", range(3))
def test_cracks_along_all_borders_that_are_narrower_than_a_cell_are_closed(seed: int) -> None:
    source = wiggly_coverage(seed=seed)
    shrunken = source.set_geometry(shapely.buffer(source.geometry.to_numpy(), -0.00004))
    report = check_coverage(generalise_coverage(shrunken.set_crs(source.crs, allow_override=True)))
    assert report.is_valid
    assert report.gap_count == 0


def test_crossing_rings_are_repaired() -> None:
    bow_tie = shapely.Polygon([(110, -7), (110.02, -6.98), (110.02, -7), (110, -6.98)])
    result = generalise_coverage(frame_of(a=bow_tie))
    assert check_coverage(result).is_valid
    assert result.geometry[0].geom_type == "MultiPolygon"
    assert np.isclose(square_degrees(result), 0.0002, rtol=0.01)


def test_a_long_tongue_narrower_than_the_grid_is_kept() -> None:
    tongue = shapely.Polygon([(110.01, -6.99501), (110.0183, -6.9927), (110.01, -6.99499)])
    body, neighbour = box(0, 0, 0.01, 0.01), box(0.01, 0, 0.02, 0.01)
    source = frame_of(a=body | tongue, b=neighbour - tongue)
    result = generalise_coverage(source, tolerance_m=15)
    moved = shapely.hausdorff_distance(source.geometry[0].boundary, result.geometry[0].boundary)
    assert moved < 0.0004
    assert check_coverage(result).is_valid
    assert np.allclose(area_m2(result), area_m2(source), rtol=0.02)


def test_an_area_too_small_for_the_grid_is_named_not_dropped() -> None:
    tiny = box(0.00502, 0.00502, 0.00504, 0.00504)
    with pytest.raises(BoundaryError) as error:
        generalise_coverage(frame_of(a=box(0, 0, 0.01, 0.01) - tiny, speck=tiny))
    assert reason_of(error) == ("area_vanished", ("speck",))


def test_simplification_lets_no_small_area_vanish() -> None:
    small = box(0.005, 0.005, 0.0052, 0.0052)
    result = generalise_coverage(frame_of(a=box(0, 0, 0.01, 0.01) - small, b=small), tolerance_m=5000)
    assert (area_m2(result) > 0).all()
    assert check_coverage(result).is_valid


@pytest.mark.parametrize("check", [check_coverage, generalise_coverage])
def test_frames_that_are_none_are_refused(check: object) -> None:
    assert callable(check)
    good = frame_of(a=box(0, 0, 1, 1), b=box(1, 0, 2, 1))
    cases = {
        "not_wgs84": (good.to_crs("EPSG:32749"), None),
        "no_areas": (good.iloc[:0], None),
        "code_twice": (good.assign(code="a"), ("a",)),
        "empty_geometry": (frame_of(a=box(0, 0, 1, 1), b=shapely.Polygon(), c=None), ("b", "c")),
    }
    for reason, (frame, codes) in cases.items():
        with pytest.raises(BoundaryError) as error:
            check(frame)
        assert reason_of(error) == (reason, codes)
    with pytest.raises(BoundaryError, match="not_wgs84"):
        check(good.set_crs(None, allow_override=True))


def test_overlap_is_counted_and_measured() -> None:
    source = frame_of(a=box(0, 0, 0.01, 0.01), b=box(0.009, 0, 0.02, 0.01), c=box(0.02, 0, 0.03, 0.01))
    report = check_coverage(source)
    assert not report.is_valid
    assert report.invalid_codes == ("a", "b")
    assert report.overlap_count == 1
    # A degree at 7 degrees south is 110,495 m of longitude and 110,590 m of latitude (WGS 84).
    assert report.overlap_area_m2 == pytest.approx(0.001 * 110_495 * 0.01 * 110_590, rel=0.001)
    assert report.gap_count == 0


def test_a_hole_is_counted_and_measured_but_is_valid() -> None:
    report = check_coverage(frame_of(a=box(0, 0, 0.03, 0.03) - box(0.01, 0.01, 0.02, 0.02)))
    assert report.is_valid
    assert report.gap_count == 1
    assert report.gap_area_m2 == pytest.approx(0.01 * 110_495 * 0.01 * 110_590, rel=0.001)


def test_a_corner_that_the_neighbour_lacks_is_no_coverage() -> None:
    bent = shapely.Polygon([(110.01, -7), (110.02, -7), (110.02, -6.99), (110.01, -6.99), (110.01, -6.995)])
    report = check_coverage(frame_of(a=box(0, 0, 0.01, 0.01), b=bent))
    assert report.invalid_codes == ("a", "b")
    assert report.overlap_count == 0


def test_an_invalid_polygon_is_named() -> None:
    bow_tie = shapely.Polygon([(110, -7), (110.02, -6.98), (110.02, -7), (110, -6.98)])
    report = check_coverage(frame_of(far=box(1, 1, 2, 2), tie=bow_tie))
    assert (report.is_valid, report.invalid_codes) == (False, ("tie",))


@given(seed=st.integers(0, 10_000), parents=st.integers(1, 4))
def test_parents_are_the_union_of_their_children(seed: int, parents: int) -> None:
    children = generalise_coverage(wiggly_coverage(seed=seed))
    parent_of = {code: str(int(code) % parents) for code in children["code"]}
    result = dissolve(children, parent_of=parent_of | {"elsewhere": "9"})
    assert list(result.columns) == ["code", "geometry"]
    assert list(result["code"]) == sorted(set(parent_of.values()))
    assert check_coverage(result).is_valid
    for code, area in zip(result["code"], result.geometry, strict=True):
        own = children[[parent_of[child] == code for child in children["code"]]]
        assert area.symmetric_difference(shapely.union_all(own.geometry.to_numpy())).area < 1e-15
    corners = {tuple(xy) for xy in shapely.get_coordinates(children.geometry.to_numpy()).tolist()}
    assert {tuple(xy) for xy in shapely.get_coordinates(result.geometry.to_numpy()).tolist()} <= corners


def test_children_without_parent_and_bad_coverages_are_refused() -> None:
    with pytest.raises(BoundaryError) as error:
        dissolve(frame_of(a=box(0, 0, 1, 1), b=box(1, 0, 2, 1)), parent_of={"a": "p"})
    assert reason_of(error) == ("no_parent", ("b",))
    with pytest.raises(BoundaryError) as error:
        dissolve(frame_of(a=box(0, 0, 1.1, 1), b=box(1, 0, 2, 1)), parent_of={"a": "p", "b": "p"})
    assert reason_of(error) == ("coverage_invalid", ("a", "b"))
