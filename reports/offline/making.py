"""An offline copy from the database, for a role."""

from datetime import datetime

from census.base.vocabulary import Colouring
from census.figures.progress import View
from geo.layers import attribution, layer_frame
from presentation.areas.map_and_list import MapAndList
from presentation.areas.progress import progress_of_areas
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from presentation.language.voice import Voice
from reports.offline.content import OfflineView, offline_view
from reports.reading import Source


def read_view(source: Source, code: str, view: View, *, language: str, now: datetime) -> OfflineView:
    """The view of an area as a role sees it: its parts against their path.

    Parameters
    ----------
    source
        With outlines.
    language, now
        Of all words; the moment of making. Keyword-only.
    """
    campaign, tree = source.seen, source.seen.tree
    text = Translator(language).plain
    voice = Voice(text, Formats(text), is_simulated=campaign.simulation is not None)
    content = _content(voice, source, code, view)
    below, shapes = tree.level_below(code), None
    if below is not None and len(source.outlines):
        # Outlines are public, and those of the parts are dissolved of areas that the role may not see.
        parents = source.unrestricted.tree.parent_of
        shapes = layer_frame(source.outlines, codes=tree.below(code, below), parent_of=parents)
    owner = attribution(source.outlines) if len(source.outlines) else ""
    return offline_view(voice, campaign, code, view, content, shapes=shapes, attribution=owner, now=now)


def _content(voice: Voice, source: Source, code: str, view: View) -> MapAndList:
    campaign, below = source.seen, source.seen.tree.level_below(code)
    level = below or campaign.tree.level(code)
    areas = () if below is None else campaign.progress_within(code, below, view)
    has_figure = any(area.rate is not None or area.has_target_rate_alone for area in areas)
    return progress_of_areas(
        voice,
        areas,
        campaign.progress_of(campaign.compared_with(code), view),
        target=campaign.aims.of_list(code, level, view.as_of),
        view=view,
        colouring=Colouring.PATH,
        empty=None if has_figure else voice.text("No figure by area has been delivered for this day, unit and status."),
        is_undelivered=False,
    )
