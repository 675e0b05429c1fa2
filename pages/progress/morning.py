"""Pagi ini: what a leader reads first in the morning, and what can be ordered from there."""

import streamlit as st

from census.base.target import closed_on
from presentation.areas.figures import shown_verdict
from ui.admin import uploads
from ui.kit import notices
from ui.kit.agency_names import own_agency
from ui.kit.attention import show_short
from ui.kit.cards import show_agency_card, show_area_card
from ui.kit.controls import choose_in_families
from ui.kit.display import blocks, visits
from ui.kit.papers import show_briefing, usual_view
from ui.kit.places import home_area
from ui.kit.priority_lists import read_priority_list
from ui.outreach import record_forms, record_lists
from ui.progress import agency_heads, morning, today, what_now
from ui.shell import next_steps
from ui.shell.empty import stop_without_areas
from ui.shell.frame import reader, show_link

who = reader()
stop_without_areas(who)
choice = choose_in_families(who)
text, tree, view = who.text, who.campaign.tree, choice.view
home = home_area(who)
progress, target = who.campaign.progress_of(home, view), who.campaign.target(home, view.as_of)

morning.show_day(who, target, view.as_of)
stands = shown_verdict(who.voice, who.campaign, progress, target, view)
st.title(stands.headline, anchor=False)
with st.container(key="today", gap=None):
    # Of a camat's office the figures stand on the page of the agencies: here it is the kecamatan that counts.
    of_agency = agency_heads.own_lines(who, choice) if home == who.scope.area_code else []
    today.show_list([*of_agency, *morning.own_lines(who, progress, target, view, stands)])
notices.show_notices(who, home, progress, target, choice)
next_steps.show_next_step(who, "register", "targets", "recap")

listed = read_priority_list(who, home, view, is_aside=True)
first = morning.visits_of(who, home, listed, view)
level = tree.level_below(home)
if listed is not None and first:
    can_promise = bool(record_forms.agencies_to_record(who))
    assignable = [area.code for area in first if can_promise and record_forms.may_record_in(who, area.code)]
    pressed = morning.show_visits(who, listed, first, assignable)
    if pressed.assign is not None:
        record_lists.open_form("commitments", home, pressed.assign)
    if pressed.profile is not None:
        what_now.open_area(who, pressed.profile)
elif target is not None and closed_on(target, view.as_of) is not None:
    show_link(who, "interviews", text("Go to Interviews"), ":material/groups:")
elif level is not None:
    areas = who.campaign.progress_within(home, level, view)
    opened = visits.show_what_now(who, areas, who.campaign.aims.of_list(home, level, view.as_of))
    if opened is not None:
        what_now.open_area(who, opened)

if view.as_of == (who.campaign.newest_day(who.today) or who.today):
    show_short(who)
uploads.show_last_line(who)
# Last on the page, where the thumb is.
with st.container(key="acts", horizontal=True, gap="small"):
    if record_forms.may_record_in(who, home) and st.button(
        text("Record an activity"), icon=":material/add:", type="primary", key="record", width="stretch"
    ):
        record_lists.open_form("events", home, None)
agency = own_agency(who) if home == who.scope.area_code else None
if agency is None:
    show_area_card(who, home, view, listed)
else:
    show_agency_card(who, agency, view, listed)
show_briefing(who, usual_view(who, view), listed)
blocks.show_foot(who, [progress.source], None, view)
