"""Which families of the simulated campaign respond, and on which day: proportional hazards with fixed totals."""

from dataclasses import dataclass

import numpy as np

from simulation.plan import Numbers, Places

NEVER = -1


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days from `first` up to, not including, `end`, and how many families of each kecamatan respond on them."""

    first: int
    end: int
    quotas: list[int]


def draw_response_days(
    rng: np.random.Generator, kecamatan: Places, group: Places, hazard: Numbers, stretches: list[Stretch]
) -> tuple[Places, Numbers]:
    """Draw the day on which each family of the register responds, in exactly the numbers wanted.

    Each family carries a standard exponential E and responds when its cumulative hazard passes it. A hazard is known
    but for a factor c of its kecamatan and stretch; c is what makes the wanted number respond: those with the least E
    over hazard. So within a kecamatan hazards relate as given, and no desa has more families than its register.

    Parameters
    ----------
    kecamatan, group
        Place of the kecamatan, and row of `hazard`, of each family; shape (families,).
    hazard
        Daily hazard by group and day, positive; shape (groups, days).
    stretches
        In order of time.

    Returns
    -------
    days : ndarray of int, shape (families,)
        Day of response; `NEVER` for those who do not respond.
    reluctance : ndarray of float, shape (families,)
        Of those who do not respond, how far they were from it; infinite for those who do.

    Raises
    ------
    ValueError
        If more families are wanted of a kecamatan than are left.
    """
    left = rng.exponential(size=len(group))
    days = np.full(len(group), NEVER, dtype=np.int64)
    reluctance = np.full(len(group), np.inf)
    for stretch in stretches:
        cumulative = hazard[:, stretch.first : stretch.end].cumsum(axis=1)
        for place, quota in enumerate(stretch.quotas):
            waiting = np.flatnonzero((kecamatan == place) & (days == NEVER))
            if quota >= len(waiting):
                msg = "more families are wanted than the register has"
                raise ValueError(msg)
            total = cumulative[group[waiting], -1]
            ranks = left[waiting] / total
            order = np.argpartition(ranks, [max(quota - 1, 0), quota])
            chosen, others = order[:quota], order[quota:]
            factor = ranks[chosen].max() if quota else 0.0
            passed = cumulative[group[waiting[chosen]]] * factor < left[waiting[chosen], None]
            # Rounding could put the very last one behind the stretch.
            days[waiting[chosen]] = stretch.first + np.minimum(passed.sum(axis=1), stretch.end - stretch.first - 1)
            left[waiting[others]] -= factor * total[others]
            reluctance[waiting] = ranks - factor
    reluctance[days != NEVER] = np.inf
    return days, reluctance
