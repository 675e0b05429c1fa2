"""Wawancara: what is left for the interviewers, where, and what a family online saves them."""

from dataclasses import replace

import streamlit as st

from census.base.target import closed_on
from presentation.areas.interviews import interview_figures, interviews_of_areas
from ui.follow_up import interviews
from ui.kit import notices
from ui.kit.controls import choose_in_families
from ui.kit.display import blocks, maps
from ui.kit.display.figures import draw_figures
from ui.kit.display.visits import choose_member, mark
from ui.kit.places import choose_area, has_totals
from ui.kit.priority_lists import read_priority_list
from ui.shell import next_steps
from ui.shell.empty import stop_without_areas
from ui.shell.frame import reader

who = reader()
stop_without_areas(who)
choice = choose_in_families(who)
tree, view = who.campaign.tree, choice.view

head, switches = st.container(), st.container()
with switches:
    chosen = choose_area(who, may_choose=lambda code: has_totals(who, code))
    crew = interviews.choose_crew(who)
level = tree.level_below(chosen) or tree.level(chosen)
workload = interviews.interviews_of(who, chosen, level, choice, crew)
with head:
    target = who.campaign.target(chosen, view.as_of)
    # The status that counts here is not that of the switches: families that are clean, where any have been told.
    blocks.show_heading(who, chosen, replace(choice, view=replace(view, status=workload.status)), target)
    ended_on = closed_on(target, view.as_of)
    is_known = interviews.show_verdict(who, workload, ended_on)
    if is_known:
        draw_figures(interview_figures(who.voice, workload, ended_on))

    notices.show_delivery(who, chosen, replace(view, status=workload.status))
    notices.show_unknown_words(who)
    next_steps.show_next_step(who, "register", "recap")

layer = who.layer(level)
# Parts may be known where their sum is not.
if is_known or any(part.workload is not None for part in workload.parts):
    member_key = f"interview-{chosen}"
    member = choose_member(who, [part.code for part in workload.parts], key=member_key)
    content = interviews_of_areas(who.voice, workload)
    marked = maps.show_map_and_list(who, content, layer, key=f"interviews-{chosen}", chosen=member)
    if marked is not None:
        mark(marked, key=member_key)
    interviews.show_saving(who, workload, read_priority_list(who, chosen, view))
    interviews.show_table(who, workload, level, choice)
blocks.show_foot(who, [area.source for area in workload.areas], layer, view)
