"""The funnel plot: rates against group size, with the limits within which chance alone keeps them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log10, sqrt

import plotly.graph_objects as go

from presentation.charts.colours import ACCENT, GREY, STEPS
from presentation.charts.curve import legend_below

_SIZE_TICKS = [30, 50, 100, 200, 500, 1000, 2000, 5000]
_PLOT_PX, _NAME_PX = 270, 16
"""Height of the axis of rates, and of a line of text."""
_SHARE_TICKS = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """One group: its code, size, 0-1 rate, short name and hover text, below all limits or not, and named or not."""

    code: str
    size: int
    rate: float
    name: str
    hover: str
    is_low: bool
    is_named: bool = False


@dataclass(frozen=True, slots=True)
class FunnelBand:
    """Limits by size for the legend's words: sizes rising, 0-1 lower and upper rates, line style."""

    label: str
    sizes: Sequence[int]
    lower: Sequence[float]
    upper: Sequence[float]
    dash: str


def funnel_plot(
    points: Sequence[FunnelPoint],
    bands: Sequence[FunnelBand],
    *,
    mean: float,
    mean_label: str,
    size_label: str,
    percent: Callable[[float], str],
    separators: str,
    ink: str,
    alarm: str = STEPS[-1].colour,
) -> go.Figure:
    """Draw groups by size and rate; sizes on a logarithmic axis.

    Parameters
    ----------
    points
        The groups.
    bands
        Limits, the narrower first.
    mean, mean_label
        Rate of all together, and its words, keyword-only.
    size_label
        Title of the axis of sizes, keyword-only.
    percent
        Writes a 0-1 rate at the axis, keyword-only.
    separators
        Decimal and thousands sign, keyword-only.
    ink
        Colour of texts and marks, keyword-only.
    alarm
        Colour of the groups below all limits, keyword-only.
    """
    reach = max([1.0, *(point.rate for point in points)]) * 1.02
    figure = go.Figure()
    for band in bands:
        _add_band(figure, band)
    figure.add_hline(y=mean, line={"color": ACCENT, "width": 1})
    figure.add_annotation(
        x=1,
        xref="paper",
        # Above the funnel's mouth, where no line runs through the words.
        y=max(max(band.upper[-1] for band in bands) if bands else mean, mean),
        text=mean_label,
        showarrow=False,
        xanchor="right",
        yanchor="bottom",
        font={"size": 12, "color": ink},
    )
    _add_names(figure, points, ink)
    figure.add_scatter(
        x=[point.size for point in points],
        y=[point.rate for point in points],
        mode="markers",
        marker={
            "size": 10,
            "color": [alarm if point.is_low else ACCENT for point in points],
            "symbol": ["diamond" if point.is_low else "circle" for point in points],
            "line": {"color": ink, "width": 0.5},
        },
        customdata=[point.code for point in points],
        hovertext=[point.hover for point in points],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )
    figure.update_xaxes(type="log", title=size_label, fixedrange=True, tickvals=_SIZE_TICKS)
    figure.update_yaxes(
        tickvals=_SHARE_TICKS, ticktext=[percent(share) for share in _SHARE_TICKS], range=[0, reach], fixedrange=True
    )
    figure.update_layout(
        height=380,
        margin={"l": 0, "r": 8, "t": 12, "b": 0},
        dragmode=False,
        legend=legend_below(),
        separators=separators,
        uirevision="funnel",
    )
    return figure


def _add_names(figure: go.Figure, points: Sequence[FunnelPoint], ink: str) -> None:
    centre = sqrt(min(sizes) * max(sizes)) if (sizes := [point.size for point in points]) else 0.0
    named = sorted((point for point in points if point.is_named), key=lambda point: point.rate)
    for point, shift in zip(named, _shifts(named), strict=True):
        # Towards the middle: the largest agency stands at the right edge.
        is_right = point.size > centre
        figure.add_annotation(
            x=log10(point.size),
            y=point.rate,
            text=point.name,
            xanchor="right" if is_right else "left",
            ax=-14 if is_right else 14,
            ay=-shift,
            showarrow=True,
            arrowhead=0,
            arrowwidth=0.7,
            arrowcolor=ink,
            standoff=6,
            font={"size": 12, "color": ink},
        )


def _shifts(named: Sequence[FunnelPoint]) -> list[float]:
    """How far above its point each name stands, in pixels, so that no two lie upon each other.

    Names of points at the same height may stand far apart; they are parted all the same, which costs a little room.
    """
    shifts: list[float] = []
    lowest_free = float("-inf")
    for point in named:
        place = max(point.rate * _PLOT_PX, lowest_free)
        shifts.append(place - point.rate * _PLOT_PX)
        lowest_free = place + _NAME_PX
    return shifts


def _add_band(figure: go.Figure, band: FunnelBand) -> None:
    for values, is_first in ((band.lower, True), (band.upper, False)):
        figure.add_scatter(
            x=list(band.sizes),
            y=list(values),
            mode="lines",
            line={"color": GREY, "width": 1, "dash": band.dash},
            name=band.label,
            showlegend=is_first,
            hoverinfo="skip",
        )
