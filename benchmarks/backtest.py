"""How good forecasts would have been: on simulated campaigns, and on the response of real areas to a census of 2020.

`python -m benchmarks.backtest` prints it beside the forecast that was shipped before (`data/shipped_forecast.csv`);
`--write` writes the scores as such a file. `make bench` runs it with the rest.
"""

import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import typer

from benchmarks.forecasts import trials
from benchmarks.forecasts.baselines import BASELINES, Past, empirical_range
from benchmarks.forecasts.campaigns import COURSES, Floats, simulate
from benchmarks.forecasts.trials import CHOSEN_ON, MONDAY, REPORTED, Series, Trial
from census.forecast.history import History
from census.forecast.model import Forecast, forecast, refusal_of

BEFORE = Path(__file__).parent / "data" / "shipped_forecast.csv"
MOST_ERROR = {7: 0.95, 14: 0.70, 21: 0.65, 28: 0.60}
AREAS_HELD, WHOLE_HELD = (0.72, 0.90), (0.65, 0.92)
MISSED = 0.2
"""Share of outcomes outside an 80 % range."""

TRACTS, COUNTIES = "US areas", "US counties"
_MOVES_FROM, _MOVES_TO = 10, 3


@dataclass(frozen=True)
class Outcome:
    """One forecast against what came.

    Attributes
    ----------
    trial
        What was asked.
    error, bias, score
        By area, in percent of its register: absolute error of the median, its error with its sign, and the interval
        score of the 80 % range (Gneiting and Raftery 2007): its width, and ten times by how much it missed.
    is_held, is_whole_held
        Whether the range of each area held, and that of the whole.
    is_shown
        Whether a page would show it: nothing refuses it, and the campaign's own record lets it through.
    simple_errors, simple_scores
        Mean error by area of each simple guess, and interval score of its empirical range.
    """

    trial: Trial
    error: Floats
    bias: Floats
    score: Floats
    is_held: np.ndarray
    is_whole_held: bool
    is_shown: bool
    simple_errors: dict[str, float]
    simple_scores: dict[str, float]


def history_of(past: Past, outages: Iterable[int] = ()) -> History:
    """Give what a forecast is made of."""
    return History(past.days + MONDAY, past.counts, past.bases, frozenset(day + MONDAY for day in outages))


def predicted(past: Past, *, outages: Iterable[int] = (), moved_on: int = 0, seed: int = 0) -> Forecast:
    """Forecast from a past."""
    return forecast(
        [str(place) for place in range(len(past.bases))],
        history_of(past, outages),
        deadline=past.deadline + MONDAY,
        regime_since=moved_on + MONDAY if 0 < moved_on <= past.days[-1] else 0,
        seed=seed,
    )


def interval_score(low: Floats, high: Floats, observed: Floats) -> Floats:
    """Score 80 % ranges, by area: less is better."""
    outside = np.maximum(low - observed, 0.0) + np.maximum(observed - high, 0.0)
    return high - low + 2 / MISSED * outside


def would_be_shown(trial: Trial, drawn: Forecast) -> bool:
    """Tell whether a page would show a forecast on the day of its last report: neither refused nor silenced."""
    past, history = trial.past, history_of(trial.past, trial.outages)
    refusal = refusal_of(history, as_of=int(past.days[-1]) + MONDAY, deadline=past.deadline + MONDAY)
    return refusal is None and drawn.record.is_reliable


def try_out(trial: Trial) -> Outcome:
    """Forecast from a past and compare with what came."""
    past, observed = trial.past, trial.observed
    drawn = predicted(past, outages=trial.outages, moved_on=trial.moved_on, seed=trial.seed)
    low, median, high = np.percentile(drawn.draws, [10, 50, 90], axis=0)
    whole = drawn.summary()
    points = 100 / past.bases
    errors, scores = {}, {}
    for name, guess in BASELINES.items():
        errors[name] = float((np.abs(guess(past) - observed) * points).mean())
        scores[name] = float((interval_score(*empirical_range(guess, past), observed) * points).mean())
    return Outcome(
        trial,
        np.abs(median - observed) * points,
        (median - observed) * points,
        interval_score(low, high, observed) * points,
        (low <= observed) & (observed <= high),
        whole.lo80 <= observed.sum() <= whole.hi80,
        would_be_shown(trial, drawn),
        errors,
        scores,
    )


