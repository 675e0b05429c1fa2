"""Prioritas: where to push next and why, and a plan for the teams of today."""

import streamlit as st

from census.priority.priority_list import plan_of
from presentation.areas.priorities import priorities_of_desa
from ui.kit import notices
from ui.kit.controls import choose_in_families
from ui.kit.display import blocks, maps
from ui.kit.display.visits import choose_member, mark, mark_next
from ui.kit.places import choose_area, home_area, is_in_home
from ui.kit.priority_lists import day_of_plan, read_priority_list
from ui.kit.withheld import visible_name
from ui.outreach import hand_over
from ui.priority import priorities, priority_files
from ui.shell import next_steps
from ui.shell.empty import stop_without_areas
from ui.shell.frame import reader

who = reader()
stop_without_areas(who)
choice = choose_in_families(who)
tree, view = who.campaign.tree, choice.view

# The answer stands above the switches that shape it.
head, switches = st.container(), st.container(key="switches")
with switches:
    chosen = choose_area(
        who,
        may_choose=lambda code: is_in_home(who, code),
        default=home_area(who),
        name_of=lambda code: visible_name(who, code),
    )
    wish = priorities.choose_wish(who, choice)
priority_list = read_priority_list(who, chosen, view, wish.kind)
day = day_of_plan(who, view.as_of)
target = who.campaign.target(chosen, view.as_of)
with head:
    blocks.show_heading(who, chosen, choice, target)
    is_open = priorities.show_state(who, priority_list, chosen)

if priority_list is not None and is_open:
    plan = plan_of(priority_list, wish.rules, day)
    with head:
        priorities.show_verdict(who, priority_list, plan, day, chosen)
        progress = who.campaign.progress_of(chosen, view)
        notices.show_notices(who, chosen, progress, priority_list.target, choice)
        priorities.show_warnings(who, priority_list, wish, plan)
        planned = priorities.show_plan(who, priority_list, plan)
    level = tree.level(priority_list.areas[0].code)
    layer = who.layer(level)
    member_key = f"priority-{chosen}"
    if planned is not None:
        mark_next(planned, key=member_key)
    hand_over_place = st.container()
    member = choose_member(who, [area.code for area in priority_list.areas], key=member_key)
    with hand_over_place:
        hand_over.show_hand_over(who, priority_list, member)
    content = priorities_of_desa(who.voice, priority_list, tree.below(chosen, level), tree.name)
    marked = maps.show_map_and_list(who, content, layer, key=f"priorities-{chosen}", chosen=member)
    if marked is not None:
        mark(marked, key=member_key)
    marked_first = priorities.show_first(who, priority_list, plan)
    if marked_first is not None:
        mark(marked_first, key=member_key)
    priorities.show_quick_wins(who, priority_list)
    priority_files.show_assumptions(who, priority_list)
    priority_files.show_table(who, priority_list, plan, chosen, choice)
    blocks.show_foot(who, priority_files.sources(priority_list), layer, view)
else:
    notices.show_unknown_words(who)
    next_steps.show_next_step(who, "register", "targets", "recap")
    blocks.show_foot(who, [], None, view)
