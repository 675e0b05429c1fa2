"""The campaign day by day: a slider and a play button that draw list and map anew, and nothing else."""

import time
from datetime import date

import streamlit as st

from census.figures.progress import View
from presentation.language.formats import as_shown
from ui.kit.controls import Choice
from ui.kit.display.blocks import delivered
from ui.kit.display.maps import show_map_and_list
from ui.kit.display.progress_list import progress_list
from ui.shell.cached import Layer
from ui.shell.frame import Reader
from ui.shell.identity import is_still_there

DAY_KEY = "replay-day"
_FROM_START = "_replay_from_start"
_IS_PLAYING = "_replay_is_playing"
_MOVED_AT = "_replay_moved_at"
_SECONDS = 1.0


def show_replay(reader: Reader, code: str, level: str, *, choice: Choice, layer: Layer | None) -> None:
    """Offer to replay an area's campaign; nothing before there are two days to tell apart.

    Only this part of the page runs again when the day moves: the outlines stay in the browser, and what travels is
    the colours of one day.
    """
    text = reader.text
    days = [day for day in reader.campaign.panel.days if day <= choice.view.as_of]
    if len(days) < 2:
        return
    if not st.toggle(text("Replay the campaign day by day"), key="replay"):
        st.session_state.pop(_IS_PLAYING, None)
        return
    is_playing = bool(st.session_state.get(_IS_PLAYING))
    play = st.fragment(_replay, run_every=_SECONDS if is_playing else None)
    play(reader, code, level, days, choice=choice, layer=layer)


def _replay(reader: Reader, code: str, level: str, days: list[date], *, choice: Choice, layer: Layer | None) -> None:
    if not is_still_there(reader):
        st.rerun()
    text, formats, campaign = reader.text, reader.formats, reader.campaign
    is_playing = bool(st.session_state.get(_IS_PLAYING))
    _move_on(days, is_playing=is_playing)
    button, slider = st.columns([1, 5], vertical_alignment="bottom")
    with slider:
        day = st.select_slider(
            text("Day"), days, format_func=lambda option: formats.day(option, short=True), key=DAY_KEY
        )
    with button:
        label, icon = (text("Stop"), ":material/pause:") if is_playing else (text("Play"), ":material/play_arrow:")
        if st.button(label, icon=icon, key="replay-button"):
            st.session_state[_IS_PLAYING] = not is_playing
            if not is_playing and day == days[-1]:
                st.session_state[_FROM_START] = True
            st.rerun()
    view = View(day, choice.view.unit, choice.view.status, choice.view.path)
    total = campaign.progress_of(code, view)
    rate = formats.rate(total.rate, base=total.denominator)
    st.markdown(
        text(
            "**{day}** · {area}: {rate} ({count} {unit})",
            day=formats.day(day),
            area=total.name,
            rate=rate,
            count=formats.count(total.numerator),
            unit=formats.unit(view.unit, as_shown(total.numerator)),
        )
    )
    st.caption(delivered(reader, code, view))
    compared = campaign.compared_with(code)
    then = Choice(view, choice.colouring)
    areas, reference = campaign.progress_within(code, level, view), campaign.progress_of(compared, view)
    content = progress_list(reader, areas, reference, target=campaign.aims.of_list(code, level, day), choice=then)
    show_map_and_list(reader, content, layer, key="replay-areas", is_choice=False)


def _move_on(days: list[date], *, is_playing: bool) -> None:
    """Set the slider before it is drawn: one day on while playing, from the first day when begun at the last."""
    day = st.session_state.get(DAY_KEY)
    if day not in days:
        st.session_state[DAY_KEY] = days[-1]
    elif st.session_state.pop(_FROM_START, False):
        st.session_state[DAY_KEY] = days[0]
    elif is_playing and time.monotonic() - st.session_state.get(_MOVED_AT, 0.0) > _SECONDS / 2:
        # A run that somebody's hand has caused is no tick.
        st.session_state[_MOVED_AT] = time.monotonic()
        place = days.index(day) + 1
        if place < len(days):
            st.session_state[DAY_KEY] = days[place]
        else:
            st.session_state[_IS_PLAYING] = False
            st.rerun()
