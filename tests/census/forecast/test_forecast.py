"""Forecasts: sums of the same draws, never below what is there nor above all, and silence where nothing can be said."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.forecast.futures import (
    FIRST_WEIGHTS,
    FUTURES,
    LEAST_WEIGHT,
    SURGE_GROWTH,
    SURGE_GROWTH_SD,
    Future,
    Scores,
    Spread,
    log_paths,
    surge_clock,
)
from census.forecast.history import LEVEL_DAYS, History
from census.forecast.model import DRAWS, Refusal, forecast, refusal_of
from census.forecast.track_record import AREA_SPREAD, LEAST_ORIGINS, TrackRecord, area_spread, track_record

if TYPE_CHECKING:
    from collections.abc import Collection

    from census.forecast.model import Forecast

FIRST = date(2020, 2, 15).toordinal()
BASES = np.array([2000.0, 900.0, 4100.0, 1500.0])


def campaign(hazard: np.ndarray, *, bases: np.ndarray = BASES, own: np.ndarray | float = 1.0) -> np.ndarray:
    """Cumulative counts that follow a daily hazard exactly, rounded down; shape (days, areas)."""
    total = np.cumsum(hazard)[:, None] * np.broadcast_to(own, bases.shape)
    return np.floor(bases * -np.expm1(-total))


def history_of(counts: np.ndarray, *, days: np.ndarray | None = None, outages: Collection[int] = ()) -> History:
    told = np.arange(len(counts)) if days is None else days
    return History(FIRST + told, counts, BASES, outages)


def told(counts: np.ndarray, *, ahead: int = 16, seed: int = 0, draws: int = 400, **more: object) -> Forecast:
    codes = [f"{place}" for place in range(counts.shape[1])]
    days = FIRST + np.arange(len(counts))
    deadline = int(days[-1]) + ahead
    bases = more.pop("bases", BASES)
    return forecast(codes, days, counts, bases, deadline=deadline, draws=draws, seed=seed, **more)  # type: ignore[arg-type]


# --- laws ---------------------------------------------------------------------------------------------------


@st.composite
def pasts(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Any rising days, counts that may fall, and registers that may be too small."""
    areas, reports = draw(st.integers(1, 4)), draw(st.integers(2, 14))
    steps = draw(st.lists(st.integers(1, 9), min_size=reports, max_size=reports))
    cell = st.integers(0, 120)
    counts = np.array([draw(st.lists(cell, min_size=areas, max_size=areas)) for _ in range(reports)], dtype=float)
    if draw(st.booleans()):
        counts = np.cumsum(counts, axis=0)
    bases = np.array(draw(st.lists(st.integers(0, 900), min_size=areas, max_size=areas)), dtype=float)
    return FIRST + np.cumsum(steps), counts, bases


@given(past=pasts(), ahead=st.integers(1, 60), seed=st.integers(0, 5), data=st.data())
def test_draws_stay_between_what_is_there_and_all(
    past: tuple[np.ndarray, np.ndarray, np.ndarray], ahead: int, seed: int, data: st.DataObject
) -> None:
    days, counts, bases = past
    codes = [f"{place}" for place in range(len(bases))]
    outages = data.draw(st.sets(st.integers(int(days[0]), int(days[-1])), max_size=4))
    found = forecast(codes, days, counts, bases, deadline=int(days[-1]) + ahead, outages=outages, draws=60, seed=seed)
    most = np.maximum(bases, counts.max(axis=0))
    assert found.draws.dtype == np.int64
    assert (found.draws >= counts[-1]).all()
    assert (found.draws <= most).all()
    assert sum(found.weights) == pytest.approx(1)
    assert min(found.weights) >= LEAST_WEIGHT / 2
    # Sums are those of the same draws.
    some = data.draw(st.lists(st.sampled_from(codes), unique=True, min_size=1))
    others = [code for code in codes if code not in some]
    assert (found.total(some) + found.total(others) == found.total()).all()
    fan = found.fan(some)
    assert (np.diff(fan, axis=1) >= -1e-6).all()
    assert (fan[0] <= fan[1]).all()
    assert (fan[1] <= fan[2]).all()
    assert found.progress[:, -1] == pytest.approx(1)


