"""What an offline copy of a view holds, of what its reader may see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import geopandas as gpd
import pandas as pd

from census.campaign.campaign import Campaign
from census.campaign.delivered import delivered_parts
from census.figures.progress import View
from geo.labels import bounds_of, extent_of
from geo.layers import areas_of
from geo.outlines import outlines_text
from presentation.areas.drawn.list_and_map import LIST_HEIGHT_PX, button_words, list_of, map_of
from presentation.areas.drawn.table import progress_texts
from presentation.areas.drawn.way import area_curve, path_line
from presentation.areas.figures import Figure, figures_of, shown_verdict
from presentation.areas.map_and_list import MapAndList
from presentation.charts.area_view import in_group
from presentation.language.markdown import as_plain
from presentation.language.voice import SIMULATED, Voice
from presentation.words.completeness import completeness_text
from presentation.words.reading import level_word, words
from presentation.words.sources import source_names
from presentation.words.verdict import Verdict
from reports.offline.curve import curve_svg

_GROUP = "offline"
_OUTLINES = "outlines"
"""Stands for the address of the outlines, which are in the file."""
_MARGIN = 0.02
"""Part of a map's width and height left free around the areas."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A list or map for the script, with its words and the height that it stands in."""

    title: str
    caption: str
    values: dict[str, Any]
    height_px: int


@dataclass(frozen=True, slots=True)
class OfflineView:
    """All that an offline copy says.

    Attributes
    ----------
    title, stamp, made
        Of which area, of which day, and when the file was made.
    mark
        The word for simulated figures; empty for real ones.
    stands, figures
        The verdict and four figures.
    listing, map, outlines
        List and map as the script draws them, and the outlines (`geo.outlines`); None where there are none.
    warning
        That the colours of list and map compare old figures; empty where they do not.
    empty
        Why there is no list; empty where there is one.
    curve_title, curve
        The way to the target as SVG; empty before there is a figure.
    table
        The same as a table of texts.
    foot
        Sources, register, boundaries.
    language
        Of all words.
    """

    title: str
    stamp: str
    made: str
    mark: str
    stands: Verdict
    figures: tuple[Figure, ...]
    listing: Drawing | None
    map: Drawing | None
    outlines: str | None
    warning: str
    empty: str
    curve_title: str
    curve: str
    table: pd.DataFrame
    foot: str
    language: str


def offline_view(
    voice: Voice,
    campaign: Campaign,
    code: str,
    view: View,
    content: MapAndList,
    *,
    shapes: gpd.GeoDataFrame | None,
    attribution: str,
    now: datetime,
) -> OfflineView:
    """The view of an area and its parts.

    Parameters
    ----------
    voice
        Its words are plain.
    campaign
        As the reader may see it.
    content
        What list and map show.
    shapes
        Outlines of its areas, EPSG:4326 with their `code`; None without any. Keyword-only like all that follow.
    attribution
        Whose they are.
    now
        The moment of making.
    """
    text, formats = voice.text, voice.formats
    row, target = campaign.progress_of(code, view), campaign.target(code, view.as_of)
    ahead = None if target is None else campaign.area_forecast(code, view.in_words_of(target))
    parts = delivered_parts(campaign, row, target, view)
    below = campaign.tree.level_below(code)
    areas = () if below is None else campaign.progress_within(code, below, view)
    listed = None if below is None else campaign.aims.of_list(code, below, view.as_of)
    sources = source_names(text, formats, campaign, [row.source, *(area.source for area in areas)], view)
    foot = [text("Source: {sources}", sources="; ".join(sources)) if sources else text("No figures yet.")]
    foot.append(completeness_text(text, formats, campaign.completeness(code, view)))
    drawn_map = _map(voice, content, shapes)
    if drawn_map is not None and attribution:
        foot.append(text("Boundaries, simplified: {owner}", owner=attribution))
    unit = words(text, formats, view.unit, view.status)
    level = level_word(text, campaign.tree.level(code)).capitalize()
    return OfflineView(
        title=text("{level} {area}", level=level, area=campaign.tree.name(code)),
        stamp=text("As of {day} · {unit}", day=formats.day(view.as_of), unit=unit),
        made=text("Offline copy, made on {moment}", moment=formats.moment(now)),
        mark=SIMULATED if voice.is_simulated else "",
        stands=shown_verdict(voice, campaign, row, target, view),
        figures=tuple(figures_of(voice, row, target, view, parts=parts, ahead=ahead)),
        listing=_list(voice, content) if content.empty is None and areas else None,
        map=drawn_map,
        outlines=None if drawn_map is None or shapes is None else outlines_text(_of(shapes, content)),
        warning=str(as_plain(content.warning or "")),
        empty=str(as_plain(content.empty or "")),
        curve_title=text("The way to the target · percent of {unit}", unit=formats.units(view.unit)),
        curve=_curve(voice, campaign, code, view),
        table=progress_texts(voice, areas or (row,), view, listed if areas else target),
        foot=" · ".join(part for part in foot if part),
        language=text.language,
    )


def _of(shapes: gpd.GeoDataFrame, content: MapAndList) -> gpd.GeoDataFrame:
    return areas_of(shapes, [area.code for area in content.areas()])


def _list(voice: Voice, content: MapAndList) -> Drawing:
    listed = list_of(content, None)
    values = in_group(listed.values(), _GROUP, button_words(voice.text), is_choice=False)
    title, caption = str(as_plain(content.list_title)), str(as_plain(content.list_caption))
    return Drawing(title, caption, values, listed.height_px(LIST_HEIGHT_PX))


def _map(voice: Voice, content: MapAndList, shapes: gpd.GeoDataFrame | None) -> Drawing | None:
    seen = None if shapes is None else _of(shapes, content)
    if seen is None or not len(seen):
        return None
    extent = extent_of(bounds_of(seen), seen["code"].tolist(), margin=_MARGIN)
    drawn = map_of(content, _OUTLINES, height_to_width=extent.height_to_width)
    values = in_group(drawn.values, _GROUP, button_words(voice.text), is_choice=False)
    return Drawing(str(as_plain(content.map_title)), str(as_plain(content.map_caption or "")), values, drawn.height_px)


def _curve(voice: Voice, campaign: Campaign, code: str, view: View) -> str:
    text, formats = voice.text, voice.formats
    main = area_curve(voice, campaign, code, view)
    if not main.days:
        return ""
    others = [area_curve(voice, campaign, part, view) for part in campaign.tree.children(code)]
    path = path_line(voice, campaign.target(code, view.as_of), view)
    points = zip(main.days, main.rates, strict=True)
    spoken = "; ".join(f"{formats.day(day)}: {formats.rate(rate)}" for day, rate in points)
    alt = text("Rate of {area} by day: {list}", area=campaign.tree.name(code), list=spoken)
    return curve_svg(main, others, path, view.as_of, formats=formats, alt=alt)
