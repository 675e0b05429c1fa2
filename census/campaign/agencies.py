"""How far the agencies (OPD) have come, in civil servants; and how far chance alone may carry a small one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from census.base.quantiles import binomial_quantiles
from census.base.target import OPD_SCOPE, Target
from census.base.tree import AreaTree, legible_name
from census.base.vocabulary import OPD_LEVEL, Status, Unit, check_unit_of_level, measure_column
from census.disclosure.suppression import EDGE, total_of
from census.figures.panel import NOT_REPORTED, Panel, build_panel
from census.figures.progress import AreaProgress, View, progress_table

FUNNEL_TAILS = (0.025, 0.001)
"""Probability outside each side of the two limits: 95 % and 99.8 % inside."""

STAFF_MEASURES = tuple(measure_column(Unit.STAFF, status) for status in Status)
"""Columns of figures by agency: cumulative counts, null where nothing was delivered."""


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency: its number, names, the area that it is the office of (None for none), and its staff if known.

    `is_estimate` tells whether the staff was shared out among the agencies.
    """

    id: int
    name: str
    short_name: str
    area_code: str | None
    staff: int | None
    is_estimate: bool | None

    @property
    def code(self) -> str:
        """Its number as text, as figures and addresses have it."""
        return str(self.id)


@dataclass(frozen=True, slots=True)
class Assignment:
    """A desa that an agency has been asked to serve, from a day on."""

    opd_id: int
    desa_code: str
    starts_on: date


def served_by(assignments: Iterable[Assignment], agency_id: int, as_of: date) -> list[str]:
    """List the desa that an agency has been asked to serve by a day, by code."""
    return sorted(row.desa_code for row in assignments if row.opd_id == agency_id and row.starts_on <= as_of)


def serving(
    agencies: Iterable[Agency], assignments: Iterable[Assignment], chain: Sequence[str], as_of: date
) -> list[Agency]:
    """List who serves a desa: those that have been asked to by a day, then the offices of the areas above it.

    Parameters
    ----------
    chain
        The desa and the areas above it, the nearest first.
    """
    asked = {row.opd_id for row in assignments if row.desa_code == chain[0] and row.starts_on <= as_of}
    offices = [agency for agency in agencies if agency.area_code in chain]
    return [*(agency for agency in agencies if agency.id in asked and agency not in offices), *offices]


def short_names(agencies: Iterable[Agency]) -> dict[str, str]:
    """The short name of each agency by its number as text."""
    return {agency.code: legible_name(agency.short_name, agency.code) for agency in agencies}


def agency_tree(opd: pd.DataFrame) -> AreaTree:
    """Stand agencies side by side as groups without parents, their numbers as codes.

    Parameters
    ----------
    opd
        One row per agency: `id`, `name`, `kabupaten_code`.
    """
    frame = pd.DataFrame(
        {
            "code": [str(number) for number in opd["id"]],
            "parent_code": None,
            "level": OPD_LEVEL,
            "name": opd["name"].tolist(),
            "status": None,
            "kabupaten_code": opd["kabupaten_code"].tolist(),
        },
        dtype=object,
    )
    return AreaTree(frame)


def agencies_within(opd: pd.DataFrame, tree: AreaTree, area_code: str, *, has_offices: bool = False) -> pd.DataFrame:
    """The agencies whose kabupaten lies within an area; with `has_offices` also the offices that sit in it.

    Parameters
    ----------
    opd
        One row per agency: `kabupaten_code` and `area_code`.
    tree, area_code
        The areas, and one of them.
    """
    columns = ["kabupaten_code", "area_code"] if has_offices else ["kabupaten_code"]
    chains = {code: frozenset(tree.chain(code)) for code in tree.codes}
    is_within = [any(area_code in chains.get(code, ()) for code in row) for row in opd[columns].to_numpy()]
    agencies: pd.DataFrame = opd[pd.array(is_within, dtype="boolean")]
    return agencies


def agency_panel(
    opd: pd.DataFrame, figures: pd.DataFrame, *, outages: Mapping[str, frozenset[date]] | None = None
) -> Panel:
    """Carry the figures of agencies forward (`census.figures.panel.build_panel`).

    Parameters
    ----------
    opd
        As for `agency_tree`.
    figures
        `area_code` (the agency's number as text), `as_of`, `source` and the columns of `STAFF_MEASURES`.
    outages
        Days of outage by code of kabupaten, keyword-only.
    """
    return build_panel(agency_tree(opd), figures, measures=STAFF_MEASURES, outages=outages)


