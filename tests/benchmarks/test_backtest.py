"""The backtest measures what it says: baselines by hand, simulated campaigns that are campaigns, and scores by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from benchmarks import backtest
from benchmarks.forecasts import trials
from benchmarks.forecasts.baselines import Past, empirical_range, logistic, pace, straight_line
from benchmarks.forecasts.campaigns import COURSES, LONGER_WINDOW, WINDOW, simulate
from tests.support.examples import first_in_gate

if TYPE_CHECKING:
    from pathlib import Path

DAYS = np.arange(1, 21)


def test_pace_and_line_by_hand() -> None:
    counts = np.column_stack([10.0 * DAYS, np.where(DAYS > 13, 7.0 * (DAYS - 13), 0), np.full(20, 90.0)])
    past = Past(DAYS, counts, np.array([1000.0, 1000.0, 100.0]), 46)
    assert pace(past).tolist() == [460.0, 49.0 + 26 * 7, 90.0]
    assert straight_line(past).tolist() == [460.0, 49 * 46 / 20, 100.0]


def test_a_logistic_curve_is_found_again() -> None:
    curve = 500 / (1 + np.exp(-0.2 * (np.arange(1, 47) - 18)))
    past = Past(DAYS, np.column_stack([curve[:20], curve[:20] / 5]), np.array([1000.0, 1000.0]), 46)
    assert logistic(past) == pytest.approx([curve[-1], curve[-1] / 5], rel=0.08)


def test_an_empirical_range_holds_the_errors_so_far() -> None:
    # A pace that doubles on day 11: a week's pace was 70 too low on day 10, and right before.
    counts = np.cumsum(np.where(DAYS > 10, 20.0, 10.0))[:, None]
    past = Past(DAYS, counts, np.array([10_000.0]), 27)
    low, high = empirical_range(pace, past)
    assert pace(past)[0] == counts[-1, 0] + 140
    assert pace(past)[0] < low[0] < high[0] <= pace(past)[0] + 70
    still = Past(DAYS, np.full((20, 1), 50.0), np.array([10_000.0]), 27)
    assert empirical_range(pace, still).ravel().tolist() == [50.0, 50.0]


@pytest.mark.parametrize("name", COURSES)
def test_a_simulated_campaign_is_one(name: str) -> None:
    course = simulate(name, 1, areas=12)
    assert len(course.counts) == (LONGER_WINDOW if name == "extension" else WINDOW)
    assert (np.diff(course.counts, axis=0) >= 0).all()
    assert (course.counts <= course.bases).all()
    assert 0.05 < course.counts[-1].sum() / course.bases.sum() < 0.7
    assert bool(course.outages) == (name == "outage")
    assert (simulate(name, 1, areas=12).counts == course.counts).all()


def test_trials_end_so_many_days_before_their_deadline() -> None:
    found = list(trials.simulated_trials("outage", range(1), areas=6))
    assert [trial.ahead for trial in found] == list(trials.AHEAD)
    for trial in found:
        assert trial.past.deadline - trial.past.days[-1] == trial.ahead
        assert (trial.observed >= trial.past.counts[-1]).all()
    few = list(trials.few_reports(found[0]))
    assert [len(trial.past.days) for trial in few] == list(trials.FEW)
    assert {trial.outages for trial in few} == {found[0].outages}
    assert few[0].past.days.tolist() == [32, 39]
    assert (few[0].past.counts == found[0].past.counts[[31, 38]]).all()


def test_counties_add_up_their_tracts() -> None:
    series = trials.Series(DAYS, np.column_stack([DAYS, 2 * DAYS, 4 * DAYS]).astype(float), np.full(3, 1000.0))
    added = series.added_up(["10001", "10003", "10001"])
    assert added.bases.tolist() == [2000.0, 1000.0]
    assert added.counts[-1].tolist() == [100.0, 40.0]


def test_the_declared_series_is_one_of_cumulative_shares() -> None:
    series = trials.read_new_york()
    districts, boroughs = series["New York"], series["New York, boroughs"]
    assert districts.days.tolist() == list(range(1, WINDOW + 1))
    assert districts.counts.shape == (WINDOW, 59)
    assert (np.diff(districts.counts, axis=0) >= 0).all()
    # The first district on the first and last day, and the last one: 8.3, 42.4 and 56.2 percent in the source.
    ends = [districts.counts[0, 0], districts.counts[-1, 0], districts.counts[-1, -1]]
    assert ends == [83, 424, 562]
    assert boroughs.counts[-1].sum() == districts.counts[-1].sum()
    assert boroughs.bases.tolist() == [18_000.0, 12_000.0, 12_000.0, 14_000.0, 3_000.0]


def outcome(group: str, error: float, *, held: float, is_shown: bool = True) -> backtest.Outcome:
    past = Past(DAYS, np.zeros((20, 10)), np.full(10, 100.0), 34)
    return backtest.Outcome(
        trials.Trial(group, 14, past, np.zeros(10)),
        error=np.full(10, error),
        bias=np.full(10, -error),
        score=np.full(10, 4 * error),
        is_held=np.arange(10) < 10 * held,
        is_whole_held=held > 0.5,
        is_shown=is_shown,
        simple_errors={"pace": 2.0, "line": 4.0},
        simple_scores={"pace": 9.0, "line": 8.0},
    )


def test_scores_are_pooled_by_group_and_days_ahead() -> None:
    pool = [outcome("Delaware", 1.0, held=0.8), outcome("Delaware", 2.0, held=0.4, is_shown=False)]
    table = backtest.table_of([*pool, outcome("New York", 3.0, held=0.9), outcome("New York, boroughs", 1.0, held=1)])
    row = table.loc[("Delaware", 14)]
    assert (row["trials"], row["error"], row["best"], row["ratio"], row["bias"]) == (2, 1.5, "pace", 0.75, -1.5)
    assert (row["held"], row["whole"], row["shown"]) == pytest.approx((0.6, 0.5, 0.5))
    assert (row["held_shown"], row["held_unshown"]) == pytest.approx((0.8, 0.4))
    assert (row["score"], row["score_ratio"]) == (6.0, 0.75)
    assert table.loc[(backtest.TRACTS, 14), "trials"] == 3
    assert table.loc[(backtest.COUNTIES, 14), "trials"] == 1


@pytest.mark.parametrize(
    ("ratio", "held", "whole", "is_within"),
    [(0.7, 0.8, 0.7, True), (0.71, 0.8, 0.7, False), (0.5, 0.91, 0.7, False), (0.5, 0.8, 0.6, False)],
)
def test_limits_are_those_of_the_lead(ratio: float, held: float, whole: float, is_within: bool) -> None:
    row = pd.Series({"ratio": ratio, "held": held, "whole": whole})
    assert backtest.is_within_limits(14, row) == is_within


def test_an_interval_score_is_width_and_ten_times_what_it_missed() -> None:
    low, high, observed = (np.array(ends) for ends in ([10.0, 10.0, 10.0], [20.0, 20.0, 20.0], [15.0, 22.0, 7.0]))
    assert backtest.interval_score(low, high, observed).tolist() == [10.0, 30.0, 40.0]


def test_moves_are_those_of_the_whole_from_a_day_to_the_next() -> None:
    series = trials.Series(DAYS, np.column_stack([10.0 * DAYS, 20.0 * DAYS]), np.array([1000.0, 2000.0]))
    found = backtest.moves(series, 20)
    # From day 10 to three days before the deadline.
    assert len(found) == 7
    assert (found < 1).all()


def test_the_scores_before_are_there_with_every_group_of_today() -> None:
    before = backtest.read_before()
    assert set(before.index.get_level_values("ahead")) == {0, *trials.AHEAD}
    assert before.loc[("US areas", 28), "ratio"] > 1
    assert {"moves a day, Delaware", "moves a day, demonstration"} <= set(before.index.get_level_values("group"))


@pytest.mark.parametrize("ahead", first_in_gate(trials.AHEAD, 1))
def test_a_real_trial_is_scored_by_its_draws(ahead: int) -> None:
    series = trials.read_new_york()["New York, boroughs"]
    (trial,) = [each for each in trials.real_trials("New York, boroughs", series) if each.ahead == ahead][-1:]
    found = backtest.try_out(trial)
    drawn = backtest.predicted(trial.past)
    low, median, high = np.percentile(drawn.draws, [10, 50, 90], axis=0)
    assert found.error == pytest.approx(100 * np.abs(median - trial.observed) / series.bases)
    assert found.is_held.tolist() == ((low <= trial.observed) & (trial.observed <= high)).tolist()


def test_what_a_page_refuses_is_not_shown() -> None:
    past = Past(DAYS, np.outer(DAYS, [10.0, 20.0]), np.array([1000.0, 2000.0]), 34)
    trial = trials.Trial("Delaware", 14, past, np.array([300.0, 600.0]))
    assert backtest.try_out(trial).is_shown
    drawn = backtest.predicted(past)
    for refused in (
        replace(trial, past=replace(past, deadline=250)),
        replace(trial, outages=frozenset(range(2, 21))),
    ):
        assert not backtest.would_be_shown(refused, drawn)
    wrong = replace(drawn.record, errors=drawn.record.errors + 3, weights=drawn.record.weights + 1)
    assert not backtest.would_be_shown(trial, replace(drawn, record=wrong))


def test_scores_of_before_stand_beside_as_many_trials_alone() -> None:
    pool = [outcome("Delaware", 1.0, held=0.8), outcome("Delaware", 2.0, held=0.4)]
    table, before = backtest.table_of(pool), backtest.table_of(pool)
    assert all("now/before 1.00" in line for line in backtest.said(table, before))
    assert not any("before" in line for line in backtest.said(backtest.table_of(pool[:1]), before))


@pytest.mark.deep
def test_the_series_that_is_not_there_is_said_to_be_left_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(trials.DATA, str(tmp_path))
    said: list[str] = []
    backtest.run(lambda line: said.append(str(line)), seeds=1, write=tmp_path / "scores.csv")
    assert [line for line in said if line.startswith("left out: the series of three states")]
    assert not any(line.startswith("Delaware") for line in said)
    written = pd.read_csv(tmp_path / "scores.csv", index_col=["group", "ahead"])
    assert {f"simulated {name}" for name in COURSES} <= set(written.index.get_level_values("group"))
