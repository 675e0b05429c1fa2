"""The wall as one file, for a display without a network: all that it needs is in it, and it asks nobody."""

import base64
from importlib.util import find_spec
from pathlib import Path

from census.effect.campaign import bottom_areas
from census.priority.wall_totals import wall_totals
from census.settings import Settings
from data_access.reads.reads import last_import_at
from data_access.start import open_database
from data_access.writes.day_messages import read_day_message
from geo.adjacency import stored_neighbours
from geo.layers import layer_frame
from geo.outlines import outlines_text
from presentation.scenes.values import Wall
from presentation.scenes.wall import Surroundings, wall_of
from reports.reading import Source

STATIC = Path(__file__).parents[1] / "static"
_ICON = '<link rel="icon" href="/layar/ikon.png">\n'
_STYLE = '<link rel="stylesheet" href="/layar/layar.css">'
_SCRIPT = '<script type="module" src="/layar/layar.js"></script>'
_STAGE = '<main id="stage"></main>'
_TYPEFACE, _DRAWING = "/layar/huruf.woff2", "./area_view.js"


def read_wall(source: Source, area_code: str, *, settings: Settings, language: str) -> Wall:
    """The wall of an area in a language, as the server makes it.

    Parameters
    ----------
    source
        With outlines.
    area_code
        One that may stand on a wall (`census.priority.wall_totals.may_stand_on_wall`).
    settings, language
        Of the installation; of all words. Keyword-only.
    """
    campaign, tree = source.unrestricted, source.unrestricted.tree
    near = stored_neighbours(source.outlines, bottom_areas(tree, settings.root_area))
    totals = wall_totals(campaign, area_code, source.today, adjacency=near)
    shapes = layer_frame(source.outlines, codes=[area.code for area in totals.areas], parent_of=tree.parent_of)
    database = open_database(settings)
    try:
        with database.read() as session:
            message, imported_at = read_day_message(session, source.today), last_import_at(session)
    finally:
        database.close()
    around = Surroundings(
        message=None if message is None else message.body,
        import_at=imported_at,
        outlines=outlines_text(shapes) if len(shapes) else None,
    )
    return wall_of(totals, around, settings=settings, language=language)


def wall_document(wall: Wall) -> str:
    """All of a wall as one HTML document that refers to nothing outside itself."""
    folder = STATIC / "wall"
    style = (folder / "layar.css").read_text(encoding="utf-8")
    drawing = _as_address((STATIC / "area_view.js").read_bytes(), "text/javascript")
    script = (folder / "layar.js").read_text(encoding="utf-8")
    # Within JSON this sign stands in texts alone; as it is, a text could end the script that holds it.
    figures = wall.text().replace("<", "\\u003c")
    parts = {
        _ICON: "",
        _STYLE: f"<style>\n{style.replace(_TYPEFACE, _typeface())}</style>",
        # A script of type module runs once all is there, wherever it stands.
        _SCRIPT: f'<script type="module">\n{script.replace(_DRAWING, drawing)}</script>',
        _STAGE: f'<script type="application/json" id="kept">{figures}</script>\n{_STAGE}',
        '<html lang="id">': f'<html lang="{wall.language}">',
    }
    page = (folder / "layar.html").read_text(encoding="utf-8")
    for mark, part in parts.items():
        if mark not in page:
            msg = f"static/wall/layar.html has no {mark}"
            raise ValueError(msg)
        page = page.replace(mark, part)
    return page


def _as_address(content: bytes, media_type: str) -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def _typeface() -> str:
    """The typeface of the dashboard as an address, found without importing what it lies in; else one that is not."""
    package = find_spec("streamlit")
    folder = Path(package.origin).parent / "static" if package is not None and package.origin else None
    file = None if folder is None else next(folder.rglob("SourceSansVF-Upright*"), None)
    return "data:," if file is None else _as_address(file.read_bytes(), "font/woff2")
