"""The form of a record, new or old: few fields, in one screen of a phone, the ones that change first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pandas as pd
import streamlit as st

from census.outreach.records import EVENT_KINDS, RECORD_TYPES, TOO_LARGE, BlockerKind, Record, RecordName
from presentation.language.messages import N_
from presentation.words.kinds import kind_name
from presentation.words.outreach.record_words import blocker_name, record_kind
from ui.kit.agency_names import own_agency, short_names
from ui.kit.controls import Choice, day_of_entry
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
    propose_next(code)
    st.rerun()


def propose_next(code: str) -> None:
    """Put an area into the entry form the next time that it is drawn."""
    st.session_state[_CLICKED] = code
    begin_new_round()


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
        # What must still be filled in is None in it.
        draft = record_of(name, entered)
        st.session_state[_LAST_AGENCY] = draft.opd_id
        problem = lacking(reader, name, entered)
        if problem is None:
            st.session_state.pop(_CLICKED, None)
            problem = write_new(reader, draft, message=_recorded(reader, draft, areas))
        if problem is not None:
            st.error(problem, icon=":material/error:")


def _proposed(
    reader: Reader, name: RecordName, area_code: str, areas: Mapping[str, str], choice: Choice
) -> dict[str, Any]:
    """What the form begins with: the day, an area that was clicked on, and the agency of the record before."""
    day = day_of_entry(reader, choice.view.as_of)
    clicked = st.session_state.get(_CLICKED)
    values: dict[str, Any] = {field.column: day if field.holds == DAY else None for field in FIELDS[name]}
    values |= {
        "opd_id": st.session_state.get(_LAST_AGENCY, own_agency(reader)),
        "area_code": clicked if clicked in areas else None,
    }
    if name == "commitments":
        target = reader.campaign.target(area_code, choice.view.as_of)
        last = day + _SOON if target is None else min(day + _SOON, target.ends_on)
        values |= {"due_on": max(last, day)}
    return values


def _recorded(reader: Reader, record: Record, areas: Mapping[str, str]) -> str:
    """Say what was written, so that a slip is seen at once."""
    return reader.text(
        "Recorded: {what}, {area}, {day}.",
        what=record_kind(reader.text, record),
        area=areas[record.area_code],
        day=reader.formats.day(record.day),
    )


AREA, AGENCY, KIND, DAY, LATER_DAY, COUNT, NOTE = "area", "agency", "kind", "day", "later_day", "count", "note"
_LONGEST_NOTE = 300


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


_WIDE = {AREA, KIND, NOTE}
_SELDOM = {"officers", "note"}
"""Columns that a record can well do without: asked for below the others."""


def draw_fields(
    reader: Reader,
    name: RecordName,
    fields: list[Field],
    values: Mapping[str, Any],
    areas: Mapping[str, str],
    *,
    key: str,
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
    areas
        The areas that are offered (`named_areas`).
    key
        Beginning of the widgets' keys, keyword-only.
    """
    entered: dict[str, Any] = {}

    def draw(field: Field) -> None:
        widget = f"{key}-{field.column}"
        entered[field.column] = (
            _select(
                reader.text(field.label),
                areas,
                values.get(field.column),
                widget,
                placeholder=reader.text("Choose or type a name"),
            )
            if field.holds == AREA
            else _draw(reader, name, field, values.get(field.column), widget)
        )

    others = [field for field in fields if field.column in _SELDOM]
    for row in _in_rows([field for field in fields if field not in others]):
        # Two in a row on a phone too, where columns would stand one below the other.
        with st.container(horizontal=True, gap="small"):
            for field in row:
                draw(field)
    with st.expander(reader.text("More"), expanded=any(values.get(field.column) is not None for field in others)):
        for field in others:
            draw(field)
    return entered


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
    if field.holds == AGENCY:
        return _agency(_select(label, agencies_to_record(reader), _own(reader, value), key, placeholder=text("none")))
    if field.holds == KIND:
        return _select(label, kinds_of(reader, name), value, key, placeholder=text("Choose"))
    if field.holds == COUNT:
        least = 1 if field.column == "households" and name == "commitments" else 0
        return st.number_input(label, min_value=least, max_value=10_000_000, value=value, step=1, key=key)
    if field.holds == NOTE:
        help_text = text("No names and no numbers of persons.")
        note = st.text_input(label, value=value or "", max_chars=_LONGEST_NOTE, key=key, help=help_text)
        return note.strip() or None
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


