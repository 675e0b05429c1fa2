"""Where outreach has been, on map and list: days since the last visit, or people reached per 1,000 families left."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from census.base.vocabulary import Colouring
from census.campaign.outreach import Outreach
from census.outreach.reach import AreaReach, least_reached_first, longest_unvisited_first
from presentation.charts.area_view import AreaClass, ShownArea, legend
from presentation.charts.colours import (
    NO_CLASS,
    STEPS,
    class_sign,
)
from presentation.language.messages import LANGUAGES, N_, Translator
from presentation.words.outreach.reach_words import (
    left_words,
    reach_cells,
    reach_class_words,
    reach_headings,
    reach_lines,
    reach_words,
    since_class_words,
    since_words,
)
from reports.records import REACH_COLUMNS, reach_rows
from reports.tables.tables import as_csv
from ui.kit.display.scenes import Scene, hover_head
from ui.kit.display.text_tables import text_table
from ui.kit.downloads import csv_download, show_table_and_downloads, table_box
from ui.shell import address
from ui.shell.frame import Reader

LENS_KEY = "liputan"
SINCE, REACH = "since", "reach"
_LENSES = {SINCE: N_("Days since the last visit"), REACH: N_("People reached per 1,000 families left")}
LISTED = 15
"""Areas in the list; map and table have all of them."""


@dataclass(frozen=True)
class ReachScene(Scene):
    """A scene whose five steps speak of visits or of reach.

    Attributes
    ----------
    words
        Words of the five steps, in the reader's language.
    """

    words: Sequence[str] = field(default=())

    def classes(self, reader: Reader) -> list[AreaClass]:
        """The legend: five steps and the class for no data."""
        labels = [f"{step.symbol} {words}" for step, words in zip(STEPS, self.words, strict=True)]
        return legend(reader.text.plain, STEPS, labels)


def choose_lens(reader: Reader) -> str:
    """Draw the switch between visits and reach; the address carries it."""
    text = reader.text
    words = {Translator(language)(word): lens for lens, word in _LENSES.items() for language in LANGUAGES}
    address.read_choice(LENS_KEY, words.get, SINCE)
    chosen = st.radio(
        text("The map shows"),
        list(_LENSES),
        format_func=lambda lens: text(_LENSES[lens]),
        key=LENS_KEY,
        horizontal=True,
        label_visibility="collapsed",
    )
    address.write_choice(LENS_KEY, None if chosen == SINCE else Translator("id")(_LENSES[chosen]))
    return chosen


def reach_scene(reader: Reader, outreach: Outreach, lens: str) -> Scene:
    """Show how long ago each area was visited, or how many were reached there; the most neglected first."""
    text = reader.text

    def areas() -> list[ShownArea]:
        ordered = longest_unvisited_first(outreach.reach) if lens == SINCE else least_reached_first(outreach.reach)
        return [_shown(reader, area, lens, is_listed=n < LISTED) for n, area in enumerate(ordered)]

    nobody = not any(area.events for area in outreach.reach)
    return ReachScene(
        list_title=text("The longest without a visit first") if lens == SINCE else text("The least reached first"),
        list_caption=text("Bar: families that have not responded. At the right: days since the last visit.")
        if lens == SINCE
        else text("Bar: people reached by all events per 1,000 families that have not responded."),
        map_title=text("Map: days since the last visit")
        if lens == SINCE
        else text("Map: people reached per 1,000 families left"),
        empty=text("No event has been recorded up to this day.") if nobody else None,
        areas=areas,
        wording=Colouring.PATH,
        reference=None,
        alt=lambda listed: _alt(reader, lens, listed),
        varies_with=("reach", lens, outreach.area_code, outreach.as_of, outreach.until),
        words=since_class_words(text.plain) if lens == SINCE else reach_class_words(text.plain, reader.formats),
    )


def _shown(reader: Reader, area: AreaReach, lens: str, *, is_listed: bool) -> ShownArea:
    text, formats = reader.text.plain, reader.formats
    step = area.since_class if lens == SINCE else area.reach_class
    class_index = NO_CLASS if step is None else step
    _colour, symbol = class_sign(class_index)
    figure = since_words(text, formats, area) if lens == SINCE else reach_words(formats, area)
    length = area.families_left if lens == SINCE else area.reach
    return ShownArea(
        code=area.code,
        name=area.name,
        class_index=class_index,
        label=(area.name, f"{symbol} {figure}"),
        hover=(*hover_head(reader, area.name), *reach_lines(text, formats, area)),
        remark=(f"{symbol} {figure}", left_words(text, formats, area)),
        spoken=f"{area.name}: {figure}",
        length=None if length is None else float(length),
        is_listed=is_listed,
    )


def _alt(reader: Reader, lens: str, listed: str) -> str:
    text = reader.text.plain
    return text("{what}, the most neglected first: {list}", what=text(_LENSES[lens]), list=listed)


def show_table(reader: Reader, outreach: Outreach) -> None:
    """Show the reach of outreach as a table, with a file of it."""
    box = table_box(reader, f"coverage-{outreach.area_code}")
    if box is None:
        return
    stem = f"{outreach.area_code}-coverage_{outreach.until.isoformat()}"
    shown = reader.drawn(
        lambda: _table_of_texts(reader, outreach), "reach", outreach.area_code, outreach.as_of, outreach.until
    )
    files = [csv_download(reader, stem, lambda: as_csv(reach_rows(outreach.reach_table), REACH_COLUMNS))]
    show_table_and_downloads(reader, shown, files, box=box, key=f"coverage-{outreach.area_code}")


def _table_of_texts(reader: Reader, outreach: Outreach) -> pd.DataFrame:
    areas = longest_unvisited_first(outreach.reach)
    return text_table(
        reach_headings(reader.text),
        [reach_cells(reader.formats, area) for area in areas],
        index=pd.Index([area.code for area in areas], name="code"),
    )
