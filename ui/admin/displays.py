"""Displays of the wall on the operator's page of accounts: made, listed with their last contact, shut out."""

from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

import segno
import streamlit as st

from access.accounts import displays as display_admin
from access.accounts.account_admin import RefusedActError
from access.entrance.display_routes import DISPLAY_SIGN_IN, WALL
from data_access.accounts.displays import Display, read_displays
from data_access.store.engine import BusyDatabaseError, FaultyDatabaseError
from presentation.language.formats import NO_VALUE
from ui.kit.display.acts import act
from ui.kit.display.blocks import show_wall_link
from ui.kit.rows import show_table
from ui.shell import cached, failures
from ui.shell.frame import Reader

_CODE = "_display_code"


def show_displays(reader: Reader, by: int) -> None:
    """Show the displays that may look, with the ways to add one and to shut one out."""
    text = reader.text
    with cached.database(reader.settings).read() as session:
        displays = read_displays(session)
    st.subheader(text("Displays of the Command Center"), anchor=False)
    st.caption(
        text("A display sees totals of kabupaten, kecamatan and agencies under {path}, and nothing else.", path=WALL)
    )
    show_wall_link(reader)
    _show_new_code(reader)
    if displays:
        headings = [text("Display"), text("State"), text("Last contact (WIB)")]
        cells = [[one.label, _state(reader, one), _contact(reader, one)] for one in displays]
        show_table(headings, cells, label=text("Displays of the Command Center"))
    with st.expander(text("Add a display, or shut one out"), icon=":material/tv:"):
        _add(reader, by)
        if displays:
            _revoke(reader, displays, by)


def _state(reader: Reader, display: Display) -> str:
    text = reader.text.plain
    if display.connected_at is not None:
        return text("connected")
    is_waiting = display.code_expires_at > reader.now
    return text("waits for its code") if is_waiting else text("code was not used in time")


def _contact(reader: Reader, display: Display) -> str:
    seen_at = display_admin.last_contact(display)
    return NO_VALUE if seen_at is None else reader.formats.stamp(seen_at)


def _add(reader: Reader, by: int) -> None:
    text = reader.text
    label = st.text_input(text("Where it hangs"), key="display-label", max_chars=80)
    if st.button(text("Make a code"), key="display-add", disabled=not label, icon=":material/qr_code:"):
        try:
            code = display_admin.new_display(
                cached.database(reader.settings), label=label, by=by, now=datetime.now(UTC)
            )
        except RefusedActError as error:
            st.error(text(error.message, **error.values), icon=":material/error:")
        except (BusyDatabaseError, FaultyDatabaseError) as error:
            st.error(failures.sentence(error, text), icon=":material/error:")
        else:
            st.session_state[_CODE] = (label, code)
            st.rerun()


def _show_new_code(reader: Reader) -> None:
    """Show a code that was just made, once: as a QR code and to be typed."""
    made = st.session_state.pop(_CODE, None)
    if made is None:
        return
    text, (label, code) = reader.text, made
    address = f"{_base(reader)}{DISPLAY_SIGN_IN}"
    st.warning(
        text(
            "On the display {name}, open {address} and type this code within ten minutes. It is not shown again.",
            name=label,
            address=address,
        ),
        icon=":material/tv:",
    )
    st.code(code, language=None)
    st.image(_qr(f"{address}#{code}"), width=220)


def _qr(address: str) -> str:
    """A QR code as a `data:` address: drawn here, so that the code lies in no file that is sent."""
    return str(segno.make(address, error="m", micro=False).png_data_uri(scale=6, border=4))


def _base(reader: Reader) -> str:
    parts = urlsplit(st.context.url or "")
    return reader.settings.public_url or f"{parts.scheme}://{parts.netloc}"


def _revoke(reader: Reader, displays: Sequence[Display], by: int) -> None:
    text, labels = reader.text, {one.id: one.label for one in displays}
    chosen = st.selectbox(
        text("Display"),
        list(labels),
        index=None,
        format_func=labels.__getitem__,
        key="display-chosen",
        placeholder=text("Choose"),
    )
    is_wanted = st.button(text("Shut out"), key="display-revoke", disabled=chosen is None, icon=":material/block:")
    if is_wanted and chosen is not None:
        store = cached.database(reader.settings)
        act(
            reader,
            text("Shut out: {name}", name=labels[chosen]),
            lambda now: display_admin.revoke(store, chosen, by=by, now=now),
        )
