"""Columns of workbooks: heading, style and width, those of progress and those that tell how much was delivered."""

from dataclasses import dataclass
from enum import StrEnum

from census.base.vocabulary import Unit
from census.figures.progress import PROGRESS_COLUMNS
from presentation.language.formats import Formats
from presentation.language.messages import Translator


class Style(StrEnum):
    """How a cell looks."""

    TEXT = "text"
    WRAPPED = "wrapped"
    TITLE = "title"
    NOTICE = "notice"
    HEADING = "heading"
    COUNT = "count"
    AMOUNT = "amount"
    RATE = "rate"
    RATE_OF_FEW = "rate_of_few"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet: heading, style (text, wrapped, count, amount, rate, day) and width in characters."""

    heading: str
    style: str
    width: float


def progress_columns(text: Translator, formats: Formats, unit: Unit, target_unit: Unit) -> dict[str, Column]:
    """Describe the columns by name, in the order of `PROGRESS_COLUMNS`."""
    text = text.plain
    seen, wanted = formats.units(unit), formats.units(target_unit)
    described = {
        "code": Column(text("Code"), "text", 13),
        "name": Column(text("Name"), "text", 30),
        "numerator": Column(text("Count ({unit})", unit=seen), "count", 13),
        "denominator": Column(text("Register ({unit})", unit=seen), "count", 13),
        "rate": Column(text("Rate"), "rate", 10),
        "as_of": Column(text("Figure of"), "day", 12),
        "is_stale": Column(text("More than 7 days old"), "text", 9),
        "expected": Column(text("Expected ({unit})", unit=wanted), "count", 13),
        "gap": Column(text("Missing ({unit})", unit=wanted), "count", 13),
        "gap_equivalent": Column(text("Missing, about (≈ {unit})", unit=seen), "count", 13),
        "required_pace": Column(text("Needed per day ({unit})", unit=wanted), "count", 13),
        "recent_pace": Column(text("Recent pace ({unit})", unit=wanted), "count", 13),
        "band": Column(text("Band"), "text", 14),
        "target_unit": Column(text("Unit of the target"), "text", 13),
        "target_status": Column(text("Status of the target"), "text", 13),
        "is_equivalent": Column(text("Target read in another unit or status"), "text", 13),
        "source": Column(text("Source"), "text", 40),
        "is_hidden": Column(text("Hidden"), "text", 13),
        "bound": Column(text("Bound of the rate"), "text", 13),
        "other_count": Column(text("Other account ({unit})", unit=seen), "count", 13),
        "other_as_of": Column(text("Other account of"), "day", 12),
        "difference": Column(text("Difference ({unit})", unit=seen), "count", 13),
        **part_columns(text),
    }
    return {name: described[name] for name in PROGRESS_COLUMNS}


PART_STYLES = {"parts": "count", "parts_delivered": "count", "parts_until": "day"}
"""Styles of `census.figures.completeness.COMPLETENESS_COLUMNS`."""


def part_headings(text: Translator) -> dict[str, str]:
    """Name the columns of `census.figures.completeness.COMPLETENESS_COLUMNS`."""
    text = text.plain
    return {
        "parts": text("Lowest areas"),
        "parts_delivered": text("With a figure"),
        "parts_until": text("Newest of them"),
    }


def part_columns(text: Translator) -> dict[str, Column]:
    """Describe the columns that tell how much has been delivered."""
    text = text.plain
    return {name: Column(heading, PART_STYLES[name], 12) for name, heading in part_headings(text).items()}
