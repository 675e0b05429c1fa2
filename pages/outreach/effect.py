"""Dampak: what outreach brought, as far as anybody can tell."""

import streamlit as st

from ui.effect import effect_tables, effects
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
effect = effects.effects_of(who, chosen, view)
progress = who.campaign.progress_of(chosen, view)
target = who.campaign.target(chosen, view.as_of)

blocks.show_heading(who, chosen, choice, target)
effects.show_verdict(who, effect)
notices.show_notices(who, chosen, progress, target, choice)
next_steps.show_next_step(who, "recap")
effects.show_figures(who, effect)
if effect.effects.overall.n_held:
    left, right = st.columns(2, gap="medium")
    with left:
        effects.show_kinds(who, effect)
    with right:
        effects.show_days(who, effect)
    effects.show_sentences(who, effect)
    effect_tables.show_events(who, effect)
    effect_tables.show_table(who, effect)
effect_tables.show_caveats(who)
compared = effect.outreach.level
blocks.show_foot(who, [progress.source], None if compared is None else who.layer(compared), view)
