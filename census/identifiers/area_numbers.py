"""How area codes look: provinces, lengths by level, BPS and Kemendagri; nothing about which areas are on record."""

import re
import unicodedata

PROVINCES = frozenset(
    "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 61 62 63 64 65 71 72 73 74 75 76 81 82 91 92 93 94 95 96"
    " 97".split()
)
"""First two digits of every code: BPS (Peraturan BPS 1/2020 and, for the provinces of Papua made in 2022, 7/2022) and
Kemendagri (Kepmendagri 100.1.1-6117/2022) together. They differ in Papua alone, where both use 91 to 97."""

BPS_DIGITS = {"province": 2, "kabupaten": 4, "kecamatan": 7, "desa": 10}
"""Digits of a BPS code by level; only areas below the desa have more."""

KEMENDAGRI_DIGITS = {"province": 2, "kabupaten": 4, "kecamatan": 6, "desa": 10}
"""Digits of a Kemendagri code by level, its points left out."""

LEVEL_OF_DIGITS = {digits: level for level, digits in BPS_DIGITS.items()}
"""Level by the digits of a BPS code."""

_DOTTED = re.compile(r"[0-9]{2}\.[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{4})?)?")
_BPS_IN_GROUPS = re.compile(r"([0-9]{2})[. -]([0-9]{2})(?:[. -]([0-9]{3})(?:[. -]([0-9]{3}))?)?")
_KEMENDAGRI_IN_GROUPS = re.compile(r"([0-9]{2})[ -]([0-9]{2})[ -]([0-9]{2})(?:[ -]([0-9]{4}))?")
_DIGITS_OF_CODES = {*BPS_DIGITS.values(), *KEMENDAGRI_DIGITS.values()}


def is_code_shaped(digits: str) -> bool:
    """Tell whether digits have a length and a province of an area code.

    The codes of Maluku begin like mobile telephone numbers without their 0: there the third digit of a code is 0
    (kabupaten) or 7 (kota), while next to no telephone has these.

    Examples
    --------
    >>> [is_code_shaped(text) for text in ("3319010001", "8171010001", "8123456789", "2019010001", "33190")]
    [True, True, False, False, False]
    """
    if len(digits) not in _DIGITS_OF_CODES or digits[:2] not in PROVINCES:
        return False
    return digits[0] != "8" or len(digits) == 2 or digits[2] in "07"


def has_kemendagri_shape(digits: str) -> bool:
    """Tell whether ten digits could be the Kemendagri code of a desa (..2001) or kelurahan (..1001) without points.

    Examples
    --------
    >>> has_kemendagri_shape("3319012007"), has_kemendagri_shape("3319010007")
    (True, False)
    """
    return re.fullmatch(r"[0-9]{6}[12]0[0-9]{2}", digits) is not None


def plain_code(text: str) -> str | None:
    """An area code as digits, or as Kemendagri's with points; None where the text is none.

    Case, blanks, signs without width, digits of other scripts, a leading apostrophe, the prefix ID of the United
    Nations' files, grouping, and the ".0" that data frames append are let go.

    Examples
    --------
    >>> [plain_code(text) for text in ("ID3319010", "'3319010001", "3319010001.0", "33 19 010 001", "33.19.010")]
    ['3319010', '3319010001', '3319010001', '3319010001', '3319010']
    >>> [plain_code(text) for text in ("33.19.01.2007", "33-19-01", "33 19 01 2007", "Kudus")]
    ['33.19.01.2007', '33.19.01', '33.19.01.2007', None]
    """
    seen = "".join(sign for sign in text if unicodedata.category(sign) not in {"Cf", "Mn", "Me"})
    plain = "".join(_ascii(sign) for sign in unicodedata.normalize("NFKC", seen)).strip(" '\"`").lower()
    plain = re.sub(r"^id[ .-]?(?=[0-9])", "", plain)
    plain = re.sub(r"(?<=[0-9]{4})\.0+$", "", re.sub(r"\s+", " ", plain))
    if _DOTTED.fullmatch(plain):
        return plain
    for pattern, sign in ((_BPS_IN_GROUPS, ""), (_KEMENDAGRI_IN_GROUPS, ".")):
        match = pattern.fullmatch(plain)
        if match:
            return sign.join(part for part in match.groups() if part)
    return plain if re.fullmatch(r"[0-9]{1,16}", plain) else None


def _ascii(sign: str) -> str:
    digit = unicodedata.digit(sign, None)
    if digit is not None:
        return str(digit)
    kind = unicodedata.category(sign)
    return " " if kind == "Zs" else "-" if kind == "Pd" else "'" if sign in "\u2018\u2019\u02bc" else sign
