"""Perlu perhatian: what is off, since when, and what to do; by rule and role."""

import streamlit as st

from census.base.vocabulary import Status, Unit
from census.figures.progress import View
from ui.kit.attention import attention
from ui.kit.display import blocks
from ui.progress import attention as lines
from ui.shell.empty import stop_without_areas
from ui.shell.frame import reader

who = reader()
stop_without_areas(who)
text, looked_at = who.text, attention(who)
st.caption(text("{weekday}, {day}", weekday=who.formats.weekday(who.today), day=who.formats.day(who.today)))
n = len(looked_at.waiting)
counted = text.plural("{n} thing needs attention", "{n} things need attention", n, n=n)
st.title(counted if n else text("Nothing needs attention today."), anchor=False)
lines.show_waiting(who, looked_at.waiting)
lines.show_handled(who, looked_at)
lines.show_files(who, looked_at.waiting)
as_of = who.campaign.newest_day(who.today) or who.today
blocks.show_foot(who, [], None, View(as_of, Unit.HOUSEHOLD, Status.RESPONDED))
