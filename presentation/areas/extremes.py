"""Which areas stand out, and why: what has come in, who is furthest behind, which three to go to first."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt

from census.base.target import Target
from census.base.vocabulary import Unit
from census.campaign.ranks import low_by_more_than_luck
from census.figures.progress import AreaProgress
from presentation.areas.progress import worst_first
from presentation.language.formats import as_shown
from presentation.language.voice import Voice
from presentation.words.reading import level_word
from presentation.words.verdict import about

HOW_MANY = 3
_LEAST_COMPARED = 2
"""Areas from which on one can be the furthest behind, and have a part of what is missing."""


def change(voice: Voice, row: AreaProgress, unit: Unit) -> str | None:
    """Say what has come in since the figure before; None where nobody knows."""
    if row.change is None:
        return None
    return voice.text(
        "**{gain} {unit}** more than on {day}.",
        gain=voice.formats.count(row.change),
        unit=voice.formats.unit(unit, as_shown(row.change)),
        day=voice.formats.day(row.change_since),
    )


def extreme_sentences(
    voice: Voice, areas: Sequence[AreaProgress], target: Target | None, level: str, *, cluster: float
) -> str:
    """Name the area that is furthest behind, if any is, and the one that misses most: not always the same.

    Parameters
    ----------
    cluster
        How many of those counted respond together: persons of one family do; keyword-only.
    """
    text, formats = voice.text, voice.formats
    comparable = _missing(areas, target)
    if target is None or len(comparable) < _LEAST_COMPARED:
        return ""
    most = _largest_gap_first(comparable)[0]
    gap = text(
        "Largest gap: **{most}** ({gap} {unit}).",
        most=most.name,
        gap=about(target) + formats.count(most.gap),
        unit=formats.unit(target.unit, as_shown(most.gap)),
    )
    lowest = _lowest(voice, comparable, level, cluster=cluster, is_all=len(comparable) == len(areas))
    return " ".join(part for part in (_of_part(voice, areas, level), lowest, gap) if part)


@dataclass(frozen=True, slots=True)
class WhatNow:
    """Where to go first.

    Attributes
    ----------
    leads
        Sentences above.
    first
        The areas and why each, at most `HOW_MANY`.
    """

    leads: tuple[str, ...]
    first: tuple[tuple[AreaProgress, str], ...]


def what_now(voice: Voice, areas: Sequence[AreaProgress], target: Target | None, level: str) -> WhatNow | None:
    """The areas that lack most to the path, or else to the target, one line of reason each; None where none misses any.

    Parameters
    ----------
    areas
        Areas of one level.
    """
    text, formats = voice.text, voice.formats
    missing = _missing(areas, target)
    if target is None or not missing:
        return None
    behind, part_of = _behind_path(missing), _of_part(voice, areas, level)
    leads = []
    if part_of and len(missing) < _LEAST_COMPARED:
        # Of more of them the head of the page has said it (`extreme_sentences`).
        leads.append(part_of)
    if not behind:
        leads.append(
            text("No {area} is below the path today. Where most are left to the target:", area=level_word(text, level))
        )
    all_missing = sum(area.gap or 0 for area in missing)

    def reason(area: AreaProgress) -> str:
        share = formats.rate((area.gap or 0) / all_missing, decimals=0)
        sentence = (
            text("{part} of all that is missing in those with a figure.", part=share)
            if part_of
            else text("{part} of all that is missing in the areas short of the target.", part=share)
        )
        return f"{_lack(voice, area, target, behind.get(area))} {sentence} {_pace_reason(voice, area, target)}"

    first = (list(behind) or _largest_gap_first(missing))[:HOW_MANY]
    return WhatNow(tuple(leads), tuple((area, reason(area)) for area in first))


def _missing(areas: Sequence[AreaProgress], target: Target | None) -> list[AreaProgress]:
    """The areas that miss some, in the unit and status of a target: gaps in another are not comparable."""
    if target is None:
        return []
    return [
        area
        for area in areas
        if (area.target_unit, area.target_status) == (target.unit, target.status)
        and (area.gap or 0) > 0
        and area.target_numerator is not None
    ]


def _largest_gap_first(areas: Sequence[AreaProgress]) -> list[AreaProgress]:
    return sorted(areas, key=lambda area: (-(area.gap or 0), area.name))


def _of_part(voice: Voice, areas: Sequence[AreaProgress], level: str) -> str:
    """Say of how many of the areas a sentence can speak, where some have no figure; nothing where all have one."""
    with_figure = sum(area.target_numerator is not None or area.is_small for area in areas)
    if with_figure == len(areas):
        return ""
    text = voice.text
    named = level_word(text, level)
    return text("Of the {n} of {total} {level} with a figure:", n=with_figure, total=len(areas), level=named)


def _lowest(voice: Voice, areas: Sequence[AreaProgress], level: str, *, cluster: float, is_all: bool) -> str:
    """Say which of these areas lies lowest, by more than luck: behind the path or not, or all alike."""
    text, formats = voice.text, voice.formats

    def rate(area: AreaProgress) -> str:
        return formats.rate(area.target_rate, base=area.target_denominator)

    rates = {rate(area) for area in areas}
    if is_all and len(rates) == 1:
        return text("The rate of all {areas} is the same ({rate}).", areas=level_word(text, level), rate=rates.pop())
    low = [area for area, is_low in zip(areas, _is_clearly_low(areas, cluster), strict=True) if is_low]
    if not low:
        return ""
    first = worst_first(low)[0]
    if not _behind_path(areas):
        return text("None is below the path; the lowest: **{area}** ({rate}).", area=first.name, rate=rate(first))
    return text("Furthest behind: **{area}** ({rate}).", area=first.name, rate=rate(first))


def _behind_path(areas: Sequence[AreaProgress]) -> dict[AreaProgress, float]:
    """The areas below their path, with what they lack to it in the target's unit, the most first."""
    lacks = {
        area: area.expected - area.target_numerator
        for area in areas
        if area.expected is not None and area.target_numerator is not None
    }
    behind = sorted((area for area, lack in lacks.items() if lack > 0), key=lambda area: (-lacks[area], area.name))
    return {area: lacks[area] for area in behind}


