"""What the page of priorities is made of: today's plan with its reasons, quick finishes, desa that stand still."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from census.outreach.responsiveness import ASSUMED
from census.outreach.stuck import TAIL
from census.priority.plan import Plan, PlanRules
from census.priority.priority import most_forms_first
from census.priority.priority_list import PriorityList, last_day_is_over
from presentation.language.formats import Formats, as_shown
from presentation.language.markdown import bold
from presentation.language.messages import LANGUAGES, N_, Translator
from presentation.words.completeness import covered
from presentation.words.kinds import kind_name
from presentation.words.reasons import (
    about_sign,
    destinations,
    shown_extra,
    standing_still,
    waiting_forms,
)
from presentation.words.today.plan_rows import basis_of, plan_headings, plan_rows, ranked_rows
from ui.kit.controls import Choice
from ui.kit.priority_lists import usual_rules
from ui.kit.rows import show_rows
from ui.kit.withheld import sees_no_desa, visible_name
from ui.shell import address
from ui.shell.frame import Reader, show_link
from ui.shell.next_steps import show_way_in

TEAMS_KEY, COVER_KEY, KIND_KEY, LOT_KEY = "tim", "jangkau", "kegiatan", "undi"
_MOST_TEAMS, _MOST_COVER_DAYS = 60, 31
_LISTED = 5
_BY_LOT = N_("by lot")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the reader wants of a plan: its rules, and one kind of outreach or any."""

    rules: PlanRules
    kind: str | None


def choose_wish(reader: Reader, choice: Choice) -> Wish:
    """Draw the switches of the plan: teams, days in which all kecamatan are visited, kind of event, order by lot."""
    text, usual = reader.text, usual_rules(reader)
    teams, cover, kinds, lot = st.columns([1, 1.3, 1.4, 1.2], gap="medium", vertical_alignment="bottom")
    with teams:
        n = _number(text("Teams that can go out"), TEAMS_KEY, usual.teams, _MOST_TEAMS)
    with cover:
        days = _number(
            text("Visit every kecamatan at least every … days"), COVER_KEY, usual.cover_days, _MOST_COVER_DAYS
        )
    with kinds:
        words = {Translator(language)(kind_name(Translator(language), k)): k for language in LANGUAGES for k in ASSUMED}
        address.read_choice(KIND_KEY, words.get, None)
        kind = st.selectbox(
            text("Kind of event"),
            list(ASSUMED),
            index=None,
            format_func=lambda k: kind_name(text, k),
            key=KIND_KEY,
            placeholder=text("The best for each desa"),
        )
        address.write_choice(KIND_KEY, None if kind is None else kind_name(Translator("id"), kind))
    with lot:
        by_lot = Translator("id")(_BY_LOT)
        address.read_choice(LOT_KEY, lambda word: True if word == by_lot else None, default=False)
        is_by_lot = st.toggle(
            text("Ties by lot"),
            key=LOT_KEY,
            help=text("Desa whose order cannot be told are taken by lot, so that the effect of events can be learned."),
        )
        address.write_choice(LOT_KEY, by_lot if is_by_lot else None)
    # The lot of a day is drawn once: whoever looks sees the same plan.
    seed = choice.view.as_of.toordinal() if is_by_lot else None
    return Wish(PlanRules(n, cover_days=days, seed=seed), kind)


def _number(label: str, key: str, default: int, most: int) -> int:
    address.read_choice(
        key, lambda word: int(word) if word.isdecimal() and len(word) < 10 and 1 <= int(word) <= most else None, default
    )
    chosen = int(st.number_input(label, min_value=1, max_value=most, step=1, key=key))
    address.write_choice(key, None if chosen == default else str(chosen))
    return chosen


