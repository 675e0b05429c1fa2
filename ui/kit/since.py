"""The choice of an earlier day to compare with."""

from datetime import date, timedelta

import streamlit as st

from presentation.language.messages import LANGUAGES, N_, Translator
from ui.shell import address

SINCE_KEY, SINCE_DAY_KEY = "sejak", "sejak-tanggal"
_NO, _YESTERDAY, _LAST_WEEK, _ANY_DAY = "no", "yesterday", "last_week", "any_day"
_WORDS = {
    _NO: N_("No comparison"),
    _YESTERDAY: N_("Since the day before"),
    _LAST_WEEK: N_("Since a week before"),
    _ANY_DAY: N_("Since another day"),
}
_DAYS_BACK = {_YESTERDAY: 1, _LAST_WEEK: 7}


def choose_since(text: Translator, as_of: date) -> date | None:
    """Draw the choice of an earlier day to compare with; None for none. The address carries it."""
    said = {Translator(language)(word): key for key, word in _WORDS.items() for language in LANGUAGES}
    address.read_choice(SINCE_KEY, said.get, _NO)
    chosen = st.selectbox(text("What came in"), list(_WORDS), format_func=lambda key: text(_WORDS[key]), key=SINCE_KEY)
    address.write_choice(SINCE_KEY, None if chosen == _NO else Translator("id")(_WORDS[chosen]))
    if chosen in _DAYS_BACK:
        return as_of - timedelta(days=_DAYS_BACK[chosen])
    if chosen != _ANY_DAY:
        return None
    latest = as_of - timedelta(days=1)
    address.read_choice(SINCE_DAY_KEY, lambda word: _day_before(word, as_of), latest)
    if st.session_state[SINCE_DAY_KEY] > latest:
        st.session_state[SINCE_DAY_KEY] = latest
    day = st.date_input(text("Compared with"), max_value=latest, format="DD/MM/YYYY", key=SINCE_DAY_KEY)
    day = day if isinstance(day, date) else latest
    address.write_choice(SINCE_DAY_KEY, day.isoformat())
    return day


def _day_before(said: str, as_of: date) -> date | None:
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return None
    return day if day < as_of else None
