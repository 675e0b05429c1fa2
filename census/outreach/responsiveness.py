"""How many families an event brings: what is assumed of each kind, and what the events so far have taught."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

EFFECT_COLUMNS = (
    *("event_id", "area_code", "kind", "held_on"),
    *("extra", "standard_error", "expected", "left_at_start", "days_after", "daily_gain"),
)
"""One row per event whose effect could be estimated (`census.effect.estimate.Effects.table`): `extra` families with
their `standard_error` on `days_after` days beyond those `expected`, of `left_at_start` families that had not responded
when it was held, and `daily_gain`: how many of 1,000 left responded on one of these days in all areas together."""

DAYS_COUNTED = 5
"""What an event brings is counted over so many days after it, as the estimates do."""

DAYS_WORN = 7
"""For so many days another event in the same desa brings less."""

LEAST_KIND_SPREAD = 0.2
"""Kinds are taken to differ by so much at least (standard deviation of observed over assumed): that all were alike
would be against all experience, and few events cannot show it."""

AREA_PART = 0.5
"""Of what events of a kind differ beyond chance so much is taken as the desa's own, the rest as the day's."""

LEAST_RATIO = 0.1
"""However little events have brought, not less than this part of what is assumed is expected of the next."""

_Z80 = NormalDist().inv_cdf(0.9)
"""Normal deviate of the ends of an 80 % range."""

PER = 1_000
"""Responsiveness is said per so many families left."""

PACE_SHAPE = 20.0
"""The pace of all areas counts as much in a desa's own as so many of its families would."""

LEAST_DAILY_GAIN = 0.1
"""Families per 1,000 left and day below which a campaign is not taken to stand: else nothing would be worth doing."""


@dataclass(frozen=True, slots=True)
class Assumed:
    """What is assumed of a kind of outreach before there is evidence.

    Attributes
    ----------
    lift
        An event brings this part of what comes in anyway, on each of `DAYS_COUNTED` days.
    officer_days
        Working days of one officer that an event takes.
    goes_out
        Whether a team goes to the desa for it.
    """

    lift: float
    officer_days: float
    goes_out: bool


ASSUMED = {
    "tatap muka": Assumed(0.30, 2.0, True),
    "ngisi bareng": Assumed(0.30, 2.0, True),
    "pendampingan BPS": Assumed(0.30, 2.0, True),
    "keliling": Assumed(0.15, 1.0, True),
    "siaran": Assumed(0.05, 0.5, False),
    "media sosial": Assumed(0.05, 0.5, False),
    "pesan berantai": Assumed(0.05, 0.5, False),
}
"""By kind of outreach, in the order in which equal kinds are proposed. Assumptions, not findings: they say that going
out is worth more than sending word, and hardly more than that."""

OWN_KINDS = tuple(kind for kind in ASSUMED if kind != "pendampingan BPS")
"""Kinds that agencies hold themselves, of which the best is proposed; help by BPS is asked for and scheduled there."""

OTHER = Assumed(0.05, 1.0, False)
"""What is assumed of a kind that is not among them."""


def assumed_of(kind: str) -> Assumed:
    """What is assumed of a kind."""
    return ASSUMED.get(kind, OTHER)


@dataclass(frozen=True, slots=True)
class Doubt:
    """How little is known of a kind.

    Attributes
    ----------
    pull
        Part of its ratio that is taken from the mean of all kinds, 0-1.
    variance
        Variance of its ratio beyond what the mean's own doubt makes of that part.
    """

    pull: float = 1.0
    variance: float = LEAST_KIND_SPREAD**2


