"""How often the estimate of what events brought is right, in simulated campaigns whose truth is known."""

from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import numpy as np
import pandas as pd

from census.effect.estimate import effects_of_events
from census.effect.windows import Daily
from simulation.outreach import EVENT_EFFECTS

FIRST_DAY = date(2020, 2, 15)
DAYS, AREAS, PARTS = 46, 132, 9
EVENTS_A_DAY = 5.8
KINDS = tuple(EVENT_EFFECTS)
FREQUENCY = (0.27, 0.14, 0.08, 0.15, 0.12, 0.15, 0.09)
WEEK = (1.08, 1.05, 1.02, 1.0, 0.96, 0.74, 0.64)
LASTING = 7


@dataclass(frozen=True)
class World:
    """A simulated campaign: what came in, what was held."""

    daily: Daily
    events: pd.DataFrame


def simulate(rng: np.random.Generator, lift_of: Mapping[str, float], *, days: int = DAYS) -> World:
    """Simulate a campaign as restless as a real one: shocks of days, parts and desa; trends; some desa visited often.

    Parameters
    ----------
    lift_of
        By how much an event of a kind lifts its desa's daily hazard on the seven days after it.
    """
    part = np.sort(rng.integers(PARTS, size=AREAS))
    households = rng.lognormal(np.log(1_900), 0.45, AREAS).round()
    level = rng.normal(0, 0.15, PARTS)[part] + rng.normal(0, 0.22, AREAS)
    tilt = rng.normal(0, 0.15, PARTS)[part] + rng.normal(0, 0.25, AREAS)
    when = np.arange(days)
    trend = np.interp(when, (0, 1, 5, 29, 38, 43, 45), np.log((1.55, 1.1, 0.46, 0.76, 1.7, 2.3, 3.9)))
    weekday = np.log([WEEK[(FIRST_DAY + timedelta(days=int(day))).weekday()] for day in when])
    shock = rng.normal(0, 0.08, days)
    log_hazard = np.log(0.0073) + (trend + weekday + shock)[:, None] + level + tilt * (when / (DAYS - 1) - 0.5)[:, None]
    log_hazard = log_hazard + rng.normal(0, 0.03, (days, PARTS))[:, part]
    events = _events(rng, days)
    lift = np.zeros((days, AREAS))
    for area, held, kind in zip(events["area"], events["held"], events["kind"], strict=True):
        lift[held + 1 : held + 1 + LASTING, area] += np.log1p(lift_of.get(kind, 0.0))
    outage = int(rng.integers(9, 25)) if days > 25 else days - 1
    log_hazard[outage] += np.log(0.004)
    # A desa's day is a little more or less than its hazard says: word gets round.
    hazard = np.minimum(np.exp(log_hazard + lift) * rng.gamma(20, 1 / 20, (days, AREAS)), 1.0)
    left, gains = np.zeros((days, AREAS)), np.zeros((days, AREAS))
    remaining = households.copy()
    for day in range(days):
        left[day] = remaining
        gains[day] = rng.binomial(remaining.astype(np.int64), hazard[day])
        remaining = remaining - gains[day]
    gains[outage] = np.nan
    codes = [f"33190{part[i]:02d}{i:03d}" for i in range(AREAS)]
    dates = [FIRST_DAY + timedelta(days=int(day)) for day in when]
    apart = np.abs(np.arange(AREAS)[:, None] - np.arange(AREAS)[None, :])
    near = ((apart > 0) & (apart <= 2)) | (apart == 12)
    daily = Daily(gains, left, dates, codes, near, [code[:7] for code in codes])
    events["area_code"] = [codes[area] for area in events["area"]]
    events["held_on"] = [dates[held] for held in events["held"]]
    return World(daily, events.drop(columns=["area", "held"]))


def _events(rng: np.random.Generator, days: int) -> pd.DataFrame:
    weights = np.array([0.35 if (FIRST_DAY + timedelta(days=day)).weekday() >= 5 else 1.0 for day in range(days)])
    weights[:2] = 0
    n = round(EVENTS_A_DAY * days)
    liking = rng.gamma(3, 1, AREAS)
    events = pd.DataFrame(
        {
            "area": rng.choice(AREAS, n, p=liking / liking.sum()),
            "held": np.sort(rng.choice(days, n, p=weights / weights.sum())),
            "kind": rng.choice(KINDS, n, p=FREQUENCY),
        }
    ).drop_duplicates(["area", "held"])
    return events.assign(id=np.arange(1, len(events) + 1)).reset_index(drop=True)