def opd_progress(opd: pd.DataFrame, panel: Panel, target: Target | None, *, view: View) -> pd.DataFrame:
    """The table of agencies: staff who have responded of all staff.

    Parameters
    ----------
    opd
        One row per agency: `id`, `name`, `kabupaten_code`, `staff` (null where not known), `is_estimate`.
    panel
        Their figures (`agency_panel`).
    target
        Target of scope `opd`, or the regent's as a reference, then read in staff; None where there is neither.
    view
        Day, unit (staff), status and path, keyword-only.

    Returns
    -------
    DataFrame
        Index: number of the agency as text. The columns of `census.figures.progress.area_progress`.

    Raises
    ------
    MeaninglessError
        If another unit than staff is asked for.
    """
    check_unit_of_level(view.unit, OPD_LEVEL)
    codes = [str(number) for number in opd["id"]]
    base = pd.DataFrame(
        {"staff": opd["staff"].astype("Int64").array, "is_estimate": opd["is_estimate"].astype("boolean").array},
        index=pd.Index(codes, name="code"),
    )
    targets = {} if target is None else dict.fromkeys(codes, in_staff(target))
    return progress_table(agency_tree(opd), panel, base, targets, codes=codes, view=view)


def in_staff(target: Target) -> Target:
    """The target of agencies, or the regent's as a reference, read in staff."""
    return replace(target, scope_kind=OPD_SCOPE, unit=Unit.STAFF)


@dataclass(frozen=True, slots=True)
class Whole:
    """Agencies taken together: civil servants counted, of how many, in how many agencies."""

    count: int
    base: int
    agencies: int

    @property
    def rate(self) -> float:
        """Share of the civil servants who are counted, from 0 to 1."""
        return self.count / self.base


def whole_of_agencies(
    panel: Panel, opd: pd.DataFrame, hidden: frozenset[str], measure: str, as_of: date
) -> Whole | None:
    """Add up the agencies of one kabupaten that have a figure and a known staff.

    Hidden agencies count all together, as they stood on the newest day of which all of them have told: else the sum
    would move with one of them and give it away. Where nearly nobody or nearly all of them have responded they do not
    count: what is left after the shown ones would say the same of each.

    Parameters
    ----------
    panel
        Full figures (`agency_panel`).
    opd
        Agencies of one kabupaten, as for `opd_progress`.
    hidden
        Codes of the hidden ones (`census.disclosure.suppression.small_agencies`).
    measure
        One of `STAFF_MEASURES`.
    as_of
        The day of which the screen speaks.

    Returns
    -------
    Whole or None
        None where no agency has a figure.

    Examples
    --------
    Of 200, 8 and 9 civil servants 50, 3 and 4 have responded by 10 March, and one more of the last agency by 12 March.
    The two small ones are hidden: they count as they stood when both told of one day, 50 + 3 + 4 of 217.

    >>> opd = pd.DataFrame({"id": [1, 2, 3], "name": ["A", "B", "C"], "kabupaten_code": "9901", "staff": [200, 8, 9]})
    >>> rows = [("1", 10, 50), ("2", 10, 3), ("3", 10, 4), ("3", 12, 5)]
    >>> figures = pd.DataFrame({
    ...     "area_code": [code for code, _, _ in rows], "as_of": [date(2020, 3, day) for _, day, _ in rows],
    ...     "source": "BPS", "staff_responded": [count for _, _, count in rows], "staff_clean": pd.NA,
    ... }).astype(dict.fromkeys(STAFF_MEASURES, "Int64"))
    >>> panel = agency_panel(opd, figures)
    >>> whole_of_agencies(panel, opd, frozenset({"2", "3"}), "staff_responded", date(2020, 3, 12))
    Whole(count=57, base=217, agencies=3)
    >>> whole_of_agencies(panel, opd, frozenset(), "staff_responded", date(2020, 3, 12))
    Whole(count=58, base=217, agencies=3)
    """
    row = panel.row_of(as_of)
    sizes = {str(n): int(staff) for n, staff in zip(opd["id"], opd["staff"], strict=True) if not pd.isna(staff)}
    carried = panel.measures[measure]
    shown = [code for code in sizes if code not in hidden]
    counted = [code for code in shown if row >= 0 and carried.reported_on[row, panel.column_of[code]] != NOT_REPORTED]
    count = sum(int(carried.counts[row, panel.column_of[code]]) for code in counted)
    together = [code for code in sizes if code in hidden]
    columns = [panel.column_of[code] for code in together]
    days = carried.reported_on[: row + 1, columns]
    if columns and (is_of_one_day := (days != NOT_REPORTED).all(axis=1) & (days == days[:, :1]).all(axis=1)).any():
        of_hidden = int(carried.counts[np.flatnonzero(is_of_one_day)[-1], columns].sum())
        if _is_between(of_hidden, sum(sizes[code] for code in together)):
            count += of_hidden
            counted += together
    return Whole(count, sum(sizes[code] for code in counted), len(counted)) if counted else None


