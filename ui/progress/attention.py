"""The page of what needs attention: each line with why, since when and what to do, and a way to take it off."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from itertools import groupby

import streamlit as st

from access.accounts import kinds
from access.accounts.account_admin import RefusedActError
from census.access.matrix import Matter
from census.identifiers.personal_numbers import holds_personal_number
from census.priority.attention import Concern, Rule
from data_access.accounts.access_log import note
from data_access.writes.handled import Handled, take_handled_back, write_handled
from presentation.language.formats import Formats
from presentation.language.markdown import bold, join
from presentation.language.messages import N_, Translator
from presentation.words.outreach.record_words import RECORD_WORDS
from presentation.words.today.attention import RULES, ConcernWords, concern_words
from reports.tables.tables import as_csv
from ui.kit.attention import Attention
from ui.kit.controls import AREA_KEY, RECORD_KEY
from ui.kit.display.acts import act, show_outcome
from ui.kit.display.text_tables import text_table
from ui.kit.downloads import csv_download, show_table_and_downloads, table_box
from ui.progress.agencies import OPD_KEY
from ui.shell import cached
from ui.shell.frame import Reader, page_of
from ui.shell.registry import entry_of, may_open

LONGEST = 200
_MOST_SHOWN = 8
"""Lines of one rule; the table has all of them."""
_WIDTHS = (5, 3)
"""Of what a line says and what can be done; on a phone the one stands below the other."""
_HANDLING = "_handling"
"""Key of the concern whose form is open."""
_COLUMNS = ("rule", "subject", "area_code", "place", "agency", "since", "count", "unit", "chance_before", "chance_now")


def show_waiting(reader: Reader, waiting: Sequence[Concern]) -> None:
    """Show what is on the list, rule by rule."""
    show_outcome()
    for rule, group in groupby(waiting, key=lambda one: one.rule):
        of_rule = list(group)
        st.subheader(f"{reader.text(RULES[rule])} ({reader.formats.count(len(of_rule))})", anchor=False)
        for concern in of_rule[:_MOST_SHOWN]:
            _show_concern(reader, concern)
        left = len(of_rule) - _MOST_SHOWN
        if left > 0:
            st.caption(reader.text("and {n} more; the table below has all of them", n=reader.formats.count(left)))


def _show_concern(reader: Reader, concern: Concern) -> None:
    text = reader.text
    words = _words(reader, concern)
    key = "-".join(concern.key).replace(":", "-")
    with st.container(border=True, key=f"concern-{key}", gap=None):
        says, acts = st.columns(_WIDTHS, gap="small", vertical_alignment="center")
        line = join(" ", [bold(text("{place}:", place=words.title)), words.why])
        says.markdown(join("  \n", [line, words.to_do]))
        with acts, st.container(horizontal=True, gap="small", vertical_alignment="center"):
            _show_way(reader, concern, words)
            if st.button(text("Dealt with"), key=f"handle-{key}", icon=":material/done:"):
                st.session_state[_HANDLING] = concern.key
        if st.session_state.get(_HANDLING) == concern.key:
            _show_form(reader, concern, key)


def _words(reader: Reader, concern: Concern) -> ConcernWords:
    may_import = reader.scope.may(Matter.OPERATE)
    return concern_words(reader.text, reader.formats, concern, reader.today, may_import=may_import)


def _show_way(reader: Reader, concern: Concern, words: ConcernWords) -> None:
    """Link the page that helps, where it is one of the reader's, at the place that the concern is about."""
    if words.page is None or not may_open(entry_of(words.page), reader.scope):
        return
    entry = entry_of(words.page)
    label = reader.text("Open {page}", page=reader.title(entry))
    st.page_link(page_of(words.page), label=label, icon=entry.icon, query_params=_address(reader, concern, words.page))


def _address(reader: Reader, concern: Concern, page: str) -> dict[str, str]:
    tree, code = reader.campaign.tree, concern.area_code
    above = tree.parent_of[code]
    # A place without parts has no page of its own: it stands on that of the area above.
    place = code if tree.children(code) or above in {None, reader.scope.area_code} else above
    match page:
        case "opd" if concern.agency is not None:
            return {OPD_KEY: str(concern.agency[0])}
        case "areas":
            return {AREA_KEY: str(place)}
        case "activities":
            word = RECORD_WORDS["blockers" if concern.rule is Rule.BLOCKER_OPEN else "commitments"]
            return {RECORD_KEY: Translator("id")(word), AREA_KEY: str(place)}
        case _:
            return {}


