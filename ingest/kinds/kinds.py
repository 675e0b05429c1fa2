"""The kinds of file: their columns, the headings they may carry, and an example of each."""

from functools import cache

from census.outreach.records import BlockerKind
from ingest.kinds import cells
from ingest.kinds import submission_cells as rows
from ingest.kinds.columns import (
    AREA_NAMES,
    BPS_CODE,
    CODE,
    DAY,
    FAMILY_CARD,
    FLAG,
    KEMENDAGRI_CODE,
    MOMENT,
    NUMBER,
    PLACES,
    SHARE,
    STAFF_OF_OPD,
    WORD,
    Column,
    Kind,
    area_code_column,
    count_column,
    day_column,
    number_column,
    text_column,
)
from ingest.kinds.submission_cells import read_event_kind
from presentation.language.messages import N_

YEAR_HEADINGS = ("tahun", "year", "tahun_data")
"""Headings under which a year alone is a day: the last of that year."""

# The most exact name first: a list of agencies may have a column "nama" of something else beside it.
_AGENCY_NAMES = (
    *("nama_opd", "nama_perangkat_daerah", "nama_skpd", "nama_unit_kerja", "nama_instansi", "nama_dinas"),
    *("opd", "perangkat_daerah", "skpd", "unit_kerja", "instansi", "organisasi_perangkat_daerah"),
)

_AGENCY_NUMBERS = ("no_opd", "nomor_opd", "id_opd", "kode_opd")

AREAS = Kind(
    "areas",
    N_("areas of any level with the area above each"),
    (
        area_code_column("code", read=cells.read_bps_code, type_name=BPS_CODE),
        Column(
            "parent_code",
            cells.read_area_code,
            CODE,
            "3319010",
            ("kode_induk", "induk", "kode_atasan", "parent", "bps_kec_code"),
        ),
        Column(
            "level",
            cells.read_level,
            N_(
                "level: province, kabupaten, kecamatan, desa, or a deeper one; where missing, by the digits of the code"
            ),
            "desa",
            ("tingkat", "jenjang"),
        ),
        text_column("name", "Blimbing Kidul", *AREA_NAMES, is_required=True),
        Column(
            "kemendagri_code",
            cells.read_kemendagri_code,
            KEMENDAGRI_CODE,
            "33.19.01.2007",
            (
                *("kode_kemendagri", "kode_dagri", "kode_mendagri", "kemendagri_kode_desa_kelurahan"),
                *("kemendagri_kode_desa", "kemendagri_kode_kelurahan", "kemendagri_kode_kecamatan"),
                *("kemendagri_kode_kabupaten_kota", "kemendagri_kode_provinsi"),
            ),
        ),
        text_column("status", "desa", "jenis"),
        Column("official_area_km2", cells.read_number, NUMBER, "1,30", ("luas_km2", "luas", "area_km2")),
        text_column("source", "BPS 2020", "sumber", default=""),
    ),
)

REGISTER = Kind(
    "register",
    N_("families and persons on the civil register: the denominators"),
    (
        area_code_column(),
        count_column("households", "1575", "jumlah_kk", "jumlah_keluarga", "keluarga", "kk", is_required=True),
        count_column("persons", "5016", "jumlah_penduduk", "jumlah_jiwa", "penduduk", "jiwa", is_required=True),
        count_column("households_ineligible", "12", "keluarga_di_luar", "kk_di_luar"),
        count_column("persons_ineligible", "40", "penduduk_di_luar", "jiwa_di_luar"),
        day_column("valid_on", "2019-07-31", "per_tanggal", "berlaku", "tanggal", "tgl", *YEAR_HEADINGS),
        text_column("version", "dukcapil-2019-07", "versi"),
        text_column("source", "Dukcapil Kudus", "sumber", default=""),
        Column("is_estimate", cells.read_flag, FLAG, "0", ("perkiraan", "estimasi"), default=False),
    ),
)

OPD = Kind(
    "opd",
    N_("agencies (OPD) and the number of their civil servants"),
    (
        number_column("id", "5", *_AGENCY_NUMBERS, "no", "nomor", is_required=True),
        text_column("name", "Dinas Kesehatan", *_AGENCY_NAMES, "nama", is_required=True),
        text_column("short_name", "Dinkes", "nama_singkat", "singkatan"),
        text_column("kind", "dinas", "jenis", default=""),
        Column(
            "area_code",
            cells.read_area_code,
            CODE,
            "",
            ("kode_wilayah", "kecamatan_code", "kode_kecamatan"),
        ),
        count_column("staff", "845", "jumlah_asn", "jumlah_pegawai", "asn", "pegawai"),
        text_column("source", "BKPP Kudus", "sumber", default=""),
        Column("is_estimate", cells.read_flag, FLAG, "0", ("perkiraan", "estimasi"), default=False),
    ),
)

