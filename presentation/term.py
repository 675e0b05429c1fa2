"""What a definition is made of, and the groups in which definitions stand."""

from dataclasses import dataclass
from enum import StrEnum

from presentation.messages import N_


class Group(StrEnum):
    """A group of definitions, in the order in which they are read."""

    PROGRESS = "progress"
    TARGET = "target"
    PACE = "pace"
    BANDS = "bands"
    AREAS = "areas"
    OPD = "opd"
    EFFECT = "effect"
    SOURCES = "sources"


GROUP_TITLES = {
    Group.PROGRESS: N_("Progress figures"),
    Group.TARGET: N_("Target and path"),
    Group.PACE: N_("Missing and pace"),
    Group.BANDS: N_("Bands and colours"),
    Group.AREAS: N_("Areas and register"),
    Group.OPD: N_("Agencies (OPD)"),
    Group.EFFECT: N_("What outreach brought"),
    Group.SOURCES: N_("Sources and limits"),
}
"""Message ids."""


@dataclass(frozen=True, slots=True)
class Definition:
    """What one number or word of the screen means.

    Attributes
    ----------
    key
        Name that never changes; of a column of `census.progress.PROGRESS_COLUMNS` the column's own.
    group
        Where it stands.
    term, meaning
        Message ids; the term is written as on the screen.
    formula
        Message id, plain notation; empty where there is nothing to compute.
    unit
        Message id; empty for what is no quantity.
    """

    key: str
    group: Group
    term: str
    meaning: str
    formula: str = ""
    unit: str = ""
