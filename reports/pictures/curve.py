"""The curve towards the target as a picture: every line has its name beside it, since paper has no hover."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from matplotlib.ticker import MaxNLocator

from presentation.charts.colours import ACCENT, GREY
from presentation.charts.curve import Curve, PathLine
from presentation.language.formats import Formats
from reports.pictures.sheet import INK, MUTED, RULE, Caption, KeyEntry, Sheet, new_sheet
from reports.pictures.text import LEADING, text_width, wrapped

_HEIGHT_PT, _LEAST_PT = 468.0, 250.0
_TYPE_PT, _NAME_PT = 9.0, 8.0
_GAP_PT = 5.0
_MOST_NAME_PT = 120.0
_DAY_STEPS = (1, 2, 7, 14, 28, 56, 112, 224, 448)
_MOST_DAYS = 8
"""Days with a label along the axis, at most."""


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where days and rates lie on the sheet."""

    sheet: Sheet
    box: tuple[float, float, float, float]
    first: date
    last: date
    reach: float

    @property
    def right(self) -> float:
        return self.box[0] + self.box[2]

    @property
    def top(self) -> float:
        return self.box[1] + self.box[3]

    def x(self, day: date) -> float:
        return self.box[0] + self.box[2] * (day - self.first).days / (self.last - self.first).days

    def y(self, rate: float) -> float:
        return self.box[1] + self.box[3] * rate / self.reach


def curve_sheet(
    main: Curve,
    *,
    others: Sequence[Curve],
    path: PathLine | None,
    as_of: date,
    as_of_label: str,
    others_label: str,
    formats: Formats,
    caption: Caption,
) -> Sheet:
    """Draw what `reports.pictures.pictures.curve_png` gives as a file."""
    if not main.days:
        msg = "a curve needs a day that was reported"
        raise ValueError(msg)
    others = [curve for curve in others if curve.days]
    sheet = new_sheet(caption, _key(main, others_label if others else "", path), height=_HEIGHT_PT, least=_LEAST_PT)
    plot, names = _plot(sheet, [main, *others], path, as_of, formats)
    # A path begins at nothing, on the eve of the first day.
    _draw_days(plot, path.days[:2][-1] if path else main.days[0], formats)
    for curve in others:
        _draw_steps(plot, curve, as_of, color=GREY, linewidth=0.9, gid="other")
    if path is not None and path.rates:
        xs, ys = [plot.x(day) for day in path.days], [plot.y(rate) for rate in path.rates]
        sheet.stroke(xs, ys, color=MUTED, linewidth=1.6, linestyle="dashed", gid="path")
    _draw_steps(plot, main, as_of, color=ACCENT, linewidth=2.6, gid="main")
    xs, ys = [plot.x(day) for day in main.days], [plot.y(rate) for rate in main.rates]
    sheet.stroke(xs, ys, color=ACCENT, linestyle="none", marker="o", markersize=4.5)
    _draw_line(plot, as_of, as_of_label, colour=ACCENT, row=1)
    if path is not None:
        _draw_line(plot, path.days[-1], path.deadline_label, colour=MUTED, row=0)
    _write_names(plot, [main, *others], names, as_of)
    return sheet


def _key(main: Curve, others_label: str, path: PathLine | None) -> list[KeyEntry]:
    key = [KeyEntry(main.name, ACCENT, width=2.6)]
    if path is not None and path.rates:
        key.append(KeyEntry(path.label, MUTED, dash="dashed", width=1.6))
    if others_label:
        key.append(KeyEntry(others_label, GREY, width=0.9))
    return key


def _plot(
    sheet: Sheet, curves: Sequence[Curve], path: PathLine | None, as_of: date, formats: Formats
) -> tuple[_Plot, list[list[str]]]:
    """Share the room out between the rates at the left, the names at the right and the curves, and draw the rates."""
    left, bottom, width, height = sheet.room
    rates = [rate for curve in curves for rate in curve.rates] + list(path.rates if path else ())
    reach = max([*rates, 0.001]) * 1.05
    levels = [
        float(level) for level in MaxNLocator(6, steps=[1, 2, 5, 10]).tick_values(0, reach) if 0 <= level <= reach
    ]
    decimals = next(
        (n for n in range(4) if all(abs(round(level * 100, n) - level * 100) < 1e-9 for level in levels)), 4
    )
    words = [formats.rate(level, decimals=decimals) for level in levels]
    head, below = 2 * _TYPE_PT * LEADING, _TYPE_PT * LEADING * 1.5
    names = [wrapped(curve.name, _MOST_NAME_PT, _NAME_PT, bold=not place) for place, curve in enumerate(curves)]
    if sum(map(len, names)) * _NAME_PT * LEADING > height - below:
        names = names[:1]
    at_left = max(text_width(word, _TYPE_PT) for word in words) + _GAP_PT
    at_right = max(text_width(line, _NAME_PT, bold=True) for lines in names for line in lines) + 4 * _GAP_PT
    ends = [as_of, *(day for curve in curves for day in curve.days), *(path.days if path else ())]
    day = timedelta(days=1)
    box = (left + at_left, bottom + below, width - at_left - at_right, height - head - below)
    plot = _Plot(sheet, box, min(ends) - day, max(ends) + day, reach)
    for level, word in zip(levels, words, strict=True):
        high = plot.y(level)
        sheet.stroke([plot.box[0], plot.right], [high] * 2, color=RULE, linewidth=0.6 if level else 1.2)
        sheet.write(plot.box[0] - _GAP_PT, high - _TYPE_PT * 0.36, word, _TYPE_PT, ha="right", color=MUTED)
    return plot, names


