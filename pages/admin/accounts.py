"""Akun: who may come in as what, who waits, and what was done."""

import streamlit as st

from ui.admin import accounts, displays, operator
from ui.kit.display import acts
from ui.shell.frame import reader

who = reader()
text = who.text
st.title(text("Accounts"), anchor=False)
by = operator.stop_unless_operator(who)
acts.show_outcome()
accounts.show_new_password(who)
all_accounts = accounts.accounts(who)

accounts.show_waiting(who, all_accounts, by)
accounts.show_all(who, all_accounts)
accounts.change_one(who, all_accounts, by)
accounts.add_one(who, by)

displays.show_displays(who, by)

st.subheader(text("Access log"), anchor=False)
st.caption(
    text.plural(
        "Kept for {n} day. It never holds what was typed, nor a number of a person.",
        "Kept for {n} days. It never holds what was typed, nor a number of a person.",
        who.settings.access_log_days,
        n=who.settings.access_log_days,
    )
)
operator.show_log(who, accounts.choose_kinds(who))
