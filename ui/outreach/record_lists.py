"""Records as a list, with the way to change, end or delete each, and files of exactly what is shown."""

from typing import Any

import pandas as pd
import streamlit as st

from census.access.matrix import Matter
from census.outreach.records import END_DAY, RECORD_COUNTS, RecordName
from presentation.language.formats import NO_VALUE
from presentation.language.messages import LANGUAGES, N_, Translator
from presentation.words.record_words import RECORD_WORDS, commitment_state, open_or_since, record_kind, request_state
from reports.records import FILE_COLUMNS, record_rows, record_table, record_workbook
from reports.tables.tables import as_csv
from ui.kit.controls import Choice, day_of_entry
from ui.kit.downloads import csv_download, show_table_and_downloads, workbook_download
from ui.outreach.outreach import Outreach
from ui.outreach.record_forms import DAY, FIELDS, draw_fields, lacking, named_areas, record_of
from ui.outreach.records import RECORD_TYPES, delete, entry_round, write_change, write_end
from ui.shell import address
from ui.shell.frame import Reader

RECORD_KEY = "catatan"
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


def table_of(reader: Reader, found: Outreach, name: RecordName) -> pd.DataFrame:
    """Give the records of a kind with the names of area and agency, the newest first (`reports.records`)."""
    return reader.drawn(
        lambda: record_table(
            name, found.records[name], tree=reader.campaign.tree, opd=reader.campaign.opd, promised=found.promised
        ),
        "record-table",
        name,
        found.area_code,
        found.until,
    )


def table_of_texts(reader: Reader, name: RecordName, table: pd.DataFrame, *, short: bool = False) -> pd.DataFrame:
    """Write records in words and numbers of the reader's language; short days have no year."""
    text = reader.text
    shown = {
        text("No."): [str(number) for number in table["id"]],
        **_own_columns(reader, name, table, short=short),
        text("Note"): [NO_VALUE if pd.isna(note) else note for note in table["note"]],
        text("Source"): table["source"].tolist(),
    }
    return pd.DataFrame({heading: pd.Series(values).tolist() for heading, values in shown.items()})


def _own_columns(reader: Reader, name: RecordName, table: pd.DataFrame, *, short: bool) -> dict[str, Any]:
    text, formats = reader.text.plain, reader.formats
    families = text("families")

    def days(column: str) -> list[str]:
        return [NO_VALUE if pd.isna(day) else formats.day(day, short=short) for day in table[column]]

    def counts(column: str) -> list[str]:
        return [formats.count(value) for value in table[column]]

    where = {
        text("Area"): table["area_name"],
        text("OPD"): [NO_VALUE if pd.isna(agency) else agency for agency in table["opd_name"]],
    }
    rows = [row for _, row in table.iterrows()]
    if name == "events":
        kinds = [record_kind(text, name, row) for row in rows]
        reached = {text("People reached"): counts("audience"), text("Officers"): counts("officers")}
        return {text("Day"): days("held_on"), text("Kind"): kinds, **where, **reached}
    if name == "commitments":
        return {
            **where,
            text("Promised ({unit})", unit=families): counts("households"),
            text("Came in ({unit})", unit=families): counts("achieved"),
            text("Figure of"): days("figure_on"),
            text("From"): days("starts_on"),
            text("Due"): days("due_on"),
            text("State"): [commitment_state(text, row) for row in rows],
        }
    if name == "blockers":
        states = [open_or_since(text, formats, day) for day in table["resolved_on"]]
        return {
            text("Reported"): days("reported_on"),
            text("Kind"): [record_kind(text, name, row) for row in rows],
            **where,
            text("Families"): counts("households"),
            text("State"): states,
        }
    return {
        text("Asked"): days("requested_on"),
        **where,
        text("State"): [request_state(text, formats, row) for row in rows],
        text("Result ({unit})", unit=families): counts("result_households"),
    }


def show_newest(reader: Reader, name: RecordName, table: pd.DataFrame) -> None:
    """List the newest records of a kind."""
    text = reader.text
    st.subheader(text("The newest records"), anchor=False)
    if not len(table):
        if reader.scope.may(Matter.OPERATE):
            st.info(text("Nothing has been recorded yet. Begin with the form, or import a file under Data in."))
        elif reader.scope.may(Matter.RECORD):
            st.info(text("Nothing has been recorded yet. Begin with the form."))
        else:
            st.info(text("Nothing has been recorded yet."))
        return
    texts = table_of_texts(reader, name, table.head(_NEWEST), short=True)
    short = texts.drop(columns=[text("No."), text("Source"), text("Note")])
    st.dataframe(short, hide_index=True, alt=text("The newest records"))
    if len(table) > _NEWEST:
        number = reader.formats.count(len(table))
        st.caption(text("{n} of {all}; the table below has all of them.", n=_NEWEST, all=number))


