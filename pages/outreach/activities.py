"""Kegiatan: what is done, promised, in the way and asked for; recorded here, and what came of it."""

import streamlit as st

from presentation.areas.reach import reach_of_areas
from ui.admin import uploads
from ui.kit import notices, withheld
from ui.kit.controls import choose
from ui.kit.display import blocks, maps
from ui.outreach import outreach_head, promises, reach, record_forms, record_lists, records
from ui.outreach.outreach import choose_place, outreach_of, records_of
from ui.shell import next_steps
from ui.shell.empty import stop_without_areas
from ui.shell.frame import reader

who = reader()
stop_without_areas(who)
choice = choose(who)
text, tree, view = who.text, who.campaign.tree, choice.view

head = st.container()
chosen = choose_place(who)
outreach = outreach_of(who, chosen, choice)
target = who.campaign.target(chosen, view.as_of)
with head:
    blocks.show_heading(who, chosen, choice, target)
    outreach_head.show_verdict(who, outreach)
    progress = who.campaign.progress_of(chosen, view)
    notices.show_notices(who, chosen, progress, target, choice)
    next_steps.show_next_step(who, "register", "recap", "opd")

withheld.show_records_seen(who)
uploads.warn_without_guard(who)
name = record_lists.choose_record(who)
listed = records_of(who, outreach, name)
entry, listing = st.columns([1, 1.4], gap="medium")
with entry:
    record_forms.show_entry(who, name, chosen, choice)
    # Below the button that was pressed, where the thumb is.
    records.show_done(who)
with listing:
    record_lists.show_newest(who, listed)
    record_lists.show_ends(who, listed, choice)
    record_lists.show_editing(who, listed, choice)
record_lists.show_files(who, listed, outreach)

st.header(text("Where outreach has been"), anchor=False)
lens = reach.choose_lens(who)
content = reach_of_areas(who.voice, outreach, lens)
layer = who.layer(outreach.level)
clicked = maps.show_map_and_list(who, content, layer, key=f"coverage-{lens}-{chosen}")
st.caption(text("A click on map or list puts the area into the form above."))
if clicked is not None:
    record_forms.propose_area(clicked)
reach.show_table(who, outreach)

left, right = st.columns([1.1, 1], gap="medium")
with left:
    promises.show_promises(who, outreach)
with right:
    outreach_head.show_calendar(who, outreach)
    if chosen == who.scope.area_code:
        promises.show_multiplier(who, choice)
promises.show_agencies(who, outreach)
blocks.show_foot(who, [progress.source], layer, view)
