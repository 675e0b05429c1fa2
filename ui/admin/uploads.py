"""Taking files in through the browser, by the same code as the command line."""

import time
from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from census.access.matrix import Matter
from census.identifiers.code_book import CodeSystem
from data_access.reads.reads import NotPermittedError
from data_access.store.engine import BusyDatabaseError, Database, FaultyDatabaseError
from ingest.boundaries.boundaries import import_boundaries
from ingest.confined import confinement
from ingest.importing import Arrival, Outcome, import_table
from ingest.kinds.kinds import BOUNDARIES, BOUNDARIES_TITLE, DAY_COLUMNS, KINDS
from ingest.kinds.templates import template_csv
from ingest.large import KIND as SUBMISSIONS
from ingest.large import LargeFile, import_large, is_streamed
from ingest.readers.files import spooled
from ingest.readers.raw_table import UnreadableFile
from presentation.findings.findings import finding_text, place_text
from presentation.findings.import_tables import (
    audit_text,
    counts_text,
    file_cells,
    file_headings,
    last_text,
    rejection_cells,
    rejection_headings,
    staged_text,
)
from ui.admin.undo import OUTCOME, offer_undo
from ui.kit.display.text_tables import text_table
from ui.kit.rows import show_table
from ui.shell import cached, failures
from ui.shell.frame import Reader, show_link
from ui.shell.identity import is_guarded

_TABLE_SUFFIXES, _MAP_SUFFIXES = ["csv", "xlsx", "txt"], ["geojson", "json", "gpkg", "zip"]
_STREAMED_SUFFIXES = [*_TABLE_SUFFIXES, "gz", "parquet"]
_MOST_WRAPPED = 100
_FIRST_FINDINGS = 3


def warning_at_start() -> str:
    """What to say at the start of a server where what reads files cannot be locked in; else empty."""
    return confinement.warning_at_start()


def show_import(reader: Reader) -> None:
    """Let the operator import a file; say to others that they see what came in and no more."""
    text = reader.text
    if not reader.scope.may(Matter.OPERATE):
        st.markdown(text("Files are imported by the operator. Below: what came in, and what was rejected and why."))
        return
    st.markdown(
        text("All good rows of a file land at once, and each bad row is listed with its reason; or nothing lands.")
    )
    warn_without_guard(reader)
    kind = choose_kind(reader)
    show_template(reader, kind)
    take_file(reader, kind)


def warn_without_guard(reader: Reader) -> None:
    """Say before an import what becomes of the open mode when figures come in that are not published."""
    if not is_guarded() and not reader.campaign.simulation:
        st.info(
            reader.text(
                "The dashboard runs without sign-in, which is for published figures. Once others have come in, it opens"
                " by the guarded server only: make serve."
            ),
            icon=":material/lock_open:",
        )


def choose_kind(reader: Reader) -> str:
    """Draw the select box of the kinds of file; a recap first, since it comes daily."""
    text = reader.text
    names = sorted(KINDS, key=lambda name: name != "recap")
    titles = {name: KINDS[name].title for name in names} | {BOUNDARIES: BOUNDARIES_TITLE}
    kind: str = st.selectbox(
        text("Kind of file"), list(titles), format_func=lambda name: f"{name}: {text(titles[name])}", key="kind"
    )
    # The box of a phone has room for half of it.
    with st.container(key="kind-told"):
        st.caption(text(titles[kind]))
    return kind


def show_template(reader: Reader, kind: str) -> None:
    """Show the columns of a kind and offer an example file."""
    if kind == BOUNDARIES:
        st.markdown(
            reader.text(
                "Any official polygon file with area codes, or with names of areas; its lines are simplified on import."
            )
        )
        return
    text = reader.text
    with st.expander(text("Columns and template")):
        columns = pd.DataFrame(
            {
                text("column"): [column.name for column in KINDS[kind].columns],
                text("needed"): [text("yes") if column.is_required else text("no") for column in KINDS[kind].columns],
                text("holds"): [text(column.type_name) for column in KINDS[kind].columns],
                text("example"): [column.example for column in KINDS[kind].columns],
                text("other headings"): [", ".join(column.synonyms) for column in KINDS[kind].columns],
            }
        )
        st.dataframe(columns, hide_index=True)
        st.download_button(
            text("Download template"),
            template_csv(kind, text.language),
            file_name=f"kawal-sensus_{kind}.csv",
            mime="text/csv",
            on_click="ignore",
            icon=":material/download:",
        )