ASSIGNMENTS = Kind(
    "assignments",
    N_("which agency serves which desa (desa binaan)"),
    (
        number_column("opd_id", "5", *_AGENCY_NUMBERS, "opd", is_required=True),
        area_code_column("desa_code"),
        day_column("starts_on", "2020-02-13", "mulai", "sejak", "tanggal", "tgl"),
        text_column("source", "SK Bupati", "sumber", default=""),
        Column("is_assumption", cells.read_flag, FLAG, "0", ("asumsi",), default=False),
    ),
)

TARGETS = Kind(
    "targets",
    N_("share, unit, status, window and since when"),
    (
        Column("scope_kind", cells.read_scope_kind, WORD, "area", ("lingkup", "jenis_lingkup"), is_required=True),
        area_code_column("scope_code", "3319"),
        Column("unit", cells.read_unit, WORD, "person", ("satuan",), is_required=True),
        Column("status", cells.read_status, WORD, "responded", (), is_required=True),
        Column("share", cells.read_share, SHARE, "27 %", ("target", "bagian", "persen"), is_required=True),
        day_column("starts_on", "2020-02-15", "mulai"),
        day_column("ends_on", "2020-03-31", "tenggat", "selesai"),
        day_column("decided_on", "2020-02-13", "ditetapkan", "diputuskan"),
        text_column("note", "Plt. Bupati Kudus", "catatan", "keterangan", "sumber", default=""),
    ),
)

DEFAULT_RECAP_SOURCE = "Rekap BPS"
DEFAULT_OPD_SOURCE = "Rekap OPD"

RECAP = Kind(
    "recap",
    N_("cumulative counts by area and day, as BPS hands them out"),
    (
        day_column("as_of", "2020-03-15", "per_tanggal", "tanggal_rekap", "tanggal", "tgl", "date"),
        area_code_column(),
        text_column("area_name", "Blimbing Kidul", "nama_wilayah", "nama", "name"),
        count_column("households_responded", "251", "keluarga_respon", "kk_respon", "respon_kk", "respon_keluarga"),
        count_column("persons_responded", "803", "penduduk_respon", "jiwa_respon", "respon_jiwa", "respon_penduduk"),
        count_column("households_clean", "223", "keluarga_clean", "kk_clean", "clean_kk", "clean_keluarga"),
        count_column("persons_clean", "715", "penduduk_clean", "jiwa_clean", "clean_jiwa", "clean_penduduk"),
        text_column("source", "BPS Kudus", "sumber", default=DEFAULT_RECAP_SOURCE),
    ),
)

OPD_RECAP = Kind(
    "opd-recap",
    N_("cumulative counts of civil servants by agency and day"),
    (
        day_column("as_of", "2020-03-15", "per_tanggal", "tanggal_rekap", "tanggal", "tgl", "date"),
        number_column("opd_id", "5", *_AGENCY_NUMBERS, "opd", is_required=True),
        count_column("staff_responded", "510", "asn_respon", "pegawai_respon", "respon_asn"),
        count_column("staff_clean", "470", "asn_clean", "pegawai_clean", "clean_asn"),
        text_column("source", "BKPP Kudus", "sumber", default=DEFAULT_OPD_SOURCE),
    ),
)

SUBMISSIONS = Kind(
    "submissions",
    N_("one row per household, with status, moments and members"),
    (
        Column("kk_number", rows.read_family_card, FAMILY_CARD, "", ("no_kk", "nomor_kk", "nkk")),
        Column(
            "household_key",
            rows.read_household_key,
            N_("key of the household: 32 hexadecimal digits, instead of the number"),
            "8f14e45fceea167a5a36dedd4bea2543",
            ("kunci_keluarga", "kunci"),
        ),
        area_code_column("desa_code"),
        count_column("persons", "3", "jiwa", "penduduk", "jumlah_jiwa", "anggota", is_required=True),
        Column("domiciles", rows.read_domiciles, PLACES, "3319010002:2;outside:1", ("domisili",), default=()),
        Column("status", rows.read_submission_status, WORD, "clean", ("status_isian",), is_required=True),
        Column("opened_at", rows.read_moment, MOMENT, "2020-03-01T09:12:00", ("dibuka", "waktu_buka")),
        Column("responded_at", rows.read_moment, MOMENT, "2020-03-01T09:40:00", ("respon", "waktu_respon", "dikirim")),
        Column("clean_at", rows.read_moment, MOMENT, "2020-03-02T10:00:00+07:00", ("bersih", "waktu_clean")),
        text_column("channel", "web", "kanal", "saluran"),
        Column("assisted", cells.read_flag, FLAG, "0", ("dibantu", "didampingi")),
        Column("opd_staff", rows.read_opd_staff, STAFF_OF_OPD, "5:1", ("asn_opd", "asn"), default=()),
        Column("updated_at", rows.read_moment, MOMENT, "2020-03-02T10:00:00+07:00", ("diubah", "waktu_ubah")),
    ),
)


