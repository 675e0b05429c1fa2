"""Simulated campaigns of different courses, plain enough to be read at a glance: what forecasts are tried on."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

WINDOW, LONGER_WINDOW = 46, 74
ANNOUNCED_ON = 41
"""Day on which the end of the extended campaign is moved from the 46th to the 74th day."""


@dataclass(frozen=True)
class Course:
    """One simulated campaign.

    Attributes
    ----------
    counts
        Cumulative counts at the end of each day, shape (days, areas); the first row is day 1.
    bases
        Families by area.
    outages
        Days (from 1) on which the service was down.
    moved_on
        Day on which the deadline was moved; 0 for never.
    """

    counts: Ints
    bases: Ints
    outages: frozenset[int] = field(default_factory=frozenset)
    moved_on: int = 0


def front_loaded(rng: np.random.Generator, day: Floats) -> Floats:
    """Most come in the first days."""
    return np.exp(-day / rng.uniform(8, 16)) + rng.uniform(0.1, 0.3)


def linear(rng: np.random.Generator, day: Floats) -> Floats:
    """The same hazard every day, but for a slight drift."""
    return np.exp(rng.normal(0, 0.006) * day)


def surge(rng: np.random.Generator, day: Floats) -> Floats:
    """Growth throughout, and a rush on the last days."""
    rush = rng.uniform(0.3, 1.2) * np.clip((day - day[-1] + 6) / 6, 0, 1)
    return np.exp(rng.uniform(0.02, 0.06) * day + rush)


def extension(rng: np.random.Generator, day: Floats) -> Floats:
    """A surge before a deadline that is then moved: the rush breaks off, and another comes before the new one."""
    growth = rng.uniform(0.02, 0.06)
    later = np.clip(day - ANNOUNCED_ON, 0, None)
    return np.exp(growth * np.minimum(day, ANNOUNCED_ON)) * np.exp(-rng.uniform(0.4, 1.2) * (later > 0) + 0.02 * later)


def outage(rng: np.random.Generator, day: Floats) -> Floats:
    """A mild surge; the service fails on some days."""
    return np.exp(rng.uniform(0.0, 0.04) * day)


COURSES: dict[str, Callable[[np.random.Generator, Floats], Floats]] = {
    "front-loaded": front_loaded,
    "linear": linear,
    "surge": surge,
    "extension": extension,
    "outage": outage,
}


def simulate(name: str, seed: int, areas: int = 132) -> Course:
    """Draw one campaign: a common course with weather of its own, areas that differ and drift, families by chance."""
    rng = np.random.default_rng([seed, list(COURSES).index(name)])
    days = LONGER_WINDOW if name == "extension" else WINDOW
    day = np.arange(1.0, days + 1)
    bases = np.maximum(rng.lognormal(7.5, 0.4, areas), 100).astype(np.int64)
    course = COURSES[name](rng, day) * np.exp(_weather(rng, days)) * np.where(day % 7 >= 5, rng.uniform(0.6, 1.0), 1.0)
    drift = rng.normal(0, 0.3, areas)[:, None] * np.linspace(-0.5, 0.5, days)
    area_hazard = np.exp(rng.normal(0, 0.3, areas)[:, None] + drift + rng.normal(0, 0.25, (areas, days)))
    hazard = area_hazard * course
    hazard *= -np.log(1 - rng.uniform(0.15, 0.40)) / hazard.sum(axis=1).mean()
    down = (
        frozenset(rng.choice(np.arange(12, days - 8), 2, replace=False).tolist()) if name == "outage" else frozenset()
    )
    for lost in down:
        # Half of those who could not come do so on the next day.
        hazard[:, lost] += 0.5 * hazard[:, lost - 1]
        hazard[:, lost - 1] *= 0.01
    counts, left = np.zeros((days, areas), dtype=np.int64), bases.copy()
    for place in range(days):
        left = left - rng.binomial(left, -np.expm1(-hazard[:, place]))
        counts[place] = bases - left
    return Course(counts, bases, down, ANNOUNCED_ON if name == "extension" else 0)


def _weather(rng: np.random.Generator, days: int) -> Floats:
    """Draw a common shock that lasts for some days."""
    shocks = np.zeros(days)
    for place in range(1, days):
        shocks[place] = 0.85 * shocks[place - 1] + rng.normal(0, 0.12)
    return shocks
