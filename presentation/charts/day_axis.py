"""Days along the axis of a chart, told in as few bytes as they can be."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

DAY_MS = 86_400_000
"""A day as a date axis counts it."""


def along(days: Sequence[date]) -> dict[str, Any]:
    """The keywords of a trace that place its points on days: first day and step where no day is left out.

    Examples
    --------
    >>> along([date(2020, 3, 1), date(2020, 3, 2)])
    {'x0': '2020-03-01', 'dx': 86400000}
    >>> along([date(2020, 3, 1), date(2020, 3, 4)])
    {'x': [datetime.date(2020, 3, 1), datetime.date(2020, 3, 4)]}
    """
    if len(days) > 1 and all((later - day).days == 1 for day, later in pairwise(days)):
        return {"x0": days[0].isoformat(), "dx": DAY_MS}
    return {"x": list(days)}
