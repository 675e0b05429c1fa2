from __future__ import annotations

import io
import zipfile

import pytest

from ingest.readers.archive import check_archive
from ingest.readers.reading import Limits, UnreadableFile
from tests.ingest import files

PLAIN = files.sheet([["a"], ["x"]])
PARTS = files.parts_of(PLAIN)


def refusal(content: bytes, limits: Limits | None = None) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        check_archive(content, limits=limits or Limits())
    return caught.value


def test_a_workbook_passes() -> None:
    check_archive(PLAIN, limits=Limits())
    check_archive(files.archive(PARTS, method=zipfile.ZIP_STORED), limits=Limits())
    assert refusal(PLAIN[: len(PLAIN) // 2]).reason == "damaged"


def test_stated_size_is_enough_to_refuse() -> None:
    found = refusal(files.archive([*PARTS, ("xl/bomb.xml", bytes(50_000_000))]))
    assert (found.reason, found.values["what"]) == ("zip_bomb", "bytes")


def test_sizes_are_measured_where_the_directory_lies() -> None:
    honest = files.archive([*PARTS, ("xl/bomb.xml", bytes(50_000_000))])
    lying = files.with_stated_size(honest, "xl/bomb.xml", 10)
    with zipfile.ZipFile(io.BytesIO(lying)) as packed:
        assert sum(part.file_size for part in packed.infolist()) < 100_000
    assert refusal(lying).reason == "zip_bomb"


def test_parts_that_share_their_packed_bytes_are_counted_each() -> None:
    content = files.archive([*PARTS, ("xl/bomb.xml", bytes(15_000_000))])
    check_archive(content, limits=Limits())
    directory = content.rindex(b"PK\x05\x06")
    entry_at = content.rindex(b"PK\x01\x02")
    entry = content[entry_at:directory]
    twin = entry.replace(b"xl/bomb.xml", b"xl/bomc.xml")
    end = bytearray(content[directory:])
    for at in (8, 10):
        end[at : at + 2] = (int.from_bytes(end[at : at + 2], "little") + 1).to_bytes(2, "little")
    size = int.from_bytes(end[12:16], "little") + len(twin)
    end[12:16] = size.to_bytes(4, "little")
    assert refusal(content[:directory] + twin + bytes(end)).reason in {"zip_bomb", "damaged"}


def test_the_ratio_allows_what_is_small() -> None:
    content = files.archive([*PARTS, ("xl/calm.xml", bytes(19_000_000))])
    check_archive(content, limits=Limits(max_ratio=1))
    large = files.archive([*PARTS, ("xl/calm.xml", bytes(21_000_000))])
    assert refusal(large, Limits(max_ratio=1)).reason == "zip_bomb"


def test_unpacked_bytes_of_exactly_the_limit_pass() -> None:
    size = sum(len(content) for _, content in PARTS)
    check_archive(PLAIN, limits=Limits(max_unpacked_bytes=size))
    found = refusal(PLAIN, Limits(max_unpacked_bytes=size - 1))
    assert (found.reason, found.values["limit"]) == ("zip_bomb", size - 1)


def test_many_parts_are_refused_before_they_are_listed() -> None:
    content = files.archive([*PARTS, *((f"xl/{number}.xml", b"") for number in range(6_000))])
    found = refusal(content)
    assert (found.reason, found.values) == ("zip_bomb", {"limit": 5_000, "what": "parts"})


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "xl/../../x", "C:/x", "xl/WORKBOOK.XML"])
def test_names_that_no_spreadsheet_program_writes(name: str) -> None:
    assert refusal(files.archive([*PARTS, (name, b"x")])).reason == "unsafe_archive"


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        (
            [("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"")],
            "OpenDocument",
        ),
        ([("xl/workbook.bin", b"x"), ("xl/worksheets/sheet1.bin", b"x")], "XLSB"),
        ([("word/document.xml", b"x")], "Word"),
        ([("rekap.csv", b"a,b")], "packed archive"),
        ([], "packed archive"),
    ],
)
def test_other_archives_are_named(parts: list[tuple[str, bytes]], found: str) -> None:
    refused = refusal(files.archive(parts, method=zipfile.ZIP_STORED))
    assert (refused.reason, refused.values) == ("wrong_format", {"found": found})


def test_a_locked_archive_is_encrypted() -> None:
    content = bytearray(PLAIN)
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(content)).reason == "encrypted"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packing_that_workbooks_do_not_use_is_damaged(method: int) -> None:
    assert refusal(files.archive(PARTS, method=method)).reason == "damaged"


def test_packed_bytes_that_are_none_are_damaged() -> None:
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as packed:
        first = packed.infolist()[0]
    at = first.header_offset + 30 + len(first.filename)
    content = bytearray(PLAIN)
    content[at : at + first.compress_size] = b"\xff" * first.compress_size
    assert refusal(bytes(content)).reason == "damaged"


def test_a_directory_that_points_nowhere_is_damaged() -> None:
    content = bytearray(PLAIN)
    at = content.index(b"PK\x01\x02") + 42
    content[at : at + 4] = (len(content) - 5).to_bytes(4, "little")
    assert refusal(bytes(content)).reason == "damaged"
