"""Which days of which desa an event is judged by, and what the desa nobody visited lead one to expect of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Window:
    """The days that are compared, as offsets from the day of the event, which itself belongs to neither side.

    Attributes
    ----------
    before, after
        Offsets of the days before and after.
    carry
        An event may be at work on its own day and so many days after it: no other event is judged by these days.
    least_before, least_after
        Days that must be left of each side once outages and days of other events are out.
    """

    before: Sequence[int] = tuple(range(-7, 0))
    after: Sequence[int] = tuple(range(1, 6))
    carry: int = 7
    least_before: int = 3
    least_after: int = 3


WINDOW = Window()
LEAD = Window(before=tuple(range(-12, -5)), after=tuple(range(-5, 0)))
"""The five days before an event as if it had been held ahead of them: what differs here, no event has brought."""

LEAST_CONTROLS = 8
"""Desa that an event needs to be compared with."""

LEAST_NEAR = 8
"""Where so many of them lie in the desa's own kecamatan, these alone are compared with."""

LEFT_OUT_AREA, LEFT_OUT_TIME, LEFT_OUT_DAYS, LEFT_OUT_CONTROLS = "area", "time", "days", "controls"
"""Why an event is not judged: no daily figures of its area; held too early or too late for the days on record; too few
of them undisturbed; too few desa to compare with."""


@dataclass(frozen=True)
class Daily:
    """What came in, day by day.

    Attributes
    ----------
    gains
        Shape (days, areas): families that responded on the day; NaN where nothing can be said of it.
    left
        Same shape: families that had not responded when the day began.
    days
        Consecutive days, one per row.
    codes
        Areas, one per column.
    near
        Shape (areas, areas): whether two areas touch.
    regions
        A word per area for what it is part of (its kecamatan), or all the same.
    """

    gains: Floats
    left: Floats
    days: Sequence[date]
    codes: Sequence[str]
    near: Flags
    regions: Sequence[str]


@dataclass(frozen=True)
class Comparisons:
    """Events, the days by which each is judged, and whom it is compared with.

    Attributes
    ----------
    event
        Row of the events' frame, shape (events,).
    column
        The desa that was visited, shape (events,).
    before, after
        Whether a day is used, shape (events, days).
    controls
        1 for a desa that the event is compared with, else 0, shape (events, areas).
    left_out
        Number of events that are not judged, by reason.
    """

    event: Ints
    column: Ints
    before: Flags
    after: Flags
    controls: Floats
    left_out: Mapping[str, int]

    def __len__(self) -> int:
        """Count the events that are judged."""
        return len(self.event)


@dataclass(frozen=True)
class Sums:
    """Families that came in on each side of each event, and days times families left, in every desa.

    All have the shape (events, areas).
    """

    gained_before: Floats
    left_before: Floats
    gained_after: Floats
    left_after: Floats


@dataclass(frozen=True)
class Outcome:
    """What came in after events and what was to be expected; each of shape (events,).

    Attributes
    ----------
    observed, expected
        Families.
    noise
        Variance of `expected` that comes from counting the days before.
    """

    observed: Floats
    expected: Floats
    noise: Floats


def neighbour_matrix(codes: Sequence[str], adjacency: Mapping[str, frozenset[str]]) -> Flags:
    """Tell which areas touch, in either direction, shape (areas, areas)."""
    place = {code: i for i, code in enumerate(codes)}
    near = np.zeros((len(codes), len(codes)), dtype=bool)
    for code, others in adjacency.items():
        for other in others:
            if code in place and other in place and code != other:
                near[place[code], place[other]] = near[place[other], place[code]] = True
    return near


def compare(
    daily: Daily, events: pd.DataFrame, window: Window, *, also_held: pd.DataFrame | None = None
) -> Comparisons:
    """Compare each event's desa with those where nothing was held in those days and which do not touch it.

    Stacked difference-in-differences with clean controls (Cengiz et al. 2019, QJE 134), in ratios: daily hazards grow
    many times over in a campaign, so what is expected after the event is the desa's own gain before it, times the
    change of the others' gain per family left between the same days. A day on which another event may be at work in
    the desa is left out on both sides.

    Parameters
    ----------
    daily
        The figures.
    events
        `area_code`, `held_on` (date).
    window
        The days compared.
    also_held
        More of the same that are not judged themselves but disturb, keyword-only.
    """
    column, held = _places(daily, events)
    disturbing = at_work(daily, events, range(window.carry + 1))
    if also_held is not None:
        disturbing += at_work(daily, also_held, range(window.carry + 1))
    judged = np.flatnonzero(column >= 0)
    left_out = {LEFT_OUT_AREA: len(events) - len(judged)}
    before = _days_of(daily, column[judged], held[judged], window.before, disturbing, window.carry)
    after = _days_of(daily, column[judged], held[judged], window.after, disturbing, window.carry)
    rows = np.arange(len(daily.gains)) - held[judged][:, None]
    has_time = np.ones(len(judged), dtype=bool)
    for offsets, least in ((window.before, window.least_before), (window.after, window.least_after)):
        has_time &= np.isin(rows, offsets).sum(axis=1) >= least
    left_out[LEFT_OUT_TIME] = int((~has_time).sum())
    has_days = (before.sum(axis=1) >= window.least_before) & (after.sum(axis=1) >= window.least_after)
    left_out[LEFT_OUT_DAYS] = int((has_time & ~has_days).sum())
    judged, before, after = judged[has_days], before[has_days], after[has_days]
    controls = _controls(daily, column[judged], before | after, disturbing)
    has_controls = controls.sum(axis=1) >= LEAST_CONTROLS
    left_out[LEFT_OUT_CONTROLS] = int((~has_controls).sum())
    return Comparisons(
        event=judged[has_controls],
        column=column[judged[has_controls]],
        before=before[has_controls],
        after=after[has_controls],
        controls=controls[has_controls].astype(np.float64),
        left_out=left_out,
    )


