"""The kinds of file: their columns, the headings they may carry, and an example of each."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from ingest import cells
from presentation.messages import N_


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file.

    Attributes
    ----------
    name
        Canonical heading, the name of the table's column.
    read
        Reader of a cell.
    type_name
        What it holds, for a person to read (message id).
    example
        An example cell.
    synonyms
        Other headings, in the normal form of `normal_heading`; where a file has several, the first one here is read.
    is_required
        The file must have the column and the row a value.
    default
        Value of an empty cell or missing column that is not required.
    """

    name: str
    read: Callable[[str], object]
    type_name: str
    example: str
    synonyms: tuple[str, ...] = ()
    is_required: bool = False
    default: object = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what it is (message id) and its columns."""

    name: str
    title: str
    columns: tuple[Column, ...]


CODE = N_("BPS area code (text of digits); a Kemendagri code with points is translated")
BPS_CODE = N_("BPS area code (text of digits)")
KEMENDAGRI_CODE = N_("Kemendagri area code, with or without points")
COUNT = N_("whole number, not negative; empty where nothing was delivered")
DAY = N_("day: 2020-03-31 or 31/03/2020")
TEXT = N_("text")
FLAG = N_("yes or no: 1/0, ya/tidak")
SHARE = N_("share: 0.27, 0,27 or 27 %")
NUMBER = N_("number")
WORD = N_("one of the words")

# The finest level first: a file with the codes of kecamatan and of desa side by side speaks of the desa.
_AREA_SYNONYMS = (
    *("area_code", "code", "kode_wilayah", "kode", "kode_bps", "bps_code"),
    *("kode_desa", "kode_kelurahan", "kode_desa_kelurahan", "iddesa", "kode_kecamatan", "kode_kec", "idkec"),
    *("kode_kabupaten", "kode_kab", "idkab", "kode_provinsi", "kode_prov", "idprov"),
)


def _area_code(
    name: str = "area_code",
    example: str = "3319010001",
    *,
    read: Callable[[str], object] = cells.read_area_code,
    type_name: str = CODE,
) -> Column:
    synonyms = tuple(word for word in _AREA_SYNONYMS if word != name)
    return Column(name, read, type_name, example, synonyms, is_required=True)


def _count(name: str, example: str, *synonyms: str, is_required: bool = False) -> Column:
    return Column(name, cells.read_count, COUNT, example, synonyms, is_required)


def _text(name: str, example: str, *synonyms: str, is_required: bool = False, default: str | None = None) -> Column:
    return Column(name, cells.read_text, TEXT, example, synonyms, is_required, default)


def _day(name: str, example: str, *synonyms: str) -> Column:
    return Column(name, cells.read_date, DAY, example, synonyms, is_required=True)


AREAS = Kind(
    "areas",
    N_("areas of any level with the area above each"),
    (
        _area_code("code", read=cells.read_bps_code, type_name=BPS_CODE),
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
            N_("level: province, kabupaten, kecamatan, desa, or a deeper one of your own"),
            "desa",
            ("tingkat", "jenjang"),
            is_required=True,
        ),
        _text("name", "Blimbing Kidul", "nama", "nama_wilayah", "area_name", is_required=True),
        Column(
            "kemendagri_code",
            cells.read_kemendagri_code,
            KEMENDAGRI_CODE,
            "33.19.01.2007",
            ("kode_kemendagri", "kode_dagri", "kode_mendagri"),
        ),
        _text("status", "desa", "jenis"),
        Column("official_area_km2", cells.read_number, NUMBER, "1,30", ("luas_km2", "luas", "area_km2")),
        _text("source", "BPS 2020", "sumber", default=""),
    ),
)

REGISTER = Kind(
    "register",
    N_("families and persons on the civil register: the denominators"),
    (
        _area_code(),
        _count("households", "1575", "keluarga", "kk", "jumlah_kk", "jumlah_keluarga", is_required=True),
        _count("persons", "5016", "penduduk", "jiwa", "jumlah_penduduk", "jumlah_jiwa", is_required=True),
        _count("households_ineligible", "12", "keluarga_di_luar", "kk_di_luar"),
        _count("persons_ineligible", "40", "penduduk_di_luar", "jiwa_di_luar"),
        _day("valid_on", "2019-07-31", "tanggal", "per_tanggal", "berlaku"),
        _text("version", "dukcapil-2019-07", "versi"),
        _text("source", "Dukcapil Kudus", "sumber", default=""),
        Column("is_estimate", cells.read_flag, FLAG, "0", ("perkiraan", "estimasi"), default=False),
    ),
)

OPD = Kind(
    "opd",
    N_("agencies (OPD) and the number of their civil servants"),
    (
        _count("id", "5", "no", "nomor", is_required=True),
        _text("name", "Dinas Kesehatan", "nama", "nama_opd", "opd", is_required=True),
        _text("short_name", "Dinkes", "nama_singkat", "singkatan"),
        _text("kind", "dinas", "jenis", default=""),
        Column(
            "area_code",
            cells.read_area_code,
            CODE,
            "",
            ("kode_wilayah", "kecamatan_code", "kode_kecamatan"),
        ),
        _count("staff", "845", "asn", "jumlah_asn", "pegawai"),
        _text("source", "BKPP Kudus", "sumber", default=""),
        Column("is_estimate", cells.read_flag, FLAG, "0", ("perkiraan", "estimasi"), default=False),
    ),
)

ASSIGNMENTS = Kind(
    "assignments",
    N_("which agency serves which desa (desa binaan)"),
    (
        _count("opd_id", "5", "opd", "no_opd", is_required=True),
        _area_code("desa_code"),
        _day("starts_on", "2020-02-13", "mulai", "sejak", "tanggal"),
        _text("source", "SK Bupati", "sumber", default=""),
        Column("is_assumption", cells.read_flag, FLAG, "0", ("asumsi",), default=False),
    ),
)

TARGETS = Kind(
    "targets",
    N_("targets: share, unit, status, window and since when"),
    (
        Column("scope_kind", cells.read_scope_kind, WORD, "area", ("lingkup", "jenis_lingkup"), is_required=True),
        _area_code("scope_code", "3319"),
        Column("unit", cells.read_unit, WORD, "person", ("satuan",), is_required=True),
        Column("status", cells.read_status, WORD, "responded", (), is_required=True),
        Column("share", cells.read_share, SHARE, "27 %", ("target", "bagian", "persen"), is_required=True),
        _day("starts_on", "2020-02-15", "mulai"),
        _day("ends_on", "2020-03-31", "tenggat", "selesai"),
        _day("decided_on", "2020-02-13", "ditetapkan", "diputuskan"),
        _text("note", "Plt. Bupati Kudus", "catatan", "keterangan", "sumber", default=""),
    ),
)

DEFAULT_RECAP_SOURCE = "Rekap BPS"

RECAP = Kind(
    "recap",
    N_("recap: cumulative counts by area and day, as BPS hands them out"),
    (
        _day("as_of", "2020-03-15", "tanggal", "per_tanggal", "date", "tgl"),
        _area_code(),
        _text("area_name", "Blimbing Kidul", "nama_wilayah", "nama", "name"),
        _count("households_responded", "251", "keluarga_respon", "kk_respon", "respon_kk", "respon_keluarga"),
        _count("persons_responded", "803", "penduduk_respon", "jiwa_respon", "respon_jiwa", "respon_penduduk"),
        _count("households_clean", "223", "keluarga_clean", "kk_clean", "clean_kk", "clean_keluarga"),
        _count("persons_clean", "715", "penduduk_clean", "jiwa_clean", "clean_jiwa", "clean_penduduk"),
        _text("source", "BPS Kudus", "sumber", default=DEFAULT_RECAP_SOURCE),
    ),
)

KINDS = {kind.name: kind for kind in (AREAS, REGISTER, OPD, ASSIGNMENTS, TARGETS, RECAP)}
"""Kinds of tables by name; boundaries are no table and come in by `ingest.boundaries`."""

BOUNDARIES = "boundaries"
BOUNDARIES_TITLE = N_("outlines of areas (GeoJSON, GeoPackage or zipped Shapefile)")


def normal_heading(heading: str) -> str:
    """Bring a heading to the form in which headings are compared.

    Examples
    --------
    >>> normal_heading(" Kode Wilayah ")
    'kode_wilayah'
    """
    return re.sub(r"[^a-z0-9]+", "_", heading.lower()).strip("_")


def columns_by_heading(kind: Kind) -> dict[str, tuple[Column, int]]:
    """Give the declared table of headings: column by canonical name or synonym, with the rank of that heading.

    Returns
    -------
    dict
        Normal form of a heading to its column and how well it fits, 0 for the canonical name.
    """
    known = {
        word: (column, rank) for column in reversed(kind.columns) for rank, word in enumerate(column.synonyms, start=1)
    }
    return known | {column.name: (column, 0) for column in kind.columns}