def show_state(reader: Reader, priority_list: PriorityList | None, area_code: str) -> bool:
    """Where there is nothing to plan, say why and where to go; tell whether there is."""
    text, formats = reader.text, reader.formats
    name = reader.campaign.tree.name(area_code)
    if priority_list is None:
        st.title(text("{area}: without a target nothing is missing.", area=name), anchor=False)
        st.markdown(text("There is no target on record."))
        return False
    if not priority_list.areas and sees_no_desa(reader):
        st.title(text("{area}: you are responsible for no desa, so there is no order.", area=name), anchor=False)
        return False
    if not priority_list.areas:
        st.title(text("{area}: there is no figure by desa yet, so there is no order.", area=name), anchor=False)
        st.markdown(text("Priorities need a recap by desa, or rows of submissions, and a register by desa."))
        show_way_in(reader)
        if reader.campaign.panel.days:
            show_link(reader, "overview", text("Where most are missing by the figures there are"), ":material/map:")
        return False
    if last_day_is_over(priority_list):
        day = formats.day(priority_list.target.ends_on)
        st.title(text("{area}: the online phase ended on {day}; what is left is interviewed.", area=name, day=day),
                 anchor=False)  # fmt: skip
        show_link(reader, "interviews", text("Go to Interviews"), ":material/groups:")
        return False
    return True


def show_verdict(reader: Reader, priority_list: PriorityList, plan: Plan, day: date, area_code: str) -> None:
    """Say who goes where today and what it brings, and what is missing without it."""
    text, formats = reader.text, reader.formats
    shortfall = sum(area.expected_shortfall for area in priority_list.areas)
    if not plan.visits:
        name = covered(text, priority_list.completeness, reader.campaign.tree.name(area_code))
        st.title(text("{area}: no desa is expected to miss its target; nobody need be sent.", area=name), anchor=False)
        return
    rest, teams = priority_list.completeness, len(plan.visits)
    covered_area = covered(text, rest, visible_name(reader, area_code))
    terms = {
        "when": text("Today") if day == reader.today else formats.day(day),
        "covered": covered_area,
        "teams": teams,
        "places": destinations(text, plan.visits),
        "gain": text("that brings about {extra}", extra=formats.families(shown_extra(plan.visits))),
    }
    st.title(
        text.plural(
            "{when}, {covered} alone: send {teams} team to {places}; {gain}.",
            "{when}, {covered} alone: send {teams} teams to {places}; {gain}.",
            teams,
            **terms,
        )
        if rest.is_part
        else text.plural(
            "{when}: send {teams} team to {places}; {gain}.",
            "{when}: send {teams} teams to {places}; {gain}.",
            teams,
            **terms,
        ),
        anchor=False,
    )
    st.markdown(_range_of(reader, priority_list, plan))
    show_link(reader, "effect", text("What events have brought"), ":material/science:")
    missing = about_sign(priority_list.is_equivalent) + formats.count(shortfall)
    deadline = formats.day(priority_list.target.ends_on)
    st.markdown(
        text.plural(
            "By the forecast, the desa of {area} that miss their target will still be {missing} family short"
            " on {deadline}.",
            "By the forecast, the desa of {area} that miss their target will still be {missing} families"
            " short on {deadline}.",
            as_shown(shortfall),
            area=covered_area,
            missing=missing,
            deadline=deadline,
        )
        if priority_list.has_forecast
        else text.plural(
            "The desa of {area} that are behind their path are {missing} family short in all.",
            "The desa of {area} that are behind their path are {missing} families short in all.",
            as_shown(shortfall),
            area=covered_area,
            missing=missing,
        )
    )


def _range_of(reader: Reader, priority_list: PriorityList, plan: Plan) -> str:
    """Say how sure it is what the plan brings, and what that rests on."""
    text, formats, learned = reader.text, reader.formats, priority_list.responsiveness
    low, high = plan.extra_range(learned)
    span = {"low": formats.count(low), "high": formats.count(high)}
    if not learned.events:
        return text(
            "It may be {low} to {high} families (80%): an assumption, as long as the effect of no event is known.",
            **span,
        )
    return text.plural(
        "It may be {low} to {high} families (80%), by what {n} event has brought so far.",
        "It may be {low} to {high} families (80%), by what {n} events have brought so far.",
        learned.events,
        n=formats.count(learned.events),
        **span,
    )


