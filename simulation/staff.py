"""Civil servants of the simulated campaign: in which families they live, and when their agency calls on them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulation.plan import Numbers, Places

_COUPLES = 0.14
"""So many in a hundred civil servants share a family with another."""

_TOWN = {"3319020": 2.2, "3319030": 1.5, "3319070": 1.7}
"""Families of civil servants live closer to the offices: Kota Kudus, Jati and Bae."""

_NEAR_OFFICE = 0.7
"""So many of a kecamatan office live in that kecamatan."""

_BEFORE_CALL, _AFTER_CALL = 4.0, 20.0


@dataclass(frozen=True, slots=True)
class StaffFamilies:
    """Families with civil servants.

    Attributes
    ----------
    desa
        Place of the desa of each family.
    opd
        Place of the agency whose call the family follows.
    members
        One row per family and agency: `family`, `opd_id`, `staff`.
    """

    desa: Places
    opd: Places
    members: pd.DataFrame


def place_staff(rng: np.random.Generator, desa: pd.DataFrame, opd: pd.DataFrame) -> StaffFamilies:
    """Let the civil servants of each agency live in desa, some of them two in one family.

    Parameters
    ----------
    desa
        `code`, `kecamatan`, `households`, in order of code.
    opd
        `id`, `staff`, `area_code`, in order of id.
    """
    homes, agencies = [], []
    weights = _home_weights(rng, desa)
    for place, (staff, office) in enumerate(zip(opd["staff"], opd["area_code"], strict=True)):
        chance = weights / weights.sum()
        near = np.where(desa["kecamatan"] == office, weights, 0.0)
        if near.any():
            chance = _NEAR_OFFICE * near / near.sum() + (1 - _NEAR_OFFICE) * chance
        homes.append(rng.choice(len(desa), int(staff), p=chance))
        agencies.append(np.full(int(staff), place))
    home, agency = np.concatenate(homes), np.concatenate(agencies)
    order = np.lexsort((rng.random(len(home)), home))
    home, agency = home[order], agency[order]
    # Of a pair the second joins the family of the first, where both live in one desa.
    joins = np.zeros(len(home), dtype=bool)
    joins[1::2] = (home[1::2] == home[:-1:2]) & (rng.random(len(home[1::2])) < _COUPLES)
    family = np.cumsum(~joins) - 1
    people = pd.DataFrame({"family": family, "opd_id": opd["id"].to_numpy()[agency]})
    members = people.groupby(["family", "opd_id"]).size().rename("staff").reset_index()
    return StaffFamilies(home[~joins], agency[~joins], members)


def _home_weights(rng: np.random.Generator, desa: pd.DataFrame) -> Numbers:
    town = desa["kecamatan"].map(_TOWN).fillna(1.0).to_numpy(dtype=float)
    chance = np.exp(rng.normal(0, 0.3, len(desa)))
    return np.array(desa["households"].tolist(), dtype=np.float64) * town * chance


def call_factors(rng: np.random.Generator, agencies: int, days: int) -> Numbers:
    """The factor on the hazard of families of civil servants, by agency and day.

    Each agency calls on its people on a day of its own, in the first two thirds of the campaign: before it their hazard
    is `_BEFORE_CALL` times that of their neighbours, from then on `_AFTER_CALL` times.

    Returns
    -------
    ndarray of float, shape (agencies, days)
    """
    called_on = (0.03 + 0.63 * rng.beta(1.1, 1.6, agencies)) * days
    factors: Numbers = np.where(np.arange(days) < called_on[:, None], _BEFORE_CALL, _AFTER_CALL)
    return factors
