"""What can be said of events: lifts with their intervals, pooled over kinds, and a verdict on each."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, expm1, log

import numpy as np

from census.effect.permutation import LEAST_EVENTS, LogEstimate
from census.effect.pooling import Pooled, pool

WORTH_SEEING = 0.2
"""A lift that nobody would want to miss: how many more events it takes is reckoned for this one."""

LEVEL = 0.05
"""A chance of less than this is taken for an effect."""

ENOUGH_FOR_ITSELF = 10
"""A kind of fewer events leans on all kinds together where errors and first estimates are concerned."""


class Verdict(StrEnum):
    """What can be said of events."""

    MORE = "more"
    FEWER = "fewer"
    NONE_SEEN = "none_seen"
    NOT_ENOUGH = "not_enough"


@dataclass(frozen=True, slots=True)
class LeadCheck:
    """The same estimate for the five days before the events, when none of them can have brought anything."""

    lift: float
    lo80: float
    hi80: float
    p: float

    @property
    def differs(self) -> bool:
        """Whether the visited desa moved apart from the others before anybody came."""
        return self.p < LEVEL


@dataclass(frozen=True, slots=True)
class EffectEstimate:
    """What events brought, all together or those of one kind.

    Lifts are shares: 0.35 says that 35 % more families responded than would have, on the days after the event. Where
    there is no estimate, a figure is None.

    Attributes
    ----------
    kind
        None for all kinds together.
    n_held, n_events
        Events on record, and those of them that could be judged.
    lift, lo80, hi80
        By these events alone, with its 80 % interval.
    pooled_lift, pooled_lo80, pooled_hi80
        Drawn towards that of all kinds as far as it is unsure (`census.effect.pooling`); also for a kind that has none
        of its own. The one to act on.
    extra, extra_lo80, extra_hi80
        Families more per event, by the pooled lift.
    p
        Two-sided, of no effect; of kinds, times the number of kinds in question (Holm), so that of all kinds together a
        false alarm comes in one of twenty campaigns.
    smallest_detectable
        Lift that would have been seen with a chance of 80 %.
    more_events
        Events still to be held until a lift of `WORTH_SEEING` would be; 0 where it would already.
    verdict
        What can be said.
    lead
        The check for differences before.
    """

    kind: str | None
    n_held: int
    n_events: int
    lift: float | None
    lo80: float | None
    hi80: float | None
    pooled_lift: float | None
    pooled_lo80: float | None
    pooled_hi80: float | None
    extra: float | None
    extra_lo80: float | None
    extra_hi80: float | None
    p: float | None
    smallest_detectable: float | None
    more_events: int | None
    verdict: Verdict
    lead: LeadCheck | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a group of events.

    Attributes
    ----------
    estimate
        By these events alone; None for too few.
    n_held, n_events
        Events on record, and judged.
    n_timely
        Events held neither too early nor too late to be judged.
    expected
        Families expected without, on average over the judged events.
    lead
        The check before the events.
    """

    estimate: LogEstimate | None
    n_held: int
    n_events: int
    n_timely: int
    expected: float | None
    lead: LeadCheck | None


def estimates_of(overall: Evidence, kinds: Mapping[str, Evidence]) -> tuple[EffectEstimate, dict[str, EffectEstimate]]:
    """Pool the kinds, correct their tests for being many, and come to a verdict on each."""
    by_kind = {name: evidence.estimate for name, evidence in kinds.items() if evidence.estimate is not None}
    pooled = pool(
        np.array([one.estimate for one in by_kind.values()]), np.array([one.error for one in by_kind.values()])
    )
    corrected = _holm({name: one.p for name, one in by_kind.items()})
    every = overall.estimate
    overall_range = None if every is None else _Range(every.estimate, every.low, every.high)
    combined = _estimate(None, overall, overall, overall_range, None if every is None else every.p)
    return combined, {
        name: _estimate(name, evidence, overall, _range_of(pooled, list(by_kind), name), corrected.get(name))
        for name, evidence in kinds.items()
    }


@dataclass(frozen=True, slots=True)
class _Range:
    """An estimate and the ends of its 80 % interval, as logarithms of 1 + lift."""

    estimate: float
    low: float
    high: float


def _range_of(pooled: Pooled | None, names: list[str], name: str) -> _Range | None:
    if pooled is None:
        return None
    if name not in names:
        return _Range(*pooled.range_of_new)
    place = names.index(name)
    return _Range(float(pooled.estimate[place]), float(pooled.low[place]), float(pooled.high[place]))


def _holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """Correct p-values so that the chance of any false alarm among them keeps its level (Holm 1979)."""
    corrected: dict[str, float] = {}
    highest = 0.0
    for rank, name in enumerate(sorted(p_values, key=lambda name: p_values[name])):
        highest = max(highest, min(1.0, p_values[name] * (len(p_values) - rank)))
        corrected[name] = highest
    return corrected


def _estimate(
    kind: str | None, evidence: Evidence, overall: Evidence, pooled: _Range | None, p: float | None
) -> EffectEstimate:
    log_estimate = evidence.estimate
    expected = overall.expected if evidence.expected is None else evidence.expected
    return EffectEstimate(
        kind=kind,
        n_held=evidence.n_held,
        n_events=evidence.n_events,
        lift=None if log_estimate is None else expm1(log_estimate.estimate),
        lo80=None if log_estimate is None else expm1(log_estimate.low),
        hi80=None if log_estimate is None else expm1(log_estimate.high),
        pooled_lift=None if pooled is None else expm1(pooled.estimate),
        pooled_lo80=None if pooled is None else expm1(pooled.low),
        pooled_hi80=None if pooled is None else expm1(pooled.high),
        extra=None if pooled is None or expected is None else expected * expm1(pooled.estimate),
        extra_lo80=None if pooled is None or expected is None else expected * expm1(pooled.low),
        extra_hi80=None if pooled is None or expected is None else expected * expm1(pooled.high),
        p=p,
        smallest_detectable=None if log_estimate is None else expm1(log_estimate.minimum_detectable),
        more_events=_more_events(evidence, overall),
        verdict=_verdict(log_estimate, p),
        lead=evidence.lead,
    )


def _verdict(log_estimate: LogEstimate | None, p: float | None) -> Verdict:
    if log_estimate is None or p is None:
        return Verdict.NOT_ENOUGH
    if p < LEVEL:
        return Verdict.MORE if log_estimate.estimate > 0 else Verdict.FEWER
    return Verdict.NONE_SEEN if log_estimate.minimum_detectable <= log(1 + WORTH_SEEING) else Verdict.NOT_ENOUGH


def _more_events(evidence: Evidence, overall: Evidence) -> int | None:
    """Reckon how many more events it takes, as errors shrink with the root of the number of events judged."""
    base = evidence if evidence.n_events >= ENOUGH_FOR_ITSELF else overall
    if base.estimate is None or not base.n_events:
        return None
    wanted = max(base.n_events * (base.estimate.minimum_detectable / log(1 + WORTH_SEEING)) ** 2, LEAST_EVENTS)
    # Of events some cannot be judged for what goes on around them, and so it will be with those to come.
    judged = overall.n_events / overall.n_timely
    return max(0, ceil((wanted - evidence.n_events) / judged))
