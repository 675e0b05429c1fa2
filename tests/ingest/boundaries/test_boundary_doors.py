"""A boundary file that wants to read the server's files, fetch addresses, or run without end.

`CANARY` is a file of the server with outlines of areas on record, so that reading it in the place of the file sent
would be taken; the listener counts every connection. Each attack runs in two ways: where the readers alone stand
against it (this process has all of GDAL's formats and no lock), and with the child as it is.
"""

from __future__ import annotations

import json
import socket
import sqlite3
import stat
import threading
import zipfile
from contextlib import closing
from functools import cache, partial
from io import BytesIO
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import BoundaryError
from geo.files import sources
from geo.files.geopackage import feature_tables, without_write_ahead
from geo.files.reading import read_boundaries
from ingest.boundaries import boundary_file
from ingest.confined.sandbox import run_limited
from ingest.readers.raw_table import UnreadableFile
from presentation.findings.findings import finding_text
from tests.ingest import files, sandboxed
from tests.ingest.desk import ENGLISH, contents, deliver
from tests.support import PATIENCE_SECONDS
from tests.support.examples import first_in_gate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from data_access.store.engine import Database

DESA = "3319010001"
HERE = shapely.box(110.8, -6.8, 110.81, -6.79)
MAP = gpd.GeoDataFrame({"kode": [DESA]}, geometry=[HERE], crs="EPSG:4326")
UTM = MAP.to_crs("EPSG:32749").crs.to_wkt("WKT1_ESRI")
GEOGRAPHIC = MAP.crs.to_wkt("WKT2_2019")


