from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Collection
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from census.identifiers.code_book import CodeBook
from geo.errors import BoundaryError
from geo.files import area_matching, sources
from geo.files.reading import read_boundaries
from tests.geo.synthetic import frame_of, wiggly_coverage

SUFFIXES = [".gpkg", ".geojson", ".shp"]


@pytest.fixture
def source() -> gpd.GeoDataFrame:
    frame = wiggly_coverage(seed=11)
    frame["kec"] = frame["code"].str[:7]
    frame["name"] = [f"Desa {number}" for number in range(len(frame))]
    return frame[["name", "kec", "code", "geometry"]]


def written(frame: gpd.GeoDataFrame, path: Path) -> Path:
    """A file of the frame; a Shapefile as the zip of its parts."""
    frame.to_file(path)
    if path.suffix != ".shp":
        return path
    packed = path.with_suffix(".zip")
    with zipfile.ZipFile(packed, "w") as archive:
        for part in path.parent.glob(f"{path.stem}.*"):
            if part != packed:
                archive.write(part, part.name)
    return packed


def boxes(**areas: int) -> gpd.GeoDataFrame:
    return frame_of(**{code: shapely.box(west, 0, west + 1, 1) for code, west in areas.items()})


def refused(
    path: Path, known_codes: Collection[str] = ("3319000001",), code_column: str | None = None
) -> BoundaryError:
    with pytest.raises(BoundaryError) as error:
        read_boundaries(path, known_codes=known_codes, code_column=code_column)
    return error.value


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32749", "EPSG:9489", "EPSG:3857"])
def test_formats_and_crs_all_give_the_same_areas(
    suffix: str, crs: str, source: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    path = written(source.to_crs(crs), tmp_path / f"desa{suffix}")
    result = read_boundaries(path, known_codes=set(source["code"]))
    assert result.code_column == "code"
    assert (result.codes_only_in_file, result.codes_without_boundary, result.rows_without_code) == ((), (), 0)
    assert list(result.frame.columns) == ["code", "geometry"]
    assert list(result.frame["code"]) == sorted(source["code"])
    assert result.frame.crs == "EPSG:4326"
    expected = source.sort_values("code").geometry.to_numpy()
    difference = shapely.symmetric_difference(result.frame.geometry.to_numpy(), expected)
    assert shapely.area(difference).max() < 1e-8


def test_a_zipped_shapefile_in_a_folder(source: gpd.GeoDataFrame, tmp_path: Path) -> None:
    written(source, tmp_path / "desa.shp")
    path = tmp_path / "batas {desa}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in tmp_path.glob("desa.*"):
            archive.write(part, f"folder/{part.name}")
        archive.writestr("readme.txt", "x")
    assert len(read_boundaries(path, known_codes=set(source["code"])).frame) == len(source)


def test_the_layer_with_most_known_codes_is_read(source: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "layers.gpkg"
    source.dissolve("kec", as_index=False)[["kec", "geometry"]].to_file(path, layer="kecamatan")
    source.to_file(path, layer="desa")
    points = source.set_geometry(source.to_crs("EPSG:32749").centroid.to_crs("EPSG:4326"))
    points.to_file(path, layer="points")
    known = {*source["code"], *source["kec"]}
    result = read_boundaries(path, known_codes=known)
    assert list(result.frame["code"]) == sorted(source["code"])
    assert result.codes_without_boundary == tuple(sorted(set(source["kec"])))


def test_unmatched_codes_are_listed_on_both_sides(source: gpd.GeoDataFrame, tmp_path: Path) -> None:
    codes = sorted(source["code"])
    source.loc[source["code"] == codes[1], "code"] = None
    path = written(source, tmp_path / "desa.gpkg")
    result = read_boundaries(path, known_codes=[*codes[1:], "3319999999"])
    assert result.codes_only_in_file == (codes[0],)
    assert result.codes_without_boundary == (codes[1], "3319999999")
    assert result.rows_without_code == 1
    assert list(result.frame["code"]) == codes[2:]


@pytest.mark.parametrize("kind", ["int64", "float64"])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_numbers_are_read_as_codes(kind: str, suffix: str, source: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = written(source.assign(code=source["code"].astype(kind)), tmp_path / f"desa{suffix}")
    result = read_boundaries(path, known_codes=set(source["code"]))
    assert list(result.frame["code"]) == sorted(source["code"])


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("3319010001.0", "3319010001"),
        (" 3319010001 ", "3319010001"),
        ("0012", "0012"),
        ("33.19.01.2007", "33.19.01.2007"),
        (3319010001.0, "3319010001"),
        (np.int64(3319010001), "3319010001"),
        (12.5, "12.5"),
        (np.nan, None),
        (np.inf, None),
        (None, None),
        ("  ", None),
        (True, None),
    ],
)
def test_code_text(cell: object, code: str | None) -> None:
    assert area_matching._code(area_matching.cell_text(cell), CodeBook([])) == code


def test_leading_zeros_stay(tmp_path: Path) -> None:
    path = written(boxes(**{"0101": 0, "0102": 1}), tmp_path / "zeros.geojson")
    assert list(read_boundaries(path, known_codes={"0101", "0102"}).frame["code"]) == ["0101", "0102"]


def test_a_told_column_unites_rows_of_the_same_code(source: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = written(source, tmp_path / "desa.gpkg")
    known = {*source["code"], *source["kec"]}
    result = read_boundaries(path, known_codes=known, code_column="kec")
    assert list(result.frame["code"]) == sorted(set(source["kec"]))
    union = shapely.union_all(source.geometry.to_numpy())
    assert shapely.union_all(result.frame.geometry.to_numpy()).symmetric_difference(union).area < 1e-12


def test_invalid_and_overlapping_parts_are_united(tmp_path: Path) -> None:
    bow_tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    rows = gpd.GeoDataFrame({"code": ["7", "7"]}, geometry=[bow_tie, shapely.box(0, 0, 1, 1)], crs="EPSG:4326")
    area = read_boundaries(written(rows, tmp_path / "tie.gpkg"), known_codes={"7"}).frame.geometry[0]
    assert area.is_valid
    # Two triangles of 1 each, and of the square the half that lies in none of them.
    assert area.area == pytest.approx(2.5)


def test_a_missing_crs_is_an_error(source: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = written(source, tmp_path / "desa.shp")
    with zipfile.ZipFile(path, "w") as archive:
        for part in tmp_path.glob("desa.[sd]*"):
            archive.write(part, part.name)
    assert refused(path).reason == "no_crs"


def test_metres_passed_off_as_degrees(source: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = written(source.to_crs("EPSG:32749"), tmp_path / "utm.geojson")
    collection = json.loads(path.read_text())
    del collection["crs"]
    path.write_text(json.dumps(collection))
    assert refused(path).reason == "coordinates_out_of_range"


def test_columns_that_are_not_there_are_named(source: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = written(source, tmp_path / "desa.gpkg")
    told = refused(path, code_column="KODE")
    assert (told.reason, told.values["column"]) == ("code_column_missing", "KODE")
    assert told.values["columns"] == ("name", "kec", "code")
    assert refused(path, known_codes={"1"}).reason == "no_code_column"
    assert refused(path, known_codes=set()).reason == "no_code_column"
    assert refused(path, code_column="name").reason == "no_code_column"
    bare = written(source[["geometry"]], tmp_path / "bare.gpkg")
    assert refused(bare).reason == "no_code_column"


def test_points_are_no_boundaries(tmp_path: Path) -> None:
    points = gpd.GeoDataFrame({"code": ["1"]}, geometry=[shapely.Point(1, 1)], crs="EPSG:4326")
    assert refused(written(points, tmp_path / "points.gpkg"), known_codes={"1"}).reason == "no_polygons"
    assert refused(written(points, tmp_path / "points.geojson"), known_codes={"1"}).reason == "no_polygons"


def test_known_codes_with_an_empty_geometry_are_named(tmp_path: Path) -> None:
    line = shapely.Polygon([(0, 0), (1, 1), (0, 0)])
    rows = gpd.GeoDataFrame(
        {"code": ["1", "1", "2", "3", "4"]},
        geometry=[shapely.box(0, 0, 1, 1), None, None, line, None],
        crs="EPSG:4326",
    )
    path = written(rows, tmp_path / "empty.gpkg")
    error = refused(path, known_codes={"1", "2", "3"})
    assert (error.reason, error.values["codes"]) == ("empty_geometry", ("2", "3"))
    result = read_boundaries(path, known_codes={"1"})
    assert result.codes_only_in_file == ("2", "3", "4")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "unknown_format"),
        (b"code,name\n1,x\n", "unknown_format"),
        (b'<OGRVRTDataSource><OGRVRTLayer name="x"/></OGRVRTDataSource>', "unknown_format"),
        (b"{", "cut_off"),
        (b'{"type":"FeatureCollection","features":[{"type":', "cut_off"),
        (b'{"type":,}', "unreadable_file"),
        (b"SQLite format 3\x00" + b"\x01" * 200, "cut_off"),
        (b"SQLite format 3\x00" + b"\x00" * 4_080, "unreadable_file"),
        (b"\x00\x00\x27\x0a" + b"\x00" * 96, "unreadable_file"),
        (b"PK\x03\x04 broken", "cut_off"),
    ],
)
@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".shp", ".zip"])
# GDAL warns of a broken file before it gives up.
@pytest.mark.filterwarnings("ignore:GPKG:RuntimeWarning")
def test_broken_and_foreign_files_are_refused(content: bytes, reason: str, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"file{suffix}"
    path.write_bytes(content)
    assert refused(path).reason == reason


def test_a_folder_a_missing_file_and_an_address_are_no_files(tmp_path: Path) -> None:
    assert refused(tmp_path).reason == "file_not_found"
    assert refused(tmp_path / "none.gpkg").reason == "file_not_found"
    assert refused(Path("/vsicurl/https://example.org/a.gpkg")).reason == "file_not_found"


def test_zip_files_without_map_or_too_large(
    source: gpd.GeoDataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "text.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "x")
        archive.writestr("fake.geojson", "<xml/>")
    assert refused(path).reason == "unknown_format"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(written(source, tmp_path / "desa.geojson"), "desa.geojson")
    monkeypatch.setattr(sources, "MAX_UNZIPPED_BYTES", 1000)
    error = refused(path)
    assert (error.reason, error.values["limit"]) == ("too_large", 1000)


def test_an_error_is_a_value_error_with_a_word_and_safe_values() -> None:
    error = BoundaryError("no_crs", name="desa.shp")
    assert isinstance(error, ValueError)
    assert str(error) == "no_crs: name='desa.shp'"
    assert str(BoundaryError("no_areas")) == "no_areas"


def damaged_zip(path: Path) -> Path:
    """A zip whose directory is whole and whose one member is not."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("desa.geojson", '{"type": "FeatureCollection"}' + " " * 5_000)
    content = bytearray(path.read_bytes())
    first = content.index(b"desa.geojson") + len("desa.geojson")
    content[first : first + 12] = b"\xff" * 12
    path.write_bytes(content)
    return path


def encrypted_zip(path: Path) -> Path:
    """A zip that says that its member has a password."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("desa.geojson", '{"type": "FeatureCollection"}')
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("make", [damaged_zip, encrypted_zip])
def test_a_zip_that_cannot_be_opened_is_refused(make: Callable[[Path], Path], tmp_path: Path) -> None:
    assert refused(make(tmp_path / "batas.zip")).reason == "unreadable_file"
