"""The open mode on the screen: asked once per data version, since real rows may come in while it runs."""

import streamlit as st

from access import open_mode
from census.settings import Settings
from presentation.language.messages import Translator
from ui.shell import cached


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=cached.HASH)
def refusal(settings: Settings, version: int, language: str) -> str | None:
    """Say in a language why the dashboard does not open without a sign-in, or None where it does."""
    del version
    address = st.get_option("server.address")
    return open_mode.refusal(cached.database(settings), address, Translator(language))
