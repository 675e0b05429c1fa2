"""Priorities on list and map: five steps by how much a day's work closes there, against the mean of all desa."""

from dataclasses import dataclass
from html import escape

import pandas as pd

from census.base.vocabulary import Colouring
from census.priority.priority_list import Agenda
from geo.choropleth import MapClass
from presentation.charts.colours import NO_DATA, NO_DATA_LINE, STEPS, no_data_label
from presentation.language.formats import as_shown
from presentation.language.messages import N_
from presentation.words.kinds import kind_name
from presentation.words.reasons import about_sign, rank_words, shortfall_words
from ui.kit.display.scenes import NO_CLASS, Scene, ShownArea, class_sign, hover_head
from ui.shell.frame import Reader

LISTED = 15
"""Desa in the list; the table has all of them."""

_LIMITS = (0.0, 0.75, 1.25, 2.0)
"""Upper limits of a priority over the mean of all, of the first four of five steps."""

PRIORITY_WORDS = (
    N_("expected to reach the target"),
    N_("later"),
    N_("as the mean"),
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

    def classes(self, reader: Reader, shade: str) -> list[MapClass]:
        """Give the legend: five steps and the class for no data."""
        steps = [
            MapClass(f"{step.symbol} {reader.text(words)}", step.colour, "#6f7b7d", step.ink)
            for step, words in zip(STEPS, (self.last, *PRIORITY_WORDS[1:]), strict=True)
        ]
        return [*steps, MapClass(no_data_label(reader.text), NO_DATA, NO_DATA_LINE, shade)]


def priority_steps(priority: pd.Series, mean: float) -> pd.Series:
    """Sort priorities into five steps, 0 for none and 4 for at least twice the mean of those that have any."""
    steps = sum(
        ((priority > limit * mean) if not limit else (priority >= limit * mean)).astype(int) for limit in _LIMITS
    )
    return pd.Series(steps, index=priority.index, dtype="int64")


def priority_scene(reader: Reader, found: Agenda, codes: list[str]) -> Scene:
    """Show where a day's work closes most.

    Parameters
    ----------
    found
        The agenda.
    codes
        All desa of the map; those without a figure, or too small to be shown, are there as no data.
    """
    text = reader.text

    def areas() -> list[ShownArea]:
        table = found.table
        ranked = table.assign(class_index=priority_steps(table["priority"], found.mean_priority))
        rows = enumerate(ranked.iterrows())
        unknown = [code for code in codes if code not in ranked.index]
        return [
            *(_shown(reader, row, found, place) for place, (_, row) in rows),
            *(_unknown(reader, code) for code in unknown),
        ]

    return PriorityScene(
        list_title=text("Where a day's work closes most"),
        list_caption=text(
            "Bar: priority. At the right: place (from–to where it is not sure) and what is missing, in families."
        ),
        map_title=text("Map: what comes first"),
        empty=None if len(found.table) else text("There is no figure by desa yet, so there is no order."),
        areas=areas,
        wording=Colouring.PATH,
        reference=None,
        last=PRIORITY_WORDS[0] if found.has_forecast else UNFORECAST,
        alt=lambda said: text.plain("Priorities, place and expected shortfall: {list}", list=said),
        varies_with=(
            *("priorities", codes, found.as_of, found.has_forecast, found.table["kind"].tolist()),
            *(found.table[name].round(6).tolist() for name in ("priority", "extra")),
        ),
    )


def _shown(reader: Reader, row: pd.Series, found: Agenda, place: int) -> ShownArea:
    text, formats, is_listed = reader.text.plain, reader.formats, place < LISTED
    name, class_index, rank = str(row["name"]), int(row["class_index"]), rank_words(formats, row)
    _colour, symbol = class_sign(class_index)
    missing = text("missing {gap}", gap=about_sign(found.is_equivalent) + formats.count(row["expected_shortfall"]))
    # The place of those that are in the list stands upon the map as well.
    has_place = is_listed and row["priority"] > 0
    return ShownArea(
        code=str(row["code"]),
        name=name,
        class_index=class_index,
        label=(escape(name), f"{symbol} {rank}") if has_place else (escape(name),),
        hover=_hover(reader, row, found),
        remark=f"{symbol} {rank}<br>{missing}",
        spoken=f"{rank} {name}: {shortfall_words(formats, row, is_equivalent=found.is_equivalent)}",
        length=float(row["priority"]),
        is_listed=is_listed,
    )


def _unknown(reader: Reader, code: str) -> ShownArea:
    name, none = reader.campaign.tree.name(code), reader.text.plain("no data")
    hover = f"<b>{escape(name)}</b><br>{none}"
    return ShownArea(code, name, NO_CLASS, (escape(name),), hover, none, f"{name}: {none}", is_listed=False)


def _hover(reader: Reader, row: pd.Series, found: Agenda) -> str:
    text, formats = reader.text.plain, reader.formats
    missing = shortfall_words(formats, row, is_equivalent=found.is_equivalent)
    lines = [
        *hover_head(reader, str(row["name"])),
        text("place {rank}", rank=rank_words(formats, row)),
        text("missing {gap}", gap=missing),
        text.plural(
            "{kind}: about {extra} family",
            "{kind}: about {extra} families",
            as_shown(row["extra"], 1),
            kind=escape(kind_name(text, str(row["kind"]))),
            extra=formats.about(row["extra"]),
        ),
    ]
    return "<br>".join(lines)
