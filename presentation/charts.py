"""Charts as figures: the bullet list of areas and the curve towards the target."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go

from presentation.colours import ACCENT, GREY

LEAST_ROW_PX, MOST_ROW_PX = 38, 56
_HEAD_PX = 12
_REMARK_PX = 7.2
"""Width of an average character of the remarks."""
_DIGITS = 5
"""Decimals of a rate in a drawing: a thousandth of a percent is far below a pixel."""


@dataclass(frozen=True, slots=True)
class BulletRow:
    """One area of the list.

    Attributes
    ----------
    code, name
        The area; the name as it is shown at the left.
    rate
        0-1, or None for no data.
    expected
        Rate that is expected by now, or None where the target speaks in another unit.
    colour
        Fill of the bar.
    remark
        Text at the right: symbol, rate and what is missing.
    hover
        Text on hover (HTML).
    """

    code: str
    name: str
    rate: float | None
    expected: float | None
    colour: str
    remark: str
    hover: str


def bullet_list(
    rows: Sequence[BulletRow], *, target: float | None, chosen: str | None, ink: str, height_px: int, full: float = 0.0
) -> go.Figure:
    """Draw a bar per area with a tick for what is expected and a line for the target, the first row on top.

    Parameters
    ----------
    rows
        In the order wanted.
    target
        Target share, or None where it speaks in another unit, keyword-only.
    chosen
        Code of the marked area, keyword-only.
    ink
        Colour of texts, ticks and marks, keyword-only.
    height_px
        Height to fill, as far as rows may shrink and grow, keyword-only.
    full
        Rate that the width shall reach at least, keyword-only.
    """
    reach = (
        max([row.rate or 0.0 for row in rows] + [row.expected or 0.0 for row in rows] + [target or 0.0, full, 0.01])
        * 1.03
    )
    names = [f"<b>{row.name}</b>" if row.code == chosen else row.name for row in rows]
    places = list(range(len(rows)))
    figure = go.Figure()
    grounds = [reach if row.rate is not None else 0 for row in rows]
    _add_bars(figure, rows, grounds, marker={"color": "rgba(138,150,153,0.18)"})
    edges = [2 if row.code == chosen else 0.4 for row in rows]
    fills = {"color": [row.colour for row in rows], "line": {"color": ink, "width": edges}}
    _add_bars(figure, rows, [row.rate or 0.0 for row in rows], marker=fills)
    for place, row in zip(places, rows, strict=True):
        _add_tick_and_remark(figure, row, place, ink)
    if target is not None:
        figure.add_vline(x=target, line={"color": ink, "width": 1, "dash": "dot"})
    figure.update_yaxes(tickvals=places, ticktext=names, autorange="reversed", showgrid=False, zeroline=False)
    figure.update_yaxes(tickfont={"size": 13, "color": ink}, fixedrange=True, automargin=True)
    figure.update_xaxes(visible=False, range=[0, reach], fixedrange=True)
    right = 12 + _REMARK_PX * max((_text_width(row.remark) for row in rows), default=0)
    row_px = min(max((height_px - _HEAD_PX) / max(len(rows), 1), LEAST_ROW_PX), MOST_ROW_PX)
    figure.update_layout(
        barmode="overlay",
        height=_HEAD_PX + row_px * len(rows),
        margin={"l": 4, "r": right, "t": 6, "b": 6},
        showlegend=False,
        dragmode=False,
        clickmode="event+select",
        uirevision="list",
        plot_bgcolor="rgba(0,0,0,0)",
    )
    return figure


def _add_bars(figure: go.Figure, rows: Sequence[BulletRow], lengths: list[float], *, marker: dict[str, Any]) -> None:
    figure.add_bar(
        y=list(range(len(rows))),
        x=lengths,
        orientation="h",
        marker=marker,
        width=0.62,
        customdata=[row.code for row in rows],
        hovertext=[row.hover for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )


def _add_tick_and_remark(figure: go.Figure, row: BulletRow, place: int, ink: str) -> None:
    if row.expected is not None and row.rate is not None:
        line = {"color": ink, "width": 3}
        ends = {"x0": row.expected, "x1": row.expected, "y0": place - 0.42, "y1": place + 0.42}
        figure.add_shape(type="line", line=line, **ends)
    figure.add_annotation(
        x=1,
        xref="paper",
        y=place,
        text=row.remark,
        showarrow=False,
        xanchor="left",
        xshift=8,
        align="left",
        font={"size": 13, "color": ink},
    )


def _text_width(text: str) -> int:
    return max(len(line) for line in text.split("<br>"))


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


def cumulative_curve(
    main: Curve, *, others: Sequence[Curve], path: PathLine | None, as_of: date, as_of_label: str, separators: str
) -> go.Figure:
    """Draw one area in the accent colour, others in grey, the path dashed.

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
    """
    figure = go.Figure()
    for curve in others:
        # Without texts of their own: nine of them would weigh more than all the rest of the page.
        steps = _steps(curve, as_of) | {"text": None, "hovertemplate": None, "hoverinfo": "name"}
        figure.add_scatter(**steps, line={"shape": "hv", "color": GREY, "width": 1}, showlegend=False)
    if path is not None:
        _add_path(figure, path)
    figure.add_scatter(**_steps(main, as_of), line={"shape": "hv", "color": ACCENT, "width": 3})
    figure.add_scatter(
        x=list(main.days),
        y=_rounded(main.rates),
        mode="markers",
        marker={"size": 8, "color": ACCENT},
        text=list(main.texts),
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
    )
    _add_line(figure, as_of, as_of_label, colour=ACCENT, height=1.1)
    ends = [as_of, *main.days, *(path.days if path else [])]
    reach = [(min(ends) - timedelta(days=1)).isoformat(), (max(ends) + timedelta(days=1)).isoformat()]
    figure.update_yaxes(tickformat=".2~%", nticks=6, rangemode="tozero", fixedrange=True)
    figure.update_xaxes(fixedrange=True, tickformat="%d/%m", range=reach)
    figure.update_layout(
        height=320,
        margin={"l": 0, "r": 12, "t": 34, "b": 0},
        dragmode=False,
        legend={"orientation": "h", "y": -0.15, "x": 0, "itemclick": False, "itemdoubleclick": False},
        uirevision="curve",
        separators=separators,
    )
    return figure


def _rounded(rates: Sequence[float]) -> list[float]:
    return [round(rate, _DIGITS) for rate in rates]


def _steps(curve: Curve, as_of: date) -> dict[str, Any]:
    """Hold the last figure up to the as-of day."""
    return {
        "x": [*curve.days, as_of],
        "y": _rounded([*curve.rates, curve.rates[-1]]),
        "mode": "lines",
        "name": curve.name,
        "text": [*curve.texts, curve.texts[-1]],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _add_path(figure: go.Figure, path: PathLine) -> None:
    if path.rates:
        line = {"dash": "dash", "color": GREY, "width": 2}
        figure.add_scatter(
            x=list(path.days), y=_rounded(path.rates), mode="lines", line=line, name=path.label, hoverinfo="skip"
        )
    _add_line(figure, path.days[-1], path.deadline_label, colour=GREY, height=1.0)


def _add_line(figure: go.Figure, day: date, label: str, *, colour: str, height: float) -> None:
    figure.add_vline(x=day.isoformat(), line={"color": colour, "width": 1, "dash": "dot"})
    figure.add_annotation(
        x=day.isoformat(), y=height, yref="paper", text=label, showarrow=False, xanchor="right", yanchor="top"
    )