class Trap:
    """What an attack is after: a file of the server and an address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.canary = folder / "canary.geojson"
        self.canary.write_text(MAP.to_json(), encoding="utf-8")
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/a.geojson"
        self._answering = threading.Thread(target=self._answer, daemon=True)
        self._answering.start()

    def _answer(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            with connection, closing(connection.makefile("rb")) as request:
                request.readline()
                connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._answering.join(PATIENCE_SECONDS)


@pytest.fixture
def trap(tmp_path: Path) -> Iterator[Trap]:
    made = Trap(tmp_path)
    try:
        yield made
    finally:
        made.close()


def pipeline(source: object) -> bytes:
    command = f"gdal vector pipeline ! read {source} ! reproject --dst-crs EPSG:4326"
    return json.dumps({"type": "gdal_streamed_alg", "command_line": command}).encode()


def virtual(source: object) -> bytes:
    layer = f'<OGRVRTLayer name="canary"><SrcDataSource>{source}</SrcDataSource></OGRVRTLayer>'
    return f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>".encode()


def with_crs(**crs: Any) -> bytes:
    return json.dumps({**json.loads(MAP.to_json()), "crs": crs}).encode()


def with_member(name: str, trap: Trap) -> bytes:
    return json.dumps({**json.loads(MAP.to_json()), name: {"type": "link", "properties": {"href": trap.url}}}).encode()


def within_a_geometry(trap: Trap) -> bytes:
    collection = json.loads(MAP.to_json())
    collection.pop("crs", None)
    collection["features"][0]["geometry"]["crs"] = {"type": "link", "properties": {"href": trap.url}}
    return json.dumps(collection).encode()


def twice(source: object) -> bytes:
    """A collection to whoever takes the last of two members, a pipeline to whoever takes the first."""
    return pipeline(source)[:-1] + b', "type": "FeatureCollection", "features": []}'


def shapefile(trap: Trap, **parts: bytes) -> bytes:
    MAP.to_file(trap.folder / "desa.shp")
    whole = {path.suffix[1:]: path.read_bytes() for path in trap.folder.glob("desa.*")} | parts
    return files.archive((f"desa.{suffix}", content) for suffix, content in whole.items())


def linked(trap: Trap) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        link = zipfile.ZipInfo("desa.geojson")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, str(trap.canary))
    return packed.getvalue()


def geopackage(trap: Trap, *statements: str, layer: str = "v", srs: str = "") -> bytes:
    """A GeoPackage in which `layer` is said to be one of features, after the statements."""
    path = trap.folder / "made.gpkg"
    path.unlink(missing_ok=True)
    MAP.to_file(path, layer="desa")
    with closing(sqlite3.connect(path)) as store:
        store.execute("PRAGMA writable_schema=ON")
        for statement in statements:
            store.execute(statement)
        if layer != "desa":
            store.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES (?, 'features', ?, 4326)",
                (layer, layer),
            )
            store.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'POLYGON', 4326, 0, 0)", (layer,))
        if srs:
            values = {"definition": srs}
            store.execute("UPDATE gpkg_spatial_ref_sys SET organization = 'NONE', definition = :definition", values)
        store.commit()
    return path.read_bytes()


def forged(kind: str, sql: str) -> str:
    """A statement that puts an entry into the schema which SQLite has not checked."""
    quoted = sql.replace("'", "''")
    return f"INSERT INTO sqlite_master VALUES ('{kind}', 'v', 'v', 0, '{quoted}')"  # noqa: S608


ENDLESS = (
    "CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
    "SELECT i AS fid, geom, kode FROM n, desa WHERE i < 0"
)
GRID = (
    f"BOUNDCRS[SOURCECRS[{GEOGRAPHIC}],TARGETCRS[{GEOGRAPHIC}],"
    'ABRIDGEDTRANSFORMATION["Grid",METHOD["NTv2",ID["EPSG",9615]],'
    'PARAMETERFILE["Latitude and longitude difference file","{}"]]]'
)

ATTACKS: dict[str, Callable[[Trap], bytes]] = {
    "a pipeline of GDAL that reads a file": lambda trap: pipeline(trap.canary),
    "a pipeline of GDAL that fetches an address": lambda trap: pipeline(f"/vsicurl/{trap.url}"),
    "a pipeline behind a byte-order mark": lambda trap: b"\xef\xbb\xbf \n" + pipeline(trap.canary),
    "a pipeline that is also a collection": lambda trap: twice(trap.canary),
    "a pipeline in a zip": lambda trap: files.archive([("desa.geojson", pipeline(trap.canary))]),
    "a pipeline named as a GeoPackage in a zip": lambda trap: files.archive([("a.gpkg", pipeline(trap.canary))]),
    "a virtual format that reads a file": lambda trap: virtual(trap.canary),
    "a virtual format in a zip": lambda trap: files.archive([("desa.geojson", virtual(trap.canary))]),
    "a service on the web": lambda trap: f"<OGRWFSDataSource><URL>{trap.url}</URL></OGRWFSDataSource>".encode(),
    "a list of features of a server": lambda trap: json.dumps(
        {"geometryType": "esriGeometryPolygon", "features": [], "fields": [], "url": trap.url}
    ).encode(),
    "a topology": lambda trap: b'{"type":"Topology","objects":{},"arcs":[]}',
    "a coordinate system at an address": lambda trap: with_crs(type="link", properties={"href": trap.url}),
    "a coordinate system at an address, the old way": lambda trap: with_crs(type="url", properties={"url": trap.url}),
    "a coordinate system named by an address": lambda trap: with_crs(type="name", properties={"name": trap.url}),
    "a coordinate system in a file": lambda trap: with_crs(type="name", properties={"name": str(trap.canary)}),
    "a coordinate system in a file beside": lambda trap: with_crs(type="name", properties={"name": "file:canary.wkt"}),
    "a coordinate system of a geometry": within_a_geometry,
    **{
        f"a coordinate system at an address under {name!r}": partial(with_member, name)
        for name in ("CRS", "Crs", "crs\0", "crs\0x")
    },
    "a coordinate system with a second name": lambda trap: with_crs(
        type="name", properties={"Name": trap.url, "name": "EPSG:4326"}
    ),
    "a second type": lambda trap: MAP.to_json().replace('"type"', '"Type": "Topology", "type"', 1).encode(),
    "a .prj that is an address": lambda trap: shapefile(trap, prj=trap.url.encode()),
    "a .prj that is a path": lambda trap: shapefile(trap, prj=str(trap.canary).encode()),
    "a .prj with a grid in a file": lambda trap: shapefile(trap, prj=GRID.replace("{}", str(trap.canary)).encode()),
    "a .prj with a grid of the old way": lambda trap: shapefile(
        trap, prj=f'{UTM[:-1]},EXTENSION["PROJ4","+proj=longlat +nadgrids={trap.canary}"]]'.encode()
    ),
    "a .prj with a grid behind one that is none": lambda trap: shapefile(
        trap, prj=f'{UTM[:-1]},EXTENSION["PROJ4","+proj=longlat +nadgrids=@null,{trap.canary}"]]'.encode()
    ),
    "a .prj with a model in a file": lambda trap: shapefile(
        trap, prj=f'{UTM[:-1]},EXTENSION["PROJ4","+proj=defmodel +model={trap.canary}"]]'.encode()
    ),
    "a link in a zip": linked,
    "a path out of the zip": lambda trap: files.archive([(f"../../..{trap.canary}.geojson", b"{")]),
    "a zip in a zip": lambda trap: files.archive([("a.zip", files.archive([("a.geojson", MAP.to_json().encode())]))]),
    "two members of one name": lambda trap: doubled(trap),
    "a view": lambda trap: geopackage(trap, "CREATE VIEW v AS SELECT * FROM desa"),
    "a view without end": lambda trap: geopackage(trap, ENDLESS),
    "a view that calls GDAL": lambda trap: geopackage(
        trap, "CREATE VIEW v AS SELECT fid, geom, ogr_geocode('x', 'name') AS kode FROM desa"
    ),
    "a view that loads a library": lambda trap: geopackage(
        trap, "CREATE VIEW v AS SELECT fid, geom, load_extension('x.so') AS kode FROM desa"
    ),
    "a view that is said to be a table": lambda trap: geopackage(trap, forged("table", ENDLESS)),
    "a virtual table of any format": lambda trap: geopackage(
        trap, forged("table", f'CREATE VIRTUAL TABLE v USING VirtualOGR("{trap.canary}")')
    ),
    "a virtual table of an address": lambda trap: geopackage(
        trap, forged("table", f'CREATE VIRTUAL TABLE v USING VirtualOGR("/vsicurl/{trap.url}")')
    ),
    "a virtual table of a Shapefile": lambda trap: geopackage(
        trap, forged("table", f'CREATE VIRTUAL TABLE v USING VirtualShape("{trap.canary}", utf8, 4326)')
    ),
    "a virtual table that is called a spatial index": lambda trap: geopackage(
        trap,
        forged("table", f'CREATE VIRTUAL TABLE "rtree_desa_geom2" USING /*rtree(a,b,c,d,e)*/ VirtualOGR("{trap.url}")'),
    ),
    "a trigger": lambda trap: geopackage(
        trap, "CREATE TRIGGER t AFTER INSERT ON desa BEGIN SELECT load_extension('x'); END", layer="desa"
    ),
    "a computed column": lambda trap: geopackage(
        trap, "ALTER TABLE desa ADD COLUMN kode2 TEXT AS (lower(kode)) VIRTUAL", layer="desa"
    ),
    "a database that is no GeoPackage": lambda trap: geopackage(trap, "DROP TABLE gpkg_contents", layer="desa"),
    "a GeoPackage with a coordinate system at an address": lambda trap: geopackage(trap, layer="desa", srs=trap.url),
    "a GeoPackage with a grid in a file": lambda trap: geopackage(
        trap, layer="desa", srs=GRID.replace("{}", str(trap.canary))
    ),
}
IN_THE_CHILD = ("a view without end", "a pipeline of GDAL that fetches an address", "a .prj that is a path")


def doubled(trap: Trap) -> bytes:
    with pytest.warns(UserWarning, match="Duplicate name"):
        return files.archive([("a.geojson", MAP.to_json().encode()), ("a.geojson", pipeline(trap.canary))])


def refused(database: Database, content: bytes) -> tuple[str, str]:
    before = contents(database)
    with pytest.raises(UnreadableFile) as caught:
        deliver(database, "boundaries", content, name="batas.geojson")
    assert contents(database) == before
    return caught.value.reason, finding_text(ENGLISH, caught.value.reason, caught.value.values)


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_readers_alone_refuse_it(kudus: Database, trap: Trap, maps_in_this_process: None, attack: str) -> None:
    reason, sentence = refused(kudus, ATTACKS[attack](trap))
    assert reason in {"unknown_format", "unreadable_file", "no_crs", "unsafe_geopackage", "cut_off"}
    assert str(trap.folder) not in sentence
    assert trap.connections == 0


@pytest.mark.parametrize("attack", first_in_gate(IN_THE_CHILD, 1))
def test_the_child_refuses_it_and_the_service_goes_on(kudus: Database, trap: Trap, attack: str) -> None:
    refused(kudus, ATTACKS[attack](trap))
    assert trap.connections == 0
    assert deliver(kudus, "boundaries", MAP.to_json(), name="batas.geojson").rows_accepted == 1


def test_the_trap_is_one(trap: Trap) -> None:
    """GDAL as it comes falls for it: otherwise the tests above would show nothing."""
    assert list(pyogrio.read_dataframe(pipeline(trap.canary))["kode"]) == [DESA]
    assert list(pyogrio.read_dataframe(virtual(trap.canary))["kode"]) == [DESA]
    pyogrio.read_dataframe(with_crs(type="link", properties={"href": trap.url}))
    assert trap.connections > 0
    for name in ("CRS", "crs\0x"):
        before = trap.connections
        content = json.loads(with_member(name, trap))
        content.pop("crs", None)
        pyogrio.read_dataframe(json.dumps(content).encode())
        assert trap.connections > before


def opened_in_the_child(*contents: bytes) -> list[str]:
    limits: dict[str, Any] = {"seconds": PATIENCE_SECONDS, "memory_bytes": 6_000_000_000}
    found: list[str] = json.loads(run_limited(sandboxed.open_with_gdal, *contents, **limits))
    return found


@pytest.mark.usefixtures("needs_kernel_guards")
def test_where_the_readers_fail_the_kernel_holds(trap: Trap) -> None:
    """All of GDAL's formats, and nobody who looks at the file first."""
    harmless, fetching = MAP.to_json().encode(), with_crs(type="link", properties={"href": trap.url})
    attacks = [pipeline(trap.canary), pipeline(f"/vsicurl/{trap.url}"), virtual(trap.canary)]
    before, *refused, _fetched, after = opened_in_the_child(harmless, *attacks, fetching, harmless)
    assert before == after == DESA
    assert len(refused) == 3
    assert not any(DESA in said for said in refused)
    assert trap.connections == 0


