"""Codes and names of a file through both ways in: what is refused, what lands, and nothing on another area."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from census.identifiers.code_book import CodeSystem
from data_access.models.models import AREA_RECAPS, OPD
from data_access.store.engine import connect
from ingest import commands as command_line
from ingest.readers.raw_table import UnreadableFile
from presentation.findings.findings import finding_text
from tests.ingest import files
from tests.ingest.desk import ENGLISH, contents, deliver, opened, reasons, rejections, said

if TYPE_CHECKING:
    from pathlib import Path

    from data_access.store.engine import Database

AREAS = "kode,induk,tingkat,nama,kode_kemendagri\n"
KARAWANG = AREAS + (
    "3215,,kabupaten,KARAWANG,\n3215010,3215,kecamatan,PANGKALAN,\n3215011,3215,kecamatan,TEGALWARU,\n"
    "3215010001,3215010,desa,CIPTASARI,\n3215011001,3215011,desa,CIPURWASARI,\n3215011003,3215011,desa,MEKARBUANA,\n"
)
WITH_KEMENDAGRI = AREAS + (
    "3215,,kabupaten,KARAWANG,32.15\n3215011,3215,kecamatan,TEGALWARU,32.15.26\n3215031,3215,kecamatan,KARAWANG BARAT,"
    "32.15.01\n3215011001,3215011,desa,CIPURWASARI,32.15.26.2004\n3215011003,3215011,desa,MEKARBUANA,32.15.26.2006\n"
    "3215031001,3215031,kelurahan,KARAWANG KULON,32.15.01.1001\n3215031002,3215031,kelurahan,ADIARSA BARAT,"
    "32.15.01.1003\n"
)
UNDOTTED = "tanggal,kode,nama_wilayah,kk_respon\n" + (
    "2020-03-15,3215011001,Karawang Kulon,100\n2020-03-15,3215011003,Adiarsa Barat,100\n"
)
WITHOUT_NAMES = "tanggal,kode,kk_respon\n2020-03-15,3215011001,100\n2020-03-15,3215011003,120\n"


def refused(database: Database, kind: str, content: str | bytes, **options: object) -> str:
    before = contents(database)
    with pytest.raises(UnreadableFile) as caught:
        deliver(database, kind, content, **options)  # type: ignore[arg-type]
    assert contents(database) == before
    return caught.value.reason


def landed(database: Database) -> dict[str, int | None]:
    with database.read() as session:
        rows = session.execute(sa.select(AREA_RECAPS.c.area_code, AREA_RECAPS.c.households_responded))
        return dict(rows.all())


def test_figures_of_kemendagri_codes_never_land_on_the_desa_with_that_bps_code(migrated_url: str) -> None:
    with opened(migrated_url, root_area="3215") as database:
        deliver(database, "areas", KARAWANG, root_area="3215")
        assert refused(database, "recap", UNDOTTED, root_area="3215") == "names_of_kemendagri_codes"
        assert refused(database, "recap", WITHOUT_NAMES, root_area="3215") == "codes_ambiguous"
        told = deliver(database, "recap", WITHOUT_NAMES, root_area="3215", codes=CodeSystem.BPS)
        assert told.rows_accepted == 2
        assert landed(database) == {"3215011001": 100, "3215011003": 120}


def test_kemendagri_codes_are_translated_where_somebody_says_so(migrated_url: str) -> None:
    with opened(migrated_url, root_area="3215") as database:
        deliver(database, "areas", WITH_KEMENDAGRI, root_area="3215")
        assert refused(database, "recap", UNDOTTED, root_area="3215") == "names_of_kemendagri_codes"
        assert refused(database, "recap", WITHOUT_NAMES, root_area="3215") == "codes_ambiguous"
        outcome = deliver(database, "recap", UNDOTTED, root_area="3215", codes=CodeSystem.KEMENDAGRI)
        assert outcome.findings == ()
        assert landed(database) == {"3215031001": 100, "3215031002": 100}


def test_names_shifted_by_a_row_are_refused_and_one_slip_is_that_row(kudus: Database) -> None:
    names = ["Kaliwungu", "Kota Kudus", "Jati", "Undaan", "Mejobo", "Jekulo", "Bae", "Gebog", "Dawe"]
    codes = [f"33190{n}0" for n in range(1, 10)]

    def recap(order: list[str]) -> str:
        rows = [f"2020-03-15,{code},{name},{n}" for n, (code, name) in enumerate(zip(codes, order, strict=True), 1000)]
        return "tanggal,kode,nama_wilayah,kk_respon\n" + "\n".join(rows)

    assert refused(kudus, "recap", recap([*names[1:], names[0]])) == "names_shifted"
    outcome = deliver(kudus, "recap", recap(["KEC. KALIWUNGU", "Kota", "Djati", "Gebog", *names[4:]]))
    assert [(found.line, found.reason) for found in outcome.findings] == [(5, "name_differs")]
    assert "Undaan" in said(outcome.findings[0])
    assert "Gebog" in said(outcome.findings[0])
    assert "3319040" not in landed(kudus)
    assert len(landed(kudus)) == 8


@pytest.mark.parametrize(
    ("kind", "head", "row"),
    [
        ("register", "kode,nama,keluarga,penduduk,tanggal", "{code},{name},10,30,2019-07-31"),
        ("assignments", "opd,kode_desa,nama_desa,mulai", "5,{code},{name},2020-02-13"),
        ("outreach", "kode,nama_wilayah,tanggal,jenis", "{code},{name},2020-02-20,tatap muka"),
        ("commitments", "kode,desa,keluarga,mulai,tenggat", "{code},{name},10,2020-03-09,2020-03-23"),
        ("blockers", "kode,desa,jenis,tanggal", "{code},{name},server,2020-03-02"),
        ("requests", "kode,kelurahan,tanggal", "{code},{name},2020-03-02"),
        ("targets", "scope_kind,kode,nama_wilayah,unit,status,share,mulai,tenggat,ditetapkan",
         "area,{code},{name},person,clean,27 %,2020-02-15,2020-03-31,2020-02-13"),
        ("submissions", "household_key,kode_desa,nama_desa,persons,status,clean_at",
         "00112233445566778899aabbccddeef{n},{code},{name},3,clean,2020-03-02"),
        ("opd", "id,nama_opd,kode_wilayah,nama_wilayah", "90{n},Kecamatan {name},{code},{name}"),
    ],
)  # fmt: skip
def test_names_are_compared_in_every_kind_of_file(kudus: Database, kind: str, head: str, row: str) -> None:
    names = {"3319010001": "Blimbing Kidul", "3319010002": "BANGET", "3319010003": "Setro Kalangan"}
    right = [row.format(code=code, name=name, n=n) for n, (code, name) in enumerate(names.items())]
    turned = [
        row.format(code=code, name=name, n=n)
        for n, (code, name) in enumerate(zip(names, reversed(names.values()), strict=True))
    ]
    assert refused(kudus, kind, "\n".join([head, *turned])) == "names_shifted"
    outcome = deliver(kudus, kind, "\n".join([head, *right]))
    assert (reasons(outcome), outcome.rows_accepted) == ([], 3)


def test_what_beside_a_promise_may_be_a_persons_name_is_neither_compared_nor_repeated(kudus: Database) -> None:
    content = "kode,nama,keluarga,mulai,tenggat\n3319010001,Siti Aminah,10,2020-03-09,2020-03-23\n"
    outcome = deliver(kudus, "commitments", content)
    assert outcome.rows_accepted == 1
    named = "kode,nama,keluarga,penduduk,tanggal\n3319010001,Siti Aminah,10,30,2019-07-31\n"
    outcome = deliver(kudus, "register", named)
    assert reasons(outcome) == ["name_differs"]
    assert "Siti" not in repr([outcome, said(outcome.findings[0])])


def test_codes_in_parts_with_prefix_and_in_groups(kudus: Database) -> None:
    parts = "kdprov,kdkab,kdkec,kddesa,nmdesa,tanggal,kk_respon\n33,19,10,1,Blimbing Kidul,2020-03-15,5\n"
    parts += "33,19,010,002,BANGET,2020-03-15,6\n33,19,010,,,2020-03-15,90\n"
    assert deliver(kudus, "recap", parts).findings == ()
    whole = "kode_prov,kode_kab,kode_kec,kode_desa,tanggal,kk_respon\n33,3319,3319020,3319020001,2020-03-15,7\n"
    assert deliver(kudus, "recap", whole).findings == ()
    others = "tanggal,kode,kk_respon\n2020-03-15,ID3319030,70\n2020-03-15,33 19 040,80\n2020-03-15,33-19-05,85\n"
    assert deliver(kudus, "recap", others).findings == ()
    assert landed(kudus) == {
        "3319010001": 5,
        "3319010002": 6,
        "3319010": 90,
        "3319020001": 7,
        "3319030": 70,
        "3319040": 80,
        "3319050": 85,
    }


def test_areas_with_kemendagri_codes_without_points_are_refused(migrated_url: str) -> None:
    with opened(migrated_url, root_area="3320") as database:
        content = (
            AREAS + "3320,,kabupaten,JEPARA,\n332001,3320,kecamatan,KEDUNG,\n3320012001,332001,desa,KEDUNGMALANG,\n"
        )
        assert refused(database, "areas", content, root_area="3320") == "areas_of_kemendagri_codes"
        desa = (
            AREAS + "3320,,kabupaten,JEPARA,\n3320010,3320,kecamatan,KEDUNG,\n3320012001,3320010,desa,KEDUNGMALANG,\n"
        )
        desa += "3320012002,3320010,desa,KALIANYAR,\n"
        assert refused(database, "areas", desa, root_area="3320") == "areas_of_kemendagri_codes"


def test_areas_keep_their_names_unless_one_is_renamed(kudus: Database) -> None:
    head = "kode,induk,tingkat,nama\n"
    shifted = head + "3319010,3319,kecamatan,Kota Kudus\n3319020,3319,kecamatan,Jati\n3319030,3319,kecamatan,Undaan\n"
    assert refused(kudus, "areas", shifted) == "names_shifted"
    outcome = deliver(kudus, "areas", head + "3319010,3319,kecamatan,Jati\n")
    assert (reasons(outcome), outcome.rows_accepted) == (["name_differs"], 0)
    outcome = deliver(kudus, "areas", head + "3319010,3319,kecamatan,Sumberagung\n")
    assert (reasons(outcome), outcome.rows_accepted) == (["area_renamed"], 1)
    several = head + "3319020,3319,kecamatan,Karangduwur\n3319030,3319,kecamatan,Tegalarum\n"
    assert refused(kudus, "areas", several) == "names_differ_widely"
    assert deliver(kudus, "areas", several, codes=CodeSystem.BPS).rows_accepted == 2


def test_a_code_of_maluku_is_named(migrated_sqlite_url: str) -> None:
    areas = "kode,induk,tingkat,nama\n8171,,kota,AMBON\n"
    areas += "8171010,8171,kecamatan,NUSANIWE\n8171010001,8171010,desa,LATUHALAT\n"
    with opened(migrated_sqlite_url, root_area="8171") as database:
        deliver(database, "areas", areas, root_area="8171")
        content = "tanggal,kode,kk_respon\n2020-03-15,8171010001,5\n2020-03-15,8171010002,5\n"
        outcome = deliver(database, "recap", content, root_area="8171")
        assert [said(found).startswith("Area code 8171010002 is") for found in outcome.findings] == [True]


# --- lists of persons ---------------------------------------------------------------------------------------


PERSONS = [("Pegawai A", 198001012005011000), ("Pegawai B", 198001012005011001), ("Pegawai C", 198001012005012002)]


def agencies(database: Database) -> dict[int, str]:
    with database.read() as session:
        return dict(session.execute(sa.select(OPD.c.id, OPD.c.name)).all())


CARDS = ("Nomor KK", "No. KK")
HEADINGS = (
    *("NIP", "N.I.P", "NIK", "no_ktp", "NIP/NIK", "Nomor Induk Kependudukan", "NIP/NRP", "No. KTP/NIK"),
    *("Nomor Induk Kependudukan (NIK)", "NIK Istri", "NIP Pejabat"),
)


@pytest.mark.parametrize("kind", ["opd", "recap", "areas", "submissions", "outreach"])
def test_a_heading_of_persons_numbers_refuses_the_file(kudus: Database, kind: str) -> None:
    before = contents(kudus)
    # Rows of forms are told by the number of the card.
    for heading in HEADINGS if kind == "submissions" else HEADINGS + CARDS:
        with pytest.raises(UnreadableFile) as caught:
            deliver(kudus, kind, f"NO,NAMA,{heading},OPD\n1,Pegawai A,,Dinas\n")
        assert (caught.value.reason, heading) == ("list_of_persons", heading)
    assert contents(kudus) == before


def test_a_list_of_persons_is_no_list_of_agencies(started_url: str) -> None:
    rows = [(n, name, number, "Dinas Contoh") for n, (name, number) in enumerate(PERSONS, 1)]
    plain = "NO,NAMA,{},OPD\n" + "\n".join(",".join(map(str, row)) for row in rows)
    typed = files.sheet([("NO", "NAMA", "KETERANGAN", "OPD"), *[(n, a, float(b), c) for n, a, b, c in rows]])
    from_excel = "NO;NAMA LENGKAP;KODE;OPD\n1;Pegawai A;1,98001E+17;Dinas\n2;Pegawai B;;Dinas\n" + "3;C;;D\n" * 20
    grouped = "NO,NAMA,KODE,OPD\n1,A,3319.01.151280.0001,Dinas\n2,B,33 19 01 551280 0002,Dinas\n"
    with opened(started_url) as database:
        before = agencies(database)
        for content in (plain.format("NIP"), plain.format("KODE"), typed, from_excel, grouped):
            assert refused(database, "opd", content) == "list_of_persons"
        assert agencies(database) == before


@pytest.mark.parametrize("form", ["NIK {}", "{} a.n. kepala", "{0}; {0}", "({})", "`{}"])
def test_a_list_of_persons_is_one_with_words_beside_the_numbers(kudus: Database, form: str) -> None:
    numbers = ("3319011512800001", "3319014212800002", "198001012005011003")
    rows = "".join(f"{900 + n},Dinas {n},{form.format(number)}\n" for n, number in enumerate(numbers))
    assert refused(kudus, "opd", "id,nama_opd,keterangan\n" + rows) == "list_of_persons"


def test_days_and_codes_within_sentences_are_no_list_of_persons(kudus: Database) -> None:
    for form in (
        "periode 12-02-2020 12-05-2020",
        "3319010001 3319010002",
        "RT 01 desa 3319010001 0001",
        "jumlah NIK 12",
    ):
        rows = "".join(f"{900 + n},Dinas {n},{form}\n" for n in range(3))
        assert deliver(kudus, "opd", "id,nama_opd,jumlah NIK\n" + rows).rows_rejected == 0


def test_the_message_names_the_position_and_nothing_of_the_content(kudus: Database) -> None:
    with pytest.raises(UnreadableFile) as caught:
        deliver(kudus, "opd", "NO,NAMA,Siti,OPD\n1,Pegawai A,198001012005011000,Dinas\n")
    sentence = finding_text(ENGLISH, caught.value.reason, caught.value.values)
    assert "column 3" in sentence
    assert "agency or area" in sentence
    assert not {"Siti", "Pegawai", "1980"} & set(sentence.replace(",", " ").split())


def test_other_numbers_in_columns_that_nobody_reads_are_no_list(kudus: Database) -> None:
    many = "\n".join(f"{900 + n},Dinas {n},08123456789{n},2020-03-1{n},tetap" for n in range(9))
    outcome = deliver(kudus, "opd", f"id,nama_opd,telepon,dibuat,keterangan\n{many}\n990,Z,,,3319011512800001\n")
    assert outcome.rows_accepted == 10
    sls = "tanggal,kode,idsls,kk_respon\n" + "".join(
        f"2020-03-1{n},3319010001,331901000110{n:02d}00,{n}\n" for n in range(5)
    )
    assert deliver(kudus, "recap", sls).rows_accepted == 5
    counted = "tanggal,kode,kk_respon,NIK tidak cocok,jumlah KK\n2020-03-15,3319010002,5,3,9\n"
    assert deliver(kudus, "recap", counted).rows_accepted == 1


def test_no_figure_lands_on_another_agency(started_url: str) -> None:
    head = "tanggal;no_opd;nama_opd;asn_respon\n"
    with opened(started_url) as database:
        before = agencies(database)
        numbered_anew = "NO;NAMA OPD\n" + "".join(f"{n};{before[n + 1]}\n" for n in range(1, 9))
        outcome = deliver(database, "opd", numbered_anew)
        assert set(reasons(outcome)) == {"opd_of_other_number"}
        assert agencies(database) == before
        recap = head + "".join(f"2020-03-15;{n};{before[n + 1]};1\n" for n in range(1, 9))
        assert refused(database, "opd-recap", recap) == "opd_names_shifted"
        right = head + "".join(f"2020-03-15;{n};{before[n].upper()};1\n" for n in range(1, 9))
        outcome = deliver(database, "opd-recap", right + f"2020-03-15;9;{before[1]};1\n2020-03-15;10;Nama Baru;1\n")
        assert [(found.line, found.reason) for found in outcome.findings] == [(10, "opd_name_differs")]
        assert outcome.rows_accepted == 9


def test_a_list_of_names_alone_renames_no_agency(kudus: Database) -> None:
    before = agencies(kudus)
    rows = "".join(f"{n},Orang {n}\n" for n in range(1, 5))
    assert refused(kudus, "opd", f"NO,NAMA\n{rows}") == "opd_names_differ_widely"
    assert deliver(kudus, "opd", "NO,NAMA\n5,Dinas Kesehatan dan Keluarga Berencana\n").rows_accepted == 1
    assert agencies(kudus) == before | {5: "Dinas Kesehatan dan Keluarga Berencana"}


def test_a_list_of_people_without_numbers_renames_no_agency(kudus: Database) -> None:
    before = agencies(kudus)
    rows = "".join(f"{n},Orang {n},Guru,Dinas Contoh\n" for n in range(1, 5))
    with pytest.raises(UnreadableFile):
        deliver(kudus, "opd", f"NO,NAMA,JABATAN,OPD\n{rows}")
    fresh = rows.replace("1,O", "901,O").replace("2,O", "902,O").replace("3,O", "903,O").replace("4,O", "904,O")
    outcome = deliver(kudus, "opd", f"NO,NAMA,JABATAN,OPD\n{fresh}")
    assert reasons(outcome).count("opd_name_twice") == 4
    assert agencies(kudus) == before


def test_the_agency_is_named_by_the_most_exact_heading(kudus: Database) -> None:
    deliver(kudus, "opd", "NO,NAMA,OPD\n901,Kepala Dinas,Dinas Contoh\n")
    assert agencies(kudus)[901] == "Dinas Contoh"


def test_the_command_says_whose_codes_they_are(
    migrated_sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("URL", migrated_sqlite_url),):
        monkeypatch.setenv(f"KAWAL_DATABASE_{name}", value)
    monkeypatch.setenv("KAWAL_ROOT_AREA", "3215")
    monkeypatch.setenv("KAWAL_TODAY", "2020-03-16")
    monkeypatch.setenv("KAWAL_LANGUAGE", "en")
    for name, content in (("areas", KARAWANG), ("recap", WITHOUT_NAMES)):
        (tmp_path / f"{name}.csv").write_text(content)

    def run(*arguments: object) -> tuple[int, str]:
        result = CliRunner().invoke(command_line.app, [str(argument) for argument in arguments])
        return result.exit_code, result.stdout + result.stderr

    assert run("areas", tmp_path / "areas.csv")[0] == 0
    code, output = run("recap", tmp_path / "recap.csv")
    assert code == 2
    assert "--codes bps" in output
    assert run("recap", tmp_path / "recap.csv", "--codes", "bps")[0] == 0
    database = connect(migrated_sqlite_url)
    assert landed(database) == {"3215011001": 100, "3215011003": 120}
    database.close()


# --- a row that speaks of two areas -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("bps_kode_kecamatan,kemendagri_kode_kecamatan", "3319030,33.19.04"),
        ("bps_kode_kecamatan,kemendagri_kode_kecamatan", "3319030,331904"),
        ("kode_wilayah,kode_desa", "3319,3319030001"),
        ("kode_desa,kode_kecamatan", "3319030001,3319040"),
        ("kode_kabupaten_kota,nama_kecamatan", "3319,JATI"),
        ("kode_kabupaten_kota,nama_kecamatan", "3319,KOTA KUDUS"),
        ("kode_kecamatan,nama_kecamatan,nama_desa", "3319030,Jati,Jati Kulon"),
        ("kode,kecamatan", "3319,Entah"),
    ],
)
def test_a_row_that_speaks_of_two_areas_lands_on_neither(kudus: Database, heading: str, row: str) -> None:
    outcome = deliver(kudus, "recap", f"tanggal,{heading},kk_respon\n2020-03-03,{row},50\n")
    assert outcome.rows_rejected == 1
    assert {reason for _line, _column, reason in rejections(outcome)} <= {"codes_disagree", "code_of_area_above"}
    assert contents(kudus)["area_recaps"] == []


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("bps_kode_kecamatan,kemendagri_kode_kecamatan", "3319030,33.19.03"),
        ("bps_kode_kecamatan,kemendagri_kode_kecamatan", "3319030,"),
        ("bps_kode_kecamatan,kemendagri_kode_kecamatan", "3319030,-"),
        ("kode_kabupaten_kota,kode_kecamatan", "3319,3319030"),
        ("kode_kecamatan,kode_desa", "3319030,3319030001"),
        ("kode_kecamatan,nama_kecamatan,nama_desa", "3319030,Jati,"),
        ("kode_kecamatan,nama_kecamatan,nama_desa", "3319030,Jati,JUMLAH"),
        ("kode_kecamatan,nama_kecamatan,nama_desa", "3319030,Jati,Kecamatan Jati"),
        ("kode_kecamatan,kecamatan,desa", "3319030,Jati,Jati"),
        ("kode_kecamatan,nama_kecamatan,nama_desa", "3319030,Jati,Kec. Jati"),
        ("kode,kabupaten,kecamatan", "3319030,Kudus,JATI"),
        ("kode,desa_kelurahan", "3319060,JEKULO"),
    ],
)
def test_a_row_that_names_one_area_in_two_ways_lands(kudus: Database, heading: str, row: str) -> None:
    outcome = deliver(kudus, "recap", f"tanggal,{heading},kk_respon\n2020-03-03,{row},50\n")
    assert outcome.rows_accepted == 1
    wanted = "3319030001" if "3319030001" in row else "3319060" if "3319060" in row else "3319030"
    assert [stored[2] for stored in contents(kudus)["area_recaps"]] == [wanted]


def test_names_without_codes_are_told_what_is_wanting(kudus: Database) -> None:
    content = "tanggal,kecamatan,kk_respon\n2020-03-03,Jati,50\n"
    assert refused(kudus, "recap", content) == "names_without_codes"
