"""Every read of a page: cached by the data version and the reader's scope, never by who asked first."""

import hashlib
from collections.abc import Callable, Sequence, Sized
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol, Self, TypeVar

import geopandas as gpd
import pandas as pd
import streamlit as st

from access.static_files.packing import tag_of
from census.access.identity import Role
from census.access.scope import Scope, scope_of
from census.campaign.campaign import Campaign
from census.campaign.narrowing import seen_by
from census.campaign.record_days import day_of_campaign
from census.effect.campaign import bottom_areas
from census.settings import Settings
from data_access.audit.audit import LastAudit, last_audit
from data_access.reads import campaign as campaign_reads
from data_access.reads import reads
from data_access.start import open_database
from data_access.store import schema
from data_access.store.engine import Database, FaultyDatabaseError, UnusableDatabaseError
from data_access.writes.handled import Handled, read_handled
from data_access.writes.rollups import has_marks
from geo.adjacency import stored_neighbours
from geo.labels import Extent, bounds_of, extent_of
from geo.layers import attribution, layer_frame
from geo.outlines import outlines_text
from ui.shell.process.contact import Contact
from ui.shell.process.counting import Counter
from ui.shell.process.shared import shared

STATIC = Path(__file__).parents[2] / "static"
MAPS = STATIC / "maps"
Drawn = TypeVar("Drawn")
_MARGIN = 0.02
"""Part of a map's width and height left free around the areas."""


@shared(4, release=Database.close)
def database(settings: Settings) -> Database:
    """Open the installation's database once per process."""
    return open_database(settings)


def data_version(settings: Settings) -> int:
    """Read the counter of changes: the one query of a page run that finds everything else in its cache.

    Rows that another system has written since are counted beside the readers; where that is held up, they see what was
    counted last (`is_behind`).
    """
    with database(settings).read() as session:
        version, is_waiting = schema.data_version(session), has_marks(session)
    if not is_waiting or not _counter(settings).ask():
        return version
    with database(settings).read() as session:
        return schema.data_version(session)


def version_to_show(settings: Settings) -> int:
    """The data version; while the database does not answer the one before, of which everything is kept (`contact`).

    Raises
    ------
    UnusableDatabaseError
        If it has not answered since this process began.
    """
    try:
        return contact(settings).keep(data_version(settings))
    except UnusableDatabaseError as error:
        return contact(settings).fail(error)


@shared(4)
def contact(settings: Settings) -> Contact:
    """Keep what the database said last."""
    del settings
    return Contact()


def is_behind(settings: Settings) -> bool:
    """Tell whether rows that came in cannot be counted yet."""
    return _counter(settings).is_held_up


def counting_fault(settings: Settings) -> FaultyDatabaseError | None:
    """Why they cannot, where the machine is at fault; None where another program holds the database."""
    return _counter(settings).fault


@shared(4, release=Counter.close)
def _counter(settings: Settings) -> Counter:
    return Counter(database(settings))


def campaign(settings: Settings, version: int, scope: Scope) -> Campaign:
    """The campaign as a scope may see it; its parts are shared by all sessions and never changed in place."""
    return _whole(settings, version, scope.area_code) if scope.is_whole else _seen(settings, version, scope)


@shared(4)
def _whole(settings: Settings, version: int, area_code: str) -> Campaign:
    """Read an area's campaign for those below to be taken from; nobody else may ask for it."""
    del version
    with database(settings).read() as session:
        return campaign_reads.read_campaign(
            session,
            Scope.everything(area_code),
            protection=settings.protection,
            rush_chance=settings.rush_chance,
        )


@shared(64)
def _seen(settings: Settings, version: int, scope: Scope) -> Campaign:
    return seen_by(_whole(settings, version, scope.area_code), scope)


class Narrowable(Protocol):
    """What can be made of a whole campaign and then be narrowed to what a reader may see of it."""

    def seen_by(self, campaign: Campaign) -> Self:
        """What of this a reader of `campaign` may see: totals, and of desa those in its tree."""


Made = TypeVar("Made", bound=Narrowable | None)


