"""What a reader is told of an error: a number, under which the log has the rest."""

import logging
import secrets

import streamlit as st

from census.settings import SettingsError, load_settings
from data_access.engine import BusyDatabaseError
from presentation.findings import DATABASE_BUSY
from presentation.messages import Translator

log = logging.getLogger("kawal.screen")


def show(error: Exception) -> bool:
    """Log an error of a page under a number and show the number in the error's place.

    Returns
    -------
    bool
        True: Streamlit shows nothing of its own.
    """
    number = secrets.token_hex(4).upper()
    log.error("error=%s", number, exc_info=error)
    try:
        text = Translator(load_settings().language)
    except SettingsError:
        text = Translator("id")
    if isinstance(error, BusyDatabaseError):
        st.error(text(DATABASE_BUSY), icon=":material/error:")
        return True
    st.error(
        text("Something went wrong. Tell the operator this number: {number}", number=number), icon=":material/error:"
    )
    return True
