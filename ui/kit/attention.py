"""What needs attention of a reader: read once per data version and day, without what the office has dealt with."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from census.access.matrix import Matter
from census.campaign.campaign import Campaign
from census.priority.attention import Concern
from census.priority.attention_list import ImportFinding, attention_of
from census.settings import WIB
from data_access.writes.handled import Handled
from presentation.language.markdown import as_plain
from presentation.words.today.attention import short_lines
from ui.kit.priority_lists import is_too_large_aside
from ui.shell import cached
from ui.shell.frame import Reader, page_of
from ui.shell.registry import entry_of

MOST_SHORT = 3


@dataclass(frozen=True, slots=True)
class Attention:
    """What needs attention, the most pressing first, and what has been dealt with today.

    Attributes
    ----------
    waiting
        What is on the list.
    handled
        What was taken off it today, each with its mark.
    """

    waiting: tuple[Concern, ...]
    handled: tuple[tuple[Concern, Handled], ...]


def attention(reader: Reader) -> Attention:
    """What needs the reader's attention today, apart from what the reader's office has dealt with."""
    concerns = reader.drawn(lambda: _concerns(reader, reader.campaign), "attention", reader.today)
    marks = {mark.key: mark for mark in cached.handled(reader.settings, reader.scope, reader.today)} if concerns else {}
    return Attention(
        tuple(one for one in concerns if one.key not in marks),
        tuple((one, marks[one.key]) for one in concerns if one.key in marks),
    )


def _concerns(reader: Reader, campaign: Campaign) -> tuple[Concern, ...]:
    findings: Sequence[ImportFinding] = ()
    if reader.scope.may(Matter.FINDINGS):
        findings = [
            ImportFinding(one.id, one.kind, one.imported_at.astimezone(WIB).date(), one.rows_rejected)
            for one in cached.imports(reader.settings, reader.scope)
            if one.has_findings and one.undone_at is None
        ]
    has_forecast = not is_too_large_aside(reader)
    return attention_of(campaign, reader.scope, reader.today, findings, has_forecast=has_forecast)


def badge(reader: Reader) -> str:
    """The number of what needs attention at its page in the menu, as a style; empty where nothing does."""
    n = len(attention(reader).waiting)
    if not n:
        return ""
    # The menu is Streamlit's own, which draws it anew whenever it likes: a style stays where an element would be gone.
    path = entry_of("attention").url_path
    label = escape(str(as_plain(reader.text.plural("{n} thing needs attention", "{n} things need attention", n, n=n))))
    return (
        f'<style>[data-testid="stSidebarNavLink"][href$="/{path}"]::after{{content:"{n}";'
        f'content:"{n}" / "{label}"}}</style>'
    )


def show_short(reader: Reader) -> None:
    """Show the first of the three most pressing rules, and the way to all; nothing where nothing needs attention."""
    text, waiting = reader.text, attention(reader).waiting
    if not waiting:
        return
    st.subheader(text("Needs attention"), anchor=False)
    first = short_lines(text, reader.formats, waiting, reader.today, MOST_SHORT)
    with st.container(key="attention", gap=None):
        st.markdown("\n".join(f"- {line}" for line in first))
        label = text("All that needs attention ({n})", n=reader.formats.count(len(waiting)))
        st.page_link(page_of("attention"), label=label, icon=":material/notification_important:")
