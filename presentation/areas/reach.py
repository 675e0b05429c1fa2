"""Where outreach has been, on list and map: days since the last visit, or people reached per 1,000 families left."""

from enum import StrEnum

from census.campaign.outreach import Outreach
from census.outreach.reach import AreaReach, least_reached_first, longest_unvisited_first
from presentation.areas.map_and_list import MapAndList, hover_head
from presentation.charts.area_view import ShownArea, legend
from presentation.charts.colours import NO_CLASS, STEPS, class_sign
from presentation.language.messages import N_
from presentation.language.voice import Voice
from presentation.words.outreach.reach_words import (
    left_words,
    reach_class_words,
    reach_lines,
    reach_words,
    since_class_words,
    since_words,
)

LISTED = 15
"""Areas in the list; map and table have all of them."""


class Lens(StrEnum):
    """What map and list look at."""

    SINCE = "since"
    REACH = "reach"


LENSES = {Lens.SINCE: N_("Days since the last visit"), Lens.REACH: N_("People reached per 1,000 families left")}
"""Message id of each."""


def reach_of_areas(voice: Voice, outreach: Outreach, lens: Lens) -> MapAndList:
    """Show how long ago each area was visited, or how many were reached there; the most neglected first."""
    text = voice.text

    def areas() -> list[ShownArea]:
        ordered = longest_unvisited_first(outreach.reach) if lens is Lens.SINCE else least_reached_first(outreach.reach)
        return [_shown(voice, area, lens, is_listed=n < LISTED) for n, area in enumerate(ordered)]

    nobody = not any(area.events for area in outreach.reach)
    words = since_class_words(text.plain) if lens is Lens.SINCE else reach_class_words(text.plain, voice.formats)
    return MapAndList(
        list_title=text("The longest without a visit first") if lens is Lens.SINCE else text("The least reached first"),
        list_caption=text("Bar: families that have not responded. At the right: days since the last visit.")
        if lens is Lens.SINCE
        else text("Bar: people reached by all events per 1,000 families that have not responded."),
        map_title=text("Map: days since the last visit")
        if lens is Lens.SINCE
        else text("Map: people reached per 1,000 families left"),
        empty=text("No event has been recorded up to this day.") if nobody else None,
        areas=areas,
        classes=legend(text.plain, STEPS, [f"{step.symbol} {word}" for step, word in zip(STEPS, words, strict=True)]),
        alt=lambda listed: _alt(voice, lens, listed),
        varies_with=("reach", lens.value, outreach.area_code, outreach.as_of, outreach.until),
    )


def _shown(voice: Voice, area: AreaReach, lens: Lens, *, is_listed: bool) -> ShownArea:
    text, formats = voice.text.plain, voice.formats
    step = area.since_class if lens is Lens.SINCE else area.reach_class
    class_index = NO_CLASS if step is None else step
    _colour, symbol = class_sign(class_index)
    figure = since_words(text, formats, area) if lens is Lens.SINCE else reach_words(formats, area)
    length = area.families_left if lens is Lens.SINCE else area.reach
    return ShownArea(
        code=area.code,
        name=area.name,
        class_index=class_index,
        label=(area.name, f"{symbol} {figure}"),
        hover=(*hover_head(voice, area.name), *reach_lines(text, formats, area)),
        remark=(f"{symbol} {figure}", left_words(text, formats, area)),
        spoken=f"{area.name}: {figure}",
        length=None if length is None else float(length),
        is_listed=is_listed,
    )


def _alt(voice: Voice, lens: Lens, listed: str) -> str:
    text = voice.text.plain
    return text("{what}, the most neglected first: {list}", what=text(LENSES[lens]), list=listed)
