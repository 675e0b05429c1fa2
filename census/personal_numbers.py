"""Numbers that belong to somebody: NIK, family card, NIP, telephone. None may be kept, shown or logged."""

import re

HIDDEN = "…"
"""Stands for what is not repeated."""

_PERSONAL_NUMBER = re.compile(
    r"""
    \d{11,}                                                 # NIK, family card, NIP, telephone
    | (?<!\d)(?:\+?62|0)[ ._-]?8\d(?:[ ._-]?\d){6,}         # mobile telephone in groups
    | \d{4}(?:[ ._-]\d{4}){3}                               # NIK or family card in groups of four
    | \d{6}[ ._-]\d{6}[ ._-]\d{4}                           # NIK by place, day of birth and number
    | \d{2}[ ._-]\d{2}[ ._-]\d{2}[ ._-]\d{6}[ ._-]\d{4}     # the same with the place in parts
    | \d{8}[ ._-]\d{6}[ ._-]\d[ ._-]\d{3}                   # NIP by its parts
    """,
    re.VERBOSE,
)


def holds_personal_number(text: str) -> bool:
    """Tell whether a text holds what looks like a NIK, family card, NIP or telephone number.

    Examples
    --------
    >>> holds_personal_number("Antara Jateng, 13 Februari 2020"), holds_personal_number("WA 0812-3456-7890")
    (False, True)
    """
    return _PERSONAL_NUMBER.search(text) is not None


def masked(text: str) -> str:
    """Hide the numbers in a text that look like somebody's.

    Examples
    --------
    >>> masked("rekap_3319010123456789.csv")
    'rekap_….csv'
    """
    return _PERSONAL_NUMBER.sub(HIDDEN, text)
