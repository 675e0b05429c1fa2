from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.raw_table import UNCOMPUTED
from ingest.readers.reading import Limits, RawRow, RawTable, UnreadableFile, read_table
from ingest.readers.spreadsheet import cell_text
from tests.ingest import files

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

PLAIN = files.sheet([["kode", "jumlah"], ["3319", 2]])


def read(content: bytes, limits: Limits | None = None) -> RawTable:
    return read_table(content, file_name="rekap.xlsx", limits=limits)


def refusal(content: bytes, limits: Limits | None = None) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read(content, limits)
    return caught.value


def test_every_kind_of_cell_becomes_text() -> None:
    def fill(book: Workbook) -> None:
        page = book.add_worksheet("Rekap")
        day, minute, clock, hours, padded = (
            book.add_format({"num_format": code})
            for code in ("yyyy-mm-dd", "dd/mm/yyyy hh:mm", "hh:mm", "[h]:mm", "0000000000")
        )
        page.write_row(0, 0, ["a", "b", "c"])
        page.write_string(1, 0, "0012")
        page.write_number(1, 1, 3319010001)
        page.write_number(1, 2, 0.1 + 0.2)
        page.write_datetime(2, 0, dt.datetime(2020, 3, 1), day)  # noqa: DTZ001 - sheets know no zone
        page.write_datetime(2, 1, dt.datetime(2020, 3, 1, 7, 30), minute)  # noqa: DTZ001
        page.write_datetime(2, 2, dt.time(7, 30), clock)
        page.write_boolean(3, 0, True)
        page.write_boolean(3, 1, False)
        page.write_number(3, 2, 1.5, hours)
        page.write_formula(4, 0, "=1+1", None, 2)
        page.write_formula(4, 1, '="x"', None, "x")
        # The one program writes a formula without its result so, the other a text without characters.
        page.write_formula(4, 2, "=1+1", None, "")
        page.write_number(5, 0, -0.0)
        page.write_number(5, 1, 12, padded)
        page.write_string(5, 2, " two\nlines ")
        page.merge_range(6, 0, 6, 2, "merged")

    table = read(files.workbook(fill))
    assert table == RawTable(
        header=("a", "b", "c"),
        rows=[
            RawRow(2, ("0012", "3319010001", "0.3")),
            RawRow(3, ("2020-03-01", "2020-03-01T07:30:00", "07:30:00")),
            RawRow(4, ("1", "0", "36:00:00")),
            RawRow(5, ("2", "x", UNCOMPUTED)),
            RawRow(6, ("0", "12", " two\nlines ")),
            RawRow(7, ("merged", "", "")),
        ],
        format="xlsx",
        header_line=1,
        sheet="Rekap",
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (999_999_999_999_999.0, "999999999999999"),
        # Typed as a number, a number of 16 digits has lost its last one: it must not look whole.
        (3_319_012_345_678_900.0, "3.3190123456789e+15"),
        (1e300, "1e+300"),
        (-12.0, "-12"),
        (True, "1"),
        (dt.timedelta(hours=100, minutes=5, seconds=7), "100:05:07"),
        (dt.date(2020, 3, 31), "2020-03-31"),
    ],
)
def test_values_as_text(value: float | dt.date | dt.timedelta, text: str) -> None:
    assert cell_text(value) == text


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_whole_numbers_stay_whole(number: int) -> None:
    assert cell_text(float(number)) == str(number)


def test_every_minute_of_a_day_survives() -> None:
    moments = [dt.datetime(2020, 3, 1) + dt.timedelta(minutes=count) for count in range(1, 1440)]  # noqa: DTZ001

    def fill(book: Workbook) -> None:
        page = book.add_worksheet()
        shown = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        page.write(0, 0, "t")
        for row, moment in enumerate(moments, start=1):
            page.write_datetime(row, 0, moment, shown)

    assert [row.cells[0] for row in read(files.workbook(fill)).rows] == [m.isoformat() for m in moments]