def show_editing(reader: Reader, name: RecordName, table: pd.DataFrame, choice: Choice) -> None:
    """Draw the select box of records and, for the one chosen, what can be done with it."""
    text = reader.text
    labels = {int(row["id"]): _label(reader, name, row) for _, row in table.iterrows() if _may_change(reader, row)}
    if not labels:
        return
    chosen = st.selectbox(
        text("Change or end a record"),
        list(labels),
        index=None,
        format_func=labels.__getitem__,
        key=f"edit-{name}-{entry_round()}",
        placeholder=text("Choose, or type a name"),
    )
    if chosen is None:
        return
    row = table[table["id"] == chosen].iloc[0]
    _show_end(reader, name, row, choice)
    _show_change(reader, name, row)
    _show_deletion(reader, name, row)


def _may_change(reader: Reader, row: pd.Series) -> bool:
    tree, code = reader.campaign.tree, str(row["area_code"])
    opd = None if pd.isna(row["opd_id"]) else int(row["opd_id"])
    return reader.scope.may_record(tree.level(code), tuple(tree.chain(code)), opd)


def _label(reader: Reader, name: RecordName, row: pd.Series) -> str:
    formats = reader.formats
    first = next(field.column for field in FIELDS[name] if field.holds == DAY)
    agency = "" if pd.isna(row["opd_name"]) else f" · {row['opd_name']}"
    what = record_kind(reader.text, name, row)
    return f"{formats.day(row[first], short=True)} · {what} · {row['area_name']}{agency}"


def _show_end(reader: Reader, name: RecordName, row: pd.Series, choice: Choice) -> None:
    text = reader.text
    if name not in END_DAY or not pd.isna(row[END_DAY[name]]):
        return
    day = day_of_entry(reader, choice.view.as_of)
    label = text(_ENDS[name], day=reader.formats.day(day, short=True))
    if st.button(label, key=f"end-{name}-{row['id']}", icon=":material/done:"):
        _tell(write_end(reader, name, int(row["id"]), on=day, said=text("The record was ended.")))


def _show_change(reader: Reader, name: RecordName, row: pd.Series) -> None:
    text = reader.text
    values = {field.column: _plain(field.column, row[field.column]) for field in FIELDS[name]}
    with st.form(f"change-form-{name}-{row['id']}", border=True, enter_to_submit=False):
        key = f"change-{name}-{row['id']}-{entry_round()}"
        areas = named_areas(reader, name, reader.scope.area_code)
        entered = draw_fields(reader, name, list(FIELDS[name]), values, areas, key=key)
        is_sent = st.form_submit_button(text("Save the changes"), icon=":material/save:")
    if is_sent:
        problem = lacking(reader, name, entered)
        before, after = RECORD_TYPES[name](**values), record_of(name, entered)
        if problem is None:
            problem = write_change(reader, int(row["id"]), before, after, said=text("The changes were saved."))
        _tell(problem)


def _show_deletion(reader: Reader, name: RecordName, row: pd.Series) -> None:
    text = reader.text
    key = f"delete-{name}-{row['id']}"
    is_sure = st.checkbox(text("This record was a mistake: delete it"), key=f"{key}-sure")
    if is_sure and st.button(text("Delete for good"), key=key, icon=":material/delete:"):
        _tell(delete(reader, name, int(row["id"]), said=text("The record was deleted.")))


def _tell(problem: str | None) -> None:
    if problem is not None:
        st.error(problem, icon=":material/error:")


def _plain(column: str, value: Any) -> Any:  # noqa: ANN401
    if pd.isna(value):
        return None
    return int(value) if column in RECORD_COUNTS else value


def show_files(reader: Reader, name: RecordName, table: pd.DataFrame, found: Outreach) -> None:
    """Show all records of a kind as a table, with files of it."""
    text, formats = reader.text, reader.formats
    area = reader.campaign.tree.name(found.area_code)
    stem = (
        f"{found.area_code}-{Translator('id')(RECORD_WORDS[name]).lower().replace(' ', '-')}_{found.until.isoformat()}"
    )
    shown = reader.drawn(
        lambda: table_of_texts(reader, name, table), "record-texts", name, found.area_code, found.until
    )
    files = [
        csv_download(reader, stem, lambda: as_csv(record_rows(name, table), FILE_COLUMNS[name])),
        workbook_download(
            reader,
            stem,
            lambda: record_workbook(
                name,
                table,
                text,
                formats,
                area=area,
                as_of=found.until,
                simulated=reader.campaign.simulation is not None,
            ),
        ),
    ]
    show_table_and_downloads(reader, shown, files, key=f"records-{name}-{found.area_code}")
