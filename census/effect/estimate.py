"""What outreach brought: daily gain of visited desa, after against before, minus the same of desa nobody visited."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from math import expm1, log

import numpy as np
import numpy.typing as npt
import pandas as pd

from census.effect.estimates import ENOUGH_FOR_ITSELF, EffectEstimate, Evidence, LeadCheck, estimates_of
from census.effect.permutation import DRAWS, estimate, traded_outcomes, without_effects
from census.effect.windows import (
    LEAD,
    LEFT_OUT_TIME,
    WINDOW,
    Comparisons,
    Daily,
    Flags,
    Floats,
    Outcome,
    Sums,
    Window,
    at_work,
    compare,
    neighbour_matrix,
    outcome,
    sums_of,
)
from census.outreach.responsiveness import PER

OFFSETS = tuple(range(-7, 11))
_DRAWS = 99


@dataclass(frozen=True)
class Effects:
    """What is known of all events.

    Attributes
    ----------
    overall, kinds
        Estimates of all together, and by kind in the order given.
    table
        A row per event that could be judged, in the order of the events: `event_id`, `area_code`, `kind`, `held_on`,
        `extra` and `standard_error` (families on the `days_after` days that were counted), `expected` (families without
        the event), `lift` (extra / expected, NaN where nothing was expected), `left_at_start` (families that had not
        responded on the day of the event), `days_after`, and `daily_gain` (families per 1,000 left that responded on
        one of these days, of all areas). One row alone says next to nothing.
    left_out
        Events that could not be judged, by reason (`census.effect.windows`).
    """

    overall: EffectEstimate
    kinds: Mapping[str, EffectEstimate]
    table: pd.DataFrame
    left_out: Mapping[str, int]

    def of_areas(self, codes: Collection[str]) -> "Effects":
        """The same effects, with single events of some areas alone."""
        return replace(self, table=self.table[self.table["area_code"].isin(codes)])


@dataclass(frozen=True, slots=True)
class DayEffect:
    """What events brought on one day about them: a row of `event_profile` as a value.

    Attributes
    ----------
    offset
        Days from the event, negative before it.
    n_events
        Events that have such a day.
    lift, lo80, hi80
        Families more than expected, as a share of those, with the 80 % interval.
    """

    offset: int
    n_events: int
    lift: float
    lo80: float
    hi80: float


@dataclass(frozen=True, slots=True)
class EventEffect:
    """What came after one event: a row of `Effects.table` as a value; alone it says next to nothing.

    Attributes
    ----------
    days_after
        Days after it that were counted.
    expected
        Families of these days without the event.
    extra, standard_error
        Families more than that, and how unsure that is.
    """

    area_code: str
    kind: str
    held_on: date
    days_after: int
    expected: float
    extra: float
    standard_error: float


def daily_figures(
    gains: Floats,
    left: Floats,
    days: Sequence[date],
    codes: Sequence[str],
    *,
    adjacency: Mapping[str, frozenset[str]],
    outage_days: frozenset[date] = frozenset(),
    regions: Mapping[str, str] | None = None,
) -> Daily:
    """Put daily figures together for `effects_of_events`.

    Parameters
    ----------
    gains
        Shape (days, areas): families that responded on the day; NaN where nothing can be said of it.
    left
        Same shape: families that had not responded when the day began.
    days, codes
        Consecutive days and the areas.
    adjacency
        Neighbours by area code, keyword-only.
    outage_days
        Days that say nothing, keyword-only.
    regions
        What each area is part of (its kecamatan), keyword-only: comparisons stay within where there are enough.

    Raises
    ------
    ValueError
        If a day is missing or shapes differ.
    """
    if any((later - day).days != 1 for day, later in pairwise(days)):
        msg = "the days must follow one upon another"
        raise ValueError(msg)
    if gains.shape != (len(days), len(codes)) or left.shape != gains.shape:
        msg = "gains and left must have a row per day and a column per area"
        raise ValueError(msg)
    is_out = np.array([day in outage_days for day in days], dtype=bool)[:, None]
    usable_gains = np.where(is_out | ~(left > 0), np.nan, gains)
    region_of = regions or {}
    return Daily(
        usable_gains, left, days, codes, neighbour_matrix(codes, adjacency), [region_of.get(code, "") for code in codes]
    )


def effects_of_events(
    daily: Daily,
    events: pd.DataFrame,
    *,
    kinds: Sequence[str] = (),
    also_held: pd.DataFrame | None = None,
    window: Window = WINDOW,
    lead: Window = LEAD,
    draws: int = DRAWS,
    seed: int = 0,
) -> Effects:
    """Estimate what events brought, with what chance alone could have made of it.

    Parameters
    ----------
    daily
        `daily_figures`.
    events
        `id`, `area_code`, `held_on` (date), `kind`.
    kinds
        All kinds that shall have an estimate, keyword-only; default those that occur, by name.
    also_held
        `area_code`, `held_on` of events that disturb the others and are not judged themselves, keyword-only.
    window, lead
        The days compared, and those of the check before the events, keyword-only.
    draws, seed
        How many times who was visited when is drawn anew, keyword-only; the same seed gives the same figures.
    """
    events = events.reset_index(drop=True)
    names = [str(kind) for kind in kinds] or sorted({str(kind) for kind in events["kind"]})
    kind_of = events["kind"].astype(str).to_numpy(dtype=object)
    compared = compare(daily, events, window, also_held=also_held)
    sums = sums_of(daily, compared)
    real = outcome(compared, sums)
    groups: dict[str | None, Flags] = {None: np.ones(len(compared), dtype=bool)}
    groups |= {name: kind_of[compared.event] == name for name in names}
    bare = without_events(daily, events, window, also_held=also_held, seed=seed)
    traded = traded_outcomes(compared, sums_of(bare, compared), draws=draws, seed=seed)
    leads = _lead_checks(daily, bare, compare(daily, events, lead, also_held=also_held), kind_of, names, draws, seed)
    evidence = {
        name: Evidence(
            estimate(real, traded, members),
            n_held=len(events) if name is None else int((kind_of == name).sum()),
            n_events=int(members.sum()),
            n_timely=len(events) - compared.left_out[LEFT_OUT_TIME],
            expected=float(real.expected[members].mean()) if members.any() else None,
            lead=leads[name],
        )
        for name, members in groups.items()
    }
    overall, by_kind = estimates_of(evidence[None], {name: evidence[name] for name in names})
    return Effects(overall, by_kind, _table(daily, events, compared, (sums, real), traded), compared.left_out)


def _table(
    daily: Daily,
    events: pd.DataFrame,
    compared: Comparisons,
    seen: tuple[Sums, Outcome],
    traded: Sequence[Outcome],
) -> pd.DataFrame:
    judged, (sums, real) = events.loc[compared.event], seen
    # How much more restless a desa is than counting makes it: as desa without an event are.
    squares = sum(((one.observed - one.expected) ** 2).sum() for one in traded)
    counted = sum((one.expected + one.noise).sum() for one in traded)
    restless = max(1.0, float(squares / counted)) if counted > 0 else 1.0
    row_of = {day: row for row, day in enumerate(daily.days)}
    rows = np.array([row_of[day] for day in judged["held_on"]], dtype=np.int64)
    extra = real.observed - real.expected
    return pd.DataFrame(
        {
            "event_id": judged["id"].array,
            "area_code": judged["area_code"].array,
            "kind": judged["kind"].array,
            "held_on": judged["held_on"].array,
            "extra": extra,
            "standard_error": np.sqrt(real.observed + real.noise + (restless - 1) * (real.expected + real.noise)),
            "expected": real.expected,
            "lift": np.divide(extra, real.expected, out=np.full(len(extra), np.nan), where=real.expected > 0),
            "left_at_start": np.nan_to_num(daily.left[rows, compared.column]),
            "days_after": compared.after.sum(axis=1),
            "daily_gain": PER * sums.gained_after.sum(axis=1) / sums.left_after.sum(axis=1),
        }
    )


def without_events(
    daily: Daily, events: pd.DataFrame, window: Window, *, also_held: pd.DataFrame | None = None, seed: int = 0
) -> Daily:
    """The figures as they might have been without the events, by a first estimate of what these brought.

    A kind of few events is taken to bring what all kinds together do; so are those of `also_held`.
    """
    compared = compare(daily, events, window, also_held=also_held)
    real = outcome(compared, sums_of(daily, compared))
    kind_of = events["kind"].astype(str).to_numpy(dtype=object)

    def log_ratio(members: Flags) -> float:
        observed, expected = real.observed[members].sum(), real.expected[members].sum()
        return log(observed / expected) if observed > 0 and expected > 0 else 0.0

    every = log_ratio(np.ones(len(compared), dtype=bool))
    days = range(1, window.carry + 1)
    lifted: Floats = np.zeros(daily.gains.shape)
    if also_held is not None:
        lifted = lifted + every * at_work(daily, also_held, days)
    for kind in sorted(set(kind_of)):
        members = kind_of[compared.event] == kind
        lift = log_ratio(members) if members.sum() >= ENOUGH_FOR_ITSELF else every
        lifted = lifted + lift * at_work(daily, events[kind_of == kind], days)
    return replace(daily, gains=without_effects(daily.gains, lifted, seed=seed))


def _lead_checks(
    daily: Daily,
    bare: Daily,
    compared: Comparisons,
    kind_of: npt.NDArray[np.object_],
    names: Sequence[str],
    draws: int,
    seed: int,
) -> dict[str | None, LeadCheck | None]:
    real = outcome(compared, sums_of(daily, compared))
    traded = traded_outcomes(compared, sums_of(bare, compared), draws=draws, seed=seed)
    kinds = kind_of[compared.event]
    checks: dict[str | None, LeadCheck | None] = {}
    for name in (None, *names):
        one = estimate(real, traded, np.ones(len(compared), dtype=bool) if name is None else kinds == name)
        checks[name] = None if one is None else LeadCheck(expm1(one.estimate), expm1(one.low), expm1(one.high), one.p)
    return checks


def event_profile(
    daily: Daily,
    events: pd.DataFrame,
    *,
    also_held: pd.DataFrame | None = None,
    offsets: Sequence[int] = OFFSETS,
    window: Window = WINDOW,
    draws: int = _DRAWS,
    seed: int = 0,
) -> pd.DataFrame:
    """The lift on each day about the events, against the days before; a day before, against the others of them.

    Parameters
    ----------
    daily, events, also_held
        As for `census.effect.estimate.effects_of_events`.
    offsets
        Days from the event, keyword-only.
    window, draws, seed
        As there, keyword-only.

    Returns
    -------
    DataFrame
        `offset`, `n_events`, `lift`, `lo80`, `hi80` (NaN where too few events have such a day).
    """
    events = events.reset_index(drop=True)
    bare = without_events(daily, events, window, also_held=also_held, seed=seed)
    rows = []
    for offset in offsets:
        before = tuple(day for day in window.before if day != offset)
        compared = compare(
            daily, events, replace(window, before=before, after=(offset,), least_after=1), also_held=also_held
        )
        traded = traded_outcomes(compared, sums_of(bare, compared), draws=draws, seed=seed)
        log_estimate = estimate(outcome(compared, sums_of(daily, compared)), traded, np.ones(len(compared), dtype=bool))
        ends = (
            [np.nan] * 3
            if log_estimate is None
            else [expm1(value) for value in (log_estimate.estimate, log_estimate.low, log_estimate.high)]
        )
        rows.append((offset, len(compared), *ends))
    return pd.DataFrame(rows, columns=["offset", "n_events", "lift", "lo80", "hi80"])