def test_gdal_has_three_formats_in_the_child(trap: Trap) -> None:
    limits: dict[str, Any] = {"seconds": PATIENCE_SECONDS, "memory_bytes": 6_000_000_000}
    environment = boundary_file.gdal_environment()
    formats = json.loads(run_limited(sandboxed.formats_of_gdal, **limits, environment=environment))
    assert set(formats) == {"ESRI Shapefile", "GPKG", "GeoJSON"}
    # Without the locks, to see that the formats alone stand against it too.
    with pytest.raises(RuntimeError, match="formats"):
        boundary_file.refuse_other_drivers()


@pytest.mark.parametrize("number", ["4326 x", "4326.0x", " 4326"])
def test_a_layer_has_no_system_by_a_number_that_two_readers_read_differently(trap: Trap, number: str) -> None:
    content = geopackage(
        trap,
        "ALTER TABLE gpkg_geometry_columns RENAME TO old",
        f"CREATE TABLE gpkg_geometry_columns AS SELECT table_name, column_name, '{number}' AS srs_id, z, m FROM old",  # noqa: S608
        "DROP TABLE old",
        layer="desa",
        srs=trap.url,
    )
    with pytest.raises(BoundaryError) as caught:
        feature_tables(without_write_ahead(content), name="")
    assert caught.value.reason == "no_crs"


