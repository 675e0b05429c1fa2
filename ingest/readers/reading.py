"""Read a table from a file of unknown origin: the one door for uploads and files of the command line.

Nothing is guessed about the cells: all are text, so leading zeros survive. The content, not the name,
decides what a file is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.readers.delimited import read_delimited
from ingest.readers.raw_table import REFUSALS, Limits, RawFile, RawRow, RawTable, UnreadableFile, plain_table
from ingest.readers.spreadsheet import read_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["REFUSALS", "Limits", "RawRow", "RawTable", "UnreadableFile", "read_file", "read_table"]

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_FORMATS = {
    b"%PDF-": "PDF",
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"II*\x00": "image",
    b"MM\x00*": "image",
    b"\x1f\x8b": "packed archive",
    b"7z\xbc\xaf": "packed archive",
    b"Rar!": "packed archive",
    b"SQLite format 3\x00": "database",
    b"PAR1": "Parquet",
    b"PARE": "Parquet with a password",
}
_WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")


def read_table(content: bytes, *, file_name: str, limits: Limits | None = None) -> RawTable:
    """Read a file as one plain table: of an XLSX file the first visible sheet with content, headings first.

    Parameters, errors: as `read_file`.
    """
    limits = limits or Limits()
    return plain_table(read_file(content, file_name=file_name, limits=limits), limits=limits)


def read_file(
    content: bytes,
    *,
    file_name: str,
    limits: Limits | None = None,
    headings_in: Callable[[Sequence[str]], int] | None = None,
) -> RawFile:
    """Read what is in a CSV or XLSX file as text.

    Parameters
    ----------
    content
        The whole file.
    file_name
        Name that the sender gave it; used only to word the refusal of a broken file.
    limits
        Largest file and table accepted; the defaults of `Limits` if not given.
    headings_in
        Number of known headings among the cells of a record: tells the delimiter of a CSV file with titles.

    Returns
    -------
    RawFile
        The visible sheets with content; of a CSV file one.

    Raises
    ------
    UnreadableFile
        The file is refused; nothing else is raised, whatever the bytes.
    """
    limits = limits or Limits()
    if not content:
        raise UnreadableFile("file_empty")
    if len(content) > limits.max_bytes:
        raise UnreadableFile("file_too_large", values={"size": len(content), "limit": limits.max_bytes})
    if content.startswith(_ZIP):
        return read_workbook(content, limits=limits)
    refuse_other_formats(content)
    try:
        return read_delimited(content, limits=limits, headings_in=headings_in)
    except UnreadableFile as refusal:
        if refusal.reason in {"not_a_table", "unknown_encoding"} and _is_named_workbook(file_name):
            raise UnreadableFile("damaged") from None
        raise


def refuse_other_formats(content: bytes) -> None:
    """Refuse, by its first bytes, a file that is neither a workbook nor text."""
    if content.startswith(_OLE):
        # A workbook with a password is an OLE file around the encrypted package, like a workbook of Excel 97.
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise UnreadableFile("encrypted")
        raise UnreadableFile("wrong_format", values={"found": "Excel 97-2003"})
    for start, file_kind in _OTHER_FORMATS.items():
        if content.startswith(start):
            raise UnreadableFile("wrong_format", values={"found": file_kind})


def _is_named_workbook(file_name: str) -> bool:
    return file_name.lower().endswith(_WORKBOOK_SUFFIXES)
