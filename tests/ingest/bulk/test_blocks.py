"""A file in blocks has the records, and the lines, that the csv module finds in it as a whole."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.bulk import blocks
from ingest.bulk.source import _Delimited
from ingest.readers.delimited import read_delimited
from ingest.readers.raw_table import Limits, UnreadableFile, row_of_width

WIDTH = 3
PIECES = st.sampled_from(
    ['"', '""', ",", "\n", "\r\n", "\r", "a", "b,c", '"x,y"', '"x\ny"', ",,", " ", "é", '"q"', "1,2,3\n"]
)


def by_module(text: str) -> list[tuple[int, tuple[str, ...], int]] | tuple[str, int | None]:
    try:
        sheet = read_delimited(text.encode(), limits=Limits()).sheets[0]
    except UnreadableFile as refusal:
        return refusal.reason, refusal.line
    rows = [row_of_width(line, cells, WIDTH) for line, cells in sheet.records if line > 1]
    return [(row.line, row.cells, row.extra) for row in rows]


def by_blocks(text: str, encoding: str = "utf-8") -> list[tuple[int, tuple[str, ...], int]] | tuple[str, int | None]:
    about: dict[str, object] = {"encoding": encoding, "delimiter": ",", "first_line": 2, "width": WIDTH}
    reader = _Delimited(lambda: io.BytesIO(text.encode(encoding)), about)
    try:
        tables = list(reader.tables(list(range(WIDTH))))
    except UnreadableFile as refusal:
        return refusal.reason, refusal.line
    rows = [row for table in tables for row in table.to_pylist()]
    return sorted((row["line"], (row["c0"], row["c1"], row["c2"]), row["extra"]) for row in rows)


@given(st.lists(PIECES, max_size=30).map("".join), st.sampled_from([4, 16, 64]))
def test_blocks_are_read_as_the_whole(text: str, size: int) -> None:
    text = "one,two,three\n" + text
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK_BYTES", size)
        assert by_blocks(text) == by_module(text)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_other_encodings(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 7)
    assert by_blocks('one,two,three\né,"ü\n",3\n4,5,6', encoding) == [
        (2, ("é", "ü\n", "3"), 0),
        (4, ("4", "5", "6"), 0),
    ]


def test_where_a_text_is_none() -> None:
    assert by_blocks("one,two,three\n1,2,3\n1,\x00,3\n") == ("not_a_table", 3)
    assert blocks.undecodable_line(io.BytesIO(b"a\nb\n\xff\n"), "utf-8") == 3
    assert blocks.undecodable_line(io.BytesIO("a\né".encode()), "utf-8") == 0


def test_a_cell_beyond_all_measure_is_refused_with_its_line() -> None:
    assert by_blocks("one,two,three\n1,2,3\n1," + "x" * 10_001 + ",3\n") == ("cell_too_long", 3)
