"""The form of a record: few fields, the ones that change first, the same for a new record and an old one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from census.record_rules import TOO_LARGE
from census.records import EVENT_KINDS, BlockerKind, Record, RecordName
from presentation.kinds import kind_name
from presentation.messages import N_
from presentation.record_words import RECORD_WORDS, blocker_name
from ui.agencies import short_names
from ui.controls import Choice, area_names
from ui.frame import Reader
from ui.records import RECORD_TYPES, begin_new_round, entry_round, write_new

AREA, AGENCY, KIND, DAY, LATER_DAY, COUNT, NOTE = "area", "agency", "kind", "day", "later_day", "count", "note"
_SOON = timedelta(days=7)
"""So far the as-of day may lie behind today for today to be proposed; a promise is due after as long."""
_LONGEST_NOTE = 300
_CLICKED, _LAST_AGENCY = "_record_area", "_record_agency"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form: the record's column, what it holds, and its label (message id).

    A later day is one that is not known at first; `is_late` fields are asked for only once a record is there.
    """

    column: str
    holds: str
    label: str
    is_late: bool = False


FIELDS: dict[RecordName, tuple[Field, ...]] = {
    "events": (
        Field("kind", KIND, N_("Kind of event")),
        Field("area_code", AREA, N_("Where")),
        Field("held_on", DAY, N_("When")),
        Field("opd_id", AGENCY, N_("By which OPD")),
        Field("audience", COUNT, N_("People reached")),
        Field("officers", COUNT, N_("Officers")),
        Field("note", NOTE, N_("Note")),
    ),
    "commitments": (
        Field("opd_id", AGENCY, N_("Which OPD promises")),
        Field("area_code", AREA, N_("Where")),
        Field("households", COUNT, N_("Families promised")),
        Field("starts_on", DAY, N_("From")),
        Field("due_on", DAY, N_("Due")),
        Field("withdrawn_on", LATER_DAY, N_("Withdrawn on"), is_late=True),
        Field("note", NOTE, N_("Note")),
    ),
    "blockers": (
        Field("kind", KIND, N_("What keeps families from responding")),
        Field("area_code", AREA, N_("Where")),
        Field("reported_on", DAY, N_("Reported")),
        Field("households", COUNT, N_("Families concerned")),
        Field("opd_id", AGENCY, N_("Reported by which OPD")),
        Field("resolved_on", LATER_DAY, N_("Resolved"), is_late=True),
        Field("note", NOTE, N_("Note")),
    ),
    "requests": (
        Field("area_code", AREA, N_("Where")),
        Field("requested_on", DAY, N_("Asked")),
        Field("opd_id", AGENCY, N_("Which OPD asks")),
        Field("scheduled_on", LATER_DAY, N_("Scheduled")),
        Field("done_on", LATER_DAY, N_("Done"), is_late=True),
        Field("result_households", COUNT, N_("Families that filled in there"), is_late=True),
        Field("note", NOTE, N_("Note")),
    ),
}
"""Fields by kind of record, in the order in which they are asked."""

_BUTTONS: dict[RecordName, str] = {
    "events": N_("Record event"),
    "commitments": N_("Record commitment"),
    "blockers": N_("Record blocker"),
    "requests": N_("Record request"),
}
_WIDE = {AREA, KIND, NOTE}
_SELDOM = {"officers", "note"}
"""Columns that a record can well do without: asked for below the others."""


