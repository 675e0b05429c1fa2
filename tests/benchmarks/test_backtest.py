"""The backtest measures what it says: baselines by hand, simulated campaigns that are campaigns, and silence told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks import backtest
from benchmarks.baselines import Past, logistic, pace, straight_line
from benchmarks.campaigns import COURSES, LONGER_WINDOW, WINDOW, simulate

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
    past = Past(DAYS, curve[:20, None], np.array([1000.0]), 46)
    assert logistic(past)[0] == pytest.approx(curve[-1], rel=0.08)


@pytest.mark.parametrize("name", COURSES)
def test_a_simulated_campaign_is_one(name: str) -> None:
    course = simulate(name, 1, areas=12)
    assert len(course.counts) == (LONGER_WINDOW if name == "extension" else WINDOW)
    assert (np.diff(course.counts, axis=0) >= 0).all()
    assert (course.counts <= course.bases).all()
    assert 0.05 < course.counts[-1].sum() / course.bases.sum() < 0.7
    assert bool(course.outages) == (name == "outage")
    assert (simulate(name, 1, areas=12).counts == course.counts).all()


def test_the_series_that_is_not_there_is_said_to_be_left_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(backtest.DATA, str(tmp_path))
    monkeypatch.setattr(backtest, "AREAS", 6)
    said: list[str] = []
    backtest.run(lambda line: said.append(str(line)), seeds=1)
    assert [line for line in said if line.startswith("left out: the real series")]
    assert len([line for line in said if "ratio to the best" in line]) == (len(COURSES) + 1) * len(backtest.AHEAD)


def test_the_declared_series_is_one_of_cumulative_shares() -> None:
    days, counts = backtest.read_new_york()
    assert days.tolist() == list(range(1, backtest.WINDOW + 1))
    assert counts.shape == (backtest.WINDOW, 59)
    assert (np.diff(counts, axis=0) >= 0).all()
    # First and last figure of the first district, and the last of the last one, as the source has them: 8.3, 42.4 and
    # 56.2.
    assert [counts[0, 0], counts[-1, 0], counts[-1, -1]] == [83, 424, 562]


def test_a_line_names_the_best_baseline_and_whether_limits_are_reached() -> None:
    def trial(error: float, *, held: float) -> backtest.Trial:
        others = {"pace": np.full(10, 2.0), "line": np.full(10, 4.0)}
        return backtest.Trial(np.full(10, error), others, np.arange(10) < 10 * held, True, False)

    assert "ratio to the best (pace) 0.75" in backtest.line("x", 14, [trial(1.5, held=0.8)])
    for error, held, verdict in ((1.5, 0.8, ": reached"), (1.7, 0.8, "NOT reached"), (1.5, 0.9, "NOT reached")):
        assert verdict in backtest.line("x", 14, [trial(error, held=held)], has_floor=True)
