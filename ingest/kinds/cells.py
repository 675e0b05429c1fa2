"""Reading one cell: text in, a value out, or the code of what is wrong with it."""

import re
from collections.abc import Callable
from datetime import date

from census.base.vocabulary import OPD_LEVEL
from census.identifiers.area_numbers import plain_code
from ingest.kinds.privacy import holds_personal_number, shown
from ingest.readers.raw_table import UNCOMPUTED


class CellError(ValueError):
    """A cell that cannot be read.

    Parameters
    ----------
    reason
        Code of the message.
    details
        Values for the message that are safe to show.
    """

    def __init__(self, reason: str, **details: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = details


_MONTHS = (
    "januari februari maret april mei juni juli agustus september oktober november desember",
    "january february march april may june july august september october november december",
    "jan feb mar apr mei jun jul agu sep okt nov des",
    "jan feb mar apr may jun jul agt sept oct nov dec",
    "jan peb mar apr mei jun jul aug sep oct nop dec",
    "jan pebruari mrt apr mei juni juli agt sept okt nopember des",
    "jan feb mrt apr mei juni juli agst sep okt nov des",
    "jan feb mar apr mei jun jul ags sep okt nov des",
)
MONTH_NUMBER = {name: number for names in _MONTHS for number, name in enumerate(names.split(), start=1)}
FIRST_YEAR, LAST_YEAR = 1961, 2100
"""The first census of the republic was in 1961; what lies outside these years is a slip of the keyboard."""

LARGEST_COUNT = 400_000_000
"""More than all inhabitants of Indonesia; a telephone number is larger."""

_LONGEST_TEXT = 300
_TIME = r"(?:[T ]\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,6})?)?)?"
_ISO_DAY = re.compile(rf"(?P<y>\d{{4}})([-/.])(?P<m>\d{{1,2}})\2(?P<d>\d{{1,2}}){_TIME}", re.ASCII)
_LOCAL_DAY = re.compile(rf"(?P<d>\d{{1,2}})([-/.])(?P<m>\d{{1,2}})\2(?P<y>\d{{4}}){_TIME}", re.ASCII)
_SPELLED_DAY = re.compile(
    rf"(?:[a-z']+, *)?(?P<d>\d{{1,2}})[ -](?P<m>[a-z]+)\.?[ -](?P<y>\d{{4}}){_TIME}", re.ASCII | re.IGNORECASE
)
# A blank between thousands is no comma: the signs may not be mixed, and 0.240 is no way to write 240.
_COUNT = re.compile(
    r"""
    (?P<plain>[0-9]{1,15}) (?:[.,]0{1,2})?
    | (?P<points>[1-9][0-9]{0,2}(?:\.[0-9]{3})+) (?:,0{1,2})?
    | (?P<commas>[1-9][0-9]{0,2}(?:,[0-9]{3})+) (?:\.0{1,2})?
    | (?P<quotes>[1-9][0-9]{0,2}(?:['\u2019][0-9]{3})+) (?:[.,]0{1,2})?
    | (?P<blanks>[1-9][0-9]{0,2}(?:[ \u00a0\u202f][0-9]{3})+) (?:[.,]0{1,2})?
    """,
    re.VERBOSE,
)


def read_count(text: str) -> int:
    """Read a whole number that is not negative.

    Thousands may be parted by points, commas or blanks; decimals are taken where they are noughts that cannot be
    thousands, and the apostrophe with which a spreadsheet is told to keep digits as text is let go.

    Examples
    --------
    >>> [read_count(text) for text in ("1240", "1.240", "1,240", "1 240", "1240.0", "1.240,00", "'1240")]
    [1240, 1240, 1240, 1240, 1240, 1240, 1240]
    """
    text = text.removeprefix("'")
    unsigned = re.sub(r"^[-\u2212] ?", "", text)
    match = _COUNT.fullmatch(unsigned)
    if not match:
        raise CellError("not_a_count", value=shown(text))
    count = int(re.sub(r"[^0-9]", "", match[str(match.lastgroup)]))
    if unsigned != text and count:
        raise CellError("negative_count", value=shown(text))
    if count > LARGEST_COUNT:
        raise CellError("count_too_large", limit=LARGEST_COUNT)
    return count


def read_date(text: str) -> date:
    """Read a day, the day before the month; a time of day is let go, one with a time zone is refused.

    Examples
    --------
    >>> spellings = "2020-03-31", "31/3/2020", "31.03.2020", "Selasa, 31 Maret 2020", "2020-03-31 00:00:00"
    >>> {read_date(text).isoformat() for text in spellings}
    {'2020-03-31'}
    """
    match = _ISO_DAY.fullmatch(text) or _LOCAL_DAY.fullmatch(text) or _SPELLED_DAY.fullmatch(text)
    month = match["m"].lower() if match else ""
    if not match or not (month.isdigit() or month in MONTH_NUMBER):
        raise CellError("not_a_date", value=shown(text))
    year, day = int(match["y"]), int(match["d"])
    try:
        parsed = date(year, int(month) if month.isdigit() else MONTH_NUMBER[month], day)
    except ValueError:
        raise CellError("no_such_day", value=shown(re.split(r"[T ]\d{1,2}[:.]", text)[0])) from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellError("year_out_of_range", first=FIRST_YEAR, last=LAST_YEAR)
    return parsed


def is_month_first(text: str) -> bool:
    """Tell whether a day of digits can only be meant with the month first: 3/15/2020."""
    match = _LOCAL_DAY.fullmatch(text)
    return match is not None and int(match["d"]) <= 12 < int(match["m"]) <= 31


def is_ambiguous_day(text: str) -> bool:
    """Tell whether a day of digits is another one with the month first: 3/4/2020, but not 3/3/2020."""
    match = _LOCAL_DAY.fullmatch(text)
    return match is not None and int(match["d"]) <= 12 and int(match["m"]) <= 12 and match["d"] != match["m"]


def read_share(text: str) -> float:
    """Read a share above 0 and at most 1: 0.27, 0,27, 27 % or 27%."""
    match = re.fullmatch(r"([0-9]{1,3}(?:[.,][0-9]{1,9})?)\s*(%?)", text)
    if not match:
        raise CellError("not_a_share", value=shown(text))
    number = match[1].replace(",", ".")
    share = float(f"{number}e-2" if match[2] else number)
    if not 0 < share <= 1:
        raise CellError("share_out_of_range", value=shown(text))
    return share


def read_number(text: str) -> float:
    """Read a number that is not negative, with a decimal comma or point."""
    if not re.fullmatch(r"[0-9]{1,9}(?:[.,][0-9]{1,9})?", text):
        raise CellError("not_a_number", value=shown(text))
    return float(text.replace(",", "."))


def read_area_code(text: str) -> str:
    """Read a BPS code or a Kemendagri code with points; which of the two digits alone are, the whole file tells.

    Raises
    ------
    CellError
        If it is none, see `census.identifiers.area_numbers.plain_code`.

    Examples
    --------
    >>> [read_area_code(text) for text in ("3319010001", "'3319010", "ID3319010", "33.19.010", "33.19.01.2007")]
    ['3319010001', '3319010', '3319010', '3319010', '33.19.01.2007']
    """
    code = plain_code(text)
    if code is None:
        raise CellError("not_a_code", value=shown(text))
    return code


def read_bps_code(text: str) -> str:
    """Read the BPS code of an area, its key: digits only."""
    code = read_area_code(text)
    if "." in code:
        raise CellError("not_a_code", value=shown(text))
    return code


def read_kemendagri_code(text: str) -> str:
    """Read a Kemendagri code into its form with points.

    Examples
    --------
    >>> read_kemendagri_code("33.19.01.2007"), read_kemendagri_code("331901")
    ('33.19.01.2007', '33.19.01')
    """
    match = re.fullmatch(r"'?([0-9]{2})(?:\.?([0-9]{2})(?:\.?([0-9]{2})(?:\.?([0-9]{4}))?)?)?", text)
    if not match:
        raise CellError("not_a_code", value=shown(text))
    return ".".join(part for part in match.groups() if part)


def read_text(text: str) -> str:
    """Read a text of one line that holds no number of a person."""
    line = " ".join(text.split())
    if line == UNCOMPUTED:
        raise CellError("formula_without_value")
    if len(line) > _LONGEST_TEXT:
        raise CellError("text_too_long", limit=_LONGEST_TEXT)
    if holds_personal_number(line):
        raise CellError("personal_number")
    return line


def read_flag(text: str) -> bool:
    """Read yes or no: 1/0, ya/tidak, yes/no, true/false."""
    word = text.lower()
    if word in {"1", "ya", "yes", "true", "benar"}:
        return True
    if word in {"0", "tidak", "no", "false", "salah"}:
        return False
    raise CellError("not_a_flag", value=shown(text))


def one_of(words: dict[str, str]) -> Callable[[str], str]:
    """Make a reader of a closed list of words, each with its standard form."""

    def read_word(text: str) -> str:
        if text.lower() not in words:
            raise CellError("not_one_of", allowed=", ".join(sorted(set(words.values()))))
        return words[text.lower()]

    return read_word


_LEVELS = {
    "negara": "nation",
    "nasional": "nation",
    "provinsi": "province",
    "kota": "kabupaten",
    "kabupaten/kota": "kabupaten",
    "distrik": "kecamatan",
    "kelurahan": "desa",
    "desa/kelurahan": "desa",
    "nagari": "desa",
}


def read_level(text: str) -> str:
    """Read the name of a level: one of the four known ones by any of its names, or a word for a deeper one."""
    word = " ".join(text.lower().split())
    level = _LEVELS.get(word, word)
    if not re.fullmatch(r"[a-z][a-z _/-]{0,29}", level) or level == OPD_LEVEL:
        raise CellError("not_a_level")
    return level


read_unit = one_of(
    {
        "household": "household",
        "keluarga": "household",
        "kk": "household",
        "person": "person",
        "jiwa": "person",
        "penduduk": "person",
        "staff": "staff",
        "asn": "staff",
    }
)
read_status = one_of({"responded": "responded", "respon": "responded", "clean": "clean", "bersih": "clean"})
read_scope_kind = one_of({"area": "area", "wilayah": "area", "opd": "opd"})
