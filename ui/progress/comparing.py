"""Two days compared: what came in between, as a sentence, on the map, in the list and in a table."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from census.base.target import Target
from census.figures.completeness import COMPLETENESS_COLUMNS
from census.figures.progress import AreaProgress
from presentation.areas.gains import gain_of_areas, gain_sentences, gain_texts
from presentation.areas.map_and_list import MapAndList
from presentation.language.markdown import as_plain
from reports.tables.columns import Column, part_columns
from reports.tables.tables import as_csv, plain_rows
from reports.tables.workbook import table_workbook
from ui.kit.controls import Choice
from ui.kit.display.blocks import show_protection, sources_of
from ui.kit.display.blocks import show_table as show_progress_table
from ui.kit.display.curves import curve_picture
from ui.kit.display.pictures import list_pictures, view_words
from ui.kit.display.progress_list import progress_list
from ui.kit.downloads import csv_download, show_table_and_downloads, table_box, workbook_download
from ui.shell.frame import Reader

GAIN_COLUMNS = (
    "code",
    "name",
    "denominator",
    "count_then",
    "then_as_of",
    "count_now",
    "as_of",
    "gain",
    "gain_rate",
    *COMPLETENESS_COLUMNS,
)


def chosen_list(
    reader: Reader,
    code: str,
    areas: Sequence[AreaProgress],
    reference: AreaProgress,
    *,
    target: Target | None,
    choice: Choice,
) -> MapAndList:
    """The content to be drawn: progress, or, once an earlier day is chosen, the gain since, told in a sentence.

    Parameters
    ----------
    code
        The area whose parts are shown.
    areas
        Those parts.
    reference
        The area that the second colouring compares with.
    """
    since, tree = choice.since, reader.campaign.tree
    if since is None:
        return progress_list(reader, areas, reference, target=target, choice=choice)
    gains = reader.campaign.gains_within(code, tree.level(areas[0].code), choice.view, since=since)
    (total,) = reader.campaign.gains_within(code, tree.level(code), choice.view, since=since)
    st.markdown(gain_sentences(reader.voice, total, gains, choice.view.unit, since))
    return gain_of_areas(reader.voice, gains, total, view=choice.view, since=since)


def show_table(
    reader: Reader,
    code: str,
    areas: Sequence[AreaProgress],
    choice: Choice,
    *,
    content: MapAndList,
    target: Target | None,
) -> None:
    """Show what the map shows as a table, with the files of exactly that: progress, or the gain between two days."""
    campaign, tree, view = reader.campaign, reader.campaign.tree, choice.view
    level, place = tree.level(areas[0].code), tree.name(code)
    gains = [] if choice.since is None else campaign.gains_within(code, level, view, since=choice.since)
    rows = gains or areas
    show_protection(reader, [row.code for row in rows], view, has_hidden=any(row.is_hidden for row in rows))
    name = f"{code}-{level}"
    box = table_box(reader, name)
    if box is None:
        return
    foot = sources_of(reader, code, [area.source for area in areas], view)
    pictures = [
        *list_pictures(reader, content, level=level, name=name, choice=choice, foot=foot, place=place),
        *curve_picture(reader, code, tree.children(code), target=target, choice=choice, foot=foot),
    ]
    listed = campaign.aims.of_list(code, level, view.as_of)
    if choice.since is None:
        show_progress_table(
            reader,
            areas,
            choice,
            box=box,
            code=code,
            level=level,
            name=name,
            target=listed,
            title=place,
            pictures=pictures,
        )
        return
    stem = f"{name}_{choice.since.isoformat()}_{view.as_of.isoformat()}_{view.unit.value}_{view.status.value}"
    shown = reader.drawn(lambda: gain_texts(reader.voice, gains, view.unit), "gains", code, choice.since, view)
    table = partial(campaign.gains, code, level, view, since=choice.since)
    title = f"{place} · {as_plain(content.list_title)}"
    files = [
        csv_download(reader, stem, lambda: as_csv(plain_rows(table(), GAIN_COLUMNS), GAIN_COLUMNS)),
        workbook_download(reader, stem, lambda: _workbook(reader, table(), choice, title, foot)),
        *pictures,
    ]
    show_table_and_downloads(reader, shown, files, box=box, key=name)


def _workbook(reader: Reader, gains: pd.DataFrame, choice: Choice, title: str, foot: list[str]) -> bytes:
    text, formats, view = reader.text.plain, reader.formats, choice.view
    unit = formats.units(view.unit)
    return table_workbook(
        gains,
        {
            "code": Column(text("Code"), "text", 13),
            "name": Column(text("Name"), "text", 30),
            "denominator": Column(text("Register ({unit})", unit=unit), "count", 13),
            "count_then": Column(text("Count then ({unit})", unit=unit), "count", 13),
            "then_as_of": Column(text("Earlier figure of"), "day", 13),
            "count_now": Column(text("Count ({unit})", unit=unit), "count", 13),
            "as_of": Column(text("Figure of"), "day", 13),
            "gain": Column(text("Gain ({unit})", unit=unit), "count", 13),
            "gain_rate": Column(text("Gain (share of the register)"), "rate", 13),
            **part_columns(text),
        },
        text=text,
        as_of=view.as_of,
        title=title,
        lines=[line for line in (view_words(reader, choice), "; ".join(foot)) if line],
        simulated=reader.campaign.simulation is not None,
    )
