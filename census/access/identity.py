"""Who is looking: an account with its roles. What a role may see is decided from this value and nothing else."""

from dataclasses import dataclass
from enum import StrEnum


class RoleKind(StrEnum):
    """What somebody does in the campaign."""

    REGENT = "regent"
    OPERATOR = "operator"
    OPD_HEAD = "opd_head"
    CAMAT = "camat"


@dataclass(frozen=True, slots=True)
class Role:
    """One role; somebody may hold several.

    Attributes
    ----------
    kind
        What somebody does.
    area_code
        BPS code of the kecamatan; of a camat alone.
    opd_id
        Number of the agency; of its head alone.

    Raises
    ------
    ValueError
        Where a camat has no kecamatan, a head no agency, or anybody more than goes with the role.

    Examples
    --------
    >>> Role(RoleKind.CAMAT, area_code="3319060")
    Role(kind=<RoleKind.CAMAT: 'camat'>, area_code='3319060', opd_id=None)
    """

    kind: RoleKind
    area_code: str | None = None
    opd_id: int | None = None

    def __post_init__(self) -> None:
        """Refuse a role whose scope could be read in two ways."""
        if (self.kind is RoleKind.CAMAT) != (self.area_code is not None):
            msg = "a camat, and nobody else, has a kecamatan"
            raise ValueError(msg)
        if (self.kind is RoleKind.OPD_HEAD) != (self.opd_id is not None):
            msg = "the head of an agency, and nobody else, has an agency"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Identity:
    """An account that has signed in.

    Attributes
    ----------
    account_id
        Number of the account.
    label
        How it is called on the screen.
    roles
        Its roles, in a fixed order; none is possible, and sees nothing.
    """

    account_id: int
    label: str
    roles: tuple[Role, ...]

    def has(self, kind: RoleKind) -> bool:
        """Tell whether one of the roles is of this kind."""
        return any(role.kind is kind for role in self.roles)
