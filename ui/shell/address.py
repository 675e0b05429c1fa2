"""Choices in the address: read from it when it says something new, written back after every change.

Streamlit's own binding of widgets to the address cannot serve here: it writes words of one language, forgets them when
the page changes, and forbids `st.switch_page` while any of them stands in the address.
"""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

_WRITTEN, _PAGE, _IS_NEW_PAGE, _UNKNOWN = "_address", "_address_page", "_address_is_new_page", "_address_unknown"
_UNKNOWN_LASTING = "_address_unknown_lasting"
_READ = "_address_read"
"""Names of the choices that the page has read in this run."""
_LASTING = "_address_lasting"
"""Names of the choices of the frame, which every page keeps."""
Value = TypeVar("Value")


def enter_page(name: str) -> None:
    """Tell which page runs; to be called by the frame before it. The menu leads to addresses without choices."""
    st.session_state[_UNKNOWN] = []
    st.session_state[_IS_NEW_PAGE] = st.session_state.get(_PAGE) != name
    st.session_state[_PAGE] = name
    st.session_state[_READ] = set()


def leave_page() -> None:
    """Take out of the address what another page has left there: the way back brings its choices with it.

    To be called by the frame after the page. What no page has written is the visitor's own and stays.
    """
    written: dict[str, str | None] = st.session_state.get(_WRITTEN, {})
    keys_in_use = st.session_state[_READ] | st.session_state.get(_LASTING, set())
    for key in [key for key in st.query_params if key in written and key not in keys_in_use]:
        del st.query_params[key]


def read_choice(key: str, meaning: Callable[[str], Value | None], default: Value, *, state: str | None = None) -> None:
    """Set a widget's value before it is drawn: what the address says anew (a link, the way back), else what was chosen.

    Parameters
    ----------
    key
        Key of the widget and name in the address.
    meaning
        Value of a word of the address; None for nonsense.
    default
        Value where nothing was chosen; an address need not name it.
    state
        Where the value is kept, if not under the key of a widget.
    """
    written: dict[str, str | None] = st.session_state.setdefault(_WRITTEN, {})
    st.session_state.setdefault(_READ, set()).add(key)
    asked, before = st.query_params.get(key), written.get(key)
    state = state or key
    if asked is None and st.session_state[_IS_NEW_PAGE]:
        asked = before
    if asked != before:
        word = asked
    elif state in st.session_state and not st.session_state[_IS_NEW_PAGE]:
        return
    else:
        word = before
    value = None if word is None else meaning(word)
    if word is not None and value is None:
        st.session_state[_UNKNOWN] = [*unknown_words(), key]
    st.session_state[state] = default if value is None else value


def read_lasting_choice(key: str, meaning: Callable[[str], Value | None], default: Value) -> None:
    """Set the value of a widget of the frame before it is drawn, and before it is known which page runs.

    As `read_choice`, but an address that does not name the choice leaves it as it is: no page of its own forgets it.
    """
    written: dict[str, str | None] = st.session_state.setdefault(_WRITTEN, {})
    st.session_state.setdefault(_LASTING, set()).add(key)
    asked, before = st.query_params.get(key), written.get(key)
    value = None if asked is None or asked == before else meaning(asked)
    is_unknown = asked is not None and asked != before and value is None
    others = [other for other in st.session_state.get(_UNKNOWN_LASTING, []) if other != key]
    st.session_state[_UNKNOWN_LASTING] = [*others, key] if is_unknown else others
    if value is None and key in st.session_state:
        value = st.session_state[key]
    elif value is None and before is not None:
        value = meaning(before)
    # Set even to what it is: a server that has just started takes its second page for another program, and would drop
    # what only the widget knows.
    st.session_state[key] = default if value is None else value


def unknown_words() -> list[str]:
    """Name the choices of the address that meant nothing in this run; the words themselves are anybody's."""
    unknown: list[str] = [*st.session_state.get(_UNKNOWN_LASTING, []), *st.session_state.get(_UNKNOWN, [])]
    return unknown


def write_choice(key: str, word: str | None) -> None:
    """Put a choice into the address after its widget; None, the default, takes it out."""
    st.session_state[_WRITTEN][key] = word
    if word is None:
        st.query_params.pop(key, None)
    elif st.query_params.get(key) != word:
        st.query_params[key] = word
