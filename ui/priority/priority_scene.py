"""Priorities on list and map: five steps by how much a day's work closes there, against the mean of all desa."""

from dataclasses import dataclass

from census.base.vocabulary import Colouring
from census.priority.priority import AreaPriority, priority_steps
from census.priority.priority_list import PriorityList
from presentation.charts.area_view import AreaClass, ShownArea, legend
from presentation.charts.colours import (
    NO_CLASS,
    STEPS,
    class_sign,
)
from presentation.language.messages import N_
from presentation.words.kinds import kind_name
from presentation.words.reasons import about_sign, rank_words, shortfall_words
from ui.kit.display.scenes import Scene, hover_head
from ui.shell.frame import Reader

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


@dataclass(frozen=True)
class PriorityScene(Scene):
    """A scene whose five steps tell what comes first.

    Attributes
    ----------
    last
        Message id of the last priority.
    """

    last: str = PRIORITY_WORDS[0]

    def classes(self, reader: Reader) -> list[AreaClass]:
        """The legend: five steps and the class for no data."""
        text, words = reader.text.plain, (self.last, *PRIORITY_WORDS[1:])
        return legend(text, STEPS, [f"{step.symbol} {text(word)}" for step, word in zip(STEPS, words, strict=True)])


def priority_scene(reader: Reader, priority_list: PriorityList, codes: list[str]) -> Scene:
    """Show where a day's work closes most.

    Parameters
    ----------
    priority_list
        The priority list.
    codes
        All desa of the map; those without a figure, or too small to be shown, are there as no data.
    """
    text = reader.text

    def areas() -> list[ShownArea]:
        steps = priority_steps([area.priority for area in priority_list.areas], priority_list.mean_priority)
        ranked = {area.code for area in priority_list.areas}
        return [
            *(
                shown_area(reader, area, priority_list, step, is_listed=place < LISTED)
                for place, (area, step) in enumerate(zip(priority_list.areas, steps, strict=True))
            ),
            *(_unknown(reader, code) for code in codes if code not in ranked),
        ]

    return PriorityScene(
        list_title=text("Desa where a working day achieves most"),
        list_caption=text(
            "Bar: priority. At the right: place (from–to where it is not certain) and what is missing, in families."
        ),
        map_title=text("Map: what comes first"),
        empty=None if priority_list.areas else text("There is no figure by desa yet, so there is no order."),
        areas=areas,
        wording=Colouring.PATH,
        reference=None,
        last=PRIORITY_WORDS[0] if priority_list.has_forecast else UNFORECAST,
        alt=lambda listed: text.plain("Priorities, place and expected shortfall: {list}", list=listed),
        map_caption=text("The first {n} in full colour, the others in tints of theirs.", n=LISTED)
        if len(priority_list.areas) > LISTED
        else None,
        varies_with=("priorities", codes, priority_list.as_of, priority_list.has_forecast, what_varies(priority_list)),
    )


def what_varies(priority_list: PriorityList) -> list[list[object]]:
    """What of the desa may be other for another priority list of the same area and day: a key of what is kept."""
    return [[area.kind, round(area.priority, 6), round(area.extra, 6)] for area in priority_list.areas]


def shown_area(
    reader: Reader, area: AreaPriority, priority_list: PriorityList, step: int, *, is_listed: bool
) -> ShownArea:
    """A desa as list and map show it; its place stands upon the map as well where it is in the list."""
    text, formats = reader.text.plain, reader.formats
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
        hover=_hover(reader, area, priority_list),
        remark=(f"{symbol} {rank}", text("missing {gap}", gap=missing)),
        spoken=f"{rank} {area.name}: {shortfall_words(formats, area, is_equivalent=priority_list.is_equivalent)}",
        length=area.priority,
        is_listed=is_listed,
        is_pale=not is_listed,
    )


def _unknown(reader: Reader, code: str) -> ShownArea:
    name, none = reader.campaign.tree.name(code), reader.text.plain("no data")
    return ShownArea(code, name, NO_CLASS, (name,), (name, none), (none,), f"{name}: {none}", is_listed=False)


def _hover(reader: Reader, area: AreaPriority, priority_list: PriorityList) -> tuple[str, ...]:
    text, formats = reader.text.plain, reader.formats
    missing = shortfall_words(formats, area, is_equivalent=priority_list.is_equivalent)
    return (
        *hover_head(reader, area.name),
        text("place {rank}", rank=rank_words(formats, area)),
        text("missing {gap}", gap=missing),
        text(
            "{kind}: about {extra}",
            kind=kind_name(text, area.kind),
            extra=formats.families(area.extra),
        ),
    )
