"""Pengaturan: targets, days of outage, registers and thresholds, and who changed what and when."""

import streamlit as st

from access.accounts.kinds import CHANGES
from ui.admin import day_message, operator, rules
from ui.help.definitions import show_targets
from ui.kit.display import acts
from ui.shell.frame import reader

who = reader()
text = who.text
st.title(text("Settings"), anchor=False)
by = operator.stop_unless_operator(who)
acts.show_outcome()

show_targets(who)
rules.add_target(who, by)

st.subheader(text("Days of outage"), anchor=False)
rules.show_outages(who, by)

day_message.show_day_message(who, by)

st.subheader(text("Versions of the register"), anchor=False)
rules.show_registers(who)

st.subheader(text("Thresholds and periods"), anchor=False)
st.caption(text("Set where the server is started; shown here."))
rules.show_thresholds(who)

st.subheader(text("What was changed, by whom and when"), anchor=False)
operator.show_log(who, CHANGES)
