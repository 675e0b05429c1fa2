"""How the constants of the forecast were chosen: by a rule, on Delaware and simulated campaigns, not by hand.

`python -m benchmarks.tuning` runs the search and prints what it takes. What is scored afterwards (Rhode Island and
Vermont) is not even read here.

The rule. Of each constant a short list of values is on trial. The search begins in the middle of every list, goes
through the constants in their order, takes of each the value of the lowest score, and goes through them once more. Of
the half-life of the level it takes the longest whose score cannot be told from the lowest (one standard error of the
paired difference; Breiman et al. 1984, Classification and Regression Trees, ch. 3): a short one makes the forecast jump
from morning to morning, and leaders plan by it. That part of the rule was added after the two states had been scored
with the lowest value of each (`docs/decisions.md`, 41). The score is the weighted interval score (Bracher et al. 2021,
PLoS Computational Biology 17(2): e1008618) of median and 80 % interval by area, divided by the mean absolute error of
the best baseline on the same trials; of these ratios the geometric mean, in which Delaware weighs as much as the five
courses together and every horizon the same. It is a proper score: error and width are weighed against each other by
arithmetic, so nobody has to.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

import numpy as np
import pandas as pd

from benchmarks.backtest import AHEAD, MONDAY, PER_TRACT, data_file, read_states
from benchmarks.baselines import BASELINES, Past
from benchmarks.campaigns import COURSES, Floats, simulate
from census.forecast import futures, history, track_record
from census.forecast.model import forecast

SEEDS, AREAS, DRAWS = range(1_000, 1_012), 40, 500
"""Campaigns of each course, other ones than the backtest's; areas of each; draws of each forecast."""

DEADLINES = (46, 60, 74, 88, 102)
"""Days of Delaware's series that are taken for a deadline."""

SWEEPS = 2
_MISSED = 0.2
"""Share of outcomes outside an 80 % interval."""


@dataclass(frozen=True)
class Constant:
    """One constant on trial.

    Attributes
    ----------
    module, name
        Where it stands.
    values
        What it may be, rising.
    prefers_most
        Whether the largest value is taken of those that cannot be told from the best.
    """

    module: ModuleType
    name: str
    values: tuple[float, ...]
    prefers_most: bool = False


CONSTANTS = (
    Constant(history, "LEVEL_DAYS", (2.0, 3.0, 4.0, 5.0, 7.0, 10.0, 14.0), prefers_most=True),
    Constant(futures, "_IN_LEVEL", (0.5, 0.7, 0.8, 0.9, 1.0)),
    Constant(futures, "_MOST_SQUARE", (0.1, 0.25, 0.5, 1.0, 2.0)),
    Constant(track_record, "FIRST_SPREAD", (0.1, 0.15, 0.2, 0.3, 0.4)),
    Constant(track_record, "LEAST_SPREAD", (0.05, 0.1, 0.15, 0.2, 0.3)),
    Constant(track_record, "AREA_SPREAD", (0.2, 0.3, 0.4, 0.5, 0.6)),
    Constant(track_record, "_MOST_AREA_SQUARE", (0.1, 0.2, 0.5, 1.0, 2.0)),
)
"""Those that a look at the scored states had steered, with the floor of the common spread."""


@dataclass(frozen=True)
class Trial:
    """A past and what came of it.

    Attributes
    ----------
    group, ahead
        What it is a trial of, and days ahead.
    past, observed
        Counts up to the origin, and those at the deadline by area.
    outages, moved_on
        As `benchmarks.campaigns.Course` has them.
    """

    group: str
    ahead: int
    past: Past
    observed: Floats
    outages: frozenset[int] = frozenset()
    moved_on: int = 0

    @cached_property
    def simple_errors(self) -> dict[str, float]:
        """Mean absolute error by area of each baseline, as a part of the register."""
        return {
            name: float((np.abs(guess(self.past) - self.observed) / self.past.bases).mean())
            for name, guess in BASELINES.items()
        }

    def score(self) -> float:
        """Give the mean weighted interval score by area of the forecast, as a part of the register."""
        predicted = forecast(
            [str(place) for place in range(len(self.past.bases))],
            self.past.days + MONDAY,
            self.past.counts,
            self.past.bases,
            deadline=self.past.deadline + MONDAY,
            outages=[day + MONDAY for day in self.outages],
            regime_since=self.moved_on + MONDAY if 0 < self.moved_on <= self.past.days[-1] else 0,
            draws=DRAWS,
        )
        low, median, high = np.percentile(predicted.draws, [10, 50, 90], axis=0)
        outside = np.maximum(low - self.observed, 0.0) + np.maximum(self.observed - high, 0.0)
        interval = high - low + 2 / _MISSED * outside
        weighted = (np.abs(self.observed - median) / 2 + _MISSED / 2 * interval) / 1.5
        return float((weighted / self.past.bases).mean())


