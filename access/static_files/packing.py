"""Compressed copies of files, made once for each content; no request waits for one (decision 164)."""

import gzip
import os
import re
import secrets
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from pyarrow import Codec

ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""Ending of a compressed copy by what a browser calls it; the first that it takes is sent."""
_TEXTS = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".html": "text/html; charset=utf-8",
    ".svg": "image/svg+xml",
}
"""What is compressed: fonts and pictures already are."""
# Not asked of `mimetypes`: what a computer calls a script a browser may refuse to run.
_MEDIA_TYPES = _TEXTS | {
    ".woff2": "font/woff2",
    ".woff": "font/woff",
    ".ttf": "font/ttf",
    ".png": "image/png",
    ".gif": "image/gif",
}
_REFUSED = re.compile(r"q=0(\.0*)?")
_LEAST_BYTES = 1_000
_BROTLI, _GZIP = 9, 9
_TAG_SIGNS = 16


@dataclass(frozen=True, slots=True)
class Packed:
    """A file in all the ways in which it may be sent.

    Attributes
    ----------
    plain
        As it is.
    copies
        Compressed, by the encoding's name; none where it gains nothing.
    media_type
        What it holds.
    tag
        Changes with the content.
    """

    plain: Path
    copies: Mapping[str, Path]
    media_type: str
    tag: str

    def sent_to(self, accepted: str) -> tuple[str, Path]:
        """Encoding (empty: none) and file for a browser, by its header Accept-Encoding."""
        taken = _accepted(accepted)
        return next(
            ((name, self.copies[name]) for name in ENCODINGS if name in taken & set(self.copies)), ("", self.plain)
        )


def _accepted(header: str) -> set[str]:
    """Encodings that are taken, without those that are refused (q=0)."""
    parts = [part.partition(";") for part in header.lower().split(",")]
    return {name.strip() for name, _, weight in parts if not _REFUSED.fullmatch(weight.replace(" ", ""))}


def tag_of(content: bytes) -> str:
    """Name of a content: the beginning of its SHA-256.

    Examples
    --------
    >>> tag_of(b"")
    'e3b0c44298fc1c14'
    """
    return sha256(content).hexdigest()[:_TAG_SIGNS]


def pack(file: Path, folder: Path, *, content: bytes | None = None) -> Packed:
    """File with its compressed copies; those that are not in the folder yet are made.

    Parameters
    ----------
    file
        What is sent.
    folder
        Where copies lie, under the name of their content.
    content
        What is sent in the file's place, under its kind; kept in the folder as well. Keyword-only.
    """
    data = file.read_bytes() if content is None else content
    tag = tag_of(data)
    plain = file
    if content is not None:
        plain = folder / f"{tag}{file.suffix}"
        _write_once(plain, data)
    copies = {}
    if file.suffix in _TEXTS and len(data) >= _LEAST_BYTES:
        for encoding, ending in ENCODINGS.items():
            copy = folder / f"{tag}{ending}"
            if not copy.exists():
                _write_once(copy, compressed(data, encoding))
            if copy.stat().st_size < len(data):
                copies[encoding] = copy
    return Packed(plain, copies, _MEDIA_TYPES.get(file.suffix, "application/octet-stream"), tag)


def compressed(data: bytes, encoding: str) -> bytes:
    """Compress as a browser of today unpacks it.

    Examples
    --------
    >>> gzip.decompress(compressed(b"desa" * 100, "gzip")) == b"desa" * 100
    True
    """
    if encoding == "gzip":
        return gzip.compress(data, _GZIP, mtime=0)
    packed: bytes = Codec("brotli", compression_level=_BROTLI).compress(data, asbytes=True)
    return packed


def _write_once(file: Path, data: bytes) -> None:
    """Write a file that nobody sees half of, whoever else writes it."""
    if file.exists():
        return
    unfinished = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    unfinished.write_bytes(data)
    unfinished.replace(file)


def pack_all(files: Sequence[Path], folder: Path) -> list[Packed]:
    """Files with their compressed copies, in their order."""
    folder.mkdir(parents=True, exist_ok=True)
    # Compression leaves the interpreter to others, so threads share the processors.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(partial(pack, folder=folder), files))
