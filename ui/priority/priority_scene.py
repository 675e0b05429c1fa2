"""Priorities on list and map: five steps by how much a day's work closes there, against the mean of all desa."""

from dataclasses import dataclass
from html import escape

import pandas as pd

from census.base.vocabulary import Colouring
from census.priority.priority_list import Agenda
from geo.choropleth import MapClass
from presentation.charts.charts import BulletRow
from presentation.charts.colours import NO_DATA, NO_DATA_LINE, STEPS, no_data_label
from presentation.language.messages import N_
from presentation.words.kinds import kind_name
from presentation.words.reasons import about_sign, rank_words, shortfall_words
from ui.kit.display.scenes import NO_CLASS, Scene, class_sign, hover_head, list_name
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

    def areas() -> pd.DataFrame:
        table = found.table
        known = table.assign(class_index=priority_steps(table["priority"], found.mean_priority))
        hovers = [_hover(reader, row, found) for _, row in known.iterrows()]
        labels = [_label(reader, row, place) for place, (_, row) in enumerate(known.iterrows())]
        known = known.assign(hover=hovers, label=pd.Series(labels, index=known.index, dtype="object"))
        return pd.concat([known, _unknown(reader, [code for code in codes if code not in known.index])])

    def rows(frame: pd.DataFrame) -> list[BulletRow]:
        told = frame[frame["class_index"] != NO_CLASS]
        return [_bullet(reader, row, found) for _, row in told.head(LISTED).iterrows()]

    return PriorityScene(
        list_title=text("Where a day's work closes most"),
        list_caption=text(
            "Bar: priority. At the right: place (from–to where it is not sure) and what is missing, in families."
        ),
        map_title=text("Map: what comes first"),
        empty=None if len(found.table) else text("There is no figure by desa yet, so there is no order."),
        areas=areas,
        rows=rows,
        wording=Colouring.PATH,
        reference=None,
        last=PRIORITY_WORDS[0] if found.has_forecast else UNFORECAST,
        alt=lambda frame: _alt(reader, frame, found),
        varies_with=(
            *("priorities", codes, found.as_of, found.has_forecast, found.table["kind"].tolist()),
            *(found.table[name].round(6).tolist() for name in ("priority", "extra")),
        ),
    )


def _label(reader: Reader, row: pd.Series, place: int) -> tuple[str, ...]:
    """Give the name, and the place of those that are in the list."""
    name = escape(str(row["name"]))
    if place >= LISTED or not row["priority"] > 0:
        return (name,)
    _fill, symbol = class_sign(int(row["class_index"]))
    return name, f"{symbol} {rank_words(reader.formats, row)}"


def _unknown(reader: Reader, codes: list[str]) -> pd.DataFrame:
    tree, text = reader.campaign.tree, reader.text
    rows = [
        {"code": code, "name": tree.name(code), "class_index": NO_CLASS, "label": (escape(tree.name(code)),)}
        for code in codes
    ]
    frame = pd.DataFrame(rows, index=pd.Index(codes, dtype="object"), columns=["code", "name", "class_index", "label"])
    hovers = [f"<b>{escape(tree.name(code))}</b><br>{text('no data')}" for code in codes]
    return frame.assign(hover=pd.Series(hovers, index=frame.index, dtype="object"))


def _hover(reader: Reader, row: pd.Series, found: Agenda) -> str:
    text, formats = reader.text.plain, reader.formats
    missing = shortfall_words(text, formats, row, is_equivalent=found.is_equivalent)
    lines = [
        *hover_head(reader, row),
        text("place {rank}", rank=rank_words(formats, row)),
        text("missing {gap}", gap=missing),
        text(
            "{kind}: about {extra} families",
            kind=escape(kind_name(text, str(row["kind"]))),
            extra=formats.about(row["extra"]),
        ),
    ]
    return "<br>".join(lines)


def _bullet(reader: Reader, row: pd.Series, found: Agenda) -> BulletRow:
    fill, symbol = class_sign(int(row["class_index"]))
    sign = about_sign(found.is_equivalent)
    missing = reader.text.plain("missing {gap}", gap=sign + reader.formats.count(row["expected_shortfall"]))
    return BulletRow(
        code=str(row["code"]),
        name=list_name(str(row["name"])),
        rate=float(row["priority"]),
        expected=None,
        colour=fill,
        remark=f"{symbol} {rank_words(reader.formats, row)}<br>{missing}",
        hover=str(row["hover"]),
    )


def _alt(reader: Reader, frame: pd.DataFrame, found: Agenda) -> str:
    told = frame[frame["class_index"] != NO_CLASS].head(LISTED)
    said = [
        f"{rank_words(reader.formats, row)} {row['name']}: "
        + shortfall_words(reader.text.plain, reader.formats, row, is_equivalent=found.is_equivalent)
        for _, row in told.iterrows()
    ]
    return reader.text.plain("Priorities, place and expected shortfall: {list}", list="; ".join(said))
