"""What a definition is made of, and the groups in which definitions stand."""

from dataclasses import dataclass
from enum import StrEnum

from presentation.language.messages import N_


class Group(StrEnum):
    """A group of definitions, in the order in which they are read."""

    PROGRESS = "progress"
    TARGET = "target"
    PACE = "pace"
    FORECAST = "forecast"
    BANDS = "bands"
    AREAS = "areas"
    OPD = "opd"
    PRIORITIES = "priorities"
    OUTREACH = "outreach"
    EFFECT = "effect"
    INTERVIEWS = "interviews"
    SOURCES = "sources"


GROUP_TITLES = {
    Group.PROGRESS: N_("Progress figures"),
    Group.TARGET: N_("Target and path"),
    Group.PACE: N_("Missing and pace"),
    Group.FORECAST: N_("Forecast"),
    Group.BANDS: N_("Bands and colours"),
    Group.AREAS: N_("Areas and register"),
    Group.OPD: N_("Agencies (OPD)"),
    Group.PRIORITIES: N_("Where to go next"),
    Group.OUTREACH: N_("Outreach"),
    Group.EFFECT: N_("What outreach brought"),
    Group.INTERVIEWS: N_("Interviews"),
    Group.SOURCES: N_("Sources and limits"),
}
"""Message ids."""


@dataclass(frozen=True, slots=True)
class Definition:
    """What one number or word of the screen means.

    Attributes
    ----------
    key
        Name that never changes; of a column of `census.figures.progress.PROGRESS_COLUMNS` the column's own.
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
