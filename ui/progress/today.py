"""The lines under the verdict of the overview: what the last day brought, what may come, and what to order today."""

from datetime import timedelta

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from census.base.target import Target
from census.base.vocabulary import measure_column
from census.campaign.outreach import outreach_until
from census.campaign.overdue import OverduePromise, overdue_promises
from census.figures.daily import daily_gains, run_of_days
from census.figures.progress import AreaProgress, View
from census.priority.priority_list import PriorityList, last_day_is_over
from presentation.words.today.day import LastDay, day_sentence
from presentation.words.today.order import Order, order_sentence, overdue_sentence
from ui.kit.priority_lists import day_of_plan, plan_of, usual_rules
from ui.shell.frame import Reader


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


def show_lines(*lines: str | None) -> DeltaGenerator:
    """Show what is known at once as lines of a list; give the place for those that are worked out later."""
    shown = [line for line in lines if line]
    if shown:
        st.markdown(_as_list(shown))
    return st.container()


def show_order(reader: Reader, place: DeltaGenerator, area_code: str, view: View, listed: PriorityList | None) -> None:
    """Say in the place kept for it where to send the teams and whose promises are overdue.

    Parameters
    ----------
    place
        As `show_lines` gives it: priorities are worked out after map and list, for which nobody shall wait.
    area_code
        The area of the list.
    listed
        Its desa in the order of their priority, as far as the reader sees them; None without one.
    """
    text, formats = reader.text, reader.formats
    order = None
    if listed is not None and listed.has_forecast and not last_day_is_over(listed):
        day = day_of_plan(reader, view.as_of)
        rules = usual_rules(reader)
        plan = reader.drawn(lambda: plan_of(listed, rules, day), "order", area_code, view, day, reader.today)
        shortfall = sum(area.expected_shortfall for area in listed.areas)
        order = order_sentence(text, formats, Order(day, day == reader.today, plan.visits, shortfall))
    lines = [line for line in (order, overdue_sentence(text, formats, overdue(reader, area_code, view))) if line]
    if lines:
        place.markdown(_as_list(lines))


def overdue(reader: Reader, area_code: str, view: View) -> tuple[OverduePromise, ...]:
    """The promises of an area that are over and were not kept, as far as the reader sees them."""
    campaign, as_of = reader.campaign, view.as_of
    if not len(campaign.commitments):
        return ()
    until = outreach_until(campaign, as_of, reader.today)
    return reader.drawn(lambda: overdue_promises(campaign, area_code, as_of, until), "overdue", area_code, as_of, until)


def _as_list(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
