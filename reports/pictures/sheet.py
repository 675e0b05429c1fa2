"""The sheet that every picture is drawn on: title, mark of simulation, key and foot around the room for the drawing.

All lengths are points (1/72 inch) from the lower left corner, whatever the resolution.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Transform
from PIL import Image

from reports.pictures.text import DPI, LEADING, font, legible, rgba, wrapped

WIDTH_PT = 576.0
MARGIN_PT = 26.0
INK, MUTED, RULE = "#1f2a2c", "#4f5b5e", "#c9d0d1"

_TITLE_PT, _SUBTITLE_PT, _KEY_PT, _FOOT_PT, _MARK_PT = 17.0, 11.0, 10.5, 8.0, 22.0
_BAND_PT = 38.0
_GAP_PT = 9.0
_SWATCH_PT = (20.0, 11.0)
_ASCENT = 0.93
"""Height of type above its line, as a part of its size (DejaVu Sans)."""


@dataclass(frozen=True, slots=True)
class Caption:
    """What a picture says around its drawing.

    Attributes
    ----------
    title
        What is shown, of where.
    subtitle
        As-of day, unit and status.
    foot
        Source, register and owner of the boundaries, a paragraph each.
    simulated
        Whether the figures come from a simulated campaign.
    simulated_word
        The word that marks such figures.

    Raises
    ------
    ValueError
        If simulated figures would go without their mark.
    """

    title: str
    subtitle: str
    foot: tuple[str, ...]
    simulated: bool
    simulated_word: str

    def __post_init__(self) -> None:
        """Refuse a mark without a word."""
        if self.simulated and not self.simulated_word.strip():
            msg = "simulated figures need the word that marks them"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """One entry of the key: a filled box, or a line where it has no fill."""

    label: str
    line: str
    fill: str | None = None
    dash: str = "solid"
    width: float = 0.8


@dataclass(frozen=True, slots=True)
class Sheet:
    """A figure and the room that is left in it for the drawing: left, bottom, width and height."""

    figure: Figure
    room: tuple[float, float, float, float]

    @property
    def points(self) -> Transform:
        """The way from points to the figure's pixels."""
        return Affine2D().scale(1 / 72) + self.figure.dpi_scale_trans

    def write(self, x: float, y: float, words: str, size: float, **style: object) -> Text:
        """Write one line at a place in points, literally: no sign in it is read as mathematics."""
        transform = style.pop("transform", self.points)
        bold = bool(style.pop("bold", False))
        kwargs = {"va": "baseline", "color": INK, "parse_math": False} | style
        line = Text(x, y, legible(words), fontproperties=font(size, bold=bold), transform=transform, **kwargs)  # type: ignore[arg-type]
        self.figure.add_artist(line)
        return line

    def write_lines(self, x: float, top: float, lines: Sequence[str], size: float, **style: object) -> float:
        """Write lines below a height and give the height where they end."""
        for line in lines:
            self.write(x, top - size * (_ASCENT + (LEADING - 1.2) / 2), line, size, **style)
            top -= size * LEADING
        return top

    def box(self, left: float, bottom: float, width: float, height: float, **style: object) -> None:
        """Draw a rectangle."""
        self.figure.add_artist(Rectangle((left, bottom), width, height, transform=self.points, **style))  # type: ignore[arg-type]

    def stroke(self, xs: Sequence[float], ys: Sequence[float], **style: object) -> None:
        """Draw a line."""
        self.figure.add_artist(Line2D(xs, ys, transform=self.points, **style))  # type: ignore[arg-type]

    def image(self) -> Image.Image:
        """The picture, not yet a file."""
        canvas = FigureCanvasAgg(self.figure)
        canvas.draw()  # type: ignore[no-untyped-call]
        return Image.fromarray(np.asarray(canvas.buffer_rgba()))  # type: ignore[no-untyped-call]

    def png(self) -> bytes:
        """The picture as a file, the same bytes for the same picture."""
        file = BytesIO()
        FigureCanvasAgg(self.figure).print_png(file, metadata={"Software": None}, pil_kwargs={"compress_level": 3})  # type: ignore[no-untyped-call]
        return file.getvalue()