def _show_form(reader: Reader, concern: Concern, key: str) -> None:
    text = reader.text
    with st.form(f"handle-form-{key}", border=False, enter_to_submit=True):
        typed = st.text_input(
            text("What was done (the note is seen by your office alone)"), key=f"note-{key}", max_chars=LONGEST
        )
        with st.container(horizontal=True, gap="small"):
            is_sent = st.form_submit_button(text("Take it off for today"), type="primary", icon=":material/done:")
            is_left = st.form_submit_button(text("Cancel"))
    if is_left:
        del st.session_state[_HANDLING]
        st.rerun()
    if is_sent:
        act(reader, text("It is off the list for today."), lambda now: handle(reader, concern, typed, now))


def handle(reader: Reader, concern: Concern, typed: str, now: datetime) -> None:
    """Take a concern off the list of the reader's office for the day.

    Raises
    ------
    RefusedActError
        Where the note holds the number of a person.
    """
    words = " ".join("".join(sign if sign.isprintable() else " " for sign in typed).split())
    if holds_personal_number(words):
        raise RefusedActError(N_("A note must not hold a NIK, NIP, family card or telephone number."))
    by = None if reader.identity is None else reader.identity.account_id
    mark = Handled(*concern.key, words or None, now)
    with cached.database(reader.settings).write() as session:
        write_handled(session, reader.scope, mark, area_code=concern.area_code, day=reader.today, by=by)
        note(session, kinds.CONCERN_HANDLED, by, {"rule": mark.rule, "subject": mark.subject}, now=now)
    st.session_state.pop(_HANDLING, None)


def _reopen(reader: Reader, concern: Concern, now: datetime) -> None:
    by = None if reader.identity is None else reader.identity.account_id
    with cached.database(reader.settings).write() as session:
        if take_handled_back(session, reader.scope, *concern.key, day=reader.today):
            details = dict(zip(("rule", "subject"), concern.key, strict=True))
            note(session, kinds.CONCERN_REOPENED, by, details, now=now)


def show_handled(reader: Reader, looked_at: Attention) -> None:
    """Show what the office has dealt with today, with the notes and the way back onto the list."""
    text, formats = reader.text, reader.formats
    if not looked_at.handled:
        return
    st.subheader(text("Dealt with today"), anchor=False)
    for concern, mark in looked_at.handled:
        key = "-".join(concern.key).replace(":", "-")
        with st.container(border=True, key=f"handled-{key}", gap=None):
            title = bold(text("{place}:", place=_words(reader, concern).title))
            line = join(" ", [title, text(RULES[concern.rule]).lower(), "·", formats.moment(mark.at)])
            st.markdown(line)
            if mark.note:
                st.text(mark.note)
            if st.button(text("Put it on the list again"), key=f"reopen-{key}", icon=":material/undo:"):
                act(reader, text("It is on the list again."), partial(_reopen, reader, concern))


def show_files(reader: Reader, waiting: Sequence[Concern]) -> None:
    """Show all that is on the list as a table, with a file of it."""
    box = table_box(reader, "attention") if waiting else None
    if box is None:
        return
    # A table shows its texts as they are.
    text, may_import = reader.text.plain, reader.scope.may(Matter.OPERATE)
    headings = [text("Rule"), text("Place"), text("Why"), text("What to do")]
    lines = [(one, concern_words(text, Formats(text), one, reader.today, may_import=may_import)) for one in waiting]
    cells = [[text(RULES[one.rule]), words.title, words.why, words.to_do] for one, words in lines]
    stem = f"perhatian_{reader.today.isoformat()}"
    files = [csv_download(reader, stem, lambda: as_csv(attention_rows(waiting), _COLUMNS))]
    show_table_and_downloads(reader, text_table(headings, cells), files, box=box, key="attention")


def attention_rows(waiting: Sequence[Concern]) -> list[dict[str, str | int | float | bool | None]]:
    """Concerns as rows of a file, in their order."""
    return [
        {
            "rule": one.rule.value,
            "subject": one.subject,
            "area_code": one.area_code,
            "place": one.place,
            "agency": None if one.agency is None else one.agency[1],
            "since": one.since.isoformat(),
            "count": one.count,
            "unit": None if one.unit is None else one.unit.value,
            "chance_before": None if one.chances is None else one.chances[0],
            "chance_now": None if one.chances is None else one.chances[1],
        }
        for one in waiting
    ]
