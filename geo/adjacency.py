"""Which areas lie side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from geo.layers import layer_frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd

SEAM_DEGREES = 0.0003
"""Outlines this near (about 33 m) count as touching: files of two kecamatan need not meet on one line."""


def adjacent_areas(frame: gpd.GeoDataFrame, *, seam: float = SEAM_DEGREES) -> dict[str, frozenset[str]]:
    """The neighbours of each area: those whose outlines touch its own, in a point or a line.

    Parameters
    ----------
    frame
        `code` and `geometry` in EPSG:4326, as `geo.layers.layer_frame` gives them.
    seam
        Degrees between outlines that still count as touching, keyword-only.

    Returns
    -------
    dict
        Codes of the neighbours by code, for every row; never the area itself.
    """
    codes: list[str] = frame["code"].tolist()
    geometries = frame.geometry.to_numpy()
    neighbours: dict[str, set[str]] = {code: set() for code in codes}
    pairs = shapely.STRtree(geometries).query(geometries, predicate="dwithin", distance=seam).T
    for one, other in pairs.tolist():
        if one != other:
            neighbours[codes[one]].add(codes[other])
    return {code: frozenset(near) for code, near in neighbours.items()}


def stored_neighbours(boundaries: pd.DataFrame, codes: Sequence[str]) -> dict[str, frozenset[str]]:
    """The neighbours of areas by their own outlines in the store.

    Parameters
    ----------
    boundaries
        `area_code` and `geometry` (WKB, EPSG:4326), as the store has them.
    codes
        The areas wanted. One without an outline of its own has no entry: nothing is known of its neighbours.
    """
    outlines = boundaries[boundaries["area_code"].isin(frozenset(codes))]
    return (
        adjacent_areas(layer_frame(outlines, codes=list(outlines["area_code"]), parent_of={})) if len(outlines) else {}
    )
