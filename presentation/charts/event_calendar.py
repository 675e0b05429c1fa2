"""Events by day as a calendar: a row per week, a column per weekday, the number in each day's box."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import plotly.graph_objects as go

from presentation.charts.row_marks import is_light

_ROW_PX, _HEAD_PX = 46, 34
_WEEK = 7
_SHADES = ((1, "#d7ece9"), (4, "#9fd3cb"), (8, "#4fa79d"), (13, "#17807a"))
"""Least number of events of a shade, and its fill."""
_INKS = ("#16211f", "#16211f", "#16211f", "#ffffff")
_SHADES_ON_DARK = ((1, "#1d3b3a"), (4, "#25605b"), (8, "#2f8f88"), (13, "#5cc4ba"))
_INKS_ON_DARK = ("#ffffff", "#ffffff", "#0b1213", "#0b1213")
"""The same on a dark ground, where many events have to be the brightest."""


@dataclass(frozen=True, slots=True)
class CalendarWords:
    """What the calendar says in the reader's language.

    Attributes
    ----------
    weekdays
        Short names, Monday first.
    day
        Short name by day, such as 17 Feb.
    hover
        Text by day (HTML).
    """

    weekdays: tuple[str, ...]
    day: Mapping[date, str]
    hover: Mapping[date, str]


def days_of_calendar(first: date, last: date) -> list[date]:
    """List the days of whole weeks, Monday to Sunday, that hold two days and all between."""
    start = first - timedelta(days=first.weekday())
    end = last + timedelta(days=_WEEK - 1 - last.weekday())
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]


def event_calendar(counts: Mapping[date, int], *, first: date, last: date, words: CalendarWords, ink: str) -> go.Figure:
    """Draw the days between two as boxes, darker the more events there were.

    Parameters
    ----------
    counts
        Events by day; a day that is missing has none.
    first, last
        First and last day, keyword-only like all that follow; days outside have an empty box.
    words
        What it says; `day` and `hover` for every day from `first` to `last`.
    ink
        Colour of texts on the ground of the page.
    """
    days = days_of_calendar(first, last)
    figure = go.Figure()
    boxes, numbers = [], []
    edge = {"color": "rgba(138,150,153,0.5)", "width": 1}
    for place, day in enumerate(days):
        week, weekday = divmod(place, _WEEK)
        if not first <= day <= last:
            continue
        number = counts.get(day, 0)
        fill, inner = _shade(number, ink)
        box = {"x0": weekday - 0.46, "x1": weekday + 0.46, "y0": week - 0.44, "y1": week + 0.44}
        boxes.append({"type": "rect", "fillcolor": fill, "line": edge, **box})
        label = f"{words.day[day]}<br><b>{number}</b>" if number else words.day[day]
        numbers.append(
            {"x": weekday, "y": week, "text": label, "showarrow": False, "font": {"size": 12, "color": inner}}
        )
    inside = [(place, day) for place, day in enumerate(days) if first <= day <= last]
    figure.add_scatter(
        x=[place % _WEEK for place, _ in inside],
        y=[place // _WEEK for place, _ in inside],
        mode="markers",
        marker={"size": 30, "opacity": 0},
        hovertext=[words.hover[day] for _, day in inside],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )
    weeks = len(days) // _WEEK
    columns = list(range(_WEEK))
    figure.update_xaxes(tickvals=columns, ticktext=list(words.weekdays), side="top", range=[-0.5, _WEEK - 0.5])
    figure.update_xaxes(fixedrange=True, showgrid=False, zeroline=False, tickfont={"color": ink, "size": 12})
    figure.update_yaxes(visible=False, range=[weeks - 0.5, -0.5], fixedrange=True)
    figure.update_layout(
        height=_HEAD_PX + _ROW_PX * weeks,
        margin={"l": 0, "r": 0, "t": _HEAD_PX - 8, "b": 4},
        dragmode=False,
        uirevision="calendar",
        plot_bgcolor="rgba(0,0,0,0)",
        shapes=boxes,
        annotations=numbers,
    )
    return figure


def _shade(number: int, ink: str) -> tuple[str, str]:
    """The fill of a day and the colour of the text upon it."""
    fill, inner = "rgba(0,0,0,0)", ink
    # Light ink stands on a dark ground.
    shades, inks = (_SHADES_ON_DARK, _INKS_ON_DARK) if is_light(ink) else (_SHADES, _INKS)
    for (least, colour), text in zip(shades, inks, strict=True):
        if number >= least:
            fill, inner = colour, text
    return fill, inner
