"""List and map of how far areas have come, and why there is none: with what a page knows of who looks."""

from collections.abc import Sequence

from census.base.target import Target
from census.figures.progress import AreaProgress
from presentation.areas.map_and_list import MapAndList
from presentation.areas.progress import progress_of_areas
from presentation.words.reading import level_word
from ui.kit.controls import Choice
from ui.shell.frame import Reader
from ui.shell.next_steps import ask_or_import


def progress_list(
    reader: Reader, areas: Sequence[AreaProgress], reference: AreaProgress, *, target: Target | None, choice: Choice
) -> MapAndList:
    """How far areas have come (`presentation.areas.progress.progress_of_areas`)."""
    nothing_came = is_undelivered(reader, areas, choice)
    return progress_of_areas(
        reader.voice,
        areas,
        reference,
        target=target,
        view=choice.view,
        colouring=choice.colouring,
        empty=why_empty(reader, areas, choice, is_undelivered=nothing_came),
        is_undelivered=nothing_came,
    )


def is_undelivered(reader: Reader, areas: Sequence[AreaProgress], choice: Choice) -> bool:
    """Tell whether nothing of these areas has come in by the day, in any unit or status."""
    if any(area.numerator is not None or area.is_hidden for area in areas):
        return False
    return not has_figure(reader, [area.code for area in areas], choice)


def has_figure(reader: Reader, codes: Sequence[str], choice: Choice) -> bool:
    """Tell whether anything of some areas has come in by the day."""
    panel = reader.campaign.panel
    return any(
        bool(panel.at(name, choice.view.as_of).loc[list(codes), "count"].notna().any()) for name in panel.measures
    )


def why_empty(reader: Reader, areas: Sequence[AreaProgress], choice: Choice, *, is_undelivered: bool) -> str | None:
    """Say why a list is empty; None where it is not."""
    text = reader.text
    if any(area.rate is not None or area.has_target_rate_alone for area in areas):
        return None
    if any(area.numerator is not None for area in areas):
        return text("Without a register no rate can be given; the counts stand in the table below.")
    if is_undelivered:
        day, campaign = reader.formats.day(choice.view.as_of), reader.campaign
        # Of agencies figures may have come.
        if has_figure(reader, campaign.tree.codes, choice) or campaign.opd_panel.row_of(choice.view.as_of) >= 0:
            level = level_word(text, campaign.tree.level(areas[0].code))
            return ask_or_import(
                reader,
                text(
                    "No figure by {area} has been delivered by {day}. Import the recap of BPS under Data in.",
                    area=level,
                    day=day,
                ),
                text("No figure by {area} has been delivered by {day}.", area=level, day=day),
            )
        return ask_or_import(
            reader,
            text("No figure has been delivered by {day}. Import the recap of BPS under Data in.", day=day),
            text("No figure has been delivered by {day}.", day=day),
        )
    return text("No figure by area has been delivered for this day, unit and status.")
