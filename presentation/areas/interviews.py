"""The interviews after the online phase, by area: four figures, list and map by the families that are left."""

from bisect import bisect_right
from datetime import date

from census.base.vocabulary import Status, Unit
from census.priority.interviews import AreaInterviews, Interviews, load_limits, most_work_first
from presentation.areas.figures import Figure
from presentation.areas.map_and_list import MapAndList, hover_head
from presentation.charts.area_view import ShownArea, legend
from presentation.charts.colours import LOADS, NO_CLASS, Palette
from presentation.language.formats import as_shown
from presentation.language.voice import Voice
from presentation.words.interview_words import (
    enumerators_text,
    interview_lines,
    load_words,
    without_workload,
    working_days_text,
    workload_text,
)
from presentation.words.reasons import about_sign

_ONLINE = 1_000
"""Families more online, of which it is said what they save."""


def interview_figures(voice: Voice, interviews: Interviews, ended_on: date | None) -> list[Figure]:
    """The workload, its two parts, and what more families online save while they still can."""
    text, formats, total, crew = voice.text.plain, voice.formats, interviews.whole, interviews.crew
    unit = formats.unit(Unit.HOUSEHOLD, as_shown(total.households))
    base = text("of {base} {unit}", base=formats.count(total.households), unit=unit)
    ineligible = total.ineligible
    return [
        Figure(
            text("Not done online"),
            formats.counted(Unit.HOUSEHOLD, total.not_online, sign=about_sign(total.is_equivalent)),
            base
            if interviews.status is Status.RESPONDED
            else text("{part}; forms that wait for the check are among them", part=base),
        ),
        Figure(
            text("Families after the cut-off"),
            text("not known") if ineligible is None else formats.counted(Unit.HOUSEHOLD, ineligible),
            text("not in the register; interviewed in any case"),
        ),
        Figure(
            text("For each enumerator"),
            formats.families(total.per_enumerator),
            text.plural(
                "{each} a day, {days} day",
                "{each} a day, {days} days",
                crew.days,
                each=formats.families(total.per_enumerator_day),
                days=crew.days,
            ),
        ),
        _crew_figure(voice, interviews) if ended_on is not None else _saving_figure(voice, interviews),
    ]


def _crew_figure(voice: Voice, interviews: Interviews) -> Figure:
    text, formats = voice.text.plain, voice.formats
    return Figure(
        text("Enumerators"),
        formats.count(interviews.whole.enumerators),
        text("of {n} in the whole area", n=formats.count(interviews.crew.enumerators)),
    )


def _saving_figure(voice: Voice, interviews: Interviews) -> Figure:
    text = voice.text.plain
    return Figure(
        text("1,000 more families online save"),
        working_days_text(text, voice.formats, interviews.saved_days(_ONLINE)),
        text("of one enumerator, at the mean load"),
    )


def interviews_of_areas(voice: Voice, interviews: Interviews) -> MapAndList:
    """Show the families to be interviewed: bars and colours by their number."""
    text, parts = voice.text, interviews.parts
    limits = load_limits(part.workload for part in parts)

    return MapAndList(
        list_title=text("Families to be interviewed, the most first"),
        list_caption=text(
            "Bar and colour: families to be interviewed. At the right: how many families, and enumerators."
        ),
        map_title=text("Map: families to be interviewed"),
        empty=None
        if any(part.workload is not None for part in parts)
        else text("No figure by area has been delivered for this day."),
        areas=lambda: [_shown(voice, part, _load_class(part, limits)) for part in most_work_first(parts)],
        classes=legend(text.plain, LOADS, load_words(text, voice.formats, limits)),
        alt=lambda listed: text.plain("Families to be interviewed by area: {list}", list=listed),
        varies_with=("interviews", [[part.code, part.workload] for part in parts], interviews.crew),
        palette=Palette.LOAD,
    )


def _load_class(area: AreaInterviews, limits: tuple[int, ...]) -> int:
    """The class of an area among `load_limits`, 0 for the least work; that for no data without a figure."""
    return NO_CLASS if area.workload is None else bisect_right(limits, area.workload)


def _shown(voice: Voice, area: AreaInterviews, class_index: int) -> ShownArea:
    """An area as list and map show it: a bar as long as there are families, and who goes there."""
    text, formats = voice.text.plain, voice.formats
    count = workload_text(formats, area)
    return ShownArea(
        code=area.code,
        name=area.name,
        class_index=class_index,
        label=(area.name,) if count is None else (area.name, count),
        hover=(*hover_head(voice, area.name), *interview_lines(text, formats, area)),
        remark=(without_workload(text, area),)
        if count is None
        else (count, enumerators_text(text, formats, area.enumerators)),
        spoken=f"{area.name}: {formats.count(area.workload)}",
        length=None if area.workload is None else float(area.workload),
    )
