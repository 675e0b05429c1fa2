"""Reading the cells of submissions: keys of households, moments, and lists of places and agencies."""

import hmac
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from pydantic import SecretStr

from census.figures.domicile import OUTSIDE
from census.settings import WIB
from ingest.kinds.cells import FIRST_YEAR, LAST_YEAR, CellError, one_of, read_area_code
from ingest.kinds.columns import Kind
from ingest.kinds.privacy import shown

KEY_BYTES = 16
_KK_DIGITS = 16
_MOMENT = re.compile(
    r"(\d{4})-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,6})?)?(?: ?(?:Z|[+-]\d{2}(?::?\d{2})?))?)?", re.ASCII
)
_PART = re.compile(r"\s*([^:;]{1,20}?)\s*:\s*([1-9][0-9]?)\s*", re.ASCII)
_OUTSIDE_WORDS = {OUTSIDE, "luar", "luar kabupaten"}
_MOST_PARTS = 30


def read_family_card(_text: str) -> bytes:
    """Refuse the number of a family card: without the installation's secret it cannot become a key."""
    raise CellError("secret_missing")


def family_card_reader(secret: SecretStr) -> Callable[[str], bytes]:
    """Make the reader that turns the number of a family card into a key: HMAC-SHA256, its first 16 bytes.

    The number goes no further than this cell: it is in no value, message or log.
    """
    key = secret.get_secret_value().encode()

    def read_keyed_family_card(text: str) -> bytes:
        number = text.removeprefix("'")
        if not re.fullmatch(rf"[0-9]{{{_KK_DIGITS}}}", number):
            raise CellError("not_a_family_card", digits=_KK_DIGITS)
        return hmac.digest(key, number.encode(), "sha256")[:KEY_BYTES]

    return read_keyed_family_card


def with_secret(kind: Kind, secret: SecretStr | None) -> Kind:
    """A kind whose family cards can be read, if there is a secret."""
    if secret is None:
        return kind
    reader = family_card_reader(secret)
    columns = (replace(column, read=reader) if column.read is read_family_card else column for column in kind.columns)
    return replace(kind, columns=tuple(columns))


def read_household_key(text: str) -> bytes:
    """Read a key of 32 hexadecimal digits; one that is a number of a card in disguise is refused.

    Examples
    --------
    >>> read_household_key("00112233445566778899AABBCCDDEEFF").hex()
    '00112233445566778899aabbccddeeff'
    """
    if not re.fullmatch(r"[0-9A-Fa-f]{32}", text):
        raise CellError("not_a_key", digits=2 * KEY_BYTES)
    key = bytes.fromhex(text)
    first, second = text[:_KK_DIGITS], text[_KK_DIGITS:]
    # A number padded, doubled, or written as ASCII codes would be a key that shows the number itself.
    if key.isdigit() or first == second or "0" * _KK_DIGITS in (first, second):
        raise CellError("not_a_key", digits=2 * KEY_BYTES)
    return key


def read_moment(text: str) -> datetime:
    """Read a moment in ISO 8601 into UTC; without a zone it is WIB, without a time the beginning of the day.

    Examples
    --------
    >>> read_moment("2020-03-01 06:30").isoformat(), read_moment("2020-03-01T06:30:00+09:00").isoformat()
    ('2020-02-29T23:30:00+00:00', '2020-02-29T21:30:00+00:00')
    """
    match = _MOMENT.fullmatch(text)
    if not match:
        raise CellError("not_a_moment", value=shown(text))
    if not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        raise CellError("year_out_of_range", first=FIRST_YEAR, last=LAST_YEAR)
    try:
        # A blank may part day and time, and only there; the one before a zone goes.
        day, _, time = text.replace(",", ".").replace("T", " ").partition(" ")
        moment = datetime.fromisoformat(f"{day} {time.replace(' ', '')}".strip())
    except ValueError:
        raise CellError("not_a_moment", value=shown(text)) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=WIB)).astimezone(UTC)


def read_domiciles(text: str) -> tuple[tuple[str, int], ...]:
    """Read where the members live: code and number of persons.

    Examples
    --------
    >>> read_domiciles("3319010001:2; outside:1")
    (('3319010001', 2), ('outside', 1))
    """
    return tuple((_place(place), persons) for place, persons in _parts(text, "not_domiciles"))


def _place(text: str) -> str:
    return OUTSIDE if text.lower() in _OUTSIDE_WORDS else read_area_code(text)


def read_opd_staff(text: str) -> tuple[tuple[int, int], ...]:
    """Read which agencies the civil servants of a household belong to: number of the agency and of the staff.

    Examples
    --------
    >>> read_opd_staff("3:1;17:2")
    ((3, 1), (17, 2))
    """
    parts = _parts(text, "not_opd_staff")
    if not all(re.fullmatch(r"[0-9]{1,6}", opd) for opd, _staff in parts):
        raise CellError("not_opd_staff")
    return tuple((int(opd), staff) for opd, staff in parts)


def _parts(text: str, reason: str) -> list[tuple[str, int]]:
    pieces = text.rstrip("; ").split(";")
    if len(pieces) > _MOST_PARTS:
        raise CellError(reason)
    parts = [_PART.fullmatch(piece) for piece in pieces]
    labelled = [(part[1], int(part[2])) for part in parts if part]
    if len(labelled) < len(pieces):
        raise CellError(reason)
    return labelled


read_submission_status = one_of(
    {
        "opened": "opened",
        "dibuka": "opened",
        "mulai": "opened",
        "belum selesai": "opened",
        "responded": "responded",
        "respon": "responded",
        "terkirim": "responded",
        "dikirim": "responded",
        "selesai": "responded",
        "clean": "clean",
        "bersih": "clean",
        "rejected": "rejected",
        "ditolak": "rejected",
        "deleted": "deleted",
        "dihapus": "deleted",
        "hapus": "deleted",
    }
)

read_event_kind = one_of(
    {
        "tatap muka": "tatap muka",
        "media sosial": "media sosial",
        "medsos": "media sosial",
        "siaran": "siaran",
        "keliling": "keliling",
        "pesan berantai": "pesan berantai",
        "ngisi bareng": "ngisi bareng",
        "pendampingan bps": "pendampingan BPS",
    }
)
