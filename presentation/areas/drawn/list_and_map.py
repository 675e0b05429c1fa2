"""List and map of the same areas as `static/area_view.js` draws them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from presentation.areas.map_and_list import MapAndList
from presentation.charts.area_view import Above, AreaList, AreaMap, ShownArea
from presentation.language.markdown import as_plain
from presentation.language.messages import Translator

LIST_HEIGHT_PX, MAP_HEIGHT_PX = 590, 600
_MAP_WIDTH_PX, _LEAST_HEIGHT_PX, _FOOT_PX = 374, 420, 75
"""What a map is at least; its width on a phone, and the height of the legend below it there."""


def button_words(text: Translator) -> dict[str, str]:
    """Words of the buttons of list and map, and how to choose."""
    text = text.plain
    return {
        "how": text("Arrow keys move, Enter chooses"),
        "enlarge": text("Enlarge the map"),
        "zoom_in": text("Closer"),
        "zoom_out": text("Farther"),
        "whole": text("Whole map"),
        "close": text("Close"),
    }


@dataclass(frozen=True, slots=True)
class DrawnMap:
    """A map for the script, and the height that it stands in."""

    values: dict[str, Any]
    height_px: int


def list_of(content: MapAndList, chosen: str | None) -> AreaList:
    """The list, with one of its areas marked."""
    areas = [area for area in content.areas() if area.is_listed]
    return AreaList(areas, _alt(content, areas), target=content.reference, chosen=chosen, palette=content.palette)


def _alt(content: MapAndList, areas: Sequence[ShownArea]) -> str:
    return str(as_plain(content.alt("; ".join(area.spoken for area in areas if area.is_listed))))


def map_of(
    content: MapAndList, outlines: str, *, height_to_width: float, chosen: str | None = None, above: Above | None = None
) -> DrawnMap:
    """The map, with one of its areas marked.

    Parameters
    ----------
    outlines
        Address of the outlines.
    height_to_width
        Of what it shows, keyword-only.
    """
    areas = content.areas()
    drawn = AreaMap(
        areas,
        alt=_alt(content, areas),
        title=str(as_plain(content.map_title)),
        classes=content.classes,
        outlines=outlines,
        chosen=chosen,
        above=above,
        palette=content.palette,
    )
    # No higher than the areas need at the width of a phone: wide ones would stand between two blank bands.
    needed = round(_MAP_WIDTH_PX * height_to_width) + _FOOT_PX
    return DrawnMap(drawn.values(), min(max(needed, _LEAST_HEIGHT_PX), MAP_HEIGHT_PX))
