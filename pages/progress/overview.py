"""Ringkasan: one look at the whole."""

import streamlit as st

from ui import agencies, blocks, curves, figures, maps, visits
from ui.controls import AREA_KEY, area_names, choose
from ui.empty import stop_without_areas
from ui.frame import page_of, reader

who = reader()
stop_without_areas(who)
choice = choose(who)
root = who.scope.area_code
tree = who.campaign.tree
view = choice.view

whole = who.campaign.progress(root, tree.level(root), view).loc[root]
target = who.campaign.target(root, view.as_of)
level = tree.level_below(root)

blocks.show_heading(who, choice, target)
blocks.show_verdict(who, whole, target, view)
figures.show_figures(who, whole, target, view)

if level is not None:
    table = who.campaign.progress(root, level, view)
    layer = who.layer(level)
    clicked = maps.show_map_and_list(
        who,
        table,
        whole,
        target=target,
        choice=choice,
        layer=layer,
        key="overview",
        picker=lambda: visits.choose_to_open(who, table, key="overview-open"),
    )
    if clicked is not None:
        name = area_names(tree, tree.children(root))[clicked]
        st.switch_page(page_of("areas"), query_params={AREA_KEY: name})
    agencies.show_worst(who, choice)
    curves.show_curve(who, root, tree.children(root), target=target, choice=choice, key="overview-curve")
    blocks.show_table(who, table, choice, name=f"{root}-{level}", target=target)
    blocks.show_foot(who, [whole["source"], *table["source"]], layer, view)
