"""The card of a day as a picture for a phone: 1080 pixels wide, 1350 or 1920 high."""

from io import BytesIO

from matplotlib.figure import Figure
from PIL import Image

from presentation.charts.colours import ACCENT
from presentation.words.today.card import Card, TooManyWordsError
from reports.pictures.sheet import INK, MUTED, RULE, Sheet
from reports.pictures.text import DPI, LEADING, text_width, wrapped

_COLOURS = 48
WIDTH_PX, HEIGHTS_PX = 1080, (1350, 1920)
_MARGIN_PT, _GAP_PT, _BAR_PT = 22.0, 9.0, 12.0
_TITLE, _BODY, _SMALL, _RATE = 17.0, 11.5, 8.5, 46.0
"""Sizes of type in points of a sheet 389 points wide, before all of it is made smaller to fit."""
_LARGE, _USUAL, _LEAST, _STEP = 1.3, 1.1, 0.45, 0.95
"""How large type is on a high sheet and on the other, how small at least, and the step between two tries."""


def card_sheet(card: Card, heading: str, height_px: int) -> Sheet:
    """Draw a card, `WIDTH_PX` wide; all its words are on it, smaller where they are many.

    Parameters
    ----------
    card
        What it says.
    heading
        Words above the places to go to.
    height_px
        One of `HEIGHTS_PX`.

    Raises
    ------
    TooManyWordsError
        If there are more words than fit even so.
    """
    width, height = WIDTH_PX * 72 / DPI, height_px * 72 / DPI
    scale = _LARGE if height_px > HEIGHTS_PX[0] else _USUAL
    while scale >= _LEAST:
        blocks = _Blocks(card, heading, width, scale)
        if blocks.height <= height:
            figure = Figure(figsize=(width / 72, height / 72), dpi=DPI, facecolor="white")
            sheet = Sheet(figure, (0, 0, width, height))
            blocks.draw(sheet, height)
            return sheet
        scale *= _STEP
    msg = f"The words of the card of {card.title[:60]} do not fit {WIDTH_PX} x {height_px} pixels"
    raise TooManyWordsError(msg)


def card_png(card: Card, heading: str, height_px: int) -> bytes:
    """A card (`card_sheet`) as PNG, the same bytes for the same input; small, since phones send it on."""
    return small_png(card_sheet(card, heading, height_px))


def small_png(sheet: Sheet) -> bytes:
    """A sheet in few colours as PNG: a third of the bytes."""
    # Few colours are in it, and their blends at the edges of type.
    few = sheet.image().convert("RGB").quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    file = BytesIO()
    # The two levels above take six times as long for a twentieth of the bytes.
    few.save(file, "PNG", compress_level=7)
    return file.getvalue()


