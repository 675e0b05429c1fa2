"""Every read of a page: cached by the data version and the reader's scope, never by who asked first."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import geopandas as gpd
import pandas as pd
import streamlit as st

from census.campaign import Campaign
from census.effect_campaign import bottom_areas
from census.scope import Scope
from census.settings import Settings
from data_access import campaign as campaign_reads
from data_access import reads, schema
from data_access.engine import Database
from data_access.rollups import settle
from data_access.start import open_database
from geo.adjacency import stored_neighbours
from geo.geojson import to_geojson
from geo.labels import Extent, label_points
from geo.layers import layer_frame

STATIC = Path(__file__).parent.parent / "static"
MAPS = STATIC / "maps"
Drawn = TypeVar("Drawn")
_MARGIN = 0.02
"""Part of a map's width and height left free around the areas."""


def _address(settings: Settings) -> tuple[object, ...]:
    """Tell apart databases, and how much of them may be shown: what a cache holds of one is not for another."""
    return settings.database_url, settings.database_read_url, settings.root_area, settings.protection


HASH: dict[str | type[Any], Callable[[Any], Any]] = {Settings: _address}


@st.cache_resource(max_entries=4, show_spinner=False, hash_funcs=HASH, on_release=Database.close)
def database(settings: Settings) -> Database:
    """Open the installation's database once per process."""
    return open_database(settings)


def data_version(settings: Settings) -> int:
    """Read the counter of changes: the one query of a page run that finds everything else in its cache.

    Rows that another system has written since are counted first.
    """
    settle(database(settings))
    with database(settings).read() as session:
        return schema.data_version(session)


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs=HASH)
def campaign(settings: Settings, version: int, scope: Scope) -> Campaign:
    """Read the campaign; its parts are shared by all sessions and never changed in place."""
    del version
    with database(settings).read() as session:
        return campaign_reads.read_campaign(session, scope, protection=settings.protection)


@dataclass(frozen=True)
class Layer:
    """One level's outlines as the browser fetches them, and what goes with them.

    Attributes
    ----------
    url
        Address of the GeoJSON below the server's root; its name changes with its content.
    points
        As `geo.labels.label_points` gives them.
    bounds
        `west`, `south`, `east`, `north` by area code, degrees.
    attribution
        Whose boundaries these are.
    """

    url: str
    points: pd.DataFrame
    bounds: pd.DataFrame
    attribution: str

    def extent(self, codes: list[str]) -> Extent:
        """Give what a map of these areas shows, with a margin."""
        bounds = self.bounds.loc[self.bounds.index.intersection(codes)]
        west, south = bounds["west"].min(), bounds["south"].min()
        east, north = bounds["east"].max(), bounds["north"].max()
        x, y = (east - west) * _MARGIN, (north - south) * _MARGIN
        return Extent(west - x, south - y, east + x, north + y)


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=HASH)
def layer(settings: Settings, version: int, scope: Scope, level: str) -> Layer | None:
    """Lay one level's outlines out as a static file; None where the store has none."""
    known = campaign(settings, version, scope).tree
    codes = [code for code in known.codes if known.level(code) == level]
    with database(settings).read() as session:
        stored = reads.read_boundaries(session, scope)
    frame = layer_frame(stored, codes=codes, parent_of=known.parent_of)
    if not len(frame):
        return None
    text = to_geojson(frame, names={code: known.name(code) for code in frame["code"]})
    name = f"{scope.area_code}-{level}-{hashlib.sha256(text.encode()).hexdigest()[:12]}.json"
    MAPS.mkdir(exist_ok=True)
    if not (MAPS / name).exists():
        # Another process must never see half a file.
        unfinished = MAPS / f"{name}.{id(text):x}"
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(MAPS / name)
    bounds = frame.geometry.bounds.set_axis(["west", "south", "east", "north"], axis=1)
    owners = pd.unique(stored["source"] + ", " + stored["licence"])
    return Layer(
        url=static_url(f"maps/{name}"),
        points=label_points(frame),
        bounds=bounds.set_axis(pd.Index(frame["code"]), axis=0),
        attribution="; ".join(owners),
    )


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=HASH)
def shapes(settings: Settings, version: int, scope: Scope, level: str) -> gpd.GeoDataFrame:
    """Read one level's outlines for pictures: `code` and `geometry` (EPSG:4326), no rows where the store has none."""
    known = campaign(settings, version, scope).tree
    codes = [code for code in known.codes if known.level(code) == level]
    with database(settings).read() as session:
        stored = reads.read_boundaries(session, scope)
    return layer_frame(stored, codes=codes, parent_of=known.parent_of)


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs=HASH)
def neighbours(settings: Settings, version: int, scope: Scope) -> dict[str, frozenset[str]]:
    """Give the neighbours of every area at the bottom of the tree that has an outline."""
    known = campaign(settings, version, scope).tree
    with database(settings).read() as session:
        return stored_neighbours(reads.read_boundaries(session, scope), bottom_areas(known, scope.area_code))


@st.cache_resource(max_entries=256, show_spinner=False, hash_funcs=HASH)
def drawn(settings: Settings, version: int, scope: Scope, key: str, _draw: Callable[[], Drawn]) -> Drawn:
    """Keep what a page draws, so that a rerun only sends it.

    Parameters
    ----------
    key
        Everything else that the drawing depends on: what is drawn, for whom in which language and colours.
    _draw
        Makes the drawing; not to be changed in place afterwards.
    """
    del settings, version, scope, key
    return _draw()


def static_url(name: str) -> str:
    """Give the address of a file of the folder `static`."""
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    return f"/{base}/app/static/{name}" if base else f"/app/static/{name}"


def last_import_at(settings: Settings) -> datetime | None:
    """Give when the newest file came in (UTC); not cached, it is one row."""
    with database(settings).read() as session:
        return reads.last_import_at(session)


def imports(settings: Settings) -> pd.DataFrame:
    """Read the newest import records; not cached, since they are looked at right after they change."""
    with database(settings).read() as session:
        return reads.read_imports(session)


def rejections(settings: Settings, import_id: int) -> pd.DataFrame:
    """Read what was found in one import."""
    with database(settings).read() as session:
        return reads.read_rejections(session, import_id)