def of_whole(settings: Settings, version: int, scope: Scope, key: str, make: Callable[[Campaign], Made]) -> Made:
    """What must be made of all areas at once (a forecast, an effect), as far as a scope may see it.

    A part of the areas would give other figures: each reader would be told another chance for the same kabupaten.

    Parameters
    ----------
    key
        Everything else that it depends on.
    make
        Makes it of the whole campaign.
    """
    made = _made(settings, version, scope.area_code, key, make)
    return made if made is None or scope.is_whole else _made_seen(settings, version, scope, key, made)


@shared(32)
def _made(settings: Settings, version: int, area_code: str, key: str, _make: Callable[[Campaign], Made]) -> Made:
    del key
    return _make(_whole(settings, version, area_code))


@shared(128)
def _made_seen(settings: Settings, version: int, scope: Scope, key: str, _made_of_whole: Made) -> Made:
    del key
    if _made_of_whole is None:
        return _made_of_whole
    return _made_of_whole.seen_by(campaign(settings, version, scope))


def current_day(settings: Settings, version: int, now: datetime) -> date:
    """The campaign's today: the clock's day, and of a simulated campaign the day after its last.

    A day that the operator has set counts as it is.
    """
    if settings.today is not None:
        return settings.today
    return day_of_campaign(_whole(settings, version, settings.root_area), settings.current_day(now))


def scope_of_roles(settings: Settings, version: int, roles: Sequence[Role], today: date) -> Scope | None:
    """What somebody with these roles may see and do on a day; None for no role, which sees nothing."""
    facts = _whole(settings, version, settings.root_area)
    return scope_of(roles, settings.root_area, opd=facts.opd, assignments=facts.assignments, today=today)


@dataclass(frozen=True, slots=True)
class Places:
    """Names of kecamatan by code, and of agencies by number."""

    kecamatan: dict[str, str]
    agencies: dict[int, str]


def places(settings: Settings, version: int) -> Places:
    """Name the kecamatan and agencies of which somebody may be camat or head; their names are public."""
    facts = _whole(settings, version, settings.root_area)
    tree = facts.tree
    return Places(
        kecamatan={code: tree.name(code) for code in tree.codes if tree.level(code) == "kecamatan"},
        agencies={agency.id: agency.name for agency in facts.agencies},
    )


def kinds_on_record(settings: Settings, version: int) -> frozenset[str]:
    """Name the kinds of files of which something is on record; for every role, since it says nothing of a figure.

    Rows of submissions stand for the recaps that can be counted from them.
    """
    facts = _whole(settings, version, settings.root_area)
    frames: dict[str, tuple[Sized, ...]] = {
        "areas": (facts.areas,),
        "register": (facts.registers,),
        "targets": (facts.targets,),
        "recap": (facts.recaps, facts.daily),
        "opd": (facts.opd,),
        "opd-recap": (facts.opd_recaps, facts.daily_opd),
        "assignments": (facts.assignments,),
    }
    return frozenset(kind for kind, parts in frames.items() if any(len(part) for part in parts))


def number_of_desa(settings: Settings, version: int, scope: Scope) -> int:
    """Count the areas at the bottom of the tree, whether the reader sees them or not."""
    tree = _whole(settings, version, scope.area_code).tree
    return sum(not tree.children(code) for code in tree.codes)


@dataclass(frozen=True)
class Layer:
    """One level's outlines as the browser fetches them, and what goes with them.

    Attributes
    ----------
    url
        Address of the outlines (`geo.outlines`) below the server's root; its name changes with its content.
    bounds
        As `geo.labels.bounds_of` gives them.
    attribution
        Whose boundaries these are.
    """

    url: str
    bounds: pd.DataFrame
    attribution: str

    def extent(self, codes: list[str]) -> Extent:
        """What a map of these areas shows, with a margin."""
        return extent_of(self.bounds, codes, margin=_MARGIN)


def layer(settings: Settings, version: int, scope: Scope, level: str) -> Layer | None:
    """Lay one level's outlines out as a static file; None where the store has none.

    Outlines and names are public and the same for all roles, so that a browser fetches them once.
    """
    return _layer(settings, version, scope.area_code, level)


