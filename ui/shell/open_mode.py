"""The open mode on the screen: asked once per data version, since real rows may come in while it runs."""

import streamlit as st

from access import open_mode
from census.settings import Settings, load_settings
from presentation.language.messages import Translator
from ui.shell import cached
from ui.shell.process.shared import shared

_ADDRESS: list[str] = []
"""On which the server listens, where it is ours and not `streamlit run`, which has it among its options."""


def listen_on(address: str) -> None:
    """Say on which address this process listens, before it does."""
    _ADDRESS[:] = [address]


def refusal_now() -> str | None:
    """Say why the dashboard does not open without a sign-in at this moment, or None where it does."""
    settings = load_settings()
    return refusal(settings, cached.data_version(settings), settings.language)


@shared(16)
def refusal(settings: Settings, version: int, language: str) -> str | None:
    """Say in a language why the dashboard does not open without a sign-in, or None where it does."""
    del version
    address = _ADDRESS[0] if _ADDRESS else st.get_option("server.address")
    return open_mode.refusal(cached.database(settings), address, Translator(language))