def new_sheet(caption: Caption, key: Sequence[KeyEntry], *, height: float, least: float) -> Sheet:
    """Lay out what stands around a drawing.

    Parameters
    ----------
    caption
        Title, foot and mark.
    key
        The legend, in its order, keyword-only.
    height
        Height of the sheet in points, keyword-only.
    least
        Height of the drawing at least, keyword-only: a sheet with more words than usual grows.
    """
    across = WIDTH_PT - 2 * MARGIN_PT
    title = wrapped(caption.title, across, _TITLE_PT, bold=True)
    subtitle = wrapped(caption.subtitle, across, _SUBTITLE_PT)
    mark = [legible(caption.simulated_word)] if caption.simulated else []
    feet = [line for part in caption.foot for line in wrapped(part, across, _FOOT_PT)]
    keys = _key_rows(key, across)
    head = MARGIN_PT * 0.7 + LEADING * (len(title) * _TITLE_PT + len(subtitle) * _SUBTITLE_PT) + _GAP_PT
    head += _BAND_PT * len(mark)
    below = LEADING * (_KEY_PT * sum(row.lines for row in keys) + _FOOT_PT * len(feet))
    below += 2 * _GAP_PT + MARGIN_PT * 0.7 + LEADING * 1.5 * _FOOT_PT * len(mark)
    up = max(height, head + least + below)

    figure = Figure(figsize=(WIDTH_PT / 72, up / 72), dpi=DPI, facecolor="white")
    sheet = Sheet(figure, (MARGIN_PT, below, across, up - head - below))
    top = up
    for word in mark:
        sheet.box(0, up - _BAND_PT, WIDTH_PT, _BAND_PT, facecolor=INK, edgecolor="none")
        sheet.write(WIDTH_PT / 2, up - _BAND_PT * 0.71, word, _MARK_PT, bold=True, color="white", ha="center")
        top -= _BAND_PT
    top = sheet.write_lines(MARGIN_PT, top - MARGIN_PT * 0.7, title, _TITLE_PT, bold=True)
    sheet.write_lines(MARGIN_PT, top, subtitle, _SUBTITLE_PT, color=MUTED)
    top = _draw_key(sheet, keys, below - _GAP_PT * 0.8)
    sheet.stroke([MARGIN_PT, WIDTH_PT - MARGIN_PT], [top - 6, top - 6], color=RULE, linewidth=0.6)
    top = sheet.write_lines(MARGIN_PT, top - 6 - _GAP_PT * 0.6, mark, _FOOT_PT * 1.5, bold=True)
    sheet.write_lines(MARGIN_PT, top, feet, _FOOT_PT, color=MUTED)
    return sheet


@dataclass(frozen=True, slots=True)
class _KeyRow:
    lines: int
    entries: tuple[tuple[float, KeyEntry, tuple[str, ...]], ...]


def _key_rows(key: Sequence[KeyEntry], across: float) -> list[_KeyRow]:
    """Part the key into rows of two columns, read downwards."""
    column, deep = across / 2, (len(key) + 1) // 2
    for_words = column - _SWATCH_PT[0] - 18
    rows = []
    for number in range(deep):
        entries = tuple(
            (side * column, entry, tuple(wrapped(entry.label, for_words, _KEY_PT)))
            for side, entry in enumerate(key[number::deep])
        )
        rows.append(_KeyRow(max(len(lines) for _left, _entry, lines in entries), entries))
    return rows


def _draw_key(sheet: Sheet, rows: Sequence[_KeyRow], top: float) -> float:
    across, high = _SWATCH_PT
    for row in rows:
        for left, entry, lines in row.entries:
            x, centre = MARGIN_PT + left, top - _KEY_PT * LEADING * 0.52
            if entry.fill is None:
                ends = [x, x + across]
                sheet.stroke(ends, [centre] * 2, color=entry.line, linewidth=entry.width, linestyle=entry.dash)
            else:
                edge = {"edgecolor": rgba(entry.line), "linewidth": entry.width}
                sheet.box(x, centre - high / 2, across, high, facecolor=rgba(entry.fill), **edge)
            sheet.write_lines(x + across + 7, top, lines, _KEY_PT)
        top -= row.lines * _KEY_PT * LEADING
    return top
