"""Priorities on list and map: five steps by how much a day's work closes there, against the mean of all desa."""

from collections.abc import Callable, Sequence

from census.priority.priority import AreaPriority, priority_steps
from census.priority.priority_list import PriorityList
from presentation.areas.map_and_list import MapAndList, hover_head
from presentation.charts.area_view import ShownArea, legend
from presentation.charts.colours import NO_CLASS, STEPS, class_sign
from presentation.language.messages import N_
from presentation.language.voice import Voice
from presentation.words.kinds import kind_name
from presentation.words.reasons import about_sign, rank_words, shortfall_words

LISTED = 15
"""Desa in the list; the table has all of them."""

PRIORITY_WORDS = (
    N_("expected to reach the target"),
    N_("later"),
    N_("average"),
    N_("soon"),
    N_("first"),
)
"""Message ids of the five steps, the last priority first."""

UNFORECAST = N_("not behind its path")
"""Message id of the last priority while there is no forecast to expect anything from."""


def priorities_of_desa(
    voice: Voice, priority_list: PriorityList, codes: Sequence[str], name_of: Callable[[str], str]
) -> MapAndList:
    """Show where a day's work closes most.

    Parameters
    ----------
    priority_list
        The priority list.
    codes
        All desa of the map; those without a figure, or too small to be shown, are there as no data.
    name_of
        Gives the name of one.
    """
    text = voice.text

    def areas() -> list[ShownArea]:
        steps = priority_steps([area.priority for area in priority_list.areas], priority_list.mean_priority)
        ranked = {area.code for area in priority_list.areas}
        return [
            *(
                _shown(voice, area, priority_list, step, is_listed=place < LISTED)
                for place, (area, step) in enumerate(zip(priority_list.areas, steps, strict=True))
            ),
            *(_unknown(voice, code, name_of(code)) for code in codes if code not in ranked),
        ]

    last = PRIORITY_WORDS[0] if priority_list.has_forecast else UNFORECAST
    return MapAndList(
        list_title=text("Desa where a working day achieves most"),
        list_caption=text(
            "Bar: priority. At the right: place (from–to where it is not certain) and what is missing, in families."
        ),
        map_title=text("Map: what comes first"),
        empty=None if priority_list.areas else text("There is no figure by desa yet, so there is no order."),
        areas=areas,
        classes=legend(
            text.plain,
            STEPS,
            [
                f"{step.symbol} {text.plain(word)}"
                for step, word in zip(STEPS, (last, *PRIORITY_WORDS[1:]), strict=True)
            ],
        ),
        alt=lambda listed: text.plain("Priorities, place and expected shortfall: {list}", list=listed),
        map_caption=text("The first {n} in full colour, the others in tints of theirs.", n=LISTED)
        if len(priority_list.areas) > LISTED
        else None,
        varies_with=(
            "priorities",
            list(codes),
            priority_list.as_of,
            priority_list.has_forecast,
            what_varies(priority_list),
        ),
    )


def what_varies(priority_list: PriorityList) -> list[list[object]]:
    """A key for what is drawn: two lists of one area and day differ where these values of a desa differ."""
    return [[area.kind, round(area.priority, 6), round(area.extra, 6)] for area in priority_list.areas]


def _shown(voice: Voice, area: AreaPriority, priority_list: PriorityList, step: int, *, is_listed: bool) -> ShownArea:
    """A desa as list and map show it; its place stands upon the map as well where it is in the list."""
    text, formats = voice.text.plain, voice.formats
    rank, missing = (
        rank_words(formats, area),
        about_sign(priority_list.is_equivalent) + formats.count(area.expected_shortfall),
    )
    _colour, symbol = class_sign(step)
    return ShownArea(
        code=area.code,
        name=area.name,
        class_index=step,
        label=(area.name, f"{symbol} {rank}") if is_listed and area.priority > 0 else (area.name,),
        hover=_hover(voice, area, priority_list),
        remark=(f"{symbol} {rank}", text("missing {gap}", gap=missing)),
        spoken=f"{rank} {area.name}: {shortfall_words(formats, area, is_equivalent=priority_list.is_equivalent)}",
        length=area.priority,
        is_listed=is_listed,
        is_pale=not is_listed,
    )


def _unknown(voice: Voice, code: str, name: str) -> ShownArea:
    none = voice.text.plain("no data")
    return ShownArea(code, name, NO_CLASS, (name,), (name, none), (none,), f"{name}: {none}", is_listed=False)


def _hover(voice: Voice, area: AreaPriority, priority_list: PriorityList) -> tuple[str, ...]:
    text, formats = voice.text.plain, voice.formats
    missing = shortfall_words(formats, area, is_equivalent=priority_list.is_equivalent)
    return (
        *hover_head(voice, area.name),
        text("place {rank}", rank=rank_words(formats, area)),
        text("missing {gap}", gap=missing),
        text(
            "{kind}: about {extra}",
            kind=kind_name(text, area.kind),
            extra=formats.families(area.extra),
        ),
    )
