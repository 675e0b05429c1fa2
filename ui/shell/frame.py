"""The frame around every page: settings, language, menu, and what the page reads from."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from html import escape
from typing import TypeVar

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.pages_manager import PagesManager

from census.access.identity import Identity
from census.access.scope import Scope
from census.campaign.campaign import Campaign
from census.settings import Settings, SettingsError, load_settings
from data_access.store.engine import UnusableDatabaseError
from presentation.language.formats import Formats
from presentation.language.messages import LANGUAGES, Translator
from presentation.language.voice import SIMULATED, Voice
from ui.shell import address, cached, failures, open_mode, scripts
from ui.shell import identity as door
from ui.shell.process import garbage
from ui.shell.registry import PAGES, PageEntry, entry_of, may_open, title_of
from ui.shell.roles import is_led_to_morning, scope_of_reader

LANGUAGE_KEY = "bahasa"
POLL_SECONDS = 30

Drawn = TypeVar("Drawn")
Made = TypeVar("Made", bound=cached.Narrowable | None)
_STATE = "_reader"
_BY_ITSELF = "_by_itself"
"""Set where a run was not asked for by a reader, and so does not keep a sign-in from ending idle."""
_JUST_READ = "_version_just_read"
"""Set while the version of this run is as new as can be."""
_COLD = ["yes"]
"""Emptied by the first run of this process."""
_GUESSED_AT: list[float] = []
"""Moment (monotonic seconds) at which that run began with a menu that Streamlit had guessed."""
_COLD_SECONDS = 30
_STYLES = "page.css"


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
    identity
        Who has signed in; None without a guard.
    """

    settings: Settings
    scope: Scope
    version: int
    text: Translator
    formats: Formats
    now: datetime
    today: date
    identity: Identity | None = None

    @cached_property
    def campaign(self) -> Campaign:
        """The campaign within the reader's scope, looked up once a run."""
        return cached.campaign(self.settings, self.version, self.scope)

    @cached_property
    def last_import_at(self) -> datetime | None:
        """When the newest file came in (UTC), looked up once a run."""
        return cached.last_import_at(self.settings)

    @cached_property
    def voice(self) -> Voice:
        """What a sentence needs of this reader and of the figures."""
        return Voice(self.text, self.formats, is_simulated=self.campaign.simulation is not None)

    @property
    def has_clock(self) -> bool:
        """Whether today is the clock's day: else how long ago something came in says nothing of how old it is."""
        return self.settings.today is None and not self.campaign.simulation

    def title(self, entry: PageEntry) -> str:
        """A page's title in the reader's language, with the levels that the installation has."""
        root, tree = self.settings.root_area, self.campaign.tree
        return self.text(title_of(entry, tree.level(root) if root in tree else None))

    def drawn(self, draw: Callable[[], Drawn], *depends_on: object) -> Drawn:
        """Draw once what depends on the data, the reader's language, and what is named here.

        Parameters
        ----------
        draw
            Makes the drawing without a call of Streamlit; what it gives is never changed in place.
        depends_on
            A word for what is drawn, and all that the drawing varies with: values whose `repr` tells them apart.
        """
        key = repr((self.text.language, depends_on))
        return cached.drawn(self.settings, self.version, self.scope, key, draw)

    def of_whole(self, make: Callable[[Campaign], Made], *depends_on: object) -> Made:
        """What must be made of all areas at once, as far as this reader may see it (`cached.of_whole`).

        Parameters
        ----------
        make
            Makes it of the whole campaign, without a call of Streamlit.
        depends_on
            As for `drawn`; the language is no part of it.
        """
        return cached.of_whole(self.settings, self.version, self.scope, repr(depends_on), make)

    def layer(self, level: str) -> cached.Layer | None:
        """The outlines of a level."""
        return cached.layer(self.settings, self.version, self.scope, level)