def _is_clearly_low(areas: Sequence[AreaProgress], cluster: float) -> npt.NDArray[np.bool_]:
    """Tell which areas are behind by more than luck: the lowest rate of a tiny one may be chance."""
    counts = np.array([area.target_numerator for area in areas], dtype=np.float64)
    sizes = np.array([area.target_denominator for area in areas], dtype=np.float64)
    return low_by_more_than_luck(counts, sizes, cluster=cluster)


def _lack(voice: Voice, row: AreaProgress, target: Target, behind: float | None) -> str:
    """Say what an area lacks to the path, where it lies below it, and to the target."""
    text, formats = voice.text, voice.formats
    gap = about(target) + formats.count(row.gap)
    if behind is None:
        unit = formats.unit(target.unit, as_shown(row.gap))
        return text("**{area}**: {gap} {unit} to the target,", area=row.name, gap=gap, unit=unit)
    # Rounded up: who is half a person below the path is below it.
    lack = ceil(behind)
    return text(
        "**{area}**: {lack} {unit} below the path; {gap} to the target,",
        area=row.name,
        lack=about(target) + formats.count(lack),
        unit=formats.unit(target.unit, lack),
        gap=gap,
    )


def _pace_reason(voice: Voice, row: AreaProgress, target: Target) -> str:
    """Say by how much an area would have to go faster, where both paces are known."""
    if row.recent_pace is None or row.required_pace is None:
        return ""
    return voice.text(
        "Needed per day: {pace} {unit}, recent pace {recent}.",
        unit=voice.formats.unit(target.unit, as_shown(row.required_pace)),
        pace=about(target) + voice.formats.count(row.required_pace),
        recent=voice.formats.count(row.recent_pace),
    )
