"""Records as a list, with the way to change, end or delete each, and files of exactly what is shown."""

from collections.abc import Sequence
from dataclasses import asdict

import pandas as pd
import streamlit as st

from census.access.matrix import Matter
from census.campaign.outreach import Outreach
from census.outreach.record_list import ListedRecord, RecordList
from census.outreach.records import Blocker, Event, Record, RecordName
from presentation.language.formats import NO_VALUE
from presentation.language.messages import LANGUAGES, N_, Translator
from presentation.words.outreach.record_table import record_cells, record_headings
from presentation.words.outreach.record_words import RECORD_WORDS, record_kind
from reports.records import FILE_COLUMNS, record_rows, record_workbook
from reports.tables.tables import as_csv
from ui.kit.controls import AREA_KEY, RECORD_KEY, Choice, day_of_entry
from ui.kit.display.text_tables import text_table
from ui.kit.downloads import csv_download, show_table_and_downloads, table_box, workbook_download
from ui.kit.rows import show_table
from ui.outreach.record_forms import FIELDS, draw_fields, lacking, named_areas, propose_next, record_of
from ui.outreach.records import delete, entry_round, write_change, write_end
from ui.shell import address
from ui.shell.frame import Reader, page_of

_ENDS: dict[RecordName, str] = {
    "commitments": N_("Withdraw on {day}"),
    "blockers": N_("Resolved on {day}"),
    "requests": N_("Done on {day}"),
}
_NEWEST = 8
"""Records in the short list; the table has all of them."""


def choose_record(reader: Reader) -> RecordName:
    """Draw the switch between the kinds of records; the address carries it."""
    text = reader.text
    words = {Translator(language)(word): name for name, word in RECORD_WORDS.items() for language in LANGUAGES}
    names = list(RECORD_WORDS)
    address.read_choice(RECORD_KEY, words.get, names[0])
    # Not a segmented control: in the dark its chosen part is too faint beside the sidebar.
    chosen = st.radio(
        text("What is recorded"),
        names,
        format_func=lambda name: text(RECORD_WORDS[name]),
        key=RECORD_KEY,
        horizontal=True,
        label_visibility="collapsed",
    )
    address.write_choice(RECORD_KEY, None if chosen == names[0] else Translator("id")(RECORD_WORDS[chosen]))
    return chosen


def open_form(name: RecordName, area_code: str, proposed: str | None) -> None:
    """Open the page of outreach with the form of a kind of record.

    Parameters
    ----------
    area_code
        The area that the page shall speak of.
    proposed
        The area that the form begins with; None for none.
    """
    if proposed is not None:
        propose_next(proposed)
    word = Translator("id")(RECORD_WORDS[name])
    st.switch_page(page_of("activities"), query_params={RECORD_KEY: word, AREA_KEY: area_code})


def table_of_texts(
    reader: Reader, name: RecordName, rows: Sequence[ListedRecord], *, is_short: bool = False
) -> pd.DataFrame:
    """Write records in words and numbers of the reader's language; short ones have days without a year, and no more."""
    text, formats = reader.text, reader.formats
    headings = record_headings(text, name)
    cells = [record_cells(text, formats, row, is_short=is_short) for row in rows]
    if not is_short:
        headings = [text("No."), *headings, text("Note"), text("Source")]
        notes = [NO_VALUE if row.record.note is None else row.record.note for row in rows]
        cells = [[str(row.id), *line, note, row.source] for row, line, note in zip(rows, cells, notes, strict=True)]
    return text_table(headings, cells)


def show_newest(reader: Reader, records: RecordList) -> None:
    """List the newest records of a kind."""
    text, rows = reader.text, records.rows
    st.subheader(text("The newest records"), anchor=False)
    if not rows:
        if reader.scope.may(Matter.OPERATE):
            st.info(text("Nothing has been recorded yet. Begin with the form, or import a file under Data in."))
        elif reader.scope.may(Matter.RECORD):
            st.info(text("Nothing has been recorded yet. Begin with the form."))
        else:
            st.info(text("Nothing has been recorded yet."))
        return
    newest = rows[:_NEWEST]
    cells = [record_cells(text, reader.formats, row, is_short=True) for row in newest]
    show_table(record_headings(text, records.name), cells, label=text("The newest records"))
    if len(rows) > _NEWEST:
        number = reader.formats.count(len(rows))
        st.caption(text("{n} of {all}; the table below has all of them.", n=_NEWEST, all=number))


