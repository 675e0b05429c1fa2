"""Comma, semicolon and tab separated text, in the encodings that Indonesian offices really send."""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import re
from typing import TYPE_CHECKING

from ingest.readers.raw_table import Limits, RawFile, RawSheet, UnreadableFile, control_character_at, gather_records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_DELIMITERS = (",", ";", "\t")
_SAMPLED_RECORDS = 50
_SAMPLED_CHARS = 200_000
_MOST_SAMPLED_CELLS = 1_000
_SPARE_LINES = 1_000
_FIRST_RECORD = re.compile(r'(?:[^"\r\n]++|"[^"]*+"?+)*+')
_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t|])"?(?:\r\n|\r|\n|\Z)', re.IGNORECASE)
_MARKUP = re.compile(r"\s*<[!?a-zA-Z]")
_JSON = re.compile(r'\s*(\{\s*"|\[\s*[\[{])')


def read_delimited(
    content: bytes, *, limits: Limits, headings_in: Callable[[Sequence[str]], int] | None = None
) -> RawFile:
    """Read CSV content.

    The encoding is that of a byte order mark (UTF-8, UTF-16), else strict UTF-8, else Windows-1252. The
    delimiter is the one a leading ``sep=`` line names, else the one that stands in the heading line outside
    quotation marks; of several, the one that cuts most of the next lines into as many cells as headings. Above a
    printed table stand titles, with commas of their own: where the headings are known, the delimiter is the one
    that parts a line into most of them.

    Parameters
    ----------
    content
        The file.
    limits
        Largest table accepted.
    headings_in
        Number of known headings among the cells of a record, keyword-only.

    Returns
    -------
    RawFile
        One sheet. Cells are exactly what stands between the delimiters, spaces included.

    Raises
    ------
    UnreadableFile
        The content is no such table or passes a limit.
    """
    text, encoding = _decoded(content)
    control_at = control_character_at(text)
    if control_at is not None:
        raise UnreadableFile("not_a_table", line=_line_at(text, control_at))
    for file_kind, pattern in (("HTML or XML", _MARKUP), ("JSON", _JSON)):
        if pattern.match(text):
            raise UnreadableFile("wrong_format", values={"found": file_kind})
    named = _SEPARATOR_LINE.match(text)
    delimiter = named[1] if named else _delimiter(text, headings_in)
    lines = Lines(io.StringIO(text, newline=""), delimiter, limits)
    if named:
        next(lines)
    records = gather_records(records_of(lines, limits), limits=limits)
    if not records:
        raise UnreadableFile("file_empty")
    return RawFile(format="csv", sheets=[RawSheet(name=None, records=records)], encoding=encoding, delimiter=delimiter)


class Lines:
    """Physical lines with their ends; knows where the present record began and stops one without an end."""

    def __init__(self, text: Iterator[str], delimiter: str, limits: Limits, *, before: int = 0) -> None:
        self._lines = text
        # Blank lines and lines inside a cell are no rows, but each takes time.
        self._max_lines = 4 * limits.max_rows + _SPARE_LINES
        self._max_chars = limits.max_columns * (limits.max_cell_chars + len('"",'))
        self._limits = limits
        self._chars = 0
        self.delimiter = delimiter
        self.line = before
        self.record_line = before + 1

    def begin_record(self) -> None:
        """Take the next line for the first of a record."""
        self._chars, self.record_line = 0, self.line + 1

    def __iter__(self) -> Lines:
        """The lines themselves."""
        return self

    def __next__(self) -> str:
        """The next line with its end; one too many, or a record without end, is refused."""
        text = next(self._lines)
        self.line += 1
        self._chars += len(text)
        if self.line > self._max_lines:
            raise UnreadableFile("too_many_rows", values={"limit": self._limits.max_rows})
        if self._chars > self._max_chars:
            if self.line == self.record_line and text.count(self.delimiter) >= self._limits.max_columns:
                limit = self._limits.max_columns
                raise UnreadableFile("too_many_columns", line=self.line, values={"limit": limit})
            raise self.too_long()
        return text

    def too_long(self) -> UnreadableFile:
        """Say what is wrong with a record that goes on and on: over several lines it is a forgotten quote."""
        if self.line > self.record_line:
            return UnreadableFile("unterminated_quote", line=self.record_line)
        limit = self._limits.max_cell_chars
        return UnreadableFile("cell_too_long", line=self.record_line, values={"limit": limit})


