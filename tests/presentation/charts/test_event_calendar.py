"""The calendar of events: whole weeks, each day in its box, numbers where there were events."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from presentation.charts.event_calendar import CalendarWords, days_of_calendar, event_calendar

FIRST = date(2020, 1, 1)
offsets = st.integers(0, 60)


@given(offsets, offsets)
def test_a_calendar_has_whole_weeks_and_no_more(start: int, length: int) -> None:
    first = FIRST + timedelta(days=start)
    last = first + timedelta(days=length)
    days = days_of_calendar(first, last)
    assert len(days) % 7 == 0
    assert days[0].weekday() == 0
    assert {first, last} <= set(days)
    assert first - days[0] < timedelta(days=7)
    assert days[-1] - last < timedelta(days=7)
    assert all(later - day == timedelta(days=1) for day, later in pairwise(days))


@given(offsets, st.integers(0, 40), st.dictionaries(st.integers(0, 40), st.integers(0, 20), max_size=6))
def test_every_day_has_a_box_and_says_how_many(start: int, length: int, counts: dict[int, int]) -> None:
    first = FIRST + timedelta(days=start)
    days = [first + timedelta(days=n) for n in range(length + 1)]
    held = {first + timedelta(days=n): number for n, number in counts.items() if n <= length}
    words = CalendarWords(
        weekdays=("1", "2", "3", "4", "5", "6", "7"),
        day={day: day.isoformat() for day in days},
        hover={day: f"on {day}" for day in days},
    )
    figure = event_calendar(held, first=first, last=days[-1], words=words, ink="#000000")
    assert len(figure.layout.shapes) == len(figure.layout.annotations) == len(figure.data[0].x) == len(days)
    for day, said, column in zip(days, figure.layout.annotations, figure.data[0].x, strict=True):
        assert column == day.weekday()
        number = held.get(day, 0)
        assert said.text == (f"{day.isoformat()}<br><b>{number}</b>" if number else day.isoformat())
