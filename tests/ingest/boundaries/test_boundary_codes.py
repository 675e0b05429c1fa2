"""Outlines find their areas as the rows of tables do: by codes however written, in parts, by Kemendagri, by names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from census.access.scope import Scope
from census.identifiers.code_book import CodeBook, CodeSystem, KnownArea
from data_access.reads.reads import read_boundaries
from data_access.store.engine import connect
from geo.files.area_matching import match_areas
from ingest import commands as command_line
from ingest.readers.raw_table import UnreadableFile
from tests.census.identifiers.test_code_settling import BOOK, UNDOTTED
from tests.ingest.desk import deliver, opened, reasons, said

if TYPE_CHECKING:
    from pathlib import Path

    from data_access.store.engine import Database

in_this_process = pytest.mark.usefixtures("maps_in_this_process")

DESA = {"3319010001": "33.19.01.2007", "3319010002": "33.19.01.2006", "3319010003": "33.19.01.2005"}
NAMES = ["Blimbing Kidul", "Banget", "Setrokalangan"]
KECAMATAN = ["Kaliwungu", "Kota Kudus", "Jati", "Undaan", "Mejobo", "Jekulo", "Bae", "Gebog", "Dawe"]


def outlines(*rows: dict[str, Any]) -> str:
    """A GeoJSON with one square for each row of attributes."""
    features = [
        {
            "type": "Feature",
            "properties": row,
            "geometry": json.loads(shapely.to_geojson(shapely.box(110.8 + n / 100, -6.8, 110.81 + n / 100, -6.79))),
        }
        for n, row in enumerate(rows)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def west(n: int) -> float:
    return round(110.8 + n / 100, 4)


def landed(database: Database, level: str) -> dict[str, float]:
    """Western end of the outlines of one source by code."""
    with database.read() as session:
        stored = read_boundaries(session, Scope.everything("3319"))
    mine = stored[(stored["level"] == level) & (stored["source"] == "test")]
    wests = shapely.bounds(shapely.from_wkb(mine["geometry"].to_numpy()))[:, 0]
    return dict(zip(mine["area_code"], wests.round(4).tolist(), strict=True))


def parts(code: str) -> dict[str, str]:
    return {"kdprov": code[:2], "kdkab": code[2:4], "kdkec": code[4:7], "kddesa": code[7:]}


FILES: dict[str, list[dict[str, Any]]] = {
    "plain": [{"iddesa": code} for code in DESA],
    "number": [{"iddesa": float(code)} for code in DESA],
    "prefix": [
        {"ADM4_PCODE": f"ID{code}", "ADM3_PCODE": "ID3319010", "ADM4_EN": name}
        for code, name in zip(DESA, NAMES, strict=True)
    ],
    "big": [{"KDEBPS": None, "KDEPUM": dotted, "WADMKD": n} for dotted, n in zip(DESA.values(), NAMES, strict=True)],
    "parts": [parts(code) | {"nmdesa": n.upper()} for code, n in zip(DESA, NAMES, strict=True)],
    "census blocks' parts": [
        {"PROVNO": 33, "KABKOTNO": 19, "KECNO": 10, "DESANO": n, "DESA": name} for n, name in enumerate(NAMES, 1)
    ],
    "groups": [{"KODE": f"{code[:2]}.{code[2:4]}.{code[4:7]}.{code[7:]}"} for code in DESA],
    "spaces": [{"KODE": f" {dotted[:5].replace('.', ' ')} {dotted[6:8]} {dotted[9:]}"} for dotted in DESA.values()],
    "names": [{"WADMKD": name, "WADMKC": "KALIWUNGU", "WADMKK": "Kudus"} for name in ("Blimbingkidul", *NAMES[1:])],
    "names and the code above": [
        {"ADM4_EN": name, "ADM3_EN": "Kaliwungu", "ADM2_PCODE": "ID3319"} for name in NAMES
    ],
}  # fmt: skip


@in_this_process
@pytest.mark.parametrize("form", list(FILES))
def test_each_outline_lands_on_its_area(kudus: Database, form: str) -> None:
    outcome = deliver(kudus, "boundaries", outlines(*FILES[form]), name="a.geojson", source="test")
    assert {
        reason for reason in reasons(outcome) if reason not in {"areas_without_outline", "outlines_do_not_meet"}
    } == set()
    assert landed(kudus, "desa") == {code: west(n) for n, code in enumerate(DESA)}


@in_this_process
@pytest.mark.parametrize(
    ("form", "column"),
    [
        *(("plain", "IDDESA"), ("prefix", "adm4_pcode"), ("big", "KDEPUM"), ("parts", "kddesa")),
        *(("parts", "kdprov+kdkab+kdkec+kddesa"), ("census blocks' parts", "DESANO"), ("names", "wadmkd")),
    ],
)
def test_a_column_can_be_told_in_each_of_these_ways(kudus: Database, form: str, column: str) -> None:
    deliver(kudus, "boundaries", outlines(*FILES[form]), name="a.geojson", source="test", code_column=column)
    assert landed(kudus, "desa") == {code: west(n) for n, code in enumerate(DESA)}


@in_this_process
def test_a_file_of_kecamatan_of_the_united_nations_lands_on_both_databases(started_url: str) -> None:
    rows = [
        {"ADM3_EN": name, "ADM3_PCODE": f"ID33190{n}0", "ADM2_PCODE": "ID3319", "ADM1_EN": "Jawa Tengah"}
        for n, name in enumerate(KECAMATAN, 1)
    ]
    with opened(started_url) as database:
        outcome = deliver(database, "boundaries", outlines(*rows), name="a.geojson", source="test")
        assert (outcome.rows_accepted, outcome.rows_rejected) == (9, 0)
        assert landed(database, "kecamatan") == {f"33190{n}0": west(n - 1) for n in range(1, 10)}


@in_this_process
def test_names_beside_codes_are_compared(kudus: Database) -> None:
    codes = [f"33190{n}0" for n in range(1, 10)]
    shifted = [{"kode": code, "WADMKC": name} for code, name in zip(codes, [*KECAMATAN[1:], KECAMATAN[0]], strict=True)]
    with pytest.raises(UnreadableFile) as caught:
        deliver(kudus, "boundaries", outlines(*shifted), name="a.geojson", source="test")
    assert caught.value.reason == "names_shifted"
    assert caught.value.values["given"] == "Kota Kudus"
    assert caught.value.values["name"] == "Kaliwungu"
    one = [{"kode": code, "WADMKC": name} for code, name in zip(codes, [*KECAMATAN[:8], "Sumberagung"], strict=True)]
    outcome = deliver(kudus, "boundaries", outlines(*one), name="a.geojson", source="test")
    assert [said(found) for found in outcome.findings if found.reason == "name_differs"] != []
    assert outcome.rows_rejected == 1
    assert "3319090" not in landed(kudus, "kecamatan")


@in_this_process
@pytest.mark.parametrize("heading", ["nama", "NAME", "Label"])
def test_names_under_a_heading_of_anything_are_compared_where_they_are_those_of_areas(
    kudus: Database, heading: str
) -> None:
    shifted = [{"KODE": dotted, heading: n} for dotted, n in zip(DESA.values(), [*NAMES[1:], NAMES[0]], strict=True)]
    with pytest.raises(UnreadableFile) as refusal:
        deliver(kudus, "boundaries", outlines(*shifted), name="a.geojson", source="test")
    assert refusal.value.reason == "names_shifted"
    assert landed(kudus, "desa") == {}


@in_this_process
@pytest.mark.parametrize("others", [["Kaliwungu"] * 3, ["Lembar 1", "Lembar 2", "Lembar 3"], NAMES, ["", "", ""]])
def test_names_of_the_area_above_and_of_no_area_say_nothing_of_the_codes(kudus: Database, others: list[str]) -> None:
    rows = [{"KODE": dotted, "nama": name} for dotted, name in zip(DESA.values(), others, strict=True)]
    deliver(kudus, "boundaries", outlines(*rows), name="b.geojson", source="test")
    assert landed(kudus, "desa") == {code: west(n) for n, code in enumerate(DESA)}


@in_this_process
def test_kemendagri_codes_without_points_are_asked_about(kudus: Database) -> None:
    rows = [{"KDEPUM": dotted.replace(".", "")} for dotted in DESA.values()]
    with pytest.raises(UnreadableFile) as caught:
        deliver(kudus, "boundaries", outlines(*rows), name="a.geojson")
    assert caught.value.reason == "codes_of_kemendagri"
    deliver(kudus, "boundaries", outlines(*rows), name="a.geojson", source="test", codes=CodeSystem.KEMENDAGRI)
    assert landed(kudus, "desa") == {code: west(n) for n, code in enumerate(DESA)}


@in_this_process
def test_names_that_could_be_several_areas_are_listed(kudus: Database) -> None:
    with pytest.raises(UnreadableFile) as caught:
        deliver(kudus, "boundaries", outlines({"WADMKC": "Jati"}, {"WADMKC": "JATI"}), name="a.geojson")
    assert (caught.value.reason, caught.value.values) == ("names_ambiguous", {"names": "JATI, Jati"})
    rows = [{"WADMKC": name, "WADMKK": "Kudus"} for name in ("Jati", "JATI", "Sumberagung")]
    outcome = deliver(kudus, "boundaries", outlines(*rows), name="a.geojson", source="test")
    assert "boundary_of_unknown_name" in reasons(outcome)
    assert landed(kudus, "kecamatan") == {"3319030": west(0)}
    rows = [{"WADMKC": name, "WADMKK": "Jepara"} for name in ("Jati", "Bae")]
    with pytest.raises(UnreadableFile) as caught:
        deliver(kudus, "boundaries", outlines(*rows), name="a.geojson", source="test")
    assert caught.value.reason == "no_code_column"


@in_this_process
def test_an_unknown_code_is_named_also_of_maluku_and_a_number_of_somebody_by_its_place(
    migrated_sqlite_url: str,
) -> None:
    areas = "kode,induk,tingkat,nama\n8171,,kota,AMBON\n8171010,8171,kecamatan,NUSANIWE\n"
    areas += "8171010001,8171010,desa,LATUHALAT\n"
    codes = ["8171010001", "8171010002", "8171010003", "3319011512800001"]
    with opened(migrated_sqlite_url, root_area="8171") as database:
        deliver(database, "areas", areas, root_area="8171")
        content = outlines(*({"iddesa": code} for code in codes))
        outcome = deliver(database, "boundaries", content, name="a.geojson", root_area="8171")
    sentences = [said(found) for found in outcome.findings if not found.is_warning]
    assert [sentence.split(" is ")[0] for sentence in sentences[:2]] == ["Code 8171010002", "Code 8171010003"]
    assert sentences[2].startswith("Outline 4 of the file")
    assert len(sentences) == outcome.rows_rejected == 3


def test_the_command_takes_a_file_with_codes_in_parts(
    started_sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAWAL_DATABASE_URL", started_sqlite_url)
    monkeypatch.setenv("KAWAL_LANGUAGE", "en")
    file = tmp_path / "parts.geojson"
    file.write_text(outlines(*FILES["parts"]))
    arguments = ["boundaries", str(file), "--code-column", "kddesa", "--source", "test", "--codes", "bps"]
    result = CliRunner().invoke(command_line.app, arguments)
    assert result.exit_code == 0, result.output
    database = connect(started_sqlite_url)
    assert landed(database, "desa") == {code: west(n) for n, code in enumerate(DESA)}
    database.close()


# --- the law, without a file --------------------------------------------------------------------------------


@given(
    st.lists(st.sampled_from(sorted(UNDOTTED)), min_size=1, unique=True),
    st.data(),
    st.sampled_from(["code", "undotted", "dotted", "parts", "none"]),
)
def test_no_outline_lands_on_an_area_of_another_name(desa: list[str], data: st.DataObject, form: str) -> None:
    import pandas as pd

    order = data.draw(st.permutations(desa)) if data.draw(st.booleans()) else desa
    area_of = {code: BOOK.areas[code] for code in desa}
    rows = []
    for code, other in zip(desa, order, strict=True):
        columns = {
            "code": {"kode": code},
            "undotted": {"kode": UNDOTTED[code]},
            "dotted": {"kode": area_of[code].kemendagri},
            "parts": parts(code),
            "none": {},
        }[form]
        kecamatan = BOOK.areas[str(area_of[other].parent)].name
        rows.append(columns | {"WADMKD": area_of[other].name, "WADMKC": kecamatan})
    match = match_areas(pd.DataFrame(rows), BOOK)
    if match is None or match.refusal is not None:
        assert form == "undotted" or order != desa
        return
    for found, other in zip(match.codes, order, strict=True):
        assert found is None or found == other


def test_a_book_of_codes_alone_compares_no_names() -> None:
    import pandas as pd

    book = CodeBook([KnownArea("3319010", None, "kecamatan", "")])
    match = match_areas(pd.DataFrame({"kode": ["3319010"], "WADMKC": ["Kaliwungu"]}), book)
    assert match is not None
    assert match.codes == ["3319010"]
