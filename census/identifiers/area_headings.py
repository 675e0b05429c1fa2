"""Headings of columns that hold names or codes of areas, of tables and of the maps of BPS, BIG and the UN."""

import re

_LEVEL_WORDS = {
    "province": ("provinsi", "propinsi", "prov"),
    "kabupaten": ("kabupaten", "kabupaten_kota", "kab_kota", "kabkota", "kabkot", "kab"),
    "kecamatan": ("kecamatan", "kec", "distrik", "kapanewon", "kemantren", "kecamatan_distrik"),
    "desa": ("desa", "kelurahan", "desa_kelurahan", "kelurahan_desa", "desa_kel", "kel", "nagari", "gampong"),
}
_OTHERS = {
    "province": ("wadmpr", "adm1_en", "adm1_id", "adm1_name", "name_1", "province"),
    "kabupaten": ("wadmkk", "adm2_en", "adm2_id", "adm2_name", "name_2", "regency", "district"),
    "kecamatan": ("wadmkc", "adm3_en", "adm3_id", "adm3_name", "name_3", "subdistrict", "sub_district"),
    "desa": ("wadmkd", "adm4_en", "adm4_id", "adm4_name", "name_4", "village"),
}
LEVEL_OF_NAME_HEADING = {
    heading: level
    for level, words in _LEVEL_WORDS.items()
    for word in words
    for heading in (word, f"nama_{word}", f"nm_{word}", f"nm{word}", f"bps_{word}", f"bps_nama_{word}")
} | {heading: level for level, headings in _OTHERS.items() for heading in headings}
"""Level of the area whose name a column holds, by the heading's normal form."""

OWN_NAME_HEADINGS = frozenset({"nama_wilayah", "wilayah", "area_name", "nama_area", "nama_daerah", "namobj"})
"""Headings of columns with the name of the row's own area."""

_PARTS = {
    "province": ("kdprov", "kd_prov", "provno", "prov_no", "kode_prov", "kode_provinsi", "kd_propinsi", "kdppum"),
    "kabupaten": ("kdkab", "kd_kab", "kabkotno", "kabkot_no", "kode_kab", "kode_kabupaten", "kdkabkot", "kdpkab"),
    "kecamatan": ("kdkec", "kd_kec", "kecno", "kec_no", "kode_kec", "kode_kecamatan", "kdcpum"),
    "desa": ("kddesa", "kd_desa", "desano", "desa_no", "kode_desa", "kode_kelurahan", "kdkel", "kd_kel"),
}
LEVEL_OF_PART = {heading: level for level, headings in _PARTS.items() for heading in headings}
"""Level by the heading of a column that may hold a part of a code: 33, 19, 010, 001."""

_BPS_WIDTH = {"province": 2, "kabupaten": 2, "kecamatan": 3, "desa": 3}
_KEMENDAGRI_WIDTH = {"province": 2, "kabupaten": 2, "kecamatan": 2, "desa": 4}


def normal_heading(heading: str) -> str:
    """Bring a heading to the form in which headings are compared.

    Examples
    --------
    >>> normal_heading(" Kode Wilayah ")
    'kode_wilayah'
    """
    return re.sub(r"[^a-z0-9]+", "_", heading.lower()).strip("_")


def join_parts(parts: dict[str, str]) -> str | None:
    """Join the parts of a code, each without the noughts that a number loses; None where they are none.

    Parameters
    ----------
    parts
        Digits by level; an empty or all-nought part, and what lies below it, is not there.

    Examples
    --------
    >>> join_parts({"province": "33", "kabupaten": "19", "kecamatan": "10", "desa": "1"})
    '3319010001'
    >>> join_parts({"province": "33", "kabupaten": "19", "kecamatan": "01", "desa": "2007"})
    '33.19.01.2007'
    >>> join_parts({"province": "33", "kabupaten": "3319", "kecamatan": "3319010", "desa": "000"})
    '3319010'
    """
    given: list[tuple[str, str]] = []
    kabupaten = parts.get("kabupaten", "").strip()
    if not parts.get("province", "").strip() and re.fullmatch("[0-9]{4}", kabupaten):
        parts = parts | {"province": kabupaten[:2]}
    for level in _BPS_WIDTH:
        digits = re.sub(r"\.0+$", "", parts.get(level, "").strip())
        if not digits or not digits.strip("0"):
            break
        if not re.fullmatch("[0-9]{1,10}", digits):
            return None
        given.append((level, digits))
    if len(given) < 2:
        return None
    # Four digits for a desa are Kemendagri's; two for a kecamatan could be BPS's that lost its nought.
    is_kemendagri = len(given) == 4 and len(given[3][1]) == _KEMENDAGRI_WIDTH["desa"]
    widths = _KEMENDAGRI_WIDTH if is_kemendagri else _BPS_WIDTH
    code, pieces = "", []
    for level, digits in given:
        if code and digits.startswith(code) and len(digits) == len(code) + widths[level]:
            digits = digits[len(code) :]
        if len(digits) > widths[level]:
            return None
        pieces.append(digits.zfill(widths[level]))
        code += pieces[-1]
    return ".".join(pieces) if is_kemendagri else code
