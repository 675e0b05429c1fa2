"""The outlines of one level: its own where there are any, else dissolved from below."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import shapely

from geo.layers import areas_of, attribution, codes_of, layer_frame

if TYPE_CHECKING:
    import geopandas as gpd

if TYPE_CHECKING:
    import geopandas as gpd

PARENT_OF = {
    "33": None, "3319": "33", "3319010": "3319", "3319020": "3319",
    "3319010001": "3319010", "3319010002": "3319010", "3319020001": "3319020",
}  # fmt: skip
CELLS = {
    "3319010001": shapely.box(0, 0, 1, 1),
    "3319010002": shapely.box(1, 0, 2, 1),
    "3319020001": shapely.box(2, 0, 4, 1),
}
KECAMATAN = ["3319010", "3319020"]


def stored(**areas: shapely.Geometry) -> pd.DataFrame:
    codes = [code.removeprefix("c") for code in areas]
    return pd.DataFrame({"area_code": codes, "geometry": [shapely.to_wkb(area) for area in areas.values()]})


def desa() -> pd.DataFrame:
    return stored(**{f"c{code}": area for code, area in reversed(CELLS.items())})


def layer(boundaries: pd.DataFrame, codes: list[str]) -> gpd.GeoDataFrame:
    frame = layer_frame(boundaries, codes=codes, parent_of=PARENT_OF)
    assert list(frame.columns) == ["code", "geometry"]
    assert frame.crs == "EPSG:4326"
    return frame


def test_own_outlines_come_in_ascending_order() -> None:
    frame = layer(desa(), list(CELLS))
    assert list(frame["code"]) == sorted(CELLS)
    assert all(area.equals(CELLS[code]) for code, area in zip(frame["code"], frame.geometry, strict=True))


def test_a_level_without_outlines_is_dissolved_from_below() -> None:
    frame = layer(desa(), KECAMATAN)
    assert list(frame["code"]) == KECAMATAN
    assert [area.bounds for area in frame.geometry] == [(0, 0, 2, 1), (2, 0, 4, 1)]
    (whole,) = layer(desa(), ["3319"]).geometry
    assert whole.equals(shapely.box(0, 0, 4, 1))


def test_areas_that_are_not_wanted_stay_away() -> None:
    assert list(layer(desa(), ["3319010"])["code"]) == ["3319010"]
    assert list(layer(desa(), ["3319010001"])["code"]) == ["3319010001"]


def test_an_own_outline_goes_before_those_below() -> None:
    own = shapely.box(0, 0, 2.5, 1)
    frame = layer(pd.concat([desa(), stored(c3319010=own)], ignore_index=True), ["3319010"])
    assert frame.geometry.iloc[0].equals(own)


def test_an_area_without_an_outline_of_its_own_is_dissolved_beside_one_that_has() -> None:
    frame = layer(pd.concat([desa(), stored(c3319010=shapely.box(0, 0, 2, 1))], ignore_index=True), KECAMATAN)
    assert list(frame["code"]) == KECAMATAN
    assert frame.geometry.iloc[1].equals(shapely.box(2, 0, 4, 1))


def test_of_two_levels_below_the_deepest_is_dissolved() -> None:
    both = pd.concat([desa(), stored(c3319010=shapely.box(0, 0, 2, 9))], ignore_index=True)
    (whole,) = layer(both, ["3319"]).geometry
    assert whole.equals(shapely.box(0, 0, 4, 1))


def test_without_any_outline_there_is_no_layer() -> None:
    assert len(layer(stored(), KECAMATAN)) == 0
    assert len(layer(desa(), ["9999"])) == 0
    assert len(layer(desa(), [])) == 0


def test_an_outline_of_an_unknown_area_is_passed_over() -> None:
    strange = pd.concat([desa(), stored(c7777=shapely.box(8, 8, 9, 9))], ignore_index=True)
    assert list(layer(strange, KECAMATAN)["code"]) == KECAMATAN


def test_outlines_of_two_files_that_do_not_meet_are_united_all_the_same() -> None:
    overlapping = pd.DataFrame(
        {
            "area_code": ["11", "12"],
            "geometry": [shapely.box(110.0, -7.0, 110.2, -6.8).wkb, shapely.box(110.1, -7.0, 110.3, -6.8).wkb],
        }
    )
    frame = layer_frame(overlapping, codes=["1"], parent_of={"11": "1", "12": "1", "1": None})
    assert frame["code"].tolist() == ["1"]
    assert frame.geometry.iloc[0].equals(shapely.box(110.0, -7.0, 110.3, -6.8))


def test_a_licence_that_nobody_told_leaves_no_comma() -> None:
    owners = pd.DataFrame(
        {"source": ["BIG", "peta.geojson", "BIG", " ", ""], "licence": ["CC BY 4.0", "", "CC BY 4.0", "", ""]}
    )
    assert attribution(owners) == "BIG, CC BY 4.0; peta.geojson"
    assert attribution(owners.iloc[3:]) == ""


def test_the_areas_of_a_layer_are_told_and_chosen_in_its_order() -> None:
    outlines = layer(desa(), list(CELLS))
    assert codes_of(outlines) == sorted(CELLS)
    assert codes_of(areas_of(outlines, ["3319020001", "3319010001", "unknown"])) == ["3319010001", "3319020001"]
