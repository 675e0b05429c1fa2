"""Targets: a share, its unit and status, its window, and since when it holds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

from census.base.vocabulary import Status, Unit

AREA_SCOPE = "area"
OPD_SCOPE = "opd"


@dataclass(frozen=True, slots=True)
class Target:
    """A share of the register that shall have responded (or be clean) when the window closes.

    Parameters
    ----------
    scope_kind
        `"area"` or `"opd"`.
    scope_code
        BPS code of the area whose part of the tree the target binds; for OPD the code of their kabupaten.
    share
        Target share p, exact, 0 < p <= 1.
    starts_on, ends_on
        First and last day of the window, both included (WIB days).
    decided_on
        Day of the decision; the newest decision not after the as-of day is in force.
    note
        Where the target comes from.
    equivalent_of
        The target that was decided, where this one says the same in another unit or status
        (`census.campaign.speaking.translated`); None for one that was decided.

    Raises
    ------
    ValueError
        If the share, the window or the unit cannot be.
    """

    scope_kind: str
    scope_code: str
    unit: Unit
    status: Status
    share: Fraction
    starts_on: date
    ends_on: date
    decided_on: date
    note: str = ""
    equivalent_of: "Target | None" = None

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if not 0 < self.share <= 1:
            msg = "a target share lies above 0 and is at most 1"
            raise ValueError(msg)
        if self.ends_on < self.starts_on:
            msg = "a target's window ends before it begins"
            raise ValueError(msg)
        if (self.unit is Unit.STAFF) != (self.scope_kind == OPD_SCOPE):
            msg = "agencies are measured in staff, areas in families or persons"
            raise ValueError(msg)

    @property
    def is_equivalent(self) -> bool:
        """Whether it says in another unit or status what was decided."""
        return self.equivalent_of is not None

    @property
    def origin(self) -> "Target":
        """The target as it was decided."""
        return self.equivalent_of or self

    @property
    def days(self) -> int:
        """Number of days n in the window."""
        return (self.ends_on - self.starts_on).days + 1

    def elapsed(self, as_of: date) -> int:
        """Count the days k that have passed, the as-of day included: 0 before the window, n after it."""
        return max((min(as_of, self.ends_on) - self.starts_on).days + 1, 0)

    def left(self, as_of: date) -> int:
        """Count the days of the window that come after the as-of day (n - k)."""
        return self.days - self.elapsed(as_of)

    def count(self, base: int) -> int:
        """The least whole number that reaches the share of `base`: ceil(p N), in exact arithmetic.

        Examples
        --------
        >>> from datetime import date
        >>> day = date(2020, 3, 31)
        >>> Target("area", "3319", Unit.PERSON, Status.RESPONDED, Fraction("0.27"), day, day, day).count(875_999)
        236520
        """
        return ceil(self.share * base)


def in_force(targets: Iterable[Target], as_of: date) -> Target | None:
    """Choose the target that holds on a day among those of one scope.

    The newest decision not after `as_of`; before any decision, the first one, as the plan that was to come. Of
    two decided on the same day the later in order holds. None where there is no target.
    """
    candidates = list(targets)
    if not candidates:
        return None
    days = {target.decided_on for target in candidates}
    decision = max((day for day in days if day <= as_of), default=min(days))
    return [target for target in candidates if target.decided_on == decision][-1]


def deadline_moved_on(targets: Iterable[Target], target: Target, as_of: date) -> date | None:
    """The day on which the deadline in force was decided instead of another; None where it was the first.

    Parameters
    ----------
    targets
        Targets in the order they were entered.
    target
        The one in force: those of its scope are looked at.
    as_of
        The day of which the screen speaks: later decisions are not known yet.
    """
    scope = (target.scope_kind, target.scope_code)
    scope_targets = (candidate for candidate in targets if (candidate.scope_kind, candidate.scope_code) == scope)
    decided: dict[date, Target] = {
        candidate.decided_on: candidate for candidate in scope_targets if candidate.decided_on <= as_of
    }
    moved_on, before = None, None
    for day in sorted(decided):
        if before is not None and decided[day].ends_on != before.ends_on:
            moved_on = day
        before = decided[day]
    return moved_on


def target_by_area(parent_of: Mapping[str, str | None], targets: Sequence[Target], *, as_of: date) -> dict[str, Target]:
    """Find for each area the target that binds it: its own, or else that of the nearest area above.

    Parameters
    ----------
    parent_of
        Parent's code by area code; None or an unknown code ends the walk.
    targets
        All targets on record; those of OPD are passed over.
    as_of
        The day of which the screen speaks.

    Returns
    -------
    dict
        Target by area code, without the areas that no target binds.
    """
    by_scope: dict[str, list[Target]] = {}
    for target in targets:
        if target.scope_kind == AREA_SCOPE:
            by_scope.setdefault(target.scope_code, []).append(target)
    decided = {code: in_force(candidates, as_of) for code, candidates in by_scope.items()}
    binding: dict[str, Target | None] = {}

    def find(code: str) -> Target | None:
        trail = []
        here: str | None = code
        while here is not None and here not in binding and decided.get(here) is None:
            trail.append(here)
            here = parent_of.get(here)
        result = None if here is None else binding.get(here, decided.get(here))
        for passed in trail:
            binding[passed] = result
        return result

    resolved = ((code, find(code)) for code in parent_of)
    return {code: target for code, target in resolved if target is not None}


def closed_on(target: Target | None, as_of: date) -> date | None:
    """The last day on which families could respond online; None while they can, or where nobody set one."""
    return target.ends_on if target is not None and as_of >= target.ends_on else None


def last_deadline(targets: Sequence[Target]) -> date | None:
    """The last day of all targets of areas; None without any."""
    return max((target.ends_on for target in targets if target.scope_kind == AREA_SCOPE), default=None)