class _Blocks:
    """The parts of a card at one size of type: how high they are, and how they are drawn."""

    def __init__(self, card: Card, heading: str, width: float, scale: float) -> None:
        self._card, self._width, self._scale = card, width, scale
        across = width - 2 * _MARGIN_PT
        self._title = wrapped(card.title, across, _TITLE * scale, bold=True)
        self._day = wrapped(card.day, across, _BODY * scale)
        self._rate_of = wrapped(card.rate_of, across, _BODY * scale)
        self._words = [wrapped(words, across, _BODY * scale) for words in (card.headline, card.needs) if words]
        self._heading = wrapped(heading, across, _BODY * scale, bold=True) if card.focus else []
        self._focus = [wrapped(place.line, across - 12 * scale, _BODY * scale) for place in card.focus]
        self._guide = [line for words in card.guide for line in wrapped(words, across, _BODY * scale)]
        self._foot = wrapped(card.foot, across, _SMALL * scale)
        self._has_bar = card.reached is not None

    @property
    def height(self) -> float:
        """Points from the top of the sheet to its end."""
        body = len(self._rate_of) + sum(map(len, self._words)) + len(self._heading) + sum(map(len, self._focus))
        lines = body + len(self._guide) + len(self._day)
        high = self._band + _RATE * self._scale * LEADING + LEADING * _BODY * self._scale * lines
        high += LEADING * _SMALL * self._scale * (len(self._foot) + 1) + (self._bar_height if self._has_bar else 0)
        gaps = 4 + len(self._words) + len(self._focus)
        return high + gaps * _GAP_PT * self._scale + _MARGIN_PT

    @property
    def _band(self) -> float:
        mark = _BODY * self._scale * LEADING if self._card.mark else 0
        return _MARGIN_PT + LEADING * _TITLE * self._scale * len(self._title) + mark

    @property
    def _bar_height(self) -> float:
        return (_BAR_PT + 2.6 * _SMALL * LEADING) * self._scale

    def draw(self, sheet: Sheet, top: float) -> None:
        """Draw all of it downwards from the top of the sheet; what room is left stands above the foot."""
        scale, body, small = self._scale, _BODY * self._scale, _SMALL * self._scale
        gap, left = _GAP_PT * scale, _MARGIN_PT
        sheet.box(0, top - self._band, self._width, self._band, facecolor=ACCENT, edgecolor="none")
        down = sheet.write_lines(left, top - left * 0.6, self._title, _TITLE * scale, bold=True, color="white")
        if self._card.mark:
            sheet.write_lines(left, down, [self._card.mark], body, bold=True, color="white")
        down = sheet.write_lines(left, top - self._band - gap, self._day, body, color=MUTED)
        down = sheet.write_lines(left, down, [self._card.rate], _RATE * scale, bold=True, color=INK)
        down = sheet.write_lines(left, down, self._rate_of, body, color=INK) - gap
        if self._has_bar:
            down = self._draw_bar(sheet, down - small * LEADING)
        for words in self._words:
            down = sheet.write_lines(left, down, words, body) - gap
        down = sheet.write_lines(left, down, self._heading, body, bold=True)
        for place in self._focus:
            sheet.write_lines(left, down, ["•"], body, color=ACCENT)
            down = sheet.write_lines(left + 12 * scale, down, place, body) - gap / 2
        foot = _MARGIN_PT * 0.6 + LEADING * small * len(self._foot)
        guide = foot + gap + LEADING * body * len(self._guide)
        if self._guide:
            sheet.stroke([left, self._width - left], [guide + gap / 2] * 2, color=RULE, linewidth=0.8)
        sheet.write_lines(left, guide, self._guide, body)
        sheet.write_lines(left, foot, self._foot, small, color=MUTED)

    def _draw_bar(self, sheet: Sheet, top: float) -> float:
        """Draw how far it has come, with strokes for what is due and for the target, and their words below."""
        card, scale, small = self._card, self._scale, _SMALL * self._scale
        across, left, high = self._width - 2 * _MARGIN_PT, _MARGIN_PT, _BAR_PT * scale
        most = max(share for share in (card.reached, card.due, card.aimed) if share is not None) or 1.0
        reached = card.reached or 0.0
        sheet.box(left, top - high, across, high, facecolor=RULE, edgecolor="none")
        sheet.box(left, top - high, across * reached / most, high, facecolor=ACCENT, edgecolor="none")
        # What is due stands above the bar, the target below it: so no stroke runs through the other's words.
        self._mark(sheet, (top - high, top + 4 * scale), card.due, card.marks[0], most, is_above=True)
        self._mark(sheet, (top - high - 4 * scale, top), card.aimed, card.marks[1], most, is_above=False)
        return top - self._bar_height + small * LEADING - _GAP_PT * scale

    def _mark(
        self, sheet: Sheet, ends: tuple[float, float], share: float | None, words: str, most: float, *, is_above: bool
    ) -> None:
        if share is None:
            return
        size, across = _SMALL * self._scale, self._width - 2 * _MARGIN_PT
        place = _MARGIN_PT + across * share / most
        sheet.stroke([place] * 2, ends, color=INK, linewidth=1.6, linestyle="solid" if is_above else "dotted")
        left = min(place, _MARGIN_PT + across - text_width(words, size))
        top = ends[1] + size * LEADING if is_above else ends[0]
        sheet.write_lines(left, top, [words], size, color=INK)