def table_of(outcomes: Iterable[Outcome]) -> pd.DataFrame:
    """Give the scores by group and days ahead, each area of each trial counting the same.

    Returns
    -------
    DataFrame
        Index: group, ahead. `trials`; `error`, `best` (name of the simple guess of the lowest error, pooled),
        `best_error`, `ratio`; `bias`; `held`, `whole`, `shown` (shares), `held_shown`, `held_unshown` (of areas, where
        a page shows the forecast and where it does not); `score`, `score_ratio` (to the best simple guess
        with an empirical range).
    """
    pools: dict[tuple[str, int], list[Outcome]] = {}
    for outcome in outcomes:
        group = outcome.trial.group
        pools.setdefault((group, outcome.trial.ahead), []).append(outcome)
        if pooled := _pool_of(group):
            pools.setdefault((pooled, outcome.trial.ahead), []).append(outcome)
    return pd.DataFrame(
        [_row(pool) for pool in pools.values()], index=pd.MultiIndex.from_tuples(pools, names=["group", "ahead"])
    ).sort_index(kind="stable")


def _pool_of(group: str) -> str | None:
    if group in (CHOSEN_ON, *REPORTED, "New York"):
        return TRACTS
    return COUNTIES if group.endswith((", counties", ", boroughs")) else None


def _row(pool: Sequence[Outcome]) -> dict[str, object]:
    areas = [len(outcome.error) for outcome in pool]

    def best(of: Sequence[dict[str, float]]) -> tuple[str, float]:
        means = {name: float(np.average([each[name] for each in of], weights=areas)) for name in of[0]}
        name = min(means, key=means.__getitem__)
        return name, means[name]

    def held_of(is_shown: bool) -> float:
        held = [outcome.is_held for outcome in pool if outcome.is_shown == is_shown]
        return float(np.concatenate(held).mean()) if held else np.nan

    name, best_error = best([outcome.simple_errors for outcome in pool])
    _name, best_score = best([outcome.simple_scores for outcome in pool])
    error, bias, score, held = (
        float(np.concatenate([getattr(outcome, field) for outcome in pool]).mean())
        for field in ("error", "bias", "score", "is_held")
    )
    return {
        "trials": len(pool),
        "error": error,
        "best": name,
        "best_error": best_error,
        "ratio": error / best_error,
        "bias": bias,
        "held": held,
        "whole": float(np.mean([outcome.is_whole_held for outcome in pool])),
        "score": score,
        "score_ratio": score / best_score,
        "shown": float(np.mean([outcome.is_shown for outcome in pool])),
        "held_shown": held_of(True),
        "held_unshown": held_of(False),
    }


def moves(series: Series, deadline: int, outages: frozenset[int] = frozenset()) -> Floats:
    """Give by how much the median of the whole moves from a day to the next, in percent of its register."""
    medians = []
    for day in range(_MOVES_FROM, deadline - _MOVES_TO + 1):
        is_past = series.days <= day
        if series.days[is_past][-1] == day:
            past = Past(series.days[is_past], series.counts[is_past], series.bases, deadline)
            medians.append(predicted(past, outages=outages & set(range(day + 1))).summary().median)
    return np.abs(np.diff(medians)) * 100 / series.bases.sum()


def cost(rounds: int = 7) -> float:
    """Give the time of a forecast of 132 areas in 2,000 draws over that of as many binomial draws, a median."""
    course = simulate("surge", 0, 132)
    past = Past(np.arange(1, 33), course.counts[:32].astype(float), course.bases.astype(float), 46)
    rng = np.random.default_rng(0)
    left = (course.bases - course.counts[31])[None, :]
    ratios = []
    for _ in range(rounds):
        start = time.perf_counter()
        predicted(past)
        middle = time.perf_counter()
        rng.binomial(left, np.full((2000, 132), 0.2))
        ratios.append((middle - start) / (time.perf_counter() - middle))
    return float(np.median(ratios))


def all_trials(seeds: int) -> Iterable[Trial]:
    """Give all trials: simulated ones, real ones where their file is, and those with few reports."""
    every = list(trials.all_simulated(range(seeds)))
    file = trials.data_file()
    series = trials.read_new_york()
    if file is not None:
        series = trials.read_states(file, (CHOSEN_ON, *REPORTED)) | series
    for group, of_group in series.items():
        every += trials.real_trials(group, of_group)
    few_of = {CHOSEN_ON, *(f"simulated {name}" for name in COURSES)}
    wide = [trial for trial in every if trial.group in few_of and trial.seed in trials.SEEDS_OF_FEW]
    every += [few for trial in wide for few in trials.few_reports(trial)]
    return [*every, *trials.national_trials()]


