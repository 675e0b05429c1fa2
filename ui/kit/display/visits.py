"""Which areas stand out, one of them marked, and where to go first."""

from collections.abc import Sequence

import streamlit as st

from census.base.register import persons_per_family
from census.base.target import Target
from census.base.vocabulary import Unit
from census.figures.progress import AreaProgress
from presentation.areas.extremes import HOW_MANY, extreme_sentences, what_now
from ui.kit.controls import area_names
from ui.shell.frame import Reader


def show_extremes(reader: Reader, areas: Sequence[AreaProgress], target: Target | None) -> None:
    """Name the areas that stand out (`presentation.areas.extremes.extreme_sentences`)."""
    if target is None or not areas:
        return
    # Persons of one family respond together.
    size = persons_per_family(reader.campaign.base(reader.today)) if target.unit is Unit.PERSON else None
    level = reader.campaign.tree.level(areas[0].code)
    sentences = extreme_sentences(reader.voice, areas, target, level, cluster=1.0 if size is None else size)
    if sentences:
        st.markdown(sentences)


def choose_member(reader: Reader, codes: Sequence[str], *, key: str) -> str | None:
    """Draw a select box of the areas on the map; a click on the map sets it too (`mark`)."""
    names = area_names(reader.campaign.tree, codes)
    waiting = st.session_state.pop(_waiting(key), None)
    if waiting in names:
        st.session_state[key] = waiting
    return st.selectbox(
        reader.text("Mark one on map and list"),
        list(names),
        index=None,
        format_func=names.__getitem__,
        key=key,
        placeholder=reader.text("Choose, or click on the map"),
    )


def choose_to_open(reader: Reader, codes: Sequence[str], *, key: str) -> str | None:
    """Draw a select box that opens an area's own page, beside the click on the map that does the same."""
    names = area_names(reader.campaign.tree, codes)
    return st.selectbox(
        reader.text("Open an area"),
        list(names),
        index=None,
        format_func=names.__getitem__,
        key=key,
        placeholder=reader.text("Choose, or click on the map"),
    )


def mark(code: str, *, key: str) -> None:
    """Set the select box to an area that was clicked on, and draw the page anew."""
    # The box is drawn already in this run: it takes the value over in the next.
    mark_next(code, key=key)
    st.rerun()


def mark_next(code: str, *, key: str) -> None:
    """Set the select box to an area the next time that it is drawn."""
    st.session_state[_waiting(key)] = code


def _waiting(key: str) -> str:
    return f"_{key}_next"


def show_what_now(reader: Reader, areas: Sequence[AreaProgress], target: Target | None) -> str | None:
    """Say where to go first, each area with a button that opens it (`presentation.areas.extremes.what_now`).

    Returns
    -------
    str or None
        Code of the area whose button was pressed.
    """
    text = reader.text
    now = what_now(reader.voice, areas, target, reader.campaign.tree.level(areas[0].code)) if areas else None
    if now is None:
        return None
    reasons = [(area.code, area.name, reason) for area, reason in now.first]
    return show_reasons(reader, text("What now: where most are missing"), reasons, leads=now.leads, key="open")


def show_reasons(
    reader: Reader, title: str, reasons: Sequence[tuple[str, str, str]], *, leads: Sequence[str] = (), key: str
) -> str | None:
    """Show where to go first side by side, each with its reason and a button that opens it.

    Parameters
    ----------
    reasons
        Code, name and reason of each.
    leads
        Sentences above, keyword-only.
    key
        What the keys of the buttons begin with, keyword-only.

    Returns
    -------
    str or None
        Code of the one whose button was pressed.
    """
    st.subheader(title, anchor=False)
    for lead in leads:
        st.markdown(lead)
    pressed = None
    for column, (code, name, reason) in zip(st.columns(HOW_MANY, gap="medium"), reasons, strict=False):
        with column, st.container(border=True):
            st.markdown(reason)
            label = reader.text("Show {area}", area=name)
            if st.button(label, key=f"{key}-{code}", icon=":material/arrow_forward:", type="tertiary"):
                pressed = code
    return pressed
