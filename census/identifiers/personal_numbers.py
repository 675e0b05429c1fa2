"""Numbers and addresses that belong to somebody: NIK, family card, NIP, telephone, e-mail. None may be kept or shown.

Whoever writes such a number parts it as he likes: by blanks, points, dashes of any sort, slashes, brackets, signs
without width. So digits are put together first, and what they mean is asked then. What else has many digits (area
codes, days, times, amounts) is known by its own form.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from census.identifiers.area_numbers import PROVINCES
from census.identifiers.digit_groups import DigitGroups, is_nik, is_nip

HIDDEN = "…"
"""Stands for what is not repeated."""

_SHORTEST = 9
"""Digits of the shortest telephone number that is looked for."""

_DOTS = "\u00b7\u2022\u2024\u2027\u2219\u22c5\u3002\u30fb"
_SLASHES = "\\|\u2044\u2215\u29f8"
_QUOTES = '"`\u00b4\u02b9\u02bc\u2032\u2035'
_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs that nobody sees."""

_MANY_DIGITS = re.compile(rf"(?:[0-9][^0-9A-Za-z]*){{{_SHORTEST - 1}}}[0-9]")
_MAIL_OR_POWER = re.compile(
    r"@|[(\[ ](?:at|dot|titik)[)\] ]|[0-9]e\+?1[0-9]|[0-9](?:&[#a-z]|</?[a-z]|%20)", re.IGNORECASE
)
# What begins within a name is not looked at again from there: a long word would take its length squared.
_NAME = r"(?<![a-z0-9._+'-])[._+'-]*+[a-z0-9][a-z0-9._+'-]*+"
_ENDINGS = r"(?:com|net|org|id|co|info|edu|gov)(?![a-z0-9-])"
_MAIL = re.compile(rf"{_NAME}(?:@| ?\(at\) ?)[a-z0-9-]++(?:\.[a-z0-9-]++)+")
# Beside a blank the name of an account of a network stands as well: @bps.kudus.
_SPACED_MAIL = re.compile(rf"{_NAME} ?@ ?[a-z0-9-]++(?:\.(?!{_ENDINGS})[a-z0-9-]++)*+\.{_ENDINGS}")
_DOT = r"(?: (?:dot|titik) | ?\((?:dot|titik)\) ?)"
_SPOKEN_MAIL = re.compile(
    rf"{_NAME} ?(?:@|\(at\)|(?<= )at(?= )) ?[a-z0-9-]++(?:{_DOT}(?!{_ENDINGS})[a-z0-9-]++)*+{_DOT}{_ENDINGS}"
)
# A spreadsheet writes a number typed as such, and so a NIP or NIK, with a power of ten.
_POWER_OF_TEN = re.compile(r"(?<![0-9.,])[1-9](?:[.,][0-9]+)?e\+?1[5-7](?![0-9])")
# Within a number, what a page of the web writes for a blank or for bold letters.
_MARKUP = re.compile(r"(?<=[0-9>;])(?:&(?:#?[0-9a-z]{2,8});|</?[a-z][^<>]{0,60}>|%20)", re.IGNORECASE)
_STRETCH = re.compile(r"[0-9][^a-z%]*")


def holds_personal_number(text: str) -> bool:
    """Tell whether a text holds what looks like a NIK, family card, NIP, telephone number or e-mail address.

    Examples
    --------
    >>> [holds_personal_number(text) for text in ("Antara Jateng, 13 Februari 2020", "WA 0812/3456/7890")]
    [False, True]
    >>> [holds_personal_number(text) for text in ("33 19 01 15 12 80 00 01", "3319010001 3319010002", "a@b.go.id")]
    [True, False, True]
    """
    return next(_spans(text), None) is not None


