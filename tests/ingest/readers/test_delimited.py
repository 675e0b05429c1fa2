from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.readers.reading import Limits, RawRow, RawTable, UnreadableFile, read_table


def read(content: str | bytes, **limits: int) -> RawTable:
    raw = content if isinstance(content, bytes) else content.encode()
    return read_table(raw, file_name="rekap.csv", limits=Limits(**limits))


def refusal(content: str | bytes, **limits: int) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read(content, **limits)
    return caught.value


def cells_of(table: RawTable) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_each_delimiter_is_found_and_text_is_kept(delimiter: str) -> None:
    table = read(f"kode{delimiter} nama \n0012{delimiter} Jati \n")
    assert table.header == ("kode", "nama")
    assert table.rows == [RawRow(2, ("0012", " Jati "))]
    assert (table.format, table.delimiter, table.header_line) == ("csv", delimiter, 1)


@pytest.mark.parametrize(
    ("header", "delimiter"),
    [
        ('"a,b,c";d', ";"),
        ('"a;b;c",d', ","),
        ('"a\n;;;b",d', ","),
        ('"say ""x;y;z""",d', ","),
        ("a\tb;c\td", "\t"),
        ("only", ","),
    ],
)
def test_delimiters_inside_quotation_marks_do_not_count(header: str, delimiter: str) -> None:
    assert read(header + "\n").delimiter == delimiter


def test_rows_decide_between_two_delimiters_of_the_header() -> None:
    table = read("kode;jumlah (ribu, KK, Mei)\n3319;1\n3320;2\n")
    assert table.header == ("kode", "jumlah (ribu, KK, Mei)")


@pytest.mark.parametrize("first", ["sep=;", "SEP=;", '"sep=;"'])
def test_separator_line_of_excel_decides(first: str) -> None:
    table = read(f"{first}\r\na,b,c;d\r\n1;2\r\n")
    assert (table.header, table.header_line) == (("a,b,c", "d"), 2)
    assert table.rows == [RawRow(3, ("1", "2"))]


def test_separator_line_may_name_a_pipe() -> None:
    assert read("sep=|\na|b\n1|2").rows == [RawRow(3, ("1", "2"))]


def test_separator_line_alone_is_an_empty_file() -> None:
    assert refusal("sep=;\n").reason == "file_empty"


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_lines_are_counted_as_an_editor_counts_them(end: str) -> None:
    content = end.join(["", "a,b", "", '1,"x', "", 'y"', "  , ", "2,z"])
    table = read(content)
    assert table.header_line == 2
    assert table.rows == [RawRow(4, ("1", f"x{end}{end}y")), RawRow(8, ("2", "z"))]


def test_unusual_line_separators_do_not_split_lines() -> None:
    assert cells_of(read("a,b\n1\u2028x,2\x0b\x0c\x85\n")) == [("1\u2028x", "2\x0b\x0c\x85")]


@pytest.mark.parametrize(
    ("encoding", "reported"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16"),
    ],
)
def test_encodings(encoding: str, reported: str) -> None:
    table = read("nama,n\nDésa “Jati”,1\n".encode(encoding))
    assert table.header == ("nama", "n")
    assert cells_of(table) == [("Désa “Jati”", "1")]
    assert table.encoding == reported


def test_utf_16_of_the_other_byte_order() -> None:
    assert read("\ufeffa;b\n1;é\n".encode("utf-16-be")).rows == [RawRow(2, ("1", "é"))]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"a,b\n1,\x81\n", 2),
        (b"a,b\r\n\r\n1,\xe9\x8d\n", 3),
        (b"\xef\xbb\xbfa,b\n1,\xe9\n", 2),
        (b"\xff\xfea\x00\n\x00\x00\xd8b\x00", 2),
    ],
)
def test_unknown_encoding_names_the_line(content: bytes, line: int) -> None:
    found = refusal(content)
    assert (found.reason, found.line) == ("unknown_encoding", line)


@pytest.mark.parametrize("content", [b"\xff\xfea", "a,b\r\n".encode("utf-16") + b"x"])
def test_a_text_that_ends_within_a_sign_is_cut_off(content: bytes) -> None:
    assert refusal(content).reason == "damaged"


@pytest.mark.parametrize("bad", ["\x00", "\x01", "\x1a", "\x7f"])
def test_control_characters_are_refused_with_their_line(bad: str) -> None:
    found = refusal(f'a,b\r\n"1\r\n",x\r\n2,{bad}\r\n')
    assert (found.reason, found.line) == ("not_a_table", 4)


def test_utf_16_without_mark_is_refused() -> None:
    assert refusal("a,b\n".encode("utf-16-le")).reason == "not_a_table"


@pytest.mark.parametrize(
    ("content", "reason", "line"),
    [
        ('a,b\n1,2\n3,"4\n5,6\n', "unterminated_quote", 3),
        ('a,"b\n', "unterminated_quote", 1),
        ('a,b\n1,"x\n' + "y\n" * 6_000 + '"\n', "unterminated_quote", 2),
        ('a,b\n1,"x\n' + "y\n" * 100_000 + '"\n', "unterminated_quote", 2),
        ('a,b\n\n1,"Toko" Maju\n', "stray_quote", 3),
        ("a,b\n1," + "x" * 10_001, "cell_too_long", 2),
        ("a,b\n1," + "x" * 200_000, "cell_too_long", 2),
        ("a,b;c\n1," + "x" * 200_000, "cell_too_long", 2),
        ("a,b\n1," + "x" * 3_000_000, "cell_too_long", 2),
    ],
)
def test_broken_records_name_the_line_where_they_begin(content: str, reason: str, line: int) -> None:
    found = refusal(content)
    assert (found.reason, found.line) == (reason, line)