def show_ends(reader: Reader, records: RecordList, choice: Choice) -> None:
    """Draw a button for each blocker among the newest that is open: one tap says that it is resolved today."""
    text, formats = reader.text, reader.formats
    day = day_of_entry(reader, choice.view.as_of)
    waiting = [
        row
        for row in records.rows[:_NEWEST]
        if isinstance(row.record, Blocker) and row.record.ended_on is None and _may_change(reader, row.record)
    ]
    for row in waiting:
        values = {"what": record_kind(text, row.record), "area": row.area_name}
        label = (
            text("Resolved today: {what}, {area}", **values)
            if day == reader.today
            else text("Resolved on {day}: {what}, {area}", day=formats.day(day, short=True), **values)
        )
        if st.button(label, key=f"resolved-{row.id}", icon=":material/done:", width="stretch"):
            _tell(write_end(reader, records.name, row.id, on=day, message=text("The record was ended.")))


def show_editing(reader: Reader, records: RecordList, choice: Choice) -> None:
    """Draw the select box of records and, for the one chosen, what can be done with it."""
    text, name = reader.text, records.name
    rows = {row.id: row for row in records.rows if _may_change(reader, row.record)}
    if not rows:
        return
    chosen = st.selectbox(
        text("Change or end a record"),
        list(rows),
        index=None,
        format_func=lambda number: _label(reader, rows[number]),
        key=f"edit-{name}-{entry_round()}",
        placeholder=text("Choose, or type a name"),
    )
    if chosen is None:
        return
    row = rows[chosen]
    _show_end(reader, name, row, choice)
    _show_change(reader, name, row)
    _show_deletion(reader, name, row)


def _may_change(reader: Reader, record: Record) -> bool:
    tree, code = reader.campaign.tree, record.area_code
    return reader.scope.may_record(tree.level(code), tuple(tree.chain(code)), record.opd_id)


def _label(reader: Reader, row: ListedRecord) -> str:
    agency = "" if row.opd_name is None else f" · {row.opd_name}"
    kind = record_kind(reader.text, row.record)
    return f"{reader.formats.day(row.record.day, short=True)} · {kind} · {row.area_name}{agency}"


def _show_end(reader: Reader, name: RecordName, row: ListedRecord, choice: Choice) -> None:
    text, record = reader.text, row.record
    if isinstance(record, Event) or record.ended_on is not None:
        return
    day = day_of_entry(reader, choice.view.as_of)
    label = text(_ENDS[name], day=reader.formats.day(day, short=True))
    if st.button(label, key=f"end-{name}-{row.id}", icon=":material/done:"):
        _tell(write_end(reader, name, row.id, on=day, message=text("The record was ended.")))


def _show_change(reader: Reader, name: RecordName, row: ListedRecord) -> None:
    text = reader.text
    with st.form(f"change-form-{name}-{row.id}", border=True, enter_to_submit=False):
        key = f"change-{name}-{row.id}-{entry_round()}"
        areas = named_areas(reader, name, reader.scope.area_code)
        entered = draw_fields(reader, name, list(FIELDS[name]), asdict(row.record), areas, key=key)
        is_sent = st.form_submit_button(text("Save the changes"), icon=":material/save:")
    if is_sent:
        problem = lacking(reader, name, entered)
        if problem is None:
            after, done = record_of(name, entered), text("The changes were saved.")
            problem = write_change(reader, row.id, row.record, after, message=done)
        _tell(problem)


def _show_deletion(reader: Reader, name: RecordName, row: ListedRecord) -> None:
    text = reader.text
    key = f"delete-{name}-{row.id}"
    is_sure = st.checkbox(text("This record was a mistake: delete it"), key=f"{key}-sure")
    if is_sure and st.button(text("Delete for good"), key=key, icon=":material/delete:"):
        _tell(delete(reader, name, row.id, message=text("The record was deleted.")))


def _tell(problem: str | None) -> None:
    if problem is not None:
        st.error(problem, icon=":material/error:")


def show_files(reader: Reader, records: RecordList, outreach: Outreach) -> None:
    """Show all records of a kind as a table, with files of it."""
    text, formats, name = reader.text, reader.formats, records.name
    box = table_box(reader, f"records-{name}-{outreach.area_code}")
    if box is None:
        return
    area = reader.campaign.tree.name(outreach.area_code)
    kind = Translator("id")(RECORD_WORDS[name]).lower().replace(" ", "-")
    stem = f"{outreach.area_code}-{kind}_{outreach.until.isoformat()}"
    shown = reader.drawn(
        lambda: table_of_texts(reader, name, records.rows),
        "record-texts",
        name,
        outreach.area_code,
        outreach.as_of,
        outreach.until,
    )
    files = [
        csv_download(reader, stem, lambda: as_csv(record_rows(records), FILE_COLUMNS[name])),
        workbook_download(
            reader,
            stem,
            lambda: record_workbook(
                records,
                text,
                formats,
                area=area,
                as_of=outreach.until,
                simulated=reader.campaign.simulation is not None,
            ),
        ),
    ]
    show_table_and_downloads(reader, shown, files, box=box, key=f"records-{name}-{outreach.area_code}")