def test_rows_and_columns_are_those_the_user_sees() -> None:
    rows: list[list[object]] = [["a", "b"], ["x", 1], ["", ""], ["", ""], ["y", 2]]
    table = read(files.sheet(rows, first_row=3, first_column=2))
    assert (table.header_line, table.first_column) == (3, 2)
    assert table.rows == [RawRow(4, ("x", "1")), RawRow(7, ("y", "2"))]


def test_cells_beside_the_table_are_marked() -> None:
    table = read(files.sheet([["a", "b"], ["x", 1, "", "note"], ["y", 2, "", " "]]))
    assert table.rows == [RawRow(2, ("x", "1"), extra=4), RawRow(3, ("y", "2"))]


def test_first_visible_sheet_with_content_is_read() -> None:
    def fill(book: Workbook) -> None:
        book.add_worksheet("blank").activate()
        hidden, very_hidden = book.add_worksheet("hidden"), book.add_worksheet("very hidden")
        hidden.hide()
        very_hidden.very_hidden()
        for name in ("hidden", "very hidden"):
            book.get_worksheet_by_name(name).write(0, 0, "secret")
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=wanted!$A$2:$A$3"})
        book.add_chartsheet("chart").set_chart(chart)
        book.add_worksheet("wanted").write_column(0, 0, ["a", "x"])
        book.add_worksheet("later").write_column(0, 0, ["b", "y"])

    table = read(files.workbook(fill))
    assert (table.sheet, table.header, len(table.rows)) == ("wanted", ("a",), 1)


def test_no_visible_content_is_an_empty_file() -> None:
    assert refusal(files.workbook(lambda book: book.add_worksheet())).reason == "file_empty"
    assert refusal(files.sheet([["  ", " "]])).reason == "file_empty"


@pytest.mark.parametrize(
    ("limits", "reason", "line"),
    [
        (Limits(max_rows=2), "too_many_rows", None),
        (Limits(max_columns=1), "too_many_columns", 1),
        (Limits(max_cell_chars=5), "cell_too_long", 4),
    ],
)
def test_limits_hold_in_the_child(limits: Limits, reason: str, line: int | None) -> None:
    content = files.sheet([["a", "b"], ["x", 1], ["y", 2], ["longer", 3]])
    found = refusal(content, limits)
    assert (found.reason, found.line) == (reason, line)
    assert read(content, Limits(max_rows=3, max_columns=2, max_cell_chars=6)).rows[2].line == 4


def test_control_characters_are_refused_with_their_line() -> None:
    hidden_nul = files.edited(PLAIN, files.STRINGS, b">3319<", b">33_x0000_19<")
    found = refusal(hidden_nul)
    assert (found.reason, found.line) == ("not_a_table", 2)


def test_errors_stay_visible_instead_of_empty() -> None:
    def fill(book: Workbook) -> None:
        book.add_worksheet("first").write_formula(0, 0, "=1/0", None, "#DIV/0!")
        book.get_worksheet_by_name("first").hide()
        page = book.add_worksheet("second")
        page.activate()
        page.set_first_sheet()
        page.write_row(1, 27, ["kode", "jumlah", "catatan"])
        page.write_row(2, 27, ["3319", 1, "#N/A is text here"])
        page.write_formula(3, 27, "=NA()", None, "#N/A")
        page.write_formula(3, 28, "=A9", None, "#REF!")
        page.write_formula(4, 28, "=1/0", None, "#DIV/0!")

    table = read(files.workbook(fill))
    assert (table.sheet, table.first_column) == ("second", 28)
    assert table.rows == [
        RawRow(3, ("3319", "1", "#N/A is text here")),
        RawRow(4, ("#N/A", "#REF!", "")),
        RawRow(5, ("", "#DIV/0!", "")),
    ]


def test_an_error_without_a_name_stays_visible() -> None:
    broken = files.edited(PLAIN, files.SHEET, b'<c r="B2"><v>2</v>', b'<c r="B2" t="e"><v></v>')
    assert read(broken).rows == [RawRow(2, ("3319", "#ERROR!"))]