def whole_of_all(panel: Panel, opd: pd.DataFrame, hidden: frozenset[str], measure: str, as_of: date) -> Whole | None:
    """Add up the agencies of several kabupaten (`whole_of_agencies`), without those whose total is too small."""
    parts = [
        None if total_of(str(kabupaten)) in hidden else whole_of_agencies(panel, rows, hidden, measure, as_of)
        for kabupaten, rows in opd.groupby("kabupaten_code")
    ]
    return sum_of_wholes(parts)


def sum_of_wholes(parts: Sequence[Whole | None]) -> Whole | None:
    """Add up the wholes of several kabupaten, those that are known; None where none is."""
    wholes = [part for part in parts if part is not None]
    if not wholes:
        return None
    return Whole(sum(w.count for w in wholes), sum(w.base for w in wholes), sum(w.agencies for w in wholes))


def _is_between(count: int, size: int) -> bool:
    return EDGE * size < count < (1 - EDGE) * size


def funnel_limits(sizes: npt.NDArray[np.int64], share: float, *, tail: float) -> npt.NDArray[np.float64]:
    """The rates between which chance alone keeps a group of each size, if all did alike.

    Exact quantiles of Binomial(n, share): the lower is the largest count with at most `tail` probability below it, the
    upper the smallest with at most `tail` above it (Spiegelhalter 2005, Statistics in Medicine 24:1185).

    Parameters
    ----------
    sizes
        Group sizes n, at least 1, shape (groups,).
    share
        Rate of the whole, 0 to 1.
    tail
        Probability allowed outside on each side, such as 0.025 or 0.001, keyword-only.

    Returns
    -------
    ndarray, shape (groups, 2)
        Lower and upper rate, 0 to 1.

    Examples
    --------
    >>> funnel_limits(np.array([30]), 0.5, tail=0.025).round(2).tolist()
    [[0.33, 0.67]]
    """
    if share <= 0 or share >= 1:
        return np.full((len(sizes), 2), float(share))
    lower = binomial_quantiles(sizes, share, tail)
    # As many who have not responded: what lies above the one is what lies below the other.
    upper = sizes - binomial_quantiles(sizes, 1 - share, tail)
    return np.column_stack([lower, upper]) / sizes[:, None]


def low_agencies(agencies: Sequence[AreaProgress], total: Whole) -> list[str]:
    """The agencies, the lowest rate first, that lie below all agencies together by more than chance.

    Parameters
    ----------
    agencies
        Those without a rate are left out.
    total
        All of them together.
    """
    rated = rated_agencies(agencies)
    if not rated:
        return []
    sizes = np.array([agency.denominator for agency in rated], dtype=np.int64)
    lower = funnel_limits(sizes, total.rate, tail=FUNNEL_TAILS[1])[:, 0]
    low = [
        (agency.rate, agency.name, agency.code)
        for agency, least in zip(rated, lower.tolist(), strict=True)
        if agency.rate is not None and agency.rate < least
    ]
    return [code for _rate, _name, code in sorted(low)]


def rated_agencies(agencies: Sequence[AreaProgress]) -> list[AreaProgress]:
    """The agencies that have a rate and a known staff."""
    return [agency for agency in agencies if agency.rate is not None and agency.denominator]
