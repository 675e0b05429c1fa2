"""The typeface of all that leaves on paper or as a picture, which signs it draws, and words broken into lines.

It is the one that ships with matplotlib, never one that a computer happens to have; to find it nothing is imported.
"""

from collections.abc import Callable, Collection
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from re import sub
from unicodedata import category

LEADING = 1.35
"""Height of a line as a multiple of its type."""

_NBSP = "\u00a0"
_UNSEEN = frozenset({"Cf", "Cc"})
_UNKNOWN = "\u25a1"
"""Stands for a character that the typeface does not have."""


@lru_cache
def typeface(*, bold: bool = False) -> Path:
    """The file of the typeface.

    Raises
    ------
    FileNotFoundError
        If it is not where it is installed with this product.
    """
    package = find_spec("matplotlib")
    if package is None or package.origin is None:
        raise FileNotFoundError
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return Path(package.origin).parent / "mpl-data" / "fonts" / "ttf" / name


def drawn_signs(words: str, drawable: Collection[int]) -> str:
    """Put one space for any white space, a box for each sign that cannot be drawn, and nothing for unseen signs.

    Examples
    --------
    >>> drawn_signs(" Kota  Kudus 日", {*map(ord, "Kota Kudus")})
    'Kota Kudus □'
    """
    # A space that holds a number and its percent sign together stays what it is.
    parts = sub(rf"[^\S{_NBSP}]+", " ", words).strip()
    # A character without a shape (a direction mark) could turn the words around.
    seen = (sign for sign in parts if category(sign) not in _UNSEEN)
    return "".join(sign if ord(sign) in drawable else _UNKNOWN for sign in seen)


def broken(words: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Break words into lines no wider than a width; a word that is wider is broken anywhere.

    Examples
    --------
    >>> broken("Kota Kudus", 5, len)
    ['Kota', 'Kudus']
    """
    lines: list[str] = []
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure(longer) <= width:
            lines[-1] = longer
            continue
        rest = word
        while rest and measure(rest) > width:
            fits = next(n for n in range(len(rest) - 1, 0, -1) if n == 1 or measure(rest[:n]) <= width)
            lines.append(rest[:fits])
            rest = rest[fits:]
        if rest:
            lines.append(rest)
    return lines
