"""Where outreach has been, on map and list: days since the last visit, or people reached per 1,000 families left."""

import pandas as pd
import streamlit as st

from census.campaign.outreach import Outreach
from census.outreach.reach import longest_unvisited_first
from presentation.areas.reach import LENSES, Lens
from presentation.language.messages import LANGUAGES, Translator
from presentation.words.outreach.reach_words import (
    reach_cells,
    reach_headings,
)
from reports.records import REACH_COLUMNS, reach_rows
from reports.tables.tables import as_csv
from ui.kit.display.text_tables import text_table
from ui.kit.downloads import csv_download, show_table_and_downloads, table_box
from ui.shell import address
from ui.shell.frame import Reader

LENS_KEY = "liputan"


def choose_lens(reader: Reader) -> Lens:
    """Draw the switch between visits and reach; the address carries it."""
    text = reader.text
    words = {Translator(language)(word): lens for lens, word in LENSES.items() for language in LANGUAGES}
    address.read_choice(LENS_KEY, words.get, Lens.SINCE)
    chosen = st.radio(
        text("The map shows"),
        list(LENSES),
        format_func=lambda lens: text(LENSES[lens]),
        key=LENS_KEY,
        horizontal=True,
        label_visibility="collapsed",
    )
    address.write_choice(LENS_KEY, None if chosen is Lens.SINCE else Translator("id")(LENSES[chosen]))
    return chosen


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
