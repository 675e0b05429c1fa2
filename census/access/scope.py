"""What a reader may see and do, as a value. Every read takes one; the data layer enforces it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import pandas as pd

from census.access.identity import Role, RoleKind
from census.access.matrix import MATRIX, Extent, Matter

TOTAL_LEVELS = frozenset({"nation", "province", "kabupaten", "kecamatan"})
"""Levels whose figures are for every role; areas of any other level are seen by whom they concern."""

_Key = TypeVar("_Key", str, int)


@dataclass(frozen=True, slots=True)
class Scope:
    """A reader's view of one area and all that lies below it. Of several roles the scopes add up (`|`).

    Attributes
    ----------
    area_code
        BPS code of the highest area whose figures the reader may receive; totals within it are for every reader.
    detail
        Areas at or below which desa are seen; None for all.
    agencies
        Numbers of the agencies whose detail (days, desa, outreach, commitments) is seen; None for all.
    records_in
        Areas at or below which the reader may record, whoever has acted; None for all.
    records_of
        Agencies for which the reader may record, wherever they have acted within what is seen; None for all.
    matters
        What else the reader may do, of those matters that are not split: `FINDINGS`, `OPERATE`.

    Examples
    --------
    >>> Scope.everything("3319").is_whole
    True
    """

    area_code: str
    detail: frozenset[str] | None
    agencies: frozenset[int] | None
    records_in: frozenset[str] | None
    records_of: frozenset[int] | None
    matters: frozenset[Matter]

    @classmethod
    def everything(cls, area_code: str) -> "Scope":
        """The scope of one area with all that lies below, for reading and writing: that of the server itself."""
        return cls(area_code, None, None, None, None, frozenset({Matter.FINDINGS, Matter.OPERATE}))

    @classmethod
    def totals(cls, area_code: str) -> "Scope":
        """The scope of what every role may see, and of nothing else."""
        none: frozenset[str] = frozenset()
        return cls(area_code, none, frozenset(), none, frozenset(), frozenset())

    def __or__(self, other: "Scope") -> "Scope":
        """Add up two scopes of the same area.

        Raises
        ------
        ValueError
            If the areas differ.
        """
        if self.area_code != other.area_code:
            msg = "scopes of different areas do not add up"
            raise ValueError(msg)
        return Scope(
            self.area_code,
            _union(self.detail, other.detail),
            _union(self.agencies, other.agencies),
            _union(self.records_in, other.records_in),
            _union(self.records_of, other.records_of),
            self.matters | other.matters,
        )

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing of the area is withheld."""
        return self.detail is None and self.agencies is None

    @property
    def whole(self) -> "Scope":
        """The scope in which small groups are found: nobody's rights may change which groups are hidden."""
        return Scope.everything(self.area_code)

    @property
    def key(self) -> tuple[object, ...]:
        """Plain values that tell scopes apart, the same in every process."""
        parts = (self.detail, self.agencies, self.records_in, self.records_of, self.matters)
        return self.area_code, *(None if part is None else tuple(sorted(part)) for part in parts)

    @property
    def office(self) -> str:
        """What tells the readers of one office from those of others: what they may record, and what else they may do.

        The desa that an agency is asked to serve are no part of it: its head stays the same office when they change.

        Examples
        --------
        >>> Scope.everything("3319").office
        '3319 areas * agencies * findings operate'
        """
        areas, agencies = (
            ["*"] if keys is None else sorted(map(str, keys)) for keys in (self.records_in, self.records_of)
        )
        return " ".join([self.area_code, "areas", *areas, "agencies", *agencies, *sorted(self.matters)])

    def may(self, matter: Matter) -> bool:
        """Tell whether a matter that is not split is this reader's: `TOTALS`, `FINDINGS` or `OPERATE`."""
        return matter is Matter.TOTALS or matter in self.matters

    def sees_area(self, level: str, chain: Iterable[str]) -> bool:
        """Tell whether an area's figures may be seen.

        Parameters
        ----------
        level
            Its level.
        chain
            The area and those above it.
        """
        return level in TOTAL_LEVELS or self.sees_detail(chain)

    def sees_detail(self, chain: Iterable[str]) -> bool:
        """Tell whether an area lies at or below one whose desa may be seen."""
        return self.detail is None or not self.detail.isdisjoint(chain)

    def sees_agency(self, opd_id: int | None) -> bool:
        """Tell whether the detail of an agency may be seen; what is nobody's is no agency's detail."""
        return self.agencies is None or opd_id in self.agencies

    def may_record(self, level: str, chain: Collection[str], opd_id: int | None) -> bool:
        """Tell whether a record of an agency in an area may be written.

        Parameters
        ----------
        level
            Level of the area.
        chain
            The area and those above it.
        opd_id
            The agency; None for none.
        """
        if self.records_in is None or not self.records_in.isdisjoint(chain):
            return True
        is_own = opd_id is not None and (self.records_of is None or opd_id in self.records_of)
        return is_own and self.sees_area(level, chain)


