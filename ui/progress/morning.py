"""The parts of the page This morning: what moved since yesterday and whom to visit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from census.base.target import Target
from census.base.vocabulary import measure_column
from census.figures.daily import daily_gains, still_days
from census.figures.progress import AreaProgress, View
from census.priority.priority import AreaPriority
from census.priority.priority_list import PriorityList, first_visits, last_day_is_over, plan_of
from presentation.areas.extremes import HOW_MANY, change
from presentation.language.markdown import bold, join
from presentation.words.today.morning import (
    AreaMove,
    MorningVisit,
    day_line,
    gap_sentence,
    morning_visit,
    moves_sentence,
)
from presentation.words.today.plan_rows import basis_of
from presentation.words.verdict import Verdict
from ui.kit.priority_lists import day_of_plan, usual_rules
from ui.kit.withheld import sees_all_of
from ui.progress.today import last_day
from ui.shell.frame import Reader


def show_day(reader: Reader, target: Target | None, as_of: date) -> None:
    """Write today, the day of the figures and the days left, above the verdict."""
    figures_on = None if reader.campaign.newest_day(reader.today) is None else as_of
    st.caption(day_line(reader.text, reader.formats, reader.today, figures_on, target))


def own_lines(
    reader: Reader, row: AreaProgress, target: Target | None, view: View, stands: Verdict
) -> list[str | None]:
    """Say of an area what the last day brought, what is missing, and which of its parts rose and stand still."""
    gained = last_day(reader, row, target, view)
    gap = gap_sentence(reader.text, reader.formats, row, target, view)
    moves = None
    if target is not None:
        parts = reader.drawn(lambda: _moves(reader, row, target, view), "moves", row.code, target, view)
        moves = moves_sentence(reader.text, reader.formats, parts)
    if gained is None or gap is None:
        # Without a figure of the day itself the verdict's second sentence says what a day has to bring.
        return [stands.needs or None, gained or change(reader.voice, row, view.unit), moves]
    return [gained, gap, moves]


def _moves(reader: Reader, row: AreaProgress, target: Target, view: View) -> list[AreaMove]:
    """The parts of an area whose figures tell what came in on the day."""
    campaign = reader.campaign
    measure = measure_column(target.unit, target.status)
    moves = []
    for code in campaign.tree.children(row.code):
        gains = daily_gains(campaign.panel, measure, code, view.as_of)
        outages = campaign.outages.get(str(campaign.tree.frame.at[code, "kabupaten_code"]), frozenset())
        if gains and view.as_of not in outages:
            moves.append(AreaMove(campaign.tree.name(code), gains[-1].gain, still_days(gains, without=outages)))
    return moves


@dataclass(frozen=True, slots=True)
class Pressed:
    """Code of the desa whose button was pressed; None for none."""

    assign: str | None = None
    profile: str | None = None


def visits_of(reader: Reader, area_code: str, listed: PriorityList | None, view: View) -> tuple[AreaPriority, ...]:
    """The desa to go to today: of an own area the first, of the whole one of each kecamatan, those planned before."""
    if listed is None or last_day_is_over(listed):
        return ()
    if reader.campaign.withheld or not sees_all_of(reader, area_code):
        return first_visits(listed, None, HOW_MANY)
    day = day_of_plan(reader, view.as_of)
    rules = usual_rules(reader)
    plan = reader.drawn(lambda: plan_of(listed, rules, day), "order", area_code, view, day, reader.today)
    return first_visits(listed, plan, HOW_MANY)


def show_visits(
    reader: Reader, listed: PriorityList, areas: Sequence[AreaPriority], assignable: Sequence[str]
) -> Pressed:
    """Show the desa to go to, each with its reason, who goes, and two buttons.

    Parameters
    ----------
    listed
        The list that the desa are of.
    areas
        Three at most.
    assignable
        Codes of those for which the reader may record a promise.
    """
    text = reader.text
    basis = basis_of(reader.campaign, listed, [area.code for area in areas])
    is_alone = len({area.parent_code for area in areas}) == 1
    st.subheader(text("Visit today"), anchor=False)
    assign = profile = None
    for column, area in zip(st.columns(HOW_MANY, gap="small"), areas, strict=False):
        visit = morning_visit(text, reader.formats, area, basis, is_alone=is_alone)
        with column, st.container(border=True, key=f"visit-{area.code}", gap=None):
            _show_words(visit)
            with st.container(horizontal=True, gap="small"):
                if area.code in assignable and st.button(text("Assign"), key=f"assign-{area.code}", width="stretch"):
                    assign = area.code
                if st.button(text("Profile of the desa"), key=f"profile-{area.code}", width="stretch"):
                    profile = area.code
    return Pressed(assign, profile)


def _show_words(visit: MorningVisit) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", gap=None):
        st.markdown(bold(visit.name), width="content")
        st.markdown(bold(visit.missing), width="content")
    st.markdown(join("  \n", [visit.reason, visit.proposal]))