def records_of(lines: Lines, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """The records of a CSV text, each with the line on which it begins."""
    lines.begin_record()
    try:
        for cells in csv.reader(lines, delimiter=lines.delimiter, strict=True):
            if lines.line > lines.record_line and max(map(len, cells)) > limits.max_cell_chars:
                raise lines.too_long()
            yield lines.record_line, cells
            lines.begin_record()
    except csv.Error as error:
        raise _quote_refusal(str(error), lines) from None


def _quote_refusal(message: str, lines: Lines) -> UnreadableFile:
    # The csv module has one exception for all faults: only its wording tells them apart.
    if "field larger" in message:
        return lines.too_long()
    reason = "unterminated_quote" if "unexpected end" in message else "stray_quote"
    return UnreadableFile(reason, line=lines.record_line)


def _decoded(content: bytes) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = ["utf-16"]
    elif content.startswith(b"\xef\xbb\xbf"):
        candidates = ["utf-8-sig"]
    else:
        candidates = ["utf-8", "cp1252"]
    for encoding in candidates:
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError as error:
            if encoding == "utf-16" and error.end == len(error.object):
                # The file ends within a sign.
                raise UnreadableFile("damaged") from None
            # The codec counts from behind the byte order mark, so count in what it was given.
            read = error.object[: error.start].decode(encoding, errors="replace")
    raise UnreadableFile("unknown_encoding", line=_line_at(read, len(read)))


def _line_at(text: str, position: int) -> int:
    ends = text.count("\n", 0, position) + text.count("\r", 0, position)
    return 1 + ends - text.count("\r\n", 0, position)


def _delimiter(text: str, headings_in: Callable[[Sequence[str]], int] | None) -> str:
    if headings_in is not None:
        scores = {delimiter: _most_headings(text, delimiter, headings_in) for delimiter in _DELIMITERS}
        best = max(scores, key=lambda delimiter: scores[delimiter])
        if scores[best] > 1 or sorted(scores.values()) == [0, 0, 1]:
            return best
    start = len(text) - len(text.lstrip("\r\n"))
    record = _FIRST_RECORD.match(text, start)
    heading = re.sub(r'"[^"]*"', "", record[0] if record else "")
    candidates = [delimiter for delimiter in _DELIMITERS if delimiter in heading]
    if len(candidates) < 2:
        return candidates[0] if candidates else _DELIMITERS[0]
    return max(candidates, key=lambda delimiter: (_agreeing(text, delimiter), heading.count(delimiter)))


def _most_headings(text: str, delimiter: str, headings_in: Callable[[Sequence[str]], int]) -> int:
    """The largest number of known headings in one of the first records."""
    reader = csv.reader(io.StringIO(text[:_SAMPLED_CHARS], newline=""), delimiter=delimiter)
    most = 0
    with contextlib.suppress(csv.Error):
        for cells in itertools.islice(reader, _SAMPLED_RECORDS):
            if 1 < len(cells) <= _MOST_SAMPLED_CELLS:
                most = max(most, headings_in(cells))
    return most


def _agreeing(text: str, delimiter: str) -> int:
    """Count the sampled records that the delimiter cuts into as many cells as the first."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        sample = itertools.islice((cells for cells in reader if cells), _SAMPLED_RECORDS)
        widths = [len(cells) for cells in sample]
    except csv.Error:
        return 0
    return sum(width == widths[0] for width in widths[1:])
