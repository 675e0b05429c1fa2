"""The way to the target as a figure: cumulative rates above, daily gains below, days of outage hatched."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from presentation.charts.colours import ACCENT, GREY
from presentation.charts.day_axis import DAY_MS, along

HEIGHT_PX, GAINS_PX = 320, 110
_HEAD_PX = 34
_LEAST_NAMED, _LEAST_SPAN = 2, 0.005
_DIGITS = 5
"""Decimals of a rate in a drawing: a thousandth of a percent is far below a pixel."""
GREY_LINE = {"color": GREY, "width": 1, "dash": "dot"}
_HATCH = {"color": "rgba(138,150,153,0.10)", "pattern": {"shape": "/", "size": 6, "fgcolor": "#8a9699"}}


@dataclass(frozen=True, slots=True)
class Curve:
    """One area's rates on the days it was reported.

    Attributes
    ----------
    name
        Shown on hover and, for the main curve, in the legend.
    days, rates
        Rising days and 0-1 rates.
    texts
        Hover text of each point.
    """

    name: str
    days: Sequence[date]
    rates: Sequence[float]
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class PathLine:
    """The way to the target.

    Attributes
    ----------
    label
        Words for the legend.
    days, rates
        Days of the window and expected 0-1 rates; no rates where the target speaks in another unit or status.
    deadline_label
        Words at the line of the last day.
    """

    label: str
    days: Sequence[date]
    rates: Sequence[float]
    deadline_label: str


@dataclass(frozen=True, slots=True)
class GainBar:
    """What came in between two reports, as a mean per day: nobody knows on which of the days in between.

    Attributes
    ----------
    first_day, last_day
        The days it spans, both included; the same day where reports come daily.
    per_day
        Mean daily gain, in the unit looked at.
    text
        Hover text.
    pace
        The same without the days, for the hover of the curve.
    """

    first_day: date
    last_day: date
    per_day: float
    text: str
    pace: str = ""


@dataclass(frozen=True, slots=True)
class Gains:
    """The daily gains below a curve, and the days of outage.

    Attributes
    ----------
    bars
        In the order of days.
    title
        What the bars count, with the unit.
    outages
        Days of outage up to the as-of day.
    outage_label
        Words for the legend.
    count
        Writes a number of the axis in the reader's language.
    """

    bars: Sequence[GainBar]
    title: str
    outages: Sequence[date]
    outage_label: str
    count: Callable[[float], str]


def cumulative_curve(
    main: Curve,
    *,
    others: Sequence[Curve],
    path: PathLine | None,
    as_of: date,
    as_of_label: str,
    separators: str,
    percent: Callable[[float], str],
    gains: Gains | None = None,
    accent: str = ACCENT,
    hover_mark: str = "",
) -> go.Figure:
    """Draw one area in the accent colour, others in grey, the path dashed; daily gains as thin bars below.

    Points are days that were reported; the line between them holds the last figure, since nobody reported more.

    Parameters
    ----------
    main, others
        The area chosen, and those to compare it with.
    path
        None where there is no target.
    as_of, as_of_label
        Day the page speaks of, marked by a thin line, and its words.
    separators
        Decimal and thousands sign of the reader's language.
    percent
        Writes a rate of the axis in the reader's language.
    gains
        None for the curve alone.
    accent
        Colour of the main curve, fit for the ground it stands on.
    hover_mark
        What stands in the hover of every line besides its figure: that a campaign is simulated.
    """
    has_bars = gains is not None and bool(gains.bars)
    height = HEIGHT_PX + (GAINS_PX if has_bars else 0)
    share = GAINS_PX / height if has_bars else 0.0
    heights = [1 - share, share] if has_bars else [1.0]
    figure = make_subplots(rows=len(heights), cols=1, shared_xaxes=True, row_heights=heights, vertical_spacing=0.12)
    for curve in others:
        # Day and figure come from a pattern: texts of nine lines would weigh more than all the rest of the page.
        line = {"shape": "hv", "color": GREY, "width": 1}
        template = f"<b>{curve.name}</b>{hover_mark}<br>%{{x|%d/%m/%Y}}<br>%{{y:.1%}}<extra></extra>"
        figure.add_scatter(**_steps(curve, as_of), hovertemplate=template, line=line, showlegend=False)
    _name_ends(figure, others)
    if path is not None and path.rates:
        line = {"dash": "dash", "color": GREY, "width": 2}
        figure.add_scatter(
            **along(path.days), y=_rounded(path.rates), mode="lines", line=line, name=path.label, hoverinfo="skip"
        )
    # What a day says stands on its point.
    figure.add_scatter(**_steps(main, as_of), hoverinfo="skip", line={"shape": "hv", "color": accent, "width": 3})
    figure.add_scatter(
        **along(main.days),
        y=_rounded(main.rates),
        mode="markers",
        marker={"size": 6, "color": accent},
        text=list(main.texts),
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
    )
    reach = max([rate for curve in (main, *others) for rate in curve.rates] + list(path.rates if path else []))
    if gains is not None:
        _hatch_outages(figure, gains, reach)
        if has_bars:
            _add_gains(figure, gains, accent)
    _mark_days(figure, path, as_of, as_of_label, accent)
    _lay_out(figure, [as_of, *main.days, *(path.days if path else [])])
    ticks = round_ticks(reach)
    figure.update_yaxes(tickvals=ticks, ticktext=[percent(tick) for tick in ticks], row=1, col=1)
    figure.update_layout(height=height, separators=separators)
    return figure


def _rounded(rates: Sequence[float]) -> list[float]:
    return [round(rate, _DIGITS) for rate in rates]


def _steps(curve: Curve, as_of: date) -> dict[str, Any]:
    """Hold the last figure up to the as-of day."""
    held = [as_of] if as_of > curve.days[-1] else []
    rates = _rounded([*curve.rates, *(curve.rates[-1] for _ in held)])
    return {**along([*curve.days, *held]), "y": rates, "mode": "lines", "name": curve.name}


def _hatch_outages(figure: go.Figure, gains: Gains, reach: float) -> None:
    """Hatch the days on which the servers failed: a flat day there says nothing of the people."""
    if not gains.outages:
        return
    figure.add_bar(
        x=list(gains.outages),
        y=[reach] * len(gains.outages),
        width=DAY_MS,
        marker=_HATCH | {"line": {"width": 0}},
        name=gains.outage_label,
        hoverinfo="name",
        row=1,
        col=1,
    )


def _name_ends(figure: go.Figure, others: Sequence[Curve]) -> None:
    """Write the names of the highest and the lowest grey line at their ends; more would lie upon each other."""
    if len(others) < _LEAST_NAMED:
        return
    ranked = sorted(others, key=lambda curve: curve.rates[-1])
    for curve, anchor in ((ranked[-1], "bottom"), (ranked[0], "top")):
        figure.add_annotation(
            text=curve.name,
            x=curve.days[-1].isoformat(),
            y=round(curve.rates[-1], _DIGITS),
            xref="x",
            yref="y",
            xanchor="right",
            yanchor=anchor,
            showarrow=False,
            font={"size": 12},
        )


def zoom_to(
    figure: go.Figure, first: date, last: date, curves: Sequence[Curve], percent: Callable[[float], str]
) -> None:
    """Show some days alone, with marks for the rates of these days; `last` is included.

    A rate that was carried into the days counts as one of them. The axis no longer begins at 0, as its marks say.
    """
    rates = []
    for curve in curves:
        before = [rate for day, rate in zip(curve.days, curve.rates, strict=True) if day < first]
        rates += before[-1:] + [rate for day, rate in zip(curve.days, curve.rates, strict=True) if first <= day <= last]
    if not rates:
        return
    low, high = min(rates), max(rates)
    room = max(high - low, _LEAST_SPAN) * 0.08
    span = [max(low - room, 0.0), high + room]
    ticks = round_ticks(span[1] - span[0])
    step = ticks[1] if len(ticks) > 1 else span[1] - span[0]
    marks = [round(place * step, _DIGITS) for place in range(ceil(span[0] / step), int(span[1] / step) + 1)]
    figure.update_yaxes(
        range=span, rangemode="normal", tickvals=marks, ticktext=[percent(mark) for mark in marks], row=1, col=1
    )
    days = [(first - timedelta(days=1)).isoformat(), (last + timedelta(days=1)).isoformat()]
    figure.update_xaxes(range=days)


def _add_gains(figure: go.Figure, gains: Gains, accent: str) -> None:
    """Draw a bar over all the days that a gain came in on, as high as its mean per day."""
    figure.add_bar(
        x=[bar.first_day + (bar.last_day - bar.first_day) / 2 for bar in gains.bars],
        y=[bar.per_day for bar in gains.bars],
        width=[((bar.last_day - bar.first_day).days + 0.8) * DAY_MS for bar in gains.bars],
        marker={"color": accent, "opacity": 0.6},
        text=[bar.text for bar in gains.bars],
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
        row=2,
        col=1,
    )
    ticks = round_ticks(max(bar.per_day for bar in gains.bars), at_most=3)
    figure.update_yaxes(tickvals=ticks, ticktext=[gains.count(tick) for tick in ticks], row=2, col=1)
    figure.update_yaxes(rangemode="tozero", fixedrange=True, row=2, col=1)
    figure.add_annotation(
        text=gains.title,
        x=0,
        xref="x2 domain",
        y=1.0,
        yref="y2 domain",
        xanchor="left",
        yanchor="bottom",
        showarrow=False,
    )


def _mark_days(figure: go.Figure, path: PathLine | None, as_of: date, as_of_label: str, accent: str) -> None:
    """Mark the day of the page and the last of the window, each with words above the plot, where no line runs."""
    if path is None or as_of != path.days[-1]:
        _add_line(figure, as_of, as_of_label, colour=accent)
    if path is not None:
        label = path.deadline_label if as_of != path.days[-1] else f"{as_of_label} · {path.deadline_label}"
        # After the deadline the two days lie side by side: its words go to the foot, out of the other's way.
        _add_line(figure, path.days[-1], label, colour=GREY, is_at_foot=as_of > path.days[-1])


def _add_line(figure: go.Figure, day: date, label: str, *, colour: str, is_at_foot: bool = False) -> None:
    line = {"color": colour, "width": 1, "dash": "dot"}
    figure.add_shape(
        type="line", x0=day.isoformat(), x1=day.isoformat(), y0=0, y1=1, xref="x", yref="y domain", line=line
    )
    figure.add_annotation(
        x=day.isoformat(),
        y=0 if is_at_foot else 1,
        yref="y domain" if is_at_foot else "paper",
        text=label,
        showarrow=False,
        xanchor="right",
        yanchor="bottom",
    )


def round_ticks(reach: float, at_most: int = 6) -> list[float]:
    """Round values from 0 up to what is drawn."""
    steps = (factor * 10.0**power for power in range(-4, 9) for factor in (1, 2, 5))
    step = next((step for step in steps if reach <= at_most * step), reach)
    return [round(place * step, _DIGITS) for place in range(int(reach / step) + 1)]


def legend_below() -> dict[str, object]:
    """Place a legend at the foot of a chart, in as many rows as it takes: the room for them is kept at any width.

    Placed relative to the axis it would lie on its days once a window is made wider, since the plot keeps the height
    that it had beside more rows.
    """
    foot = {"yref": "container", "y": 0, "yanchor": "bottom"}
    return {"orientation": "h", "x": 0, **foot, "itemclick": False, "itemdoubleclick": False}


def _lay_out(figure: go.Figure, days: list[date]) -> None:
    reach = [(min(days) - timedelta(days=1)).isoformat(), (max(days) + timedelta(days=1)).isoformat()]
    figure.update_yaxes(rangemode="tozero", fixedrange=True, row=1, col=1)
    figure.update_xaxes(type="date", fixedrange=True, tickformat="%d/%m", range=reach)
    figure.update_layout(
        margin={"l": 0, "r": 12, "t": _HEAD_PX, "b": 0},
        dragmode=False,
        barmode="overlay",
        bargap=0,
        legend=legend_below(),
        uirevision="curve",
    )
