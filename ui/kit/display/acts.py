"""Acts behind a button, and what became of them."""

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from access.accounts.account_admin import RefusedActError
from data_access.store.engine import BusyDatabaseError, FaultyDatabaseError
from ui.shell import failures
from ui.shell.frame import Reader

_OUTCOME = "_act_outcome"


def act(reader: Reader, done: str, work: Callable[[datetime], object]) -> None:
    """Do what a button asks for and run the page anew, with a sentence on what became of it.

    Parameters
    ----------
    done
        What is said afterwards.
    work
        Does it; a `RefusedActError` says why not, and so does a database that another program holds.
    """
    try:
        work(datetime.now(UTC))
    except RefusedActError as error:
        st.error(reader.text(error.message, **error.values), icon=":material/error:")
        return
    except (BusyDatabaseError, FaultyDatabaseError) as error:
        st.error(failures.sentence(error, reader.text), icon=":material/error:")
        return
    st.session_state[_OUTCOME] = done
    st.rerun()


def show_outcome() -> None:
    """Say once what the last act has done."""
    done = st.session_state.pop(_OUTCOME, None)
    if done is not None:
        st.success(done, icon=":material/check:")
