"""Writing records from the screen: through one door, within the reader's scope, with a sentence for what came of it."""

from datetime import date
from typing import Any

import streamlit as st

from census.outreach.records import NAME_OF, Record, RecordName
from ingest.recording import REFUSALS, By, RecordRefusedError, add, change, end, remove
from presentation.findings.findings import REASONS, finding_text
from ui.shell import cached
from ui.shell.frame import Reader

_SAID, _ROUND = "_recorded", "_record_round"
_WRITTEN = "_record_written"
"""Kind and number of the record that was written last, as long as it can be taken back with one tap."""


def refusal_text(reader: Reader, error: RecordRefusedError) -> str:
    """Say why a record was not written, and what to do; a reason of a newer version by its code."""
    text = reader.text
    if error.reason in REFUSALS:
        message = REFUSALS[error.reason]
        return text(message, **error.details) if error.details else text(message)
    details = {key: _day_words(reader, value) for key, value in error.details.items()}
    return finding_text(text, error.reason, details) if error.reason in REASONS else error.reason


def _day_words(reader: Reader, value: Any) -> Any:  # noqa: ANN401  details hold values of any kind
    """Write a day of a finding as the reader's language does; files say days as they were sent."""
    try:
        return reader.formats.day(date.fromisoformat(value)) if isinstance(value, str) else value
    except ValueError:
        return value


def whose(reader: Reader) -> By | None:
    """Tell the access log who writes; nobody where nobody needs to sign in."""
    return By(reader.identity.account_id, reader.now) if reader.identity else None


def write_new(reader: Reader, record: Record, *, message: str) -> str | None:
    """Write a new record and draw the page anew, where `message` tells that it was done; give why it was refused."""
    try:
        number = add(
            cached.database(reader.settings), reader.scope, record, today=reader.today, now=reader.now, by=whose(reader)
        )
    except RecordRefusedError as error:
        return refusal_text(reader, error)
    st.session_state[_WRITTEN] = (NAME_OF[type(record)], number)
    _done(message)
    return None


def write_change(reader: Reader, record_id: int, before: Record, after: Record, *, message: str) -> str | None:
    """Write what differs between two forms of a record; as `write_new`."""
    try:
        store = cached.database(reader.settings)
        change(store, reader.scope, record_id, before, after, today=reader.today, by=whose(reader))
    except RecordRefusedError as error:
        return refusal_text(reader, error)
    _done(message)
    return None


def write_end(reader: Reader, name: RecordName, record_id: int, *, on: date, message: str) -> str | None:
    """Bring a record to its end on a day; as `write_new`."""
    try:
        store = cached.database(reader.settings)
        end(store, reader.scope, name, record_id, on=on, today=reader.today, by=whose(reader))
    except RecordRefusedError as error:
        return refusal_text(reader, error)
    _done(message)
    return None


def delete(reader: Reader, name: RecordName, record_id: int, *, message: str) -> str | None:
    """Take a record out that was entered by mistake; as `write_new`."""
    try:
        remove(cached.database(reader.settings), reader.scope, name, record_id, by=whose(reader))
    except RecordRefusedError as error:
        return refusal_text(reader, error)
    _done(message)
    return None


def entry_round() -> int:
    """A number for the keys of a form's fields: with a new one they begin anew."""
    number: int = st.session_state.get(_ROUND, 0)
    return number


def begin_new_round() -> None:
    """Let the fields of all forms begin anew in the next run."""
    st.session_state[_ROUND] = entry_round() + 1


def _done(message: str) -> None:
    st.session_state[_SAID] = message
    begin_new_round()
    # The whole page shall speak of the new record.
    st.rerun()


def show_done(reader: Reader) -> None:
    """Say once what was written in the run before, with a button that takes a new record back."""
    message = st.session_state.pop(_SAID, None)
    written = st.session_state.get(_WRITTEN)
    if message is not None:
        st.success(message, icon=":material/check:")
    elif written is not None and not st.session_state.get(_UNDO):
        # Somebody has gone on: what was written then is changed in the list.
        del st.session_state[_WRITTEN]
        written = None
    if written is not None:
        name, number = written
        if st.button(reader.text("Take it back"), key=_UNDO, icon=":material/undo:", width="stretch"):
            del st.session_state[_WRITTEN]
            problem = delete(reader, name, number, message=reader.text("The record was deleted."))
            if problem is not None:
                st.error(problem, icon=":material/error:")


_UNDO = "_record_undo"
