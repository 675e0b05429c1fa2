"""Pictures that leave the building: map, curve and list as PNG that speak alone.

It brings matplotlib with it that no start of the dashboard shall pay for: import it where a picture is
asked for, inside the function that draws it.
"""

from collections.abc import Sequence
from datetime import date

import geopandas as gpd

from presentation.charts.area_view import AreaClass, ShownArea
from presentation.charts.curve import Curve, PathLine
from presentation.language.formats import Formats
from reports.pictures.curve import curve_sheet
from reports.pictures.list import list_sheet
from reports.pictures.map import map_sheet
from reports.pictures.sheet import Caption

__all__ = ["Caption", "curve_png", "list_png", "map_png"]


def map_png(
    shapes: gpd.GeoDataFrame,
    areas: Sequence[ShownArea],
    *,
    classes: Sequence[AreaClass],
    chosen: str | None = None,
    caption: Caption,
) -> bytes:
    """Draw areas in their classes.

    Parameters
    ----------
    shapes
        `code` and `geometry`, EPSG:4326, as `geo.layers.layer_frame` gives them; those of other areas are left out.
    areas
        As list and map on the screen show them; one without an outline is not drawn.
    classes
        The legend, all of it, keyword-only.
    chosen
        Code of the area to be marked by a heavy line, keyword-only.
    caption
        What stands around the map, keyword-only.

    Returns
    -------
    bytes
        PNG, 1600 pixels wide and 2000 high, higher where the caption is long; the same bytes for the same input.

    Raises
    ------
    ValueError
        If no area has an outline.
    """
    return map_sheet(shapes, areas, classes=classes, chosen=chosen, caption=caption).png()


def curve_png(
    main: Curve,
    *,
    others: Sequence[Curve],
    path: PathLine | None,
    as_of: date,
    as_of_label: str,
    others_label: str,
    formats: Formats,
    caption: Caption,
) -> bytes:
    """Draw one area in the accent colour, others in grey with their names, the path dashed.

    Parameters
    ----------
    main, others, path, as_of, as_of_label
        As `presentation.charts.curve.cumulative_curve` takes them; names are plain text.
    others_label
        Words for the grey lines in the legend, keyword-only.
    formats
        Writes rates and days, keyword-only.
    caption
        What stands around the curve, keyword-only.

    Returns
    -------
    bytes
        PNG, 1600 pixels wide and 1300 high, higher where the caption is long; the same bytes for the same input.

    Raises
    ------
    ValueError
        If the main curve has no day.
    """
    return curve_sheet(
        main,
        others=others,
        path=path,
        as_of=as_of,
        as_of_label=as_of_label,
        others_label=others_label,
        formats=formats,
        caption=caption,
    ).png()


def list_png(
    rows: Sequence[ShownArea],
    *,
    target: float | None,
    overall: float | None = None,
    chosen: str | None = None,
    classes: Sequence[AreaClass],
    caption: Caption,
) -> bytes:
    """Draw a bar per area with a stroke for what is due, a dotted line for the target and a dashed one for all.

    Parameters
    ----------
    rows
        As list and map on the screen show them, in the order wanted.
    target
        Target share, or None where it speaks in another unit, keyword-only.
    overall
        Rate of all of them together, where it has a line, keyword-only.
    chosen
        Code of the marked area, keyword-only.
    classes
        The legend of the bars' colours, keyword-only.
    caption
        What stands around the list, keyword-only; its words tell what stroke and dotted line mean.

    Returns
    -------
    bytes
        PNG, 1600 pixels wide and as high as the list; the same bytes for the same input.

    Raises
    ------
    ValueError
        If there are no rows, or more than a picture can hold.
    """
    return list_sheet(rows, target=target, overall=overall, chosen=chosen, classes=classes, caption=caption).png()