@shared(16)
def _layer(settings: Settings, version: int, area_code: str, level: str) -> Layer | None:
    tree = _whole(settings, version, area_code).tree
    codes = [code for code in tree.codes if tree.level(code) == level]
    with database(settings).read() as session:
        stored = reads.read_boundaries(session, Scope.totals(area_code))
    frame = layer_frame(stored, codes=codes, parent_of=tree.parent_of)
    if not len(frame):
        return None
    text = outlines_text(frame)
    name = f"{area_code}-{level}-{hashlib.sha256(text.encode()).hexdigest()[:12]}.json"
    MAPS.mkdir(exist_ok=True)
    if not (MAPS / name).exists():
        # Another process must never see half a file.
        unfinished = MAPS / f"{name}.{id(text):x}"
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(MAPS / name)
    return Layer(
        url=static_url(f"maps/{name}"),
        bounds=bounds_of(frame),
        attribution=attribution(stored),
    )


def shapes(settings: Settings, version: int, scope: Scope, level: str) -> gpd.GeoDataFrame:
    """Read one level's outlines for pictures: `code` and `geometry` (EPSG:4326), no rows where the store has none."""
    return _shapes(settings, version, scope.area_code, level)


@shared(16)
def _shapes(settings: Settings, version: int, area_code: str, level: str) -> gpd.GeoDataFrame:
    tree = _whole(settings, version, area_code).tree
    codes = [code for code in tree.codes if tree.level(code) == level]
    with database(settings).read() as session:
        stored = reads.read_boundaries(session, Scope.totals(area_code))
    return layer_frame(stored, codes=codes, parent_of=tree.parent_of)


def neighbours(settings: Settings, version: int, scope: Scope) -> dict[str, frozenset[str]]:
    """The neighbours of every area at the bottom of the tree that has an outline; they are public."""
    return _neighbours(settings, version, scope.area_code)


@shared(8)
def _neighbours(settings: Settings, version: int, area_code: str) -> dict[str, frozenset[str]]:
    tree = _whole(settings, version, area_code).tree
    with database(settings).read() as session:
        stored = reads.read_boundaries(session, Scope.totals(area_code))
    return stored_neighbours(stored, bottom_areas(tree, area_code))


@shared(256)
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
    """The address of a file of the folder `static`."""
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    return f"/{base}/app/static/{name}" if base else f"/app/static/{name}"


@lru_cache(maxsize=32)
def script_url(name: str) -> str:
    """Address of a script of the folder `static`: it changes with the script, so that browsers keep it."""
    return f"{static_url(name)}?v={tag_of((STATIC / name).read_bytes())}"


def last_import_at(settings: Settings) -> datetime | None:
    """When the newest file came in (UTC); not cached, it is one row. While the database does not answer, as it was."""
    last = contact(settings)
    if last.fault is None:
        with database(settings).read() as session:
            last.last_import_at = reads.last_import_at(session)
    return last.last_import_at


def imports(settings: Settings, scope: Scope) -> list[reads.ImportedFile]:
    """Read the newest import records; not cached, since they are looked at right after they change."""
    with database(settings).read() as session:
        return reads.read_imports(session, scope)


def handled(settings: Settings, scope: Scope, day: date) -> tuple[Handled, ...]:
    """Read what a reader's office has dealt with on a day; not cached, since no data version tells of it.

    While the database does not answer, nothing: what was taken off the list stands on it again.
    """
    if contact(settings).fault is not None:
        return ()
    with database(settings).read() as session:
        return read_handled(session, scope, day)


def verified(settings: Settings) -> LastAudit | None:
    """When the books were last held against the rows; not cached, it is one row."""
    with database(settings).read() as session:
        return last_audit(session)


def rejections(settings: Settings, scope: Scope, import_id: int) -> list[reads.Rejection]:
    """Read what was found in one import."""
    with database(settings).read() as session:
        return reads.read_rejections(session, scope, import_id)
