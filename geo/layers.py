"""What a map draws: the outlines of one level, its own or dissolved from a level below."""

from collections.abc import Collection, Mapping, Sequence

import geopandas as gpd
import pandas as pd

from geo.coverage import dissolve
from geo.errors import BoundaryError
from geo.polygons import WGS84


def layer_frame(
    boundaries: pd.DataFrame, *, codes: Sequence[str], parent_of: Mapping[str, str | None]
) -> gpd.GeoDataFrame:
    """The outlines of some areas of one level.

    An area that has an outline in the store keeps it. Of one that has none the deepest areas below are dissolved, so
    that all levels share their lines.

    Parameters
    ----------
    boundaries
        `area_code` and `geometry` (WKB, EPSG:4326), as the store has them.
    codes
        The areas wanted, keyword-only.
    parent_of
        Parent's code by area code, keyword-only.

    Returns
    -------
    GeoDataFrame
        `code`, `geometry` in EPSG:4326, ascending codes; without the areas that have no outline at any level.
    """
    stored = boundaries[boundaries["area_code"].isin(frozenset(codes))]
    missing = frozenset(codes) - frozenset(stored["area_code"])
    above = {code: _ancestor(code, missing, parent_of) for code in boundaries["area_code"]}
    inside = boundaries[boundaries["area_code"].map(above).notna()]
    if not len(inside):
        return _frame(stored)
    parents = {parent_of.get(code) for code in inside["area_code"]}
    leaves = inside[~inside["area_code"].isin(parents)]
    dissolved = _dissolved(_frame(leaves), {code: ancestor for code, ancestor in above.items() if ancestor is not None})
    joined = pd.concat([_frame(stored), dissolved], ignore_index=True) if len(stored) else dissolved
    return joined.sort_values("code", ignore_index=True)


def codes_of(layer: gpd.GeoDataFrame) -> list[str]:
    """The codes of the areas of a layer (`layer_frame`), in its order."""
    codes: list[str] = layer["code"].tolist()
    return codes


def areas_of(layer: gpd.GeoDataFrame, codes: Collection[str]) -> gpd.GeoDataFrame:
    """The outlines of some areas of a layer (`layer_frame`), in its order."""
    return layer[layer["code"].isin(codes)]


def attribution(boundaries: pd.DataFrame) -> str:
    """Say whose outlines these are and how they may be used, each owner once; a licence that nobody told is left out.

    Parameters
    ----------
    boundaries
        `source` and `licence`.

    Examples
    --------
    >>> attribution(pd.DataFrame({"source": ["BIG", "BPS", "BIG"], "licence": ["CC BY 4.0", "", "CC BY 4.0"]}))
    'BIG, CC BY 4.0; BPS'
    """
    owners = boundaries[["source", "licence"]].drop_duplicates().itertuples(index=False)
    credits = (", ".join(part.strip() for part in owner if part.strip()) for owner in owners)
    return "; ".join(dict.fromkeys(owner for owner in credits if owner))


def _dissolved(leaves: gpd.GeoDataFrame, parent_of: Mapping[str, str]) -> gpd.GeoDataFrame:
    """Dissolve; where outlines of several files do not meet, unite them as they are: a map with seams beats none."""
    try:
        return dissolve(leaves, parent_of=parent_of)
    except BoundaryError as error:
        if error.reason != "coverage_invalid":
            raise
    parents = leaves["code"].map(dict(parent_of))
    united = leaves.geometry.groupby(parents.to_numpy()).apply(lambda parts: parts.union_all())
    return gpd.GeoDataFrame({"code": united.index.to_numpy()}, geometry=united.to_numpy(), crs=WGS84)


def _ancestor(code: str, wanted: frozenset[str], parent_of: Mapping[str, str | None]) -> str | None:
    here: str | None = code
    while here is not None and here not in wanted:
        here = parent_of.get(here)
    return here


def _frame(rows: pd.DataFrame) -> gpd.GeoDataFrame:
    ordered = rows.sort_values("area_code")
    geometry = gpd.GeoSeries.from_wkb(ordered["geometry"].to_numpy(), crs=WGS84)
    return gpd.GeoDataFrame({"code": ordered["area_code"].to_numpy()}, geometry=geometry, crs=WGS84)
