"""Dampak: what outreach brought, as far as anybody can tell."""

import streamlit as st

from ui.effect import effects
from ui.kit import notices
from ui.kit.controls import choose_in_families
from ui.kit.display import blocks
from ui.shell import next_steps
from ui.shell.empty import stop_without_areas
from ui.shell.frame import reader

who = reader()
stop_without_areas(who)
choice = choose_in_families(who)
tree, view = who.campaign.tree, choice.view
chosen = effects.choose_judged(who)
found = effects.effects_of(who, chosen, view)
whole = who.campaign.progress_of(chosen, view)
target = who.campaign.target(chosen, view.as_of)

blocks.show_heading(who, chosen, choice, target)
effects.show_verdict(who, found)
notices.show_notices(who, chosen, whole, target, choice)
next_steps.show_next_step(who, "recap")
effects.show_figures(who, found)
if found.effects.overall.n_held:
    left, right = st.columns(2, gap="medium")
    with left:
        effects.show_kinds(who, found)
    with right:
        effects.show_days(who, found)
    effects.show_sentences(who, found)
    effects.show_events(who, found)
    effects.show_table(who, found)
effects.show_caveats(who)
compared = found.outreach.level
blocks.show_foot(who, [whole.source], None if compared is None else who.layer(compared), view)
