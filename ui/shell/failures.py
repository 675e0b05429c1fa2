"""What a reader is told of an error: a number, under which the log has the rest."""

import logging
import secrets

import streamlit as st

from census.settings import SettingsError, load_settings
from data_access.store.engine import BusyDatabaseError, FaultyDatabaseError
from presentation.findings.findings import DATABASE_BUSY
from presentation.language.messages import Translator

log = logging.getLogger("kawal.screen")


def show(error: Exception) -> bool:
    """Log an error of a page under a number and show the number in the error's place.

    Returns
    -------
    bool
        True: Streamlit shows nothing of its own.
    """
    number = secrets.token_hex(4).upper()
    if isinstance(error, FaultyDatabaseError):
        # Every page of every reader fails so, as often as it asks: one line each, without the traceback.
        log.error("error=%s: %s", number, error)
    else:
        log.error("error=%s", number, exc_info=error)
    text = _translator()
    sentence_with_number = text("Something went wrong. Tell the operator this number: {number}", number=number)
    is_plain = isinstance(error, BusyDatabaseError | FaultyDatabaseError)
    st.error(sentence(error) if is_plain else sentence_with_number, icon=":material/error:")
    return True


def sentence(error: Exception, text: Translator | None = None) -> str:
    """What an error of ours says; of a database that is held or at fault in a language, by default the server's."""
    text = text or _translator()
    if isinstance(error, BusyDatabaseError):
        return text(DATABASE_BUSY)
    return text(str(error)) if isinstance(error, FaultyDatabaseError) else str(error)


def _translator() -> Translator:
    try:
        return Translator(load_settings().language)
    except SettingsError:
        return Translator("id")