def at_work(daily: Daily, events: pd.DataFrame, offsets: Sequence[int]) -> Ints:
    """Count the events that may be at work so many days after they were held, shape (days, areas)."""
    column, held = _places(daily, events)
    count = np.zeros(daily.gains.shape, dtype=np.int64)
    for offset in offsets:
        row = held + offset
        inside = (row >= 0) & (row < len(count)) & (column >= 0)
        np.add.at(count, (row[inside], column[inside]), 1)
    return count


def _places(daily: Daily, events: pd.DataFrame) -> tuple[Ints, Ints]:
    """Column (-1 for none) and row of each event; days outside count on, since a window may reach in."""
    place = {code: i for i, code in enumerate(daily.codes)}
    first = daily.days[0] if len(daily.days) else date.max
    return (
        np.array([place.get(str(code), -1) for code in events["area_code"]], dtype=np.int64),
        np.array([(day - first).days for day in events["held_on"]], dtype=np.int64),
    )


def _days_of(daily: Daily, column: Ints, held: Ints, offsets: Sequence[int], disturbing: Ints, carry: int) -> Flags:
    """Tell which days of one side can be used, shape (events, days)."""
    usable = np.zeros((len(held), len(daily.gains)), dtype=bool)
    for offset in offsets:
        row = held + offset
        event = np.flatnonzero((row >= 0) & (row < len(daily.gains)))
        others = disturbing[row[event], column[event]] - (0 <= offset <= carry)
        is_told = np.isfinite(daily.gains[row[event], column[event]])
        usable[event, row[event]] = is_told & (others == 0)
    return usable


def _controls(daily: Daily, column: Ints, used: Flags, disturbing: Ints) -> Flags:
    """Tell whom each event is compared with, shape (events, areas)."""
    disturbed = ((disturbing > 0) | ~np.isfinite(daily.gains)).astype(np.float64)
    free = (used.astype(np.float64) @ disturbed == 0) & ~daily.near[column]
    free[np.arange(len(column)), column] = False
    _names, region = np.unique(np.array(daily.regions, dtype=object).astype(str), return_inverse=True)
    nearby = free & (region[column][:, None] == region[None, :])
    enough = nearby.sum(axis=1) >= LEAST_NEAR
    chosen: Flags = np.where(enough[:, None], nearby, free)
    return chosen


def sums_of(daily: Daily, compared: Comparisons) -> Sums:
    """Add up what came in on the days of each event, in every desa."""
    is_told = np.isfinite(daily.gains)
    gains, left = np.where(is_told, daily.gains, 0.0), np.where(is_told, daily.left, 0.0)
    before, after = compared.before.astype(np.float64), compared.after.astype(np.float64)
    return Sums(before @ gains, before @ left, after @ gains, after @ left)


def outcome(compared: Comparisons, sums: Sums, trade: Ints | None = None) -> Outcome:
    """What came in after each event and what was to be expected.

    Parameters
    ----------
    trade
        Shape (areas,), a permutation: desa `trade[i]` takes the visits of desa i; None for what really happened.
    """
    rows = np.arange(len(compared))
    traded = np.arange(compared.controls.shape[1]) if trade is None else trade
    back = np.empty_like(traded)
    back[traded] = np.arange(len(traded))
    controls, column = compared.controls[:, back], traded[compared.column]

    def pooled(values: Floats) -> Floats:
        result: Floats = np.einsum("ea,ea->e", controls, values)
        return result

    with np.errstate(divide="ignore", invalid="ignore"):
        change = (pooled(sums.gained_after) / pooled(sums.left_after)) / (
            pooled(sums.gained_before) / pooled(sums.left_before)
        )
        factor = change * sums.left_after[rows, column] / sums.left_before[rows, column]
    is_known = np.isfinite(factor)
    factor = np.where(is_known, factor, 0.0)
    expected = sums.gained_before[rows, column] * factor
    return Outcome(np.where(is_known, sums.gained_after[rows, column], 0.0), expected, expected * factor)
