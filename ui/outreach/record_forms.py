"""The form in which a new record is entered, in one screen of a phone."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import streamlit as st

from census.outreach.records import RecordName
from presentation.language.messages import N_
from presentation.words.record_words import RECORD_WORDS
from ui.kit.agency_names import own_agency
from ui.kit.controls import Choice, day_of_entry
from ui.outreach.record_fields import DAY, FIELDS, draw_fields, kinds_of, lacking, named_areas, record_of
from ui.outreach.records import begin_new_round, entry_round, write_new
from ui.shell.frame import Reader

_SOON = timedelta(days=7)
"""A promise is due after so many days."""
_CLICKED, _LAST_AGENCY = "_record_area", "_record_agency"

_BUTTONS: dict[RecordName, str] = {
    "events": N_("Record event"),
    "commitments": N_("Record commitment"),
    "blockers": N_("Record blocker"),
    "requests": N_("Record request"),
}


def propose_area(code: str) -> None:
    """Put an area into the entry form that was clicked on, and draw the page anew."""
    st.session_state[_CLICKED] = code
    begin_new_round()
    st.rerun()


def show_entry(reader: Reader, name: RecordName, area_code: str, choice: Choice) -> None:
    """Draw the form of a new record and write it.

    Parameters
    ----------
    name
        Kind of the record.
    area_code
        The area that the page speaks of: it and those below are offered.
    """
    text = reader.text
    st.subheader(text(_BUTTONS[name]), anchor=False)
    key = f"entry-{name}-{entry_round()}"
    areas = named_areas(reader, name, area_code)
    values = _proposed(reader, name, area_code, areas, choice)
    with st.form(f"form-{name}", border=True, enter_to_submit=False):
        fields = [field for field in FIELDS[name] if not field.is_late]
        entered = draw_fields(reader, name, fields, values, areas, key=key)
        if reader.campaign.simulation:
            st.caption(text("This database is simulated: what is recorded here is marked SIMULASI."))
        is_sent = st.form_submit_button(text(_BUTTONS[name]), type="primary", icon=":material/add:", width="stretch")
    if is_sent:
        st.session_state[_LAST_AGENCY] = entered["opd_id"]
        problem = lacking(reader, name, entered)
        if problem is None:
            st.session_state.pop(_CLICKED, None)
            problem = write_new(reader, record_of(name, entered), said=_recorded(reader, name, entered, areas))
        if problem is not None:
            st.error(problem, icon=":material/error:")


def _proposed(
    reader: Reader, name: RecordName, area_code: str, areas: Mapping[str, str], choice: Choice
) -> dict[str, Any]:
    """Give what the form begins with: the day, an area that was clicked on, and the agency of the record before."""
    day = day_of_entry(reader, choice.view.as_of)
    values: dict[str, Any] = dict.fromkeys([field.column for field in FIELDS[name]])
    values["opd_id"] = st.session_state.get(_LAST_AGENCY, own_agency(reader))
    clicked = st.session_state.get(_CLICKED)
    values["area_code"] = clicked if clicked in areas else None
    for field in FIELDS[name]:
        if field.holds == DAY:
            values[field.column] = day
    if name == "commitments":
        target = reader.campaign.target(area_code, choice.view.as_of)
        last = day + _SOON if target is None else min(day + _SOON, target.ends_on)
        values["due_on"] = max(last, day)
    return values


def _recorded(reader: Reader, name: RecordName, entered: Mapping[str, Any], areas: Mapping[str, str]) -> str:
    """Say what was written, so that a slip is seen at once."""
    text = reader.text
    first = next(field.column for field in FIELDS[name] if field.holds == DAY)
    what = kinds_of(reader, name)[entered["kind"]] if "kind" in entered else text(RECORD_WORDS[name])
    return text(
        "Recorded: {what}, {area}, {day}.",
        what=what,
        area=areas[entered["area_code"]],
        day=reader.formats.day(entered[first]),
    )
