"""Hostile files of each kind that a reader takes, and the reason for which each is refused."""

from __future__ import annotations

import gzip
import io
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.ingest import files
from tests.ingest.hostile.bounded import DESA

if TYPE_CHECKING:
    from collections.abc import Callable

TAKEN = "taken"
HEAD = b"kk_number,desa_code\n"
ROW = b"3319010123456789,3319010001\n"
PLAIN = HEAD + ROW * 20


@dataclass(frozen=True, slots=True)
class Case:
    """One file: what is wrong with it, how it is made, and why it is refused."""

    name: str
    make: Callable[[], bytes]
    reason: str
    file_name: str = "file.csv"


def sheet(rows: int = 3) -> bytes:
    return files.sheet([["kk_number", "desa_code"], *[["1", DESA]] * rows])


def sheet_with(old: bytes, new: bytes) -> bytes:
    return files.edited(sheet(), files.SHEET, old, new)


def parquet_of(**columns: object) -> bytes:
    import pyarrow as pa
    from pyarrow import parquet

    sink = io.BytesIO()
    parquet.write_table(pa.table(columns), sink)
    return sink.getvalue()


def nested_parquet(levels: int) -> bytes:
    import pyarrow as pa

    kind = pa.int64()
    for _level in range(levels):
        kind = pa.list_(kind)
    return parquet_of(kk_number=pa.array([None], kind), desa_code=[DESA])


def bomb_parquet() -> bytes:
    import pyarrow as pa

    cells = pa.DictionaryArray.from_arrays(pa.array([0] * 300_000, pa.int32()), pa.array(["x" * 2_000]))
    return parquet_of(kk_number=cells, desa_code=cells)


