"""What is left for the interviewers: families that are not clean, and those that could not respond online."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from census.base.allocation import largest_remainder
from census.base.tree import UnknownAreaError
from census.base.values import values_of
from census.base.vocabulary import Status, Unit
from census.campaign.campaign import Campaign
from census.campaign.delivered import families_told
from census.campaign.speaking import CLEAN_OF_RESPONDED
from census.figures.completeness import COMPLETENESS_COLUMNS
from census.figures.progress import View, dates_of
from census.figures.rounding import Grid, told_step
from census.priority.inputs import status_told

Ints = npt.NDArray[np.int64]

INTERVIEW_COLUMNS = (
    *("code", "name", "households", "online", "as_of", "not_online", "ineligible", "workload", "work_share"),
    *("at_deadline", "at_deadline_lo", "at_deadline_hi", "enumerators", "per_enumerator", "per_enumerator_day"),
    *("is_equivalent", "source", "is_hidden", *COMPLETENESS_COLUMNS),
)
"""Columns of the table of interviews, in the order in which they leave the building."""

CLEAN_SHARE = float(CLEAN_OF_RESPONDED)
"""Part of the forms that is found clean in the end; a higher part that is seen takes its place."""

_AT_DEADLINE = ("at_deadline", "at_deadline_lo", "at_deadline_hi")
_LOAD_CLASSES = 5
_ENOUGH = 0.98
"""Part of an area's families that must be forecast for the area to be."""


@dataclass(frozen=True, slots=True)
class Crew:
    """Who interviews, and for how long.

    Attributes
    ----------
    enumerators
        Number of enumerators in the whole area that the installation serves.
    days
        Days of the interviews.

    Raises
    ------
    ValueError
        If there is nobody, or no day.
    """

    enumerators: int = 890
    days: int = 31

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if self.enumerators < 1 or self.days < 1:
            msg = "interviews take at least one enumerator and one day"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class AreaInterviews:
    """The work of the interviewers in one area: a row of `Interviews.table` as a value, None for null.

    Attributes
    ----------
    households, online, not_online, ineligible
        Families on the register, those of them that are done online and those that are not, and those with a card
        after the cut-off, who are not on it.
    as_of
        The day that `online` is of.
    workload, work_share
        Families to be interviewed, and their part of all, 0-1.
    at_deadline, at_deadline_lo, at_deadline_hi
        The workload as is forecast: median and 80 % interval.
    enumerators, per_enumerator, per_enumerator_day
        Enumerators who are sent, and families for each of them, in all and a day.
    is_equivalent
        Families are what persons come to.
    source
        Who delivered `online`.
    is_hidden
        The group is too small.
    """

    code: str
    name: str
    households: int | None
    online: int | None
    as_of: date | None
    not_online: int | None
    ineligible: int | None
    workload: int | None
    work_share: float | None
    at_deadline: int | None
    at_deadline_lo: int | None
    at_deadline_hi: int | None
    enumerators: int
    per_enumerator: float | None
    per_enumerator_day: float | None
    is_equivalent: bool
    source: str | None
    is_hidden: bool


@dataclass(frozen=True)
class Interviews:
    """The work of the interviewers in an area.

    Attributes
    ----------
    table
        `INTERVIEW_COLUMNS`, for files: the area itself, then the areas of one level within it.
    status
        Which families count as done online: those that are clean; those that responded where no clean ones came. Of an
        area of which persons alone came, what these come to in families (`is_equivalent`).
    crew
        Who interviews.
    clean_share
        Part of the families that respond that will be done online in the end.
    """

    table: pd.DataFrame
    status: Status
    crew: Crew
    clean_share: float

    def seen_by(self, campaign: Campaign) -> "Interviews":
        """The rows that a reader of a campaign sees; the crew is spread over all areas all the same."""
        return replace(self, table=self.table[self.table.index.isin(campaign.tree.codes)])

    @cached_property
    def areas(self) -> tuple[AreaInterviews, ...]:
        """The area itself, then its parts."""
        return values_of(AreaInterviews, self.table)

    @property
    def whole(self) -> AreaInterviews:
        """The area itself."""
        return self.areas[0]

    def saved_days(self, families: float) -> float:
        """The working days of an enumerator that families who respond save, at the load forecast for the area."""
        sent, load = self.whole.enumerators, self.whole.at_deadline
        if load is None:
            load = self.whole.workload
        if load is None or sent < 1:
            return 0.0
        return saved_days(families * self.clean_share, load, crew=Crew(sent, self.crew.days))

    @property
    def parts(self) -> tuple[AreaInterviews, ...]:
        """Its parts."""
        return self.areas[1:]


