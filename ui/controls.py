"""What a reader chooses: day, unit, status, colouring and path; all of it in the address."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import streamlit as st

from census.path import Path
from census.progress import View
from census.tree import AreaTree
from census.vocabulary import Colouring, Status, Unit
from presentation.messages import Translator
from ui.frame import Reader

DAY_KEY, UNIT_KEY, STATUS_KEY, COLOURING_KEY, PATH_KEY, AREA_KEY = (
    "hari",
    "satuan",
    "status",
    "warna",
    "jalur",
    "wilayah",
)
_DEFAULT_DAY = "_default_day"
Word = TypeVar("Word")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the sidebar says.

    Attributes
    ----------
    view
        Day, unit, status and path.
    colouring
        What the map's colour compares with.
    """

    view: View
    colouring: Colouring


def choose(reader: Reader) -> Choice:
    """Draw the switches in the sidebar and give what they say."""
    text = reader.text
    units = {Unit.PERSON: text("Persons"), Unit.HOUSEHOLD: text("Families")}
    statuses = {Status.RESPONDED: text("Responded"), Status.CLEAN: text("Clean")}
    colourings = {Colouring.PATH: text("Against the path"), Colouring.KABUPATEN: text("Against the whole")}
    paths = {
        Path.LINEAR: text("Straight line"),
        Path.DEADLINE: text("National curve 2020 (known afterwards)"),
    }
    with st.sidebar:
        day = _choose_day(reader)
        unit = _switch(text("Unit"), units, UNIT_KEY)
        status = _switch(text("Status"), statuses, STATUS_KEY)
        colouring = _switch(text("Colour of the map"), colourings, COLOURING_KEY)
        path = st.selectbox(
            text("Path to the target"),
            list(paths),
            format_func=paths.__getitem__,
            key=PATH_KEY,
            bind="query-params",
        )
    return Choice(View(day, unit, status, path or Path.LINEAR), colouring)


def _switch(label: str, options: dict[Word, str], key: str) -> Word:
    words = list(options)
    chosen = st.segmented_control(
        label,
        words,
        default=words[0],
        required=True,
        format_func=options.__getitem__,
        key=key,
        bind="query-params",
    )
    return chosen or words[0]


def choose_area(text: Translator, tree: AreaTree, codes: list[str], label: str) -> str:
    """Draw a select box of areas by name and give the code chosen."""
    names = area_names(tree, codes)
    return st.selectbox(
        label,
        codes,
        format_func=names.__getitem__,
        key=AREA_KEY,
        bind="query-params",
        help=text("Or click on the map."),
    )


def area_names(tree: AreaTree, codes: list[str]) -> dict[str, str]:
    """Name areas so that each name stands for one: with the code where a name occurs twice."""
    names = [tree.name(code) for code in codes]
    return {
        code: name if names.count(name) == 1 else f"{name} ({code})" for code, name in zip(codes, names, strict=True)
    }


def _choose_day(reader: Reader) -> date:
    default = reader.campaign.newest_day(reader.today) or reader.today
    # A reader who stays on the newest day moves on with it when newer data comes in.
    before = st.session_state.get(_DEFAULT_DAY)
    if before not in (None, default) and st.session_state.get(DAY_KEY) == before:
        st.session_state[DAY_KEY] = default
    st.session_state[_DEFAULT_DAY] = default
    chosen = st.date_input(
        reader.text("As of"),
        value=default,
        max_value=reader.today if reader.today > default else default,
        format="DD/MM/YYYY",
        key=DAY_KEY,
        bind="query-params",
    )
    return chosen if isinstance(chosen, date) else default
