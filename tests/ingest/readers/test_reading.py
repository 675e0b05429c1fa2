from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.raw_table import RawRow, assemble_table, control_character_at
from ingest.readers.reading import REFUSALS, Limits, UnreadableFile, read_table
from tests.ingest import files

SHEET = files.sheet([["a", "b"], ["x", 1]])
TINY = Limits(max_rows=1, max_columns=2, max_cell_chars=20, max_bytes=100)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

REFUSED = {
    "file_empty": (b"", Limits()),
    "file_too_large": (b"a\n" * 51, TINY),
    "wrong_format": (b"%PDF-1.7", Limits()),
    "encrypted": (OLE + "EncryptedPackage".encode("utf-16-le"), Limits()),
    "damaged": (SHEET[:300], Limits()),
    "unsafe_archive": (files.archive([*files.parts_of(SHEET), ("../x", b"")]), Limits()),
    "zip_bomb": (SHEET, Limits(max_unpacked_bytes=1_000)),
    "took_too_long": (SHEET, Limits(seconds=0.001)),
    "too_much_memory": (
        files.with_more_rows(SHEET, b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        Limits(),
    ),
    "unknown_encoding": (b"a,b\n\x81", Limits()),
    "not_a_table": (b"a,b\n\x00", Limits()),
    "unterminated_quote": (b'a,"b', Limits()),
    "stray_quote": (b'a,"b"c', Limits()),
    "cell_too_long": (b"a" * 21, TINY),
    "too_many_columns": (b"a,b,c", TINY),
    "too_many_rows": (b"a\nx\ny", TINY),
    "header_missing": (b"\n3319,1\n3320,2", Limits()),
    "header_blank": (b"a,,b", Limits()),
    "duplicate_heading": (b"a,b, A ", Limits()),
}


def refusal(content: bytes, limits: Limits | None = None, file_name: str = "rekap.csv") -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read_table(content, file_name=file_name, limits=limits)
    return caught.value


# Refusals of files that can be read: they depend on the settings and on the database (tests/ingest/test_reasons.py).
OF_THE_IMPORT = {"secret_missing", "simulated_database", "simulated_file"}
OF_PARQUET = {"not_cells", "nested_too_deep"}
OF_THE_LAYOUT = {"day_missing", "days_differ", "day_unclear", "days_as_columns", "sheets_differ"}


def test_every_reason_has_an_example() -> None:
    assert set(REFUSED) == REFUSALS - OF_THE_IMPORT - OF_THE_LAYOUT - OF_PARQUET


@pytest.mark.parametrize("reason", sorted(REFUSED))
def test_every_reason_is_reached_and_says_one_sentence(reason: str) -> None:
    found = refusal(*REFUSED[reason])
    assert found.reason == reason
    said = str(found)
    assert said[0].isupper()
    assert said.endswith(".")
    assert "{" not in said
    assert "None" not in said


def test_reasons_outside_the_list_are_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        UnreadableFile("no_such_reason")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (OLE + bytes(1_000), "Excel 97-2003"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\xff\xd8\xff\xe0", "image"),
        (b"GIF89a", "image"),
        (b"\x1f\x8b\x08", "packed archive"),
        (b"SQLite format 3\x00", "database"),
        (b"<html><table><tr><td>kode</td></tr></table>", "HTML or XML"),
        (b"\xef\xbb\xbf\r\n <!DOCTYPE html>", "HTML or XML"),
        ("<table>".encode("utf-16"), "HTML or XML"),
        (b'<?xml version="1.0"?><Workbook/>', "HTML or XML"),
        (b'{"type": "FeatureCollection"}', "JSON"),
        (b"PK\x05\x06" + bytes(18), "packed archive"),
    ],
)
def test_other_formats_are_named(content: bytes, found: str) -> None:
    refused = refusal(content, file_name="rekap.xls")
    assert (refused.reason, refused.values) == ("wrong_format", {"found": found})
    assert "save it as CSV or XLSX" in str(refused)


def test_content_decides_not_the_name() -> None:
    assert read_table(b"a\tb\n1\t2\n", file_name="rekap.xls").format == "csv"
    assert read_table(b"a,b\n1,2\n", file_name="rekap.xlsx").format == "csv"
    assert read_table(SHEET, file_name="rekap.csv").format == "xlsx"


