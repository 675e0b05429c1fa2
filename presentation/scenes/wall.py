"""The wall as one value: scenes, map, words of the banners, and how old it all is."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from census.base.target import Target
from census.base.vocabulary import Colouring
from census.figures.progress import View
from census.priority.wall_totals import WallTotals
from census.settings import Settings
from presentation.charts.area_view import AreaClass, AreaMap
from presentation.charts.colours import NO_CLASS, STEPS, class_name, no_data_label
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from presentation.language.voice import SIMULATED
from presentation.scenes.scenes import scenes_of, shown_areas
from presentation.scenes.values import Ages, Wall


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around the figures.

    Attributes
    ----------
    message
        The operator's message of the day; None for none.
    import_at
        When the newest file came in; None for never.
    outlines
        Outlines of the areas on the map (`geo.outlines.outlines_text`); None without any.
    """

    message: str | None
    import_at: datetime | None
    outlines: str | None


def wall_of(totals: WallTotals, around: Surroundings, *, settings: Settings, language: str) -> Wall:
    """The wall in a language."""
    text = Translator(language, shows_markdown=False)
    formats = Formats(text)
    areas = shown_areas(text, formats, totals)
    has_map = around.outlines is not None and len(areas) > 0
    outlines: Mapping[str, Any] | None = json.loads(around.outlines) if around.outlines and has_map else None
    legend = _legend(text)
    drawn = AreaMap(
        areas,
        alt="; ".join(area.spoken for area in areas),
        title=text("Map: against the path to the target"),
        classes=legend,
        outlines="outlines",
    )
    has_figures = totals.seen.newest_day(totals.today) is not None
    has_clock = settings.today is None and not totals.seen.simulation
    hours = settings.wall_stale_rows_hours if len(totals.seen.daily) else settings.wall_stale_recap_hours
    return Wall(
        language=language,
        place=f"{text('Progress of the census')} · {totals.progress.name}",
        ribbon=SIMULATED if totals.seen.simulation else "",
        as_of=_day_line(text, formats, totals.view, totals.target) if has_figures else "",
        ages=Ages(
            totals.view.as_of if has_figures else None, around.import_at, hours if has_clock and has_figures else None
        ),
        night=settings.night,
        legend=tuple(
            {"step": class_name(index), "label": entry.label}
            for index, entry in enumerate(legend)
            if index < NO_CLASS or any(area.class_index == NO_CLASS for area in areas)
        ),
        map={
            **drawn.values(),
            "chooses": False,
            "is_read_from_afar": True,
            "group": "wall",
            "words": {"how": "", "enlarge": ""},
        }
        if has_map
        else None,
        outlines=outlines,
        words=wall_words(text),
        scenes=scenes_of(text, formats, totals, around.message),
    )


def _legend(text: Translator) -> list[AreaClass]:
    steps = [AreaClass(step.label(text, Colouring.PATH), step.colour, "", step.ink) for step in STEPS]
    return [*steps, AreaClass(no_data_label(text), "", "", "")]


def _day_line(text: Translator, formats: Formats, view: View, target: Target | None) -> str:
    parts = [text("as of {day}", day=formats.day(view.as_of))]
    if target is not None and target.starts_on <= view.as_of <= target.ends_on:
        parts.append(text("day {day} of {days}", day=target.elapsed(view.as_of), days=target.days))
    return " · ".join(parts)


def wall_words(text: Translator) -> dict[str, str]:
    """Words of banners and foot, whose times the display fills in itself."""
    return {
        "import": text("last import {time}", time="{time}"),
        "contact": text("last contact {time}", time="{time}"),
        "no_contact": text(
            "No contact with the server for {age}. These are the figures of {time}.", age="{age}", time="{time}"
        ),
        "old": text("Nothing has been imported for {age}.", age="{age}"),
        "minutes": text("{n} min", n="{n}"),
        "hours": text("{n} h", n="{n}"),
        "days": text("{n} d", n="{n}"),
        "paused": text("paused"),
    }
