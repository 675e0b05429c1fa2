"""Charts as figures: the bullet list of areas and the curve towards the target."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import plotly.graph_objects as go

from presentation.colours import ACCENT, GREY

ROW_PX = 34
_HEAD_PX = 36


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


def bullet_list(rows: Sequence[BulletRow], *, target: float | None, chosen: str | None, ink: str) -> go.Figure:
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
        Colour of ticks and marks, keyword-only.
    """
    reach = max([row.rate or 0.0 for row in rows] + [row.expected or 0.0 for row in rows] + [target or 0.0, 0.01]) * 1.03
    names = [f"<b>{row.name}</b>" if row.code == chosen else row.name for row in rows]
    places = list(range(len(rows)))
    figure = go.Figure()
    figure.add_bar(
        y=places,
        x=[reach] * len(rows),
        orientation="h",
        marker={"color": "rgba(138,150,153,0.18)"},
        width=0.62,
        customdata=[row.code for row in rows],
        hovertext=[row.hover for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    figure.add_bar(
        y=places,
        x=[row.rate or 0.0 for row in rows],
        orientation="h",
        marker={
            "color": [row.colour for row in rows],
            "line": {"color": ink, "width": [2 if row.code == chosen else 0.4 for row in rows]},
        },
        width=0.62,
        customdata=[row.code for row in rows],
        hovertext=[row.hover for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )
    for place, row in zip(places, rows, strict=True):
        if row.expected is not None:
            figure.add_shape(
                type="line", x0=row.expected, x1=row.expected, y0=place - 0.42, y1=place + 0.42, line={"color": ink, "width": 3}
            )
        figure.add_annotation(
            x=1, xref="paper", y=place, text=row.remark, showarrow=False, xanchor="left", xshift=8, font={"size": 13}
        )
    if target is not None:
        figure.add_vline(x=target, line={"color": ink, "width": 1, "dash": "dot"})
    figure.update_yaxes(tickvals=places, ticktext=names, autorange="reversed", showgrid=False, zeroline=False)
    figure.update_yaxes(tickfont={"size": 13}, fixedrange=True, automargin=True)
    figure.update_xaxes(visible=False, range=[0, reach], fixedrange=True)
    right = 12 + 7 * max((_text_width(row.remark) for row in rows), default=0)
    figure.update_layout(
        barmode="overlay",
        height=_HEAD_PX + ROW_PX * len(rows),
        margin={"l": 4, "r": right, "t": 6, "b": 6},
        showlegend=False,
        dragmode=False,
        clickmode="event+select",
        uirevision="list",
        plot_bgcolor="rgba(0,0,0,0)",
    )
    return figure


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
    """The path to the target: days and expected rates, and the words for the legend."""

    label: str
    days: Sequence[date]
    rates: Sequence[float]
    deadline: date
    deadline_label: str


def cumulative_curve(
    main: Curve, *, others: Sequence[Curve], path: PathLine | None, as_of: date, as_of_label: str, percent: str
) -> go.Figure:
    """Draw one area in the accent colour, others in grey, the path dashed.

    Points are days that were reported; the line between them holds the last figure, since nobody reported more.

    Parameters
    ----------
    main, others
        The area chosen, and those to compare it with.
    path
        None where the target speaks in another unit or there is none.
    as_of, as_of_label
        Day the page speaks of, marked by a thin line.
    percent
        Format of the axis: ``".0%"`` with the separators set by the locale.
    """
    figure = go.Figure()
    for curve in others:
        figure.add_scatter(
            x=list(curve.days),
            y=list(curve.rates),
            mode="lines",
            line={"shape": "hv", "color": GREY, "width": 1},
            name=curve.name,
            text=list(curve.texts),
            hovertemplate="%{text}<extra></extra>",
            showlegend=False,
        )
    if path is not None:
        figure.add_scatter(
            x=list(path.days),
            y=list(path.rates),
            mode="lines",
            line={"dash": "dash", "color": GREY, "width": 2},
            name=path.label,
            hoverinfo="skip",
        )
        figure.add_vline(x=path.deadline.isoformat(), line={"color": GREY, "width": 1})
        figure.add_annotation(
            x=path.deadline.isoformat(), y=1, yref="paper", text=path.deadline_label, showarrow=False, xanchor="left", yanchor="top"
        )
    figure.add_scatter(
        x=list(main.days),
        y=list(main.rates),
        mode="lines+markers",
        line={"shape": "hv", "color": ACCENT, "width": 3},
        marker={"size": 8},
        name=main.name,
        text=list(main.texts),
        hovertemplate="%{text}<extra></extra>",
    )
    figure.add_vline(x=as_of.isoformat(), line={"color": ACCENT, "width": 1, "dash": "dot"})
    figure.add_annotation(
        x=as_of.isoformat(), y=1.08, yref="paper", text=as_of_label, showarrow=False, xanchor="right", yanchor="top"
    )
    figure.update_yaxes(tickformat=percent, rangemode="tozero", fixedrange=True)
    figure.update_xaxes(fixedrange=True, tickformat="%d/%m")
    figure.update_layout(
        height=320,
        margin={"l": 0, "r": 12, "t": 28, "b": 0},
        dragmode=False,
        legend={"orientation": "h", "y": -0.15, "x": 0},
        uirevision="curve",
    )
    return figure
