"""The message of the day for the wall, which the operator writes on the page of settings."""

from datetime import date, datetime, timedelta

import streamlit as st

from access.accounts import kinds
from access.accounts.account_admin import RefusedActError
from census.identifiers.personal_numbers import holds_personal_number
from data_access.accounts.access_log import note
from data_access.writes.day_messages import DayMessage, read_day_message, take_day_messages_away, write_day_message
from presentation.language.messages import N_
from ui.kit.display.acts import act
from ui.shell import cached
from ui.shell.frame import Reader

LONGEST = 200
_MOST_DAYS = 62


def show_day_message(reader: Reader, by: int) -> None:
    """Show the message in force, with the ways to write another and to take it away."""
    text, formats = reader.text, reader.formats
    with cached.database(reader.settings).read() as session:
        message = read_day_message(session, reader.today)
    st.subheader(text("Message of the day on the wall"), anchor=False)
    if message is None:
        st.markdown(text("There is none today."))
    else:
        st.text(message.body)
        st.caption(text("Until {day}", day=formats.day(message.last_on)))
    with st.expander(text("Write a message, or take it away"), icon=":material/campaign:"):
        body = st.text_area(text("Message"), key="day-message", max_chars=LONGEST)
        last = st.date_input(
            text("Last day"),
            reader.today,
            min_value=reader.today,
            max_value=reader.today + timedelta(days=_MOST_DAYS),
            format="DD/MM/YYYY",
            key="day-message-until",
        )
        last_on = last if isinstance(last, date) else reader.today
        with st.container(horizontal=True):
            if st.button(text("Show it on the wall"), type="primary", disabled=not body, icon=":material/campaign:"):
                done = text("The wall shows it within a minute.")
                act(reader, done, lambda now: keep_message(reader, DayMessage(body, reader.today, last_on), by, now))
            if st.button(text("Take it away"), key="day-message-away", icon=":material/remove:"):
                act(reader, text("The wall shows no message."), lambda now: _take_away(reader, by, now))


def keep_message(reader: Reader, message: DayMessage, by: int, now: datetime) -> None:
    """Keep a message, of one line and without a number of a person.

    Raises
    ------
    RefusedActError
        Where it says nothing or holds such a number.
    """
    body = " ".join("".join(sign if sign.isprintable() else " " for sign in message.body).split())
    if not body:
        raise RefusedActError(N_("The message is empty."))
    if holds_personal_number(body):
        raise RefusedActError(N_("A message must not hold a NIK, NIP, family card or telephone number."))
    kept = DayMessage(body, message.first_on, message.last_on)
    with cached.database(reader.settings).write() as session:
        write_day_message(session, kept, by=by, now=now)
        note(session, kinds.MESSAGE_WRITTEN, by, {"until": kept.last_on.isoformat()}, now=now)


def _take_away(reader: Reader, by: int, now: datetime) -> None:
    with cached.database(reader.settings).write() as session:
        if not take_day_messages_away(session, since=reader.today):
            raise RefusedActError(N_("There is no message to take away."))
        note(session, kinds.MESSAGE_REMOVED, by, {}, now=now)
