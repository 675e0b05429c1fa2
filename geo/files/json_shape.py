"""The shape of a GeoJSON, looked at in its bytes before anything parses it: how much, how deep, how it ends.

Parsed, a corner of the outlines takes 20 times its bytes, so that what is too much must be refused before.
"""

from __future__ import annotations

import codecs
import re

import numpy as np

from geo.errors import BoundaryError

MOST_BYTES = 100_000_000
MOST_CORNERS = 1_500_000
MOST_CORNERS_OF_ONE = 500_000
MOST_LEVELS = 32
"""Of arrays and objects within each other; the corners of an area lie on the eighth."""

_OTHER_TEXTS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"{\0", b"\0{")
# Also a text that the end of the file cuts off.
_TEXT = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_VALUES_OF_A_CORNER = 4
_OPENS_ARRAY, _OPENS_OBJECT = ord("["), ord("{")


def is_other_text(content: bytes) -> bool:
    """Tell whether a file begins as JSON does in UTF-16."""
    return content.startswith(_OTHER_TEXTS)


def check_shape(content: bytes, name: str) -> None:
    """Refuse what would take too much to parse, and what does not come to its end.

    Parameters
    ----------
    content, name
        The file, and its name for messages.

    Raises
    ------
    BoundaryError
        ``file_too_large``, ``too_many_corners`` (in all more than `MOST_CORNERS`, or in one geometry more than
        `MOST_CORNERS_OF_ONE`), ``nested_too_deep``, ``cut_off``.
    """
    if len(content) > MOST_BYTES:
        raise BoundaryError("file_too_large", name=name, size=len(content), limit=MOST_BYTES)
    # Each corner is an array of its own; values without arrays are no corners, and fill the memory as well.
    if content.count(b"[") > MOST_CORNERS or content.count(b",") > _VALUES_OF_A_CORNER * MOST_CORNERS:
        raise _too_many(name)
    brackets = np.frombuffer(_TEXT.sub(b"", content).translate(None, _NO_BRACKETS), dtype=np.uint8)
    if not len(brackets):
        return
    is_object = brackets == _OPENS_OBJECT
    opens = is_object | (brackets == _OPENS_ARRAY)
    levels = np.cumsum(np.where(opens, 1, -1), dtype=np.int32)
    if levels.max() > MOST_LEVELS:
        raise BoundaryError("nested_too_deep", name=name, limit=MOST_LEVELS)
    if levels[-1] > 0:
        raise BoundaryError("cut_off", name=name)
    arrays_before = np.cumsum(opens & ~is_object, dtype=np.int32)
    # A geometry lies between two openings of objects.
    of_objects = np.append(arrays_before[is_object], arrays_before[-1])
    if len(of_objects) > 1 and np.diff(of_objects).max() > MOST_CORNERS_OF_ONE:
        raise _too_many(name)


def _too_many(name: str) -> BoundaryError:
    return BoundaryError("too_many_corners", name=name, limit=MOST_CORNERS, each=MOST_CORNERS_OF_ONE)
