"""The page of a briefing: A4 upright, legible on a printer without colour, all its words on it."""

from bisect import bisect_left
from dataclasses import dataclass, replace

import geopandas as gpd

from presentation.charts.area_view import ShownArea
from presentation.language.messages import Translator
from presentation.words.today.card import TooManyWordsError
from reports.briefing.content import Briefing, Part, Span
from reports.briefing.map import GREYS, draw_map
from reports.briefing.paper import (
    HEIGHT,
    LEADING,
    MUTED,
    RULE,
    WIDTH,
    Page,
    Paragraph,
    height_of,
    legible,
    lines_of,
    paragraph,
    width_of,
)

_LEFT, _TOP, _FOOT = 34.0, 30.0, 24.0
_ACROSS = WIDTH - 2 * _LEFT
_GUTTER, _GAP = 16.0, 9.0
_TITLE, _LEAD, _BODY, _SMALL, _TINY, _VALUE = 17.0, 12.0, 9.0, 7.6, 6.6, 14.0
"""Sizes of type before all of it is made smaller to fit."""
_USUAL, _STEP, _STEPS = 1.14, 0.96, 18
"""How large type is at first, the step between two tries, and how many there are."""
_LEAST_MAP, _MOST_MAP = 225.0, 340.0
_MAP_WIDTH = 0.54 * _ACROSS
_ROW = 2.3
"""Height of a row of the list, as a multiple of its type."""
_SPAN = 34.0
"""Height of the drawing of a forecast, before it is made smaller."""


@dataclass(frozen=True, slots=True)
class Outlines:
    """What the map is drawn of.

    Attributes
    ----------
    shapes
        Outlines of the areas, EPSG:4326 with their `code`.
    ground
        Those of areas above, where the areas lie scattered; None elsewhere.
    """

    shapes: gpd.GeoDataFrame
    ground: gpd.GeoDataFrame | None = None


def briefing_pdf(text: Translator, briefing: Briefing, outlines: Outlines | None) -> bytes:
    """A briefing as one page; the same bytes for the same briefing.

    Parameters
    ----------
    text
        Words of its headings.
    outlines
        None where there are no boundaries: then the list stands alone.

    Raises
    ------
    TooManyWordsError
        If it has more words than fit even in small type.
    """

    def laid_out(step: int) -> _Layout:
        return _Layout(text.plain, briefing, _USUAL * _STEP**step)

    # The largest type that fits: what fits in one size fits in every smaller one.
    step = bisect_left(range(_STEPS), True, key=lambda step: laid_out(step).height_left >= _LEAST_MAP)
    if step == _STEPS:
        msg = f"The words of the briefing of {briefing.title[:60]} do not fit one page"
        raise TooManyWordsError(msg)
    page = Page(f"{briefing.title} · {briefing.stamp}", text.language)
    laid_out(step).draw(page, outlines)
    return page.pdf()


