"""The list of forecasts as a figure: of each area where 8 of 10 of its simulations end."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from presentation.charts.row_marks import dotted_line, remark, room, stroke

LEAST_ROW_PX, MOST_ROW_PX = 38, 56
_HEAD_PX = 12


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One area of the list.

    Attributes
    ----------
    code, name
        The area; the name as it is shown at the left.
    low, median, high
        Rates at the deadline, 0-1; None where nothing is said.
    now
        Rate of the as-of day; None for none.
    colour
        Fill of the bar.
    remark
        Text at the right: symbol, chance and median.
    hover
        Text on hover (HTML).
    """

    code: str
    name: str
    low: float | None
    median: float | None
    high: float | None
    now: float | None
    colour: str
    remark: str
    hover: str


def interval_list(rows: Sequence[IntervalRow], *, target: float | None, ink: str, height_px: int) -> go.Figure:
    """Draw a bar per area from the low to the high end of its interval, a stroke at its median, a thin bar for now.

    Parameters
    ----------
    rows
        In the order wanted, the first on top.
    target
        Target share, or None where it speaks in another unit, keyword-only.
    ink
        Colour of texts and marks, keyword-only.
    height_px
        Height to fill, as far as rows may shrink and grow, keyword-only.
    """
    reach = max([row.high or row.now or 0.0 for row in rows] + [target or 0.0, 0.01]) * 1.03
    rows_at = list(range(len(rows)))
    figure = go.Figure()
    figure.add_bar(
        y=rows_at,
        x=[row.now or 0.0 for row in rows],
        orientation="h",
        width=0.16,
        marker={"color": "#8a9699"},
        hoverinfo="skip",
    )
    figure.add_bar(
        y=rows_at,
        x=[(row.high or 0.0) - (row.low or 0.0) for row in rows],
        base=[row.low or 0.0 for row in rows],
        orientation="h",
        width=0.56,
        marker={"color": [row.colour for row in rows], "line": {"color": ink, "width": 0.4}},
        hovertext=[row.hover for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    medians = [
        stroke(row.median, place, 0.36, colour=ink, width=3) for place, row in enumerate(rows) if row.median is not None
    ]
    target_line = [] if target is None else [dotted_line(target, ink)]
    names = [row.name for row in rows]
    figure.update_yaxes(tickvals=rows_at, ticktext=names, autorange="reversed", showgrid=False, zeroline=False)
    figure.update_yaxes(tickfont={"size": 13, "color": ink}, fixedrange=True, automargin=True)
    figure.update_xaxes(visible=False, range=[0, reach], fixedrange=True)
    row_px = min(max((height_px - _HEAD_PX) / max(len(rows), 1), LEAST_ROW_PX), MOST_ROW_PX)
    figure.update_layout(
        barmode="overlay",
        height=_HEAD_PX + row_px * len(rows),
        margin={"l": 4, "r": room(row.remark for row in rows), "t": 6, "b": 6},
        showlegend=False,
        dragmode=False,
        uirevision="intervals",
        plot_bgcolor="rgba(0,0,0,0)",
        shapes=[*medians, *target_line],
        annotations=[remark(row.remark, place, ink) for place, row in enumerate(rows)],
    )
    return figure