@dataclass(frozen=True)
class Responsiveness:
    """Extra families per event per 1,000 left: what is assumed, times what the events have taught.

    Attributes
    ----------
    daily_gain
        Families per 1,000 left that respond on a day without any event, of all areas together.
    overall
        Observed over assumed, of all events; 1 where there are none.
    by_kind, by_area
        The same by kind, and what an area adds to it; empty where there is no evidence.
    events
        How many events it was learned from.
    doubts
        How little is known by kind; empty where there is no evidence.
    overall_variance, event_variance
        Variance of `overall`, and of single events of one kind about its ratio.
    paces
        Families per 1,000 left that respond on a day in an area (`own_pace`); `daily_gain` where there is none.
    """

    daily_gain: float
    overall: float
    by_kind: dict[str, float]
    by_area: dict[str, float]
    events: int
    doubts: dict[str, Doubt] = field(default_factory=dict)
    overall_variance: float = 1.0
    event_variance: float = 0.0
    paces: Mapping[str, float] = field(default_factory=dict)

    def pace(self, code: str) -> float:
        """The families per 1,000 left that respond on a day in an area."""
        return self.paces.get(code, self.daily_gain)

    def ratio(self, kind: str, codes: Sequence[str]) -> Floats:
        """Observed over assumed for one kind in some areas, at least `LEAST_RATIO`."""
        area_part = np.array([self.by_area.get(code, 0.0) for code in codes], dtype=np.float64)
        return np.maximum(self.by_kind.get(kind, self.overall) + area_part, LEAST_RATIO)

    def per_thousand(self, kind: str, codes: Sequence[str]) -> Floats:
        """The extra families that one event of a kind brings per 1,000 left, by area, shape (len(codes),)."""
        paces = np.array([self.pace(code) for code in codes], dtype=np.float64)
        return assumed_extra(kind, 1.0) * paces * self.ratio(kind, codes)

    def total_range(self, kinds: Sequence[str], codes: Sequence[str], extras: Floats) -> tuple[float, float]:
        """The 80 % range of what some events bring together.

        The doubt about the mean of all kinds and about each kind is shared by the events that rest on it; only what
        single events differ by evens out.

        Parameters
        ----------
        kinds, codes
            Kind and area of each event.
        extras
            Families that each is expected to bring; shape (events,).
        """
        ratios = np.array([self.ratio(kind, [code])[0] for kind, code in zip(kinds, codes, strict=True)])
        assumed = extras / ratios if len(extras) else extras
        of_kind = {kind: float(assumed[np.array(kinds) == kind].sum()) for kind in kinds}
        doubts = {kind: self.doubts.get(kind, Doubt()) for kind in of_kind}
        pulled = sum(n * doubts[kind].pull for kind, n in of_kind.items())
        kind_variance = sum(n**2 * doubts[kind].variance for kind, n in of_kind.items())
        reach = _Z80 * sqrt(
            pulled**2 * self.overall_variance + kind_variance + float((assumed**2).sum()) * self.event_variance
        )
        total = float(extras.sum())
        return max(total - reach, 0.0), total + reach


def assumed_extra(kind: str, daily_gain: float) -> float:
    """The extra families per 1,000 left that are assumed of an event.

    Examples
    --------
    >>> round(assumed_extra("tatap muka", 5.0), 6)
    7.5
    """
    return assumed_of(kind).lift * DAYS_COUNTED * daily_gain


def own_pace(families: Floats, left_days: Floats, of_all: Floats | float) -> Floats:
    """The families per 1,000 left that respond on a day in each area, drawn to the pace of all.

    The mean of a gamma-Poisson posterior: a desa of few families, or of few days, tells little of its pace.

    Parameters
    ----------
    families
        Families that came in.
    left_days
        Days times thousands of families left.
    of_all
        The pace of all areas, positive.
    """
    return np.asarray((PACE_SHAPE + families) / (PACE_SHAPE / of_all + left_days), dtype=np.float64)