def test_real_geopackages_pass(trap: Trap) -> None:
    """With spatial index, several layers, a table without outlines, and the log of a program that still has it open."""
    path = trap.folder / "whole.gpkg"
    for layer in ("desa", 'kecamatan "lama"', "wilayah-kerja"):
        MAP.to_file(path, layer=layer)
    pyogrio.write_dataframe(MAP[["kode"]], path, layer="catatan")
    with closing(sqlite3.connect(path)) as store:
        store.execute("PRAGMA journal_mode=WAL")
    content = path.read_bytes()
    assert content[18:20] == b"\x02\x02"
    assert feature_tables(without_write_ahead(content), name="") == {"desa", 'kecamatan "lama"', "wilayah-kerja"}
    assert list(read_boundaries(content, known_codes=[DESA]).frame["code"]) == [DESA]


@pytest.mark.parametrize(
    "name",
    ["urn:ogc:def:crs:EPSG::4326", "EPSG:4326", "OGC:CRS84", "WGS84", "http://www.opengis.net/def/crs/EPSG/0/4326"],
)
def test_coordinate_systems_by_their_name_pass(name: str) -> None:
    content = with_crs(type="name", properties={"name": name})
    assert read_boundaries(content, known_codes=[DESA]).frame.crs == "EPSG:4326"


def test_a_bomb_in_a_zip_is_refused_whatever_its_directory_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_UNZIPPED_BYTES", 1_000_000)
    bomb = files.archive([("a.geojson", b" " * 1_000_001)])
    for content in (bomb, files.with_stated_size(bomb, "a.geojson", 10)):
        with pytest.raises(BoundaryError) as caught:
            read_boundaries(content, known_codes=[DESA])
        assert caught.value.reason in {"too_large", "unreadable_file"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "crs", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(JSON)
def test_json_is_a_map_by_its_type_alone(document: object) -> None:
    is_map = isinstance(document, dict) and document.get("type") in ("Feature", "FeatureCollection")
    try:
        assert sources.admitted_sources(json.dumps(document).encode(), name="a.json")
        assert is_map
    except BoundaryError as error:
        assert error.reason in {"unknown_format", "no_crs"}
        assert error.reason == "no_crs" or not is_map


@given(st.lists(st.tuples(st.integers(0, 40_000), st.integers(0, 255)), min_size=1, max_size=12))
def test_a_damaged_geopackage_is_read_or_refused(damage: list[tuple[int, int]]) -> None:
    content = bytearray(plain_geopackage())
    for place, value in damage:
        content[place % len(content)] = value
    try:
        tables = feature_tables(without_write_ahead(bytes(content)), name="a.gpkg")
        assert tables <= {"desa"} or len(tables) <= 1
    except BoundaryError as error:
        assert error.reason in {"unreadable_file", "unknown_format", "unsafe_geopackage", "no_crs"}


@cache
def plain_geopackage() -> bytes:
    with TemporaryDirectory() as folder:
        MAP.to_file(f"{folder}/a.gpkg", layer="desa")
        with open(f"{folder}/a.gpkg", "rb") as file:
            return file.read()
