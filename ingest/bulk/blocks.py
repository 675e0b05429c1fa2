"""A large CSV file as blocks of whole records, each with the lines on which its records begin."""

from __future__ import annotations

import codecs
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from ingest.readers.delimited import Lines, records_of
from ingest.readers.raw_table import UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.readers.raw_table import Limits

BLOCK_BYTES = 8 << 20
_SLOW_ROWS = 20_000
_NEW_LINE, _QUOTE = 0x0A, 0x22
_CONTROL = bytes([*range(0x09), *range(0x0E, 0x20), 0x7F])


@dataclass(frozen=True, slots=True)
class Block:
    """Whole records: as bytes (UTF-8) with the line and the place of each, or read already.

    Attributes
    ----------
    content, lines, starts
        UTF-8, the line on which each record begins, and where in the content; None where the csv module has read it.
    records
        What it has read.
    """

    lines: np.ndarray
    content: bytes | None = None
    starts: np.ndarray | None = None
    records: list[tuple[int, list[str]]] | None = None

    def record(self, at: int) -> bytes:
        """The bytes of one record."""
        assert self.content is not None  # noqa: S101  asked of parsed blocks alone
        assert self.starts is not None  # noqa: S101
        end = self.starts[at + 1] if at + 1 < len(self.starts) else len(self.content)
        return self.content[self.starts[at] : end]


def undecodable_line(source: BinaryIO, encoding: str) -> int:
    """The line of the first byte that is not of an encoding; 0 where there is none."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    while True:
        content = source.read(BLOCK_BYTES)
        try:
            decoder.decode(content, final=not content)
        except UnicodeDecodeError as error:
            return line + error.object[: error.start].count(b"\n")
        if not content:
            return 0
        line += content.count(b"\n")


def blocks_of(source: BinaryIO, encoding: str, delimiter: str, limits: Limits) -> Iterator[Block]:
    """The file's records in blocks; from the first that only the csv module can read, as that module reads them.

    Raises
    ------
    UnreadableFile
        Where the csv module's reader would: a mark that is never closed, a control character, a line without end.
    """
    line = 1
    rest = b""
    parts = _utf8(source, encoding)
    for part in parts:
        content = rest + part
        if _is_odd(content, delimiter):
            yield from _read_on(content, parts, line, delimiter, limits)
            return
        starts, lines, length = _records(content, line)
        if not length and len(content) > 4 * BLOCK_BYTES:
            yield from _read_on(content, parts, line, delimiter, limits)
            return
        if length:
            yield Block(lines, content[:length], starts)
            line += content.count(b"\n", 0, length)
        rest = content[length:]
    if rest:
        yield from _read_on(rest, iter(()), line, delimiter, limits)


def _utf8(source: BinaryIO, encoding: str) -> Iterator[bytes]:
    decoder = None if encoding == "utf-8" else codecs.getincrementaldecoder(encoding)()
    line = 1
    while content := source.read(BLOCK_BYTES):
        if decoder is not None:
            try:
                content = decoder.decode(content).encode()
            except UnicodeDecodeError as error:
                at = line + error.object[: error.start].count(b"\n")
                raise UnreadableFile("unknown_encoding", line=at) from None
        if len(content.translate(None, _CONTROL)) < len(content):
            before = next(at for at, byte in enumerate(content) if byte in _CONTROL)
            raise UnreadableFile("not_a_table", line=line + content.count(b"\n", 0, before))
        yield content
        line += content.count(b"\n")
    if decoder is None:
        return
    try:
        last = decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        # The file ends within a sign.
        raise UnreadableFile("damaged") from None
    if last:
        yield last.encode()


def _is_odd(content: bytes, delimiter: str) -> bool:
    """Whether marks or line ends stand where pyarrow and the csv module would differ."""
    ends = content.count(b"\r")
    if ends and ends != content.count(b"\r\n") + content.endswith(b"\r"):
        return True
    if b'"' not in content:
        return False
    signs = np.frombuffer(content, dtype=np.uint8)
    marks = np.flatnonzero(signs == _QUOTE)
    fences = [ord(delimiter), _NEW_LINE, 0x0D, _QUOTE]
    opening, closing = marks[::2], marks[1::2]
    before = signs[opening[opening > 0] - 1]
    after = signs[closing[closing < len(signs) - 1] + 1]
    return not (np.isin(before, fences).all() and np.isin(after, fences).all())


def _records(content: bytes, line: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Where whole records begin, on which lines, and how many bytes they are."""
    signs = np.frombuffer(content, dtype=np.uint8)
    breaks = np.flatnonzero(signs == _NEW_LINE)
    is_end = np.ones(len(breaks), dtype=bool)
    if b'"' in content:
        marks = np.flatnonzero(signs == _QUOTE)
        # A line ends a record where an even number of marks stands before it.
        is_end = np.searchsorted(marks, breaks) % 2 == 0
    ends = breaks[is_end]
    if not len(ends):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), 0
    starts = np.concatenate([[0], ends[:-1] + 1])
    at_ends = np.flatnonzero(is_end)
    lines = line + np.concatenate([[0], at_ends[:-1] + 1]).astype(np.int64)
    return starts, lines, int(ends[-1]) + 1


def _read_on(content: bytes, parts: Iterator[bytes], line: int, delimiter: str, limits: Limits) -> Iterator[Block]:
    source: io.RawIOBase = _Joined(content, parts)
    text = io.TextIOWrapper(io.BufferedReader(source), encoding="utf-8", newline="")
    records: list[tuple[int, list[str]]] = []
    for at, cells in records_of(Lines(text, delimiter, limits, before=line - 1), limits):
        records.append((at, cells))
        if len(records) == _SLOW_ROWS:
            yield Block(np.zeros(0, dtype=np.int64), records=records)
            records = []
    if records:
        yield Block(np.zeros(0, dtype=np.int64), records=records)


class _Joined(io.RawIOBase):
    """Bytes that were read already, and those that follow."""

    def __init__(self, content: bytes, parts: Iterator[bytes]) -> None:
        self._content, self._parts = content, parts

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        while not self._content:
            following = next(self._parts, None)
            if following is None:
                return 0
            self._content = following
        size = min(len(buffer), len(self._content))
        buffer[:size] = self._content[:size]
        self._content = self._content[size:]
        return size