def holds_identity_number(text: str) -> bool:
    """Tell whether a text is a NIK, family card or NIP, and nothing else; also one that a spreadsheet has rounded.

    Examples
    --------
    >>> [holds_identity_number(text) for text in ("198001012005011000", "1,98001E+17", "3319.01.151280.0001", "0812")]
    [True, True, True, False]
    """
    folded = _Folded(text)
    power = _POWER_OF_TEN.fullmatch(folded.text.strip(" '"))
    if power:
        mantissa, _, exponent = power[0].replace(",", ".").partition("e")
        head = re.sub(r"[^0-9]", "", mantissa)
        return head[:2] in ({"19", "20"} if exponent.endswith("17") else PROVINCES if exponent.endswith("15") else ())
    digits = re.sub(r"[^0-9a-z]", "", folded.text)
    return is_nik(digits) or is_nip(digits)


def masked(text: str) -> str:
    """Hide the numbers and addresses in a text that look like somebody's.

    Examples
    --------
    >>> masked("rekap_3319010123456789.csv"), masked("rekap 3319.01.151280.0001.csv")
    ('rekap_….csv', 'rekap ….csv')
    """
    kept, end = [], 0
    for start, stop in _joined(sorted(_spans(text))):
        kept += [text[end:start], HIDDEN]
        end = stop
    return "".join(kept) + text[end:]


def _joined(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    start, stop = -1, -1
    for first, last in spans:
        if first <= stop:
            stop = max(stop, last)
            continue
        if start >= 0:
            yield start, stop
        start, stop = first, last
    if start >= 0:
        yield start, stop


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where in a text something personal begins and ends; spans may overlap."""
    if text.isascii() and not _MANY_DIGITS.search(text) and not _MAIL_OR_POWER.search(text):
        return
    folded = _Folded(text)
    for pattern in (_MAIL, _SPACED_MAIL, _SPOKEN_MAIL, _POWER_OF_TEN):
        for match in pattern.finditer(folded.text):
            yield folded.span(match.start(), match.end())
    for match in _STRETCH.finditer(folded.text):
        stretch = DigitGroups.of(folded.text, match.start(), match.end())
        for first, last in stretch.personal():
            yield folded.span(stretch.starts[first], stretch.starts[last] + len(stretch.groups[last]))


class _Folded:
    """A text with one plain sign for each that is seen: ASCII digits and letters, the signs between them by kind."""

    def __init__(self, text: str) -> None:
        within_markup = {place for match in _MARKUP.finditer(text) for place in range(*match.span())}
        signs = (" " if place in within_markup else _plain(sign) for place, sign in enumerate(text))
        pairs = [(place, plain) for place, plain in enumerate(signs) if plain]
        self.text = "".join(plain for _place, plain in pairs)
        self._positions = [place for place, _plain in pairs]

    def span(self, start: int, stop: int) -> tuple[int, int]:
        return self._positions[start], self._positions[stop - 1] + 1


def _plain(sign: str) -> str:
    """The plain form of a sign; nothing for one without width."""
    if sign.isascii() and (sign.isalnum() or sign in "-./'+@,;:%"):
        return sign.lower()
    if sign == HIDDEN:
        return "x"
    digit = unicodedata.digit(sign, None)
    if digit is not None:
        return str(digit)
    kind = unicodedata.category(sign)
    if kind in {"Cf", "Mn", "Me"} or sign in _FILLERS:
        return ""
    folded = unicodedata.normalize("NFKC", sign)
    if len(folded) == 1 and folded != sign:
        return _plain(folded)
    for plain, signs in ((".", _DOTS), ("/", _SLASHES), ("'", _QUOTES), ("-", "\u2212~_")):
        if sign in signs:
            return "_" if sign == "_" else plain
    by_kind = {"Pd": "-", "Pc": "_", "Ps": "(", "Pi": "'", "Pe": ")", "Pf": "'", "Zs": " ", "Zl": " ", "Zp": " "}
    if kind == "Cc":
        return " "
    if kind in {"Lm", "Lo"}:
        # No letter that is written here: between digits it looks like a dash.
        return "-"
    return by_kind.get(kind, "x" if sign.isalpha() else "*")
