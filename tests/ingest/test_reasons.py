"""Every reason has a file that brings it up, a sentence that can be filled in, and no other reason exists."""

from __future__ import annotations

import ast
import json
import re
import sqlite3
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pyarrow as pa
import pytest
import shapely
from pyarrow import parquet

from data_access.reads.submission_reads import SIMULATION
from data_access.store.facts import set_fact
from data_access.writes.purge import PURGED_UNTIL
from geo.errors import BoundaryError
from geo.files import sources
from ingest.boundaries import boundaries, boundary_file
from ingest.confined.sandbox import OutOfMemoryError, OutOfTimeError
from ingest.importing import Arrival
from ingest.large import LargeFile, import_large
from ingest.readers import spreadsheet
from ingest.readers.raw_table import REFUSALS, Limits, UnreadableFile
from ingest.readers.reading import read_table
from presentation.findings.findings import REASONS, finding_text
from tests.ingest import files
from tests.ingest.desk import ENGLISH, NOW, SECRET, TODAY, deliver, opened, said
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xlsxwriter.workbook import Workbook

    from data_access.store.engine import Database

    Bring = Callable[[Database, Path], dict[str, str]]


AREAS = "code,parent_code,level,name,official_area_km2\n"
OPD = "id,name,is_estimate\n"
TARGETS = "scope_kind,scope_code,unit,status,share,starts_on,ends_on,decided_on\n"
RECAP = "as_of,area_code,households_responded,persons_responded,households_clean,persons_clean,source\n"
NAMED_OPD = "as_of,opd_id,nama_opd,staff_responded\n"
NAMED = "as_of,area_code,area_name,households_responded\n"
FORMS = "kk_number,household_key,desa_code,persons,status,opened_at,responded_at,clean_at\n"
MEMBERS = "kk_number,desa_code,persons,status,clean_at,domiciles,opd_staff\n"
OPD_RECAP = "as_of,opd_id,staff_responded,staff_clean\n"
COMMITMENTS = "area_code,households,starts_on,due_on\n"
BLOCKERS = "area_code,kind,reported_on,resolved_on\n"
REQUESTS = "area_code,requested_on,done_on,result_households\n"
NIK = "3319010123456789"
DESA = "3319010001"
CHILDREN = "".join(f"2020-03-03,3319010{n:03d},1,,,,\n" for n in range(1, 16))

NO_DAY = [["area_code", "households_responded"], ["3319", 5]]
SEXES = "kode,jenis_kelamin,kk,jiwa,tanggal\n3319010,L,5,10,2019-12-31\n"


def uncalculated() -> bytes:
    content = files.sheet([["as_of", "area_code", "households_responded"], ["2020-03-03", "3319", 7]])
    return files.edited(content, files.SHEET, b"<v>7</v>", b"<f>1</f>")


def merged() -> bytes:
    def fill(book: Workbook) -> None:
        page = book.add_worksheet()
        page.write_row(0, 0, ["as_of", "area_code", "households_responded"])
        page.write_row(1, 0, ["2020-03-03", "3319010"])
        page.write_row(2, 0, ["2020-03-03", "3319020"])
        page.merge_range(1, 2, 2, 2, 5)

    return files.workbook(fill)


def sheets() -> bytes:
    """A sheet to read with a hidden row, one without a table, and a hidden one."""

    def fill(book: Workbook) -> None:
        page = book.add_worksheet("Rekap")
        page.write_row(0, 0, ["as_of", "area_code", "households_responded"])
        page.write_row(1, 0, ["2020-03-03", "3319", 5])
        page.set_row(1, None, None, {"hidden": True})
        book.add_worksheet("Petunjuk").write(0, 0, "Isi lembar Rekap")
        other = book.add_worksheet("Lama")
        other.write(0, 0, "x")
        other.hide()

    return files.workbook(fill)


