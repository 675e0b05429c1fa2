"""The frame of the simulated campaign: published figures, quotas of the kecamatan, shape of the days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
import numpy.typing as npt

from census.base.allocation import largest_remainder

Scenario = Literal["window", "published"]
Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

FIRST_DAY = date(2020, 2, 15)
FAMILIES, PERSONS = 84_861, 327_458
"""Responded by 29 May 2020 (Betanews and Murianews, 10 June 2020)."""

FAMILIES_LEFT = {
    "3319010": 22_898,
    "3319020": 19_882,
    "3319030": 22_560,
    "3319040": 20_933,
    "3319050": 16_392,
    "3319060": 27_413,
    "3319070": 14_800,
    "3319080": 22_070,
    "3319090": 23_308,
}
"""Families not yet counted on 29 May 2020 by kecamatan (Betanews, 10 June 2020); two too many in sum."""

MOST_APART = 2
"""So far a kecamatan's families left may lie from the published ones."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A point that the simulated campaign passes exactly, at the end of a day (WIB).

    Attributes
    ----------
    families, persons
        Cumulative counts; `persons` is None where none was published.
    """

    ends_on: date
    families: int
    persons: int | None = None


STAGES: dict[str, tuple[Stage, ...]] = {
    "window": (Stage(date(2020, 3, 31), FAMILIES, PERSONS),),
    "published": (
        Stage(date(2020, 3, 3), 1_400),
        Stage(date(2020, 5, 6), 41_813, 158_344),
        Stage(date(2020, 5, 13), 59_888),
        Stage(date(2020, 5, 29), FAMILIES, PERSONS),
    ),
}

_TREND = {
    # One long rise with an opening bump; the last days bring the surge.
    "window": ((0, 1.55), (1, 1.1), (5, 0.46), (29, 0.76), (38, 1.7), (43, 2.3), (44, 2.9), (45, 3.9)),
    # The first deadline passes in the middle of it; the last one is 29 May.
    "published": (
        *((0, 2.6), (2, 1.2), (17, 0.7), (36, 2.2), (45, 7.0), (50, 4.0)),
        *((75, 8.0), (81, 14.0), (88, 26.0), (96, 14.0), (102, 13.0), (104, 24.0)),
    ),
}
"""Day and height of the daily hazard, to within a factor for each stage; its logarithm is straight between them."""

_WEEK = (1.08, 1.05, 1.02, 1.0, 0.96, 0.74, 0.64)
"""Monday to Sunday."""


def days_of(scenario: Scenario) -> list[date]:
    """The days on which forms come in, first to last."""
    last = STAGES[scenario][-1].ends_on
    return [FIRST_DAY + timedelta(days=day) for day in range((last - FIRST_DAY).days + 1)]


def daily_trend(scenario: Scenario) -> Numbers:
    """The height of the hazard by day, weekdays stronger than weekends.

    Returns
    -------
    ndarray of float, shape (days,)
    """
    days = days_of(scenario)
    at, height = zip(*_TREND[scenario], strict=True)
    trend = np.exp(np.interp(np.arange(len(days)), at, np.log(height)))
    week = np.array([_WEEK[day.weekday()] for day in days])
    result: Numbers = trend * week
    return result


def final_families(registered: Mapping[str, int]) -> dict[str, int]:
    """The families that respond in the end, by kecamatan.

    Families on the register less the families left as published. What the sum lacks to the published total is made
    good in proportion to the families left (largest remainder): each kecamatan stays within `MOST_APART` of its figure.

    Parameters
    ----------
    registered
        Families on the register by kecamatan.

    Raises
    ------
    ValueError
        If the register is not that of Kudus: other kecamatan, or figures that the published ones do not fit.
    """
    if set(registered) != set(FAMILIES_LEFT):
        msg = "the simulated campaign knows the kecamatan of Kudus only"
        raise ValueError(msg)
    result = {code: registered[code] - left for code, left in FAMILIES_LEFT.items()}
    lacking = FAMILIES - sum(result.values())
    shares = largest_remainder(abs(lacking), FAMILIES_LEFT)
    if max(shares.values()) > MOST_APART or min(result.values()) <= MOST_APART:
        msg = "the published families left do not fit this register"
        raise ValueError(msg)
    return {code: result[code] + (share if lacking > 0 else -share) for code, share in shares.items()}


def stage_quotas(scenario: Scenario, final: Mapping[str, int], leads: Mapping[str, float]) -> list[dict[str, int]]:
    """The families that respond in each stage, by kecamatan.

    Parameters
    ----------
    final
        `final_families`.
    leads
        How early a kecamatan is: its share of a stage's total is raised by exp(lead x part of the campaign to come).

    Returns
    -------
    list of dict
        One per stage. They add up to the published total of each stage, and to `final` over all stages.
    """
    done = dict.fromkeys(final, 0)
    result = []
    for stage in STAGES[scenario]:
        to_come = 1 - stage.families / FAMILIES
        if to_come:
            weights = {code: round(1_000 * count * np.exp(leads[code] * to_come)) for code, count in final.items()}
            reached = largest_remainder(stage.families, weights)
        else:
            reached = dict(final)
        result.append({code: reached[code] - done[code] for code in final})
        done = reached
    return result
