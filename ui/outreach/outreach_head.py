"""What stands first on the page of outreach: the verdict in two sentences; and the calendar of events."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import streamlit as st
from babel.dates import get_day_names

from census.access.matrix import Matter
from census.outreach.commitments import OVER, RUNNING, came_in
from presentation.charts.event_calendar import CalendarWords, event_calendar
from presentation.words.kinds import kind_name
from ui.kit.controls import Choice
from ui.kit.display.blocks import show_sentences
from ui.kit.display.maps import PLOT_CONFIG, Picture, ink
from ui.kit.withheld import known_as, sees_all_of
from ui.outreach.outreach import Outreach, promised_of
from ui.shell.frame import Reader

_MOST_WEEKS = 8
"""Weeks that the calendar shows; the table has all events."""


def show_verdict(reader: Reader, found: Outreach) -> None:
    """Say who has not been visited yet, and then what has been done and what waits."""
    text, formats = reader.text, reader.formats
    events = found.events
    area = known_as(reader, found.area_code)
    n, never = len(found.cover), int(found.cover["days_since"].isna().sum())
    if not len(events):
        st.title(text("{area}: no outreach has been recorded yet.", area=area), anchor=False)
        if reader.scope.may(Matter.OPERATE):
            st.markdown(text("Record the first event below, or import a file under Data in (kind outreach)."))
        elif reader.scope.may(Matter.RECORD):
            st.markdown(text("Record the first event below."))
    elif never:
        st.title(
            text("{area}: {never} of {n} desa have not been visited yet.", area=area, never=formats.count(never), n=n)
            if found.level == "desa"
            else text("{area}: {never} of {n} areas have not been visited yet.", area=area, never=never, n=n),
            anchor=False,
        )
    else:
        longest = formats.count(found.cover["days_since"].max())
        st.title(
            text("{area}: every desa has been visited; the longest wait is {n} days.", area=area, n=longest)
            if found.level == "desa"
            else text("{area}: every area has been visited; the longest wait is {n} days.", area=area, n=longest),
            anchor=False,
        )
    show_sentences(_events(reader, found), _promises(reader, found.promised), _waiting(reader, found))


def promises(reader: Reader, area_code: str, choice: Choice) -> str | None:
    """Say what came of what agencies promised; None where nothing was, or the reader sees only a part of it."""
    if not sees_all_of(reader, area_code) or not len(reader.campaign.commitments):
        return None
    return _promises(reader, promised_of(reader, area_code, choice))


def _events(reader: Reader, found: Outreach) -> str | None:
    text, formats, events = reader.text, reader.formats, found.events
    if not len(events):
        return None
    return text(
        "**{n} events** up to {day} have reached {people} people.",
        n=formats.count(len(events)),
        day=formats.day(found.until),
        people=formats.count(events["audience"].sum()),
    )


def _promises(reader: Reader, promised: pd.DataFrame) -> str | None:
    """Say what the running commitments come to; those of which nobody knows yet what came in are named apart."""
    text, formats = reader.text, reader.formats
    is_told = promised["achieved"].notna()
    running = promised[(promised["state"] == RUNNING) & is_told]
    waiting = promised[(promised["state"] == RUNNING) & ~is_told]
    over = promised[(promised["state"] == OVER) & ~promised["is_kept"].fillna(value=True)]
    said = []
    if len(running):
        said.append(
            text(
                "Running commitments: **{came} of {all} families** promised have come in.",
                came=formats.count(came_in(running, reader.campaign.tree).sum()),
                all=formats.count(running["households"].sum()),
            )
        )
    if len(waiting):
        said.append(
            text(
                "{n} commitments ({families} families) have no newer figure yet.",
                n=formats.count(len(waiting)),
                families=formats.count(waiting["households"].sum()),
            )
        )
    if len(over):
        said.append(text("{n} commitments are over and were not kept.", n=formats.count(len(over))))
    return " ".join(said) or None


def _waiting(reader: Reader, found: Outreach) -> str | None:
    text, formats = reader.text, reader.formats
    blockers, requests = found.records["blockers"], found.records["requests"]
    is_open = int(
        (_not_over(blockers["resolved_on"], found.until) & _up_to(blockers["reported_on"], found.until)).sum()
    )
    waits = int((_not_over(requests["done_on"], found.until) & _up_to(requests["requested_on"], found.until)).sum())
    said = []
    if is_open:
        said.append(text("{n} blockers are open.", n=formats.count(is_open)))
    if waits:
        said.append(text("{n} requests for help by BPS are waiting.", n=formats.count(waits)))
    return " ".join(said) or None


def _not_over(ends: pd.Series, last: date) -> pd.Series:
    """Tell which were not over by a day; what was ended later was open then."""
    return pd.Series(np.array([pd.isna(day) or day > last for day in ends], dtype=bool), index=ends.index)


def _up_to(days: pd.Series, last: date) -> pd.Series:
    return pd.Series(np.array([day <= last for day in days], dtype=bool), index=days.index)


def show_calendar(reader: Reader, found: Outreach) -> None:
    """Draw the events of the last weeks by day; nothing where none was held in them."""
    text = reader.text
    first, last = _weeks(reader, found)
    held = found.events[_up_to(found.events["held_on"], last) & ~_up_to(found.events["held_on"], first - _ONE_DAY)]
    st.subheader(text("Events by day"), anchor=False)
    if not len(held):
        st.info(text("No event has been recorded in these weeks."))
        return
    shade = ink()
    picture = reader.drawn(
        lambda: _draw(reader, held, first, last, shade), "calendar", found.area_code, first, last, shade
    )
    st.plotly_chart(picture.figure, key=f"calendar-{found.area_code}", config=PLOT_CONFIG, alt=picture.alt)


_ONE_DAY = timedelta(days=1)


def _weeks(reader: Reader, found: Outreach) -> tuple[date, date]:
    target = reader.campaign.target(found.area_code, found.as_of)
    earliest = found.until - timedelta(weeks=_MOST_WEEKS) + _ONE_DAY
    begun = earliest if target is None or target.starts_on > found.until else max(target.starts_on, earliest)
    return begun, found.until


def _draw(reader: Reader, held: pd.DataFrame, first: date, last: date, shade: str) -> Picture:
    text, formats = reader.text.plain, reader.formats
    counts = {day: int((held["held_on"] == day).sum()) for day in set(held["held_on"].tolist())}
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    names = get_day_names("abbreviated", locale="id_ID" if text.language == "id" else "en_GB")
    words = CalendarWords(
        weekdays=tuple(str(names[weekday]) for weekday in range(7)),
        day={day: formats.day(day, short=True) for day in days},
        hover={day: _hover(reader, held[held["held_on"] == day], day) for day in days},
    )
    figure = event_calendar(counts, first=first, last=last, words=words, ink=shade)
    said = "; ".join(f"{formats.day(day, short=True)}: {counts[day]}" for day in days if day in counts)
    return Picture(figure, alt=text("Events by day: {list}", list=said))


def _hover(reader: Reader, held: pd.DataFrame, day: date) -> str:
    text, formats = reader.text, reader.formats
    lines = [f"<b>{formats.day(day)}</b>"]
    lines += [f"{kind_name(text, str(kind))}: {n}" for kind, n in held["kind"].value_counts().items()]
    return "<br>".join(lines if len(lines) > 1 else [*lines, text("no event")])
