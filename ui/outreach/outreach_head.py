"""What stands first on the page of outreach: the verdict in two sentences; and the calendar of events."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import streamlit as st
from babel.dates import get_day_names

from census.access.matrix import Matter
from census.campaign.outreach import Outreach
from census.outreach.records import Event
from presentation.areas.map_and_list import hover_head
from presentation.charts.event_calendar import CalendarWords, event_calendar
from presentation.words.outreach.reach_words import day_hover, events_sentence, visits_headline, waiting_sentence
from presentation.words.outreach.record_words import promises_sentence
from ui.kit.controls import Choice
from ui.kit.display.blocks import show_sentences
from ui.kit.display.maps import ink
from ui.kit.display.plots import Picture, show_plot
from ui.kit.withheld import sees_all_of, visible_name
from ui.outreach.outreach import promises_of
from ui.shell.frame import Reader

_MOST_WEEKS = 8
"""Weeks that the calendar shows; the table has all events."""


def show_verdict(reader: Reader, outreach: Outreach) -> None:
    """Say who has not been visited yet, and then what has been done and what waits."""
    text, formats = reader.text, reader.formats
    area = visible_name(reader, outreach.area_code)
    if outreach.events:
        st.title(visits_headline(text, formats, area, outreach.reach, outreach.level), anchor=False)
    else:
        st.title(text("{area}: no outreach has been recorded yet.", area=area), anchor=False)
        if reader.scope.may(Matter.OPERATE):
            st.markdown(text("Record the first event below, or import a file under Data in (kind outreach)."))
        elif reader.scope.may(Matter.RECORD):
            st.markdown(text("Record the first event below."))
    show_sentences(
        events_sentence(text, formats, outreach.totals, outreach.until),
        promises_sentence(text, formats, outreach.promises),
        waiting_sentence(text, formats, outreach.totals),
    )


def promises(reader: Reader, area_code: str, choice: Choice, *, has_overdue: bool = True) -> str | None:
    """Say what came of what agencies promised; None where nothing was, or the reader sees only a part of it.

    Without `has_overdue` (keyword-only) nothing of those that are over and were not kept: they are named elsewhere.
    """
    if not sees_all_of(reader, area_code) or not len(reader.campaign.commitments):
        return None
    totals = promises_of(reader, area_code, choice)
    return promises_sentence(reader.text, reader.formats, totals if has_overdue else replace(totals, broken=0))


def show_calendar(reader: Reader, outreach: Outreach) -> None:
    """Draw the events of the last weeks by day; nothing where none was held in them."""
    text = reader.text
    first, last = _weeks(reader, outreach)
    held = [event for event in outreach.events if first <= event.held_on <= last]
    st.subheader(text("Events by day"), anchor=False)
    if not held:
        st.info(text("No event has been recorded in these weeks."))
        return
    shade = ink()
    picture = reader.drawn(
        lambda: _draw(reader, held, first, last, shade), "calendar", outreach.area_code, first, last, shade
    )
    show_plot(picture, key=f"calendar-{outreach.area_code}")


_ONE_DAY = timedelta(days=1)


def _weeks(reader: Reader, outreach: Outreach) -> tuple[date, date]:
    target = reader.campaign.target(outreach.area_code, outreach.as_of)
    earliest = outreach.until - timedelta(weeks=_MOST_WEEKS) + _ONE_DAY
    begun = earliest if target is None or target.starts_on > outreach.until else max(target.starts_on, earliest)
    return begun, outreach.until


def _draw(reader: Reader, held: Sequence[Event], first: date, last: date, shade: str) -> Picture:
    text, formats = reader.text.plain, reader.formats
    counts = Counter(event.held_on for event in held)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    names = get_day_names("abbreviated", locale="id_ID" if text.language == "id" else "en_GB")
    words = CalendarWords(
        weekdays=tuple(str(names[weekday]) for weekday in range(7)),
        day={day: formats.day(day, short=True) for day in days},
        hover={
            day: "<br>".join([day_hover(reader.text, formats, held, day), *hover_head(reader.voice, "")[1:]])
            for day in days
        },
    )
    figure = event_calendar(counts, first=first, last=last, words=words, ink=shade)
    listed = "; ".join(f"{formats.day(day, short=True)}: {counts[day]}" for day in days if day in counts)
    return Picture.of(figure, alt=text("Events by day: {list}", list=listed))
