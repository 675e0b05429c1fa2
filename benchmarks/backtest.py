"""How good forecasts would have been: on simulated campaigns, and on the response of real areas to a census of 2020.

`python -m benchmarks.backtest` runs it alone; `make bench` runs it with the rest.
"""

import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.baselines import BASELINES, Past
from benchmarks.campaigns import COURSES, Course, Floats, simulate
from census.forecast.model import Forecast, forecast

AHEAD = (7, 14, 21, 28)
SEEDS = 40
AREAS = 60
WINDOW = 46
SCORED, TUNED = ("RI", "VT"), ("DE",)
LATER = (60, 74, 88, 102)
"""Days of the scored series taken for a deadline as well: the 46th had been scored while the model was made, these not
before its constants were first chosen by the rule."""
_STATES = {"10": "DE", "44": "RI", "50": "VT"}
PER_TRACT = 1000
MONDAY = 737_000 - 737_000 % 7 + 1
DATA = "KAWAL_BACKTEST_DATA"
_FILE = "us2020_tract_daily_DE_RI_VT.parquet"
_NEW_YORK = Path(__file__).parent / "data" / "new_york_2020.csv"
MOST_ERROR = {7: 1.0, 14: 0.8, 21: 0.8, 28: 0.8}
COVERAGE = (0.72, 0.88)


@dataclass(frozen=True)
class Trial:
    """One forecast against what came.

    Attributes
    ----------
    error, baselines
        Absolute errors by area, in percent of its register: of the median, and of each baseline.
    is_held
        Whether the 80 % interval of each area held.
    is_total_held
        Whether that of the whole did.
    is_refused
        The campaign's own record was too bad for a forecast to be shown.
    """

    error: Floats
    baselines: dict[str, Floats]
    is_held: np.ndarray
    is_total_held: bool
    is_refused: bool


def try_out(past: Past, observed: Floats, *, outages: Iterable[int] = (), moved_on: int = 0, seed: int = 0) -> Trial:
    """Forecast from a past and compare with what came."""
    predicted = forecast(
        [str(place) for place in range(len(past.bases))],
        past.days + MONDAY,
        past.counts,
        past.bases,
        deadline=past.deadline + MONDAY,
        outages=[day + MONDAY for day in outages],
        regime_since=moved_on + MONDAY if moved_on and moved_on <= past.days[-1] else 0,
        seed=seed,
    )
    low, median, high = np.percentile(predicted.draws, [10, 50, 90], axis=0)
    total = predicted.summary()

    def off(count: Floats) -> Floats:
        return 100 * np.abs(count - observed) / past.bases

    return Trial(
        off(median),
        {name: off(guess(past)) for name, guess in BASELINES.items()},
        (low <= observed) & (observed <= high),
        total.lo80 <= observed.sum() <= total.hi80,
        not predicted.record.is_reliable,
    )


def simulated(name: str, ahead: int, seeds: int = SEEDS) -> list[Trial]:
    """Try simulated campaigns of one course, so many days before their deadline."""
    return [_simulated(simulate(name, seed, AREAS), ahead, seed) for seed in range(seeds)]


def _simulated(course: Course, ahead: int, seed: int) -> Trial:
    deadline = len(course.counts)
    days = np.arange(1, deadline - ahead + 1)
    past = Past(days, course.counts[: len(days)].astype(float), course.bases.astype(float), deadline)
    observed = course.counts[-1].astype(float)
    return try_out(past, observed, outages=course.outages, moved_on=course.moved_on, seed=seed)


def data_file() -> Path | None:
    """Find the series of tracts: where the environment says, or beside the checkout; None where it is not."""
    named = os.environ.get(DATA)
    folder = Path(named) if named else Path(__file__).parents[2] / "shared" / "data" / "backtest"
    file = folder / _FILE
    return file if file.is_file() else None


def read_states(file: Path, *, only: Sequence[str] = (*SCORED, *TUNED)) -> dict[str, tuple[np.ndarray, Floats]]:
    """Read the days (from 1) and counts by tract of some states, as if every tract had a thousand families."""
    frame = pd.read_parquet(file)
    frame = frame[frame["area"].str[:2].isin([code for code, state in _STATES.items() if state in only])]
    states = {}
    for code, state_rows in frame.groupby(frame["area"].str[:2]):
        table = state_rows.pivot_table(index="date", columns="area", values="crr_x10")
        days = np.array([(day - table.index[0]).days + 1 for day in table.index])
        states[_STATES[str(code)]] = (days, table.to_numpy(dtype=float))
    return states


