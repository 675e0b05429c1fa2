"""A page of paper in points (1/72 inch) from its lower left corner: embedded type, rules and boxes, no colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from reports.pictures.signs import broken, drawn_signs, typeface

WIDTH: float = A4[0]
HEIGHT: float = A4[1]
INK, MUTED, RULE = "#000000", "#454545", "#9a9a9a"
LEADING = 1.28
"""Height of a line as a multiple of its type."""

_FACES = {False: "DejaVuSans", True: "DejaVuSans-Bold"}
_ASCENT = 0.93
"""Height of type above its line, as a part of its size (DejaVu Sans)."""


@lru_cache
def _known_signs() -> frozenset[int]:
    """Register the typeface once, and give the signs that both weights draw."""
    charts = []
    for is_bold, name in _FACES.items():
        font = TTFont(name, str(typeface(bold=is_bold)))
        pdfmetrics.registerFont(font)
        charts.append(frozenset(font.face.charToGlyph))
    return charts[0] & charts[1]


def legible(words: str) -> str:
    """Words as they can be drawn (`reports.pictures.signs.drawn_signs`)."""
    return drawn_signs(words, _known_signs())


@lru_cache(maxsize=8192)
def width_of(words: str, size: float, *, bold: bool = False) -> float:
    """Width of a line in points."""
    _known_signs()
    return float(pdfmetrics.stringWidth(words, _FACES[bold], size))


def lines_of(words: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Break words into lines no wider than a width in points.

    Examples
    --------
    >>> lines_of("Kota Kudus", 60, 12)
    ['Kota', 'Kudus']
    """
    return broken(legible(words), width, lambda part: width_of(part, size, bold=bold))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of one size of type, with room below them."""

    lines: tuple[str, ...]
    size: float
    bold: bool = False
    ink: str = INK
    below: float = 0.0

    @property
    def height(self) -> float:
        """Points from its top to the next."""
        return len(self.lines) * self.size * LEADING + self.below


def paragraph(
    words: str, width: float, size: float, *, bold: bool = False, ink: str = INK, below: float = 0.0
) -> Paragraph:
    """Words broken into lines."""
    return Paragraph(tuple(lines_of(words, width, size, bold=bold)), size, bold, ink, below)


def height_of(paragraphs: Sequence[Paragraph]) -> float:
    """Points that paragraphs take, one below the other."""
    return sum(one.height for one in paragraphs)


class Page:
    """One page that is being drawn."""

    def __init__(self, title: str, language: str) -> None:
        _known_signs()
        self._file = BytesIO()
        # Without a typeface of its own the library would name one that it does not embed; invariant: the same bytes for
        # the same page.
        self.canvas = Canvas(
            self._file, pagesize=A4, invariant=1, pageCompression=1, initialFontName=_FACES[False], lang=language
        )
        self.canvas.setTitle(legible(title))
        self.canvas.setAuthor("Kawal Sensus")

    def write(
        self, x: float, y: float, words: str, size: float, *, bold: bool = False, ink: str = INK, side: str = "left"
    ) -> None:
        """Write a line whose foot is at `y`: from `x` on, up to it (`right`), or around it (`centre`)."""
        self.canvas.setFont(_FACES[bold], size)
        self.canvas.setFillColor(HexColor(ink))
        draw = {
            "left": self.canvas.drawString,
            "right": self.canvas.drawRightString,
            "centre": self.canvas.drawCentredString,
        }[side]
        draw(x, y, words)

    def write_all(self, x: float, top: float, paragraphs: Sequence[Paragraph]) -> float:
        """Write paragraphs below a height, and give the height where they end."""
        for one in paragraphs:
            for line in one.lines:
                self.write(x, top - one.size * _ASCENT, line, one.size, bold=one.bold, ink=one.ink)
                top -= one.size * LEADING
            top -= one.below
        return top

    def stroke(
        self, start: tuple[float, float], end: tuple[float, float], *, width: float = 0.6, ink: str = INK,
        dash: Sequence[float] = (),
    ) -> None:  # fmt: skip
        """Draw a line."""
        self.canvas.setLineWidth(width)
        self.canvas.setStrokeColor(HexColor(ink))
        self.canvas.setDash(list(dash))
        self.canvas.line(*start, *end)
        self.canvas.setDash([])

    def box(
        self, left: float, bottom: float, width: float, height: float, *, fill: str | None = None,
        line: str | None = INK, thick: float = 0.6,
    ) -> None:  # fmt: skip
        """Draw a rectangle."""
        if fill is not None:
            self.canvas.setFillColor(HexColor(fill))
        if line is not None:
            self.canvas.setStrokeColor(HexColor(line))
            self.canvas.setLineWidth(thick)
        self.canvas.rect(left, bottom, width, height, stroke=int(line is not None), fill=int(fill is not None))

    def keep_to(self, room: tuple[float, float, float, float]) -> None:
        """Leave out what is drawn outside a room (left, bottom, width, height), until the state is restored."""
        path = self.canvas.beginPath()
        path.rect(*room)
        self.canvas.clipPath(path, stroke=0, fill=0)

    def pdf(self) -> bytes:
        """The page as a file."""
        self.canvas.showPage()
        self.canvas.save()
        return self._file.getvalue()
