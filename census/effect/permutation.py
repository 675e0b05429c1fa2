"""How sure one can be of what events brought: the same sum, had others been visited on the same days."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from census.effect.windows import Comparisons, Flags, Floats, Outcome, Sums, outcome

DRAWS = 999
"""Times that who was visited is drawn anew."""

LEAST_EVENTS = 3
"""Fewer events than this have no estimate of their own."""

_LEAST_FAMILIES = 0.5
_POWER_QUANTILE = NormalDist().inv_cdf(0.8)
"""Quantile of the normal distribution for a chance of 80 %."""


@dataclass(frozen=True, slots=True)
class LogEstimate:
    """The logarithm of 1 + lift, and how sure it is.

    Attributes
    ----------
    estimate, low, high
        Median-unbiased estimate and ends of the 80 % interval.
    error
        Standard error.
    p
        Two-sided, of no effect.
    minimum_detectable
        Minimum detectable effect: the log lift that a test at 5 % sees with a chance of 80 %.
    """

    estimate: float
    low: float
    high: float
    error: float
    p: float
    minimum_detectable: float


def without_effects(gains: Floats, log_lift: Floats, *, seed: int) -> Floats:
    """Take out of daily gains, by lot, the families that events are estimated to have brought.

    By lot, since a gain divided by its lift would be less restless than one that no event has lifted.

    Parameters
    ----------
    gains, log_lift
        Shape (days, areas): families (NaN where not told), and log(1 + lift) at work.
    """
    rng = np.random.default_rng(seed)
    is_lifted = np.isfinite(gains) & (gains > 0) & (log_lift != 0)
    counts, kept = gains[is_lifted].astype(np.int64), np.exp(-log_lift[is_lifted])
    drawn = np.where(
        kept < 1, rng.binomial(counts, np.minimum(kept, 1)), counts + rng.poisson(counts * np.maximum(kept - 1, 0))
    )
    result = gains.copy()
    result[is_lifted] = drawn
    return result


def traded_outcomes(compared: Comparisons, sums: Sums, *, draws: int, seed: int) -> list[Outcome]:
    """Draw who was visited when anew: desa trade their diaries of visits, so that each day keeps its number of visits.

    A desa that was visited often keeps its visits together, and those compared with trade too, so that their chance,
    which all events of a week share, is in the outcome.
    """
    rng = np.random.default_rng(seed)
    areas = compared.controls.shape[1]
    return [outcome(compared, sums, rng.permutation(areas)) for _ in range(draws)]


def estimate(real: Outcome, traded: list[Outcome], members: Flags) -> LogEstimate | None:
    """The log lift of some events with its interval and p-value, by a permutation test (decision 37).

    The statistic is log(families observed / expected) over its standard error by counting alone, so that large desa and
    small ones can stand in for each other. Its distribution under "no effect" is that over the trades. The interval
    holds the lifts that the test would not reject (Rosenbaum 2002, Observational Studies, ch. 2).

    Parameters
    ----------
    real
        What happened.
    traded
        `traded_outcomes`, of figures from which the effects have been taken out.
    members
        Which events, shape (events,).

    Returns
    -------
    LogEstimate or None
        None for fewer than `LEAST_EVENTS` events, where nothing was expected, or where all trades say the same.
    """
    if members.sum() < LEAST_EVENTS or real.expected[members].sum() <= _LEAST_FAMILIES:
        return None
    log_ratio, counting = (float(value) for value in _log_ratio(real, members))
    drawn, drawn_counting = (np.array(v) for v in zip(*(_log_ratio(one, members) for one in traded), strict=True))
    scores, score = drawn / drawn_counting, log_ratio / counting
    beyond = min(int((scores >= score).sum()), int((scores <= score).sum()))
    low, median, high = (float(q) for q in np.quantile(scores, (0.1, 0.5, 0.9)))
    spread = float(scores.std(ddof=1))
    if spread <= 0:
        # All draws say the same, as where every desa gains alike: nothing can be told apart.
        return None
    # Of the error, counting alone changes with the lift; what else makes desa differ stays as it is without.
    plain = float(np.median(drawn_counting))
    error = float(np.sqrt(counting**2 + max(0.0, spread**2 - 1) * plain**2))
    centre = log_ratio - median * counting
    widest = float(np.quantile(np.abs(scores - median), 0.95))
    return LogEstimate(
        estimate=centre,
        low=centre - (high - median) / spread * error,
        high=centre + (median - low) / spread * error,
        error=error,
        p=min(1.0, 2 * (1 + beyond) / (1 + len(scores))),
        minimum_detectable=(widest + _POWER_QUANTILE * spread) * plain,
    )


def _log_ratio(counts: Outcome, members: Flags) -> tuple[Floats, Floats]:
    """The logarithm of observed over expected of some events together, and its error by counting."""
    observed = max(float(counts.observed[members].sum()), _LEAST_FAMILIES)
    expected = max(float(counts.expected[members].sum()), _LEAST_FAMILIES)
    error = np.sqrt(1 / observed + counts.noise[members].sum() / expected**2)
    return np.log(observed / expected), error
