"""Workbooks that were made, or broken, to do harm."""

from __future__ import annotations

import random
import socket
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.confined.sandbox import ChildFailedError, OutOfMemoryError, OutOfTimeError
from ingest.readers import spreadsheet
from ingest.readers.reading import Limits, RawRow, RawTable, UnreadableFile, read_table
from tests.ingest import files

if TYPE_CHECKING:
    from pathlib import Path

    from xlsxwriter.workbook import Workbook

PLAIN = files.sheet([["kode", "jumlah"], ["3319", 2]])


def read(content: bytes, limits: Limits | None = None) -> RawTable:
    return read_table(content, file_name="rekap.xlsx", limits=limits)


def refusal(content: bytes, limits: Limits | None = None) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read(content, limits)
    return caught.value


def test_entities_are_not_expanded() -> None:
    levels = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 12))
    bomb = f'<!DOCTYPE sst [<!ENTITY e0 "ha">{levels}]><sst'.encode()
    content = files.edited(PLAIN, files.STRINGS, b"<sst", bomb)
    content = files.edited(content, files.STRINGS, b">3319<", b">&e11;<")
    assert refusal(content).reason == "damaged"


def test_files_of_the_server_are_not_read() -> None:
    doctype = b'<!DOCTYPE sst [<!ENTITY e SYSTEM "file:///etc/hostname">]><sst'
    content = files.edited(PLAIN, files.STRINGS, b"<sst", doctype)
    content = files.edited(content, files.STRINGS, b">3319<", b">&e;<")
    assert refusal(content).reason == "damaged"


def test_links_to_other_files_addresses_and_programs_are_not_followed(tmp_path: Path) -> None:
    """A formula shows what was saved with it; what it would fetch or start is never asked for."""
    canary = tmp_path / "canary.xlsx"
    canary.write_bytes(files.sheet([["the hash of a password"]]))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/a.xlsx"
        formulas = (
            f"='{url.replace('a.xlsx', '[a.xlsx]')}Sheet1'!A1",
            f"='{tmp_path}/[canary.xlsx]Sheet1'!A1",
            f'=WEBSERVICE("{url}")',
            "=cmd|'/c calc'!A1",
            f'=HYPERLINK("{url}","buka")',
        )

        def fill(book: Workbook) -> None:
            page = book.add_worksheet()
            page.write_row(0, 0, [f"kolom {letter}" for letter in "abcde"])
            for column, formula in enumerate(formulas):
                page.write_formula(1, column, formula, None, column + 1)

        link = f'<externalLink><ddeLink ddeService="cmd" ddeTopic="{canary}"/></externalLink>'.encode()
        target = (
            f'<Relationships><Relationship Id="rId1" Target="{url}" TargetMode="External"/></Relationships>'.encode()
        )
        parts = [
            *files.parts_of(files.workbook(fill)),
            ("xl/externalLinks/externalLink1.xml", link),
            ("xl/externalLinks/_rels/externalLink1.xml.rels", target),
            (
                "xl/connections.xml",
                f'<connections><connection odcFile="{url}" sourceFile="{canary}"/></connections>'.encode(),
            ),
        ]
        table = read(files.archive(parts))
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert [row.cells for row in table.rows] == [("1", "2", "3", "4", "5")]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("XFD3", "too_many_columns"),
        ("XFD1048576", "too_much_memory"),
        ("ZZZZZZZZZZ3", "too_much_memory"),
        ("A4000000000", "too_much_memory"),
    ],
)
def test_a_cell_far_away_is_refused(cell: str, reason: str) -> None:
    stray = f'<row><c r="{cell}"><v>1</v></c></row>'.encode()
    assert refusal(files.with_more_rows(PLAIN, stray)).reason in {reason, "damaged"}


def test_a_cell_in_the_last_row_is_read() -> None:
    far = b'<row r="1048576"><c r="A1048576"><v>7</v></c></row>'
    assert read(files.with_more_rows(PLAIN, far)).rows[-1] == RawRow(1_048_576, ("7", ""))


