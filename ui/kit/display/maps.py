"""Map and list side by side: the same colour and symbol in both, a click or the select box marks one area."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from geo.outlines import offset_of
from presentation.areas.drawn.list_and_map import LIST_HEIGHT_PX, DrawnMap, button_words, list_of, map_of
from presentation.areas.map_and_list import MapAndList
from presentation.charts.area_view import Above, AreaList, in_group
from presentation.charts.colours import ACCENT, ACCENT_ON_DARK, STEPS, STEPS_ON_DARK, Step
from ui.kit.display.components import StaticComponent
from ui.shell.cached import Layer
from ui.shell.frame import Reader
from ui.shell.next_steps import ask_or_import, show_way

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
            listed = reader.drawn(lambda: list_of(content, chosen), "list", *parts)
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
        drawn = reader.drawn(lambda: _drawn_map(reader, content, layer, chosen), "map", layer.url, *parts)
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
    data = in_group(values, key, button_words(reader.text), is_choice=is_choice)
    events = {_PICKED: _run_again} if is_choice else {}
    code = _AREAS.show(data, key=f"{key}-{part}", height=height_px, events=events).get(_PICKED)
    # What a browser sends may be anything.
    return code if isinstance(code, str) and any(code == area["code"] for area in values["areas"]) else None


def _run_again() -> None:
    """A click runs the page, which asks what was picked; nothing is to be done before."""


def _drawn_map(reader: Reader, content: MapAndList, layer: Layer, chosen: str | None) -> DrawnMap:
    codes = [area.code for area in content.areas()]
    return map_of(
        content,
        layer.url,
        height_to_width=layer.extent(codes).height_to_width,
        chosen=chosen,
        above=_above(reader, layer, codes),
    )


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
