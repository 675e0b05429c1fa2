"""What a reader takes away of a page: briefing, workbook and offline copy, each made once somebody asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from census.figures.progress import View
from geo.layers import areas_of
from presentation.language.formats import Formats
from presentation.language.voice import Voice
from reports.book.content import Asked
from reports.book.making import day_workbook
from reports.briefing.content import Briefing, Rest, agency_briefing, area_briefing
from ui.kit.agency_names import own_agency
from ui.kit.downloads import XLSX, Download, file_name, show_download
from ui.kit.places import home_area
from ui.shell import cached

if TYPE_CHECKING:
    from census.priority.priority_list import PriorityList
    from presentation.areas.map_and_list import MapAndList
    from reports.briefing.sheet import Outlines
    from ui.shell.frame import Reader


_MOST_PARTS = 250
"""Parts of an area up to which its page fits one file (`reports.offline.document.MOST_BYTES`)."""


def usual_view(reader: Reader, view: View) -> View:
    """The same day in the unit and status in which a briefing from the command line speaks."""
    words = reader.campaign.aims.usual_words(home_area(reader), view.as_of)
    return View(view.as_of, *words, view.path)


def show_briefing(reader: Reader, view: View, priorities: PriorityList | None) -> None:
    """Offer the reader's own briefing: of the area whose desa are the reader's, or of the agency of its head.

    Parameters
    ----------
    priorities
        The desa of that area in the order of their priority, as far as the reader sees them.
    """
    home = home_area(reader)
    agency = own_agency(reader) if home == reader.scope.area_code else None
    key = home if agency is None else f"opd{agency}"
    stem = f"{reader.text.plain('briefing')}_{key}_{view.as_of.isoformat()}"

    def make() -> bytes:
        # Bring libraries with them that no start of the dashboard shall pay for.
        from reports.briefing.sheet import briefing_pdf

        text = reader.text.plain
        layer = reader.layer(reader.campaign.tree.level(home))
        voice = _plain_voice(reader)
        rest = Rest(priorities, reader.today, "" if layer is None else layer.attribution)
        made = (
            area_briefing(voice, reader.campaign, home, view, rest)
            if agency is None
            else agency_briefing(voice, reader.campaign, agency, view, rest, root=home)
        )
        return briefing_pdf(text, made, _outlines(reader, made, is_agency=agency is not None))

    label = reader.text.plain("Briefing on one page (PDF)")
    show_download(reader, Download(label, file_name(reader, stem, "pdf"), "application/pdf", make), key="briefing")


def show_workbook(reader: Reader, view: View) -> None:
    """Offer the workbook of the day: all levels that the reader sees, the agencies and the days."""

    def make() -> bytes:
        return day_workbook(reader.text.plain, Asked(reader.campaign, reader.scope.area_code, view.as_of))

    stem = f"{reader.text.plain('workbook')}_{reader.scope.area_code}_{view.as_of.isoformat()}"
    label = reader.text.plain("Workbook of the day (XLSX)")
    show_download(reader, Download(label, file_name(reader, stem, "xlsx"), XLSX, make), key="workbook")


def show_page_copy(reader: Reader, code: str, view: View, content: MapAndList, level: str | None) -> None:
    """Offer what a page shows of an area as a file for a phone without a network; nothing of one with too many parts.

    Parameters
    ----------
    content
        What its list and map show.
    level
        Level of their areas; None without any.
    """
    if len(reader.campaign.tree.children(code)) > _MOST_PARTS:
        return

    def make() -> str:
        # Bring libraries with them that no start of the dashboard shall pay for.
        from reports.offline.content import offline_view
        from reports.offline.document import offline_document

        layer = None if level is None else reader.layer(level)
        shapes = None if level is None else cached.shapes(reader.settings, reader.version, reader.scope, level)
        made = offline_view(
            _plain_voice(reader),
            reader.campaign,
            code,
            view,
            content,
            shapes=shapes,
            attribution="" if layer is None else layer.attribution,
            now=reader.now,
        )
        return offline_document(made)

    words = f"{view.as_of.isoformat()}_{view.unit.value}_{view.status.value}"
    name = file_name(reader, f"{reader.text.plain('page')}_{code}_{words}", "html")
    label = reader.text.plain("Offline copy (HTML)")
    show_download(reader, Download(label, name, "text/html", make), key="page-copy")


def _plain_voice(reader: Reader) -> Voice:
    text = reader.text.plain
    return Voice(text, Formats(text), is_simulated=reader.voice.is_simulated)


def _outlines(reader: Reader, made: Briefing, *, is_agency: bool) -> Outlines | None:
    """What the map of a briefing is drawn of: its areas; of scattered ones the kecamatan around them as well."""
    from reports.briefing.sheet import Outlines

    above = reader.campaign.tree.level_below(reader.scope.area_code)
    shapes, around = (
        cached.shapes(reader.settings, reader.version, reader.scope, level)
        for level in (made.level, above or made.level)
    )
    seen = areas_of(shapes, [area.code for area in made.areas])
    if not len(seen):
        return None
    return Outlines(seen, around if is_agency and made.level != above else None)
