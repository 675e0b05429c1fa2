"""Characters that nobody sees or that only look like others: they come along when cells are copied."""

import unicodedata
from itertools import chain

from census.identifiers import area_headings

# Format characters (Cf) carry no sign of their own: zero-width ones, direction marks, byte order marks, soft hyphens.
_INVISIBLE = frozenset({"Cf"})
_FILLERS = "\u034f\u115f\u1160\u3164\uffa0\u2800"
_FULL_WIDTH = range(0xFF01, 0xFF5F)
_AS_ASCII = 0xFEE0


def _replacements() -> dict[int, str | None]:
    table: dict[int, str | None] = {}
    # The basic plane and the tags; looking at all planes would cost every start half a second.
    for code in chain(range(0x80, 0x10000), range(0xE0000, 0xE0080)):
        character = chr(code)
        category = unicodedata.category(character)
        if category in _INVISIBLE or character in _FILLERS or 0xFE00 <= code <= 0xFE0F:
            table[code] = None
        elif category == "Zs":
            table[code] = " "
    table |= {code: chr(code - _AS_ASCII) for code in _FULL_WIDTH}
    return table


_TABLE = _replacements()


def visible(text: str) -> str:
    r"""A text as it looks: without invisible characters, every blank a plain one, full-width signs as ASCII.

    Examples
    --------
    >>> visible("\u200b3319010\u200e"), visible("\u00a01\u200a000 "), visible("\uff13\uff13\uff11\uff19")
    ('3319010', '1 000', '3319')
    """
    if text.isascii():
        return text.strip()
    return text.translate(_TABLE).strip()


def normal_heading(heading: str) -> str:
    """Bring a heading, as it looks, to the form in which headings are compared."""
    return area_headings.normal_heading(visible(heading))