class _Layout:
    """The parts of a briefing at one size of type: how high they are, and how they are drawn."""

    def __init__(self, text: Translator, briefing: Briefing, scale: float) -> None:
        self._text, self._briefing, self._scale = text, briefing, scale
        body, small, tiny = _BODY * scale, _SMALL * scale, _TINY * scale
        self._mark_width = width_of(briefing.mark, _LEAD * scale, bold=True) + 14 if briefing.mark else 0.0
        self._head = [
            paragraph(briefing.title, _ACROSS - self._mark_width - 8, _TITLE * scale, bold=True),
            paragraph(briefing.stamp, _ACROSS - self._mark_width - 8, body, ink=MUTED, below=4),
        ]
        self._stands = [
            paragraph(briefing.stands.headline, _ACROSS, _LEAD * scale, bold=True, below=2),
            paragraph(briefing.stands.needs, _ACROSS, body),
        ]
        self._figure_width = (_ACROSS - 4 * 8) / 5
        self._figures = self._figure_paragraphs(tiny)
        half = (_ACROSS - _GUTTER) / 2
        self._half = half
        self._visits = self._visit_paragraphs(half, body, small)
        self._forecast = self._part(briefing.forecast, half, body, small)
        self._promises = self._part(briefing.promises, half, body, small)
        self._foot = paragraph(briefing.foot, _ACROSS, tiny, ink=MUTED)

    def _figure_paragraphs(self, tiny: float) -> list[tuple[Paragraph, Paragraph, Paragraph]]:
        """Label, value and remark of each figure, the values at one height."""
        figures, width = self._briefing.figures, self._figure_width
        labels = [paragraph(figure.label, width, tiny, ink=MUTED) for figure in figures]
        high = height_of([max(labels, key=lambda label: label.height)])
        return [
            (
                replace(label, below=high - label.height),
                self._value(figure.value),
                paragraph(figure.remark, width, tiny, ink=MUTED),
            )
            for label, figure in zip(labels, figures, strict=True)
        ]

    def _value(self, words: str) -> Paragraph:
        """A figure in large type, smaller where it would not stand in one line."""
        size, drawn = _VALUE * self._scale, legible(words)
        size = min(size, size * self._figure_width / max(width_of(drawn, size, bold=True), 1.0))
        return Paragraph((drawn,), size, bold=True, below=1)

    def _part(self, part: Part, width: float, body: float, small: float) -> list[Paragraph]:
        heading = paragraph(part.heading, width, body, bold=True, below=1.5)
        return [heading, *(paragraph(words, width, small, below=2.5) for words in part.paragraphs)]

    def _visit_paragraphs(self, width: float, body: float, small: float) -> list[Paragraph]:
        text, visits = self._text, self._briefing.visits
        made = [paragraph(self._briefing.visits_heading, width, body, bold=True, below=1.5)]
        for number, visit in enumerate(visits, start=1):
            head = f"{number}. {visit.name}: {visit.missing}"
            sentences = [paragraph(words, width, small) for words in (visit.reason, visit.proposal) if words]
            made += [paragraph(head, width, small, bold=True), *sentences[:-1], replace(sentences[-1], below=4.0)]
        if not visits:
            made.append(paragraph(text("Nobody need be sent, or no figure tells where to."), width, small))
        return made

    @property
    def _figures_height(self) -> float:
        return max(height_of(parts) for parts in self._figures)

    @property
    def _span_height(self) -> float:
        return _SPAN * self._scale if self._briefing.span is not None else 0.0

    @property
    def _below(self) -> float:
        """Height of visits on the left, of forecast and promises on the right."""
        right = height_of(self._forecast) + self._span_height + _GAP + height_of(self._promises)
        return max(height_of(self._visits), right)

    @property
    def height_left(self) -> float:
        """Points that are left for map and list."""
        fixed = height_of(self._head) + height_of(self._stands) + self._figures_height + self._below + self._foot.height
        return HEIGHT - _TOP - _FOOT - fixed - 6 * _GAP

    def draw(self, page: Page, outlines: Outlines | None) -> None:
        """Draw all of it downwards."""
        top = HEIGHT - _TOP
        if self._briefing.mark:
            high = _LEAD * self._scale * 1.7
            page.box(WIDTH - _LEFT - self._mark_width, top - high, self._mark_width, high, thick=1.4)
            foot = top - high + high * 0.31
            page.write(
                WIDTH - _LEFT - self._mark_width / 2, foot, self._briefing.mark, _LEAD * self._scale, bold=True,
                side="centre",
            )  # fmt: skip
        top = page.write_all(_LEFT, top, self._head)
        page.stroke((_LEFT, top), (WIDTH - _LEFT, top), width=1.4)
        top = page.write_all(_LEFT, top - _GAP * 0.7, self._stands) - _GAP * 0.6
        for number, parts in enumerate(self._figures):
            left = _LEFT + number * (self._figure_width + 8)
            page.stroke((left, top), (left + self._figure_width, top), width=0.8)
            page.write_all(left, top - 3, parts)
        top -= self._figures_height + _GAP * 1.4
        map_height = min(self.height_left, _MOST_MAP)
        self._draw_map_and_list(page, top, map_height, outlines)
        top -= map_height + _GAP
        page.stroke((_LEFT, top), (WIDTH - _LEFT, top), width=0.8)
        top -= _GAP * 0.6
        page.write_all(_LEFT, top, self._visits)
        right = _LEFT + self._half + _GUTTER
        down = page.write_all(right, top, self._forecast)
        if self._briefing.span is not None:
            self._draw_span(page, (right, down), self._briefing.span)
            down -= self._span_height
        page.write_all(right, down - _GAP, self._promises)
        page.write_all(_LEFT, _FOOT + self._foot.height, [self._foot])

    def _draw_map_and_list(self, page: Page, top: float, height: float, outlines: Outlines | None) -> None:
        text, briefing = self._text, self._briefing
        body, tiny = _BODY * self._scale, _TINY * self._scale
        left, width = (
            (_LEFT, _ACROSS) if outlines is None else (_LEFT + _MAP_WIDTH + _GUTTER, _ACROSS - _MAP_WIDTH - _GUTTER)
        )
        if outlines is not None:
            title = paragraph(briefing.map_title, _MAP_WIDTH, body, bold=True, below=2)
            page.write_all(_LEFT, top, [title])
            legend = self._legend_height()
            room = (_LEFT, top - height + legend, _MAP_WIDTH, height - legend - title.height)
            draw_map(page, room, outlines.shapes, briefing.areas, ground=outlines.ground)
            self._draw_legend(page, top - height + legend)
        sentences = [paragraph(words, width, tiny, below=1.5) for words in (briefing.list_caption, *briefing.behind)]
        down = page.write_all(left, top, [paragraph(briefing.list_title, width, body, bold=True, below=2)])
        row = _SMALL * self._scale * _ROW
        has_room_for = max(int((down - (top - height) - height_of(sentences) - tiny * LEADING) / row), 1)
        rows = briefing.areas[:has_room_for]
        remarks = [tuple(map(legible, area.remark)) for area in rows]
        wide = max((width_of(line, _SMALL * self._scale) for lines in remarks for line in lines), default=0.0)
        for area, lines in zip(rows, remarks, strict=True):
            self._draw_row(page, (left, down), (width, wide), area, lines)
            down -= row
        if more := len(briefing.areas) - len(rows):
            words = text("and {n} more, less far behind", n=more)
            down = page.write_all(left, down, [paragraph(words, width, tiny, ink=MUTED)])
        page.write_all(left, down - 2, sentences)

    def _draw_row(
        self, page: Page, place: tuple[float, float], widths: tuple[float, float], area: ShownArea,
        remark: tuple[str, ...],
    ) -> None:  # fmt: skip
        """Draw name and remarks of an area, and below the name its bar with a stroke where it should end by now.

        Parameters
        ----------
        widths
            Of the row, and of the remarks at its right.
        """
        (left, top), (width, wide) = place, widths
        size, most = _SMALL * self._scale, self._reach
        name = lines_of(area.name, max(width - wide - 6, width * 0.3), size, bold=True)
        page.write(left, top - size * 0.95, name[0] + ("…" if len(name) > 1 else ""), size, bold=True)
        for number, line in enumerate(remark):
            page.write(left + width, top - size * (0.95 + 1.1 * number), line, size, side="right")
        across, foot, high = width - wide - 8, top - size * 1.95, size * 0.5
        page.box(left, foot, across, high, fill="#f0f0f0", line=None)
        if area.length is not None:
            page.box(left, foot, across * min(area.length / most, 1.0), high, fill=GREYS[3][0], line=None)
        for share, thick, dash in ((area.expected, 1.1, ()), (self._briefing.reference, 0.7, (1, 1))):
            if share is not None:
                at = left + across * share / most
                page.stroke((at, foot - 1.5), (at, foot + high + 1.5), width=thick, dash=dash)

    @property
    def _reach(self) -> float:
        """The share at which the bars end."""
        areas = self._briefing.areas
        shares = (share for area in areas for share in (area.length, area.expected) if share is not None)
        return max([*shares, self._briefing.reference or 0.0, 0.01])

    def _legend(self) -> list[tuple[int, str]]:
        return [(index, legible(entry.label)) for index, entry in enumerate(self._briefing.classes) if entry.is_listed]

    def _legend_height(self) -> float:
        return (len(self._legend()) + 1) // 2 * _SMALL * self._scale * 1.5 + 4

    def _draw_legend(self, page: Page, top: float) -> None:
        size, entries = _SMALL * self._scale, self._legend()
        deep = (len(entries) + 1) // 2
        for number, (index, label) in enumerate(entries):
            left = _LEFT + (number // deep) * _MAP_WIDTH / 2
            foot = top - 4 - (number % deep + 1) * size * 1.5 + size * 0.4
            page.box(left, foot, size * 1.6, size * 0.9, fill=GREYS[index][0])
            page.write(
                left + size * 2.1, foot + size * 0.1, lines_of(label, _MAP_WIDTH / 2 - size * 2.2, size)[0], size
            )

    def _draw_span(self, page: Page, place: tuple[float, float], span: Span) -> None:
        """Draw the range of a forecast on a line from nothing on: a stroke for its middle, dashes for the target."""
        left, top = place
        size = _TINY * self._scale
        high = _SPAN * self._scale
        most = max(span.high, span.target) * 1.08
        foot = top - high * 0.62

        def at(share: float) -> float:
            return left + self._half * share / most

        page.stroke((left, foot), (left + self._half, foot), width=0.6, ink=RULE)
        page.box(at(span.low), foot - 3, at(span.high) - at(span.low), 6, fill=GREYS[2][0])
        page.stroke((at(span.estimate), foot - 5), (at(span.estimate), foot + 5), width=2.0)
        page.stroke((at(span.target), foot - 7), (at(span.target), foot + 7), width=1.0, dash=(2, 1.5))
        self._write_at(page, at(span.target), foot + 9, legible(span.target_words), left, size)
        self._write_at(page, at((span.low + span.high) / 2), foot - 7 - size, legible(span.range_words), left, size)

    def _write_at(self, page: Page, x: float, y: float, words: str, left: float, size: float) -> None:
        """Write words around a place, moved so far that they stay in the column."""
        wide = width_of(words, size)
        page.write(min(max(x - wide / 2, left), left + self._half - wide), y, words, size)