def read_new_york() -> tuple[np.ndarray, Floats]:
    """Read the days (from 1) and counts by community district of New York City, as if each had a thousand families."""
    table = pd.read_csv(_NEW_YORK, index_col="date", parse_dates=True)
    days = np.array([(day - table.index[0]).days + 1 for day in table.index])
    return days, np.round(table.to_numpy() * PER_TRACT / 100)


def real(series: tuple[np.ndarray, Floats], ahead: int, deadline: int = WINDOW) -> Trial:
    """Try a real series so many days before a day of it that is taken for the deadline."""
    days, counts = series
    is_past = days <= deadline - ahead
    bases = np.full(counts.shape[1], float(PER_TRACT))
    observed = counts[np.flatnonzero(days <= deadline)[-1]]
    return try_out(Past(days[is_past], counts[is_past], bases, deadline), observed)


def line(name: str, ahead: int, trials: list[Trial], *, has_floor: bool = False) -> str:
    """Say how some trials went, against the best baseline of the same trials."""
    error = np.concatenate([trial.error for trial in trials]).mean()
    others = {who: np.concatenate([trial.baselines[who] for trial in trials]).mean() for who in trials[0].baselines}
    best = min(others, key=others.__getitem__)
    held = np.concatenate([trial.is_held for trial in trials]).mean()
    total = np.mean([trial.is_total_held for trial in trials])
    refused = np.mean([trial.is_refused for trial in trials])
    listed = " ".join(f"{who} {value:.2f}" for who, value in others.items())
    text = (
        f"{name:<14}{ahead:>3} days  error {error:5.2f}  {listed}"
        f"  ratio to the best ({best}) {error / others[best]:.2f}"
        f"  80 % held: areas {100 * held:.0f} %, whole {100 * total:.0f} %  not shown {100 * refused:.0f} %"
    )
    if has_floor:
        is_good = error / others[best] <= MOST_ERROR[ahead] and COVERAGE[0] <= held <= COVERAGE[1]
        limits = f"at most {MOST_ERROR[ahead]:.1f}, {100 * COVERAGE[0]:.0f}-{100 * COVERAGE[1]:.0f} %"
        text += f"  limits {limits}: {'reached' if is_good else 'NOT reached'}"
    return text


def speed(rounds: int = 5) -> float:
    """Give the median seconds of a forecast of 132 areas in 2,000 draws."""
    course = simulate("surge", 0, 132)
    days = np.arange(1, 33)

    def once() -> Forecast:
        codes = [str(place) for place in range(132)]
        return forecast(codes, days + MONDAY, course.counts[:32], course.bases, deadline=46 + MONDAY)

    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        once()
        taken.append(time.perf_counter() - start)
    return float(np.median(taken))


def run(say: Callable[[object], None], seeds: int = SEEDS) -> None:
    """Print a line per course and number of days ahead. Errors are in percent of the register."""
    say("backtest: mean absolute error by area in percent of its register, before the deadline")
    for name in COURSES:
        for ahead in AHEAD:
            say(line(name, ahead, simulated(name, ahead, seeds)))
    file = data_file()
    if file is None:
        say(f"left out: the real series, for want of {_FILE} (set {DATA} to its folder)")
    else:
        states = read_states(file)
        for group, has_floor in ((TUNED, False), (SCORED, True)):
            for ahead in AHEAD:
                trials = [real(states[state], ahead) for state in group]
                say(line(" + ".join(group), ahead, trials, has_floor=has_floor))
        say(f"the same states before later days of their series: {LATER}")
        for ahead in AHEAD:
            trials = [real(states[state], ahead, deadline) for state in SCORED for deadline in LATER]
            say(line(" + ".join(SCORED), ahead, trials))
    say("a series that nobody had looked at, declared before it was read (docs/decisions.md, 82)")
    new_york = read_new_york()
    for ahead in AHEAD:
        say(line("New York", ahead, [real(new_york, ahead)], has_floor=True))
    seconds = speed()
    say(f"a forecast of 132 areas in 2,000 draws: {1000 * seconds:.0f} ms, limit 1000 ms")


def _print(message: object) -> None:
    sys.stdout.write(f"{message}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    run(_print)
