"""What of a file may be repeated in a message, a log or a table: nothing that could be about a person."""

import re

from census.identifiers.area_numbers import is_code_shaped
from census.identifiers.personal_numbers import HIDDEN, holds_personal_number, masked

__all__ = ["HIDDEN", "harmless_file_name", "holds_personal_number", "masked", "shown", "shown_code", "shown_heading"]

_PLAIN = re.compile(r"[-0-9.,/% ]{1,14}")
_MOST_DIGITS_SHOWN = 8
_LONGEST_CODE_SHOWN = 10
_SHORTEST_TELEPHONE = 9
_LONGEST_HEADING = 60
_LONGEST_FILE_NAME = 120
_LONGEST_READ = 500


def shown(text: str) -> str:
    """A cell's text for a message, or "…" where it could be about a person.

    Only short runs of digits with the signs of dates and numbers are repeated: longer ones and any with letters could
    be a number, a telephone or a name of somebody.

    Examples
    --------
    >>> shown("2020-02-31"), shown("3319010123456789"), shown("Budi")
    ('2020-02-31', '…', '…')
    """
    digits = sum(character.isdigit() for character in text)
    return text if _PLAIN.fullmatch(text) and digits <= _MOST_DIGITS_SHOWN else HIDDEN


def shown_code(code: str) -> str:
    """An area code for a message, or "…" where it could be a number of somebody.

    What has the length and the province of a code is always repeated. A code of the deepest common level has 10
    digits, a NIK 16; a telephone number without its 0 begins with 8, as do the codes of Maluku, which are told from
    it by their third digit. Line and column say where the others stand.

    Examples
    --------
    >>> [shown_code(code) for code in ("3319010001", "8171010001", "3319010123456789", "8123456789")]
    ['3319010001', '8171010001', '…', '…']
    """
    digits = code.replace(".", "")
    if not re.fullmatch(r"[0-9.]{1,13}", code) or len(digits) > _LONGEST_CODE_SHOWN:
        return HIDDEN
    could_be_telephone = len(digits) >= _SHORTEST_TELEPHONE and digits[0] in "08"
    return code if is_code_shaped(digits) or not could_be_telephone else HIDDEN


def shown_heading(heading: str) -> str:
    """A known heading for a message: one line, not longer than a message bears, without numbers of somebody."""
    return masked(_beginning(heading))[:_LONGEST_HEADING]


def _beginning(text: str) -> str:
    """Put a text on one line and cut what is beyond all measure, not within a number: half of one is none to a mask."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_READ else re.sub(r"[\W\d_]*$", "", line[:_LONGEST_READ])


def harmless_file_name(name: str) -> str:
    r"""A file's name as it is kept and shown: without its folder and without numbers of somebody.

    Examples
    --------
    >>> harmless_file_name("C:\\rekap\\KK 3319-0101-2345-6789.xlsx")
    'KK ….xlsx'
    """
    last = re.split(r"[/\\]", name)[-1]
    printable = "".join(character if character.isprintable() else " " for character in last)
    stem, dot, suffix = printable.rpartition(".")
    stem, dot, suffix = masked(_beginning(stem) + dot + _beginning(suffix)).rpartition(".")
    if not dot:
        return suffix[:_LONGEST_FILE_NAME] or "file"
    return stem[: _LONGEST_FILE_NAME - len(dot + suffix[:10])] + dot + suffix[:10]