def estimate_responsiveness(
    effects: pd.DataFrame, daily_gain: float, *, paces: Mapping[str, float] | None = None
) -> Responsiveness:
    """Learn from events how much they bring, shrunk to the mean until there is evidence.

    Each event's ratio z (extra over what is assumed of its kind at the pace of its own desa and days: within a
    campaign paces grow tenfold, and desa differ by as much) is taken as normal about the ratio of its kind plus that of
    its area; both are drawn together by empirical Bayes (Efron and Morris 1973, J. Am. Statist. Assoc. 68:117) with
    variances by moments (DerSimonian and Laird 1986, Control. Clin. Trials 7:177). The mean of all is itself drawn to
    1, which counts as one observation of variance 1: where events tell nothing, the assumption stands.

    Parameters
    ----------
    effects
        Columns of `EFFECT_COLUMNS`, in any order; rows without a positive `standard_error`, `left_at_start` and
        `days_after`, or without `expected` or `daily_gain`, are passed over. Of an event that was counted on fewer days
        the rest is taken to be like them.
    daily_gain
        Families per 1,000 left that respond on a day now in all areas together.
    paces
        The same by area, which is what the next event is set against, keyword-only.
    """
    usable = (effects["standard_error"].astype(float) > 0) & (effects["left_at_start"].astype(float) > 0)
    usable &= effects["extra"].notna() & (effects["days_after"].astype(float) > 0)
    usable &= effects["daily_gain"].notna() & effects["expected"].notna()
    events = effects[usable].sort_values(["area_code", "kind", "extra", "standard_error"])
    if not len(events):
        return Responsiveness(daily_gain, 1.0, {}, {}, 0, paces=paces or {})
    left, days, expected, of_all = (
        events[name].to_numpy(dtype=np.float64) for name in ("left_at_start", "days_after", "expected", "daily_gain")
    )
    pace = own_pace(expected, left / PER * days, np.maximum(of_all, LEAST_DAILY_GAIN))
    scale = PER / left / np.array([assumed_extra(str(kind), 1.0) for kind in events["kind"]]) / pace
    scale *= DAYS_COUNTED / days
    ratio = events["extra"].to_numpy(dtype=np.float64) * scale
    variance = (events["standard_error"].to_numpy(dtype=np.float64) * scale) ** 2
    kinds, kind_of = np.unique(events["kind"].to_numpy(dtype=str), return_inverse=True)
    within = _between(ratio, variance, kind_of)
    mean, spread = _group_means(ratio, variance + within, kind_of)
    between = max(_between(mean, spread, np.zeros(len(kinds), dtype=np.int64)), LEAST_KIND_SPREAD**2)
    weight = 1 / (spread + between)
    overall = float((1.0 + weight @ mean) / (1.0 + weight.sum()))
    by_kind = _shrunk(mean, spread, between, towards=overall)
    areas, area_of = np.unique(events["area_code"].to_numpy(dtype=str), return_inverse=True)
    # Few desa have had several events, so the part of the desa cannot be estimated: `AREA_PART` declares it.
    rest, rest_spread = _group_means(ratio - by_kind[kind_of], variance + within * (1 - AREA_PART), area_of)
    by_area = _shrunk(rest, rest_spread, within * AREA_PART, towards=0.0)
    return Responsiveness(
        daily_gain,
        overall,
        dict(zip(kinds.tolist(), by_kind.tolist(), strict=True)),
        dict(zip(areas.tolist(), by_area.tolist(), strict=True)),
        len(events),
        {
            kind: Doubt(float(noise / (noise + between)), float(noise * between / (noise + between)))
            for kind, noise in zip(kinds.tolist(), spread, strict=True)
        },
        overall_variance=1 / (1.0 + float(weight.sum())),
        event_variance=within,
        paces=paces or {},
    )


def _group_means(values: Floats, variances: Floats, group_of: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """The mean of each group, weighted by precision, and its variance."""
    weight = np.bincount(group_of, 1 / variances)
    return np.bincount(group_of, values / variances) / weight, 1 / weight


def _between(values: Floats, variances: Floats, group_of: npt.NDArray[np.int64]) -> float:
    """The variance that values have within their groups beyond their own (moments, never below 0)."""
    weight = 1 / variances
    mean, _ = _group_means(values, variances, group_of)
    total = np.bincount(group_of, weight)
    excess = weight @ (values - mean[group_of]) ** 2 - (len(values) - len(total))
    scale = float((total - np.bincount(group_of, weight**2) / total).sum())
    return max(float(excess) / scale, 0.0) if scale > 0 else 0.0


def _shrunk(means: Floats, variances: Floats, between: float, *, towards: float) -> Floats:
    share = between / (between + variances)
    return np.asarray(share * means + (1 - share) * towards, dtype=np.float64)
