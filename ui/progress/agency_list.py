"""The list of the agencies: a bar for each, those that miss most first, on the screen and as a picture."""

import streamlit as st

from presentation.areas.agencies import Listing, agency_caption, agency_classes, agency_list, agency_rows, first_of
from presentation.areas.drawn.list_and_map import LIST_HEIGHT_PX
from ui.kit.agency_names import short_names
from ui.kit.controls import Choice
from ui.kit.display.maps import show_list
from ui.kit.display.pictures import caption_of
from ui.kit.downloads import Download, picture_download
from ui.progress.agencies import staff_view
from ui.shell.frame import Reader


def show_agency_list(reader: Reader, listing: Listing, *, chosen: str | None) -> str | None:
    """List the agencies, those that miss most first, the others on demand; give the one that was clicked on."""
    text = reader.text
    if all(agency.rate is None for agency in listing.agencies):
        st.info(text("No figure by agency has been delivered for this day and status."))
        return None
    shown, rest = first_of(listing, chosen), len(listing.agencies) - len(first_of(listing, chosen))
    # Drawn below the list, and known before it.
    if rest and st.session_state.get(_ALL_KEY):
        shown = list(listing.agencies)
    listed = agency_list(reader.voice, listing, shown, short_names(reader), chosen=chosen)
    clicked = show_list(reader, listed, key="opd-list", height_px=LIST_HEIGHT_PX)
    if rest:
        st.toggle(
            text.plural("Show the {n} other", "Show the {n} others", rest, n=reader.formats.count(rest)), key=_ALL_KEY
        )
    st.caption(agency_caption(reader.voice, listing))
    return clicked


_ALL_KEY = "opd-all"


def list_picture(reader: Reader, listing: Listing, choice: Choice, foot: list[str]) -> list[Download]:
    """Offer the list of all agencies as PNG; nothing before there is a figure."""
    text, view = reader.text, staff_view(choice)
    if all(agency.rate is None for agency in listing.agencies):
        return []

    def draw() -> bytes:
        # Brings matplotlib with it, which no start of the dashboard shall pay for.
        from reports.pictures.pictures import list_png

        return list_png(
            agency_rows(reader.voice, listing, listing.agencies, short_names(reader)),
            target=listing.share_wanted,
            overall=listing.total.rate,
            classes=agency_classes(reader.voice, listing),
            caption=caption_of(
                reader,
                text("Civil servants by agency (OPD)"),
                Choice(view, choice.colouring),
                [agency_caption(reader.voice, listing), *foot],
            ),
        )

    stem = text("list") + f"_{reader.scope.area_code}-opd_{view.as_of.isoformat()}_{view.status.value}"
    return [picture_download(reader, text("Agencies as PNG"), stem, draw)]
