"""List and map of how far areas have come, with what their page knows besides: who may import, and what came in."""

from collections.abc import Sequence

from census.base.target import Target
from census.figures.progress import AreaProgress
from presentation.areas.map_and_list import MapAndList
from presentation.areas.progress import progress_of_areas
from ui.kit.controls import Choice
from ui.kit.display.scene_notes import is_undelivered as nothing_came
from ui.kit.display.scene_notes import why_empty
from ui.shell.frame import Reader


def progress_scene(
    reader: Reader, areas: Sequence[AreaProgress], reference: AreaProgress, *, target: Target | None, choice: Choice
) -> MapAndList:
    """How far areas have come (`presentation.areas.progress.progress_of_areas`)."""
    is_undelivered = nothing_came(reader, areas, choice)
    return progress_of_areas(
        reader.voice,
        areas,
        reference,
        target=target,
        view=choice.view,
        colouring=choice.colouring,
        empty=why_empty(reader, areas, choice, is_undelivered=is_undelivered),
        is_undelivered=is_undelivered,
    )