def _with_shared_text(times: int) -> bytes:
    long = files.edited(PLAIN, files.STRINGS, b">3319<", b">" + b"x" * 9_000 + b"<")
    rows = (f'<row r="{row}"><c r="A{row}" t="s"><v>2</v></c></row>' for row in range(3, 3 + times))
    return files.with_more_rows(long, "".join(rows).encode())


def test_one_text_shared_by_many_cells_is_counted_each_time() -> None:
    found = refusal(_with_shared_text(2_000), Limits(max_unpacked_bytes=10_000_000))
    assert (found.reason, found.values["what"]) == ("zip_bomb", "characters")


def test_one_text_shared_by_too_many_cells_dies_with_the_child() -> None:
    limits = Limits(memory_bytes=300_000_000)
    assert refusal(_with_shared_text(50_000), limits).reason == "too_much_memory"


def test_a_slow_workbook_is_stopped() -> None:
    found = refusal(PLAIN, Limits(seconds=0.001))
    assert (found.reason, found.values) == ("took_too_long", {"seconds": "0.001"})


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (OutOfTimeError(), "took_too_long"),
        (OutOfMemoryError(), "too_much_memory"),
        (ChildFailedError(), "damaged"),
    ],
)
def test_each_way_to_fail_has_its_reason(failure: Exception, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_named: object) -> bytes:
        raise failure

    monkeypatch.setattr(spreadsheet, "run_limited", fail)
    assert refusal(PLAIN).reason == reason


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.999])
def test_a_workbook_cut_off_is_damaged(kept: float) -> None:
    assert refusal(PLAIN[: int(len(PLAIN) * kept)]).reason == "damaged"


def test_a_workbook_without_its_sheet_is_damaged() -> None:
    parts = [part for part in files.parts_of(PLAIN) if "sheet1" not in part[0]]
    assert refusal(files.archive(parts)).reason == "damaged"


@pytest.mark.parametrize("length", [100, 400, 450])
def test_a_sheet_cut_off_inside_a_sound_archive_is_damaged(length: int) -> None:
    parts = files.parts_of(PLAIN)
    cut = files.archive((name, part[:length] if name.endswith("sheet1.xml") else part) for name, part in parts)
    assert refusal(cut).reason == "damaged"


def test_a_shared_text_that_is_not_there_is_damaged() -> None:
    content = files.edited(PLAIN, files.SHEET, b'<c r="A2" t="s"><v>2</v>', b'<c r="A2" t="s"><v>77</v>')
    assert refusal(content).reason == "damaged"


def test_deeply_nested_xml_does_no_harm() -> None:
    nested = files.edited(PLAIN, files.SHEET, b"<sheetData>", b"<a>" * 1_000_000 + b"<sheetData>")
    assert read(nested).rows == [RawRow(2, ("3319", "2"))]


@given(seed=st.integers(0, 2**32), flips=st.integers(1, 20), cut=st.booleans())
def test_any_damage_ends_in_a_table_or_a_refusal(seed: int, flips: int, cut: bool) -> None:
    rng = random.Random(seed)  # noqa: S311
    damaged = bytearray(PLAIN)
    for _ in range(flips):
        damaged[rng.randrange(4, len(damaged))] = rng.randrange(256)
    content = bytes(damaged[: rng.randrange(5, len(damaged))] if cut else damaged)
    try:
        table = read(content)
    except UnreadableFile as found:
        assert str(found)
    else:
        assert table.header


def test_parts_that_tables_do_not_need_may_be_there() -> None:
    parts = [*files.parts_of(PLAIN), ("xl/media/image1.png", random.Random(1).randbytes(100_000))]  # noqa: S311
    assert read(files.archive(parts)).rows == [RawRow(2, ("3319", "2"))]
    assert read(files.archive(parts, method=zipfile.ZIP_STORED)).rows == [RawRow(2, ("3319", "2"))]
