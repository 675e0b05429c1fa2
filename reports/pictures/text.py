"""Words on a picture: one typeface that ships with the product, measured and broken into lines as it is drawn."""

from functools import lru_cache
from re import fullmatch

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties, get_font

from reports.pictures.signs import LEADING, broken, drawn_signs, typeface

__all__ = ["DPI", "LEADING", "font", "legible", "rgba", "text_width", "wrapped"]

DPI = 200
_DOUBT = 0.05
"""How far the widths of words added up may be from that of the line, as a part of it."""

Colour = tuple[float, float, float, float]


def font(size: float, *, bold: bool = False) -> FontProperties:
    """The typeface that ships with matplotlib, never one that a computer happens to have."""
    return FontProperties(fname=typeface(bold=bold), size=size)


@lru_cache
def _known_signs() -> frozenset[int]:
    charmaps = [frozenset(get_font(str(typeface(bold=bold))).get_charmap()) for bold in (False, True)]
    return charmaps[0] & charmaps[1]


def legible(words: str) -> str:
    """Put one space for any white space, a box for each sign that the typeface lacks, and nothing for unseen signs.

    Examples
    --------
    >>> legible(" Kota  Kudus 日")
    'Kota Kudus □'
    """
    return drawn_signs(words, _known_signs())


@lru_cache(maxsize=32_768)
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
    space = text_width(" ", size, bold=bold)

    def measure(part: str) -> float:
        # Words are measured once and added up; the line itself, which takes long, only where that leaves a doubt.
        of_words = [text_width(word, size, bold=bold) for word in part.split(" ") if word]
        rough = sum(of_words) + space * part.count(" ")
        is_clear = abs(rough - width) > _DOUBT * width
        return rough if is_clear or len(of_words) == 1 else text_width(part, size, bold=bold)

    return broken(legible(words), width, measure)


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
