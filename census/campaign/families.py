"""Families of areas, whichever unit was delivered of them."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from census.base.vocabulary import Status, Unit, measure_column
from census.campaign.campaign import Campaign
from census.figures.equivalent import families_each


def families_told(campaign: Campaign, codes: Sequence[str], status: Status, as_of: date) -> pd.DataFrame:
    """Families and their mean daily gain by area; where persons alone were delivered, what these come to.

    Returns
    -------
    DataFrame
        Index: code. `count` and `pace` (Float64), null where neither unit was delivered; `reported_on` (ordinal);
        `is_equivalent` (bool).
    """
    of_families, of_persons = (
        campaign.panel.at(measure_column(unit, status), as_of).loc[list(codes)]
        for unit in (Unit.HOUSEHOLD, Unit.PERSON)
    )
    families, persons = (table[["count", "pace"]].astype("Float64") for table in (of_families, of_persons))
    # A bound is a figure: persons must not tell what it leaves open.
    is_told = families["count"].notna() | (of_families["bound"].notna() if "bound" in of_families else False)
    per_person = families_each(campaign.panel, campaign.base(as_of), list(codes), status=status, as_of=as_of)
    counts = families.where(is_told, persons.mul(per_person.set_axis(persons.index), axis=0))
    return counts.assign(
        reported_on=of_families["reported_on"].where(is_told, of_persons["reported_on"]),
        is_equivalent=~is_told & counts["count"].notna(),
    )