def day_of_entry(reader: Reader, choice: Choice) -> date:
    """Propose the day of a new record: today, or the as-of day where that lies long ago."""
    return reader.today if reader.today - choice.view.as_of <= _SOON else choice.view.as_of


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
        The area that the page speaks of: a small one is proposed.
    """
    text = reader.text
    st.subheader(text(_BUTTONS[name]), anchor=False)
    key = f"entry-{name}-{entry_round()}"
    values = _proposed(reader, name, area_code, choice)
    with st.form(f"form-{name}", border=True, enter_to_submit=False):
        fields = [field for field in FIELDS[name] if not field.is_late]
        entered = draw_fields(reader, name, fields, values, key=key)
        if reader.campaign.simulation:
            st.caption(text("This database is simulated: what is recorded here is marked SIMULASI."))
        is_sent = st.form_submit_button(text(_BUTTONS[name]), type="primary", icon=":material/add:", width="stretch")
    if is_sent:
        st.session_state[_LAST_AGENCY] = entered["opd_id"]
        problem = lacking(reader, name, entered)
        if problem is None:
            problem = write_new(reader, record_of(name, entered), said=_recorded(reader, name, entered))
        if problem is not None:
            st.error(problem, icon=":material/error:")


def _proposed(reader: Reader, name: RecordName, area_code: str, choice: Choice) -> dict[str, Any]:
    """Give what the form begins with: the day, an area that was clicked on, and the agency of the record before."""
    day = day_of_entry(reader, choice)
    values: dict[str, Any] = dict.fromkeys([field.column for field in FIELDS[name]])
    values["opd_id"] = st.session_state.get(_LAST_AGENCY)
    clicked = st.session_state.get(_CLICKED)
    values["area_code"] = clicked if clicked in _areas(reader, name) else None
    if values["area_code"] is None and reader.campaign.tree.level(area_code) not in TOO_LARGE:
        values["area_code"] = area_code
    for field in FIELDS[name]:
        if field.holds == DAY:
            values[field.column] = day
    if name == "commitments":
        target = reader.campaign.target(area_code, choice.view.as_of)
        last = day + _SOON if target is None else min(day + _SOON, target.ends_on)
        values["due_on"] = max(last, day)
    return values


def draw_fields(
    reader: Reader, name: RecordName, fields: list[Field], values: Mapping[str, Any], *, key: str
) -> dict[str, Any]:
    """Draw fields of a record, short ones two by two, and give what they say.

    Parameters
    ----------
    name
        Kind of the record.
    fields
        Those that are asked for.
    values
        What each begins with, by column.
    key
        Beginning of the widgets' keys, keyword-only.
    """
    said: dict[str, Any] = {}

    def draw(field: Field) -> None:
        said[field.column] = _draw(reader, name, field, values.get(field.column), f"{key}-{field.column}")

    others = [field for field in fields if field.column in _SELDOM]
    for row in _in_rows([field for field in fields if field not in others]):
        # Two in a row on a phone too, where columns would stand one below the other.
        with st.container(horizontal=True, gap="small"):
            for field in row:
                draw(field)
    with st.expander(reader.text("More"), expanded=any(values.get(field.column) is not None for field in others)):
        for field in others:
            draw(field)
    return said


def _in_rows(fields: list[Field]) -> list[list[Field]]:
    """Put short fields two by two, wide ones alone."""
    rows: list[list[Field]] = []
    has_room = False
    for field in fields:
        is_short = field.holds not in _WIDE
        if is_short and has_room:
            rows[-1].append(field)
            has_room = False
        else:
            rows.append([field])
            has_room = is_short
    return rows


def _draw(reader: Reader, name: RecordName, field: Field, value: Any, key: str) -> Any:  # noqa: ANN401
    text = reader.text
    label = text(field.label)
    if field.holds == AREA:
        names = _areas(reader, name)
        return _select(label, names, value, key, placeholder=text("Choose or type a name"))
    if field.holds == AGENCY:
        return _agency(_select(label, short_names(reader), _key(value), key, placeholder=text("none")))
    if field.holds == KIND:
        return _select(label, _kinds(reader, name), value, key, placeholder=text("Choose"))
    if field.holds == COUNT:
        least = 1 if field.column == "households" and name == "commitments" else 0
        return st.number_input(label, min_value=least, max_value=10_000_000, value=value, step=1, key=key)
    if field.holds == NOTE:
        help_text = text("No names and no numbers of persons.")
        said = st.text_input(label, value=value or "", max_chars=_LONGEST_NOTE, key=key, help=help_text)
        return said.strip() or None
    return st.date_input(label, value=value, format="DD/MM/YYYY", key=key)


def _select(label: str, names: Mapping[str, str], value: Any, key: str, *, placeholder: str) -> Any:  # noqa: ANN401
    options = list(names)
    return st.selectbox(
        label,
        options,
        index=options.index(value) if value in options else None,
        format_func=names.__getitem__,
        key=key,
        placeholder=placeholder,
    )


def _key(value: Any) -> str | None:  # noqa: ANN401
    return None if value is None or pd.isna(value) else str(int(value))


def _agency(code: str | None) -> int | None:
    return None if code is None else int(code)


def _kinds(reader: Reader, name: RecordName) -> dict[str, str]:
    text = reader.text
    if name == "events":
        return {kind: kind_name(text, kind) for kind in EVENT_KINDS}
    return {kind.value: blocker_name(text, kind) for kind in BlockerKind}


def _areas(reader: Reader, name: RecordName) -> dict[str, str]:
    """Name the areas that a record can speak of: desa with their kecamatan, larger ones as wholes."""
    return reader.drawn(lambda: _named_areas(reader, name), "record-areas", name)


def _named_areas(reader: Reader, name: RecordName) -> dict[str, str]:
    tree, text = reader.campaign.tree, reader.text
    codes = [code for code in tree.codes if name == "events" or tree.level(code) not in TOO_LARGE]
    plain = area_names(tree, codes)
    named = {}
    for code in codes:
        above = tree.parent_of[code]
        if tree.children(code):
            named[code] = text("{area} (whole {level})", area=plain[code], level=tree.level(code))
        else:
            named[code] = plain[code] if above is None else f"{plain[code]} · {tree.name(above)}"
    return dict(sorted(named.items(), key=lambda item: item[1].casefold()))


def lacking(reader: Reader, name: RecordName, entered: Mapping[str, Any]) -> str | None:
    """Say which field must still be filled in; None where nothing is missing."""
    needed = {"area_code", "kind", "households"} if name == "commitments" else {"area_code", "kind"}
    for field in FIELDS[name]:
        is_needed = field.column in needed or field.holds == DAY
        if is_needed and field.column in entered and entered[field.column] is None:
            return reader.text("Nothing was recorded: fill in “{field}”.", field=reader.text(field.label))
    return None


def record_of(name: RecordName, entered: Mapping[str, Any]) -> Record:
    """Make a record of what a form says."""
    return RECORD_TYPES[name](**entered)


def _recorded(reader: Reader, name: RecordName, entered: Mapping[str, Any]) -> str:
    """Say what was written, so that a slip is seen at once."""
    text = reader.text
    first = next(field.column for field in FIELDS[name] if field.holds == DAY)
    what = _kinds(reader, name)[entered["kind"]] if "kind" in entered else text(RECORD_WORDS[name])
    return text(
        "Recorded: {what}, {area}, {day}.",
        what=what,
        area=_areas(reader, name)[entered["area_code"]],
        day=reader.formats.day(entered[first]),
    )
