"""Look into a workbook's archive before anything parses it: kind, names and real size of its parts."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from ingest.readers.raw_table import Limits, UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CHUNK_BYTES = 1 << 20
_DIRECTORY_ENTRY = b"PK\x01\x02"
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_ENCRYPTED_FLAG = 0x1
# A sheet of equal cells packs very well and is harmless while it is small.
_HARMLESS_UNPACKED_BYTES = 20_000_000


def check_archive(content: bytes, *, limits: Limits) -> None:
    """Refuse an archive that is no XLSX workbook or would unpack to too much.

    The sizes that the directory states are believed only where they are too large already. Every part is then
    unpacked, in small pieces that are thrown away, and measured.

    Parameters
    ----------
    content
        A file that begins like a zip archive.
    limits
        ``max_parts``, ``max_unpacked_bytes`` and ``max_ratio`` apply.

    Raises
    ------
    UnreadableFile
        ``zip_bomb``, ``unsafe_archive``, ``encrypted``, ``wrong_format`` or ``damaged``.
    """
    # Counted in the raw bytes: listing a directory of half a million parts would itself be the attack.
    if content.count(_DIRECTORY_ENTRY) > limits.max_parts:
        raise _bomb(limits.max_parts, "parts")
    parts = _parts(content)
    _check_kind(parts, content)
    _check_names(parts)
    allowed = _allowed_bytes(content, limits)
    if sum(part.file_size for part in parts) > allowed:
        raise _bomb(allowed, "bytes")
    unpacked = 0
    for part in parts:
        for piece_bytes in _unpacked_pieces(content, part):
            unpacked += piece_bytes
            if unpacked > allowed:
                raise _bomb(allowed, "bytes")


def _bomb(limit: int, what: str) -> UnreadableFile:
    return UnreadableFile("zip_bomb", values={"limit": limit, "what": what})


def _allowed_bytes(content: bytes, limits: Limits) -> int:
    by_ratio = max(_HARMLESS_UNPACKED_BYTES, limits.max_ratio * len(content))
    return min(limits.max_unpacked_bytes, by_ratio)


def _parts(content: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.infolist()
    except Exception:  # a crafted directory brings up more than the module's own error
        raise UnreadableFile("damaged") from None


def _check_kind(parts: Sequence[zipfile.ZipInfo], content: bytes) -> None:
    names = {part.filename for part in parts}
    if any(part.flag_bits & _ENCRYPTED_FLAG for part in parts):
        raise UnreadableFile("encrypted")
    if "xl/workbook.xml" in names and "mimetype" not in names:
        return
    file_kind = "packed archive"
    if "xl/workbook.bin" in names:
        file_kind = "XLSB"
    elif "mimetype" in names and b"opendocument" in content[:200]:
        file_kind = "OpenDocument"
    elif "word/document.xml" in names:
        file_kind = "Word"
    raise UnreadableFile("wrong_format", values={"found": file_kind})


def _check_names(parts: Sequence[zipfile.ZipInfo]) -> None:
    names = [part.filename.casefold() for part in parts]
    # Two parts of one name: this check and the parser might not look at the same one.
    if len(set(names)) < len(names):
        raise UnreadableFile("unsafe_archive")
    for name in names:
        if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
            raise UnreadableFile("unsafe_archive")


def _unpacked_pieces(content: bytes, part: zipfile.ZipInfo) -> Iterator[int]:
    """Unpack one part and yield the size of each piece; the directory's word on the size is not taken."""
    header = content[part.header_offset : part.header_offset + _LOCAL_HEADER.size]
    if len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
        raise UnreadableFile("damaged")
    _, name_bytes, extra_bytes = _LOCAL_HEADER.unpack(header)
    start = part.header_offset + _LOCAL_HEADER.size + name_bytes + extra_bytes
    packed = memoryview(content)[start : start + part.compress_size]
    if len(packed) < part.compress_size:
        raise UnreadableFile("damaged")
    if part.compress_type == zipfile.ZIP_STORED:
        yield len(packed)
    elif part.compress_type == zipfile.ZIP_DEFLATED:
        yield from _inflated_pieces(packed)
    else:
        raise UnreadableFile("damaged")


def _inflated_pieces(packed: memoryview) -> Iterator[int]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    for start in range(0, len(packed), _CHUNK_BYTES):
        waiting: bytes | memoryview = packed[start : start + _CHUNK_BYTES]
        while waiting and not inflater.eof:
            try:
                piece = inflater.decompress(waiting, _CHUNK_BYTES)
            except zlib.error:
                raise UnreadableFile("damaged") from None
            yield len(piece)
            waiting = inflater.unconsumed_tail
    if not inflater.eof:
        # Output may be left in the inflater when all input has been taken.
        yield len(inflater.flush(_CHUNK_BYTES))
    if not inflater.eof:
        raise UnreadableFile("damaged")
