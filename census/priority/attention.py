"""What needs attention: the rules, of values, each with since when."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from census.base.path import Path, expected_fraction
from census.base.target import Target
from census.base.vocabulary import STALE_AFTER_DAYS, Band, Unit
from census.figures.daily import DayGain, still_days
from census.figures.shortfall import band_of_step, steps_against

STILL_FROM_DAYS = 3
"""Days in a row on which nothing came in, from which on an area stands still."""

BLOCKED_FROM_DAYS = 7
"""Days from which on an open blocker needs attention."""

BROKEN_FOR_DAYS = 14
"""Days for which a promise that was not kept is named: what is older is settled or past help."""

FOUND_FOR_DAYS = 7
"""Days for which what was found in an import is named."""

FELL_WITHIN_DAYS = 7
"""Days that are looked back for a forecast that gave an even chance."""

EVEN_CHANCE = 0.5

ROWS_FROM_DAYS = 1
"""Days that figures counted from rows may lie behind today: those of yesterday are the newest complete ones."""


class Rule(StrEnum):
    """Why something needs attention, the most pressing first."""

    PROMISE_DUE = "promise_due"
    PROMISE_BROKEN = "promise_broken"
    FIGURES_MISSING = "figures_missing"
    FIGURES_LATE = "figures_late"
    CHANCE_FELL = "chance_fell"
    OFF_PATH = "off_path"
    STANDING_STILL = "standing_still"
    BLOCKER_OPEN = "blocker_open"
    IMPORT_FINDINGS = "import_findings"


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing that needs attention.

    Attributes
    ----------
    rule
        Why.
    subject
        What it is about: code of an area, or number of an agency, promise, blocker or import. With the rule it tells
        concerns of a day apart.
    area_code, place
        Where, by code and by name.
    since
        Since when it is so; of a promise that ends its last day.
    agency
        Number and short name of the agency whose it is; None where it is nobody's or the reader may not see it.
    count
        Families promised or missing, persons missing to the path, rows rejected; None where nobody knows.
    unit, is_equivalent
        What is counted of an area off its path, and whether the target was translated into it.
    came_in
        Families that count towards a promise so far; None where no figure tells.
    chances
        Chance of reaching the target before and now, 0-1.
    kind
        Kind of a blocker or of a file.
    """

    rule: Rule
    subject: str
    area_code: str
    place: str
    since: date
    agency: tuple[int, str] | None = None
    count: int | None = None
    came_in: int | None = None
    unit: Unit | None = None
    is_equivalent: bool = False
    chances: tuple[float, float] | None = None
    kind: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Rule and subject: what tells it apart from the others of a day."""
        return self.rule.value, self.subject


def in_order(concerns: Sequence[Concern]) -> tuple[Concern, ...]:
    """Concerns by rule, the most pressing first.

    Within a rule the largest count comes first, the longest time and the name; of promises that end the earliest.
    """
    rank = {rule: place for place, rule in enumerate(Rule)}

    def order(one: Concern) -> tuple[int, date, int, date, str, str]:
        ends_on = one.since if one.rule is Rule.PROMISE_DUE else date.min
        return rank[one.rule], ends_on, -(one.count or 0), one.since, one.place, one.subject

    return tuple(sorted(concerns, key=order))


@dataclass(frozen=True, slots=True)
class DatedCount:
    """A cumulative count and the day of which it tells."""

    day: date
    count: int


def off_path_since(figures: Sequence[DatedCount], base: int, target: Target, path: Path, as_of: date) -> date | None:
    """The first day of the run of figures, up to the newest, that are all behind the path (`Band.BEHIND`).

    A figure is held against what was expected on its own day, the newest also against what is expected by now: where it
    is behind by now alone, that is today's. None where it is not behind.

    Parameters
    ----------
    figures
        Figures by day, rising; carried days are no figures of their own.
    base
        Families or persons in the register.
    target, path
        What is expected.
    as_of
        The day that is looked at.

    Examples
    --------
    Of 4,600 families all are wanted in 46 days, 100 a day. After 10 days 1,000 are expected, after 12 days 1,200.

    >>> from census.base.vocabulary import Status
    >>> days = date(2020, 2, 15), date(2020, 3, 31), date(2020, 2, 13)
    >>> target = Target("area", "1", Unit.HOUSEHOLD, Status.RESPONDED, Fraction(1), *days)
    >>> figures = [DatedCount(date(2020, 2, 24), 1_000), DatedCount(date(2020, 2, 26), 1_000)]
    >>> off_path_since(figures, 4_600, target, Path.LINEAR, date(2020, 2, 26))
    datetime.date(2020, 2, 26)
    """
    if not figures or not _is_behind(figures[-1].count, base, target, path, as_of):
        return None
    since = as_of
    for figure in reversed(figures):
        if not _is_behind(figure.count, base, target, path, figure.day):
            break
        since = figure.day
    return since


def _is_behind(count: int, base: int, target: Target, path: Path, day: date) -> bool:
    due = target.share * expected_fraction(target.elapsed(day), target.days, path)
    (step,) = steps_against([count], [base], due)
    return step is not None and band_of_step(step) is Band.BEHIND


def lags_whole(count: int, base: int, whole_count: int, whole_base: int) -> bool:
    """Tell whether a part has a lower rate than the whole; exact, and not for an empty register.

    Examples
    --------
    >>> lags_whole(9, 100, 10, 100), lags_whole(10, 100, 10, 100)
    (True, False)
    """
    if base <= 0 or whole_base <= 0:
        return False
    return Fraction(count, base) < Fraction(whole_count, whole_base)


def still_since(gains: Sequence[DayGain], *, without: Collection[date] = ()) -> date | None:
    """The first of the days in a row, up to the newest, on which nothing came in; None for fewer than three.

    Parameters
    ----------
    gains
        Gains of single days, the newest last.
    without
        Days of outage, keyword-only.
    """
    run = still_days(gains, without=without)
    if run < STILL_FROM_DAYS:
        return None
    return [gain.day for gain in gains if gain.day not in without][-run]


def is_late(newest: date, today: date, *, is_from_rows: bool) -> bool:
    """Tell whether figures are older than their rhythm: two days for rows, more than seven for a recap.

    Examples
    --------
    >>> monday = date(2020, 3, 16)
    >>> [is_late(date(2020, 3, day), monday, is_from_rows=rows) for day, rows in ((15, True), (14, True), (9, False))]
    [False, True, False]
    """
    return (today - newest).days > (ROWS_FROM_DAYS if is_from_rows else STALE_AFTER_DAYS)


def fell_on(chances: Sequence[tuple[date, float | None]]) -> tuple[date, float, float] | None:
    """The day on which the chance fell below even, with what it was before and what it is now; None where it did not.

    Parameters
    ----------
    came_in
        Families that count towards a promise so far; None where no figure tells.
    chances
        Chance by day, rising and without gaps; None where nothing was forecast.

    Examples
    --------
    >>> days = [date(2020, 3, n) for n in (12, 13, 14, 15)]
    >>> fell_on(list(zip(days, (0.4, 0.6, 0.45, 0.41))))
    (datetime.date(2020, 3, 14), 0.6, 0.41)
    >>> fell_on(list(zip(days, (0.4, 0.3, 0.45, 0.41)))) is None
    True
    """
    if not chances or chances[-1][1] is None or chances[-1][1] >= EVEN_CHANCE:
        return None
    now = chances[-1][1]
    for day, chance in reversed(chances):
        if chance is None or day < chances[-1][0] - timedelta(days=FELL_WITHIN_DAYS):
            return None
        if chance >= EVEN_CHANCE:
            return day + timedelta(days=1), chance, now
    return None