def show_warnings(reader: Reader, priority_list: PriorityList, wish: Wish, plan: Plan) -> None:
    """Say what the order does not rest on: a forecast, events whose effect is known, teams enough."""
    text = reader.text
    if not priority_list.has_forecast:
        st.info(
            text(
                "There is no forecast yet: the order follows what is missing today against the path, and it"
                " cannot be said how certain it is."
            ),
            icon=":material/info:",
        )
    kecamatan = len({area.parent_code for area in priority_list.areas if area.expected_shortfall > 0})
    if wish.rules.teams * wish.rules.cover_days < kecamatan:
        st.warning(
            text.plural(
                "{teams} team cannot visit {n} kecamatan within {days}: the one that has waited longest comes first.",
                "{teams} teams cannot visit {n} kecamatan within {days}: the one that has waited longest comes first.",
                wish.rules.teams,
                teams=wish.rules.teams,
                n=kecamatan,
                days=reader.formats.days(wish.rules.cover_days),
            ),
            icon=":material/warning:",
        )
    if 0 < len(plan.visits) < wish.rules.teams:
        st.info(
            text.plural(
                "{n} team is not needed: nothing is missing any more.",
                "{n} teams are not needed: nothing is missing any more.",
                wish.rules.teams - len(plan.visits),
                n=wish.rules.teams - len(plan.visits),
            )
        )


def show_plan(reader: Reader, priority_list: PriorityList, plan: Plan) -> str | None:
    """List the teams with where each goes and why, read across; give the desa that is to be handed over, if any."""
    text = reader.text
    if not plan.visits:
        return None
    st.subheader(text("Plan: who goes where, and why"), anchor=False)
    area_of = {area.code: area for area in priority_list.areas}
    rows = plan_rows(
        text.plain, Formats(text.plain), plan.visits, area_of, basis_of(reader.campaign, priority_list, list(area_of))
    )
    pressed = show_rows(
        plan_headings(text.plain, is_ranked=False),
        rows,
        button=text("Choose"),
        icon=":material/ads_click:",
        key="plan",
    )
    if len({visit.code for visit in plan.visits}) < len(plan.visits):
        st.caption(
            text(
                "A second team in the same desa and week is assumed to bring half of what the first brings, until this"
                " has been estimated."
            )
        )
    return pressed


def show_first(reader: Reader, priority_list: PriorityList, plan: Plan) -> str | None:
    """List the first of all desa, where the plan does not name just these; give the one to be handed over, if any."""
    text = reader.text
    first = priority_list.prior[:_LISTED]
    if {area.code for area in first} <= {visit.code for visit in plan.visits}:
        return None
    st.subheader(text("First on the list, and why"), anchor=False)
    basis = basis_of(reader.campaign, priority_list, [area.code for area in first])
    return show_rows(
        plan_headings(text.plain, is_ranked=True),
        ranked_rows(text.plain, Formats(text.plain), first, basis),
        button=text("Choose"),
        icon=":material/ads_click:",
        key="first",
    )


def show_quick_wins(reader: Reader, priority_list: PriorityList) -> None:
    """Name the desa where most forms wait to be finished, and those that stand still."""
    text, formats = reader.text, reader.formats
    finishing, standing = st.columns(2, gap="medium")
    with finishing:
        st.subheader(text("Nearly done: forms opened, not sent yet"), anchor=False)
        first = most_forms_first(priority_list.areas)[:_LISTED]
        if not first:
            st.markdown(text("No form is known to be opened and not sent."))
        for area in first:
            st.markdown(f"{bold(area.name)}: {waiting_forms(text, formats, area)}.")
    with standing:
        st.subheader(text("Standing still: the week's gain is far below the usual"), anchor=False)
        stuck = [area for area in priority_list.areas if area.is_stuck][:_LISTED]
        if all(area.week_least is None for area in priority_list.areas):
            st.markdown(text("Two weeks of daily figures are needed to see which desa are standing still."))
        elif not stuck:
            st.markdown(text("No desa is standing still."))
        else:
            st.caption(
                text(
                    "By chance alone about {n} of {count} desa would be listed here.",
                    n=formats.count(TAIL * len(priority_list.areas)),
                    count=formats.count(len(priority_list.areas)),
                )
            )
        for area in stuck:
            st.markdown(standing_still(text, formats, area))