def test_sum_of_areas_is_the_sum_draw_by_draw_and_a_summary_is_made_of_draws() -> None:
    found = told(campaign(np.full(30, 0.01), own=np.array([0.5, 1, 1.5, 2])), draws=DRAWS)
    whole = found.total()
    assert (whole == found.draws.sum(axis=1)).all()
    reached = int(np.sort(whole)[1500])
    said = found.summary(target_count=reached)
    assert said.chance == (whole >= reached).mean()
    assert {said.median, said.lo80, said.hi80} <= set(whole.tolist())
    assert said.lo80 < said.median < said.hi80
    assert ((whole >= said.lo80) & (whole <= said.hi80)).mean() == pytest.approx(0.8, abs=0.01)
    assert found.summary(target_count=0).chance == 1
    assert found.summary(target_count=int(BASES.sum()) + 1).chance == 0
    assert found.summary().chance is None
    # Sums of medians are no medians of sums: nothing is added up but draws.
    assert found.fan()[1, -1] == pytest.approx(np.percentile(whole, 50))


def test_the_same_seed_gives_the_same_draws() -> None:
    counts = campaign(np.full(20, 0.01))
    assert (told(counts).draws == told(counts).draws).all()
    assert (told(counts).draws != told(counts, seed=1).draws).any()


@pytest.mark.parametrize(("ahead", "reports"), [(0, 20), (-3, 20), (5, 1)])
def test_no_day_ahead_or_one_report_is_refused(ahead: int, reports: int) -> None:
    with pytest.raises(ValueError, match="two reports and a day ahead"):
        told(campaign(np.full(20, 0.01))[:reports], ahead=ahead)


# --- what is carried forward --------------------------------------------------------------------------------


def test_level_and_effects_by_a_slow_recount() -> None:
    rng = np.random.default_rng(3)
    counts = np.cumsum(rng.poisson(9, (20, 4)), axis=0).astype(float)
    days = np.cumsum(rng.integers(1, 4, 20))
    history = history_of(counts, days=days)
    gains = exposure = 0.0
    for row in range(1, 20):
        span, age = days[row] - days[row - 1], days[-1] - days[row]
        left = sum(BASES[a] - (counts[row, a] + counts[row - 1, a]) / 2 for a in range(4))
        fade = 2 ** (-age / LEVEL_DAYS)
        gains += fade * sum(counts[row] - counts[row - 1])
        exposure += fade * left * span
    assert history.level[-1] == pytest.approx((gains + 0.5) / (exposure + 1))
    assert (history.effects * history.left).sum(axis=1) == pytest.approx(history.left.sum(axis=1))


@pytest.mark.parametrize("slope", [-0.06, 0.0, 0.05])
def test_the_slope_leans_the_way_the_hazard_goes(slope: float) -> None:
    history = history_of(campaign(0.004 * np.exp(slope * np.arange(30)), bases=BASES * 50))
    found = History(history.days, history.counts, BASES * 50).slope[-1]
    # Drawn to zero, never beyond.
    assert abs(found) <= abs(slope) + 0.005
    assert found == pytest.approx(slope, abs=0.02 + abs(slope) / 2)


def test_an_area_that_did_more_is_told_to_do_more_unless_chance_explains_it() -> None:
    own = np.array([0.5, 1.0, 1.0, 1.6])
    strong = history_of(campaign(np.full(30, 0.006), bases=BASES * 20, own=own))
    strong = History(strong.days, strong.counts, BASES * 20)
    assert strong.effects[-1] == pytest.approx(own / (own * strong.left[-1]).sum() * strong.left[-1].sum(), rel=0.08)
    # A handful of families: they may differ by luck.
    few = np.cumsum(np.random.default_rng(1).poisson(0.2, (12, 4)), axis=0).astype(float)
    raw = few[-1] / BASES / (few[-1].sum() / BASES.sum())
    assert np.abs(history_of(few).effects[-1] - 1).max() < 0.6 * np.abs(raw - 1).max()


def test_days_of_outage_are_left_out() -> None:
    hazard = np.full(24, 0.01)
    down = (20, 21)
    hazard[list(down)] = 0
    counts = campaign(hazard)
    days = [FIRST + day for day in down]
    steady = told(campaign(np.full(24, 0.01)), draws=200).total()
    knowing, unknowing = (told(counts, outages=off, draws=200).total() for off in (days, ()))
    gain = np.median(steady) - campaign(np.full(24, 0.01))[-1].sum()
    assert np.median(knowing) - counts[-1].sum() == pytest.approx(gain, rel=0.08)
    assert np.median(unknowing) < np.median(knowing)
    history = history_of(counts, outages=days)
    # The day after them as well: who was kept away comes then, too.
    assert history.open_day[-1] == 20
    assert history.gains[[down[0] - 1, down[1] - 1, down[1]]].sum() == 0


