"""The way to the target as an SVG that any browser draws: no script, no style from elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from presentation.charts.colours import ACCENT, GREY
from presentation.charts.curve import Curve, PathLine
from presentation.language.formats import Formats

_WIDTH, _HEIGHT = 420, 270
_LEFT, _TOP, _RIGHT, _BOTTOM = 48, 26, 412, 240
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0)
_MOST_MARKS = 6
_INK, _RULE = "#1f2a2c", "#c9d0d1"


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where days and rates lie."""

    first: date
    last: date
    reach: float

    def x(self, day: date) -> float:
        days = max((self.last - self.first).days, 1)
        return round(_LEFT + (_RIGHT - _LEFT) * (day - self.first).days / days, 1)

    def y(self, rate: float) -> float:
        return round(_BOTTOM - (_BOTTOM - _TOP) * rate / self.reach, 1)


def curve_svg(
    main: Curve, others: Sequence[Curve], path: PathLine | None, as_of: date, *, formats: Formats, alt: str
) -> str:
    """The curve of an area in the accent colour, its parts in grey, the path dashed.

    Parameters
    ----------
    main
        With a day at least.
    others
        Those of its parts.
    formats, alt
        Writes rates and days; what the drawing says to those who do not see it. Keyword-only.

    Raises
    ------
    ValueError
        If the main curve has no day.
    """
    if not main.days:
        msg = "a curve needs a day that was reported"
        raise ValueError(msg)
    curves = [curve for curve in others if curve.days]
    rates = [rate for curve in (main, *curves) for rate in curve.rates] + list(path.rates if path else ())
    days = [day for curve in (main, *curves) for day in curve.days] + list(path.days if path else ())
    step = next((step for step in _STEPS if max(rates) <= step * _MOST_MARKS), _STEPS[-1])
    marks = [step * n for n in range(round(max(rates) / step + 0.499) + 1)]
    plot = _Plot(min(days), max([*days, as_of]), max(marks[-1], step))
    parts = [_axis(plot, marks, formats)]
    parts += [_steps(plot, curve, as_of, GREY, 1.0) for curve in curves]
    if path is not None and path.rates:
        points = " ".join(f"{plot.x(day)},{plot.y(rate)}" for day, rate in zip(path.days, path.rates, strict=True))
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{_INK}" stroke-width="1.5" stroke-dasharray="6 4"/>'
        )
    parts.append(_steps(plot, main, as_of, ACCENT, 3.0))
    parts += [_day_mark(plot, day, words) for day, words in _day_marks(plot, path, as_of, formats)]
    head = f'<svg class="curve" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(alt)}">'
    return f"{head}{''.join(parts)}</svg>"


def _axis(plot: _Plot, marks: Sequence[float], formats: Formats) -> str:
    decimals = 1 if plot.reach < 0.05 else 0
    lines = []
    for rate in marks:
        y = plot.y(rate)
        lines.append(f'<path d="M{_LEFT} {y}H{_RIGHT}" stroke="{_RULE}"/>')
        words = escape(formats.rate(rate, decimals=decimals))
        lines.append(f'<text x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{words}</text>')
    return "".join(lines)


def _steps(plot: _Plot, curve: Curve, as_of: date, colour: str, width: float) -> str:
    """A line that holds the last figure until the next one, since nobody reported more."""
    (first, rate), *rest = zip(curve.days, curve.rates, strict=True)
    path = f"M{plot.x(first)} {plot.y(rate)}"
    path += "".join(f"H{plot.x(day)}V{plot.y(here)}" for day, here in rest)
    return (
        f'<path d="{path}H{plot.x(max(as_of, curve.days[-1]))}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
    )


def _day_marks(plot: _Plot, path: PathLine | None, as_of: date, formats: Formats) -> list[tuple[date, str]]:
    marks = [(as_of, formats.day(as_of, short=True))]
    if path is not None:
        marks.append((path.days[-1], path.deadline_label))
    return marks if marks[0][0] == plot.first else [(plot.first, formats.day(plot.first, short=True)), *marks]


def _day_mark(plot: _Plot, day: date, words: str) -> str:
    x = plot.x(day)
    side = "start" if x < _LEFT + 40 else "end" if x > _RIGHT - 60 else "middle"
    # The deadline stands above the others, so that words of neighbouring days do not touch.
    y = _TOP - 10 if side == "end" else _BOTTOM + 20
    return (
        f'<path d="M{x} {_TOP}V{_BOTTOM}" stroke="{_INK}" stroke-dasharray="2 3"/>'
        f'<text x="{x}" y="{y}" text-anchor="{side}">{escape(words)}</text>'
    )