SIMULATIONS, FEWER_SIMULATIONS, DRAWS = 2_000, 500, 399
LEVEL, HIGHEST_FALSE_ALARMS = 0.05, 0.07
STATED, MOST_OFF = 0.80, 0.03
TRUTHS: dict[str, dict[str, float]] = {
    "no effect": dict.fromkeys(KINDS, 0.0),
    "+20 %": dict.fromkeys(KINDS, 0.2),
    "+100 %": dict.fromkeys(KINDS, 1.0),
    "kinds as in the demo": {kind: effect.lift for kind, effect in EVENT_EFFECTS.items()},
}


@dataclass(frozen=True)
class Score:
    """How often something happened in so many simulations."""

    hits: int
    of: int

    @property
    def share(self) -> float:
        return self.hits / self.of

    @property
    def limits(self) -> tuple[float, float]:
        """Ends of the 95 % interval (Wilson 1927)."""
        # Two seconds of import, which tests that take only the worlds need not wait for.
        from scipy.stats import binomtest

        interval = binomtest(self.hits, self.of).proportion_ci(method="wilson")
        return float(interval.low), float(interval.high)

    def __str__(self) -> str:
        low, high = self.limits
        return f"{self.share:.1%} (95 % limits {low:.1%} to {high:.1%}, {self.of:,} simulations)"


def trial(seed: int, lift_of: Mapping[str, float], *, days: int = DAYS, draws: int = DRAWS) -> dict[str, float]:
    """Simulate one campaign, estimate, and tell what was right: 1 for yes, 0 for no, or shares of kinds."""
    world = simulate(np.random.default_rng(seed), lift_of, days=days)
    effects = effects_of_events(world.daily, world.events, kinds=KINDS, draws=draws, seed=seed)
    truth = weighted_lift(effects.table, lift_of)
    overall, kinds = effects.overall, [one for one in effects.kinds.values() if one.lift is not None]
    return {
        "alarm": float(overall.p < 0.05),
        "alarm of any kind": float(any(one.p < 0.05 for one in kinds)),
        "alarm before": float(overall.lead.differs),
        "covered": float(overall.lo80 <= truth <= overall.hi80),
        "covered by kind": float(np.mean([one.lo80 <= lift_of[one.kind] <= one.hi80 for one in kinds])),
        "covered, pooled": float(np.mean([one.pooled_lo80 <= lift_of[one.kind] <= one.pooled_hi80 for one in kinds])),
        "error": overall.lift - truth,
        "error by kind": float(np.sqrt(np.mean([(one.lift - lift_of[one.kind]) ** 2 for one in kinds]))),
        "error, pooled": float(np.sqrt(np.mean([(one.pooled_lift - lift_of[one.kind]) ** 2 for one in kinds]))),
        "smallest": overall.smallest_detectable,
        "events": overall.n_events,
    }


def weighted_lift(table: pd.DataFrame, lift_of: Mapping[str, float]) -> float:
    """Give the true lift of the events that were judged, as the estimate weighs them: by the families expected."""
    return float(np.average([lift_of[kind] for kind in table["kind"]], weights=table["expected"]))


def measure_effects(say: Callable[[object], None], simulations: int = SIMULATIONS) -> None:
    """Say how often a test of no effect cries wolf, and how often the 80 % intervals hold what was planted."""
    with ProcessPoolExecutor() as workers:
        for title, lift_of in TRUTHS.items():
            n = simulations if title == "no effect" else min(simulations, FEWER_SIMULATIONS)
            trials = workers.map(partial(trial, lift_of=lift_of), range(n), chunksize=10)
            results = pd.DataFrame(list(trials))
            say(f"effect of outreach, {title}: {results['events'].mean():.0f} events judged a campaign")
            for name in ("alarm", "alarm of any kind", "alarm before", "covered"):
                say(f"  {WORDS[name]}: {Score(int(results[name].sum()), n)}{_judged(name, title, results[name], n)}")
            say(f"  80 % intervals of single kinds that held the truth: {results['covered by kind'].mean():.1%}")
            say(f"  the same, drawn together: {results['covered, pooled'].mean():.1%}")
            apart, pooled = results["error by kind"].mean(), results["error, pooled"].mean()
            say(f"  off by, root mean square of kinds: {apart:.3f} apart, {pooled:.3f} drawn together")


WORDS = {
    "alarm": "an effect of all together was claimed",
    "alarm of any kind": "an effect of some kind was claimed",
    "alarm before": "a difference before the events was claimed",
    "covered": "the 80 % interval held the truth",
}


def _judged(name: str, title: str, hits: pd.Series, n: int) -> str:
    score = Score(int(hits.sum()), n)
    if name == "covered":
        return "" if abs(score.share - STATED) <= MOST_OFF else "  MISSED"
    if name == "alarm before" or title == "no effect":
        return "" if score.limits[0] <= LEVEL and score.limits[1] <= HIGHEST_FALSE_ALARMS else "  MISSED"
    return ""


if __name__ == "__main__":
    measure_effects(print)
