"""What may come as a fan on the way to the target: the middle, what is most likely, with a rush and without."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import plotly.graph_objects as go

from presentation.charts.curve import GREY_LINE, round_ticks
from presentation.charts.day_axis import along

_DIGITS = 5
_LEGEND_PX = 60
_DASHES = ("dash", "dot")


@dataclass(frozen=True, slots=True)
class FanLine:
    """The middle of some of the simulations.

    Attributes
    ----------
    label
        Words of the legend.
    rates
        0-1, one per day of the fan.
    """

    label: str
    rates: Sequence[float]


@dataclass(frozen=True, slots=True)
class Fan:
    """Rates to come.

    Attributes
    ----------
    days
        Rising days from the last report to the deadline.
    low, median, high
        10th, 50th and 90th percentile, 0-1, one per day.
    band_label, median_label
        Words of the legend.
    texts
        Hover text of each day.
    lines
        Middles without a rush before the deadline and with one; none where the fan alone is to be seen.
    target, target_label
        Share to be reached and its words; None where it speaks in another unit.
    """

    days: Sequence[date]
    low: Sequence[float]
    median: Sequence[float]
    high: Sequence[float]
    band_label: str
    median_label: str
    texts: Sequence[str]
    lines: Sequence[FanLine] = ()
    target: float | None = None
    target_label: str = ""


def add_fan(figure: go.Figure, fan: Fan, *, accent: str, percent: Callable[[float], str]) -> None:
    """Lay a fan over a curve (`presentation.charts.curve.cumulative_curve`), whose axis is made to hold it.

    Parameters
    ----------
    figure
        Changed in place.
    fan
        What may come.
    accent
        Colour of the curve, keyword-only.
    percent
        Writes a rate of the axis in the reader's language, keyword-only.
    """
    reach = max([*fan.high, *(rate for line in fan.lines for rate in line.rates), fan.target or 0.0])
    for trace in figure.data:
        # Hatched days of outage are bars as high as the plot.
        if trace.yaxis in (None, "y") and trace.type == "scatter" and trace.y is not None:
            # An entry of the legend alone holds no point.
            reach = max([reach, *(rate for rate in trace.y if rate is not None)])
    for trace in figure.data:
        if trace.type == "bar" and trace.yaxis in (None, "y"):
            trace.y = [reach] * len(trace.y)
    plain = {**along(fan.days), "mode": "lines", "hoverinfo": "skip", "row": 1, "col": 1}
    figure.add_scatter(**plain, y=_rounded(fan.low), line={"width": 0, "color": accent}, showlegend=False)
    figure.add_scatter(
        **plain,
        y=_rounded(fan.high),
        line={"width": 0, "color": accent},
        fill="tonexty",
        fillcolor=faint(accent),
        name=fan.band_label,
    )
    for line, dash in zip(fan.lines, _DASHES, strict=False):
        style = {"dash": dash, "width": 1.5, "color": accent}
        figure.add_scatter(**plain, y=_rounded(line.rates), line=style, name=line.label)
    figure.add_scatter(
        **plain | {"hoverinfo": None},
        y=_rounded(fan.median),
        line={"width": 2, "color": accent},
        name=fan.median_label,
        text=list(fan.texts),
        hovertemplate="%{text}<extra></extra>",
    )
    if fan.target is not None:
        figure.add_shape(
            type="line", x0=0, x1=1, xref="x domain", y0=fan.target, y1=fan.target, yref="y", line=GREY_LINE
        )
        figure.add_annotation(
            x=0,
            xref="x domain",
            y=fan.target,
            yref="y",
            text=fan.target_label,
            showarrow=False,
            xanchor="left",
            yanchor="bottom",
        )
    if fan.lines and figure.layout.height:
        # Their names take rows of the legend.
        figure.update_layout(height=figure.layout.height + _LEGEND_PX)
    ticks = round_ticks(reach)
    figure.update_yaxes(tickvals=ticks, ticktext=[percent(tick) for tick in ticks], row=1, col=1)


def faint(colour: str) -> str:
    """Give a colour (`#rrggbb`) so thin that a curve is seen through it.

    Examples
    --------
    >>> faint("#0f6e6a")
    'rgba(15,110,106,0.2)'
    """
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.2)"


def _rounded(rates: Sequence[float]) -> list[float]:
    return [round(rate, _DIGITS) for rate in rates]
