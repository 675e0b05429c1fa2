"""The map as a figure: one trace per class, so that its legend speaks words; geometry by address, drawn offline."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from geo.labels import Extent, labels_that_fit

LEGEND_PX = 75
"""Height of two rows of legend below the map."""


@dataclass(frozen=True, slots=True)
class MapClass:
    """One entry of the legend: its label, fill, line and the colour of text upon it; one not listed has none."""

    label: str
    fill: str
    line: str
    ink: str
    is_listed: bool = True


@dataclass(frozen=True, slots=True)
class MapArea:
    """One area of a map: its code, the place of its class in the legend, the lines of its label, its hover (HTML)."""

    code: str
    class_index: int
    label: tuple[str, ...]
    hover: str


@dataclass(frozen=True, slots=True)
class MapFrame:
    """What all maps of one layer share.

    Attributes
    ----------
    geojson_url
        Address of the layer's GeoJSON, features with `id` = area code.
    points
        As `geo.labels.label_points` gives them.
    extent
        What the map shows.
    height_px, width_px
        Size that the labels are fitted to.
    """

    geojson_url: str
    points: pd.DataFrame
    extent: Extent
    height_px: int
    width_px: int


def choropleth(
    areas: Sequence[MapArea], *, classes: Sequence[MapClass], frame: MapFrame, chosen: str | None = None
) -> go.Figure:
    """Draw areas in their classes.

    Parameters
    ----------
    areas
        Each with its class, a position in `classes`.
    classes
        The legend, all of it, also classes without an area, keyword-only.
    frame
        Layer and size, keyword-only.
    chosen
        Code of the area to be marked by a heavy line, keyword-only.

    Returns
    -------
    Figure
        With click selection: the chosen area is `point["location"]`.
    """
    figure = go.Figure()
    for index, entry in enumerate(classes):
        members = [area for area in areas if area.class_index == index]
        figure.add_trace(_class_trace(members, entry, frame.geojson_url))
    if chosen is not None and any(area.code == chosen for area in areas):
        figure.add_trace(_mark(chosen, frame.geojson_url))
    figure.add_trace(_label_trace(areas, classes, frame))
    figure.update_geos(
        visible=False,
        projection_type="mercator",
        bgcolor="rgba(0,0,0,0)",
        lonaxis_range=[frame.extent.west, frame.extent.east],
        lataxis_range=[frame.extent.south, frame.extent.north],
    )
    figure.update_layout(
        height=frame.height_px,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        dragmode=False,
        clickmode="event+select",
        uirevision="map",
        legend={
            "orientation": "h",
            "yanchor": "top",
            "y": -0.01,
            "x": 0,
            "itemclick": False,
            "itemdoubleclick": False,
            "font": {"size": 13},
        },
    )
    return figure


def _class_trace(members: Sequence[MapArea], entry: MapClass, geojson_url: str) -> go.Choropleth:
    # A trace without areas would have no entry in the legend: it keeps one that is on no map.
    locations = [area.code for area in members] or [""]
    return go.Choropleth(
        geojson=geojson_url,
        featureidkey="id",
        locations=locations,
        z=[0.0] * len(locations),
        zmin=0,
        zmax=1,
        colorscale=[[0, entry.fill], [1, entry.fill]],
        showscale=False,
        showlegend=entry.is_listed,
        name=entry.label,
        marker={"line": {"color": entry.line, "width": 1}},
        text=[area.hover for area in members] or [""],
        hovertemplate="%{text}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )


def _mark(code: str, geojson_url: str) -> go.Choropleth:
    return go.Choropleth(
        geojson=geojson_url,
        featureidkey="id",
        locations=[code],
        z=[0.0],
        colorscale=[[0, "rgba(0,0,0,0)"], [1, "rgba(0,0,0,0)"]],
        showscale=False,
        showlegend=False,
        marker={"line": {"color": "#111111", "width": 3}},
        hoverinfo="skip",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )


def _label_trace(areas: Sequence[MapArea], classes: Sequence[MapClass], frame: MapFrame) -> go.Scattergeo:
    drawn = frame.points.index.intersection([area.code for area in areas])
    fitting = labels_that_fit(
        frame.points.loc[drawn],
        texts={area.code: area.label for area in areas},
        extent=frame.extent,
        width_px=frame.width_px,
        height_px=frame.height_px - LEGEND_PX,
    )
    codes = list(fitting)
    class_of = {area.code: area.class_index for area in areas}
    inks = [classes[class_of[code]].ink for code in codes]
    return go.Scattergeo(
        lon=frame.points.loc[codes, "longitude"].tolist(),
        lat=frame.points.loc[codes, "latitude"].tolist(),
        text=["<br>".join(fitting[code]) for code in codes],
        mode="text",
        textfont={"size": 12, "color": inks},
        hoverinfo="skip",
        showlegend=False,
    )
