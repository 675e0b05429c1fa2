"""What was promised against what came: a desa's gain, shared among those who promised it."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from census.base.tree import AreaTree
from census.base.values import column_values
from census.base.vocabulary import Status, Unit, measure_column
from census.figures.panel import NOT_REPORTED, Floats, Ints, Panel
from census.figures.shortfall import NO_STEP, STEP_LIMITS
from census.outreach.responsiveness import PER
from census.outreach.stuck import RECENT_DAYS

UPCOMING, RUNNING, OVER, WITHDRAWN = "upcoming", "running", "over", "withdrawn"
"""States of a commitment: before its first day, up to its last, after it, and taken back."""

MEASURE = measure_column(Unit.HOUSEHOLD, Status.RESPONDED)
"""A promise counts families that respond."""

_ONE_DAY = timedelta(days=1)
_ROUNDING = 1e-9


def commitment_progress(
    commitments: pd.DataFrame, panel: Panel, *, as_of: date, campaign_starts_on: date | None = None
) -> pd.DataFrame:
    """What came in while each commitment ran, against what was promised (decisions 52 and 134).

    A commitment runs from its first day to its last, both included, or to the day before it was withdrawn. What an area
    gains on a day is shared among the commitments for that very area that run on it, in proportion to the families
    promised; those for the kecamatan above it are not among them and have the gain of the kecamatan. Gains keep their
    sign. With recaps a gain counts on the day of the figure that tells it.

    Parameters
    ----------
    commitments
        `census.outreach.records.COMMITMENT_COLUMNS`.
    panel
        Carried figures of the areas; one that shields small groups has none of them.
    as_of
        The day of which the screen speaks, keyword-only; commitments begun later are upcoming.
    campaign_starts_on
        First day of the campaign, keyword-only: before it nobody had responded. None where nobody knows.

    Returns
    -------
    DataFrame
        Index: number of the commitment. `area_code`, `opd_id`, `households` (promised), `starts_on`, `due_on`,
        `withdrawn_on`, `state`, `area_gain` (Float64: gain of the area while it ran), `achieved` (Float64: its share,
        not rounded), `sharers` (Int64: commitments with which it shared on at least one day), `baseline_on`,
        `figure_on` (dates of the figures before and after, null for none) and `is_kept` (boolean: achieved at least
        what was promised; null where that is not known, as of one that is over while its figures end before). Without
        a figure before it began, or a newer one since, there is no gain.
    """
    promises = commitments[["id", "area_code", "opd_id", "households", "starts_on", "due_on", "withdrawn_on"]]
    promises = promises.set_index("id", drop=True)
    parts = [
        _progress_of_area(rows, *_days_of_area(rows, panel, str(code), as_of, campaign_starts_on), as_of=as_of)
        for code, rows in promises.groupby("area_code", sort=False)
    ]
    gains = (
        pd.concat(parts).reindex(promises.index) if parts else pd.DataFrame(index=promises.index, columns=list(_TYPES))
    )
    table = promises.assign(state=[_state(row, as_of) for _, row in promises.iterrows()]).join(gains.astype(_TYPES))
    for column in ("baseline_on", "figure_on", "withdrawn_on"):
        table[column] = table[column].astype("object").where(table[column].notna(), None)
    is_kept = (table["achieved"] >= table["households"].astype("Float64")).astype("boolean")
    table["is_kept"] = is_kept.mask(~is_kept.fillna(value=True) & _may_still_come(table), pd.NA)
    return table


def _may_still_come(table: pd.DataFrame) -> pd.Series:
    """Whether a commitment is over while its figures end before its last day, so that more may come (decision 134)."""
    rows = zip(table["state"], table["figure_on"], table["due_on"], strict=True)
    is_open = [state == OVER and figure_on is not None and figure_on < due for state, figure_on, due in rows]
    return pd.Series(is_open, index=table.index, dtype="bool")


def usual_families(desa: pd.Series, pace: float, *, days: int) -> float:
    """The families of a desa that come in on some days without an event, for a promise is held against all.

    Parameters
    ----------
    desa
        `week_gain` (families of the last seven days, null where not told daily) and `left`.
    pace
        Families per 1,000 left that respond on a day, for where the last seven are not told (`Responsiveness.pace`).
    days
        Days, keyword-only.

    Examples
    --------
    >>> usual_families(pd.Series({"week_gain": 14, "left": 900}), 3.0, days=8)
    16.0
    >>> usual_families(pd.Series({"week_gain": pd.NA, "left": 1_000}), 3.0, days=8)
    24.0
    """
    if pd.isna(desa["week_gain"]):
        return float(desa["left"]) * pace / PER * days
    return float(desa["week_gain"]) / RECENT_DAYS * days


def came_in(table: pd.DataFrame, tree: AreaTree) -> pd.Series:
    """What of each promise has come in, so that it may be added up: no more than was promised, no family twice.

    Parameters
    ----------
    table
        Commitments that are added up, as `commitment_progress` gives them.
    tree
        The areas: a promise for a kecamatan counts what its families were beyond those counted of promises for its desa
        that ran on some of the same days.

    Returns
    -------
    Series
        Float64, 0 to the families promised; null where nobody knows.
    """
    columns = ("area_code", "starts_on", "due_on", "achieved", "households")
    rows = list(zip(table.index, *(table[name] for name in columns), strict=True))
    above = {code: list(tree.chain(code))[1:] if code in tree else [] for code in pd.unique(table["area_code"])}
    inside: dict[str, list[tuple[date, date, float]]] = {}
    counted: dict[object, float] = {}
    for number, code, first, last, achieved, promised in sorted(rows, key=lambda row: -len(above[row[1]])):
        if pd.isna(achieved):
            continue
        elsewhere = sum(families for start, end, families in inside.get(code, ()) if start <= last and first <= end)
        counted[number] = min(max(float(achieved) - elsewhere, 0.0), float(promised))
        for ancestor in above[code]:
            inside.setdefault(ancestor, []).append((first, last, counted[number]))
    return pd.Series([counted.get(number) for number in table.index], index=table.index, dtype="Float64")


_TYPES = {
    "area_gain": "Float64",
    "achieved": "Float64",
    "sharers": "Int64",
    "baseline_on": "object",
    "figure_on": "object",
}


def _state(row: pd.Series, as_of: date) -> str:
    if row["withdrawn_on"] is not None and not pd.isna(row["withdrawn_on"]) and row["withdrawn_on"] <= as_of:
        return WITHDRAWN
    if as_of < row["starts_on"]:
        return UPCOMING
    return RUNNING if as_of <= row["due_on"] else OVER


def last_day_run(row: pd.Series, as_of: date) -> date:
    """The last day on which a commitment has run by a day; before its first day if it has not."""
    last: date = min(row["due_on"], as_of)
    withdrawn: date | None = row["withdrawn_on"]
    return last if withdrawn is None or pd.isna(withdrawn) else min(last, withdrawn - _ONE_DAY)


def share_elapsed(table: pd.DataFrame, as_of: date) -> pd.Series:
    """The part of its days that each commitment has behind it, 0 to 1, the day of its figure included.

    A figure of 8 March says nothing of the days since: what was due is that of 8 March as well. Without a figure the
    as-of day counts.
    """
    days = [(row["due_on"] - row["starts_on"]).days + 1 for _, row in table.iterrows()]
    last = [last_day_run(row, min(row["figure_on"] or as_of, as_of)) for _, row in table.iterrows()]
    run = [max((day - row["starts_on"]).days + 1, 0) for day, (_, row) in zip(last, table.iterrows(), strict=True)]
    return pd.Series([done / of for done, of in zip(run, days, strict=True)], index=table.index, dtype="float64")


def commitment_steps(table: pd.DataFrame, as_of: date) -> pd.Series:
    """Sort commitments into the five steps of the map, what came in against what would have by a straight line.

    Parameters
    ----------
    table
        As `commitment_progress` gives it.
    as_of
        The day that it speaks of.

    Returns
    -------
    Series
        int: 0 and 1 for on course or kept, 2 to 4 for more and more short of it
        (`census.figures.shortfall.STEP_LIMITS`), or `census.figures.shortfall.NO_STEP` where nothing is due yet or
        nobody knows.
    """
    due = table["households"].to_numpy(dtype=np.float64) * share_elapsed(table, as_of).to_numpy()
    achieved = table["achieved"].to_numpy(dtype=np.float64, na_value=np.nan)
    # Shares are floats: what differs from a limit by rounding alone must fall on its better side.
    steps = sum((achieved < float(1 - limit) * due - _ROUNDING * due).astype(int) for limit in STEP_LIMITS)
    open_steps = np.where(np.isnan(achieved) | (due <= 0), NO_STEP, steps)
    # A promise that was kept early has the best step, also where the line of its days would give the second.
    return pd.Series(np.where(table["is_kept"].fillna(value=False), 0, open_steps), index=table.index).astype(int)


@dataclass(frozen=True, slots=True)
class CommitmentProgress:
    """What came of one commitment: a row of `commitment_progress` as a value, None for null.

    Attributes
    ----------
    state
        `UPCOMING`, `RUNNING`, `OVER` or `WITHDRAWN`.
    achieved
        Families that came in and are its share of the gain, not rounded.
    sharers
        Other commitments with which it shares the gain.
    figure_on
        Day of the figure that says so; None for no newer one since it began.
    is_kept
        At least what was promised came in; None where nobody knows yet.
    elapsed
        Part of its days that is over by that figure, 0 to 1 (`share_elapsed`).
    step
        0 and 1 for on course or kept, up to 4 for far short of it (`commitment_steps`); None where nothing is due yet
        or nobody knows.
    """

    state: str
    achieved: float | None
    sharers: int
    figure_on: date | None
    is_kept: bool | None
    elapsed: float
    step: int | None


def commitment_values(table: pd.DataFrame, as_of: date) -> dict[int, CommitmentProgress]:
    """What came of commitments as values, by their number.

    Parameters
    ----------
    table
        As `commitment_progress` gives it.
    as_of
        The day that it speaks of.
    """
    steps = [None if step == NO_STEP else step for step in commitment_steps(table, as_of).tolist()]
    columns = ("state", "achieved", "sharers", "figure_on", "is_kept")
    rows = zip(
        *(column_values(table[name]) for name in columns), share_elapsed(table, as_of).tolist(), steps, strict=True
    )
    return {int(number): CommitmentProgress(*row) for number, row in zip(table.index, rows, strict=True)}


@dataclass(frozen=True, slots=True)
class PromiseTotals:
    """What the promises of many come to.

    Attributes
    ----------
    running, promised, came_in
        Commitments that run and have a newer figure, the families promised and those that came in (`came_in`).
    waiting, waiting_promised
        Those that run and have none yet, and the families promised.
    broken
        Those that are over and were not kept.
    """

    running: int
    promised: int
    came_in: float
    waiting: int
    waiting_promised: int
    broken: int


def promise_totals(table: pd.DataFrame, tree: AreaTree) -> PromiseTotals:
    """Add up what was promised and what came in; what nobody knows yet is counted apart.

    Parameters
    ----------
    table
        As `commitment_progress` gives it.
    tree
        The areas (`came_in`).
    """
    has_figure, is_running = table["achieved"].notna(), table["state"] == RUNNING
    running, waiting = table[is_running & has_figure], table[is_running & ~has_figure]
    is_broken = (table["state"] == OVER) & ~table["is_kept"].fillna(value=True)
    return PromiseTotals(
        running=len(running),
        promised=int(running["households"].sum()),
        came_in=float(came_in(running, tree).sum()),
        waiting=len(waiting),
        waiting_promised=int(waiting["households"].sum()),
        broken=int(is_broken.sum()),
    )


def _days_of_area(
    commitments: pd.DataFrame, panel: Panel, code: str, as_of: date, campaign_starts_on: date | None
) -> tuple[date, Floats, Ints]:
    """Carry an area's figures day by day, from the day before its first commitment to its last day or the as-of day.

    Returns
    -------
    first : date
        Day of the first value.
    counts : ndarray of float
        Cumulative count at the end of each day, NaN where there is none.
    told_on : ndarray of int
        Ordinal of the day that each figure speaks of, 0 for none.
    """
    first = min(commitments["starts_on"]) - _ONE_DAY
    n = max((min(max(commitments["due_on"]), as_of) - first).days + 1, 1)
    days = [first + timedelta(days=step) for step in range(n)]
    counts, told_on = np.full(n, np.nan), np.full(n, NOT_REPORTED, dtype=np.int64)
    column, carried = panel.column_of.get(code), panel.measures[MEASURE]
    for place, day in enumerate(days):
        row = panel.row_of(day)
        if column is not None and row >= 0:
            counts[place], told_on[place] = carried.counts[row, column], carried.reported_on[row, column]
        if np.isnan(counts[place]) and campaign_starts_on is not None and day < campaign_starts_on:
            counts[place] = 0.0
    return first, counts, told_on


def _progress_of_area(
    commitments: pd.DataFrame, first: date, counts: Floats, told_on: Ints, *, as_of: date
) -> pd.DataFrame:
    gain = np.diff(counts)
    spans = [
        ((row["starts_on"] - first).days, (last_day_run(row, as_of) - first).days) for _, row in commitments.iterrows()
    ]
    # gain[p] is the gain of the day p + 1 days after the first, so positions and days differ by one.
    days = np.arange(1, len(counts))
    runs = np.array([(days >= start) & (days <= end) for start, end in spans]).reshape(len(commitments), len(days))
    promised = commitments["households"].to_numpy(dtype=np.float64)
    on_the_day = promised @ runs
    rows: list[tuple[object, ...]] = []
    for place, (start, end) in enumerate(spans):
        mine = runs[place]
        if not mine.any():
            rows.append((None, None, 0, None, None))
            continue
        sharers = int(runs[:, mine].any(axis=1).sum()) - 1
        before, after = int(told_on[start - 1]), int(told_on[end])
        if after in (before, NOT_REPORTED):
            rows.append((None, None, sharers, _day(before), None))
            continue
        part = gain[mine] * promised[place] / on_the_day[mine]
        rows.append((gain[mine].sum(), part.sum(), sharers, _day(before), _day(after)))
    return pd.DataFrame(rows, index=commitments.index, columns=list(_TYPES), dtype=object).astype(_FLOATS)


_FLOATS = {"area_gain": "float64", "achieved": "float64"}


def _day(ordinal: int) -> date | None:
    return None if ordinal == NOT_REPORTED else date.fromordinal(int(ordinal))
