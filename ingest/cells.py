"""Reading one cell: text in, a value out, or the code of what is wrong with it."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any


class CellError(ValueError):
    """A cell that cannot be read.

    Parameters
    ----------
    reason
        Code of the message.
    details
        Values for the message that are safe to show.
    """

    def __init__(self, reason: str, **details: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = details


_MONTHS = (
    "januari februari maret april mei juni juli agustus september oktober november desember",
    "january february march april may june july august september october november december",
)
MONTH_NUMBER = {name: number for names in _MONTHS for number, name in enumerate(names.split(), start=1)}
_LARGEST = 2_000_000_000
_LONGEST_TEXT = 300


def shown(text: str) -> str:
    """Give a cell's text for a message, or "…" where it could be about a person.

    Only short runs of digits with date and number signs are repeated: longer ones, ones that begin with 0 and any with
    letters could be a number, a telephone or a name of somebody.

    Examples
    --------
    >>> shown("2020-02-31"), shown("3319010123456789"), shown("Budi")
    ('2020-02-31', '…', '…')
    """
    digits = re.sub(r"\D", "", text)
    is_plain = re.fullmatch(r"[-0-9.,/% ]{1,14}", text) is not None
    return text if is_plain and len(digits) <= 10 and not digits.startswith("0") else "…"


def read_count(text: str) -> int:
    """Read a whole number that is not negative; a point or comma may part the thousands (1.240), never decimals."""
    plain = text.replace("\u00a0", "").replace(" ", "")
    if re.fullmatch(r"[0-9]{1,3}([.,][0-9]{3})+", plain):
        plain = re.sub(r"[.,]", "", plain)
    if re.fullmatch(r"-[0-9]+", plain):
        raise CellError("negative_count", value=shown(text))
    if not re.fullmatch(r"[0-9]{1,12}", plain, re.ASCII):
        raise CellError("not_a_count", value=shown(text))
    if int(plain) > _LARGEST:
        raise CellError("count_too_large", limit=_LARGEST)
    return int(plain)


def read_date(text: str) -> date:
    """Read a day: 2020-03-31, 31/03/2020, 31-03-2020, 31.03.2020 or 31 Maret 2020; a time of day is let go."""
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][0-9:.]+)?", text, re.ASCII)
    local = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text, re.ASCII)
    spelled = re.fullmatch(r"(\d{1,2}) ([A-Za-z]+) (\d{4})", text, re.ASCII)
    if iso:
        year, month, day = iso.groups()
    elif local:
        day, month, year = local.groups()
    elif spelled and spelled[2].lower() in MONTH_NUMBER:
        day, month, year = spelled[1], str(MONTH_NUMBER[spelled[2].lower()]), spelled[3]
    else:
        raise CellError("not_a_date", value=shown(text))
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise CellError("no_such_day", value=shown(text)) from None


def read_share(text: str) -> float:
    """Read a share above 0 and at most 1: 0.27, 0,27, 27 % or 27%."""
    match = re.fullmatch(r"([0-9]{1,3}(?:[.,][0-9]{1,9})?)\s*(%?)", text, re.ASCII)
    if not match:
        raise CellError("not_a_share", value=shown(text))
    number = match[1].replace(",", ".")
    share = float(f"{number}e-2" if match[2] else number)
    if not 0 < share <= 1:
        raise CellError("share_out_of_range", value=shown(text))
    return share


def read_number(text: str) -> float:
    """Read a number that is not negative, with a decimal comma or point."""
    if not re.fullmatch(r"[0-9]{1,9}(?:[.,][0-9]{1,9})?", text, re.ASCII):
        raise CellError("not_a_number", value=shown(text))
    return float(text.replace(",", "."))


def read_area_code(text: str) -> str:
    """Read a BPS code (digits) or a Kemendagri code (with points)."""
    if not re.fullmatch(r"[0-9]{1,16}|[0-9]{2}(\.[0-9]{2}){1,2}(\.[0-9]{4})?", text, re.ASCII) or len(text) > 16:
        raise CellError("not_a_code", value=shown(text))
    return text


def read_text(text: str) -> str:
    """Read a text of one line."""
    line = " ".join(text.split())
    if len(line) > _LONGEST_TEXT:
        raise CellError("text_too_long", limit=_LONGEST_TEXT)
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
    "provinsi": "province",
    "kota": "kabupaten",
    "kabupaten/kota": "kabupaten",
    "distrik": "kecamatan",
    "kelurahan": "desa",
    "desa/kelurahan": "desa",
    "nagari": "desa",
}


def read_level(text: str) -> str:
    """Read the name of a level; the usual other names of the four known ones become theirs."""
    word = read_text(text).lower()
    return _LEVELS.get(word, word)


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
read_status = one_of({"responded": "responded", "respon": "responded", "clean": "clean"})
read_scope_kind = one_of({"area": "area", "wilayah": "area", "opd": "opd"})