def test_who_comes_a_day_late_does_not_make_the_pace_faster() -> None:
    hazard = np.full(24, 0.01)
    hazard[20], hazard[21] = 0.0, 0.02
    steady = told(campaign(np.full(24, 0.01)), draws=200).total()
    late = told(campaign(hazard), outages=[FIRST + 20], draws=200).total()
    assert np.median(late) == pytest.approx(np.median(steady), rel=0.01)


def test_a_week_of_weekdays_is_recognised_and_weighs_the_days_ahead() -> None:
    day = np.arange(35)
    hazard = 0.01 * np.where((FIRST + day - 1) % 7 >= 5, 0.4, 1.0)
    bases = BASES * 100
    history = History(FIRST + day, campaign(hazard, bases=bases), bases)
    weekend, working = history.weekdays[5:].mean(), history.weekdays[:5].mean()
    assert 0.4 <= weekend / working < 0.8
    assert history.weekdays.mean() == pytest.approx(1)
    assert history.weekday_factors(FIRST, 7).tolist() == [history.weekdays[(FIRST + d - 1) % 7] for d in range(7)]


def test_sparse_recaps_are_mean_gains_between_recaps() -> None:
    counts = campaign(np.full(36, 0.01))
    weekly = np.arange(0, 36, 7)
    codes = list("abcd")
    found = forecast(codes, FIRST + weekly, counts[weekly], BASES, deadline=FIRST + 50, draws=400)
    daily = forecast(codes, FIRST + np.arange(36), counts, BASES, deadline=FIRST + 50, draws=400)
    gains = [np.median(each.total()) - counts[35].sum() for each in (found, daily)]
    assert gains[0] == pytest.approx(gains[1], rel=0.12)


# --- futures ------------------------------------------------------------------------------------------------


def test_the_surge_is_the_published_one() -> None:
    days = np.arange(1, 29)

    def times_the_line(growth: float) -> float:
        return float(np.exp(growth * days).mean())

    assert times_the_line(SURGE_GROWTH) == pytest.approx(2.6, abs=0.05)
    tail = 1.2816 * SURGE_GROWTH_SD
    assert times_the_line(SURGE_GROWTH - tail) == pytest.approx(1.7, abs=0.15)
    assert times_the_line(SURGE_GROWTH + tail) == pytest.approx(4.0, abs=0.3)
    # Only the last four weeks grow.
    assert surge_clock(40)[:12].tolist() == [0] * 12
    assert surge_clock(40)[-1] == 28
    steady, surge, decay = log_paths(np.zeros(1), 28)[:, 0, -1]
    assert decay < steady == 0 < surge


@pytest.mark.parametrize(("slope", "future"), [(0.05, Future.SURGE), (-0.06, Future.DECAY), (0.0, Future.STEADY)])
def test_the_future_that_did_well_weighs_more(slope: float, future: Future) -> None:
    bases = BASES * 50
    counts = campaign(0.006 * np.exp(slope * np.arange(34)), bases=bases)
    found = told(counts, bases=bases)
    weights = dict(zip(FUTURES, found.weights, strict=True))
    assert max(weights, key=weights.__getitem__) is future
    assert weights[future] > FIRST_WEIGHTS[FUTURES.index(future)]
    shares = np.bincount(found.futures, minlength=3) / len(found.futures)
    assert shares == pytest.approx(found.weights, abs=0.01)


def test_futures_can_be_told_apart() -> None:
    found = told(campaign(np.full(20, 0.008)), ahead=26, draws=DRAWS)
    ends = {future: found.fan(future=future)[1, -1] for future in FUTURES}
    assert ends[Future.DECAY] < ends[Future.STEADY] < ends[Future.SURGE]


def test_a_moved_deadline_forgets_how_futures_did_and_widens() -> None:
    bases = BASES * 50
    counts = campaign(0.004 * np.exp(0.05 * np.arange(40)), bases=bases)
    history = History(FIRST + np.arange(40), counts, bases)
    moved = Scores(history, FIRST + 35)
    assert len(moved.origins) == 0 < len(Scores(history).origins)
    assert moved.errors.shape == (3, 0)
    assert track_record(moved).coverage is None
    assert track_record(moved).spread.week > track_record(Scores(history)).spread.week


