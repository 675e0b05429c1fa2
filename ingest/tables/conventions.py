"""How BPS and offices write what the plain readers do not take: signs of "none", footnote marks, short years.

These are second readings: a cell comes here only after its reader has refused it, and what is read so is told once for
the file. The signs are those of the key that BPS prints in its publications: "-" is none, "..." and NA not delivered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ingest.kinds import cells
from ingest.kinds.cells import CellError
from ingest.kinds.invisible import normal_heading
from ingest.kinds.kinds import YEAR_HEADINGS
from ingest.kinds.privacy import shown
from ingest.readers.raw_table import MERGED_FIGURE, UNCOMPUTED

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.kinds.columns import Column

DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212")
NOT_DELIVERED = frozenset({"...", "..", "\u2026", "na", "n.a.", "n.a", "n/a", "tad", "t.a.d.", "t.a.d", "null"})

# "1.0001)" is 1.000 with a footnote mark, since thousands are separated; "10001)" is ambiguous and refused
# (decision 120).
_MARKED = re.compile(
    r"""
    (?P<count> [0-9]{1,3}(?:[.,' ][0-9]{3})+(?=\s*[0-9]\)) | .*?[0-9] )
    (?P<mark> \s*\*+\)? | \s*[\u00b9\u00b2\u00b3\u2070-\u2079]+[)\u207e]? | \s*[rex]{1,3}\)? | \s*[a-z]\)
      | (?<=[.,' ][0-9]{3})\s*[0-9]\) | \s+[0-9]\) )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MARK_FIRST = re.compile(r"(?P<mark>\*+\)?|[re]\s)\s*(?P<count>[0-9].*)", re.IGNORECASE)
_SHORT_DAY = re.compile(r"(?P<d>\d{1,2})([-/.])(?P<m>\d{1,2})\2(?P<y>\d{2})", re.ASCII)
_SHORT_SPELLED = re.compile(r"(?:[a-z']+, *)?(?P<d>\d{1,2})[ -](?P<m>[a-z]{3,9})\.?[ -]'?(?P<y>\d{2})", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_SERIAL = re.compile(r"[2-6]\d{4}", re.ASCII)
_SERIAL_ZERO = date(1899, 12, 30)
# Western Indonesia's own zone tells nothing new; a moment of another zone may lie in another day and stays refused.
_HERE = re.compile(r"(.*\d{1,2}[:.]\d{2}\S*?) ?(?:\+07(?::?00)?|WIB)", re.IGNORECASE)
_CENTURY = 2000


@dataclass(frozen=True, slots=True)
class Reading:
    """A value and the reason code of what is to be told about it; "" where there is nothing to tell."""

    value: object
    remark: str


def read_again(column: Column, text: str, error: CellError, heading: str) -> Reading:
    """Read a cell that its reader has refused.

    Raises
    ------
    CellError
        The first reader's, or a more exact one.
    """
    if text == UNCOMPUTED:
        raise CellError("formula_without_value")
    if text == MERGED_FIGURE:
        raise CellError("merged_figure")
    if column.is_figure:
        return _figure(column, text, error)
    if column.read is cells.read_date:
        return _day(text, error, heading)
    if not column.is_required and (text in DASHES or text.lower() in NOT_DELIVERED):
        return Reading(column.default, "not_delivered_sign")
    raise error


def figure_of(column: Column, text: str) -> int | None:
    """Read a figure in any way it may be written; None where nothing was delivered.

    Raises
    ------
    CellError
        The cell cannot be read.
    """
    if not text:
        return None
    try:
        return cells.read_count(text)
    except CellError as error:
        value = read_again(column, text, error, column.name).value
        return value if isinstance(value, int) else None


def _figure(column: Column, text: str, error: CellError) -> Reading:
    if text in DASHES:
        return Reading(0, "dash_is_none")
    if text.lower() in NOT_DELIVERED:
        if column.is_required:
            raise CellError("cell_empty")
        return Reading(None, "not_delivered_sign")
    match = _MARKED.fullmatch(text) or _MARK_FIRST.fullmatch(text)
    if match:
        return Reading(_unless_refused(cells.read_count, match["count"].strip(), error), "footnote_mark")
    raise error


def _unless_refused(read: Callable[[str], object], text: str, error: CellError) -> object:
    try:
        return read(text)
    except CellError:
        raise error from None


def _day(text: str, error: CellError, heading: str) -> Reading:
    short = _SHORT_DAY.fullmatch(text) or _SHORT_SPELLED.fullmatch(text)
    if short:
        month = short["m"] if short["m"].isdigit() else str(cells.MONTH_NUMBER.get(short["m"].lower(), ""))
        if month:
            return Reading(cells.read_date(f"{short['d']}/{month}/{_CENTURY + int(short['y'])}"), "short_year")
    here = _HERE.fullmatch(text)
    if here:
        return Reading(_unless_refused(cells.read_date, here[1], error), "")
    if _YEAR.fullmatch(text) and normal_heading(heading) in YEAR_HEADINGS:
        return Reading(date(int(text), 12, 31), "year_is_its_last_day")
    if _SERIAL.fullmatch(text):
        day = _SERIAL_ZERO + timedelta(days=int(text))
        raise CellError("day_number", value=shown(text), day=day.isoformat())
    raise error
