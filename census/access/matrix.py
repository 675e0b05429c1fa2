"""Who may see and do what, as data: the matrix that code and tests read."""

from collections.abc import Mapping
from enum import StrEnum

from census.access.identity import RoleKind


class Matter(StrEnum):
    """What may be seen or done."""

    TOTALS = "totals"
    """Kabupaten and all kecamatan totals, ranking of the agencies, forecast of the kabupaten, the wall."""
    DESA = "desa"
    """Figures of desa, priorities and plan."""
    AGENCY = "agency"
    """Detail of an agency: its days, its desa, its outreach and commitments."""
    RECORD = "record"
    """Write outreach, commitments, blockers and requests."""
    FINDINGS = "findings"
    """Read what came in and what was rejected."""
    OPERATE = "operate"
    """Import, change targets, outages and accounts, read the access log."""


class Extent(StrEnum):
    """How far a role reaches in a matter: all of it, what is its own, or nothing."""

    ALL = "all"
    OWN = "own"
    NONE = "none"


MATRIX: Mapping[RoleKind, Mapping[Matter, Extent]] = {
    RoleKind.REGENT: {
        Matter.TOTALS: Extent.ALL,
        Matter.DESA: Extent.ALL,
        Matter.AGENCY: Extent.ALL,
        Matter.RECORD: Extent.ALL,
        Matter.FINDINGS: Extent.ALL,
        Matter.OPERATE: Extent.NONE,
    },
    RoleKind.OPERATOR: dict.fromkeys(Matter, Extent.ALL),
    RoleKind.OPD_HEAD: {
        Matter.TOTALS: Extent.ALL,
        Matter.DESA: Extent.OWN,
        Matter.AGENCY: Extent.OWN,
        Matter.RECORD: Extent.OWN,
        Matter.FINDINGS: Extent.NONE,
        Matter.OPERATE: Extent.NONE,
    },
    RoleKind.CAMAT: {
        Matter.TOTALS: Extent.ALL,
        Matter.DESA: Extent.OWN,
        Matter.AGENCY: Extent.OWN,
        Matter.RECORD: Extent.OWN,
        Matter.FINDINGS: Extent.NONE,
        Matter.OPERATE: Extent.NONE,
    },
}
"""Own desa are, for the head of an agency, those that it has been asked to serve; for a camat those of the kecamatan.
Own is the agency itself, and for a camat the office that sits in the kecamatan."""
