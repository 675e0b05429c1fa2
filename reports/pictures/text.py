"""Words on a picture: one typeface that ships with the product, measured and broken into lines as it is drawn."""

from functools import lru_cache
from pathlib import Path
from re import fullmatch, sub
from unicodedata import category

import matplotlib as mpl
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties, get_font

DPI = 200
LEADING = 1.35
"""Height of a line as a multiple of its type."""

_NBSP = "\u00a0"
_UNSEEN = frozenset({"Cf", "Cc"})
_UNKNOWN = "\u25a1"
"""Stands for a character that the typeface does not have."""

Colour = tuple[float, float, float, float]


def font(size: float, *, bold: bool = False) -> FontProperties:
    """The typeface that ships with matplotlib, never one that a computer happens to have."""
    return FontProperties(fname=_file(bold=bold), size=size)


def _file(*, bold: bool) -> Path:
    return Path(mpl.get_data_path()) / "fonts" / "ttf" / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")


@lru_cache
def _known_signs() -> frozenset[int]:
    charmaps = [frozenset(get_font(str(_file(bold=bold))).get_charmap()) for bold in (False, True)]
    return charmaps[0] & charmaps[1]


def legible(words: str) -> str:
    """Put one space for any white space, a box for each sign that the typeface lacks, and nothing for unseen signs.

    Examples
    --------
    >>> legible(" Kota  Kudus 日")
    'Kota Kudus □'
    """
    drawable = _known_signs()
    # A space that holds a number and its percent sign together stays what it is.
    parts = sub(rf"[^\S{_NBSP}]+", " ", words).strip()
    # A character without a shape (a direction mark) could turn the words around.
    seen = (sign for sign in parts if category(sign) not in _UNSEEN)
    return "".join(sign if ord(sign) in drawable else _UNKNOWN for sign in seen)


@lru_cache(maxsize=4096)
def text_width(words: str, size: float, *, bold: bool = False) -> float:
    """Measure one line in points."""
    # As wide as it is drawn at this resolution, hinting and all.
    rod = RendererAgg(1, 1, DPI)  # type: ignore[no-untyped-call]
    width, _height, _descent = rod.get_text_width_height_descent(words, font(size, bold=bold), ismath=False)  # type: ignore[no-untyped-call]
    return float(width) * 72 / DPI


def wrapped(words: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Break words into lines no wider than a width in points; a word that is wider is broken anywhere.

    Examples
    --------
    >>> wrapped("Kota Kudus", 60, 12)
    ['Kota', 'Kudus']
    """
    lines: list[str] = []
    for word in legible(words).split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold=bold) <= width:
            lines[-1] = longer
            continue
        rest = word
        while rest and text_width(rest, size, bold=bold) > width:
            fits = next(
                n for n in range(len(rest) - 1, 0, -1) if n == 1 or text_width(rest[:n], size, bold=bold) <= width
            )
            lines.append(rest[:fits])
            rest = rest[fits:]
        if rest:
            lines.append(rest)
    return lines


def rgba(colour: str) -> Colour:
    """Read a colour as the screen's charts write it, `#rrggbb` or `rgba(r,g,b,a)`, as it looks on white paper.

    Examples
    --------
    >>> rgba("rgba(0,0,0,0.2)")
    (0.8, 0.8, 0.8, 1.0)

    Raises
    ------
    ValueError
        If it is written in another way.
    """
    if match := fullmatch(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})", colour):
        red, green, blue = (int(part, 16) / 255 for part in match.groups())
        return red, green, blue, 1.0
    if match := fullmatch(r"rgba\((\d+), *(\d+), *(\d+), *([\d.]+)\)", colour):
        *channels, cover = (float(part) for part in match.groups())
        red, green, blue = (1 - cover + cover * channel / 255 for channel in channels)
        return red, green, blue, 1.0
    msg = f"no colour of a chart: {colour}"
    raise ValueError(msg)
