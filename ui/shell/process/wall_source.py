"""The wall beside the dashboard: made of the same campaign that the pages have in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from census.access.scope import Scope
from census.campaign.campaign import Campaign
from census.priority.wall_totals import WallTotals, may_stand_on_wall, wall_totals
from census.settings import Settings
from data_access.writes.day_messages import read_day_message
from geo.outlines import outlines_text
from presentation.scenes.wall import Surroundings, wall_of
from ui.shell import cached
from ui.shell.process import served
from wall.keeper import Keeper
from wall.routes import PATH, WallPath, routes

_PATHS: list[str] = []
"""Where this process answers as the wall; empty in `streamlit run`, whose server is not ours."""


@dataclass(frozen=True)
class WallSource:
    """Makes walls from what the pages are made of (`wall.keeper.Source`)."""

    settings: Settings

    def version(self) -> int:
        """The data version of now."""
        return cached.data_version(self.settings)

    def make(self, area_code: str, language: str) -> str | None:
        """The wall of an area in a language, as JSON; None where the area may have none."""
        settings, now = self.settings, datetime.now(UTC)
        version = cached.data_version(settings)
        everything = Scope.everything(settings.root_area)
        campaign = cached.campaign(settings, version, everything)
        if not may_stand_on_wall(campaign, area_code):
            return None
        today = cached.current_day(settings, version, now)
        totals = _totals(settings, version, area_code, today)
        level = campaign.tree.level_below(area_code)
        shapes = None if level is None else cached.shapes(settings, version, everything, level)
        if shapes is not None:
            shapes = shapes[shapes["code"].isin([area.code for area in totals.areas])]
        with cached.database(settings).read() as session:
            message = read_day_message(session, today)
        around = Surroundings(
            message=None if message is None else message.body,
            import_at=cached.last_import_at(settings),
            outlines=outlines_text(shapes) if shapes is not None and len(shapes) else None,
        )
        return wall_of(totals, around, settings=settings, language=language).text()


@lru_cache(maxsize=2)
def _totals(settings: Settings, version: int, area_code: str, today: date) -> WallTotals:
    everything = Scope.everything(settings.root_area)
    near = cached.neighbours(settings, version, everything)
    return wall_totals(cached.campaign(settings, version, everything), area_code, today, adjacency=near)


def at_its_path(settings: Settings, root: Path, further: Sequence[BaseRoute] = ()) -> Middleware:
    """Middleware that answers at the wall's path; who may have what is there the guard before it decides.

    Parameters
    ----------
    root
        Folder of the product.
    further
        What else is there: where displays sign in.
    """
    wall = routes(
        Keeper(WallSource(settings)),
        root_area=settings.root_area,
        language=settings.language,
        icon=root / "static" / "icon.png",
        font=served.typeface(),
    )
    _PATHS[:] = [PATH]
    return Middleware(WallPath, routes=[*wall, *further])


def address(settings: Settings, campaign: Campaign, language: str) -> str | None:
    """Where the wall of the whole installation is seen in a language; None where there is none."""
    if not _PATHS or not may_stand_on_wall(campaign, settings.root_area):
        return None
    return _PATHS[0] if language == settings.language else f"{_PATHS[0]}?bahasa={language}"
