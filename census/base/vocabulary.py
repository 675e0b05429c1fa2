"""The words that every room shares: units, statuses, measures, bands and colourings."""

from enum import StrEnum


class Unit(StrEnum):
    """What is counted."""

    HOUSEHOLD = "household"
    PERSON = "person"
    STAFF = "staff"


class Status(StrEnum):
    """How far a form has come: submitted, or checked and accepted."""

    RESPONDED = "responded"
    CLEAN = "clean"


class Band(StrEnum):
    """Verdict on an area by its relative shortfall against the path."""

    ON_TRACK = "on_track"
    WATCH = "watch"
    BEHIND = "behind"


class Colouring(StrEnum):
    """What the map's colour compares an area with: its path to the target, or the rate of the kabupaten."""

    PATH = "path"
    KABUPATEN = "kabupaten"


OPD_LEVEL = "opd"
"""The level of a table whose rows are agencies (OPD), not areas."""

_NOUNS = {Unit.HOUSEHOLD: "households", Unit.PERSON: "persons", Unit.STAFF: "staff"}


def register_column(unit: Unit) -> str:
    """Name the register's column that holds the denominator of `unit`.

    Examples
    --------
    >>> register_column(Unit.PERSON)
    'persons'
    """
    return _NOUNS[unit]


def measure_column(unit: Unit, status: Status) -> str:
    """Name the column that holds the cumulative count of `unit` with `status`.

    Examples
    --------
    >>> measure_column(Unit.HOUSEHOLD, Status.CLEAN)
    'households_clean'
    """
    return f"{_NOUNS[unit]}_{status.value}"


STALE_AFTER_DAYS = 7
"""A figure carried forward for more days than this is stale."""

AREA_UNITS = (Unit.HOUSEHOLD, Unit.PERSON)
"""The two units in which areas are counted; staff are counted per OPD."""

AREA_MEASURES = tuple(measure_column(unit, status) for status in Status for unit in AREA_UNITS)
"""Columns of a recap by area: cumulative counts, null where nothing was delivered."""


class MeaninglessError(ValueError):
    """A combination of level and unit that means nothing, such as staff at desa level."""


def check_unit_of_level(unit: Unit, level: str) -> None:
    """Refuse a unit that is not counted at a level.

    Raises
    ------
    MeaninglessError
        For staff at the level of an area, or families and persons at the level of OPD.
    """
    if (unit is Unit.STAFF) != (level == OPD_LEVEL):
        counted = "staff" if level == OPD_LEVEL else "household or person"
        msg = f"{unit.value} is not counted at level {level}: use {counted}"
        raise MeaninglessError(msg)