@pytest.mark.parametrize("name", ["rekap.xlsx", "REKAP.XLSX", "rekap.xlsm"])
def test_a_broken_file_named_as_a_workbook_is_a_damaged_workbook(name: str) -> None:
    assert refusal(b"\x00\x01", file_name=name).reason == "damaged"
    assert refusal(b"\x00\x01", file_name="rekap.csv").reason == "not_a_table"
    assert refusal(b'a,"b', file_name=name).reason == "unterminated_quote"


def test_a_file_of_exactly_the_limit_is_read() -> None:
    assert read_table(b"a\nx", file_name="x.csv", limits=Limits(max_bytes=3)).rows == [RawRow(2, ("x",))]
    assert refusal(b"a\nxy", Limits(max_bytes=3)).values == {"size": 4, "limit": 3}


@pytest.mark.parametrize("content", [b"\n\r\n", b" , ,\n", b"\xef\xbb\xbf", b"\xff\xfe", b";;;\n;;"])
def test_a_file_of_nothing_but_blanks_is_empty(content: bytes) -> None:
    assert refusal(content).reason == "file_empty"


# -- headings ------------------------------------------------------------------------------------------------


def test_headings_are_stripped_and_otherwise_as_written() -> None:
    table = read_table("\n\u00a0Kode Desa ,\ufeffJumlah  KK\t".encode(), file_name="x.csv")
    assert (table.header, table.header_line, table.rows) == (("Kode Desa", "Jumlah  KK"), 2, [])


@pytest.mark.parametrize("second", ["Kode", " kode ", "KODE"])
def test_headings_that_read_alike_are_duplicates(second: str) -> None:
    found = refusal(f"kode,n,{second}".encode())
    assert (found.reason, found.line) == ("duplicate_heading", 1)
    assert found.values == {"heading": second.strip(), "column": 3}


def test_inner_spaces_do_not_tell_headings_apart() -> None:
    assert refusal(b"jumlah kk,jumlah  kk").reason == "duplicate_heading"


def test_a_long_number_in_the_place_of_a_heading_is_not_repeated() -> None:
    found = refusal(b"Budi,3319012345678901,3319012345678901")
    assert found.values["heading"] == "#" * 16
    assert "3319" not in str(found)


def test_a_long_heading_is_shortened_in_the_message() -> None:
    assert len(str(refusal(b"x" * 9_000 + b"," + b"x" * 9_000).values["heading"])) == 60


@pytest.mark.parametrize("line", ["3319,1", "3319010001;27,5 %;-1", "2020-03-01,1", "1"])
def test_a_first_row_of_numbers_is_no_header(line: str) -> None:
    found = refusal(f"\n{line}\n".encode())
    assert (found.reason, found.line) == ("header_missing", 2)


def test_a_year_may_be_a_heading_beside_words() -> None:
    assert read_table(b"kode,2019,2020\n", file_name="x.csv").header == ("kode", "2019", "2020")


def test_a_gap_between_headings_is_refused_with_its_column() -> None:
    found = refusal(b"a,b, ,c\n")
    assert (found.reason, found.line, found.values) == ("header_blank", 1, {"column": 3})


# -- laws ----------------------------------------------------------------------------------------------------


@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", OLE, b"\xef\xbb\xbf", b"%PDF"]),
)
def test_arbitrary_bytes_raise_nothing_else(content: bytes, start: bytes) -> None:
    try:
        table = read_table(start + content, file_name="x")
    except UnreadableFile as found:
        assert found.reason in REFUSALS
    else:
        assert all(len(row.cells) == len(table.header) for row in table.rows)


_CELLS = st.lists(st.sampled_from(["", " ", "x", "y"]), max_size=6)


@given(st.lists(_CELLS, max_size=8))
def test_rows_against_an_obvious_reading(records: list[list[str]]) -> None:
    numbered = [(1, ["a", "b", "c"]), *enumerate(records, start=2)]
    _, header, rows = assemble_table(numbered, limits=Limits())
    expected = []
    for line, cells in numbered[1:]:
        if "".join(cells).strip() == "":
            continue
        filled = [*cells, "", "", ""]
        extra = 0
        for column in range(len(cells), 3, -1):
            if cells[column - 1].strip():
                extra = column
        expected.append(RawRow(line, (filled[0], filled[1], filled[2]), extra))
    assert header == ("a", "b", "c")
    assert rows == expected


def test_control_characters_are_found_one_by_one() -> None:
    text = {chr(code) for code in (9, 10, 11, 12, 13, *range(32, 127), 0xA0, 0xE9)}
    for code in range(256):
        character = chr(code)
        if character in text:
            assert control_character_at("ab" + character) is None
        elif code < 128:
            assert control_character_at("ab" + character) == 2
