"""Lifts as pictures: kinds of outreach side by side with their intervals, and the days about an event."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from presentation.charts.colours import GREY
from presentation.charts.curve import legend_below
from presentation.charts.row_marks import remark, room

_ROW_PX, _HEAD_PX, _FOOT_PX = 52, 12, 56
_PROFILE_PX = 360
_LEAST_REACH, _MOST_REACH = 0.3, 2.5
"""Ends of the axis, as lifts: what lies beyond is drawn to its edge."""


@dataclass(frozen=True, slots=True)
class Lift:
    """An estimate with its 80 % interval."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ForestRow:
    """One kind of outreach.

    Attributes
    ----------
    name, remark, hover
        Words at the left, at the right, and on hover (HTML).
    pooled, unpooled
        Drawn together with the other kinds, and by its own events alone; None where there is none.
    is_sure
        Whether the sign goes beyond chance.
    """

    name: str
    remark: str
    hover: str
    pooled: Lift | None
    unpooled: Lift | None
    is_sure: bool


@dataclass(frozen=True, slots=True)
class ForestWords:
    """Words of the legend and the axis."""

    pooled: str
    unpooled: str
    axis: str


def forest_plot(
    rows: Sequence[ForestRow], words: ForestWords, *, percent: Callable[[float], str], ink: str, accent: str
) -> go.Figure:
    """Draw an interval per kind about the line of no effect, the first row on top.

    Parameters
    ----------
    rows, words
        The kinds, and what the legend says.
    percent
        Writes a lift of the axis in the reader's language, keyword-only.
    ink, accent
        Colours of texts and of marks, keyword-only.
    """
    figure = go.Figure()
    low, high = _reach([lift for row in rows for lift in (row.pooled, row.unpooled) if lift is not None])
    estimated = [(place, row) for place, row in enumerate(rows) if row.unpooled is not None]
    _add_intervals(
        figure,
        estimated,
        [row.unpooled for _place, row in estimated],
        words.unpooled,
        GREY,
        offset=0.24,
        size=6,
        width=2,
    )
    estimated = [(place, row) for place, row in enumerate(rows) if row.pooled is not None]
    _add_intervals(
        figure, estimated, [row.pooled for _place, row in estimated], words.pooled, accent, offset=0, size=11, width=4
    )
    figure.add_vline(x=0, line={"color": ink, "width": 1})
    figure.update_layout(annotations=[remark(row.remark, place, ink) for place, row in enumerate(rows)])
    names = [row.name for row in rows]
    figure.update_yaxes(
        tickvals=list(range(len(rows))), ticktext=names, range=[len(rows) - 0.5, -0.5], showgrid=False, zeroline=False
    )
    figure.update_yaxes(tickfont={"size": 13, "color": ink}, fixedrange=True, automargin=True)
    # Few, so that they stand side by side on a phone.
    ticks = _ticks(low, high, at_most=3)
    figure.update_xaxes(
        range=[low, high], tickvals=ticks, ticktext=[percent(tick) for tick in ticks], fixedrange=True, zeroline=False
    )
    figure.update_xaxes(title=words.axis, tickangle=0)
    figure.update_layout(
        height=_HEAD_PX + _ROW_PX * len(rows) + _FOOT_PX + 40,
        margin={"l": 4, "r": room(row.remark for row in rows), "t": _HEAD_PX, "b": 0},
        dragmode=False,
        legend=legend_below(),
        uirevision="forest",
        plot_bgcolor="rgba(0,0,0,0)",
    )
    return figure


