"""What columns and kinds of files are made of: names, readers, other headings, examples."""

from collections.abc import Callable
from dataclasses import dataclass

from ingest.kinds import cells
from presentation.language.messages import N_


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
    is_figure
        A count of what is measured, no number that names something.
    """

    name: str
    read: Callable[[str], object]
    type_name: str
    example: str
    synonyms: tuple[str, ...] = ()
    is_required: bool = False
    default: object = None
    is_figure: bool = False


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
MOMENT = N_("moment: 2020-03-01T09:12:00+07:00; without a zone it is WIB")
FAMILY_CARD = N_("number of the family card: 16 digits as text; turned into a key at the door, never kept")
PLACES = N_("where the members live, if not all at home: code:persons;outside:persons")
STAFF_OF_OPD = N_("civil servants by number of the agency: 3:1;17:2")

# The most exact heading first, and the finest level first: a file with the codes of kecamatan and of desa side by side
# speaks of the desa. Headings of Satu Data (bps_kode_..., kemendagri_kode_...) among them.
_AREA_SYNONYMS = (
    *("area_code", "kode_wilayah", "kode_bps", "bps_code", "bps_kode_wilayah"),
    *("bps_kode_desa_kelurahan", "bps_kode_desa", "bps_kode_kelurahan"),
    *("kode_desa_kelurahan", "kode_desa", "kode_kelurahan", "iddesa", "code", "kode"),
    *("bps_kode_kecamatan", "kode_kecamatan", "kode_kec", "idkec"),
    *("bps_kode_kabupaten_kota", "bps_kode_kabupaten", "bps_kode_kota", "kode_kabupaten_kota"),
    *("kode_kabupaten", "kode_kab", "idkab", "bps_kode_provinsi", "kode_provinsi", "kode_prov", "idprov"),
)
_KEMENDAGRI_SYNONYMS = (
    *("kode_kemendagri", "kemendagri_kode_desa_kelurahan", "kemendagri_kode_desa", "kemendagri_kode_kelurahan"),
    *("kemendagri_kode_kecamatan", "kemendagri_kode_kabupaten_kota", "kemendagri_kode_provinsi"),
)
AREA_NAMES = (
    *("area_name", "nama_wilayah", "bps_nama_desa_kelurahan", "bps_desa_kelurahan", "kemendagri_nama_desa_kelurahan"),
    *("nama_desa_kelurahan", "nama_desa", "nama_kelurahan", "desa_kelurahan", "kelurahan_desa", "desa", "kelurahan"),
    "nama",
    *("bps_nama_kecamatan", "kemendagri_nama_kecamatan", "nama_kecamatan", "kecamatan"),
    *("bps_nama_kabupaten_kota", "kemendagri_nama_kabupaten_kota", "nama_kabupaten_kota", "kabupaten_kota"),
)
"""Headings of an area's own name in a list of areas, before those that there name the area above."""


def area_code_column(
    name: str = "area_code",
    example: str = "3319010001",
    *,
    read: Callable[[str], object] = cells.read_area_code,
    type_name: str = CODE,
) -> Column:
    """Make a column of area codes that every row must fill."""
    kemendagri = () if read is cells.read_bps_code else _KEMENDAGRI_SYNONYMS
    synonyms = tuple(word for word in (*_AREA_SYNONYMS, *kemendagri) if word != name)
    return Column(name, read, type_name, example, synonyms, is_required=True)


def count_column(name: str, example: str, *synonyms: str, is_required: bool = False) -> Column:
    """Make a column of counts."""
    return Column(name, cells.read_count, COUNT, example, synonyms, is_required, is_figure=True)


def number_column(name: str, example: str, *synonyms: str, is_required: bool = False) -> Column:
    """Make a column of numbers that name something, such as an agency: no figures."""
    return Column(name, cells.read_count, COUNT, example, synonyms, is_required)


def text_column(
    name: str, example: str, *synonyms: str, is_required: bool = False, default: str | None = None
) -> Column:
    """Make a column of one-line texts."""
    return Column(name, cells.read_text, TEXT, example, synonyms, is_required, default)


def day_column(name: str, example: str, *synonyms: str) -> Column:
    """Make a column of days that every row must fill."""
    return Column(name, cells.read_date, DAY, example, synonyms, is_required=True)