TABLES: dict[str, tuple[str, str | bytes]] = {
    "cell_empty": ("recap", RECAP + "2020-03-03,,1,,,,"),
    "not_a_count": ("recap", RECAP + "2020-03-03,3319,x,,,,"),
    "negative_count": ("recap", RECAP + "2020-03-03,3319,-5,,,,"),
    "count_too_large": ("recap", RECAP + "2020-03-03,3319,400000001,,,,"),
    "not_a_date": ("recap", RECAP + "soon,3319,1,,,,"),
    "no_such_day": ("recap", RECAP + "2020-02-31,3319,1,,,,"),
    "year_out_of_range": ("recap", RECAP + "1020-03-03,3319,1,,,,"),
    "not_a_share": ("targets", TARGETS + "area,3319,person,clean,all,1/1/2020,1/2/2020,1/1/2020"),
    "share_out_of_range": ("targets", TARGETS + "area,3319,person,clean,27,1/1/2020,1/2/2020,1/1/2020"),
    "not_one_of": ("targets", TARGETS + "area,3319,person,done,27%,1/1/2020,1/2/2020,1/1/2020"),
    "window_turned": ("targets", TARGETS + "area,3319,person,clean,27%,1/2/2020,1/1/2020,1/1/2020"),
    "unit_without_meaning": ("targets", TARGETS + "area,3319,staff,clean,27%,1/1/2020,1/2/2020,1/1/2020"),
    "not_a_number": ("areas", AREAS + "3319990,3319,kecamatan,N,wide"),
    "not_a_code": ("areas", AREAS + "Kudus,3319,kecamatan,N,"),
    "not_a_level": ("areas", AREAS + "3319990,3319,opd,N,"),
    "code_too_long": ("areas", AREAS + f"{NIK},{DESA},desa,N,"),
    "code_not_below_parent": ("areas", AREAS + f"{NIK},{DESA},rt,N,"),
    "unknown_parent": ("areas", AREAS + "3320010,3320,kecamatan,N,"),
    "area_below_itself": ("areas", AREAS + "3320,3320,x,N,"),
    "area_moved": ("areas", AREAS + "3320,,kabupaten,N,\n3319010,3320,x,Kaliwungu,"),
    "area_renamed": ("areas", AREAS + "3319010,3319,kecamatan,Sumberagung,"),
    "areas_of_kemendagri_codes": ("areas", AREAS + "3320,,kabupaten,N,\n332001,3320,kecamatan,N,"),
    "code_too_short": ("areas", AREAS + "33199,3319,kecamatan,N,"),
    "level_not_told": ("areas", AREAS + "33199,3319,,N,"),
    "unknown_parent_of_rows": ("areas", AREAS + "3320010,3320,kecamatan,N,\n3320020,3320,kecamatan,N,"),
    "parent_refused": ("areas", AREAS + "33199,3319,kecamatan,N,\n3319910001,33199,desa,N,"),
    "code_of_six_digits": ("recap", RECAP + "2020-03-03,331999,1,,,,"),
    "code_of_other_length": ("recap", RECAP + "2020-03-03,33190,1,,,,"),
    "name_differs": ("recap", NAMED + "2020-03-03,3319010,Jati,1"),
    "names_shifted": ("recap", NAMED + "2020-03-03,3319010,Jati,1\n2020-03-03,3319030,Kaliwungu,1"),
    "names_differ_widely": ("recap", NAMED + "2020-03-03,3319010,Sumberagung,1\n2020-03-03,3319030,Karangjati,1"),
    "codes_of_kemendagri": ("recap", RECAP + "2020-03-03,3319012007,1,,,,"),
    "list_of_persons": ("recap", "nip," + RECAP),
    "too_many_levels": ("areas", AREAS + "".join(f"9{n},{f'9{n - 1}' if n else ''},x,N,\n" for n in range(21))),
    "personal_number": ("recap", RECAP + f"2020-03-03,3319,1,,,,{NIK}"),
    "text_too_long": ("recap", RECAP + "2020-03-03,3319,1,,,," + "x" * 301),
    "not_a_flag": ("opd", OPD + "1,A,perhaps"),
    "cells_beyond_headings": ("recap", RECAP + "2020-03-03,3319,1,,,,s,9"),
    "unknown_area": ("recap", RECAP + "2020-03-03,3320,1,,,,"),
    "unknown_opd": ("assignments", f"opd_id,desa_code,starts_on\n99,{DESA},1/1/2020"),
    "contradicts_line": ("recap", RECAP + "2020-03-03,3319,1,,,,\n2020-03-03,3319,2,,,,"),
    "day_in_future": ("recap", RECAP + "2020-12-31,3319,1,,,,"),
    "days_turned": ("blockers", BLOCKERS + f"{DESA},server,2020-03-03,2020-03-02"),
    "nothing_promised": ("commitments", COMMITMENTS + f"{DESA},0,2020-03-03,2020-03-09"),
    "result_without_day": ("requests", REQUESTS + f"{DESA},2020-03-03,,12"),
    "area_too_large": ("commitments", COMMITMENTS + "3319,10,2020-03-03,2020-03-09"),
    "nothing_delivered": ("recap", RECAP + "2020-03-03,3319,,,,,"),
    "clean_exceeds_responded": ("recap", RECAP + "2020-03-03,3319,1,,2,,"),
    "fewer_persons_than_families": ("recap", RECAP + "2020-03-03,3319,2,1,,,"),
    "more_than_register": ("recap", RECAP + "2020-03-03,3319,300000,,,,"),
    "more_than_estimate": ("recap", RECAP + f"2020-03-03,{DESA},1600,,,,"),
    "count_falls": ("recap", RECAP + "2020-03-03,3319,2,,,,\n2020-03-04,3319,1,,,,"),
    "children_do_not_add_up": ("recap", RECAP + "2020-03-03,3319010,99,,,,\n" + CHILDREN),
    "not_a_family_card": ("submissions", FORMS + f"12345,,{DESA},1,clean,,,2020-03-01"),
    "not_a_key": ("submissions", FORMS + f",{NIK}{NIK},{DESA},1,clean,,,2020-03-01"),
    "not_a_moment": ("submissions", FORMS + f"{NIK},,{DESA},1,clean,,,soon"),
    "one_key_needed": ("submissions", FORMS + f",,{DESA},1,clean,,,2020-03-01"),
    "not_a_desa": ("submissions", FORMS + f"{NIK},,3319010,1,clean,,,2020-03-01"),
    "no_moment": ("submissions", FORMS + f"{NIK},,{DESA},1,clean,,,"),
    "moments_turned": ("submissions", FORMS + f"{NIK},,{DESA},1,clean,,2020-03-02,2020-03-01"),
    "persons_out_of_range": ("submissions", FORMS + f"{NIK},,{DESA},31,clean,,,2020-03-01"),
    "status_without_moment": ("submissions", FORMS + f"{NIK},,{DESA},1,clean,,2020-03-01,"),
    "not_domiciles": ("submissions", MEMBERS + f"{NIK},{DESA},3,clean,2020-03-01,here,"),
    "not_opd_staff": ("submissions", MEMBERS + f"{NIK},{DESA},3,clean,2020-03-01,,Dinkes:1"),
    "part_twice": ("submissions", MEMBERS + f"{NIK},{DESA},3,clean,2020-03-01,outside:1;luar:2,"),
    "domiciles_do_not_add_up": ("submissions", MEMBERS + f"{NIK},{DESA},3,clean,2020-03-01,outside:1,"),
    "more_staff_than_persons": ("submissions", MEMBERS + f"{NIK},{DESA},3,clean,2020-03-01,,5:4"),
    "opd_of_other_number": ("opd", OPD + "1,Sekretariat DPRD,0"),
    "opd_names_differ_widely": ("opd", OPD + "1,Xyzzy,0\n2,Plugh,0"),
    "opd_name_twice": ("opd", OPD + "901,Dinas Contoh,0\n902,Dinas Contoh,0"),
    "opd_name_differs": ("opd-recap", NAMED_OPD + "2020-03-01,1,Sekretariat DPRD,1"),
    "opd_names_shifted": (
        "opd-recap",
        NAMED_OPD + "2020-03-01,1,Sekretariat DPRD,1\n2020-03-01,2,Sekretariat Daerah,1",
    ),
    "more_than_staff": ("opd-recap", OPD_RECAP + "2020-03-01,5,99999,"),
    "codes_disagree": ("recap", "tanggal,kode,kode_kemendagri,kk_respon\n2020-03-03,3319010,33.19.02,5"),
    "code_of_area_above": ("recap", "tanggal,kode,kecamatan,kk_respon\n2020-03-03,3319,Jati,5"),
    "column_not_used": ("recap", "hello," + RECAP),
    "heading_not_used": ("recap", "persen," + RECAP),
    "column_twice": ("recap", "tanggal," + RECAP),
    "names_without_codes": ("recap", "tanggal,kecamatan,kk_respon\n2020-03-03,Jati,5"),
    "missing_columns": ("recap", "as_of,source\n2020-03-03,s"),
    "file_empty": ("recap", b""),
    "file_too_large": ("recap", b"x" * (Limits().max_bytes + 1)),
    "wrong_format": ("recap", b"%PDF-1.7"),
    "encrypted": ("recap", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")),
    "damaged": ("recap", b"PK\x03\x04 and no more"),
    "unsafe_archive": ("recap", files.archive([("xl/workbook.xml", b""), ("../x", b"")])),
    "zip_bomb": ("recap", files.archive([("xl/workbook.xml", b""), ("x", b"0" * 30_000_000)])),
    "unknown_encoding": ("recap", b"as_of,\x81\n"),
    "not_a_table": ("recap", b"as_of,\x00\n"),
    "unterminated_quote": ("recap", RECAP + '"2020'),
    "stray_quote": ("recap", RECAP + '"20"20",3319'),
    "cell_too_long": ("recap", RECAP + "x" * (Limits().max_cell_chars + 1)),
    "too_many_columns": ("recap", ",".join(f"c{n}" for n in range(Limits().max_columns + 1))),
    "header_missing": ("recap", "2020,3319\n2020,3319"),
    "header_blank": ("recap", "as_of,,area_code\n2020-03-03,Siti,3319\n"),
    "duplicate_heading": ("recap", "as_of,area_code,as_of\n"),
    "formula_without_value": ("recap", uncalculated()),
    "merged_figure": ("recap", merged()),
    "day_number": ("recap", RECAP + "43905,3319,1,,,,"),
    "day_order_unclear": ("recap", RECAP + "3/15/2020,3319,1,,,,\n3/4/2020,3319,1,,,,"),
    "dash_is_none": ("recap", RECAP + "2020-03-03,3319,-,,,,"),
    "not_delivered_sign": ("recap", RECAP + "2020-03-03,3319,...,5,,,"),
    "footnote_mark": ("recap", RECAP + "2020-03-03,3319,5*),,,,"),
    "short_year": ("recap", RECAP + "3/3/20,3319,5,,,,"),
    "year_is_its_last_day": ("register", "kode,kk,jiwa,tahun\n3319,5,9,2019"),
    "lines_left_out": ("recap", RECAP + "2020-03-03,3319,5,,,,\nSumber: Siti"),
    "total_differs": ("recap", RECAP + "2020-03-03,3319010,5,,,,\nJumlah,,6,,,,"),
    "day_from_title": ("recap", "Keadaan 3 Maret 2020\narea_code,households_responded\n3319,5"),
    "day_from_sheet": ("recap", files.sheet(NO_DAY, name="2020-03-03")),
    "day_missing": ("recap", "area_code,households_responded\n3319,5"),
    "day_unclear": ("recap", "3 Maret 2020\n4 Maret 2020\narea_code,households_responded\n3319,5"),
    "days_as_columns": ("recap", "area_code,2020-03-03\n3319,5"),
    "days_turned_to_rows": ("recap", "KK respon\narea_code,2020-03-03\n3319,5"),
    "headings_inferred": ("areas", "3319990,3319,kecamatan,N\n"),
    "classes_added": ("register", SEXES + "3319010,P,5,11,2019-12-31\n"),
    "class_missing": ("register", SEXES + "3319010,P,5,11,2019-12-31\n3319020,P,5,11,2019-12-31\n"),
    "sheets_read": ("recap", sheets()),
    "sheets_without_table": ("recap", sheets()),
    "sheets_hidden": ("recap", sheets()),
    "sheets_differ": (
        "recap",
        "area_code,kk_respon,as_of\n3319,5,2020-03-03\narea_code,jiwa_respon,as_of\n3319,5,2020-03-03\n",
    ),
    "table_not_read": ("recap", RECAP + "2020-03-03,3319,5,,,,\nas_of,area_code,source\n2020-03-03,3319,x"),
    "hidden_cells_read": ("recap", sheets()),
}


def square(west: float, south: float, side: float = 0.01) -> shapely.Polygon:
    return shapely.box(west, south, west + side, south + side)


def outlines(*areas: tuple[str | None, shapely.Geometry | None]) -> str:
    """A GeoJSON with a column of codes; degrees unless told otherwise."""
    features = [
        {
            "type": "Feature",
            "properties": {"kode": code},
            "geometry": None if outline is None else json.loads(shapely.to_geojson(outline)),
        }
        for code, outline in areas
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


HERE = square(110.8, -6.8)
OTHER = "3319010002"


def called(*names: str) -> str:
    """A GeoJSON of kecamatan with names alone."""
    return outlines(*((name, square(110.8 + place / 10, -6.8)) for place, name in enumerate(names))).replace(
        '"kode"', '"WADMKC"'
    )


MAPS: dict[str, str] = {
    "areas_without_outline": outlines((DESA, HERE)),
    "boundary_of_unknown_area": outlines((DESA, HERE), ("3320010001", square(110.9, -6.8))),
    "boundary_of_unknown_number": outlines((DESA, HERE), (NIK, square(110.9, -6.8))),
    "boundary_of_unknown_name": called("Kaliwungu", "Sumberagung"),
    "names_ambiguous": called("Kaliwungu", "Jati", "Jati"),
    "outlines_without_code": outlines((DESA, HERE), (None, square(110.9, -6.8))),
    "outlines_do_not_meet": outlines((DESA, HERE)),
    "unknown_format": "code,geometry\n",
    "unreadable_file": "{,}",
    "cut_off": "{",
    "too_many_corners": '{"type":"FeatureCollection","features":[' + "[" * 1_500_001,
    "nested_too_deep": "[".join(['{"type":"FeatureCollection","features":', *[""] * 40]),
    "map_too_wide": outlines((DESA, HERE)).replace('"kode"', ",".join(f'"c{n}":1' for n in range(1_001)) + ',"kode"'),
    "no_polygons": outlines((DESA, shapely.Point(110.8, -6.8))),
    "coordinates_out_of_range": outlines((DESA, square(478_000, 9_248_000, 1000))),
    "no_code_column": outlines(("elsewhere", HERE)),
    "empty_geometry": outlines((DESA, HERE), (OTHER, None)),
    "area_vanished": outlines((DESA, HERE), (OTHER, square(110.9, -6.8, 1e-9))),
}


def table_with_limits(content: bytes, **limits: Any) -> dict[str, str]:
    with pytest.raises(UnreadableFile) as caught:
        read_table(content, file_name="f.xlsx", limits=Limits(**limits))
    return {caught.value.reason: finding_text(ENGLISH, caught.value.reason, caught.value.values)}


def refused_map(database: Database, content: bytes, *, suffix: str = ".zip", **told: str) -> dict[str, str]:
    with pytest.raises(UnreadableFile) as caught:
        deliver(database, "boundaries", content, name="desa" + suffix, **told)
    return {caught.value.reason: finding_text(ENGLISH, caught.value.reason, caught.value.values)}


def refused_parquet(database: Database, folder: Path) -> dict[str, str]:
    file = folder / "rows.parquet"
    parquet.write_table(pa.table({"kk_number": [["1"]], "desa_code": [DESA]}), file)
    arrival = Arrival("submissions", file.name, b"", "test", NOW, TODAY, root_area="3319", household_secret=SECRET)
    with pytest.raises(UnreadableFile) as caught:
        import_large(database, arrival, LargeFile(file), progress=lambda _rows, _share: None)
    return {caught.value.reason: finding_text(ENGLISH, caught.value.reason, caught.value.values)}


def without_crs(database: Database, folder: Path) -> dict[str, str]:
    gpd.GeoDataFrame({"kode": [DESA]}, geometry=[HERE], crs="EPSG:4326").to_file(folder / "desa.shp")
    parts = [(path.name, path.read_bytes()) for path in folder.glob("desa.*") if path.suffix != ".prj"]
    return refused_map(database, files.archive(parts))


def too_large_zip(database: Database, folder: Path) -> dict[str, str]:
    packed = files.archive([("desa.geojson", b"{}")])
    return refused_map(database, files.with_stated_size(packed, "desa.geojson", 1_000_000_001))


def crowded_zip(database: Database, folder: Path) -> dict[str, str]:
    return refused_map(database, files.archive((f"{n}.txt", b"") for n in range(sources.MAX_ZIPPED_FILES + 1)))


def geopackage_with_a_view(database: Database, folder: Path) -> dict[str, str]:
    gpd.GeoDataFrame({"kode": [DESA]}, geometry=[HERE], crs="EPSG:4326").to_file(folder / "desa.gpkg")
    with closing(sqlite3.connect(folder / "desa.gpkg")) as store:
        store.execute("CREATE VIEW other AS SELECT * FROM desa")
        store.commit()
    return refused_map(database, (folder / "desa.gpkg").read_bytes(), suffix=".gpkg")


def later_count(database: Database, folder: Path) -> dict[str, str]:
    deliver(database, "recap", RECAP + "2020-03-04,3319,1,,,,")
    return {f.reason: said(f) for f in deliver(database, "recap", RECAP + "2020-03-03,3319,2,,,,").findings}


def another_root(database: Database, folder: Path) -> dict[str, str]:
    outcome = deliver(database, "recap", RECAP + "2020-03-03,3319,2,,,,", root_area="3319010")
    return {found.reason: said(found) for found in outcome.findings}


def no_areas(database: Database, folder: Path) -> dict[str, str]:
    with opened(f"sqlite:///{folder / 'other.sqlite'}", root_area="98") as empty:
        return {found.reason: said(found) for found in deliver(empty, "opd", OPD + "1,A,").findings}


def child_that(error: type[Exception], database: Database) -> dict[str, str]:
    def fail(*_args: object, **_limits: object) -> bytes:
        raise error

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spreadsheet, "run_limited", fail)
        patch.setattr(boundaries, "run_limited", fail)
        return table_with_limits(files.sheet([["a"]])) | refused_map(database, b"{}")


def overlapping(database: Database, folder: Path) -> dict[str, str]:
    def overlap(*_args: object, **_options: object) -> None:
        raise BoundaryError("coverage_invalid", codes=(DESA,))

    def call(func: Callable[..., bytes], *args: object, **_limits: object) -> bytes:
        return func(*args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(boundary_file, "generalise_coverage", overlap)
        patch.setattr(boundaries, "run_limited", call)
        return refused_map(database, outlines((DESA, HERE)).encode(), suffix=".geojson")


def refused_table(database: Database, kind: str, content: str, **options: Any) -> dict[str, str]:
    with pytest.raises(UnreadableFile) as caught:
        deliver(database, kind, content, **options)
    return {caught.value.reason: finding_text(ENGLISH, caught.value.reason, caught.value.values)}


def without_secret(database: Database, folder: Path) -> dict[str, str]:
    return refused_table(database, "submissions", FORMS + f"{NIK},,{DESA},1,clean,,,2020-03-01", secret=None)


def simulated(database: Database, folder: Path) -> dict[str, str]:
    with database.write() as session:
        set_fact(session, SIMULATION, "window")
    return refused_table(database, "recap", RECAP + "2020-03-03,3319,1,,,,")


def rows_removed(database: Database, folder: Path) -> dict[str, str]:
    with database.write() as session:
        set_fact(session, PURGED_UNTIL, "2020-03-31")
    form = FORMS + f"{NIK},,{DESA},1,clean,,2020-03-01,2020-03-01"
    return {found.reason: said(found) for found in deliver(database, "submissions", form).findings}


def another_state_of_the_moment(database: Database, folder: Path) -> dict[str, str]:
    for persons in (1, 2):
        form = FORMS + f"{NIK},,{DESA},{persons},clean,,,2020-03-01"
        outcome = deliver(database, "submissions", form)
    return {found.reason: said(found) for found in outcome.findings}


def rows_removed_no_moment(database: Database, folder: Path) -> dict[str, str]:
    with database.write() as session:
        set_fact(session, PURGED_UNTIL, "2020-02-29")
    form = FORMS + f"{NIK},,{DESA},1,clean,,,2020-03-01"
    return {found.reason: said(found) for found in deliver(database, "submissions", form).findings}


def estimated_agency(database: Database, folder: Path) -> dict[str, str]:
    deliver(database, "opd", "id,name,staff,is_estimate\n999,A,10,1\n")
    return {f.reason: said(f) for f in deliver(database, "opd-recap", OPD_RECAP + "2020-03-01,999,15,").findings}


def told_day(content: str) -> Bring:
    def bring(database: Database, folder: Path) -> dict[str, str]:
        outcome = deliver(database, "recap", content, as_of=date(2020, 3, 4))
        return {found.reason: said(found) for found in outcome.findings}

    return bring


def another_day(database: Database, folder: Path) -> dict[str, str]:
    title = "Keadaan 3 Maret 2020\narea_code,households_responded\n3319,5"
    return refused_table(database, "recap", title, as_of=date(2020, 3, 4))


KARAWANG = "3215,,kabupaten,KARAWANG,\n3215011,3215,kecamatan,TEGALWARU,\n" + "".join(
    f"321501100{n},3215011,desa,{name},\n" for n, name in ((1, "CIPURWASARI"), (3, "MEKARBUANA"))
)
"""Desa whose BPS codes are Kemendagri's of other desa, and whose Kemendagri codes nobody has told."""


def karawang(database: Database, kind: str, content: str) -> dict[str, str]:
    deliver(database, "areas", AREAS + KARAWANG)
    try:
        return {found.reason: said(found) for found in deliver(database, kind, content).findings}
    except UnreadableFile as refusal:
        return {refusal.reason: finding_text(ENGLISH, refusal.reason, refusal.values)}


def foreign_names(database: Database, folder: Path) -> dict[str, str]:
    rows = "2020-03-15,3215011001,Karawang Kulon,100\n2020-03-15,3215011003,Adiarsa Barat,100\n"
    return karawang(database, "recap", NAMED + rows)


def no_names(database: Database, folder: Path) -> dict[str, str]:
    return karawang(database, "recap", RECAP + "2020-03-15,3215011001,100,,,,\n")


def codes_of_both(database: Database, folder: Path) -> dict[str, str]:
    rows = "".join(f"2020-03-15,{code},100,,,,\n" for code in ("3215011001", "3319010001", "3319012007"))
    return karawang(database, "recap", RECAP + rows)


def simulated_sheet(database: Database, folder: Path) -> dict[str, str]:
    return karawang(
        database, "recap", "SIMULASI: angka ini bukan data nyata,,,,,,\n" + RECAP + "2020-03-03,3319,5,,,,\n"
    )


OTHERS: dict[str, Bring] = {
    "day_told": told_day("area_code,households_responded\n3319,5"),
    "day_not_used": told_day(RECAP + "2020-03-03,3319,5,,,,"),
    "days_differ": another_day,
    "secret_missing": without_secret,
    "names_of_kemendagri_codes": foreign_names,
    "codes_ambiguous": no_names,
    "code_ambiguous": codes_of_both,
    "simulated_database": simulated,
    "simulated_file": simulated_sheet,
    "more_than_estimated_staff": estimated_agency,
    "rows_removed": rows_removed,
    "rows_removed_no_moment": rows_removed_no_moment,
    "contradicts_record": another_state_of_the_moment,
    "no_areas_yet": no_areas,
    "outside_root": another_root,
    "count_above_later": later_count,
    "too_many_rows": lambda _database, _folder: table_with_limits(b"a\n1\n2\n", max_rows=1),
    "took_too_long": lambda database, _folder: child_that(OutOfTimeError, database),
    "too_much_memory": lambda database, _folder: child_that(OutOfMemoryError, database),
    "too_large": too_large_zip,
    "too_many_files": crowded_zip,
    "not_utf8": lambda database, _folder: refused_map(
        database, outlines((DESA, HERE)).encode("utf-16"), suffix=".geojson"
    ),
    "not_cells": refused_parquet,
    "unsafe_geopackage": geopackage_with_a_view,
    "no_crs": without_crs,
    "code_column_missing": lambda database, _folder: refused_map(
        database, outlines((DESA, HERE)).encode(), suffix=".geojson", code_column="nowhere"
    ),
    "coverage_invalid": overlapping,
    "personal_number_beside": lambda database, _folder: refused_map(
        database, outlines((DESA, HERE)).encode(), suffix=".geojson", source="Budi, 0812-3456-7890"
    ),
}


def brought(database: Database, folder: Path, reason: str) -> dict[str, str]:
    """Sentences by reason that the file of one reason brings up."""
    if reason in OTHERS:
        return OTHERS[reason](database, folder)
    kind, content = TABLES[reason] if reason in TABLES else ("boundaries", MAPS[reason])
    try:
        outcome = deliver(database, kind, content, name="file.geojson" if reason in MAPS else "file.csv")
    except UnreadableFile as refusal:
        return {refusal.reason: finding_text(ENGLISH, refusal.reason, refusal.values)}
    return {found.reason: said(found) for found in outcome.findings}


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_a_file_brings_it_up_and_the_sentence_says_what_to_do(
    kudus: Database, tmp_path: Path, reason: str, maps_in_this_process: None
) -> None:
    sentences = brought(kudus, tmp_path, reason)
    sentence = sentences[reason]
    assert not re.search(r"[{}]", sentence)
    assert not re.search(r"\d{11}", sentence)
    # What happened, and then what to do.
    assert len(re.findall(r"[.:;?](?= |$)", sentence)) >= 2
    assert "Siti" not in sentence


def test_no_reason_is_left_without_a_file_or_without_a_sentence() -> None:
    assert {*TABLES, *MAPS, *OTHERS} == set(REASONS)
    assert set(REASONS) >= REFUSALS


def reasons_in_code() -> set[str]:
    """Texts that the room hands over as reasons: by an error, a finding, or a name that says so."""
    found = set()
    for path in sorted((ROOT / "ingest").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = {"rejection": 2, "warning": 2, "Finding": 2, "CellError": 0, "UnreadableFile": 0}.get(name)
            place = 0 if name == "RefusedBoundariesError" else place
            if place is not None and len(node.args) > place:
                argument = node.args[place]
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    found.add(argument.value)
    return found


def test_the_code_gives_no_reason_without_a_sentence() -> None:
    named = reasons_in_code()
    assert len(named) > 40
    assert named <= set(REASONS)


def test_a_reason_of_a_newer_version_does_not_break_the_list_of_imports() -> None:
    assert finding_text(ENGLISH, "from_the_future", {"x": 1}) == "from_the_future"
