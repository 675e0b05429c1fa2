"""OPD: how many of their own have responded, and what became of the desa they serve."""

import streamlit as st

from census.base.vocabulary import OPD_LEVEL
from presentation.areas.agencies import listing_of
from ui.kit import notices, withheld
from ui.kit.agency_names import own_agency
from ui.kit.cards import show_agency_card
from ui.kit.controls import Choice, choose
from ui.kit.display import blocks
from ui.kit.priority_lists import read_priority_list
from ui.progress import agencies, agency_heads, agency_list, what_now
from ui.shell import next_steps
from ui.shell.empty import stop_without_areas
from ui.shell.frame import reader

who = reader()
stop_without_areas(who)
choice = choose(who, of_agencies=True)
agencies.read_agency(who)
agencies.stop_without_agencies(who)
text, view, root, tree = who.text, choice.view, who.scope.area_code, who.campaign.tree
staff_view = agencies.staff_view(choice)
target = who.campaign.opd_target(root, view.as_of)
listed = who.campaign.progress_within(root, OPD_LEVEL, staff_view)
named = [agency.source for agency in listed]

foot = blocks.sources_of(who, root, named, staff_view)
total = agency_heads.agencies_total(who, staff_view)
listing = None if total is None else listing_of(listed, target, total, view=view, colouring=choice.colouring)
pictures = [] if listing is None else agency_list.list_picture(who, listing, choice, foot)

blocks.show_heading(who, root, Choice(staff_view, choice.colouring), target)
agency_heads.show_total(who, listed, choice)
whole_area = who.campaign.progress_of(root, view)
notices.show_notices(who, root, whole_area, target, choice, of_agencies=True)
next_steps.show_next_step(who, "opd-recap", "assignments", "targets")
withheld.show_older_ranking(who, view.as_of)
agency_heads.show_figures(who, listed, target, choice)
chosen = agencies.choose_agency(who)
is_own = who.scope.sees_agency(int(chosen))
# A head's own desa come before the list of all agencies; whoever leads them all reads it the other way round.
served = st.container() if chosen == str(own_agency(who)) else None
if listing is not None:
    left, drawing = st.columns([1.1, 1], gap="medium")
    with left:
        st.subheader(text("OPD with most civil servants not yet counted"), anchor=False)
        clicked = agency_list.show_agency_list(who, listing, chosen=chosen)
    with drawing:
        agencies.show_funnel(who, listed, total)
        if is_own:
            agencies.show_days(who, chosen, target, choice)
            pictures += agencies.days_picture(who, chosen, target, choice, foot)
    opened = agency_heads.show_what_now(who, listed, choice) or clicked
    if opened is not None:
        agencies.open_agency(opened)

if is_own:
    with served or st.container():
        st.header(text("The desa that {agency} serves", agency=agencies.full_name(who, chosen)), anchor=False)
        pictures += agencies.show_served(who, chosen, choice)
        first = read_priority_list(who, root, view, is_aside=True)
        what_now.show_for_served(who, agencies.served_desa(who, chosen, choice), first)
        show_agency_card(who, int(chosen), view, first)
else:
    withheld.show_foreign_agency(who, agencies.full_name(who, chosen))
agencies.show_table(who, listed, target, choice, pictures)
blocks.show_foot(who, named, None, staff_view)