def _draw_days(plot: _Plot, start: date, formats: Formats) -> None:
    days = (plot.last - start).days
    step = next((step for step in _DAY_STEPS if days // step < _MOST_DAYS), days)
    for number in range(0, days, step):
        day = start + timedelta(days=number)
        x, foot = plot.x(day), plot.box[1]
        plot.sheet.stroke([x, x], [foot, foot - 3], color=MUTED, linewidth=0.8)
        words = formats.day(day, short=True)
        plot.sheet.write(x, foot - _TYPE_PT * LEADING - 2, words, _TYPE_PT, ha="center", color=MUTED)


def _draw_steps(plot: _Plot, curve: Curve, as_of: date, **style: object) -> None:
    """Hold each figure until the next one, the last up to the as-of day: nobody reported more."""
    days, rates = [*curve.days, as_of], [*curve.rates, curve.rates[-1]]
    xs = np.repeat([plot.x(day) for day in days], 2)[1:]
    ys = np.repeat([plot.y(rate) for rate in rates], 2)[:-1]
    plot.sheet.stroke(xs.tolist(), ys.tolist(), solid_joinstyle="miter", **style)


def _draw_line(plot: _Plot, day: date, label: str, *, colour: str, row: int) -> None:
    """Mark a day by a line and its words above it, each in a row of its own: the days may be close together."""
    x, foot = plot.x(day), plot.top + row * _TYPE_PT * LEADING
    plot.sheet.stroke([x, x], [plot.box[1], foot + _TYPE_PT], color=colour, linewidth=1, linestyle="dotted")
    is_left = x - text_width(label, _TYPE_PT) - _GAP_PT >= plot.sheet.room[0]
    side = -4 if is_left else 4
    plot.sheet.write(x + side, foot + 3, label, _TYPE_PT, ha="right" if is_left else "left", color=INK)


def _write_names(plot: _Plot, curves: Sequence[Curve], names: Sequence[list[str]], as_of: date) -> None:
    """Write the names in the right margin, in the order of the curves' ends, a thin line from each end to its name."""
    ends = [plot.y(curve.rates[-1]) for curve in curves]
    order = sorted(range(len(names)), key=lambda place: (ends[place], place))
    heights = [len(names[place]) * _NAME_PT * LEADING for place in order]
    centres = _spread([ends[place] for place in order], heights, plot.box[1], plot.top)
    start, x = plot.x(as_of), plot.right + 3 * _GAP_PT
    leader = {"color": GREY, "linewidth": 0.7, "linestyle": "dotted"}
    for place, centre, high in zip(order, centres, heights, strict=True):
        is_main = place == 0
        plot.sheet.stroke([start, plot.right, x - 3], [ends[place], ends[place], centre], **leader)
        style = {"color": ACCENT, "bold": True} if is_main else {"color": MUTED}
        plot.sheet.write_lines(x, centre + high / 2, names[place], _NAME_PT, gid="name", **style)


def _spread(wanted: Sequence[float], heights: Sequence[float], bottom: float, top: float) -> list[float]:
    """Move the centres of labels, from the lowest to the highest, just so far that none touches another."""
    placed: list[float] = []
    edge = bottom - heights[0] / 2
    for centre, high in zip(wanted, heights, strict=True):
        placed.append(max(centre, edge + high / 2))
        edge = placed[-1] + high / 2
    edge = top + heights[-1] / 2
    for place in range(len(placed) - 1, -1, -1):
        placed[place] = min(placed[place], edge - heights[place] / 2)
        edge = placed[place] - heights[place] / 2
    return placed
