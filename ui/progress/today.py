"""The lines under the verdict of the overview: what the last day brought, what may come, and what to order today."""

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from census.base.target import Target, closed_on
from census.base.vocabulary import measure_column
from census.campaign.outreach import outreach_until
from census.campaign.overdue import OverduePromise, overdue_promises
from census.figures.daily import daily_gains, run_of_days
from census.figures.progress import AreaProgress, View
from census.forecast.table import AreaForecast
from census.priority.priority_list import PriorityList, last_day_is_over, plan_of
from presentation.language.markdown import bold, join
from presentation.words.today.day import LastDay, day_sentence
from presentation.words.today.order import Order, order_sentence, overdue_sentence
from presentation.words.today.plan_rows import basis_of
from presentation.words.verdict import Position, verdict
from ui.kit.priority_lists import day_of_plan, is_too_large_aside, usual_rules
from ui.shell.frame import Reader

Lines = Sequence[str | None]


def last_day(reader: Reader, row: AreaProgress, target: Target | None, view: View) -> str | None:
    """Say what the as-of day brought against what each day has to bring; None where it has no figure of its own."""
    if target is None or view.as_of < target.starts_on:
        return None
    campaign = reader.campaign
    gains = daily_gains(campaign.panel, measure_column(target.unit, target.status), row.code, view.as_of)
    if not gains:
        return None
    kabupaten = str(campaign.tree.frame.at[row.code, "kabupaten_code"])
    outages = campaign.outages.get(kabupaten, frozenset())
    last = LastDay(
        day=view.as_of,
        is_yesterday=view.as_of == reader.today - timedelta(days=1),
        gain=gains[-1].gain,
        unit=target.unit,
        needed=row.required_pace,
        is_equivalent=target.is_equivalent,
        run=run_of_days(gains, without=outages),
        is_outage=view.as_of in outages,
    )
    return day_sentence(reader.text, reader.formats, last)


def own_area(reader: Reader, code: str, view: View) -> str:
    """Say what is missing of a reader's own area, which is another than the page's: 18.342 jiwa dalam 16 hari."""
    target = reader.campaign.target(code, view.as_of)
    position = Position(reader.campaign.progress_of(code, view), target, view)
    stands = verdict(reader.text, reader.formats, position)
    return join(" ", [bold(f"{reader.campaign.tree.name(code)}."), stands.needs]) if stands.needs else stands.headline


def awaits_order(reader: Reader, ahead: AreaForecast | None, target: Target | None, view: View) -> bool:
    """Tell whether `show_order` will most likely have something to say, for which room is kept."""
    has_forecast = ahead is not None and ahead.reason is None and target is not None
    return has_forecast and closed_on(target, view.as_of) is None and not is_too_large_aside(reader)


def show_lines(reader: Reader, before: Lines, after: Lines, *, is_awaited: bool) -> DeltaGenerator:
    """Show what is known at once as lines of a list; give the place between them for what is worked out later.

    Parameters
    ----------
    before, after
        Lines above and below that place; None for what there is not.
    is_awaited
        Whether room is kept there (`static/page.css`), so that what stands below does not move. Keyword-only.
    """
    teams = usual_rules(reader).teams
    with st.container(key="today", gap=None):
        with st.container(key=f"awaited-{'one' if teams == 1 else 'some'}" if is_awaited else "unawaited", gap=None):
            show_list(before)
            place = st.container(key="order")
        show_list(after)
    return place


def show_order(reader: Reader, place: DeltaGenerator, area_code: str, view: View, listed: PriorityList | None) -> None:
    """Say in the place kept for it where to send the teams.

    Parameters
    ----------
    place
        As `show_lines` gives it: priorities are worked out after map and list, for which nobody shall wait.
    area_code
        The area of the list.
    listed
        Its desa in the order of their priority, as far as the reader sees them; None without one.
    """
    if listed is None or not listed.has_forecast or last_day_is_over(listed):
        return
    day = day_of_plan(reader, view.as_of)
    rules = usual_rules(reader)
    plan = reader.drawn(lambda: plan_of(listed, rules, day), "order", area_code, view, day, reader.today)
    shortfall = sum(area.expected_shortfall for area in listed.areas)
    first = [visit.code for visit in plan.visits[:1]]
    agency = next(iter(basis_of(reader.campaign, listed, first).agency_of.values()), None)
    order = Order(day, day == reader.today, plan.visits, shortfall, agency)
    with place:
        show_list([order_sentence(reader.text, reader.formats, order)])


def overdue_line(reader: Reader, area_code: str, view: View) -> str | None:
    """Say whose promises are overdue in an area; None where there are none."""
    return overdue_sentence(reader.text, reader.formats, overdue(reader, area_code, view))


def overdue(reader: Reader, area_code: str, view: View) -> tuple[OverduePromise, ...]:
    """The promises of an area that are over and were not kept, as far as the reader sees them."""
    campaign, as_of = reader.campaign, view.as_of
    if not len(campaign.commitments):
        return ()
    until = outreach_until(campaign, as_of, reader.today)
    return reader.drawn(lambda: overdue_promises(campaign, area_code, as_of, until), "overdue", area_code, as_of, until)


def show_list(lines: Lines) -> None:
    """Show lines as a list; None for what there is not."""
    shown = [f"- {line}" for line in lines if line]
    if shown:
        st.markdown("\n".join(shown))