def other_figures() -> pd.DataFrame:
    """Give how restless the forecast is and what it costs, in the form of the table of scores (column `error`)."""
    rows = {}
    file = trials.data_file()
    if file is not None:
        delaware = trials.read_states(file, (CHOSEN_ON,))[CHOSEN_ON]
        of_all = [moves(delaware, deadline) for deadline in trials.DEADLINES]
        rows["moves a day, Delaware"] = float(np.concatenate(of_all).mean())
    demo, outages = trials.demonstration()
    rows["moves a day, demonstration"] = float(moves(demo, int(demo.days[-1]), outages).mean())
    rows["time over that of its binomials"] = cost()
    index = pd.MultiIndex.from_tuples([(name, 0) for name in rows], names=["group", "ahead"])
    return pd.DataFrame({"error": list(rows.values())}, index=index)


def said(table: pd.DataFrame, before: pd.DataFrame) -> list[str]:
    """Write the scores in lines, beside those of the forecast that was shipped before, of as many trials."""
    lines = []
    for (group, ahead), row in table.iterrows():
        was = before.loc[(group, ahead)] if (group, ahead) in before.index else None
        if not ahead:
            lines.append(f"{group}: {row['error']:.3f}" + ("" if was is None else f", before {was['error']:.3f}"))
            continue
        text = (
            f"{group:<28}{ahead:>3} days  error {row['error']:5.2f}  ratio to {row['best']:<8} {row['ratio']:.2f}"
            f"  bias {row['bias']:+5.2f}  80 % held: areas {100 * row['held']:3.0f} whole {100 * row['whole']:3.0f}"
            f"  interval score {row['score']:6.2f}, ratio {row['score_ratio']:.2f}  shown {100 * row['shown']:3.0f} %"
        )
        if was is not None and was["trials"] == row["trials"]:
            text += f"  | before: error {was['error']:5.2f}, now/before {row['error'] / was['error']:.2f}"
            text += f", held {100 * was['held']:3.0f} {100 * was['whole']:3.0f}"
        if group in (TRACTS, COUNTIES):
            text += f"  limits {'reached' if is_within_limits(ahead, row) else 'NOT reached'}"
        lines.append(text)
    return lines


def is_within_limits(ahead: int, row: pd.Series) -> bool:
    """Tell whether error and coverage are what is wanted of the forecast."""
    held, whole = row["held"], row["whole"]
    is_covered = AREAS_HELD[0] <= held <= AREAS_HELD[1] and WHOLE_HELD[0] <= whole <= WHOLE_HELD[1]
    return bool(row["ratio"] <= MOST_ERROR[ahead] and is_covered)


def read_before() -> pd.DataFrame:
    """Read the scores of the forecast that was shipped before."""
    return pd.read_csv(BEFORE, index_col=["group", "ahead"])


def run(say: Callable[[object], None], *, seeds: int = len(trials.SEEDS), write: Path | None = None) -> None:
    """Print a line per group of trials and number of days ahead."""
    say("backtest: errors by area in percent of its register; limits of US series: "
        f"ratio {MOST_ERROR}, areas held {AREAS_HELD}, whole {WHOLE_HELD}")  # fmt: skip
    if trials.data_file() is None:
        say(f"left out: the series of three states, for want of {trials.FILE} (set {trials.DATA} to its folder)")
    table = pd.concat([table_of(map(try_out, all_trials(seeds))), other_figures()])
    if write is not None:
        table.round(4).to_csv(write)
    before = read_before() if BEFORE.is_file() else table.iloc[:0]
    for line in said(table, before):
        say(line)


def _print(message: object) -> None:
    sys.stdout.write(f"{message}\n")
    sys.stdout.flush()


def main(
    write: Annotated[Path | None, typer.Option(help="Write the scores to this file as well.")] = None,
    seeds: Annotated[int, typer.Option(min=1, help="Campaigns of each simulated course.")] = len(trials.SEEDS),
) -> None:
    """Hold forecasts against what came."""
    run(_print, seeds=seeds, write=write)


if __name__ == "__main__":
    typer.run(main)
