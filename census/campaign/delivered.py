"""What was delivered: families of an area in whichever unit came in; parts of an area that has no figure itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from census.access.scope import TOTAL_LEVELS
from census.base.target import Target
from census.base.vocabulary import Status, Unit, measure_column
from census.campaign.campaign import Campaign
from census.figures.equivalent import families_each
from census.figures.progress import AreaProgress, View


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


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of an area that have told, added up.

    Attributes
    ----------
    level
        Level of the parts.
    delivered, total
        How many have a figure, of how many.
    count, base
        Their counts and their register in the target's unit and status.
    due
        Share of that register that is due by the day.
    """

    level: str
    delivered: int
    total: int
    count: int
    base: int
    due: float

    @property
    def rate(self) -> float:
        """Share of the register of those that have told, from 0 to 1."""
        return self.count / self.base


def delivered_parts(campaign: Campaign, row: AreaProgress, target: Target | None, view: View) -> Parts | None:
    """Add up the parts that have a figure, of the highest level of which any has; None where the area has its own.

    Parameters
    ----------
    row
        How far the area has come.
    """
    if target is None or not row.is_unstarted:
        return None
    tree, code = campaign.tree, row.code
    below = [part for part in tree.codes if part != code and code in tree.chain(part)]
    target_view = view.in_words_of(target)
    for level in dict.fromkeys(tree.level(part) for part in below):
        if level not in TOTAL_LEVELS and not campaign.withheld.isdisjoint([code, *below]):
            # Who sees some of the parts only would take them for all.
            return None
        areas = campaign.progress_within(code, level, target_view)
        delivered = [
            (area.numerator, area.denominator, area.expected)
            for area in areas
            if area.numerator is not None and area.denominator and area.expected is not None
        ]
        if delivered:
            counts, bases, due = zip(*delivered, strict=True)
            return Parts(level, len(delivered), len(areas), sum(counts), sum(bases), sum(due) / sum(bases))
    return None
