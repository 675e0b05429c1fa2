"""A plan for the teams of one day: the most families for their work, and no kecamatan forgotten."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from census.base.values import values_of
from census.outreach.responsiveness import PER, Responsiveness
from census.priority.priority import KEEP

Floats = npt.NDArray[np.float64]

PLAN_COLUMNS = ("slot", "code", "name", "parent_code", "parent_name", "kind", "extra", "expected_shortfall", "is_floor")
"""One row per team: the desa it goes to, for which kind of event, the families that brings beyond those of the rows
above, the shortfall there, and whether it goes because its kecamatan would else be left out."""


@dataclass(frozen=True, slots=True)
class PlanRules:
    """What a plan keeps to.

    Attributes
    ----------
    teams
        Teams that can go out that day, each to one desa.
    cover_days
        Within so many days every kecamatan is visited at least once.
    keep
        What an event brings of what the one before it in the same desa brought; diminishing returns are an assumption
        until they have been estimated.
    seed
        Where given, desa whose order cannot be told are taken in an order drawn by it, so that what events bring can be
        learned from it later; None takes the first.

    Raises
    ------
    ValueError
        If there are no teams or no days, or `keep` lies outside 0..1.
    """

    teams: int
    cover_days: int = 7
    keep: float = KEEP
    seed: int | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if self.teams < 1 or self.cover_days < 1 or not 0 <= self.keep <= 1:
            msg = "a plan has at least one team and one day, and keeps a part between 0 and 1"
            raise ValueError(msg)


USUAL_RULES = PlanRules(teams=5, cover_days=7)
"""Of the plan of a whole kabupaten where nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """Where one team goes: a row of `PLAN_COLUMNS` as a value."""

    slot: int
    code: str
    name: str
    parent_code: str
    parent_name: str
    kind: str
    extra: float
    expected_shortfall: float
    is_floor: bool


@dataclass(frozen=True)
class Plan:
    """The plan of a day.

    Attributes
    ----------
    table
        `PLAN_COLUMNS`, for files: a row per team in the order sent.
    """

    table: pd.DataFrame

    @cached_property
    def visits(self) -> tuple[PlannedVisit, ...]:
        """Where the teams go, in the order sent."""
        return values_of(PlannedVisit, self.table)

    @property
    def extra(self) -> float:
        """Families that all teams together bring."""
        return float(np.sum([visit.extra for visit in self.visits]))

    def extra_range(self, learned: Responsiveness) -> tuple[float, float]:
        """The ends of the 80 % range of these families (`Responsiveness.total_range`)."""
        kinds, codes = [visit.kind for visit in self.visits], [visit.code for visit in self.visits]
        return learned.total_range(kinds, codes, np.array([visit.extra for visit in self.visits]))

    def of_areas(self, table: pd.DataFrame) -> pd.DataFrame:
        """The rows of the priority table that the teams go to, in the order sent.

        `extra` is what the team brings: less for a second team in one desa than the priority table says.
        """
        return table.loc[self.table["code"]].assign(extra=self.table["extra"].to_numpy())


def plan_day(
    table: pd.DataFrame, rules: PlanRules, *, day: date, starts_on: date, last_visits: Mapping[str, date]
) -> Plan:
    """Plan of a day: each team goes, one after another, to where it closes most of the remaining shortfall.

    Greedy on the marginal gain, which is within 1 - 1/e of the best plan where returns diminish (Nemhauser, Wolsey and
    Fisher 1978, Math. Program. 14:265). A kecamatan is due `cover_days` days after its last visit, or after the
    campaign's first day where it has had none. Where all teams up to a day are needed for the kecamatan due by then,
    the next one goes to one of these.

    Parameters
    ----------
    table
        The priority table (`census.priority.priority.prioritise`), in any order of rows.
    rules
        Teams and what they keep to.
    day
        The day that is planned, keyword-only like all that follow.
    starts_on
        First day of the campaign.
    last_visits
        Day of the last event by `parent_code`; kecamatan without one are left out.

    Returns
    -------
    Plan
        Fewer visits than teams where no desa is left that has a shortfall.
    """
    choice = _Choice(table.sort_values("code"), rules)
    due = _due_days(table, rules, starts_on, last_visits)
    rows: list[dict[str, object]] = []
    for slot in range(1, rules.teams + 1):
        waiting = _waiting(due, rules, day, rules.teams - slot + 1)
        best = choice.best(waiting)
        if best is None:
            break
        place, is_floor = best
        row = choice.send(place)
        due.pop(str(row["parent_code"]), None)
        rows.append({"slot": slot, **row, "is_floor": is_floor})
    return Plan(pd.DataFrame(rows, columns=list(PLAN_COLUMNS)))


