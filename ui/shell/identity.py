"""Who is looking, asked anew in every run: from the cookie of the websocket and the table of sign-ins."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

import streamlit as st

from access.accounts.sign_in import sign_out
from access.accounts.tokens import cookie_name
from access.accounts.visits import find_visit, stay
from census.access.identity import Identity, RoleKind
from census.settings import Settings
from data_access.accounts.access_log import note
from presentation.language.messages import Translator
from ui.shell import cached

_EXPECTED: list[str] = []
"""Holds a word once this process serves behind the guard."""
_WHOSE = "_account"
"""Whose choices the session holds: a number of an account, or 0 without a guard."""


def expect_sign_ins() -> None:
    """Show nothing to anybody who has not signed in, from now on until the process ends."""
    _EXPECTED.append("guarded")


def is_guarded() -> bool:
    """Tell whether this process serves behind the guard; without it everybody at this computer may look."""
    return bool(_EXPECTED)


def current_identity(settings: Settings, *, is_activity: bool = True) -> Identity | None:
    """Who is looking, with the roles of this moment; None where nobody has signed in.

    A sign-in that has ended, or an account that was switched off, is nobody from the next run on.

    Parameters
    ----------
    is_activity
        True where a reader has done something, which keeps the sign-in from ending idle; a page that shall stay awake
        by itself, as one on a wall, asks in its own fragment. Keyword-only.
    """
    if not is_guarded():
        return None
    token, now = _token(settings), datetime.now(UTC)
    visit = find_visit(cached.database(settings), settings, token, now=now)
    if visit is None or token is None:
        return None
    if is_activity:
        stay(cached.database(settings), visit, token, now=now)
    return visit.identity


def _token(settings: Settings) -> str | None:
    return st.context.cookies.get(cookie_name(settings))


def keep_apart(identity: Identity | None) -> None:
    """Forget what the session holds of another account: a browser that knew its number could have taken it over."""
    whose = identity.account_id if identity else 0
    if st.session_state.get(_WHOSE, whose) != whose:
        st.session_state.clear()
    st.session_state[_WHOSE] = whose


def is_still_there(by: "Done") -> bool:
    """Tell whether who looks is who a page was made for, with the same roles: for parts of it that run alone."""
    return not is_guarded() or current_identity(by.settings, is_activity=False) == by.identity


class NotThereError(PermissionError):
    """Whoever a file was offered to has signed out since, or has other roles."""


def staying(by: "Done") -> Callable[[], None]:
    """What looks up, whenever it is called and in whatever thread, whether who looks now is still there.

    What is made for a reader after the page has run is made in a thread that knows nobody: it looks by the token.

    Raises
    ------
    NotThereError
        From what is given: where the sign-in no longer holds, or not with the same roles.
    """
    token = _token(by.settings) if is_guarded() else None

    def look() -> None:
        if not is_guarded():
            return
        visit = find_visit(cached.database(by.settings), by.settings, token, now=datetime.now(UTC))
        if visit is None or visit.identity != by.identity:
            raise NotThereError

    return look


def may_operate(identity: Identity | None) -> bool:
    """Tell whether somebody may change what belongs to the operator; nobody may without having signed in."""
    return identity is not None and identity.has(RoleKind.OPERATOR)


class Done(Protocol):
    """Of whom and where something was done."""

    @property
    def settings(self) -> Settings:
        """Settings of the installation."""

    @property
    def identity(self) -> Identity | None:
        """Who has signed in."""


def note_done(by: Done, kind: str, **details: object) -> None:
    """Keep in the access log what somebody has done; nothing where nobody has signed in, or figures are free to all."""
    if by.identity is None:
        return
    with cached.database(by.settings).write(beside_imports=True) as session:
        note(session, kind, by.identity.account_id, details, now=datetime.now(UTC))


def show_account(settings: Settings, identity: Identity, text: Translator) -> None:
    """Name the account in the sidebar, with the ways to a new password and out."""
    with st.sidebar:
        st.caption(text("Signed in as {name}", name=identity.label))
        with st.container(horizontal=True):
            if st.button(text("Sign out"), icon=":material/logout:", type="tertiary"):
                sign_out(cached.database(settings), _token(settings), now=datetime.now(UTC))
                st.rerun()
            st.link_button(text("New password"), "/sandi", icon=":material/key:", type="tertiary")


def show_nobody(text: Translator) -> None:
    """Say that nobody has signed in; the script of the page leads to the sign-in."""
    st.markdown(text("You have signed out, or your sign-in has ended."))
    watch_sign_in()


def watch_sign_in() -> None:
    """Let the page lead to the sign-in as soon as its connection has been cut off for want of one."""
    st.html(f'<script src="{cached.script_url("seat.js")}"></script>', unsafe_allow_javascript=True)
