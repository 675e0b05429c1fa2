"""How readily each family of the simulated campaign responds, day by day."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from simulation.plan import Numbers, Places, Scenario, daily_trend
from simulation.staff import StaffFamilies, call_factors

DESA_SPREAD = 0.22
"""Standard deviation of the logarithm of a desa's hazard within its kecamatan."""

_TILT = {"kecamatan": 0.15, "desa": 0.25}
"""Standard deviation of the rise of the hazard's logarithm from the first day to the last."""

_NEIGHBOURS = 0.12
"""Rise of the hazard where as many families have civil servants as on average, once these have responded."""

_OUTAGE = 0.004
_NO_AGENCY = -1


@dataclass(frozen=True)
class Register:
    """Every family of the register, those of civil servants first, in the order of `StaffFamilies`.

    Attributes
    ----------
    desa, kecamatan
        Place of the family's desa and kecamatan, in order of code; shape (families,).
    group
        Row of `hazard` that the family follows; shape (families,).
    hazard
        Daily hazard, to within a factor of kecamatan and stage; shape (groups, days).
    """

    desa: Places
    kecamatan: Places
    group: Places
    hazard: Numbers


def outage_day(rng: np.random.Generator, days: list[date]) -> int:
    """Choose the working day on which the service is down: past the opening, well before the middle of March."""
    candidates = [place for place, day in enumerate(days) if 9 <= place <= 24 and day.weekday() < 5]
    return int(rng.choice(candidates))


def lay_out_register(
    rng: np.random.Generator,
    scenario: Scenario,
    desa: pd.DataFrame,
    staff: StaffFamilies,
    lift: Numbers,
    outage: int,
) -> Register:
    """Lay out every family of the register and the hazard that it follows.

    The hazard of a family is that of the day, times that of its desa (chance, a trend of its own, neighbours who are
    civil servants, outreach at work), times that of its civil servants' agency.

    Parameters
    ----------
    desa
        `kecamatan`, `households`, in order of code.
    lift
        Factor of outreach by desa and day (`lift_by_desa_and_day`).
    outage
        Day on which the service is down.
    """
    kecamatan = np.unique(np.array(desa["kecamatan"].tolist()), return_inverse=True)[1]
    families: Places = np.array(desa["households"].tolist(), dtype=np.int64)
    of_desa = _hazard_by_desa(rng, scenario, kecamatan, families, staff, lift)
    of_desa[:, outage] *= _OUTAGE
    calls = call_factors(rng, int(staff.opd.max(initial=0)) + 1, of_desa.shape[1])
    with_staff = np.bincount(staff.desa, minlength=len(desa))
    without = np.repeat(np.arange(len(desa)), np.maximum(families - with_staff, 0))
    place = np.concatenate([staff.desa, without])
    opd = np.concatenate([staff.opd, np.full(len(without), _NO_AGENCY)])
    # Families of one desa and agency share a row.
    width = len(calls) + 1
    pairs, group = np.unique(place * width + opd + 1, return_inverse=True)
    of_pair, agency = pairs // width, pairs % width - 1
    call = np.where(agency[:, None] == _NO_AGENCY, 1.0, calls[agency])
    return Register(place, kecamatan[place], group, of_desa[of_pair] * call)


def _hazard_by_desa(
    rng: np.random.Generator,
    scenario: Scenario,
    kecamatan: Places,
    households: Places,
    staff: StaffFamilies,
    lift: Numbers,
) -> Numbers:
    """The daily hazard of a family without civil servants, by desa and day, to within a factor."""
    n, days = lift.shape
    trend = daily_trend(scenario)
    centred = np.linspace(-0.5, 0.5, days)
    tilt = rng.normal(0, _TILT["kecamatan"], kecamatan.max() + 1)[kecamatan] + rng.normal(0, _TILT["desa"], n)
    spread = np.exp(rng.normal(0, DESA_SPREAD, n))
    staff_share = np.bincount(staff.desa, minlength=n) / households
    around = pd.Series(staff_share).groupby(kecamatan).transform("mean").to_numpy()
    nearby = (0.7 * staff_share + 0.3 * around) / staff_share.mean()
    # Neighbours follow when the civil servants have: from the second week on, in full after the fourth.
    follows = np.clip((np.arange(days) - 7) / 21, 0, 1)
    hazard: Numbers = trend * np.exp(tilt[:, None] * centred) * spread[:, None]
    hazard *= (1 + _NEIGHBOURS * nearby[:, None] * follows) * lift
    return hazard
