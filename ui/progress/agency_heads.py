"""The head of the page of the agencies: the verdict, four figures, and what to do now."""

from collections.abc import Sequence

import streamlit as st

from census.base.target import Target
from census.base.vocabulary import OPD_LEVEL
from census.campaign.agencies import Whole, low_agencies
from census.figures.progress import AreaProgress, View
from presentation.areas.agency_heads import (
    agency_figures,
    agency_reasons,
    own_agency_words,
    total_headline,
    who_is_missing,
)
from presentation.areas.extremes import HOW_MANY
from presentation.language.markdown import bold
from presentation.words.outreach.record_words import named_list
from presentation.words.verdict import deed
from ui.kit.agency_names import own_agency, short_names
from ui.kit.controls import Choice
from ui.kit.display.blocks import show_sentences
from ui.kit.display.figures import draw_figures
from ui.kit.display.visits import show_reasons
from ui.kit.withheld import sees_own_agency_alone
from ui.progress.agencies import served_desa, staff_view
from ui.shell.frame import Reader, page_of


def agencies_total(reader: Reader, view: View) -> Whole | None:
    """All agencies together; None where none has a figure."""
    total = reader.campaign.opd_whole(reader.scope.area_code, view)
    return total if total is not None and total.base else None


def show_total(reader: Reader, agencies: Sequence[AreaProgress], choice: Choice) -> None:
    """Say in two sentences how far all agencies together have come, and which miss most."""
    total = agencies_total(reader, staff_view(choice))
    if total is None:
        st.title(reader.text("No figure by agency has been delivered for this day and status."), anchor=False)
        return
    st.title(total_headline(reader.voice, total, choice.view.status), anchor=False)
    is_alone = sees_own_agency_alone(reader, choice.view.as_of)
    show_sentences(
        _own(reader, agencies, choice),
        None if is_alone else who_is_missing(reader.voice, agencies, short_names(reader)),
    )


def _own(reader: Reader, agencies: Sequence[AreaProgress], choice: Choice) -> str | None:
    """How the people of the reader's own agency stand; None without one."""
    code = str(own_agency(reader))
    agency = next((one for one in agencies if one.code == code), None)
    return own_agency_words(reader.voice, agency, short_names(reader).get(code, code), choice.view.status)


def own_lines(reader: Reader, choice: Choice) -> list[str]:
    """Say to the head of an agency how the own people stand and which desa it serves; nothing to others."""
    text, view, opd = reader.text, staff_view(choice), own_agency(reader)
    if opd is None or agencies_total(reader, view) is None:
        return []
    agencies = reader.campaign.progress_within(reader.scope.area_code, OPD_LEVEL, view)
    tree = reader.campaign.tree
    served = [tree.name(code) for code in served_desa(reader, str(opd), choice) if code in tree]
    lines = [_own(reader, agencies, choice)]
    if served:
        lines.append(text("Desa served: {list}.", list=bold(named_list(served, text, most=HOW_MANY))))
    return [line for line in lines if line]


def show_figures(reader: Reader, agencies: Sequence[AreaProgress], target: Target | None, choice: Choice) -> None:
    """Show the four figures (`presentation.areas.agency_heads.agency_figures`); nothing without one."""
    total = agencies_total(reader, staff_view(choice))
    if total is None:
        return
    low, names = low_agencies(agencies, total), short_names(reader)
    draw_figures(agency_figures(reader.voice, agencies, total, target, choice.view, low=low, names=names))


def show_what_now(reader: Reader, agencies: Sequence[AreaProgress], choice: Choice) -> str | None:
    """Say which agencies to ask first (`presentation.areas.agency_heads.agency_reasons`).

    Returns
    -------
    str or None
        Number, as text, of the agency whose button was pressed.
    """
    text = reader.text
    total = agencies_total(reader, staff_view(choice))
    if total is None or sees_own_agency_alone(reader, choice.view.as_of):
        return None
    names = short_names(reader)
    reasons = agency_reasons(reader.voice, agencies, total, choice.view.status, names)
    if not reasons:
        return None
    named = [(agency.code, names[agency.code], reason) for agency, reason in reasons]
    return show_reasons(reader, text("What now: ask these agencies first"), named, key="open-opd")


def show_worst(reader: Reader, choice: Choice) -> None:
    """Say on the overview which agencies miss most, with the way to their page; nothing before a figure by agency."""
    text, formats, view = reader.text, reader.formats, staff_view(choice)
    total = agencies_total(reader, view)
    if total is None:
        return
    st.subheader(text("Civil servants by agency (OPD)"), anchor=False)
    st.markdown(
        text(
            "{rate} of the civil servants {deed} ({count} of {base}).",
            rate=formats.rate(total.rate),
            deed=deed(text, view.status),
            count=formats.count(total.count),
            base=formats.count(total.base),
        )
        + " "
        + who_is_missing(
            reader.voice,
            reader.campaign.progress_within(reader.scope.area_code, OPD_LEVEL, view),
            short_names(reader),
        )
    )
    st.page_link(page_of("opd"), label=text("Open the agencies"), icon=":material/apartment:")
