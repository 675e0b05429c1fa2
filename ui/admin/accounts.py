"""Accounts on the screen of the operator: who waits, who may come in as what, and what was done."""

from collections.abc import Mapping

import streamlit as st

from access.accounts import account_admin, kinds, passwords
from census.access.identity import Role, RoleKind
from data_access.accounts.accounts import Account, read_accounts
from presentation.language.formats import NO_VALUE
from presentation.language.messages import N_
from ui.kit.display.acts import act
from ui.kit.rows import show_table
from ui.shell import cached
from ui.shell.frame import Reader

_PASSWORD = "_new_password"  # noqa: S105  the name of a place
ROLES = {
    RoleKind.REGENT: N_("Regent"),
    RoleKind.OPERATOR: N_("Operator"),
    RoleKind.CAMAT: N_("Camat {area}"),
    RoleKind.OPD_HEAD: N_("Head of {opd}"),
}


def role_words(reader: Reader) -> Mapping[Role, str]:
    """Name every role that an account can have here: of each kecamatan and of each agency its own."""
    text, campaign = reader.text.plain, reader.campaign
    named = {Role(kind): text(ROLES[kind]) for kind in (RoleKind.REGENT, RoleKind.OPERATOR)}
    for code in campaign.tree.codes:
        if campaign.tree.level(code) == "kecamatan":
            role = Role(RoleKind.CAMAT, area_code=code)
            named[role] = text(ROLES[RoleKind.CAMAT], area=campaign.tree.name(code))
    for agency in campaign.agencies:
        named[Role(RoleKind.OPD_HEAD, opd_id=agency.id)] = text(ROLES[RoleKind.OPD_HEAD], opd=agency.short_name)
    return named


def accounts(reader: Reader) -> list[Account]:
    """Read all accounts; not cached, since they are looked at right after they change."""
    with cached.database(reader.settings).read() as session:
        return read_accounts(session)


def show_all(reader: Reader, all_accounts: list[Account]) -> None:
    """Show every account with what it may do."""
    text, formats, words = reader.text, reader.formats, role_words(reader)
    headings = [
        *(text("Name on the screen"), text("User name"), text("Roles"), text("May come in")),
        text("Last signed in (WIB)"),
    ]
    cells = [
        [
            account.label,
            account.login or text("government account"),
            _roles(words, account),
            _state(reader, account),
            formats.stamp(account.signed_in_at) if account.signed_in_at else NO_VALUE,
        ]
        for account in all_accounts
    ]
    show_table(headings, cells, label=text("Accounts"))


def _roles(words: Mapping[Role, str], account: Account) -> str:
    return ", ".join(words.get(role, role.kind.value) for role in account.roles) or NO_VALUE


def _state(reader: Reader, account: Account) -> str:
    if account.proposal is not None:
        return reader.text("waits for the operator")
    return reader.text("yes") if account.is_active else reader.text("no")


def _choose_roles(reader: Reader, *, key: str, default: tuple[Role, ...] = ()) -> tuple[Role, ...]:
    words = role_words(reader)
    return tuple(
        st.multiselect(
            reader.text("Roles"),
            list(words),
            default=[role for role in default if role in words],
            format_func=words.__getitem__,
            key=key,
            placeholder=reader.text("Choose"),
            help=reader.text("Scopes of several roles add up."),
        )
    )


def show_waiting(reader: Reader, all_accounts: list[Account], by: int) -> None:
    """Show who has come through the provider and waits: what it says of them is a proposal and grants nothing."""
    text = reader.text
    for account in (account for account in all_accounts if account.proposal is not None):
        with st.container(border=True):
            groups = ", ".join((account.proposal or {}).get("groups", [])) or NO_VALUE
            st.markdown(text("Asks to come in. Groups that the provider names:"))
            st.text(groups)
            label = st.text_input(text("Name on the screen"), account.label, key=f"label-{account.id}", max_chars=80)
            roles = _choose_roles(reader, key=f"roles-{account.id}")
            if st.button(text("Let in"), key=f"confirm-{account.id}", disabled=not roles, icon=":material/how_to_reg:"):
                _let_in(reader, account.id, label, roles, by)


