"""Names of areas as people write them, and whether two of them mean the same area.

Letters are compared without case, accents, spaces and signs; old spelling (oe, dj, tj) is read as new, y as j, Roman
numbers as others; what only says the level (Kec., Kabupaten, Desa) is left out. A slip of the keyboard is let pass
by difflib's ratio. A number or a point of the compass that differs names another area, however alike the rest.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

SIMILAR = 0.88
"""Ratio from which a name that belongs to no other area is a slip of the keyboard. Desa of one kecamatan may be as
alike: the exact name of the other tells them apart."""

_LEVEL_WORDS = frozenset(
    "kec kecamatan kab kabupaten kota desa ds kel kelurahan distrik kapanewon kemantren nagari gampong pekon"
    " kalurahan prov provinsi propinsi kotamadja adm administrasi kepulauan kep jumlah total".split()
)
_LEVEL_OF_WORD = {
    **dict.fromkeys(("prov", "provinsi", "propinsi"), "province"),
    **dict.fromkeys(("kab", "kabupaten", "kotamadja"), "kabupaten"),
    **dict.fromkeys(("kec", "kecamatan", "distrik", "kapanewon", "kemantren"), "kecamatan"),
    **dict.fromkeys(("desa", "ds", "kel", "kelurahan", "kalurahan", "nagari", "gampong", "pekon"), "desa"),
}
_SHORT_WORDS = {
    **dict.fromkeys(("tj", "tjg", "tg", "tjung"), "tanjung"),
    **dict.fromkeys(("gn", "gng", "gg"), "gunung"),
    **dict.fromkeys(("sei", "sui", "si"), "sungai"),
    **dict.fromkeys(("kp", "kpg", "kamp"), "kampung"),
    "bt": "batu",
    "kd": "kedung",
    "kr": "karang",
    "tlk": "teluk",
}
_COMPASS = frozenset(
    "utara selatan timur barat tengah lor kidul wetan kulon hulu hilir ulu ilir atas bawah luar dalam baru lama"
    " besar kecil".split()
)
_ROMAN = {numeral: str(n) for n, numeral in enumerate("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv".split(), 1)}
_OLD_SPELLING = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("nj", "ny"), ("sj", "sy"), ("y", "j"))
_CODE_BEFORE = re.compile(
    r"^\s*(?:[\[(]?[0-9](?:[. ]?[0-9]){2,}[\])]?|[\[(][0-9]+[\])]|[0-9]+[.)])\s*[-.:]?\s*(?=[^\W\d_])"
)


@dataclass(frozen=True, slots=True)
class PlainName:
    """A name ready to be compared.

    Attributes
    ----------
    words
        Its words without those that say the level, where others are left.
    with_level
        All its words, since Kota Kudus is a kecamatan of Kudus.
    """

    words: tuple[str, ...]
    with_level: tuple[str, ...]

    @property
    def letters(self) -> str:
        """The words without the spaces between them."""
        return "".join(self.words)

    @property
    def all_letters(self) -> str:
        """The same with the words that say the level."""
        return "".join(self.with_level)

    @property
    def level(self) -> str | None:
        """The level that the first word names; none for "kota", which many a kecamatan has in its name."""
        return _LEVEL_OF_WORD.get(self.with_level[0]) if len(self.with_level) > 1 else None

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers in the name."""
        return tuple(re.findall("[0-9]+", self.letters))

    @property
    def compass(self) -> frozenset[str]:
        """The words that tell neighbours of one name apart."""
        return frozenset(self.words) & _COMPASS


@lru_cache(maxsize=200_000)
def plain_name(name: str) -> PlainName:
    """Bring a name to the form in which names are compared.

    Examples
    --------
    >>> plain_name("KEC. DJATI-WETAN *)").words, plain_name("[3319060] Bandoengan II").words
    (('jati', 'wetan'), ('bandungan', '2'))
    """
    text = unicodedata.normalize("NFKD", _CODE_BEFORE.sub("", name)).casefold()
    text = "".join(sign for sign in text if unicodedata.category(sign) not in {"Mn", "Cf", "Me"})
    # The areas above may stand behind a comma or in brackets.
    text = re.split(r"[,;(\[/]", text, maxsplit=1)[0] if re.match(r"\W*\w{3}", text) else text
    words = [_SHORT_WORDS.get(word, word) for word in re.findall(r"[^\W_]+", re.sub("['’`]", "", text))]
    words = words[:1] + [_ROMAN.get(word, word) for word in words[1:]]
    for old, new in _OLD_SPELLING:
        words = [word.replace(old, new) for word in words]
    proper = tuple(word for word in words if word not in _LEVEL_WORDS)
    return PlainName(proper or tuple(words), tuple(words))


def has_name(text: str) -> bool:
    """Tell whether a cell holds a name at all, and not a code, a dash, or an x that fills a column."""
    return sum(sign.isalpha() for sign in text) >= 2


def is_same_name(first: str, second: str) -> bool:
    """Tell whether two names are the same but for the way they are written.

    Examples
    --------
    >>> is_same_name("Kec. Kedung Dowo", "KEDUNGDOWO"), is_same_name("Undaan Lor", "Undaan Kidul")
    (True, False)
    """
    return _is_same(plain_name(first), plain_name(second))


def _is_same(one: PlainName, other: PlainName) -> bool:
    return one.letters == other.letters or one.all_letters == other.all_letters


def means_area(
    given: str, recorded: str, *, level: str | None, neighbours: Iterable[str], others: frozenset[str]
) -> bool:
    """Tell whether the name in a file is that of the area on record.

    Parameters
    ----------
    given, recorded
        Name in the file, and name on record of the area that the file's code names.
    level
        Level of that area, keyword-only: "Kab. Kudus" is no kecamatan.
    neighbours
        Names of the areas under the same parent, the area itself left out, keyword-only.
    others
        `all_letters` of the names of all other areas of the kabupaten, keyword-only: a name that is exactly another
        area's is never taken for a slip.

    Examples
    --------
    >>> means_area("Kedungdowa", "Kedungdowo", level="desa", neighbours=["Banget"], others=frozenset())
    True
    >>> means_area("Kedungdowa", "Kedungdowo", level="desa", neighbours=[], others=frozenset({"kedungdowa"}))
    False
    """
    one, other = plain_name(given), plain_name(recorded)
    if one.level is not None and level in _LEVEL_OF_WORD.values() and one.level != level:
        return False
    if one.all_letters == other.all_letters:
        return True
    if one.all_letters in others:
        return False
    if one.letters == other.letters:
        return True
    if one.letters in others or one.numbers != other.numbers:
        return False
    around = [plain_name(name) for name in neighbours]
    # "Kota" is short for Kota Kudus, unless two neighbours could be meant.
    if _is_part(one, other):
        return not any(_is_part(one, neighbour) for neighbour in around)
    if one.compass != other.compass:
        return False
    ratio = _ratio(one, other)
    return ratio >= SIMILAR and all(_ratio(one, neighbour) < ratio for neighbour in around)


def _is_part(one: PlainName, other: PlainName) -> bool:
    short, long = sorted((one.with_level, other.with_level), key=len)
    starts = range(len(long) - len(short) + 1)
    return len("".join(short)) >= 4 and any(long[start : start + len(short)] == short for start in starts)


def _ratio(one: PlainName, other: PlainName) -> float:
    return SequenceMatcher(None, one.letters, other.letters, autojunk=False).ratio()