def run(badges: Callable[[Reader], str]) -> None:
    """Draw the frame and run the page that was asked for.

    Parameters
    ----------
    badges
        Gives what the menu says besides, as a style. It is asked for after the page, which shall not wait for it.
    """
    st.set_page_config(page_title="Kawal Sensus", page_icon=str(cached.STATIC / "icon.png"), layout="wide")
    try:
        settings = load_settings()
        cached.database(settings)
    except (SettingsError, UnusableDatabaseError) as error:
        st.error(failures.sentence(error), icon=":material/error:")
        return
    text = Translator(_choose_language(settings))
    now = datetime.now(UTC)
    try:
        version = cached.version_to_show(settings)
    except UnusableDatabaseError as error:
        st.error(failures.sentence(error), icon=":material/error:")
        return
    identity = door.current_identity(settings, is_activity=not st.session_state.pop(_BY_ITSELF, False))
    if not _may_look(settings, version, identity, text):
        return
    door.keep_apart(identity)
    today = cached.current_day(settings, version, now)
    scope = scope_of_reader(settings, version, today, text, identity=identity)
    if scope is None:
        _show_without_role(settings, identity, text)
        return
    reader = Reader(settings, scope, version, text, Formats(text), now, today, identity)
    st.session_state[_STATE] = reader
    has_guessed = _has_guessed()
    # Of more than twelve pages Streamlit would show ten and fold the others away.
    page = st.navigation(_menu(reader), expanded=True)
    if has_guessed and page.url_path:
        st.html(scripts.RELOAD, unsafe_allow_javascript=True)
        return
    if _GUESSED_AT and time.monotonic() - _GUESSED_AT[0] < _COLD_SECONDS:
        # A visitor who came while the first one's run was still going on was told the same.
        st.html(scripts.RELOAD_IF_MISSING, unsafe_allow_javascript=True)
    # As after a sign-in: who looks as a camat or a head from the start page has asked for no page.
    if is_led_to_morning() and not page.url_path:
        st.switch_page(page_of("morning"))
    st.session_state[_JUST_READ] = True
    _watch_for_changes(version, is_answering=cached.contact(settings).fault is None)
    address.enter_page(page.url_path)
    _show_ribbon(reader)
    _show_fault(reader)
    _show_waiting_rows(reader)
    if identity is not None:
        door.show_account(settings, identity, text)
        door.watch_sign_in()
    page.run()
    address.leave_page()
    # What is sent for the first time takes the longest: the page's head has the styles, where our server sends it.
    st.html(_styles())
    st.html(_connection_words(reader) + badges(reader) + _scripts(), unsafe_allow_javascript=True)
    garbage.start()


def _show_waiting_rows(reader: Reader) -> None:
    """Say that rows wait to be counted, and why."""
    text = reader.text
    if not cached.is_behind(reader.settings):
        return
    fault = cached.counting_fault(reader.settings)
    if fault is None:
        st.caption(text("New rows have come in and are not counted yet: another program holds the database."))
    else:
        st.warning(
            text("New rows have come in and are not counted yet.") + " " + failures.sentence(fault, text),
            icon=":material/warning:",
        )


def _choose_language(settings: Settings) -> str:
    """Draw the switch of languages; it stays as it is from page to page, and in the address."""
    # By its name, as the switch and the address have it, and by its code, as the wall's address does.
    codes = {name: code for code, name in LANGUAGES.items()} | {code: code for code in LANGUAGES}
    default: str = settings.language
    address.read_lasting_choice(LANGUAGE_KEY, codes.get, default)
    with st.sidebar:
        selected = st.segmented_control(
            " / ".join(LANGUAGES.values()),
            list(LANGUAGES),
            required=True,
            format_func=lambda code: LANGUAGES[code],
            key=LANGUAGE_KEY,
            label_visibility="collapsed",
        )
    chosen = selected or default
    address.write_choice(LANGUAGE_KEY, None if chosen == default else LANGUAGES[chosen])
    return chosen


_SCRIPTS = ("connection.js", "menu.js")


def _scripts() -> str:
    return "".join(f'<script src="{cached.script_url(name)}"></script>' for name in _SCRIPTS)


@lru_cache(maxsize=1)
def _styles() -> str:
    return f"<style>{(cached.STATIC / _STYLES).read_text(encoding='utf-8')}</style>"


def _connection_words(reader: Reader) -> str:
    """What the browser shall say once the server is gone, which nobody can tell it then."""
    text = reader.text
    advice = text(
        "The server does not answer. The figures on this page are those of {moment} and do not change until the "
        "connection is back. Check the network; the page connects again by itself.",
        moment=reader.formats.moment(reader.now),
    )
    lost = text("Connection lost")
    return f'<div class="connection-words" hidden data-lost="{escape(lost)}" data-advice="{escape(advice)}"></div>'


