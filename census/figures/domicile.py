"""Both populations: where people are registered (de jure) and where they live (de facto), and the flow between."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from census.base.tree import AreaTree
from census.base.values import values_of
from census.base.vocabulary import Status

OUTSIDE = "outside"
"""Place of those who live outside the areas on record."""


def population_flow(
    tree: AreaTree, domiciles: pd.DataFrame, *, level: str, status: Status, as_of: date
) -> pd.DataFrame:
    """Count persons by the area in which they are registered and the one in which they live.

    Parameters
    ----------
    tree
        The areas.
    domiciles
        Daily gains: `area_code` (registered), `domicile_code` (living; `OUTSIDE` or an unknown code for elsewhere),
        `day`, `persons_responded`, `persons_clean`.
    level
        Level to which both are brought, keyword-only.
    status
        Which count, keyword-only.
    as_of
        Gains up to and with this day count, keyword-only.

    Returns
    -------
    DataFrame
        `registered`, `living` (area codes or `OUTSIDE`) and `persons` (int64), one row per pair with
        somebody; ordered. There is no rate: nobody knows how many live where.
    """
    past = domiciles[np.array([day <= as_of for day in domiciles["day"]], dtype=bool)]
    above = {code: _area_of_level(tree, code, level) for code in {*past["area_code"], *past["domicile_code"]}}
    persons = past[f"persons_{status.value}"].astype("int64")
    frame = pd.DataFrame(
        {
            "registered": past["area_code"].map(above),
            "living": past["domicile_code"].map(above),
            "persons": persons,
        }
    )
    sums = frame.groupby(["registered", "living"], as_index=False)["persons"].sum()
    kept: pd.DataFrame = sums[sums["persons"] > 0].reset_index(drop=True)
    return kept


@dataclass(frozen=True, slots=True)
class Flow:
    """Persons who are registered in one place and live in another (area codes or `OUTSIDE`)."""

    registered: str
    living: str
    persons: int


@dataclass(frozen=True, slots=True)
class Domiciles:
    """Both populations of one area.

    Attributes
    ----------
    registered, living, stay
        Persons who are registered there, who live there, and who do both.
    flows
        Who comes and goes, the most persons first.
    """

    registered: int
    living: int
    stay: int
    flows: tuple[Flow, ...]


def domiciles_of(flow: pd.DataFrame, code: str) -> Domiciles | None:
    """Both populations of an area from the flow of its level (`population_flow`); None without anybody."""
    is_from, is_to = flow["registered"] == code, flow["living"] == code
    if not (is_from | is_to).any():
        return None
    registered, living, stay = (
        int(flow.loc[is_wanted, "persons"].sum()) for is_wanted in (is_from, is_to, is_from & is_to)
    )
    moves = flow[(is_from | is_to) & (flow["registered"] != flow["living"])]
    return Domiciles(registered, living, stay, values_of(Flow, moves.sort_values("persons", ascending=False)))


def _area_of_level(tree: AreaTree, code: str, level: str) -> str:
    if code not in tree:
        return OUTSIDE
    # Persons of a small area are told under an area above it, which may lie above the level: then it stands for itself.
    return next((above for above in tree.chain(code) if tree.level(above) == level), code)
