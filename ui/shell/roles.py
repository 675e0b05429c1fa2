"""Whose eyes the dashboard is looked at with: in the open mode a switch, behind the guard whoever has signed in."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from access.entrance.landing import begins_with_morning
from census.access.identity import Identity, Role, RoleKind
from census.access.role_words import role_of_word, word_of_role
from census.access.scope import Scope
from census.settings import Settings
from presentation.language.messages import Translator
from ui.shell import address, cached

LOOK_AS_KEY = "sebagai"
_NEW_ROLE = "_new_role"
"""Set in the run after the switch was moved."""
EVERYBODY = "semua"
"""Word for regent and operator in one person: all that there is to see and do."""

_ALL_ROLES = (Role(RoleKind.REGENT), Role(RoleKind.OPERATOR))


def scope_of_reader(
    settings: Settings, version: int, today: date, text: Translator, *, identity: Identity | None = None
) -> Scope | None:
    """What whoever is looking may see and do; the one place where that is decided.

    Parameters
    ----------
    settings, version, today
        Of this run.
    text
        Words for the switch of the open mode.
    identity
        Who has signed in, keyword-only: then its roles count. None in the open mode, where a switch in the sidebar
        shows what each role would see.

    Returns
    -------
    Scope or None
        None for an account to which no role has been given.
    """
    roles = identity.roles if identity is not None else _roles_to_try(settings, version, text)
    return cached.scope_of_roles(settings, version, roles, today)


def _roles_to_try(settings: Settings, version: int, text: Translator) -> Sequence[Role]:
    """Draw the switch of roles; it stays as it is from page to page, and in the address."""
    names = _names(settings, version, text)
    address.read_lasting_choice(LOOK_AS_KEY, lambda word: word if word in names else None, EVERYBODY)
    if st.session_state[LOOK_AS_KEY] not in names:
        # A role whose kecamatan or agency has gone from the record.
        st.session_state[LOOK_AS_KEY] = EVERYBODY
    with st.sidebar:
        chosen = st.selectbox(
            text("View as"), list(names), format_func=names.__getitem__, key=LOOK_AS_KEY, on_change=_note_new_role
        )
    address.write_choice(LOOK_AS_KEY, None if chosen == EVERYBODY else chosen)
    role = role_of_word(chosen)
    return _ALL_ROLES if role is None else (role,)


def _note_new_role() -> None:
    st.session_state[_NEW_ROLE] = True


def is_led_to_morning() -> bool:
    """Tell, once, whether a role has just been chosen in the open mode that begins with the page This morning."""
    role = role_of_word(st.session_state[LOOK_AS_KEY]) if st.session_state.pop(_NEW_ROLE, False) else None
    return role is not None and begins_with_morning([role])


def _names(settings: Settings, version: int, text: Translator) -> dict[str, str]:
    """Name what the switch offers, by word."""
    role_targets = cached.places(settings, version)
    names = {EVERYBODY: text("Regent and operator: everything")}
    regent, operator = _ALL_ROLES
    names |= {word_of_role(regent): text("Regent"), word_of_role(operator): text("BPS and operator")}
    for code, name in role_targets.kecamatan.items():
        names[word_of_role(Role(RoleKind.CAMAT, area_code=code))] = text.plain("Camat {area}", area=name)
    for number, name in role_targets.agencies.items():
        names[word_of_role(Role(RoleKind.OPD_HEAD, opd_id=number))] = text.plain("Head of {opd}", opd=name)
    return names