def interviews(
    campaign: Campaign,
    area_code: str,
    level: str,
    as_of: date,
    *,
    crew: Crew,
    forecast: tuple[Sequence[str], Ints] | None = None,
) -> Interviews:
    """What is to be interviewed in the areas of one level within an area, now and as is forecast.

    Parameters
    ----------
    campaign
        The campaign as the reader may see it.
    area_code, level
        The area, and the level of its parts.
    as_of
        The day of which the figures are.
    crew
        Enumerators and days, keyword-only like all that follow. They are spread down the tree by workload, at each step
        exactly; an area whose workload may not be shown counts with all its families.
    forecast
        Codes of areas without children, and draws, shape (draws, areas), of the families that will have responded at
        the deadline; None where there is no forecast.

    Raises
    ------
    UnknownAreaError
        If the area is not on record or out of the reader's scope.
    """
    tree = campaign.tree
    if area_code not in tree:
        raise UnknownAreaError(area_code)
    codes = [area_code, *tree.below(area_code, level)]
    status = status_told(campaign, codes, as_of)
    work = _work_of_all(campaign, status, as_of)
    sent = _spread_over_tree(campaign, work, crew.enumerators)
    table = work.loc[codes].assign(enumerators=sent.loc[codes])
    # Without figures of clean forms every responding family counts as done, today and in the forecast.
    part = _clean_share(campaign, area_code, as_of) if status is Status.CLEAN else 1.0
    table = table.join(_at_deadline(campaign, codes, work, forecast, part))
    per_enumerator = table["workload"].astype("Float64") / table["enumerators"].astype("Float64").where(
        table["enumerators"] > 0
    )
    table = table.assign(per_enumerator=per_enumerator, per_enumerator_day=per_enumerator / crew.days, code=table.index)
    return Interviews(table[list(INTERVIEW_COLUMNS)], status, crew, part)


def most_work_first(areas: Iterable[AreaInterviews]) -> list[AreaInterviews]:
    """Areas in the order of the families to be interviewed, then of the name; those without a number of these last."""
    return sorted(areas, key=lambda area: (area.workload is None, -(area.workload or 0), area.name))


def load_limits(workloads: Iterable[int | None]) -> tuple[int, ...]:
    """The least workload of each class but the lowest: five classes of the same width, at round numbers.

    Parameters
    ----------
    workloads
        Families to be interviewed by area; None where it is not known.

    Returns
    -------
    tuple of int
        Four numbers that rise, fewer where few families make fewer classes; none where all areas have the same.

    Examples
    --------
    >>> load_limits([14_800, 27_413, None])
    (17000, 20000, 22000, 25000)
    >>> load_limits([3, 5]), load_limits([7, 7])
    ((4, 5), ())
    """
    loads = [load for load in workloads if load is not None]
    if not loads or min(loads) == max(loads):
        return ()
    least, most = min(loads), max(loads)
    width = (most - least) / _LOAD_CLASSES
    step = max(1, 10 ** math.floor(math.log10(width)))
    limits = {step * round((least + width * n) / step) for n in range(1, _LOAD_CLASSES)}
    return tuple(sorted(limit for limit in limits if least < limit <= most))


def interview_workload(households: pd.Series, online: pd.Series, ineligible: pd.Series) -> pd.DataFrame:
    """The families to be interviewed: N - clean, and the ineligible ones apart.

    Parameters
    ----------
    households
        Families on the register, Int64.
    online
        Families whose form is clean, Int64, same index; null where it is not known or not to be shown.
    ineligible
        Families with a card issued after the cut-off, outside N, Int64, same index; null where not known.

    Returns
    -------
    DataFrame
        Same index, Int64: `not_online` (never below 0, though an estimated register may be too small), `ineligible`,
        and `workload`, their sum; with `ineligible` unknown, that of the register alone.

    Examples
    --------
    Of 1,000 families 400 are clean, and 25 more are outside the register: 600 + 25 are to be interviewed.

    >>> one = [pd.Series([count], dtype="Int64") for count in (1000, 400, 25)]
    >>> interview_workload(*one).to_dict("records")
    [{'not_online': 600, 'ineligible': 25, 'workload': 625}]
    """
    not_online = (households - online).clip(lower=0).astype("Int64")
    outside = ineligible.astype("Int64")
    return pd.DataFrame(
        {"not_online": not_online, "ineligible": outside, "workload": not_online + outside.fillna(0)},
        index=households.index,
    )


def _work_of_all(campaign: Campaign, status: Status, as_of: date) -> pd.DataFrame:
    """The workload of every area of the tree."""
    tree = campaign.tree
    of_families, of_persons = (
        _progress_of_all(campaign, View(as_of, unit, status)) for unit in (Unit.HOUSEHOLD, Unit.PERSON)
    )
    ineligible = campaign.base(as_of)["households_ineligible"].loc[tree.codes]
    online = families_told(campaign, tree.codes, status, as_of)
    count = online["count"].round().astype("Int64")
    work = interview_workload(of_families["denominator"], count, ineligible)
    of_all = of_families["denominator"].astype("Float64") + work["ineligible"].astype("Float64").fillna(0)
    return work.assign(
        name=of_families["name"],
        households=of_families["denominator"],
        online=count,
        as_of=dates_of(online["reported_on"]),
        is_equivalent=online["is_equivalent"],
        work_share=work["workload"].astype("Float64") / of_all.where(of_all > 0),
        source=of_families["source"].where(~online["is_equivalent"], of_persons["source"]),
        is_hidden=of_families["is_hidden"],
        **{name: of_families[name].where(~online["is_equivalent"], of_persons[name]) for name in COMPLETENESS_COLUMNS},
    )