def test_quotation_marks_inside_a_bare_cell_are_text() -> None:
    assert cells_of(read('a,b\n5" pipa,"say ""x"""\n')) == [('5" pipa', 'say "x"')]


def test_cells_of_exactly_the_limit_are_read() -> None:
    assert cells_of(read("a,b\n12345,1", max_cell_chars=5)) == [("12345", "1")]
    found = refusal("a,b\n123456,1", max_cell_chars=5)
    assert (found.reason, found.line, found.values) == ("cell_too_long", 2, {"limit": 5})


def test_short_rows_are_filled_and_long_ones_marked() -> None:
    table = read("a,b,,\n1\n1,2,,\n1,2,, ,x,y\n,,3\n")
    assert table.header == ("a", "b")
    assert table.rows == [
        RawRow(2, ("1", "")),
        RawRow(3, ("1", "2")),
        RawRow(4, ("1", "2"), extra=5),
        RawRow(5, ("", ""), extra=3),
    ]


def test_rows_of_exactly_the_limit_are_read() -> None:
    assert len(read("a\n\nx\n\ny\n", max_rows=2).rows) == 2
    found = refusal("a\nx\ny\nz\n", max_rows=2)
    assert (found.reason, found.values) == ("too_many_rows", {"limit": 2})


def test_columns_of_exactly_the_limit_are_read() -> None:
    assert read("a,b,c,,,\n1,2,3,,,\n", max_columns=3).header == ("a", "b", "c")
    assert refusal("a,b,c,d\n", max_columns=3).reason == "too_many_columns"
    found = refusal("a,b\n1,2\n1,,,x\n", max_columns=3)
    assert (found.reason, found.line, found.values) == ("too_many_columns", 3, {"limit": 3})


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b",".join(b"a%d" % number for number in range(1_000_000)), "too_many_columns"),
        pytest.param(b"a,b\n" + b"," * 19_000_000, "too_many_columns", marks=pytest.mark.deep),
        (b"x" * 20_000_000, "cell_too_long"),
        (b"\n" * 20_000_000, "too_many_rows"),
        (b'"' + b"a\n" * 9_000_000, "unterminated_quote"),
        pytest.param(b'"' * 20_000_000, "cell_too_long", marks=pytest.mark.deep),
        (b"a;b,c\n" + b";," * 9_000_000, "too_many_columns"),
    ],
    ids=["million-columns", "commas", "one-line", "blank-lines", "open-quote", "quotes", "two-delimiters"],
)
def test_hostile_text_is_refused(content: bytes, reason: str) -> None:
    assert refusal(content).reason == reason


# -- laws ----------------------------------------------------------------------------------------------------

_HARMLESS = st.characters(codec="cp1252", categories=("L", "N", "P", "S", "Zs"), exclude_characters="\x85")
_CELL = st.text(_HARMLESS | st.sampled_from(',;\t"\n'), max_size=8)
_HEADING = st.text(st.sampled_from("abcdefgABCDEFGéü_"), min_size=1, max_size=8)
_TABLES = st.lists(_HEADING, min_size=1, max_size=5, unique_by=str.casefold).flatmap(
    lambda header: st.tuples(
        st.just(header), st.lists(st.lists(_CELL, min_size=len(header), max_size=len(header)), max_size=6)
    )
)


@given(
    table=_TABLES,
    delimiter=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    end=st.sampled_from(["\n", "\r", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    announced=st.booleans(),
)
def test_what_a_program_writes_comes_back_equal(
    table: tuple[list[str], list[list[str]]],
    delimiter: str,
    encoding: str,
    end: str,
    quoting: int,
    announced: bool,
) -> None:
    header, rows = table
    text = io.StringIO(newline="")
    if end == "\r":
        quoting = csv.QUOTE_ALL  # sparing with quotation marks, the writer forgets them around a lone LF
    if announced:
        text.write(f"sep={delimiter}{end}")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows([header, *rows])
    content = text.getvalue().encode(encoding)
    got = read(content)
    assert got.header == tuple(header)
    assert cells_of(got) == [tuple(row) for row in rows if any(cell.strip() for cell in row)]
    lines = [row.line for row in got.rows]
    assert lines == sorted(set(lines))


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
@example(b"\xef\xbb\xbf")
@example(b"\xff\xfe")
@example(b'"')
@example(b"sep=")
@example(b"\r\r\n\n")
@example(b'a,b;c\n"')
def test_any_bytes_are_a_table_or_refused(content: bytes) -> None:
    try:
        table = read(content)
    except UnreadableFile as found:
        assert str(found)
    else:
        assert table.header
        assert all(len(row.cells) == len(table.header) for row in table.rows)


@given(st.text(st.sampled_from('a1",;\t\n\r '), max_size=60))
def test_any_arrangement_of_the_special_characters_is_a_table_or_refused(text: str) -> None:
    try:
        table = read(text)
    except UnreadableFile as found:
        assert found.line is None or 1 <= found.line <= len(text) + 1
    else:
        written = {heading.strip() for heading in table.header}
        assert "" not in written
        assert len(written) == len(table.header)