def _add_intervals(
    figure: go.Figure,
    rows: Sequence[tuple[int, ForestRow]],
    lifts: Sequence[Lift | None],
    label: str,
    colour: str,
    *,
    offset: float,
    size: int,
    width: int,
) -> None:
    drawn = [(place, row, lift) for (place, row), lift in zip(rows, lifts, strict=True) if lift is not None]
    figure.add_scatter(
        x=[lift.estimate for _place, _row, lift in drawn],
        y=[place + offset for place, _row, _lift in drawn],
        mode="markers",
        marker={
            "size": size,
            "color": colour,
            # Hollow where the sign may be chance: colour is not the only sign.
            "symbol": ["circle" if row.is_sure else "circle-open" for _place, row, _lift in drawn],
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [lift.high - lift.estimate for _place, _row, lift in drawn],
            "arrayminus": [lift.estimate - lift.low for _place, _row, lift in drawn],
            "color": colour,
            "thickness": width,
            "width": 0,
        },
        name=label,
        hovertext=[row.hover for _place, row, _lift in drawn],
        hovertemplate="%{hovertext}<extra></extra>",
    )


@dataclass(frozen=True, slots=True)
class ProfileDay:
    """One day about an event: its distance, the lift on it, and the words on hover."""

    offset: int
    lift: Lift
    hover: str


@dataclass(frozen=True, slots=True)
class ProfileWords:
    """Words of the drawing: axis, and the two sides of the event."""

    axis: str
    before: str
    after: str


def profile_plot(
    days: Sequence[ProfileDay],
    words: ProfileWords,
    *,
    counted: Sequence[int],
    percent: Callable[[float], str],
    ink: str,
    accent: str,
) -> go.Figure:
    """Draw the lift on each day about the event with its 80 % interval, the counted days after it on a shade.

    Parameters
    ----------
    days, words
        The days in order, and what is written.
    counted
        Offsets of the days that the estimate counts, keyword-only.
    percent, ink, accent
        As for `forest_plot`, keyword-only.
    """
    figure = go.Figure()
    figure.add_vrect(x0=min(counted) - 0.5, x1=max(counted) + 0.5, fillcolor=accent, opacity=0.1, line={"width": 0})
    figure.add_hline(y=0, line={"color": ink, "width": 1})
    figure.add_vline(x=0, line={"color": GREY, "width": 1, "dash": "dot"})
    figure.add_scatter(
        x=[day.offset for day in days],
        y=[day.lift.estimate for day in days],
        mode="lines+markers",
        line={"color": accent, "width": 2},
        marker={"size": 8, "color": accent},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [day.lift.high - day.lift.estimate for day in days],
            "arrayminus": [day.lift.estimate - day.lift.low for day in days],
            "color": accent,
            "thickness": 1.5,
            "width": 0,
        },
        showlegend=False,
        hovertext=[day.hover for day in days],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    low, high = _reach([day.lift for day in days])
    ends = min((day.offset for day in days), default=-1), max((day.offset for day in days), default=1)
    for place, label, anchor in ((-0.4, words.before, "right"), (0.5, words.after, "left")):
        figure.add_annotation(x=place, y=1, yref="paper", text=label, showarrow=False, xanchor=anchor, yanchor="bottom")
    ticks = _ticks(low, high)
    figure.update_yaxes(
        range=[low, high], tickvals=ticks, ticktext=[percent(tick) for tick in ticks], fixedrange=True, zeroline=False
    )
    figure.update_xaxes(
        title=words.axis, range=[ends[0] - 0.6, ends[1] + 0.6], dtick=1, fixedrange=True, zeroline=False, showgrid=False
    )
    figure.update_layout(
        height=_PROFILE_PX,
        margin={"l": 0, "r": 12, "t": 28, "b": 0},
        dragmode=False,
        uirevision="profile",
    )
    return figure


def _reach(lifts: Sequence[Lift]) -> tuple[float, float]:
    low = min([lift.low for lift in lifts] + [-_LEAST_REACH / 3])
    high = max([lift.high for lift in lifts] + [_LEAST_REACH])
    return max(low, -1.0) - 0.03, min(high, _MOST_REACH) + 0.03


def _ticks(low: float, high: float, at_most: int = 8) -> list[float]:
    """Round lifts within the axis."""
    step = next((step for step in (0.1, 0.2, 0.25, 0.5) if (high - low) / step <= at_most), 1.0)
    multiples = range(int(low / step) - 1, int(high / step) + 2)
    return [round(multiple * step, 2) for multiple in multiples if low <= multiple * step <= high]
