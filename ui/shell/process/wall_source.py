"""The wall beside the dashboard: made of the same campaign that the pages have in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from starlette.routing import BaseRoute

from census.access.scope import Scope
from census.priority.wall_totals import WallTotals, may_stand_on_wall, wall_totals
from census.settings import WIB, Settings
from data_access.store.schema import data_version
from data_access.writes.day_messages import read_day_message
from data_access.writes.rollups import has_marks
from geo.outlines import outlines_text
from presentation.scenes.wall import Surroundings, wall_of
from ui.shell import cached
from ui.shell.process import served
from wall.keeper import Keeper
from wall.routes import end_of_wall, routes


@dataclass(frozen=True)
class WallSource:
    """Makes walls from what the pages are made of (`wall.keeper.Source`)."""

    settings: Settings

    def moment(self) -> tuple[int, date]:
        """The data version and the day (WIB) of now."""
        with cached.database(self.settings).read() as session:
            has_foreign_rows, version = has_marks(session), data_version(session)
        if has_foreign_rows:
            version = cached.data_version(self.settings)
        return version, datetime.now(UTC).astimezone(WIB).date()

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


@lru_cache(maxsize=4)
def _totals(settings: Settings, version: int, area_code: str, today: date) -> WallTotals:
    everything = Scope.everything(settings.root_area)
    near = cached.neighbours(settings, version, everything)
    return wall_totals(cached.campaign(settings, version, everything), area_code, today, adjacency=near)


def wall_routes(settings: Settings, root: Path) -> Sequence[BaseRoute]:
    """The routes of the wall; who may have them the guard decides.

    Parameters
    ----------
    root
        Folder of the product.
    """
    return [
        *routes(
            Keeper(WallSource(settings)),
            root_area=settings.root_area,
            language=settings.language,
            icon=root / "static" / "icon.png",
            font=served.typeface(),
        ),
        end_of_wall(),
    ]
