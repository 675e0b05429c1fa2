"""Outlines in: matched with the areas on record, generalised, replaced; hostile files refused."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely

from census.access.scope import Scope
from data_access.reads.reads import read_boundaries
from ingest.boundaries import boundaries
from ingest.readers.raw_table import UnreadableFile
from presentation.findings.findings import REASONS
from tests.ingest import files
from tests.ingest.desk import contents, deliver, opened, reasons, said
from tests.support.examples import first_in_gate

if TYPE_CHECKING:
    from pathlib import Path

    from data_access.store.engine import Database

in_this_process = pytest.mark.usefixtures("maps_in_this_process")

AREAS = "code,parent_code,level,name\n98,,province,P\n9801,98,kabupaten,K\n" + "".join(
    f"98010{n}0,9801,kecamatan,C{n}\n" for n in range(1, 5)
)
CODES = [f"98010{n}0" for n in range(1, 5)]


def four(*, kept: int = 4, crs: str = "EPSG:4326") -> gpd.GeoDataFrame:
    """Four squares around a corner."""
    cells = [shapely.box(110 + x, -7 + y, 110.1 + x, -6.9 + y) for x in (0, 0.1) for y in (0, 0.1)]
    frame = gpd.GeoDataFrame({"nama": ["n"] * 4, "KODE": CODES}, geometry=cells, crs="EPSG:4326")
    return frame.iloc[:kept].to_crs(crs)


# One corner may come to lie on the next line of the grid.
ONE_CORNER = 0.00015


def packed(frame: gpd.GeoDataFrame, folder: Path, name: str) -> bytes:
    path = folder / name
    frame.to_file(path)
    if path.suffix != ".shp":
        return path.read_bytes()
    return files.archive((part.name, part.read_bytes()) for part in sorted(folder.glob(f"{path.stem}.*")))


def farthest_apart(url: str, folder: Path, name: str, crs: str) -> float:
    """By how many degrees outlines that came as a file lie apart from those that went into it."""
    content = packed(four(crs=crs), folder, name)
    with opened(url, root_area="98") as database:
        deliver(database, "areas", AREAS, root_area="98")
        outcome = deliver(database, "boundaries", content, name=name.replace("shp", "zip"), root_area="98")
        assert (outcome.rows_accepted, outcome.findings) == (4, ())
        with database.read() as session:
            stored = read_boundaries(session, Scope.everything("98"))
    got = dict(zip(stored["area_code"], shapely.from_wkb(stored["geometry"].to_numpy()), strict=True))
    return max(shapely.hausdorff_distance(got[code], cell) for code, cell in zip(CODES, four().geometry, strict=True))


@pytest.mark.parametrize(("name", "crs"), [("a.gpkg", "EPSG:32749"), ("a.shp", "EPSG:23839")])
def test_each_format_and_crs_gives_the_same_map(migrated_sqlite_url: str, tmp_path: Path, name: str, crs: str) -> None:
    assert farthest_apart(migrated_sqlite_url, tmp_path, name, crs) < ONE_CORNER


# The child reads a GeoJSON in `test_the_child_refuses_it_and_the_service_goes_on`.
@in_this_process
def test_a_geojson_gives_that_map_too(migrated_sqlite_url: str, tmp_path: Path) -> None:
    assert farthest_apart(migrated_sqlite_url, tmp_path, "a.geojson", "EPSG:4326") < ONE_CORNER


@in_this_process
def test_the_same_outlines_twice_change_nothing(migrated_url: str, tmp_path: Path) -> None:
    content = packed(four(), tmp_path, "a.gpkg")
    with opened(migrated_url, root_area="98") as database:
        deliver(database, "areas", AREAS, root_area="98")
        first = deliver(database, "boundaries", content, name="a.gpkg", root_area="98", source="BPS")
        before = contents(database)
        again = deliver(database, "boundaries", content, name="a.gpkg", root_area="98", source="BPS")
        assert contents(database) == before
    assert (first.rows_accepted, again.rows_accepted, again.rows_duplicate) == (4, 0, 4)
    assert (again.is_repeat, again.import_id) == (True, first.import_id)


@in_this_process
@pytest.mark.parametrize(
    "told",
    [{"source": "Budi, 0812-3456-7890"}, {"licence": "tanya budi@example.com"}, {"source": "33 19 01 151280 0001"}],
)
def test_source_and_licence_hold_no_number_of_a_person(kudus: Database, tmp_path: Path, told: dict[str, str]) -> None:
    before = contents(kudus)
    with pytest.raises(UnreadableFile) as caught:
        deliver(kudus, "boundaries", packed(four(), tmp_path, "a.gpkg"), name="a.gpkg", **told)
    assert caught.value.reason == "personal_number_beside"
    assert contents(kudus) == before


@in_this_process
def test_codes_without_a_partner_are_listed_on_both_sides(kudus: Database) -> None:
    with kudus.read() as session:
        stored = read_boundaries(session, Scope.everything("3319"))
    outlines = gpd.GeoSeries.from_wkb(stored["geometry"], crs="EPSG:4326")
    codes = stored["area_code"].tolist()
    lost = codes[5]
    codes[5] = "3320999001"
    frame = gpd.GeoDataFrame({"bps": codes}, geometry=outlines)
    outcome = deliver(kudus, "boundaries", frame.to_json().encode(), name="a.geojson")
    found = {(f.reason, f.is_warning): f.details for f in outcome.findings}
    assert found["boundary_of_unknown_area", False] == {"code": "3320999001"}
    assert found["areas_without_outline", True] == {"n": 1, "codes": lost}
    assert outcome.rows_rejected == 1


@in_this_process
def test_a_map_of_two_files_that_do_not_meet_is_told(kudus: Database) -> None:
    square = {"type": "Polygon", "coordinates": [[[110.8, -6.8], [110.81, -6.8], [110.81, -6.79], [110.8, -6.8]]]}
    feature = {"type": "Feature", "properties": {"kode": "3319010001"}, "geometry": square}
    content = json.dumps({"type": "FeatureCollection", "features": [feature]})
    outcome = deliver(kudus, "boundaries", content, name="a.geojson")
    assert outcome.rows_accepted == 1
    (lacking,) = [found for found in outcome.findings if found.reason == "areas_without_outline"]
    assert lacking.details["n"] == 131
    assert lacking.details["codes"].count("33190") == 10
    assert reasons(outcome).count("outlines_do_not_meet") == 1


@in_this_process
def test_nothing_about_persons_comes_in_with_a_map(kudus: Database) -> None:
    nik = "3319010123456789"
    square = {"type": "Polygon", "coordinates": [[[110.8, -6.8], [110.81, -6.8], [110.81, -6.79], [110.8, -6.8]]]}
    features = [
        {"type": "Feature", "properties": {nik: code}, "geometry": square} for code in ("3319010001", nik, "Siti")
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features})
    outcome = deliver(kudus, "boundaries", content, name=f"{nik}.geojson")
    told = repr([outcome, [said(found) for found in outcome.findings], contents(kudus)["imports"]])
    assert [found.details for found in outcome.findings if found.reason == "boundary_of_unknown_number"] == [
        {"n": 2},
        {"n": 3},
    ]
    assert nik not in told
    assert "Siti" not in told
    with pytest.raises(UnreadableFile) as caught:
        deliver(kudus, "boundaries", content.replace("3319010001", "x"), name="a.geojson")
    assert caught.value.reason == "no_code_column"
    assert nik not in str(caught.value.values)


HOSTILE = {
    "database.gpkg": b"SQLite format 3\x00" + b"\xff" * 5000,
    "deep.geojson": b'{"type": "FeatureCollection", "features": [' + b"[" * 100_000,
    "empty": b"",
    "binary.geojson": b"\x00" * 100,
    "no-map.geojson": b"{}",
    "broken.zip": b"PK\x03\x04" + b"\xff" * 500,
    "virtual.vrt": b"<OGRVRTDataSource><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTDataSource>",
    "topology.geojson": b'{"type":"Topology","objects":{},"arcs":[]}',
}


def refusal_of(database: Database, name: str) -> tuple[str, bool]:
    """Why a hostile file is refused, and whether the imports on record are as before."""
    before = contents(database)["imports"]
    with pytest.raises(UnreadableFile) as caught:
        deliver(database, "boundaries", HOSTILE[name], name=name)
    return caught.value.reason, contents(database)["imports"] == before


@in_this_process
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_and_change_nothing(kudus: Database, name: str) -> None:
    reason, is_unchanged = refusal_of(kudus, name)
    assert reason in REASONS
    assert is_unchanged


@pytest.mark.parametrize("name", first_in_gate(HOSTILE, 1))
def test_the_child_refuses_them_too(kudus: Database, name: str) -> None:
    reason, is_unchanged = refusal_of(kudus, name)
    assert reason in REASONS
    assert is_unchanged


@in_this_process
def test_a_cut_off_file_is_refused_wherever_it_was_cut(kudus: Database, tmp_path: Path) -> None:
    frame = four()
    frame["KODE"] = ["3319010001", "3319010002", "3319010003", "3319010004"]
    whole = packed(frame, tmp_path, "a.gpkg")
    chance = random.Random(1)  # noqa: S311
    for _ in range(3):
        cut = whole[: chance.randrange(len(whole) // 2)]
        with pytest.raises(UnreadableFile):
            deliver(kudus, "boundaries", cut, name="a.gpkg")


def test_a_huge_file_is_not_even_looked_at(kudus: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boundaries, "MOST_BYTES", 10)
    with pytest.raises(UnreadableFile) as caught:
        deliver(kudus, "boundaries", b"x" * 11)
    assert (caught.value.reason, caught.value.values) == ("file_too_large", {"size": 11, "limit": 10})


@in_this_process
def test_on_a_database_without_areas_there_is_nothing_to_match(migrated_sqlite_url: str, tmp_path: Path) -> None:
    with opened(migrated_sqlite_url, root_area="98") as database, pytest.raises(UnreadableFile) as caught:
        deliver(database, "boundaries", packed(four(), tmp_path, "a.gpkg"), name="a.gpkg")
    assert caught.value.reason == "no_code_column"
