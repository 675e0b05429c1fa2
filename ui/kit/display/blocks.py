"""The parts that every page of progress is made of, in the order in which they are read."""

from collections.abc import Sequence
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from census.base.target import Target
from census.base.vocabulary import Unit, measure_column
from census.figures.panel import has_figures
from census.figures.progress import AreaProgress, View
from presentation.areas.drawn.table import progress_texts
from presentation.areas.figures import shown_verdict
from presentation.language.markdown import as_plain
from presentation.words.completeness import completeness_text
from presentation.words.reading import words
from presentation.words.sources import source_names
from reports.tables.tables import as_csv, progress_rows
from reports.tables.workbook import progress_workbook
from ui.kit.controls import STATUSES, Choice
from ui.kit.downloads import Download, csv_download, show_table_and_downloads, workbook_download
from ui.shell import cached
from ui.shell.frame import Reader, page_of
from ui.shell.process import wall_source


def show_verdict(reader: Reader, row: AreaProgress, target: Target | None, view: View) -> None:
    """Say in two sentences how an area stands and what it takes."""
    shown = shown_verdict(reader.voice, reader.campaign, row, target, view)
    st.title(shown.headline, anchor=False)
    if shown.needs:
        st.markdown(shown.needs)


def show_heading(reader: Reader, code: str, choice: Choice, target: Target | None) -> None:
    """Show the line above the verdict: day, place in the window, unit and status, how much has been delivered."""
    text, formats = reader.text, reader.formats
    parts = [text("as of {day}", day=formats.day(choice.view.as_of))]
    as_of = choice.view.as_of
    if target is not None and as_of > target.ends_on:
        parts.append(
            text.plural(
                "{n} day after the deadline",
                "{n} days after the deadline",
                (as_of - target.ends_on).days,
                n=(as_of - target.ends_on).days,
            )
        )
    elif target is not None and target.elapsed(as_of):
        parts.append(text("day {day} of {days}", day=target.elapsed(as_of), days=target.days))
        parts.append(text.plural("{n} day left", "{n} days left", target.left(as_of), n=target.left(as_of)))
    parts.append(text("unit {unit}", unit=formats.units(choice.view.unit)))
    parts.append(text("status {status}", status=text(STATUSES[choice.view.status]).lower()))
    parts.append(delivered(reader, code, choice.view))
    st.caption(" · ".join(part for part in parts if part))


def delivered(reader: Reader, code: str, view: View) -> str:
    """Say how much of an area, or of its agencies, has been delivered."""
    return completeness_text(reader.text, reader.formats, reader.campaign.completeness(code, view))


def show_sentences(*sentences: str | None) -> None:
    """Say on one line what there is to say; nothing where there is nothing."""
    spoken = [sentence for sentence in sentences if sentence]
    if spoken:
        st.markdown(" ".join(spoken))


def show_protection(reader: Reader, codes: Sequence[str], view: View, *, has_hidden: bool) -> None:
    """Explain the groups that are too small to be shown, or only coarsely; nothing where there are none."""
    text, protection = reader.text, reader.settings.protection
    if has_hidden:
        st.caption(
            text(
                "Groups of fewer than {n} are not shown, so that no figure speaks of a person. "
                "Where their total would give one away, the next smallest is not shown either.",
                n=protection.hide_below,
            )
        )
    if reader.campaign.has_coarse(codes, of_agencies=view.unit is Unit.STAFF):
        sentence = text(
            "Groups of fewer than {n} change once a week; their rates end at 5 and 95%.", n=protection.coarse_below
        )
        st.caption(sentence)


def show_table(
    reader: Reader,
    areas: Sequence[AreaProgress],
    choice: Choice,
    *,
    box: DeltaGenerator,
    code: str,
    level: str,
    name: str,
    target: Target | None,
    title: str,
    pictures: Sequence[Download] = (),
) -> None:
    """Show what the map shows as a table, with downloads of exactly that.

    Parameters
    ----------
    box
        Where (`ui.kit.downloads.table_box`).
    code, level
        The area whose parts, or agencies, these are, and their level.
    name
        Part of the files' names.
    title
        Heading of the workbook.
    pictures
        Downloads of the drawings above.
    """
    text, view = reader.text, choice.view
    codes = [area.code for area in areas]
    shown = reader.drawn(lambda: progress_texts(reader.voice, areas, view, target), "table", codes, view, target)
    stem = f"{name}_{view.as_of.isoformat()}_{view.unit.value}_{view.status.value}"
    table = partial(reader.campaign.progress, code, level, view)
    files = [
        csv_download(reader, stem, lambda: as_csv(progress_rows(table()))),
        workbook_download(
            reader,
            stem,
            lambda: progress_workbook(
                table(),
                text=text,
                formats=reader.formats,
                view=view,
                target=target,
                title=title,
                sources=sources_of(reader, code, [area.source for area in areas], view),
                simulated=reader.campaign.simulation is not None,
            ),
        ),
        *pictures,
    ]
    show_table_and_downloads(reader, shown, files, box=box, key=name)


def sources_of(reader: Reader, code: str, named: Sequence[object], view: View) -> list[str]:
    """Name who delivered the figures of an area's parts, the register they are divided by, and how much there is."""
    extent = delivered(reader, code, view)
    return [
        *source_names(reader.text, reader.formats, reader.campaign, named, view),
        *([str(as_plain(extent))] if extent else []),
    ]


def show_foot(reader: Reader, named: Sequence[object], layer: cached.Layer | None, view: View) -> None:
    """Say where the figures come from, how fresh they are, and whose the boundaries are; link the definitions."""
    text, formats = reader.text, reader.formats
    is_told = any(isinstance(source, str) for source in named)
    sources = "; ".join(source_names(text, formats, reader.campaign, named, view))
    newest = reader.campaign.newest_day(reader.today)
    parts = []
    if is_told:
        parts.append(text("Source: {sources}", sources=sources))
    elif newest is None:
        parts.append(text("No figures yet."))
    elif not _is_delivered(reader, view):
        parts.append(text("No figures yet in {given}.", given=words(text, formats, view.unit, view.status)))
    received = reader.last_import_at
    if newest is not None:
        fresh = text("data up to {day}", day=formats.day(newest))
        if received is not None:
            when = formats.ago(received, reader.now) if reader.has_clock else formats.moment(received)
            fresh += ", " + text("received {ago}", ago=when)
        parts.append(fresh)
    if layer is not None:
        parts.append(text("Boundaries, simplified: {owner}", owner=layer.attribution))
    with st.container(key="foot"):
        st.caption(" · ".join(parts))
        show_definitions_link(reader)


def _is_delivered(reader: Reader, view: View) -> bool:
    """Tell whether any area, or agency, has a figure in what is looked at: a page may show none of those that do."""
    campaign = reader.campaign
    panel = campaign.opd_panel_on(view.as_of) if view.unit is Unit.STAFF else campaign.panel
    return has_figures(panel, measure_column(view.unit, view.status), view.as_of)


def show_definitions_link(reader: Reader) -> None:
    """Link the definitions of all figures."""
    st.page_link(page_of("definitions"), label=reader.text("What these figures mean"), icon=":material/menu_book:")


def show_wall_link(reader: Reader) -> None:
    """Link the Command Center wall, which is for every role, where this server has one."""
    address = wall_source.address(reader.settings, reader.campaign, reader.text.language)
    if address is not None:
        st.link_button(reader.text("Command Center wall"), address, icon=":material/tv:")
