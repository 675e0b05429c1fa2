"""What came in on single days, and for how many of them it has been falling or rising."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import isnan

from census.figures.panel import Panel

_MOST_DAYS = 15
"""Days that are looked back: enough for a run to be told."""


@dataclass(frozen=True, slots=True)
class DayGain:
    """What came in on one day: the figure of its end less that of the day before."""

    day: date
    gain: int


def daily_gains(panel: Panel, measure: str, code: str, as_of: date) -> tuple[DayGain, ...]:
    """The gains of the single days up to one, the newest last, as far back as every day has a figure of its own.

    None where the day itself has no figure, or the day before has none: what came in over several days is no gain of
    one.

    Parameters
    ----------
    panel
        Carried figures as the reader may see them; of a group that is shielded it has none.
    measure
        Column of what is counted (`census.base.vocabulary.measure_column`).
    code
        The area.
    as_of
        The newest day.
    """
    column, last = panel.column_of.get(code), panel.row_of(as_of)
    if column is None or last < 0:
        return ()
    carried = panel.measures[measure]
    first = max(last - _MOST_DAYS, 0)
    days = panel.days[first : last + 1]
    counts = carried.counts[first : last + 1, column].tolist()
    told_on = carried.reported_on[first : last + 1, column].tolist()
    gains: list[DayGain] = []
    wanted = as_of.toordinal()
    for place in range(len(days) - 1, 0, -1):
        # Carried forward, a figure is of an earlier day than its row: it says nothing of this one.
        is_of_its_day = (days[place].toordinal(), told_on[place], told_on[place - 1]) == (wanted, wanted, wanted - 1)
        if not is_of_its_day or isnan(counts[place]) or isnan(counts[place - 1]):
            break
        gains.append(DayGain(days[place], round(counts[place] - counts[place - 1])))
        wanted -= 1
    return tuple(reversed(gains))


def run_of_days(gains: Sequence[DayGain], *, without: Collection[date] = ()) -> int:
    """For how many days in a row, up to the newest, each has brought less than the one before; negative for more.

    Parameters
    ----------
    gains
        Gains of single days, the newest last.
    without
        Days of outage, which say nothing of the people: they neither end a run nor belong to it. Keyword-only.

    Examples
    --------
    >>> week = [DayGain(date(2020, 3, n), gain) for n, gain in enumerate((50, 70, 60, 40, 30), start=11)]
    >>> run_of_days(week), run_of_days(week[:2]), run_of_days(week[:1])
    (3, -1, 0)
    """
    counted = [of_day.gain for of_day in gains if of_day.day not in without]
    steps = [(later < earlier) - (later > earlier) for earlier, later in pairwise(counted)]
    run = 0
    for step in reversed(steps):
        if step == 0 or run * step < 0:
            break
        run += step
    return run


def still_days(gains: Sequence[DayGain], *, without: Collection[date] = ()) -> int:
    """For how many days in a row, up to the newest, nothing has come in.

    Parameters
    ----------
    gains, without
        As for `run_of_days`.

    Examples
    --------
    >>> still_days([DayGain(date(2020, 3, n), gain) for n, gain in enumerate((0, 7, 0, -1), start=12)])
    2
    """
    counted = [of_day.gain for of_day in gains if of_day.day not in without]
    return next((days for days, gain in enumerate(reversed(counted)) if gain > 0), len(counted))
