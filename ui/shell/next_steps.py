"""Which data a page still needs, and what to do about it: import it, or ask who may."""

import streamlit as st

from census.access.matrix import Matter
from presentation.language.markdown import join
from presentation.language.messages import N_
from ui.shell import cached
from ui.shell.frame import Reader, show_link

_NAMES = {
    "register": N_("register"),
    "targets": N_("target"),
    "recap": N_("recap of BPS"),
    "opd": N_("agencies (OPD)"),
    "opd-recap": N_("recap of agencies"),
    "assignments": N_("desa that agencies serve"),
}
"""Kinds of files as a sentence names them."""


def show_next_step(reader: Reader, *kinds: str) -> None:
    """Name the kinds of data that a page needs and that nobody has delivered yet; nothing where all are there.

    Parameters
    ----------
    kinds
        Kinds of files (`ingest.kinds.kinds.KINDS`), in the order in which they are to be imported.
    """
    on_record = cached.kinds_on_record(reader.settings, reader.version)
    missing = [kind for kind in kinds if kind not in on_record]
    if not missing:
        return
    text = reader.text
    named = join(", ", (text("{data} (kind {kind})", data=text(_NAMES[kind]), kind=kind) for kind in missing))
    st.info(text("This page still needs: {list}.", list=named) + " " + _who(reader), icon=":material/upload_file:")
    show_way(reader)


def show_way_in(reader: Reader) -> None:
    """Link Data in to whoever may import, and tell others whom to ask; below a sentence that says what is missing."""
    if not reader.scope.may(Matter.OPERATE):
        st.caption(_who(reader))
    show_way(reader)


def ask_or_import(reader: Reader, importing: str, asking: str) -> str:
    """The first sentence for whoever may import; for others the second, which names no page that they lack."""
    return importing if reader.scope.may(Matter.OPERATE) else join(" ", (asking, _who(reader)))


def _who(reader: Reader) -> str:
    if reader.scope.may(Matter.OPERATE):
        return reader.text("Import it under Data in.")
    return reader.text("The operator at BPS imports it: ask there.")


def show_way(reader: Reader) -> None:
    """Link Data in to whoever may import."""
    if reader.scope.may(Matter.OPERATE):
        show_link(reader, "imports", reader.text("Go to Data in"), ":material/upload_file:")