read_blocker_kind = cells.one_of(
    {
        **{kind.value: kind.value for kind in BlockerKind},
        "nik/kk tidak cocok": "nik_kk_mismatch",
        "nik kk tidak cocok": "nik_kk_mismatch",
        "nik tidak cocok": "nik_kk_mismatch",
        "kk tidak cocok": "nik_kk_mismatch",
        "tidak ada sinyal": "no_signal",
        "sinyal": "no_signal",
        "server tidak dapat dibuka": "server_down",
        "server": "server_down",
        "tidak punya perangkat": "no_device",
        "tidak punya gawai": "no_device",
        "gawai": "no_device",
        "belum paham": "not_understood",
        "tidak paham": "not_understood",
        "pindah": "moved_away",
        "lainnya": "other",
        "lain": "other",
    }
)


def _agency_column() -> Column:
    return number_column("opd_id", "5", "no_opd", "nomor_opd", "id_opd", "kode_opd", "opd")


def _later_day(name: str, example: str, *synonyms: str) -> Column:
    return Column(name, cells.read_date, DAY, example, synonyms)


def _closing_columns(source: str) -> tuple[Column, Column]:
    return (
        text_column("note", "", "catatan", "keterangan"),
        text_column("source", source, "sumber", default=""),
    )


OUTREACH = Kind(
    "outreach",
    N_("what was held where, when and by which agency (sosialisasi)"),
    (
        area_code_column(),
        _agency_column(),
        day_column("held_on", "2020-02-20", "tanggal", "tgl", "date"),
        Column("kind", read_event_kind, WORD, "tatap muka", ("bentuk", "jenis"), is_required=True),
        count_column("audience", "60", "peserta", "jangkauan", "hadirin"),
        count_column("officers", "3", "petugas", "jumlah_petugas"),
        *_closing_columns("Kominfo Kudus"),
    ),
)

COMMITMENTS = Kind(
    "commitments",
    N_("who promised how many families, where, by when"),
    (
        area_code_column(),
        _agency_column(),
        count_column(
            "households", "120", "keluarga", "kk", "jumlah_kk", "jumlah_keluarga", "komitmen", is_required=True
        ),
        day_column("starts_on", "2020-03-09", "mulai", "sejak", "tanggal", "tgl"),
        day_column("due_on", "2020-03-23", "tenggat", "paling_lambat", "sampai"),
        _later_day("withdrawn_on", "", "ditarik", "dicabut"),
        *_closing_columns("Bappeda Kudus"),
    ),
)

BLOCKERS = Kind(
    "blockers",
    N_("what keeps families of an area from responding"),
    (
        area_code_column(),
        _agency_column(),
        Column("kind", read_blocker_kind, WORD, "tidak ada sinyal", ("hambatan", "jenis"), is_required=True),
        day_column("reported_on", "2020-03-02", "dilaporkan", "tanggal", "tgl"),
        _later_day("resolved_on", "", "teratasi", "selesai"),
        count_column("households", "25", "keluarga", "kk", "jumlah_kk", "jumlah_keluarga"),
        *_closing_columns("Camat Kaliwungu"),
    ),
)

REQUESTS = Kind(
    "requests",
    N_("help asked of BPS: asked, scheduled, done, with the result"),
    (
        area_code_column(),
        _agency_column(),
        day_column("requested_on", "2020-03-02", "diminta", "tanggal", "tgl"),
        _later_day("scheduled_on", "2020-03-06", "dijadwalkan", "jadwal"),
        _later_day("done_on", "2020-03-06", "selesai", "terlaksana"),
        count_column("result_households", "31", "hasil", "hasil_kk", "kk_hasil", "hasil_keluarga"),
        *_closing_columns("BPS Kudus"),
    ),
)

KINDS = {
    kind.name: kind
    for kind in (
        *(AREAS, REGISTER, OPD, ASSIGNMENTS, TARGETS, RECAP, OPD_RECAP, SUBMISSIONS),
        *(OUTREACH, COMMITMENTS, BLOCKERS, REQUESTS),
    )
}
"""Kinds of tables by name; boundaries are no table and come in by `ingest.boundaries.boundaries`."""

DAY_COLUMNS = {"recap": "as_of", "opd-recap": "as_of", "register": "valid_on"}
"""Kinds of which one day for the whole file can be told beside it, or stand in its title, and the column it fills."""

BOUNDARIES = "boundaries"
BOUNDARIES_TITLE = N_("outlines of areas (GeoJSON, GeoPackage or zipped Shapefile)")


@cache
def columns_by_heading(kind: Kind) -> dict[str, list[tuple[Column, int]]]:
    """The declared table of headings: columns by canonical name or synonym, with the rank of that heading.

    Returns
    -------
    dict
        Normal form of a heading to the columns it can be of and how well it fits each, 0 for the canonical name;
        what is the canonical name of one column is no synonym of another.
    """
    by_heading: dict[str, list[tuple[Column, int]]] = {column.name: [(column, 0)] for column in kind.columns}
    names = set(by_heading)
    for column in kind.columns:
        for rank, word in enumerate(column.synonyms, start=1):
            if word not in names:
                by_heading.setdefault(word, []).append((column, rank))
    return by_heading