def ring(corners: int) -> str:
    return (
        "[" + "[110.80000001,-6.80000001],[110.80000001,-6.80100001]," * (corners // 2) + "[110.80000001,-6.80000001]]"
    )


def geojson(coordinates: str, kind: str = "Polygon") -> bytes:
    geometry = f'{{"type":"{kind}","coordinates":{coordinates}}}'
    return feature(geometry)


def feature(geometry: str, about: str = f'"kode":"{DESA}"') -> bytes:
    text = f'{{"type":"Feature","properties":{{{about}}},"geometry":{geometry}}}'
    return f'{{"type":"FeatureCollection","features":[{text}]}}'.encode()


HERE = geojson("[[[110.8,-6.8],[110.81,-6.8],[110.81,-6.79],[110.8,-6.8]]]")


def wide_geojson() -> bytes:
    columns = ",".join(f'"c{at}":1' for at in range(20_000))
    return HERE.replace(b'"properties":{', b'"properties":{' + columns.encode() + b",")


def collection(parts: int, corners: int) -> bytes:
    one = f'{{"type":"Polygon","coordinates":[{ring(corners)}]}}'
    return feature(f'{{"type":"GeometryCollection","geometries":[{",".join([one] * parts)}]}}')


def nested_collection(levels: int) -> bytes:
    inner = '{"type":"Polygon","coordinates":[[[110.8,-6.8],[110.81,-6.8],[110.81,-6.79],[110.8,-6.8]]]}'
    for _level in range(levels):
        inner = f'{{"type":"GeometryCollection","geometries":[{inner}]}}'
    return feature(inner)


def geopackage(*statements: str) -> bytes:
    import geopandas as gpd
    import shapely

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.gpkg"
        frame = gpd.GeoDataFrame({"kode": [DESA]}, geometry=[shapely.box(110.8, -6.8, 110.81, -6.79)], crs="EPSG:4326")
        frame.to_file(path, layer="desa")
        with closing(sqlite3.connect(path)) as store:
            for statement in statements:
                store.execute(statement)
            store.commit()
        return path.read_bytes()


def wide_geopackage() -> bytes:
    return geopackage(*(f"ALTER TABLE desa ADD COLUMN c{number} TEXT" for number in range(1_500)))


def shapefile() -> list[tuple[str, bytes]]:
    import geopandas as gpd
    import shapely

    with tempfile.TemporaryDirectory() as folder:
        frame = gpd.GeoDataFrame({"kode": [DESA]}, geometry=[shapely.box(110.8, -6.8, 110.81, -6.79)], crs="EPSG:4326")
        frame.to_file(Path(folder) / "desa.shp")
        return sorted((path.name, path.read_bytes()) for path in Path(folder).glob("desa.*"))


def cut_shapefile() -> bytes:
    return files.archive((name, content[:-20] if name.endswith(".shp") else content) for name, content in shapefile())


ENDLESS = (
    "CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
    "SELECT i AS fid, geom, kode FROM n, desa WHERE i < 0"
)
NESTED_SHEET = b"<x>" * 300_000 + b"</x>" * 300_000
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">]><worksheet>'

TABLE = [
    Case("csv", lambda: PLAIN, TAKEN),
    Case("csv of one endless line", lambda: b"x" * 15_000_000, "cell_too_long"),
    Case("csv of a million columns", lambda: b"a," * 1_000_000 + b"\n" + b"1," * 1_000_000, "too_many_columns"),
    Case("csv with a quote that never ends", lambda: HEAD + b'"' + ROW * 500_000, "unterminated_quote"),
    Case("csv of empty lines", lambda: HEAD + b"\n" * 15_000_000, "too_many_rows"),
    Case("csv of quotes", lambda: HEAD + b'"' * 15_000_001, "cell_too_long"),
    Case("csv in UTF-16 without a mark", lambda: PLAIN.decode().encode("utf-16-le"), "not_a_table"),
    Case("csv in UTF-8 that is none", lambda: b"\xef\xbb\xbf" + HEAD + b"\xff\xfe", "unknown_encoding"),
    Case("csv in UTF-16 that ends within a sign", lambda: PLAIN.decode().encode("utf-16")[:-1], "damaged"),
    Case("csv in UTF-32", lambda: PLAIN.decode().encode("utf-32"), "not_a_table"),
    Case("csv in gz", lambda: gzip.compress(PLAIN), "wrong_format"),
    Case("json nested deep", lambda: b'[{"a":' * 1_000_000, "wrong_format"),
    Case("html with links", lambda: b'<html><img src="http://127.0.0.1/x">' * 1_000, "wrong_format"),
    Case("xlsx", sheet, TAKEN, "file.xlsx"),
    Case("xlsx cut off", lambda: sheet()[:-100], "damaged", "file.xlsx"),
    Case(
        "xlsx bomb",
        lambda: files.archive([*files.parts_of(sheet()), ("xl/media/image1.png", b"\0" * 150_000_000)]),
        "zip_bomb",
        "file.xlsx",
    ),
    Case("xlsx in a zip", lambda: files.archive([("file.xlsx", sheet())]), "wrong_format", "file.xlsx"),
    Case(
        "xlsx with nested elements",
        lambda: sheet_with(b"<sheetData>", NESTED_SHEET + b"<sheetData>"),
        TAKEN,
        "file.xlsx",
    ),
    Case("xlsx with entities", lambda: sheet_with(b"<worksheet", ENTITIES + b"<worksheet"), TAKEN, "file.xlsx"),
    Case(
        "xlsx of a row too wide",
        lambda: files.sheet([["kk_number", "desa_code"], [""] * 16_000 + ["x"]]),
        "too_many_columns",
        "file.xlsx",
    ),
    Case(
        "xlsx that says another encoding",
        lambda: sheet_with(b'encoding="UTF-8"', b'encoding="UTF-16"'),
        TAKEN,
        "file.xlsx",
    ),
]
STREAM = [
    Case("gz", lambda: gzip.compress(PLAIN), TAKEN),
    Case("gz bomb", lambda: gzip.compress(HEAD + b"1," * 40_000_000, 9), "zip_bomb"),
    Case("gz cut off", lambda: gzip.compress(PLAIN * 500)[:-30], "damaged"),
    Case("gz in gz", lambda: gzip.compress(gzip.compress(PLAIN)), "wrong_format"),
    Case("gz a hundred deep", lambda: nested_gz(100), "wrong_format"),
    Case("xlsx in gz", lambda: gzip.compress(sheet()), "wrong_format"),
    Case("sqlite in gz", lambda: gzip.compress(b"SQLite format 3\0" + bytes(5_000)), "wrong_format"),
    Case("gz of one endless line", lambda: gzip.compress(HEAD + b"x" * 15_000_000), "cell_too_long"),
    Case("gz with a quote that never ends", lambda: gzip.compress(HEAD + b'"' + ROW * 500_000), "unterminated_quote"),
    Case("gz of a million columns", lambda: gzip.compress(b"1," * 1_000_000 + b"\n"), "too_many_columns"),
    Case("gz in UTF-16 without a mark", lambda: gzip.compress(PLAIN.decode().encode("utf-16-le")), "not_a_table"),
    Case(
        "gz in UTF-16 that ends within a sign", lambda: gzip.compress(PLAIN.decode().encode("utf-16")[:-1]), "damaged"
    ),
    Case("large csv", lambda: HEAD + ROW * 180_000, TAKEN),
    Case("large pdf", lambda: b"%PDF-1.7" + b"x" * 5_000_000, "wrong_format"),
    Case("parquet", lambda: parquet_of(kk_number=["1"], desa_code=[DESA]), TAKEN),
    Case("parquet bomb", bomb_parquet, "zip_bomb"),
    Case("parquet cut off", lambda: parquet_of(kk_number=["1"], desa_code=[DESA])[:-30], "damaged"),
    Case("parquet without an end", lambda: b"PAR1" + b"\0" * 1_000, "damaged"),
    Case("parquet of lists", lambda: nested_parquet(20), "not_cells"),
    Case("parquet nested deep", lambda: nested_parquet(60), "nested_too_deep"),
    Case("parquet of bytes", lambda: parquet_of(kk_number=[b"\xff\xfe"], desa_code=[DESA]), "not_cells"),
    Case("parquet too wide", lambda: parquet_of(**{f"c{number}": [1] for number in range(5_000)}), "too_many_columns"),
    Case("parquet with a password", lambda: b"PARE" + bytes(100) + b"PARE", "wrong_format"),
    Case("large xlsx", lambda: sheet(3_000), TAKEN),
    Case("large xlsx cut off", lambda: sheet(3_000)[:-100], "damaged"),
]
MAP = [
    Case("geojson", lambda: HERE, TAKEN),
    Case("geojson of 1.6 million corners", lambda: geojson(f"[{ring(1_600_000)}]"), "too_many_corners"),
    Case("geojson of one outline of 600,000 corners", lambda: geojson(f"[{ring(600_000)}]"), "too_many_corners"),
    Case("geojson of 16 parts of 60,000 corners", lambda: collection(16, 60_000), "too_many_corners"),
    Case("geojson of values", lambda: HERE[:-1] + b',"a":[' + b"1," * 20_000_000 + b"1]}", "too_many_corners"),
    Case("geojson of texts", lambda: HERE[:-1] + b',"a":"' + b"x" * 110_000_000 + b'"}', "file_too_large"),
    Case("geojson nested in arrays", lambda: geojson("[" * 100_000 + "]" * 100_000), "nested_too_deep"),
    Case("geojson nested in objects", lambda: b'{"a":' * 1_000_000 + b"1" + b"}" * 1_000_000, "nested_too_deep"),
    Case("geojson nested in collections", lambda: nested_collection(50), "nested_too_deep"),
    Case("geojson cut off", lambda: HERE[:-40], "cut_off"),
    Case("geojson cut off within a text", lambda: HERE[:70], "cut_off"),
    Case("geojson in UTF-16", lambda: HERE.decode().encode("utf-16"), "not_utf8"),
    Case("geojson in UTF-16 without a mark", lambda: HERE.decode().encode("utf-16-le"), "not_utf8"),
    Case("geojson that is damaged", lambda: HERE.replace(b"110.81,", b"110,81x,", 1), "unreadable_file"),
    Case("geojson of many columns", wide_geojson, "map_too_wide"),
    Case(
        "geojson with a link",
        lambda: HERE[:-1] + b',"crs":{"type":"link","properties":{"href":"http://127.0.0.1:9/"}}}',
        "no_crs",
    ),
    Case("geopackage", geopackage, TAKEN),
    Case("geopackage with a view without end", lambda: geopackage(ENDLESS), "unsafe_geopackage"),
    Case("geopackage cut off", lambda: geopackage()[:-5_000], "cut_off"),
    Case("geopackage cut to its first page", lambda: geopackage()[:4_096], "cut_off"),
    Case("geopackage of many columns", wide_geopackage, "map_too_wide"),
    Case("geopackage bomb", lambda: files.archive([("a.gpkg", geopackage() + bytes(150_000_000))]), "too_large"),
    Case("geojson bomb in a zip", lambda: files.archive([("a.geojson", HERE + b" " * 150_000_000)]), "too_large"),
    Case("shapefile", lambda: files.archive(shapefile()), TAKEN),
    Case("shapefile cut off", cut_shapefile, "cut_off"),
    Case("zip cut off", lambda: files.archive(shapefile())[:-60], "cut_off"),
    Case("gz", lambda: gzip.compress(HERE), "unknown_format"),
]  # fmt: skip


def nested_gz(levels: int) -> bytes:
    content = PLAIN
    for _level in range(levels):
        content = gzip.compress(content)
    return content


CASES = {"table": TABLE, "stream": STREAM, "map": MAP}