def take_file(reader: Reader, kind: str) -> None:
    """Draw the upload and the button; import on a click and keep what became of it for the next run.

    Raises
    ------
    NotPermittedError
        If the reader is no operator.
    """
    if not reader.scope.may(Matter.OPERATE):
        raise NotPermittedError(Matter.OPERATE)
    text = reader.text
    if reader.campaign.simulation:
        st.warning(finding_text(text, "simulated_database", {}), icon=":material/warning:")
    suffixes = {BOUNDARIES: _MAP_SUFFIXES, SUBMISSIONS: _STREAMED_SUFFIXES}.get(kind, _TABLE_SUFFIXES)
    file = st.file_uploader(text("File"), type=suffixes, key=f"file-{kind}")
    day = _ask_for_day(reader) if kind in DAY_COLUMNS else None
    codes = choose_codes(reader, kind)
    if st.button(text("Import"), type="primary", disabled=file is None, icon=":material/upload:") and file is not None:
        arrival = Arrival(
            kind,
            file.name,
            # Of submissions there may be many: they are not held a second time.
            b"" if kind == SUBMISSIONS else file.getvalue(),
            reader.identity.label if reader.identity else "dashboard",
            reader.now,
            # The clock's day, though a simulated campaign has its own: a file tells of what has been.
            reader.settings.current_day(reader.now),
            reader.settings.root_area,
            reader.identity.account_id if reader.identity else None,
            as_of=day,
            household_secret=reader.settings.household_secret,
            codes=codes,
        )
        with st.spinner(text("Importing {file}", file=file.name)):
            st.session_state[OUTCOME] = _described(reader, arrival, file)
        # The whole page, its data version and its menu shall speak of the new data.
        st.rerun()


def _ask_for_day(reader: Reader) -> date | None:
    """Draw the field for the day of a file that has no column of days; empty unless somebody fills it in."""
    text = reader.text
    return st.date_input(
        text("Day of the figures"),
        value=None,
        max_value=reader.today,
        format="DD/MM/YYYY",
        key="as-of",
        help=text("Only if the file has no column of days and its title names none."),
    )


def choose_codes(reader: Reader, kind: str) -> CodeSystem:
    """Let the operator say whose area codes the file has; nobody needs to where names or other codes tell."""
    if kind == "opd-recap":
        return CodeSystem.AUTO
    text = reader.text
    words = {
        CodeSystem.AUTO.value: text("as names and codes on record tell"),
        CodeSystem.BPS.value: text("codes of BPS"),
        CodeSystem.KEMENDAGRI.value: text("codes of Kemendagri"),
    }
    return CodeSystem(
        st.selectbox(
            text("Area codes in the file"),
            list(words),
            format_func=words.__getitem__,
            key=f"codes-{kind}",
            help=text(
                "Ten digits can be BPS's code of one desa and Kemendagri's of another. A file in which nothing tells is"
                " refused until somebody says whose they are."
            ),
        )
    )


def _described(reader: Reader, arrival: Arrival, file: UploadedFile) -> tuple[str, str, int | None]:
    """Import a file; give kind and words of the message and the import's number, which survive a reload of the code."""
    text = reader.text
    store = cached.database(reader.settings)
    try:
        if arrival.kind == BOUNDARIES:
            outcome = import_boundaries(store, arrival)
        elif arrival.kind == SUBMISSIONS:
            outcome = _import_submissions(reader, store, arrival, file)
        else:
            outcome = import_table(store, arrival)
    except UnreadableFile as refusal:
        place = place_text(text, refusal.line, None)
        reason = finding_text(text, refusal.reason, refusal.values)
        sentence = text(
            "{file} was refused ({place}): {reason} Nothing was imported.",
            file=arrival.file_name,
            place=place,
            reason=reason,
        )
        return "error", sentence, None
    except (BusyDatabaseError, FaultyDatabaseError) as error:
        return "error", failures.sentence(error, text), None
    return "warning" if outcome.rows_rejected else "success", _counts(reader, outcome), outcome.import_id