class _Choice:
    """The desa to choose from, and what the teams sent so far leave of them."""

    def __init__(self, table: pd.DataFrame, rules: PlanRules) -> None:
        self._table, self._rules = table, rules
        self._shortfall = table["expected_shortfall"].to_numpy(dtype=np.float64).copy()
        self._left = table["left"].to_numpy(dtype=np.float64).copy()
        self._rate = table["responsiveness"].to_numpy(dtype=np.float64) / PER
        self._days = table["officer_days"].to_numpy(dtype=np.float64)
        self._bands = table["tie_band"].to_numpy()
        self._is_untouched = np.ones(len(table), dtype=bool)
        self._random = None if rules.seed is None else np.random.default_rng(rules.seed)

    def best(self, waiting: frozenset[str]) -> tuple[int, bool] | None:
        """Find the desa where one more team closes most, and whether it is so only among the kecamatan that wait.

        None where no team closes anything; where that is so in the kecamatan that wait, nobody is sent for their sake.
        """
        worth = self._shortfall * self._rate / self._days
        if not len(worth) or worth.max() <= 0:
            return None
        is_waiting = self._table["parent_code"].isin(waiting).to_numpy()
        among = np.where(is_waiting, worth, 0.0)
        is_bound = bool(among.max() > 0)
        is_floor = is_bound and not is_waiting[np.argmax(worth)]
        return self._pick(among if is_bound else worth), is_floor

    def _pick(self, worth: Floats) -> int:
        place = int(np.argmax(worth))
        if self._random is None or not self._is_untouched[place]:
            return place
        tied = np.flatnonzero(self._is_untouched & (self._bands == self._bands[place]) & (worth > 0))
        return int(self._random.choice(tied))

    def send(self, place: int) -> dict[str, object]:
        """Send a team, and give the row of the plan."""
        row = self._table.iloc[place]
        extra = min(self._rate[place], 1.0) * self._left[place]
        columns = {
            name: row[name] for name in ("code", "name", "parent_code", "parent_name", "kind", "expected_shortfall")
        }
        self._left[place] -= extra
        self._shortfall[place] = max(self._shortfall[place] - extra, 0.0)
        self._rate[place] *= self._rules.keep
        self._is_untouched[place] = False
        return {**columns, "extra": extra}


def _due_days(
    table: pd.DataFrame, rules: PlanRules, starts_on: date, last_visits: Mapping[str, date]
) -> dict[str, date]:
    """The day by which each kecamatan with a shortfall must be visited."""
    before_all = starts_on - timedelta(days=1)
    wanting = table.loc[table["expected_shortfall"] > 0, "parent_code"]
    return {
        str(code): last_visits.get(str(code), before_all) + timedelta(days=rules.cover_days)
        for code in sorted(set(wanting))
    }


def _waiting(due: Mapping[str, date], rules: PlanRules, day: date, slots_today: int) -> frozenset[str]:
    """The kecamatan of which one must be next, so that all are visited in time; none where there is room."""
    for last in sorted(set(due.values())):
        slots = max((last - day).days, 0) * rules.teams + slots_today
        waiting = {code: on for code, on in due.items() if on <= last}
        if len(waiting) > slots:
            # Not all can be in time: who has waited longest is first (decision 47).
            first = min(waiting.values())
            return frozenset(code for code, on in waiting.items() if on == first)
        if len(waiting) == slots:
            return frozenset(waiting)
    return frozenset()
