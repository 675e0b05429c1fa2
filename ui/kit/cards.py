"""The card of an area or agency, made once somebody opens its box, with the ways to send it on (`static/card.js`)."""

import base64
import json
from collections.abc import Callable

import streamlit as st

from access.accounts.kinds import EXPORTED
from census.base.vocabulary import Unit
from census.figures.progress import View
from census.priority.priority_list import PriorityList
from presentation.language.formats import Formats
from presentation.language.voice import Voice
from presentation.words.today.card import TooManyWordsError, card_message
from reports.cards import Moment, NamedCard, agency_card, area_card, guide_of
from ui.kit.display.components import StaticComponent
from ui.kit.downloads import file_name
from ui.shell.frame import Reader
from ui.shell.identity import note_done

_CARD = StaticComponent("kawal_card", "card.js")
_NOTED = "_cards_noted"


def show_area_card(reader: Reader, code: str, view: View, priorities: PriorityList | None) -> None:
    """Offer the card of an area; nothing of one too small to be told of.

    Parameters
    ----------
    priorities
        Its desa in the order of their priority, as far as the reader sees them.
    """

    def make() -> NamedCard | None:
        return area_card(_voice(reader), reader.campaign, code, view, _moment(reader, priorities))

    _show(reader, make, code, view)


def show_agency_card(reader: Reader, number: int, view: View, priorities: PriorityList | None) -> None:
    """Offer the card of an agency; nothing of one too small to be told of.

    Parameters
    ----------
    priorities
        As for an area; those that the agency serves stand on the card.
    """
    of_staff = View(view.as_of, Unit.STAFF, view.status, view.path)

    def make() -> NamedCard | None:
        moment = _moment(reader, priorities)
        return agency_card(_voice(reader), reader.campaign, number, of_staff, moment, root=reader.scope.area_code)

    _show(reader, make, f"opd{number}", of_staff)


def _show(reader: Reader, make: Callable[[], NamedCard | None], key: str, view: View) -> None:
    box = st.expander(reader.text("Send the card"), key=f"card-{key}", on_change="rerun")
    if not box.open:
        return
    named = reader.drawn(make, "card", key, view, reader.today)
    with box:
        if named is None:
            st.info(reader.text("This group is too small to be told of, so there is no card."))
            return
        try:
            sent = reader.drawn(lambda: _packed(reader, named, view), "card-sent", key, view, reader.today)
        except TooManyWordsError:
            st.info(reader.text("The names on this card are too long for a picture."))
            return
        name = file_name(reader, _stem(reader, named, view), "png")
        _note(reader, name)
        _CARD.show(sent, key=f"card-sending-{key}", height="content", events={})


def _packed(reader: Reader, named: NamedCard, view: View) -> bytes:
    """Picture, message and words of the buttons as the script reads them."""
    # Brings matplotlib with it, which no start of the dashboard shall pay for.
    from reports.pictures.card import HEIGHTS_PX, card_png

    text = reader.text.plain
    picture = card_png(named.card, text("Go first to"), HEIGHTS_PX[0])
    parts = {
        "picture": base64.b64encode(picture).decode(),
        "file": file_name(reader, _stem(reader, named, view), "png"),
        "message": card_message(text, named.card),
        "words": {
            "share": text("Send the picture"),
            "message": text("Send the text by WhatsApp"),
            "copy": text("Copy the text"),
            "save": text("Download the picture"),
            "copied": text("The text is copied: paste it wherever you write."),
            "refused": text("This device does not allow that. Download the picture instead."),
        },
    }
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()


def _stem(reader: Reader, named: NamedCard, view: View) -> str:
    return reader.text.plain("card") + f"_{named.key}_{view.as_of.isoformat()}"


def _moment(reader: Reader, priorities: PriorityList | None) -> Moment:
    return Moment(priorities, guide_of(reader.settings), reader.today)


def _voice(reader: Reader) -> Voice:
    text = reader.text.plain
    return Voice(text, Formats(text), is_simulated=reader.voice.is_simulated)


def _note(reader: Reader, name: str) -> None:
    """Keep in the access log, once a visit, that a card was made to be sent on: what a phone does with it is unseen."""
    noted: set[str] = st.session_state.setdefault(_NOTED, set())
    if name not in noted:
        noted.add(name)
        note_done(reader, EXPORTED, file=name)
