"""Files of exactly what a page shows: made when they are asked for, named after what they hold."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from access.accounts.kinds import EXPORTED
from census.figures.progress import PROGRESS_COLUMNS
from presentation.language.markdown import as_markdown
from presentation.language.voice import SIMULATED
from reports.tables.definitions import definitions_csv
from ui.shell.frame import Reader
from ui.shell.identity import note_done, staying
from ui.shell.wire import current_session, making_file

STARTS_OPEN = False
"""Whether tables are open before anybody asks for them, as tests want them."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Download:
    """One file to be taken away.

    Attributes
    ----------
    label
        Words of the button.
    file_name, mime
        How the browser saves it.
    make
        Gives the content; called on a thread of its own once the button is pressed.
    """

    label: str
    file_name: str
    mime: str
    make: Callable[[], str | bytes]


def file_name(reader: Reader, stem: str, ending: str) -> str:
    """Name a file; what is simulated says so in its name."""
    prefix = f"{SIMULATED}_" if reader.campaign.simulation else ""
    return f"{prefix}kawal-sensus_{stem}.{ending}"


def csv_download(reader: Reader, stem: str, make: Callable[[], str]) -> Download:
    """Offer a table as CSV."""
    return Download(reader.text("Download as CSV"), file_name(reader, stem, "csv"), "text/csv", make)


def workbook_download(reader: Reader, stem: str, make: Callable[[], bytes]) -> Download:
    """Offer a table as a workbook with its definitions."""
    return Download(reader.text("Download as XLSX"), file_name(reader, stem, "xlsx"), XLSX, make)


def picture_download(reader: Reader, label: str, stem: str, make: Callable[[], bytes]) -> Download:
    """Offer a drawing as PNG."""
    return Download(label, file_name(reader, stem, "png"), "image/png", make)


def _guarded_maker(reader: Reader, offer: Download) -> Callable[[], str | bytes]:
    """What makes a file for whoever it was offered to and nobody else, and notes that it was taken away."""
    look, session = staying(reader), current_session()

    def make() -> str | bytes:
        with making_file(session):
            look()
            note_done(reader, EXPORTED, file=offer.file_name)
            made = offer.make()
            # It may have taken long.
            look()
        return made

    return make


def table_box(reader: Reader, key: str) -> DeltaGenerator | None:
    """The box for a table and its files, once a reader has opened it; None while it is closed.

    Until then nothing of them is made or sent, nor does a browser fetch the library that draws tables.

    Parameters
    ----------
    key
        Stable, and another for each box of a page.
    """
    label = reader.text("The same as a table, and downloads")
    box = st.expander(label, expanded=STARTS_OPEN, key=f"table-{key}", on_change="rerun")
    return box if box.open else None


def show_table_and_downloads(
    reader: Reader,
    shown: pd.DataFrame,
    files: Sequence[Download],
    *,
    box: DeltaGenerator,
    key: str,
    alt: str | None = None,
    columns: Collection[str] = PROGRESS_COLUMNS,
) -> None:
    """Show the table that says the same as the map, or as what `alt` says, and the files, whose CSV has `columns`."""
    text = reader.text
    definitions = Download(
        text("Definitions as CSV"),
        "kawal-sensus_" + text("definitions") + ".csv",
        "text/csv",
        lambda: definitions_csv(text, columns=columns),
    )
    with box:
        st.dataframe(shown, hide_index=True, alt=alt or text("Table of all areas on the map with their figures"))
        with st.container(horizontal=True):
            for place, offer in enumerate([*files, definitions]):
                show_download(reader, offer, key=f"{key}-{place}")


def show_download(reader: Reader, offer: Download, *, key: str) -> None:
    """Draw the button of a file."""
    st.download_button(
        str(as_markdown(offer.label)),
        _guarded_maker(reader, offer),
        file_name=offer.file_name,
        mime=offer.mime,
        key=f"download-{key}",
        on_click="ignore",
        icon=":material/download:",
    )
