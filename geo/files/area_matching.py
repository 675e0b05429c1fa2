"""Which area each outline of a layer is: by a code, by the parts of a code, or by names of it and of those above."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

import numpy as np

from census.identifiers.area_headings import LEVEL_OF_NAME_HEADING, LEVEL_OF_PART, join_parts, normal_heading
from census.identifiers.area_numbers import BPS_DIGITS, plain_code
from census.identifiers.code_book import CodeBook, CodeSystem, Fault, Given, GivenName, find_by_name
from census.identifiers.code_settling import settle
from geo.errors import BoundaryError, RefusedCodesError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

_OWN_NAME_HEADINGS = frozenset({"namobj", "nama_wilayah", "wilayah"})
_OPEN_NAME_HEADINGS = frozenset({"nama", "name", "nm", "label"})
"""Headings of names of anything: of areas where most of what stands there is the name of an area on record."""
_LEVELS = list(BPS_DIGITS)


@dataclass(frozen=True)
class Match:
    """What the outlines of one layer are, one entry per outline.

    Attributes
    ----------
    column : str
        The columns that tell it, joined by ``+``.
    codes : list of str or None
        Code on record; None where there is none.
    given : list of str or None
        What the file says: its code, or its name.
    faults : dict of int to Fault
        Outlines that say something and are not taken, by position from 0.
    score : tuple of int
        How well the column fits: different areas found; higher is better.
    """

    column: str
    codes: list[str | None]
    given: list[str | None]
    faults: dict[int, Fault] = field(default_factory=dict)
    score: tuple[int, int] = (0, 0)
    refusal: Fault | None = None

    def checked(self) -> Match:
        """The match itself.

        Raises
        ------
        RefusedCodesError
            If the codes may be another system's, or the names those of other areas.
        """
        if self.refusal is not None:
            raise RefusedCodesError(self.refusal.reason, **self.refusal.values)
        return self


def match_areas(
    table: pd.DataFrame, book: CodeBook, *, column: str | None = None, system: CodeSystem = CodeSystem.AUTO
) -> Match | None:
    """Find out which areas the rows of a layer are.

    Parameters
    ----------
    table : DataFrame
        The layer's columns, without geometry.
    book : CodeBook
        The areas on record.
    column : str, optional, keyword-only
        Column to read, in any case of letters: one of codes, one part of codes (then all parts are read), several
        joined by ``+``, or one of names. Default: the columns that fit best.
    system : CodeSystem, keyword-only
        Whose codes they are, where somebody says so.

    Returns
    -------
    Match or None
        None if no column, or not the one asked for, names an area on record.

    Raises
    ------
    BoundaryError
        ``code_column_missing``.
    """
    headings = {str(name): normal_heading(str(name)) for name in table.columns}
    wanted = None if column is None else _wanted(column, list(headings))
    names = _names(table, headings, book)
    columns = [name for name in headings if wanted is None or name in wanted]
    candidates = [_by_codes(table[name], name, book, system) for name in columns if wanted is None or len(wanted) == 1]
    parts = _parts(table, headings)
    if parts is not None and (wanted is None or wanted & set(parts[0].split("+"))):
        candidates.append(_scored(parts[0], parts[1], book, system))
    best = max(candidates, key=lambda match: match.score, default=None)
    is_named_column = wanted is not None and any(headings[name] in LEVEL_OF_NAME_HEADING for name in wanted)
    if best is None or best.score == (0, 0) or (wanted is None and _is_above(best, names, book)):
        by_name = _by_names(names, book) if wanted is None or is_named_column else None
        best = by_name or best
        return (
            None if best is None or best.score == (0, 0) else best if by_name else _settled(best, names, book, system)
        )
    return _settled(best, names, book, system)


def _wanted(column: str, columns: Sequence[str]) -> set[str]:
    by_word = {name.strip().lower(): name for name in reversed(columns)} | {name: name for name in columns}
    matches = {by_word.get(word, by_word.get(word.strip().lower())) for word in (column, *column.split("+"))} - {None}
    if not matches:
        raise BoundaryError("code_column_missing", column=column, columns=tuple(columns))
    return {str(name) for name in matches}


def cell_text(value: object) -> str | None:
    """A cell as text; None for an empty one. Numbers lose the fraction that a table gave them."""
    if value is None or isinstance(value, bool | np.bool_):
        return None
    if isinstance(value, Integral):
        return str(int(value))
    if isinstance(value, Real):
        number = float(value)
        if not math.isfinite(number):
            return None
        return str(int(number)) if number.is_integer() else str(number)
    return str(value).strip() or None


def _by_codes(values: pd.Series[Any], column: str, book: CodeBook, system: CodeSystem) -> Match:
    return _scored(column, [_code(cell_text(value), book) for value in values], book, system)


def _code(text: str | None, book: CodeBook) -> str | None:
    """A code as `census.identifiers.area_numbers.plain_code` has it, and a text that is none as it is."""
    if text is None or text in book.areas:
        return text
    return plain_code(text) or text


def _scored(column: str, given: list[str | None], book: CodeBook, system: CodeSystem) -> Match:
    different = {code for code in given if code is not None}
    translated = {code for one in different if (code := book.translate(one, system)) is not None}
    # Kemendagri codes without points count as well, so that the refusal can say what they are (decision 104).
    undotted = different & set(book.undotted)
    return Match(column, [], given, score=(max(len(translated), len(undotted)), len(translated)))


def _parts(table: pd.DataFrame, headings: dict[str, str]) -> tuple[str, list[str | None]] | None:
    columns: dict[str, str] = {}
    for name, word in headings.items():
        if word in LEVEL_OF_PART:
            columns.setdefault(LEVEL_OF_PART[word], name)
    if not {"kabupaten", "kecamatan"} <= set(columns):
        return None
    texts = {level: [cell_text(value) or "" for value in table[name]] for level, name in columns.items()}
    rows = [{level: texts[level][row] for level in texts} for row in range(len(table))]
    joined = "+".join(columns[level] for level in _LEVELS if level in columns)
    return joined, [join_parts(row) for row in rows]


def _names(table: pd.DataFrame, headings: dict[str, str], book: CodeBook) -> list[tuple[GivenName, ...]]:
    """The names of each row, with the level of which each is."""
    names: list[list[GivenName]] = [[] for _row in range(len(table))]
    for name, word in headings.items():
        is_open = word in _OPEN_NAME_HEADINGS and _are_names_of_areas(table[name], book)
        if word not in LEVEL_OF_NAME_HEADING and word not in _OWN_NAME_HEADINGS and not is_open:
            continue
        for row, value in enumerate(table[name]):
            if isinstance(value, str) and value.strip():
                names[row].append(GivenName(value.strip(), LEVEL_OF_NAME_HEADING.get(word)))
    return [tuple(row) for row in names]


def _are_names_of_areas(values: pd.Series[Any], book: CodeBook) -> bool:
    """Tell whether a column names the areas themselves: a name that comes again and again is that of the area above."""
    filled = [value.strip() for value in values if isinstance(value, str) and value.strip()]
    different = set(filled)
    is_own = len(different) > 0.8 * len(filled) and len(different) > 1
    return is_own and 2 * sum(book.is_area_name(value) for value in different) > len(different)


def _is_above(match: Match, names: list[tuple[GivenName, ...]], book: CodeBook) -> bool:
    """Tell whether codes name but the areas above those that the names name: the kabupaten of each kecamatan."""
    levels = {book.areas[code].level for code in match.given if code in book.areas}
    named = {name.level for row in names for name in row if name.level in _LEVELS}
    if not levels or not named or not levels <= set(_LEVELS):
        return False
    lowest = max(named, key=lambda level: _LEVELS.index(str(level)))
    return max(map(_LEVELS.index, levels)) < _LEVELS.index(str(lowest)) and bool(book.codes_of_level(str(lowest)))


def _by_names(names: list[tuple[GivenName, ...]], book: CodeBook) -> Match | None:
    """Match by names alone, or refuse with those that could be several areas."""
    candidates = {row: find_by_name(book, row) for row in dict.fromkeys(names)}
    if not any(candidates.values()):
        return None
    lowest = {row: _lowest(row) for row in candidates}
    several = [lowest[row] for row, codes in candidates.items() if len(codes) > 1]
    # Where no area above is named, two outlines of one name may be two parts of one area or two areas (decision 130).
    alone = Counter(candidates[row][0] for row in names if len(row) == 1 and len(candidates[row]) == 1)
    several += [
        lowest[row] for row, codes in candidates.items() if len(row) == 1 and alone[codes[0] if codes else ""] > 1
    ]
    columns = "+".join(dict.fromkeys(str(name.level) for row in candidates for name in row if name.level))
    return Match(
        columns,
        [candidates[row][0] if len(candidates[row]) == 1 else None for row in names],
        [lowest[row] or None for row in names],
        {
            place: Fault("boundary_of_unknown_name", {"given": lowest[row]})
            for place, row in enumerate(names)
            if not candidates[row] and lowest[row]
        },
        score=(len({codes[0] for codes in candidates.values() if codes}),) * 2,
        refusal=Fault("names_ambiguous", {"names": ", ".join(sorted(set(several))[:10])}) if several else None,
    )


def _lowest(names: tuple[GivenName, ...]) -> str:
    named = [name for name in names if name.level in _LEVELS]
    return max(named, key=lambda name: _LEVELS.index(str(name.level))).text if named else ""


def _settled(match: Match, names: list[tuple[GivenName, ...]], book: CodeBook, system: CodeSystem) -> Match:
    rows = [None if code is None else Given(code, row) for code, row in zip(match.given, names, strict=True)]
    settled = settle(book, [row for row in rows if row is not None], system)
    return Match(
        match.column,
        [None if row is None else settled.code_of.get(row) for row in rows],
        match.given,
        {place: settled.faults[row] for place, row in enumerate(rows) if row is not None and row in settled.faults},
        match.score,
        settled.refusal,
    )