def _own(reader: Reader, value: Any) -> str | None:  # noqa: ANN401
    """The agency to begin with: the one that was said, else the only one that can be."""
    agencies = list(agencies_to_record(reader))
    return _key(value) or (agencies[0] if len(agencies) == 1 else None)


def _key(value: Any) -> str | None:  # noqa: ANN401
    return None if value is None or pd.isna(value) else str(int(value))


def _agency(code: str | None) -> int | None:
    return None if code is None else int(code)


def kinds_of(reader: Reader, name: RecordName) -> dict[str, str]:
    """Name the kinds of an event or a blocker."""
    text = reader.text
    if name == "events":
        return {kind: kind_name(text, kind) for kind in EVENT_KINDS}
    return {kind.value: blocker_name(text, kind) for kind in BlockerKind}


def named_areas(reader: Reader, name: RecordName, area_code: str) -> dict[str, str]:
    """Name the areas, of one and those below, that a record can speak of: desa with their kecamatan, others as wholes.

    Parameters
    ----------
    name
        Kind of the record: events alone can speak of a whole kabupaten.
    area_code
        The area within which.
    """
    return reader.drawn(lambda: _named_areas(reader, name, area_code), "record-areas", name, area_code)


def _named_areas(reader: Reader, name: RecordName, area_code: str) -> dict[str, str]:
    tree, text = reader.campaign.tree, reader.text.plain
    named = {}
    for code in tree.codes:
        if area_code not in tree.chain(code) or (name != "events" and tree.level(code) in TOO_LARGE):
            continue
        if not may_record_in(reader, code):
            continue
        above = tree.parent_of[code]
        if tree.children(code):
            named[code] = text("{area} (whole {level})", area=tree.name(code), level=tree.level(code))
        else:
            named[code] = tree.name(code) if above is None else f"{tree.name(code)} · {tree.name(above)}"
    labels = list(named.values())
    clear = {code: word if labels.count(word) == 1 else f"{word} ({code})" for code, word in named.items()}
    return dict(sorted(clear.items(), key=lambda item: item[1].casefold()))


def may_record_in(reader: Reader, code: str) -> bool:
    """Tell whether the reader may record in an area, for some agency or for none."""
    tree, scope = reader.campaign.tree, reader.scope
    agencies = [None, *(int(number) for number in agencies_to_record(reader))]
    return any(scope.may_record(tree.level(code), tuple(tree.chain(code)), number) for number in agencies)


def agencies_to_record(reader: Reader) -> dict[str, str]:
    """Name the agencies for which the reader may record somewhere: who records for a place, for all of them."""
    names, scope = short_names(reader), reader.scope
    if scope.records_of is None or scope.records_in is None or scope.records_in:
        return names
    return {number: name for number, name in names.items() if int(number) in scope.records_of}


def lacking(reader: Reader, name: RecordName, entered: Mapping[str, Any]) -> str | None:
    """Say which field must still be filled in; None where nothing is missing."""
    # A promise names who makes it, and of how many: else nobody can be asked about it.
    needed = {"area_code", "kind", *(("opd_id", "households") if name == "commitments" else ())}
    for field in FIELDS[name]:
        is_needed = field.column in needed or field.holds == DAY
        if is_needed and field.column in entered and entered[field.column] is None:
            return reader.text("Nothing was recorded: fill in “{field}”.", field=reader.text(field.label))
    return None


def record_of(name: RecordName, entered: Mapping[str, Any]) -> Record:
    """Make a record of what a form says."""
    return RECORD_TYPES[name](**entered)
