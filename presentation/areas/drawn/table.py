"""How far areas have come as a table of texts."""

from collections.abc import Sequence

import pandas as pd

from census.base.target import Target
from census.base.vocabulary import Unit
from census.figures.progress import AreaProgress, View
from presentation.language.formats import NO_VALUE, as_shown
from presentation.language.voice import Voice
from presentation.words.reasons import about_sign
from presentation.words.sources import source_text
from presentation.words.verdict import target_share


def progress_texts(voice: Voice, areas: Sequence[AreaProgress], view: View, target: Target | None) -> pd.DataFrame:
    """What list and map say as a table of texts, a row per area; headings in the reader's language."""
    text, formats = voice.text.plain, voice.formats
    # What is missing is counted in the target's unit, whatever is looked at.
    missing_unit = _missing_unit(voice, target, view)
    missing = (
        text("Missing ({unit})", unit=missing_unit)
        if target is None
        # Of civil servants “kurang” would read as too few on the staff.
        else text("Still needed for {share} ({unit})", share=target_share(formats, target), unit=missing_unit)
        if view.unit is Unit.STAFF
        else text("Missing to {share} ({unit})", share=target_share(formats, target), unit=missing_unit)
    )
    return pd.DataFrame(
        {
            text("Code"): [area.code for area in areas],
            text("Name"): [area.name for area in areas],
            text("Count ({unit})", unit=formats.units(view.unit)): [formats.count(area.numerator) for area in areas],
            text("Register ({unit})", unit=formats.units(view.unit)): [
                formats.count(area.denominator) for area in areas
            ],
            text("Rate"): [_rate_of(voice, area) for area in areas],
            missing: [_about_count(voice, area, area.gap, target) for area in areas],
            text("Needed per day ({unit})", unit=missing_unit): [
                _about_count(voice, area, area.required_pace, target) for area in areas
            ],
            text("Recent pace ({unit})", unit=missing_unit): [formats.count(area.recent_pace) for area in areas],
            text("Figure of"): [formats.day(area.as_of) for area in areas],
            text("Source"): [NO_VALUE if area.source is None else source_text(text, area.source) for area in areas],
        }
    )


def _about_count(voice: Voice, area: AreaProgress, count: float | None, target: Target | None) -> str:
    """Write what is missing of an area, with its unit where the column says another."""
    if count is None:
        return NO_VALUE
    counted = about_sign(bool(area.is_equivalent)) + voice.formats.count(count)
    unit = area.target_unit
    if target is None or unit is None or unit in (target.unit, Unit.STAFF):
        return counted
    return f"{counted} {voice.formats.unit(unit, as_shown(count))}"


def _missing_unit(voice: Voice, target: Target | None, view: View) -> str:
    return voice.formats.units(view.unit if target is None or view.unit is Unit.STAFF else target.unit)


def _rate_of(voice: Voice, row: AreaProgress) -> str:
    formats = voice.formats
    if row.rate is None:
        return voice.text.plain("hidden") if row.is_hidden else formats.bound(row.bound)
    return formats.rate(row.rate, decimals=2, base=row.denominator)
