"""Cells read by column where they are written plainly: as the readers of single cells would, many at a time.

Each function gives values and a mask of the cells that it has read. What it has not read is no fault: it goes through
the reader of single cells, which knows every way of writing.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.kinds.cells import FIRST_YEAR, LAST_YEAR, CellError
from ingest.kinds.submission_cells import KEY_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Mask = np.ndarray[Any, np.dtype[np.bool_]]
Moments = np.ndarray[Any, np.dtype[np.int64]]

NONE = np.iinfo(np.int64).min
"""Stands for no moment among microseconds; NumPy's own sign for it."""

_CARD_DIGITS = 16
_BLOCK_BYTES = 64
_WIB_US = 7 * 3_600_000_000
_ZERO, _NINE = 0x30, 0x39
# Places of the digits and of the signs between them, by the length of a moment: to the day, minute, second.
_SIGNS = {4: b"-", 7: b"-", 13: b":", 16: b":"}
_LENGTHS = {10: "", 16: "", 19: "", 17: "Z", 20: "Z", 22: "+07:00", 25: "+07:00"}
_DAYS_OF_MONTH = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def texts_of(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """A column in one piece."""
    joined = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return joined.chunk(0) if isinstance(joined, pa.ChunkedArray) else joined


def lengths_of(texts: pa.Array) -> np.ndarray[Any, np.dtype[np.int32]]:
    """Bytes of each text."""
    lengths: np.ndarray[Any, np.dtype[np.int32]] = pc.binary_length(texts).to_numpy(zero_copy_only=False)
    return lengths


def matrix(texts: pa.Array, width: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Texts that all have so many bytes, a row each."""
    if not len(texts):
        return np.zeros((0, width), dtype=np.uint8)
    offsets = np.frombuffer(texts.buffers()[1], dtype=np.int32)[texts.offset : texts.offset + 1]
    start = int(offsets[0])
    content = np.frombuffer(texts.buffers()[2], dtype=np.uint8)
    return content[start : start + width * len(texts)].reshape(len(texts), width)


def read_words(texts: pa.Array, read: Callable[[str], object], kind: pa.DataType) -> tuple[pa.Array, Mask]:
    """Read a column in which few texts come often: each once, by the reader of single cells; an empty one is null."""
    encoded = texts.dictionary_encode()
    values: list[object] = []
    is_read = []
    for text in encoded.dictionary.to_pylist():
        value: object = None
        can_be_read = text.isascii()
        if text.strip() and can_be_read:
            try:
                value = read(text.strip())
            except CellError:
                can_be_read = False
        values.append(value)
        is_read.append(can_be_read)
    indices = encoded.indices.to_numpy(zero_copy_only=False)
    mask = np.array(is_read, dtype=bool)[indices] if values else np.zeros(0, dtype=bool)
    try:
        return pa.array(values, kind).take(encoded.indices), mask
    except (pa.ArrowException, OverflowError):
        # A count beyond all measure: nothing of the column is taken for read.
        return pa.nulls(len(texts), kind), np.zeros(len(texts), dtype=bool)


def read_cards(texts: pa.Array, secret: bytes) -> tuple[pa.Array, Mask]:
    """Turn numbers of family cards of 16 plain digits into keys (HMAC-SHA256, the first 16 bytes)."""
    is_read = lengths_of(texts) == _CARD_DIGITS
    chosen = texts.filter(pa.array(is_read))
    digits = matrix(chosen, _CARD_DIGITS)
    is_number = ((digits >= _ZERO) & (digits <= _NINE)).all(axis=1)
    is_read[np.flatnonzero(is_read)[~is_number]] = False
    content = np.ascontiguousarray(digits[is_number]).tobytes()
    keys = b"".join(_keyed(content, secret))
    return _spread(keys, is_read), is_read


def _keyed(content: bytes, secret: bytes) -> Iterator[bytes]:
    """HMAC-SHA256 (RFC 2104) of each number: both paddings are hashed once, which `hmac.digest` would do each time."""
    secret = hashlib.sha256(secret).digest() if len(secret) > _BLOCK_BYTES else secret
    padded = secret.ljust(_BLOCK_BYTES, b"\0")
    inner, outer = (hashlib.sha256(bytes(byte ^ pad for byte in padded)) for pad in (0x36, 0x5C))
    for at in range(0, len(content), _CARD_DIGITS):
        message, digest = inner.copy(), outer.copy()
        message.update(content[at : at + _CARD_DIGITS])
        digest.update(message.digest())
        yield digest.digest()[:KEY_BYTES]


def read_keys(texts: pa.Array) -> tuple[pa.Array, Mask]:
    """Read keys of 32 hexadecimal digits; one that could be a number in disguise is left to its own reader."""
    width = 2 * KEY_BYTES
    is_read = lengths_of(texts) == width
    signs = matrix(texts.filter(pa.array(is_read)), width)
    lower = signs | 0x20
    is_digit = (signs >= _ZERO) & (signs <= _NINE)
    is_key = (is_digit | ((lower >= 0x61) & (lower <= 0x66))).all(axis=1)
    first, second = lower[:, :KEY_BYTES], lower[:, KEY_BYTES:]
    is_key &= ~(first == second).all(axis=1)
    is_key &= ~((first == _ZERO).all(axis=1) | (second == _ZERO).all(axis=1))
    # Digits written as their codes: 0x30 to 0x39.
    is_key &= ~((lower[:, ::2] == 0x33) & is_digit[:, 1::2]).all(axis=1)
    is_read[np.flatnonzero(is_read)[~is_key]] = False
    keys = bytes.fromhex(np.ascontiguousarray(signs[is_key]).tobytes().decode("ascii"))
    return _spread(keys, is_read), is_read


def _spread(keys: bytes, is_read: Mask) -> pa.Array:
    rows = np.zeros((len(is_read), KEY_BYTES), dtype=np.uint8)
    rows[is_read] = np.frombuffer(keys, dtype=np.uint8).reshape(-1, KEY_BYTES)
    return pa.Array.from_buffers(pa.binary(KEY_BYTES), len(rows), [None, pa.py_buffer(rows.tobytes())])


def read_moments(texts: pa.Array) -> tuple[Moments, Mask]:
    """Read moments in ISO 8601 into microseconds of UTC, `NONE` for an empty cell."""
    lengths = lengths_of(texts)
    values = np.full(len(texts), NONE, dtype=np.int64)
    is_read = lengths == 0
    for length, zone in _LENGTHS.items():
        rows = np.flatnonzero(lengths == length)
        if not len(rows):
            continue
        signs = matrix(texts.filter(pa.array(lengths == length)), length)
        micros, is_moment = _micros(signs[:, : length - len(zone)])
        if zone:
            is_moment &= (signs[:, length - len(zone) :] == np.frombuffer(zone.encode(), dtype=np.uint8)).all(axis=1)
        values[rows[is_moment]] = micros[is_moment] - (0 if zone == "Z" else _WIB_US)
        is_read[rows[is_moment]] = True
    return values, is_read


def _micros(signs: np.ndarray[Any, np.dtype[np.uint8]]) -> tuple[Moments, Mask]:
    length = signs.shape[1]
    of_digits = [at for at in range(length) if at not in _SIGNS and at != 10]
    digits = signs[:, of_digits].astype(np.int64) - _ZERO
    is_moment = ((digits >= 0) & (digits <= 9)).all(axis=1)
    for at, sign in _SIGNS.items():
        if at < length:
            is_moment &= signs[:, at] == sign[0]
    if length > 10:
        is_moment &= (signs[:, 10] == ord("T")) | (signs[:, 10] == ord(" "))
    year = digits[:, 0] * 1000 + digits[:, 1] * 100 + digits[:, 2] * 10 + digits[:, 3]
    month, day = digits[:, 4] * 10 + digits[:, 5], digits[:, 6] * 10 + digits[:, 7]
    pairs = [digits[:, at] * 10 + digits[:, at + 1] for at in range(8, digits.shape[1], 2)]
    pairs += [np.zeros_like(year)] * (3 - len(pairs))
    hour, minute, second = pairs[0], pairs[1], pairs[2]
    is_moment &= (year >= FIRST_YEAR) & (year <= LAST_YEAR) & (month >= 1) & (month <= 12)
    is_leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    month = np.where(is_moment, month, 1)
    last = _DAYS_OF_MONTH[month] + (is_leap & (month == 2))
    is_moment &= (day >= 1) & (day <= last) & (hour < 24) & (minute < 60) & (second < 60)
    # Days since 1970 of the civil calendar, counted from March so that a leap day ends its year.
    early = month <= 2
    shifted = year - early
    era = shifted // 400
    of_era = shifted - era * 400
    of_year = (153 * (month + np.where(early, 9, -3)) + 2) // 5 + day - 1
    days = era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468
    return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000_000, is_moment


def wib_days(moments: Moments) -> Moments:
    """Days since 1970 of moments, as the calendar of Jakarta counts them."""
    return (moments + _WIB_US) // 86_400_000_000
