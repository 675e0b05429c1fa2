"""The columns of a table that say whom a row is about: names beside codes and numbers, and codes in parts."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from census.identifiers.area_headings import (
    LEVEL_OF_NAME_HEADING,
    LEVEL_OF_PART,
    OWN_NAME_HEADINGS,
    join_parts,
    normal_heading,
)
from census.identifiers.code_book import GivenName
from ingest.kinds.cells import CellError, read_area_code, read_bps_code, read_kemendagri_code
from ingest.kinds.columns import Kind
from ingest.kinds.invisible import visible
from ingest.tables.headings import meanings

_OPEN_NAME_HEADINGS = frozenset({"nama", "name"})
"""Headings that stand for an area's name in files of areas alone; elsewhere they may be those of somebody's."""

_FILES_OF_AREAS = frozenset({"areas", "register", "recap"})
_NAME_COLUMNS = frozenset({"area_name"})


_AGENCY_WORDS = ("opd", "perangkat_daerah", "skpd", "instansi", "unit_kerja", "satuan_kerja")
_AGENCY_NAME_HEADINGS = frozenset({*_AGENCY_WORDS, *(f"nama_{word}" for word in _AGENCY_WORDS), "opd_name"})


@dataclass(frozen=True, slots=True)
class AreaColumns:
    """Where a table says which area a row is about.

    Attributes
    ----------
    code_column
        The kind's column of area codes; None where it has none.
    code_position
        Position of that column, where only parts of codes give it.
    parts
        Position by level of the parts of a code; empty where codes are whole.
    names
        Position, level (None for the row's own area) and whether the heading is plainly that of an area.
    agency
        Position of the names of agencies beside their numbers; None where there are none.
    other_codes
        Positions of further codes of areas, and whether the heading says that they are Kemendagri's; nothing lands by
        them, but they may contradict the code that is read.
    """

    code_column: str | None
    code_position: Mapping[str, int]
    parts: Mapping[str, int]
    names: tuple[tuple[int, str | None, bool], ...]
    agency: int | None = None
    other_codes: tuple[tuple[int, bool], ...] = ()

    @property
    def used(self) -> set[int]:
        """Positions of all of them."""
        agency = () if self.agency is None else (self.agency,)
        return {*self.parts.values(), *agency, *(index for index, _level, _is_plain in self.names)}

    def code_in(self, cells: Sequence[str]) -> str | None:
        """The code of a row whose code stands in parts."""
        return join_parts({level: visible(cells[index]) for level, index in self.parts.items()}) if self.parts else None

    def names_in(self, cells: Sequence[str]) -> tuple[GivenName, ...]:
        """The names of a row."""
        return tuple(
            GivenName(name, level, is_plain) for index, level, is_plain in self.names if (name := visible(cells[index]))
        )

    def other_codes_in(self, cells: Sequence[str]) -> tuple[str, ...]:
        """The further codes of a row, as far as they can be read."""
        codes = []
        for index, is_kemendagri in self.other_codes:
            with suppress(CellError):
                codes.append((read_kemendagri_code if is_kemendagri else read_area_code)(visible(cells[index])))
        return tuple(codes)

    def agency_in(self, cells: Sequence[str]) -> str:
        """The name of a row's agency."""
        return "" if self.agency is None else visible(cells[self.agency])


def find_area_columns(header: Sequence[str], kind: Kind, position: Mapping[str, int]) -> AreaColumns:
    """Find the columns of a table that say which area a row is about.

    Parameters
    ----------
    header, kind
        The headings as written, and what the file is said to be.
    position
        Position by name of the columns that are read.
    """
    readers = (read_area_code, read_bps_code)
    codes = [column.name for column in kind.columns if column.read in readers and column.name != "parent_code"]
    taken = set(position.values())
    agency = _agency_column(header, taken) if any(column.name == "opd_id" for column in kind.columns) else None
    if not codes:
        return AreaColumns(None, {}, {}, (), agency)
    code_column = codes[0]
    parts: dict[str, int] = {}
    names: list[tuple[int, str | None, bool]] = []
    for index, heading in enumerate(header):
        word = normal_heading(heading)
        if word in LEVEL_OF_PART and (index not in taken or position.get(code_column) == index):
            parts.setdefault(LEVEL_OF_PART[word], index)
        is_own = kind.name == "recap" and any(position.get(name) == index for name in _NAME_COLUMNS)
        if is_own:
            names.append((index, None, word in OWN_NAME_HEADINGS))
        elif index not in taken and word in LEVEL_OF_NAME_HEADING:
            names.append((index, LEVEL_OF_NAME_HEADING[word], True))
        elif index not in taken and word in OWN_NAME_HEADINGS:
            names.append((index, None, True))
        elif index not in taken and word in _OPEN_NAME_HEADINGS and kind.name in _FILES_OF_AREAS:
            names.append((index, None, False))
    if not _are_parts(parts):
        parts = {}
    lowest = [parts[level] for level in ("desa", "kecamatan", "kabupaten") if level in parts]
    code_position = {code_column: lowest[0]} if code_column not in position and lowest else {}
    used = {*taken, *parts.values(), *code_position.values(), *(index for index, _level, _is_plain in names)}
    others = [
        (index, "kemendagri" in normal_heading(heading))
        for index, heading in enumerate(header)
        if index not in used and any(column.name == code_column for column, _rank in meanings(kind, (heading,)))
    ]
    return AreaColumns(code_column, code_position, parts, tuple(names), agency, tuple(others))


def _agency_column(header: Sequence[str], taken: set[int]) -> int | None:
    indices = (index for index, heading in enumerate(header) if normal_heading(heading) in _AGENCY_NAME_HEADINGS)
    return next((index for index in indices if index not in taken), None)


def _are_parts(parts: Mapping[str, int]) -> bool:
    """Tell whether the columns reach from the kabupaten down without a gap; single ones hold whole codes."""
    levels = [level for level in ("kabupaten", "kecamatan", "desa") if level in parts]
    return levels in (["kabupaten", "kecamatan"], ["kabupaten", "kecamatan", "desa"])