# --- its own record -----------------------------------------------------------------------------------------


def test_the_record_begins_after_ten_days_and_uses_what_was_known_then() -> None:
    rng = np.random.default_rng(5)
    counts = campaign(0.008 * np.exp(rng.normal(0, 0.1, 40)))
    whole = track_record(Scores(history_of(counts)))
    assert whole.days[0] == FIRST + 9
    assert whole.days[-1] == FIRST + 32
    early = track_record(Scores(history_of(counts[:30])))
    # What came later does not change what was told earlier.
    assert early.pit == pytest.approx(whole.pit[: len(early.pit)], abs=0.02)


@pytest.mark.parametrize(
    ("origins", "held", "is_reliable"),
    [
        (LEAST_ORIGINS, 9, False),
        (LEAST_ORIGINS, 10, True),
        (LEAST_ORIGINS - 1, 0, True),
        (100, 64, False),
        (100, 65, True),
    ],
)
def test_too_few_intervals_that_held(origins: int, held: int, is_reliable: bool) -> None:
    places = np.where(np.arange(origins) < held, 0.5, 0.99)
    record = TrackRecord(tuple(range(origins)), places, np.zeros(origins), Spread(0.1))
    assert (record.held, record.is_reliable) == (held, is_reliable)


def test_a_calm_past_keeps_a_floor_and_a_wild_one_widens() -> None:
    rng = np.random.default_rng(2)
    calm = track_record(Scores(history_of(campaign(np.full(40, 0.01)))))
    wild = track_record(Scores(history_of(campaign(0.01 * np.exp(np.repeat(rng.normal(0, 0.7, 8), 5))))))
    assert 0.1 <= calm.spread.week < wild.spread.week
    assert area_spread(History(FIRST + np.arange(9), np.ones((9, 1)), np.array([9.0])), 7) == 0
    # Without a past long enough the first guess stands.
    assert area_spread(history_of(campaign(np.full(3, 0.01))), 7) == AREA_SPREAD


# --- silence ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "as_of", "outages", "reason"),
    [
        (range(9), 8, (), Refusal.TOO_EARLY),
        (range(10), 9, (), None),
        (range(10), 9, (4,), Refusal.TOO_EARLY),
        (range(11), 10, (4,), None),
        ((0, 30), 30, (), Refusal.TOO_FEW_REPORTS),
        ((0, 15, 30), 37, (), None),
        ((0, 15, 30), 38, (), Refusal.STALE),
        (range(46), 45, (), Refusal.OVER),
    ],
)
def test_when_nothing_is_said(
    days: Collection[int], as_of: int, outages: Collection[int], reason: Refusal | None
) -> None:
    told_days = np.array(list(days))
    history = history_of(
        np.outer(told_days + 1.0, np.ones(4)), days=told_days, outages=[FIRST + day for day in outages]
    )
    assert refusal_of(history, as_of=FIRST + as_of, deadline=FIRST + 45) is reason


def test_no_figures_and_no_register() -> None:
    assert refusal_of(None, as_of=FIRST, deadline=FIRST + 45) is Refusal.NO_FIGURES
    nobody = History(FIRST + np.arange(12), np.zeros((12, 2)), np.zeros(2))
    assert refusal_of(nobody, as_of=FIRST + 11, deadline=FIRST + 45) is Refusal.NO_REGISTER


# --- known truth --------------------------------------------------------------------------------------------


def test_intervals_hold_about_as_often_as_they_say() -> None:
    held = []
    for seed in range(24):
        rng = np.random.default_rng(seed)
        own = np.exp(rng.normal(0, 0.3, 12))
        bases = rng.integers(400, 3000, 12)
        weather = np.exp(np.convolve(rng.normal(0, 0.15, 50), np.ones(5) / 2, mode="valid"))
        left, counts = bases.copy(), []
        for day in range(44):
            left = left - rng.binomial(left, -np.expm1(-0.006 * own * weather[day]))
            counts.append(bases - left)
        past = np.array(counts[:30], dtype=float)
        found = told(past, ahead=14, bases=bases, seed=seed, draws=200)
        low, high = np.percentile(found.draws, [10, 90], axis=0)
        held.append(((low <= counts[-1]) & (counts[-1] <= high)).mean())
    assert 0.65 <= np.mean(held) <= 0.98