def _progress_of_all(campaign: Campaign, view: View) -> pd.DataFrame:
    tree = campaign.tree
    cuts = [(root, level) for root in tree.codes if not tree.parent_of[root] for level in set(tree.frame["level"])]
    return pd.concat([campaign.progress(*cut, view) for cut in cuts]).loc[tree.codes]


def _spread_over_tree(campaign: Campaign, work: pd.DataFrame, enumerators: int) -> pd.Series:
    """Spread the enumerators over the areas right below each area, from the roots down."""
    tree = campaign.tree
    # What may not be shown may not shape a figure that is: such an area counts with all its families.
    weight = work["workload"].fillna(work["households"] + work["ineligible"].fillna(0)).fillna(0)
    sent = dict.fromkeys(work.index.tolist(), 0)
    roots = [code for code in tree.codes if tree.parent_of[code] is None]
    for codes in (roots, *map(tree.children, tree.codes)):
        weights: Mapping[str, int] = {code: int(weight[code]) for code in codes}
        if sum(weights.values()):
            above = tree.parent_of[codes[0]]
            sent |= largest_remainder(enumerators if above is None else sent[above], weights)
    return pd.Series(sent, dtype="Int64")


def _clean_share(campaign: Campaign, area_code: str, as_of: date) -> float:
    """The part of the forms that will be clean in the end."""
    level = campaign.tree.level(area_code)
    responded, clean = (
        campaign.progress(area_code, level, View(as_of, Unit.HOUSEHOLD, status))["numerator"].astype("Float64").iloc[0]
        for status in (Status.RESPONDED, Status.CLEAN)
    )
    if pd.isna(responded) or pd.isna(clean) or not responded:
        return CLEAN_SHARE
    return min(max(float(clean) / float(responded), CLEAN_SHARE), 1.0)


def _at_deadline(
    campaign: Campaign,
    codes: list[str],
    work: pd.DataFrame,
    forecast: tuple[Sequence[str], Ints] | None,
    clean_share: float,
) -> pd.DataFrame:
    """The workload as is forecast: median and 80 % interval; null where too much of an area has no forecast."""
    intervals: dict[str, list[int]] = {}
    column_of = {} if forecast is None else {code: place for place, code in enumerate(forecast[0])}
    households = dict(zip(work.index, work["households"].fillna(0).tolist(), strict=True))
    ineligible = dict(zip(work.index, work["ineligible"].fillna(0).tolist(), strict=True))
    is_told = dict(zip(work.index, work["workload"].notna().tolist(), strict=True))
    for code in codes:
        leaves = _leaves(campaign, code, column_of)
        drawn = [leaf for leaf in leaves if leaf in column_of]
        # Desa too small to be forecast count with all their families. Where they are many, nothing is said.
        is_enough = sum(households[leaf] for leaf in drawn) >= _ENOUGH * sum(households[leaf] for leaf in leaves)
        if forecast is None or not drawn or not is_enough or not is_told[code] or code in campaign.unforecast:
            continue
        grid = Grid(told_step(int(households[code])), most=int(households[code]))
        online = grid.put(forecast[1][:, [column_of[leaf] for leaf in drawn]].sum(axis=1)) * clean_share
        left = np.maximum(households[code] - online, 0.0) + ineligible[code]
        intervals[code] = replace(grid, most=None).put(np.quantile(left, [0.5, 0.1, 0.9], method="nearest")).tolist()
    rows = [intervals.get(code, [None] * len(_AT_DEADLINE)) for code in codes]
    return pd.DataFrame(rows, index=codes, columns=list(_AT_DEADLINE), dtype="Int64")


def _leaves(campaign: Campaign, code: str, drawn: Collection[str]) -> list[str]:
    """The smallest areas within an area, or those above them of which draws speak as a whole."""
    waiting: list[str] = [code]
    leaves: list[str] = []
    while waiting:
        here = waiting.pop()
        children = [] if here in drawn else campaign.tree.children(here)
        waiting.extend(children)
        if not children:
            leaves.append(here)
    return leaves


def saved_days(online: float, workload: int, *, crew: Crew) -> float:
    """The enumerators' working days that more families online save, at the mean load; 0 where there is no work.

    Parameters
    ----------
    online
        Families more that become clean online.
    workload
        Families to be interviewed without them.
    crew
        Who interviews, keyword-only.

    Examples
    --------
    >>> saved_days(1_000, 275_900, crew=Crew(890, 31))
    100.0
    """
    return online * crew.enumerators * crew.days / workload if workload else 0.0