def _let_in(reader: Reader, account_id: int, label: str, roles: tuple[Role, ...], by: int) -> None:
    store = cached.database(reader.settings)
    act(
        reader,
        reader.text("{name} may come in now.", name=label),
        lambda now: account_admin.confirm(store, account_id, label=label, roles=roles, by=by, now=now),
    )


def change_one(reader: Reader, all_accounts: list[Account], by: int) -> None:
    """Change one account: its roles, its password, whether it may come in."""
    text = reader.text
    decided = {account.id: account for account in all_accounts if account.proposal is None}
    chosen = st.selectbox(
        text("Change an account"),
        list(decided),
        index=None,
        format_func=lambda number: f"{decided[number].label} ({decided[number].login or number})",
        placeholder=text("Choose"),
    )
    if chosen is None:
        return
    account = decided[chosen]
    store, name = cached.database(reader.settings), account.label
    roles = _choose_roles(reader, key=f"change-roles-{account.id}", default=account.roles)
    with st.container(horizontal=True):
        if st.button(text("Keep these roles"), disabled=set(roles) == set(account.roles), icon=":material/badge:"):
            done = text("{name} has other roles now and signs in anew.", name=name)
            act(reader, done, lambda now: account_admin.set_roles(store, account.id, roles, by=by, now=now))
        if account.login and st.button(text("New password"), icon=":material/key:"):
            _give_password(reader, account, by)
        if account.is_active and st.button(text("Switch off"), icon=":material/block:"):
            done = text("{name} may no longer come in; all tabs stop.", name=name)
            act(reader, done, lambda now: account_admin.disable(store, account.id, by=by, now=now))
        if not account.is_active and st.button(text("Switch on"), icon=":material/check_circle:"):
            act(
                reader,
                text("{name} may come in now.", name=name),
                lambda now: account_admin.enable(store, account.id, by=by, now=now),
            )


def _give_password(reader: Reader, account: Account, by: int) -> None:
    password, store = passwords.generated(), cached.database(reader.settings)
    st.session_state[_PASSWORD] = (account.login, password)
    act(
        reader,
        reader.text("{name} has a new password.", name=account.label),
        lambda now: account_admin.set_password(store, account.id, password, by=by, now=now),
    )
    # Still here: it was not taken.
    st.session_state.pop(_PASSWORD, None)


def show_new_password(reader: Reader) -> None:
    """Show a password that was just made, once."""
    made = st.session_state.pop(_PASSWORD, None)
    if made is None:
        return
    login, password = made
    st.warning(
        reader.text("Hand this over in person; it is not shown again. It can be changed after signing in."),
        icon=":material/key:",
    )
    st.code(f"{login}\n{password}", language=None)


def add_one(reader: Reader, by: int) -> None:
    """Make an account with a password of ours, shown once."""
    text, store = reader.text, cached.database(reader.settings)
    with st.expander(text("Add an account"), icon=":material/person_add:"):
        label = st.text_input(
            text("Name on the screen"), key="add-label", max_chars=80, help=text("An office rather than a person")
        )
        login = st.text_input(
            text("User name"),
            key="add-login",
            max_chars=40,
            help=text("Letters, digits, dots and dashes; never a NIP."),
        )
        roles = _choose_roles(reader, key="add-roles")
        if st.button(text("Add"), type="primary", disabled=not (label and login), icon=":material/person_add:"):
            password = passwords.generated()
            st.session_state[_PASSWORD] = (login, password)
            act(
                reader,
                text("{name} may come in now.", name=label),
                lambda now: account_admin.add(
                    store, login=login, label=label, password=password, roles=roles, by=by, now=now
                ),
            )
            # Still here: it was not taken.
            st.session_state.pop(_PASSWORD, None)


def choose_kinds(reader: Reader) -> list[str]:
    """Draw the choice of what of the access log is shown; nothing chosen is all."""
    text = reader.text
    return st.multiselect(
        text("Show only"),
        list(kinds.KINDS),
        format_func=lambda kind: text(kinds.KINDS[kind]),
        placeholder=text("All entries"),
    )
