"""Taking an import back on the page of what came in."""

import streamlit as st

from census.access.matrix import Matter
from data_access.reads.reads import NotPermittedError
from data_access.store.engine import BusyDatabaseError, FaultyDatabaseError
from data_access.writes.undo import UNDOABLE, UndoError
from ingest.undoing import brought_text, promise_text, refusal_text, undo_import, undone_lines, what_it_brought
from ui.kit import downloads
from ui.shell import cached, failures
from ui.shell.frame import Reader

OUTCOME = "_outcome"
"""What became of the last file of this session."""
_DONE = "_undone"


def offer_undo(reader: Reader) -> None:
    """Let the operator take back an import whose kind allows it, the newest at first, with what it brought."""
    if not reader.scope.may(Matter.OPERATE):
        return
    text = reader.text
    for line in st.session_state.pop(_DONE, ()):
        st.success(line)
    files = cached.imports(reader.settings, reader.scope)
    undoable = [file for file in files if file.kind in UNDOABLE and file.undone_at is None]
    names, kinds = {file.id: file.file_name for file in undoable}, {file.id: file.kind for file in undoable}
    if not names:
        return
    # What an import brought is counted only once somebody asks.
    box = st.expander(text("Take an import back"), key="undo-box", on_change="rerun", expanded=downloads.STARTS_OPEN)
    if not box.open:
        return
    with box:
        chosen = st.selectbox(
            text("Import"),
            list(names),
            index=0 if files[0].id in names else None,
            format_func=lambda number: f"{number}: {names[number]}",
            # One that was taken back, or is older now, is not asked about again.
            key=f"undo-{files[0].id}-{len(names)}",
            placeholder="–",
        )
        if chosen is None:
            return
        st.markdown(promise_text(text, kinds[chosen]))
        store = cached.database(reader.settings)
        try:
            st.markdown(brought_text(text, chosen, what_it_brought(store, chosen, now=reader.now)))
        except UndoError as refusal:
            st.warning(refusal_text(text, refusal))
            return
        if st.button(text("Take it back"), icon=":material/undo:"):
            take_back(reader, chosen)


def take_back(reader: Reader, import_id: int) -> None:
    """Take an import back and keep what became of it for the next run.

    Raises
    ------
    NotPermittedError
        If the reader is no operator.
    """
    if not reader.scope.may(Matter.OPERATE):
        raise NotPermittedError(Matter.OPERATE)
    account = reader.identity.account_id if reader.identity else None
    try:
        done = undo_import(cached.database(reader.settings), import_id, account_id=account, now=reader.now)
    except UndoError as refusal:
        st.error(refusal_text(reader.text, refusal))
        return
    except (BusyDatabaseError, FaultyDatabaseError) as error:
        st.error(failures.sentence(error, reader.text))
        return
    st.session_state.pop(OUTCOME, None)
    st.session_state[_DONE] = undone_lines(reader.text, import_id, done)
    st.rerun()
