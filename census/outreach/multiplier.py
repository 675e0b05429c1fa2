"""The civil servants as the first spark: how many families each has brought, and how many it still takes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Multiplier:
    """Families per civil servant.

    Attributes
    ----------
    staff_responded, staff
        Civil servants who have responded, and all of them.
    present
        Families that have responded and are not theirs, per civil servant who has: m as it is. Every civil servant
        counts as one family, so that it is a little too low where two live in one. None before anybody has.
    needed
        Families still missing to the target, per civil servant who has responded: by how much m must grow. None before
        anybody has, or without a target.
    needed_of_all
        The same, per civil servant of all, as if the others joined.
    """

    staff_responded: int
    staff: int
    present: float | None
    needed: float | None
    needed_of_all: float | None


def staff_multiplier(
    *, staff_responded: int, staff: int, households_responded: int | None, households_missing: int | None
) -> Multiplier:
    """Work out what each civil servant has brought and would have to bring.

    Parameters
    ----------
    staff_responded, staff
        Civil servants who have responded, and all; keyword-only like all that follow.
    households_responded
        Families that have responded, those of civil servants among them; None where nobody knows.
    households_missing
        Families missing to the target; None without a target.

    Examples
    --------
    >>> staff_multiplier(staff_responded=500, staff=700, households_responded=3_000, households_missing=1_400)
    Multiplier(staff_responded=500, staff=700, present=5.0, needed=2.8, needed_of_all=2.0)
    """
    others = None if households_responded is None else max(households_responded - staff_responded, 0)
    return Multiplier(
        staff_responded,
        staff,
        _per(others, staff_responded),
        _per(households_missing, staff_responded),
        _per(households_missing, staff),
    )


def _per(families: int | None, staff: int) -> float | None:
    return None if families is None or staff <= 0 else families / staff
