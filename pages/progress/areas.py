"""Kecamatan dan desa: the page of the camat."""

import streamlit as st

from presentation.areas.extremes import change
from ui.kit import notices, withheld
from ui.kit.cards import show_area_card
from ui.kit.controls import choose
from ui.kit.display import blocks, curves, figures, maps, visits
from ui.kit.papers import show_page_copy
from ui.kit.places import choose_area, own_area, show_way_into
from ui.kit.priority_lists import read_priority_list
from ui.outreach import outreach_head
from ui.progress import comparing, domiciles, replay, what_now
from ui.shell import next_steps
from ui.shell.empty import stop_without_areas
from ui.shell.frame import reader

who = reader()
stop_without_areas(who)
tree = who.campaign.tree

chosen = choose_area(who, default=own_area(who))
choice = choose(who, area_code=chosen, has_comparison=True)
view = choice.view
progress = who.campaign.progress_of(chosen, view)
target = who.campaign.target(chosen, view.as_of)
level = tree.level_below(chosen)

# However many sentences stand here, list and map below are the same elements to the browser in every run.
head = st.container()
with head:
    blocks.show_heading(who, chosen, choice, target)
    blocks.show_verdict(who, progress, target, view)
    notices.show_notices(who, chosen, progress, target, choice)
    next_steps.show_next_step(who, "register", "targets", "recap")
    ahead = None if target is None else who.campaign.area_forecast(chosen, view.in_words_of(target))
    figures.show_figures(who, progress, target, view, ahead)
    blocks.show_sentences(change(who.voice, progress, view.unit), outreach_head.promises(who, chosen, choice))
    withheld.show_withheld(who, chosen, len(tree.children(chosen)))

if level is None:
    curves.show_curve(who, chosen, [], target=target, choice=choice, key="areas-curve")
    domiciles.show_domiciles(who, chosen, choice)
    blocks.show_foot(who, [progress.source], None, view)
else:
    areas = who.campaign.progress_within(chosen, level, view)
    listed = who.campaign.aims.of_list(chosen, level, view.as_of)
    compared = who.campaign.compared_with(chosen)
    reference = who.campaign.progress_of(compared, view)
    layer = who.layer(level)
    member_key = f"desa-{chosen}"
    with head:
        visits.show_extremes(who, areas, listed)
        content = comparing.chosen_list(who, chosen, areas, reference, target=listed, choice=choice)
        member = visits.choose_member(who, [area.code for area in areas], key=member_key)
        show_way_into(who, member)
    marked = maps.show_map_and_list(who, content, layer, key=f"areas-{chosen}", chosen=member)
    replay.show_replay(who, chosen, level, choice=choice, layer=layer)
    curves.show_curve(who, chosen, tree.children(chosen), target=target, choice=choice, key="areas-curve")
    first = read_priority_list(who, chosen, view, is_aside=True)
    marked = what_now.show_what_now(who, chosen, areas, listed, first) or marked
    if marked is not None:
        visits.mark(marked, key=member_key)
    show_area_card(who, chosen, view, first)
    domiciles.show_domiciles(who, chosen, choice)
    show_page_copy(who, chosen, view, content, level)
    comparing.show_table(who, chosen, areas, choice, content=content, target=target)
    blocks.show_foot(who, [progress.source, *(area.source for area in areas)], layer, view)
