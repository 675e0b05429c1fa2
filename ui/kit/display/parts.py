"""What came of some parts of an area of which there is no figure as a whole."""

from dataclasses import dataclass

import pandas as pd

from census.access.scope import TOTAL_LEVELS
from census.base.target import Target
from census.figures.progress import View
from presentation.words.verdict import Verdict, about, deed, people
from ui.kit.controls import level_word
from ui.shell.frame import Reader


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of an area that have told, added up.

    Attributes
    ----------
    level
        Level of the parts.
    told, all
        How many have a figure, of how many.
    count, base
        Their counts and their register in the target's unit and status.
    due
        Share of that register that is due by the day.
    """

    level: str
    told: int
    all: int
    count: int
    base: int
    due: float


def parts_told(reader: Reader, row: pd.Series, target: Target | None, view: View) -> Parts | None:
    """Add up the parts that have a figure, of the highest level of which any has; None where the area has its own.

    Parameters
    ----------
    row
        The area's row of the table of progress.
    """
    is_untold = bool(row.get("is_hidden")) or not pd.isna(row.get("bound"))
    if target is None or is_untold or not row[["numerator", "target_numerator"]].isna().all():
        return None
    campaign, tree, code = reader.campaign, reader.campaign.tree, str(row["code"])
    below = [each for each in tree.codes if each != code and code in tree.chain(each)]
    own = View(view.as_of, target.unit, target.status, view.path)
    for level in dict.fromkeys(tree.level(each) for each in below):
        if level not in TOTAL_LEVELS and not campaign.withheld.isdisjoint([code, *below]):
            # Who sees some of the parts only would take them for all.
            return None
        table = campaign.progress(code, level, own)
        known = table[table["numerator"].notna() & (table["denominator"].fillna(0) > 0) & table["expected"].notna()]
        if len(known):
            count, base = int(known["numerator"].sum()), int(known["denominator"].sum())
            return Parts(level, len(known), len(table), count, base, float(known["expected"].sum()) / base)
    return None


def verdict_of_parts(reader: Reader, area: str, parts: Parts, target: Target, view: View) -> Verdict:
    """Say how those parts stand that have told, where the whole cannot be told."""
    text, formats = reader.text, reader.formats
    headline = text(
        "{area}: figures have come of {told} of {all} {level} only; {rate} {people} there {deed}, by {day} it should be"
        " {expected}.",
        area=area,
        told=formats.count(parts.told),
        all=formats.count(parts.all),
        level=level_word(text, parts.level),
        rate=formats.rate(parts.count / parts.base, base=parts.base),
        people=people(text, target.unit),
        deed=deed(text, target.status),
        day=formats.day(view.as_of),
        expected=about(target) + formats.rate(parts.due, base=parts.base),
    )
    return Verdict(headline, text("How the whole stands is not known before all of them have figures."))
