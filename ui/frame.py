"""The frame around every page: settings, language, menu, and what the page reads from."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from census.campaign import Campaign
from census.scope import Scope
from census.settings import Settings, SettingsError, load_settings
from data_access.schema import UnknownSchemaError
from presentation.formats import Formats
from presentation.messages import LANGUAGES, Translator
from ui import cached
from ui.registry import PAGES

LANGUAGE_KEY = "bahasa"
POLL_SECONDS = 30
_STATE = "_reader"


@dataclass(frozen=True)
class Reader:
    """Who is looking, at what: all that a page needs to read and to speak.

    Attributes
    ----------
    settings
        Settings of the installation.
    scope
        What this reader may see.
    version
        Data version of this run.
    text, formats
        Words and numbers in the reader's language.
    now, today
        Moment of this run (UTC) and the campaign day it falls on (WIB).
    """

    settings: Settings
    scope: Scope
    version: int
    text: Translator
    formats: Formats
    now: datetime
    today: date

    @property
    def campaign(self) -> Campaign:
        """The campaign within the reader's scope."""
        return cached.campaign(self.settings, self.version, self.scope)

    def layer(self, level: str) -> cached.Layer | None:
        """Give the outlines of a level."""
        return cached.layer(self.settings, self.version, self.scope, level)


def run() -> None:
    """Draw the frame and run the page that was asked for."""
    st.set_page_config(page_title="Kawal Sensus", page_icon=":material/map:", layout="wide")
    try:
        settings = load_settings()
        cached.database(settings)
    except (SettingsError, UnknownSchemaError) as error:
        st.error(str(error), icon=":material/error:")
        return
    text = Translator(settings.language)
    with st.sidebar:
        language = st.segmented_control(
            " / ".join(LANGUAGES.values()),
            list(LANGUAGES),
            default=settings.language,
            required=True,
            format_func=lambda code: LANGUAGES[code],
            key=LANGUAGE_KEY,
            bind="query-params",
            label_visibility="collapsed",
        )
    text = Translator(language or settings.language)
    now = datetime.now(UTC)
    version = cached.data_version(settings)
    reader = Reader(
        settings, Scope(settings.root_area), version, text, Formats(text), now, settings.current_day(now)
    )
    st.session_state[_STATE] = reader
    page = st.navigation(_menu(text))
    _watch_for_changes(version)
    page.run()


def reader() -> Reader:
    """Give the reader of this run; for pages, which the frame runs."""
    current: Reader = st.session_state[_STATE]
    return current


def page_of(key: str) -> StreamlitPage:
    """Give a page by its name in the registry, for links and switches."""
    entry = next(entry for entry in PAGES if entry.key == key)
    return st.Page(entry.file, url_path=entry.url_path, default=entry is PAGES[0])


def _menu(text: Translator) -> dict[str, list[StreamlitPage]]:
    menu: dict[str, list[StreamlitPage]] = {}
    for entry in PAGES:
        page = st.Page(
            entry.file, title=text(entry.title), icon=entry.icon, url_path=entry.url_path, default=entry is PAGES[0]
        )
        menu.setdefault(text(entry.section), []).append(page)
    return menu


@st.fragment(run_every=POLL_SECONDS)
def _watch_for_changes(version: int) -> None:
    """Run the page anew when the data has changed; asks for one number only."""
    current: Reader = st.session_state[_STATE]
    if cached.data_version(current.settings) != version:
        st.rerun()
