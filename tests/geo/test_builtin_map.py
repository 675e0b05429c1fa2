"""The map of Kudus that the product brings along, against areas measured from its source."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest

from geo.coverage import check_coverage, dissolve
from geo.geojson import load_geojson, to_geojson
from tests.geo.synthetic import is_on_grid

MAP = Path(__file__).parents[2] / "data_access" / "reference" / "3319" / "boundaries.geojson"
SOURCE_AREAS = Path(__file__).with_name("kudus_source_areas.csv")


@pytest.fixture(scope="module")
def desa() -> gpd.GeoDataFrame:
    return load_geojson(MAP.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def kecamatan(desa: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return dissolve(desa, parent_of={code: code[:7] for code in desa["code"]})


@pytest.fixture(scope="module")
def source_km2() -> dict[str, float]:
    with SOURCE_AREAS.open(encoding="utf-8", newline="") as stream:
        return {row["code"]: float(row["area_km2"]) for row in csv.DictReader(stream)}


def test_it_has_the_132_desa_of_9_kecamatan(
    desa: gpd.GeoDataFrame, kecamatan: gpd.GeoDataFrame, source_km2: dict[str, float]
) -> None:
    assert list(desa["code"]) == sorted(source_km2)
    assert len(desa) == 132
    assert list(kecamatan["code"]) == [f"33190{number}0" for number in range(1, 10)]
    assert desa["name"].str.strip().ne("").all()


def test_both_levels_are_coverages_without_holes(desa: gpd.GeoDataFrame, kecamatan: gpd.GeoDataFrame) -> None:
    for frame in (desa, kecamatan, gpd.read_file(MAP)):
        report = check_coverage(frame)
        assert (report.is_valid, report.overlap_count, report.gap_count) == (True, 0, 0)


def test_it_lies_on_the_grid(desa: gpd.GeoDataFrame) -> None:
    assert is_on_grid(desa)


def test_areas_are_those_of_the_source(desa: gpd.GeoDataFrame, source_km2: dict[str, float]) -> None:
    km2 = desa.to_crs("EPSG:6933").area.to_numpy() / 1e6
    source = np.array([source_km2[code] for code in desa["code"]])
    assert source.sum() == pytest.approx(435.5, abs=0.05)
    assert km2.sum() == pytest.approx(source.sum(), rel=0.01)
    assert np.abs(km2 / source - 1).max() <= 0.02


def test_both_levels_together_travel_in_90_kb(desa: gpd.GeoDataFrame, kecamatan: gpd.GeoDataFrame) -> None:
    names = dict(zip(desa["code"], desa["name"], strict=True)) | dict.fromkeys(kecamatan["code"], "Kecamatan")
    texts = [to_geojson(frame, names=names) for frame in (desa, kecamatan)]
    assert sum(len(gzip.compress(text.encode(), compresslevel=6, mtime=0)) for text in texts) <= 90_000


def test_it_is_what_the_writer_writes_and_names_its_source(desa: gpd.GeoDataFrame) -> None:
    text = MAP.read_text(encoding="utf-8")
    attribution = json.loads(text)["attribution"]
    assert "BPS" in attribution
    assert "CC BY-IGO" in attribution
    names = dict(zip(desa["code"], desa["name"], strict=True))
    assert to_geojson(desa, names=names, attribution=attribution) + "\n" == text