def _import_submissions(reader: Reader, store: Database, arrival: Arrival, file: UploadedFile) -> Outcome:
    """Import submissions: a large or packed file as a stream, with a bar of its rows, speed and time that is left."""
    with spooled(file) as path:
        large = LargeFile(path)
        if not is_streamed(large):
            return import_table(store, replace(arrival, content=path.read_bytes()))
        bar, began = st.progress(0.0), time.monotonic()

        def show(rows: int, share: float) -> None:
            bar.progress(min(share, 1.0), text=staged_text(reader.formats, rows, share, time.monotonic() - began))

        return import_large(store, arrival, large, progress=show)


def _counts(reader: Reader, outcome: Outcome) -> str:
    sentence = counts_text(
        reader.formats,
        outcome.file_name,
        read=outcome.rows_read,
        accepted=outcome.rows_accepted,
        duplicate=outcome.rows_duplicate,
        rejected=outcome.rows_rejected,
    )
    if outcome.is_repeat:
        sentence += " " + reader.text(
            "This file came in before, as import {n}; nothing has changed.", n=outcome.import_id
        )
    return sentence


def show_outcome(reader: Reader) -> None:
    """Show what became of the last file of this session, with every finding, near the button that brought it in."""
    outcome = st.session_state.get(OUTCOME)
    if outcome is None:
        return
    level, sentence, import_id = outcome
    {"error": st.error, "warning": st.warning, "success": st.success}[level](sentence)
    if import_id is not None:
        _show_findings(reader, import_id)


def show_last(reader: Reader) -> None:
    """Show what came in last and what was wrong with it, and let the operator take it back; nothing before that."""
    files = cached.imports(reader.settings, reader.scope)
    if not files:
        return
    last, outcome = files[0], st.session_state.get(OUTCOME)
    is_wrong = last.rows_rejected > 0 and last.undone_at is None
    (st.warning if is_wrong else st.success)(last_text(reader.formats, last))
    offer_undo(reader)
    is_below = outcome is not None and outcome[2] == last.id
    if last.has_findings and last.undone_at is None and not is_below:
        _show_findings(reader, last.id, most=_FIRST_FINDINGS)


def show_last_line(reader: Reader) -> None:
    """Say in a line to the operator what came in last and how much of it was refused; nothing to others."""
    if not reader.scope.may(Matter.OPERATE):
        return
    files = cached.imports(reader.settings, reader.scope)
    if files:
        st.markdown(last_text(reader.formats, files[0]))
    show_link(reader, "imports", reader.text("Go to Data in"), ":material/upload_file:")


def _show_findings(reader: Reader, import_id: int, most: int | None = None) -> None:
    """Show what was found in an import, all of it or so many findings and where the others are."""
    every = cached.rejections(reader.settings, reader.scope, import_id)
    if not every:
        return
    rejections = every if most is None else every[:most]
    more = len(every) - len(rejections)
    text = reader.text.plain
    headings, cells = rejection_headings(text), [rejection_cells(text, rejection) for rejection in rejections]
    # A table wraps its texts, of which the end says what to do; a grid of thousands of rows scrolls instead.
    if len(rejections) > _MOST_WRAPPED:
        st.dataframe(text_table(headings, cells), hide_index=True)
        return
    show_table(headings, cells, label=text("What was found in import {n}", n=import_id))
    text = reader.text
    if more:
        st.caption(
            text.plural(
                "{n} more finding: below, under “Show what was found in import”.",
                "{n} more findings: below, under “Show what was found in import”.",
                more,
                n=reader.formats.count(more),
            )
        )


def show_log(reader: Reader) -> None:
    """Show the newest imports; one can be chosen to see its findings."""
    text, formats = reader.text, reader.formats
    files = cached.imports(reader.settings, reader.scope)
    st.subheader(text("Files that came in"), anchor=False)
    if not files:
        st.info(text("No file has come in yet. The figures of reference that the product brings are not listed here."))
        return
    _show_audit(reader)
    as_stored = [text("Kind"), text("File"), text("By")]
    shown = text_table(file_headings(text), [file_cells(formats, file) for file in files], as_stored=as_stored)
    st.dataframe(shown, hide_index=True)
    with_findings = [file.id for file in files if file.has_findings]
    if with_findings:
        chosen = st.selectbox(
            text("Show what was found in import"), with_findings, index=None, key="log", placeholder="–"
        )
        if chosen is not None:
            _show_findings(reader, chosen)


def _show_audit(reader: Reader) -> None:
    """Say when everything was counted anew from the rows, and whether it agreed."""
    kept = cached.verified(reader.settings)
    show = st.warning if kept is not None and kept.differences else st.caption
    show(audit_text(reader.formats, kept))
