"""Ringkasan: one look at the whole."""

import streamlit as st

from presentation.areas.extremes import change
from ui.kit import notices
from ui.kit.cards import show_area_card
from ui.kit.controls import choose
from ui.kit.display import blocks, curves, figures, maps, visits
from ui.kit.papers import show_briefing, show_page_copy, show_workbook
from ui.kit.places import home_area
from ui.kit.priority_lists import read_priority_list
from ui.outreach import outreach_head
from ui.progress import agency_heads, comparing, replay, today, what_now
from ui.shell import next_steps
from ui.shell.empty import stop_without_areas
from ui.shell.frame import reader

who = reader()
stop_without_areas(who)
choice = choose(who, has_comparison=True)
root = who.scope.area_code
tree = who.campaign.tree
view = choice.view
home = home_area(who)

progress = who.campaign.progress_of(root, view)
target = who.campaign.target(root, view.as_of)
level = tree.level_below(root)

# Before the verdict is shown: nothing that takes long may stand between it and the figures.
ahead = None if target is None else who.campaign.area_forecast(root, view.in_words_of(target))

# However many sentences stand here, list and map below are the same elements to the browser in every run.
head = st.container()
with head:
    blocks.show_heading(who, root, choice, target)
    blocks.show_verdict(who, progress, target, view)
    of_whole = [
        today.last_day(who, progress, target, view) or change(who.voice, progress, view.unit),
        figures.bridge(who, ahead),
    ]
    late = today.overdue_line(who, home, view)
    own_lines = agency_heads.own_lines(who, choice) if home == root else [today.own_area(who, home, view)]
    first_lines, last_lines = (own_lines, [late, *of_whole]) if own_lines else (of_whole, [late])
    is_awaited = level is not None and today.awaits_order(who, ahead, target, view)
    order = today.show_lines(who, first_lines, last_lines, is_awaited=is_awaited)
    notices.show_notices(who, root, progress, target, choice)
    next_steps.show_next_step(who, "register", "targets", "recap")
    figures.show_figures(who, progress, target, view, ahead)
    blocks.show_sentences(outreach_head.promises(who, root, choice, has_overdue=False))

if level is not None:
    areas = who.campaign.progress_within(root, level, view)
    listed = who.campaign.aims.of_list(root, level, view.as_of)
    layer = who.layer(level)
    with head:
        visits.show_extremes(who, areas, listed)
        content = comparing.chosen_list(who, root, areas, progress, target=listed, choice=choice)
    clicked = maps.show_map_and_list(
        who,
        content,
        layer,
        key="overview",
        picker=lambda: visits.choose_to_open(who, [area.code for area in areas], key="overview-open"),
    )
    replay.show_replay(who, root, level, choice=choice, layer=layer)
    curves.show_curve(who, root, tree.children(root), target=target, choice=choice, key="overview-curve")
    first = read_priority_list(who, home, view, is_aside=True)
    today.show_order(who, order, home, view, first)
    opened = what_now.show_what_now(who, home, areas, listed, first, is_named=home != root) or clicked
    show_area_card(who, home, view, first)
    with st.container(key="papers", horizontal=True, gap="small"):
        show_briefing(who, view, first)
        show_workbook(who, view)
        show_page_copy(who, root, view, content, level)
    agency_heads.show_worst(who, choice)
    if opened is not None:
        what_now.open_area(who, opened)
    comparing.show_table(who, root, areas, choice, content=content, target=target)
    blocks.show_foot(who, [progress.source, *(area.source for area in areas)], layer, view)
    blocks.show_wall_link(who)
