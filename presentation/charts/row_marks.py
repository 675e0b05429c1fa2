"""Marks of a figure with a row per area or kind, to be given to it all at once.

Added one by one, plotly looks through all marks before at each new one: a list of 132 desa then takes seconds.
"""

from collections.abc import Iterable
from typing import Any

Mark = dict[str, Any]
_CHARACTER_PX, _GAP_PX = 7.2, 12
"""Width of an average character of the remarks, and their distance from the rows and the edge."""


def room(remarks: Iterable[str]) -> float:
    """The margin (px) that remarks at the right of the rows need; lines are parted by <br>."""
    longest = max((len(line) for remark_text in remarks for line in remark_text.split("<br>")), default=0)
    return _GAP_PX + _CHARACTER_PX * longest


def remark(text: str, place: int, ink: str) -> Mark:
    """The text at the right of a row (HTML); `place` counts the rows from 0."""
    return {
        "x": 1,
        "xref": "paper",
        "y": place,
        "text": text,
        "showarrow": False,
        "xanchor": "left",
        "xshift": 8,
        "align": "left",
        "font": {"size": 13, "color": ink},
    }


def stroke(x: float, place: int, half: float, *, colour: str, width: float) -> Mark:
    """An upright stroke across a row, `half` a row's height up and down from its middle."""
    return {
        "type": "line",
        "x0": x,
        "x1": x,
        "y0": place - half,
        "y1": place + half,
        "line": {"color": colour, "width": width},
    }


def is_light(colour: str) -> bool:
    """Tell whether a `#rrggbb` is light.

    Examples
    --------
    >>> is_light("#e6eceb"), is_light("#1f2a2c")
    (True, False)
    """
    return sum(int(colour[start : start + 2], 16) for start in (1, 3, 5)) >= 3 * 128


def dotted_line(x: float, ink: str) -> Mark:
    """A dotted line across all rows: the target."""
    line = {"color": ink, "width": 1, "dash": "dot"}
    return {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "y domain", "line": line}
