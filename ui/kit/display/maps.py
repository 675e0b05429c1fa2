"""Map and list side by side: the same colour and symbol in both, a click or the select box marks one area."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from geo.outlines import offset_of
from presentation.areas.map_and_list import MapAndList
from presentation.charts.area_view import Above, AreaList, AreaMap, ShownArea, in_group
from presentation.charts.colours import ACCENT, ACCENT_ON_DARK, STEPS, STEPS_ON_DARK, Step
from presentation.language.markdown import as_plain
from ui.kit.display.components import StaticComponent
from ui.shell.cached import Layer
from ui.shell.frame import Reader
from ui.shell.next_steps import ask_or_import, show_way

LIST_HEIGHT_PX, MAP_HEIGHT_PX = 590, 600
_MAP_WIDTH_PX, _LEAST_HEIGHT_PX, _FOOT_PX = 374, 420, 75
"""What a map is at least; its width on a phone, and the height of the legend below it there."""
_LEAST_ABOVE = 2
"""So many areas above have their outlines and names on a map of their parts: the page names a single one."""
_INK_ON_DARK = "#e6eceb"
_PICKED = "picked"
_AREAS = StaticComponent("kawal_areas", "area_view.js")


def show_map_and_list(
    reader: Reader,
    content: MapAndList,
    layer: Layer | None,
    *,
    key: str,
    chosen: str | None = None,
    picker: Callable[[], str | None] | None = None,
    is_choice: bool = True,
) -> str | None:
    """Draw the list, the map beside it, and give the code of an area that was clicked on in this run.

    Parameters
    ----------
    content
        What both show.
    layer
        Outlines of the areas; without them the list stands alone.
    key
        Stable key of the two.
    chosen
        Area to be marked in both.
    picker
        Draws a select box below the list that does what a click does.
    is_choice
        Whether a click does anything.
    """
    parts = (*content.varies_with, chosen)
    picked = None
    # Streamlit counts places: what stands above only at times must not move list and map to another.
    above = st.container()
    if content.warning is not None:
        above.markdown(f":orange[:material/warning:] {content.warning}")
    listing, drawing = st.columns([1.1, 1], gap="medium")
    with listing:
        if content.empty is not None:
            st.info(content.empty)
            if content.is_undelivered:
                show_way(reader)
        else:
            st.subheader(content.list_title, anchor=False)
            listed = reader.drawn(lambda: _list_of(content, chosen), "list", *parts)
            picked = show_list(reader, listed, key=key, is_choice=is_choice)
            st.caption(content.list_caption)
        picked = picked or (picker() if picker else None)
    with drawing:
        st.subheader(content.map_title, anchor=False)
        if layer is None:
            text = reader.text
            st.info(
                ask_or_import(
                    reader,
                    text("There are no boundaries for these areas yet. Import them under Data in."),
                    text("There are no boundaries for these areas yet."),
                )
            )
            show_way(reader)
            return picked
        drawn = reader.drawn(lambda: _map_of(reader, content, layer, chosen), "map", layer.url, *parts)
        clicked = _show(reader, drawn.values, key=key, part="map", height_px=drawn.height_px, is_choice=is_choice)
        if content.map_caption is not None:
            st.caption(content.map_caption)
    return clicked or picked


def show_list(
    reader: Reader, listed: AreaList, *, key: str, height_px: int = LIST_HEIGHT_PX, is_choice: bool = True
) -> str | None:
    """Draw a list, and give the code of an area that was clicked on in this run.

    Parameters
    ----------
    key
        Stable key; list and map of one key mark each other.
    height_px
        Height to fill, as far as rows may shrink and grow.
    is_choice
        Whether a click does anything.
    """
    height = listed.height_px(height_px)
    return _show(reader, listed.values(), key=key, part="list", height_px=height, is_choice=is_choice)


def _show(
    reader: Reader, values: dict[str, Any], *, key: str, part: str, height_px: int, is_choice: bool
) -> str | None:
    data = in_group(values, key, _words(reader), is_choice=is_choice)
    events = {_PICKED: _run_again} if is_choice else {}
    code = _AREAS.show(data, key=f"{key}-{part}", height=height_px, events=events).get(_PICKED)
    # What a browser sends may be anything.
    return code if isinstance(code, str) and any(code == area["code"] for area in values["areas"]) else None


def _run_again() -> None:
    """A click runs the page, which asks what was picked; nothing is to be done before."""


def _words(reader: Reader) -> dict[str, str]:
    text = reader.text.plain
    return {
        "how": text("Arrow keys move, Enter chooses"),
        "enlarge": text("Enlarge the map"),
        "zoom_in": text("Closer"),
        "zoom_out": text("Farther"),
        "whole": text("Whole map"),
        "close": text("Close"),
    }


@dataclass(frozen=True, slots=True)
class _DrawnMap:
    """A map for the script, and the height that it stands in."""

    values: dict[str, Any]
    height_px: int


def _list_of(content: MapAndList, chosen: str | None) -> AreaList:
    areas = [area for area in content.areas() if area.is_listed]
    return AreaList(areas, _alt(content, areas), target=content.reference, chosen=chosen, palette=content.palette)


def _alt(content: MapAndList, areas: Sequence[ShownArea]) -> str:
    return str(as_plain(content.alt("; ".join(area.spoken for area in areas if area.is_listed))))


def _map_of(reader: Reader, content: MapAndList, layer: Layer, chosen: str | None) -> _DrawnMap:
    areas = content.areas()
    drawn = AreaMap(
        areas,
        alt=_alt(content, areas),
        title=str(as_plain(content.map_title)),
        classes=content.classes,
        outlines=layer.url,
        chosen=chosen,
        above=_above(reader, layer, [area.code for area in areas]),
        palette=content.palette,
    )
    # No higher than the areas need at the width of a phone: wide ones would stand between two blank bands.
    needed = round(_MAP_WIDTH_PX * layer.extent([area.code for area in areas]).height_to_width) + _FOOT_PX
    return _DrawnMap(drawn.values(), min(max(needed, _LEAST_HEIGHT_PX), MAP_HEIGHT_PX))


def _above(reader: Reader, layer: Layer, codes: Sequence[str]) -> Above | None:
    """The areas right above those of a map, where it shows parts of several that have an outline."""
    tree = reader.campaign.tree
    names = {above: tree.name(above) for code in codes if (above := tree.parent_of[code]) is not None}
    if len(names) < _LEAST_ABOVE:
        return None
    outer = reader.layer(tree.level(next(iter(names))))
    return None if outer is None else Above(outer.url, names, offset_of(layer.bounds, outer.bounds))


def ink() -> str:
    """The colour of texts and marks in the theme that the reader sees."""
    return _INK_ON_DARK if st.context.theme.type == "dark" else "#1f2a2c"


def accent() -> str:
    """The accent colour, legible on the ground of the theme that the reader sees."""
    return ACCENT_ON_DARK if st.context.theme.type == "dark" else ACCENT


def steps() -> tuple[Step, ...]:
    """The five steps, the best first, on the ground of the theme that the reader sees."""
    return STEPS_ON_DARK if st.context.theme.type == "dark" else STEPS


def alarm() -> str:
    """The colour of the worst step on the ground of the theme that the reader sees."""
    return steps()[-1].colour