def _show_without_role(settings: Settings, identity: Identity | None, text: Translator) -> None:
    """Say to an account without a role why it sees nothing, and let it go."""
    if identity is not None:
        door.show_account(settings, identity, text)
        door.watch_sign_in()
    st.info(text("No role has been given to your account yet. Ask the operator for one."), icon=":material/lock:")


def _may_look(settings: Settings, version: int, identity: Identity | None, text: Translator) -> bool:
    """Let on whoever has signed in, or anybody where there is no guard and nothing to guard; say why not."""
    if door.is_guarded():
        if identity is None:
            door.show_nobody(text)
        return identity is not None
    refusal = open_mode.refusal(settings, version, text.language)
    if refusal is not None:
        st.error(refusal, icon=":material/lock:")
    return refusal is None


def _show_fault(reader: Reader) -> None:
    """Say why the database does not answer, and of when the figures are that are shown on."""
    last = cached.contact(reader.settings)
    if last.fault is not None and last.at is not None:
        shown = reader.text("Shown are the figures read on {moment}.", moment=reader.formats.moment(last.at))
        st.warning(f"{failures.sentence(last.fault)} {shown}", icon=":material/cloud_off:")


def _show_ribbon(reader: Reader) -> None:
    """Say on every page that its figures are simulated, where they are."""
    if reader.campaign.simulation:
        warning = reader.text("The response figures on this page are simulated, not real data.")
        real = (
            reader.text("Register and target are real data; how the register is shared out to desa is an estimate.")
            if any(version.estimates for version in reader.campaign.register_versions)
            else reader.text("Register and target are real data.")
        )
        # One line on a phone; who wants to know more points at it.
        not_real = reader.text("not real data")
        st.markdown(f":orange-badge[**{SIMULATED}**: {not_real}]", help=f"{warning} {real}")


def _has_guessed() -> bool:
    """Tell whether this run is one before which Streamlit may have told the browser that there is no such page.

    It takes scripts that lie flat in a folder `pages/` for the menu, until the frame has given it the real one. It
    finds none and says so, though the page is there: asked again, it opens. `ui.shell.process.served` forbids the guess
    where the server is ours.
    """
    has_guessed = bool(_COLD and PagesManager.uses_pages_directory)
    _COLD.clear()
    if has_guessed:
        _GUESSED_AT.append(time.monotonic())
    return has_guessed


def reader() -> Reader:
    """The reader of this run; for pages, which the frame runs."""
    current: Reader = st.session_state[_STATE]
    return current


def page_of(key: str) -> StreamlitPage:
    """A page by its name in the registry, for links and switches."""
    return _page(entry_of(key))


def show_link(reader: Reader, key: str, label: str, icon: str) -> None:
    """Draw a link to a page, where it is one of the reader's."""
    if may_open(entry_of(key), reader.scope):
        st.page_link(page_of(key), label=label, icon=icon)


def _menu(reader: Reader) -> dict[str, list[StreamlitPage]]:
    menu: dict[str, list[StreamlitPage]] = {}
    for entry in PAGES:
        if may_open(entry, reader.scope):
            menu.setdefault(reader.text(entry.section), []).append(_page(entry, title=reader.title(entry)))
    return menu


def _page(entry: PageEntry, *, title: str | None = None) -> StreamlitPage:
    return st.Page(entry.file, title=title, icon=entry.icon, url_path=entry.url_path, default=entry is PAGES[0])


@st.fragment(run_every=POLL_SECONDS)
def _watch_for_changes(version: int, *, is_answering: bool) -> None:
    """Run the page anew when the data has changed, or the database answers no more or again; asks one number only."""
    current: Reader = st.session_state[_STATE]
    # As part of a page's run it is called right after the page has asked.
    if st.session_state.pop(_JUST_READ, False):
        return
    newest = cached.version_to_show(current.settings)
    if newest != version or (cached.contact(current.settings).fault is None) != is_answering:
        st.session_state[_BY_ITSELF] = True
        st.rerun()
