"""What belongs to the operator: the check before it, and what was done."""

from collections.abc import Collection, Mapping
from typing import Any

import streamlit as st

from access.accounts import kinds
from data_access.accounts.access_log import read_log
from data_access.accounts.accounts import read_accounts
from presentation.language.formats import NO_VALUE
from presentation.language.messages import N_
from presentation.words.outreach.record_words import RECORD_WORDS
from presentation.words.today.attention import RULES
from ui.kit.display.text_tables import text_table
from ui.shell import cached, identity
from ui.shell.frame import Reader

_DETAILS = {
    "address": N_("from address"),
    "method": N_("way"),
    "account": N_("account"),
    "roles": N_("roles"),
    "file": N_("file"),
    "import": N_("import"),
    "record": N_("record"),
    "number": N_("record number"),
    "area": N_("area"),
    "scope_code": N_("area"),
    "day": N_("day"),
    "unit": N_("unit"),
    "status": N_("status"),
    "share": N_("share"),
    "starts_on": N_("first day"),
    "ends_on": N_("deadline"),
    "until": N_("until"),
    "rows": N_("rows"),
    "display": N_("display number"),
    "rule": N_("rule"),
    "recipient": N_("address number"),
    "way": N_("way"),
    "subject": N_("subject"),
}
"""What an entry of the access log tells besides, in words."""


def stop_unless_operator(reader: Reader) -> int:
    """End the page for everybody else, and give the operator's account; asked of the table, not of the menu."""
    if not identity.is_guarded():
        st.info(reader.text("This page belongs to the guarded server: make serve."), icon=":material/lock:")
        st.stop()
    present = identity.current_identity(reader.settings)
    if present is None or not identity.may_operate(present):
        st.error(reader.text("This page is for the operator."), icon=":material/lock:")
        st.stop()
        raise AssertionError
    return present.account_id


def show_log(reader: Reader, only: Collection[str] = ()) -> None:
    """Show the newest entries of the access log, all of them or of some kinds."""
    text, formats = reader.text, reader.formats
    with cached.database(reader.settings).read() as session:
        log, labels = read_log(session, kinds=only), {account.id: account.label for account in read_accounts(session)}
    if not log:
        st.markdown(text("Nothing has been done yet."))
        return
    headings = [text("When (WIB)"), text("What"), text("By"), text("Details")]
    cells = [
        [
            formats.stamp(entry.at),
            text(kinds.KINDS.get(entry.kind, entry.kind)),
            NO_VALUE if entry.label is None else entry.label,
            _details(reader, entry.details, labels),
        ]
        for entry in log
    ]
    st.dataframe(text_table(headings, cells), hide_index=True)


def _details(reader: Reader, details: Mapping[str, Any], labels: Mapping[int, str]) -> str:
    text = reader.text
    words: Mapping[str, Mapping[Any, str]] = {
        "account": labels,
        "record": {name: text(word) for name, word in RECORD_WORDS.items()},
        "rule": {rule.value: text(word) for rule, word in RULES.items()},
    }
    readable = {name: words[name].get(value, value) if name in words else value for name, value in details.items()}
    return ", ".join(
        f"{text(_DETAILS[name]) if name in _DETAILS else name}: {_plain(value)}" for name, value in readable.items()
    )


def _plain(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