def _union(first: frozenset[_Key] | None, second: frozenset[_Key] | None) -> frozenset[_Key] | None:
    return None if first is None or second is None else first | second


def scope_of(
    roles: Iterable[Role], area_code: str, *, opd: pd.DataFrame, assignments: pd.DataFrame, today: date
) -> Scope | None:
    """What somebody with these roles may see and do (`census.access.matrix.MATRIX`).

    Parameters
    ----------
    roles
        Roles of one reader; their scopes add up.
    area_code
        The area that the installation serves.
    opd
        `id`, `area_code`: the kecamatan of an agency that is its office, keyword-only like all that follow.
    assignments
        `opd_id`, `desa_code`, `starts_on`.
    today
        Assignments that start later are not yet anybody's.

    Returns
    -------
    Scope or None
        None for no role, which sees nothing.
    """
    scope: Scope | None = None
    for role in roles:
        role_scope = _scope_of_role(role, area_code, opd, assignments, today)
        scope = role_scope if scope is None else scope | role_scope
    return scope


def _scope_of_role(role: Role, area_code: str, opd: pd.DataFrame, assignments: pd.DataFrame, today: date) -> Scope:
    extents = MATRIX[role.kind]
    desa, agencies = _own(role, opd, assignments, today)
    own_places = frozenset({role.area_code}) if role.area_code is not None else frozenset()
    # A camat records for an area, whichever agency acted there; the head of an agency for the agency (decision 74).
    own_records = agencies if role.kind is RoleKind.OPD_HEAD else frozenset()
    return Scope(
        area_code,
        detail=_part(extents[Matter.DESA], desa),
        agencies=_part(extents[Matter.AGENCY], agencies),
        records_in=_part(extents[Matter.RECORD], own_places),
        records_of=_part(extents[Matter.RECORD], own_records),
        matters=frozenset(matter for matter in (Matter.FINDINGS, Matter.OPERATE) if extents[matter] is Extent.ALL),
    )


def _part(extent: Extent, keys: frozenset[_Key]) -> frozenset[_Key] | None:
    return None if extent is Extent.ALL else keys if extent is Extent.OWN else frozenset()


def _own(
    role: Role, opd: pd.DataFrame, assignments: pd.DataFrame, today: date
) -> tuple[frozenset[str], frozenset[int]]:
    """The areas and agencies that are a role's own."""
    if role.area_code is not None:
        offices = [
            int(number) for number, place in zip(opd["id"], opd["area_code"], strict=True) if place == role.area_code
        ]
        return frozenset({role.area_code}), frozenset(offices)
    if role.opd_id is not None:
        rows = zip(assignments["opd_id"], assignments["desa_code"], assignments["starts_on"], strict=True)
        desa = [str(code) for number, code, day in rows if number == role.opd_id and day <= today]
        return frozenset(desa), frozenset({role.opd_id})
    return frozenset(), frozenset()