def simulated_trials() -> Iterator[Trial]:
    """Give the trials on simulated campaigns."""
    for name in COURSES:
        for seed in SEEDS:
            course = simulate(name, seed, AREAS)
            counts, bases = course.counts.astype(float), course.bases.astype(float)
            for ahead in AHEAD:
                days = np.arange(1, len(counts) - ahead + 1)
                past = Past(days, counts[: len(days)], bases, len(counts))
                yield Trial(name, ahead, past, counts[-1], course.outages, course.moved_on)


def real_trials(file: Path) -> Iterator[Trial]:
    """Give the trials on Delaware, the only state that is read."""
    days, counts = read_states(file, only=("DE",))["DE"]
    bases = np.full(counts.shape[1], float(PER_TRACT))
    for deadline in DEADLINES:
        observed = counts[np.flatnonzero(days <= deadline)[-1]]
        for ahead in AHEAD:
            is_past = days <= deadline - ahead
            yield Trial("Delaware", ahead, Past(days[is_past], counts[is_past], bases, deadline), observed)


@contextmanager
def set_to(values: Mapping[str, float]) -> Iterator[None]:
    """Give constants other values for a while."""
    with ExitStack() as stack:
        for constant in CONSTANTS:
            stack.enter_context(patch.object(constant.module, constant.name, values[constant.name]))
        # What follows from a constant is another one.
        age = values["LEVEL_DAYS"] / float(np.log(2))
        for module in (history, futures):
            stack.enter_context(patch.object(module, "LEVEL_AGE", age))
        yield


@dataclass(frozen=True)
class Score:
    """How some values of the constants did.

    Attributes
    ----------
    logs
        Logarithm of the score over the error of the best baseline, by group and days ahead.
    """

    logs: pd.Series

    @cached_property
    def weights(self) -> pd.Series:
        """Weight of each cell: half for Delaware, half for the courses together."""
        is_real = self.logs.index.get_level_values("group") == "Delaware"
        return pd.Series(np.where(is_real, 0.5 / is_real.sum(), 0.5 / (~is_real).sum()), index=self.logs.index)

    @property
    def ratio(self) -> float:
        """The geometric mean: below 1 is better than the middle of the best baseline alone."""
        return float(np.exp(self.weights @ self.logs))

    def is_as_good_as(self, best: "Score") -> bool:
        """Tell whether this lies within one standard error of the paired difference to the best."""
        apart = self.logs - best.logs
        mean = float(self.weights @ apart)
        variance = float((self.weights**2) @ (apart - mean) ** 2) * len(apart) / (len(apart) - 1)
        return mean <= np.sqrt(variance)


def score_of(trials: Sequence[Trial], values: Mapping[str, float]) -> Score:
    """Try some values of the constants on all trials."""
    with set_to(values):
        table = pd.DataFrame(
            [(trial.group, trial.ahead, trial.score(), *trial.simple_errors.values()) for trial in trials],
            columns=["group", "ahead", "score", *BASELINES],
        )
    means = table.groupby(["group", "ahead"]).mean()
    return Score(np.log(means["score"] / means[list(BASELINES)].min(axis=1)))


def search(trials: Sequence[Trial], say: Callable[[object], None]) -> dict[str, float]:
    """Go through the constants in their order, and once more; of equal values the smaller stays."""
    values = {constant.name: constant.values[len(constant.values) // 2] for constant in CONSTANTS}
    score_cache: dict[tuple[float, ...], Score] = {}

    def of(tried: dict[str, float]) -> Score:
        key = tuple(tried.values())
        if key not in score_cache:
            score_cache[key] = score_of(trials, tried)
        return score_cache[key]

    say(f"begins with {values}: {of(values).ratio:.4f}")
    for sweep in range(1, SWEEPS + 1):
        for constant in CONSTANTS:
            scores = {value: of(values | {constant.name: value}) for value in constant.values}
            values = values | {constant.name: _taken(constant, scores)}
            sweep_scores = "  ".join(f"{value:g}: {score.ratio:.4f}" for value, score in scores.items())
            say(f"sweep {sweep}  {constant.name} = {values[constant.name]:g}    {sweep_scores}")
    say(f"ends with {values}: {of(values).ratio:.4f}")
    return values


def _taken(constant: Constant, scores: Mapping[float, Score]) -> float:
    best = min(scores, key=lambda value: scores[value].ratio)
    if not constant.prefers_most:
        return best
    return max(value for value, score in scores.items() if value == best or score.is_as_good_as(scores[best]))


def _print(message: object) -> None:
    sys.stdout.write(f"{message}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    file = data_file()
    if file is None:
        sys.exit("The series of tracts is missing: the rule needs Delaware.")
    search([*simulated_trials(), *real_trials(file)], _print)
