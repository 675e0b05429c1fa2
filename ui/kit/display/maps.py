"""Map and list side by side: the same colour and symbol in both, a click or the select box marks one area."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import streamlit as st

from geo.choropleth import LEGEND_PX, MapClass, MapFrame, choropleth
from presentation.charts.charts import BulletRow, bullet_list
from presentation.charts.colours import ACCENT, ACCENT_ON_DARK, STEPS, STEPS_ON_DARK
from ui.kit.display.plots import Picture, show_plot
from ui.kit.display.scenes import Scene, ShownArea
from ui.shell.cached import Layer
from ui.shell.frame import Reader
from ui.shell.next_steps import ask_or_import, show_way

MAP_HEIGHT_PX, MAP_WIDTH_PX = 600, 374
_LEAST_HEIGHT_PX = 420
_INK_ON_DARK, _LINE_ON_DARK = "#e6eceb", "#0e1415"


class Ground(NamedTuple):
    """Fill of a class, and its ink; None where the ink is the theme's."""

    colour: str
    ink: str | None


def show_map_and_list(
    reader: Reader,
    scene: Scene,
    layer: Layer | None,
    *,
    key: str,
    chosen: str | None = None,
    picker: Callable[[], str | None] | None = None,
) -> str | None:
    """Draw the list, the map beside it, and give the code of an area that was clicked on in this run.

    Parameters
    ----------
    scene
        What both show.
    layer
        Outlines of the areas; without them the list stands alone.
    key
        Stable key of the two charts.
    chosen
        Area to be marked in both.
    picker
        Draws a select box below the list that does what a click does.
    """
    shade = ink()
    parts = (*scene.varies_with, chosen, shade)
    picked = None
    if scene.warning is not None:
        st.markdown(f":orange[:material/warning:] {scene.warning}")
    listing, drawing = st.columns([1.1, 1], gap="medium")
    with listing:
        if scene.empty is not None:
            st.info(scene.empty)
            if scene.is_undelivered:
                show_way(reader)
        else:
            st.subheader(scene.list_title, anchor=False)
            picture = reader.drawn(lambda: _draw_list(scene, chosen, shade), "list", *parts)
            picked = show_plot(picture, key=f"{key}-list", field="customdata")
            st.caption(scene.list_caption)
        picked = picked or (picker() if picker else None)
    with drawing:
        st.subheader(scene.map_title, anchor=False)
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
        picture = reader.drawn(lambda: _draw_map(reader, scene, layer, chosen, shade), "map", *parts)
        clicked = show_plot(picture, key=f"{key}-map", field="location")
        if scene.map_caption is not None:
            st.caption(scene.map_caption)
    return clicked or picked


def _draw_list(scene: Scene, chosen: str | None, shade: str) -> Picture:
    areas = [area for area in scene.areas() if area.is_listed]
    rows = on_ground([area.in_list() for area in areas], shade)
    drawn = bullet_list(rows, target=scene.reference, chosen=chosen, ink=shade, height_px=MAP_HEIGHT_PX)
    return Picture.of(drawn, alt=_alt(scene, areas))


def _alt(scene: Scene, areas: Sequence[ShownArea]) -> str:
    return scene.alt("; ".join(area.spoken for area in areas if area.is_listed))


def _draw_map(reader: Reader, scene: Scene, layer: Layer, chosen: str | None, shade: str) -> Picture:
    areas = scene.areas()
    extent = layer.extent([area.code for area in areas])
    # No higher than the areas need at the width of a phone: wide ones would stand between two blank bands.
    needed = round(MAP_WIDTH_PX * extent.height_to_width) + LEGEND_PX
    frame = MapFrame(
        geojson_url=layer.url,
        points=layer.points,
        extent=extent,
        height_px=min(max(needed, _LEAST_HEIGHT_PX), MAP_HEIGHT_PX),
        width_px=MAP_WIDTH_PX,
    )
    return Picture.of(
        choropleth(
            [area.on_map() for area in areas],
            classes=_classes_on_ground(scene.classes(reader, shade), shade),
            frame=frame,
            chosen=chosen,
        ),
        alt=_alt(scene, areas),
    )


def on_ground(rows: Sequence[BulletRow], shade: str) -> list[BulletRow]:
    """Bars in the colours of the scale that suits the ground on which `shade` is the ink."""
    return [replace(row, colour=_step_on_ground(row.colour, shade).colour) for row in rows]


def _classes_on_ground(classes: Sequence[MapClass], shade: str) -> list[MapClass]:
    adapted = []
    for entry in classes:
        step = _step_on_ground(entry.fill, shade)
        line = entry.line if step.colour == entry.fill else _LINE_ON_DARK
        adapted.append(replace(entry, fill=step.colour, line=line, ink=step.ink or entry.ink))
    return adapted


def _step_on_ground(colour: str, shade: str) -> Ground:
    """Fill and ink for a fill of the light scale; what is none of its steps stays as it is."""
    if shade == _INK_ON_DARK:
        for light, dark in zip(STEPS, STEPS_ON_DARK, strict=True):
            if light.colour == colour:
                return Ground(dark.colour, dark.ink)
    return Ground(colour, None)


def ink() -> str:
    """The colour of texts and marks in the theme that the reader sees."""
    return _INK_ON_DARK if st.context.theme.type == "dark" else "#1f2a2c"


def accent() -> str:
    """The accent colour, legible on the ground of the theme that the reader sees."""
    return ACCENT_ON_DARK if st.context.theme.type == "dark" else ACCENT


def alarm() -> str:
    """The colour of the worst step on the ground of the theme that the reader sees."""
    return _step_on_ground(STEPS[-1].colour, ink()).colour
