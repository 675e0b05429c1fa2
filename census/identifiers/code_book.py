"""The areas on record by every code and name that a file, table or map, may use."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from census.identifiers.area_names import has_name, means_area, plain_name
from census.identifiers.area_numbers import BPS_DIGITS, KEMENDAGRI_DIGITS

_SUM = re.compile(r"\W*(?:sub|grand)?[ -]?(?:total|jumlah|jml|semua|seluruh|se-|kec|kab|prov)", re.IGNORECASE)
"""Begins what stands in the place of a name in a row that sums an area up."""


class CodeSystem(StrEnum):
    """Whose codes a file has, where somebody says so."""

    AUTO = "auto"
    BPS = "bps"
    KEMENDAGRI = "kemendagri"


@dataclass(frozen=True, slots=True)
class KnownArea:
    """An area on record."""

    code: str
    parent: str | None
    level: str
    name: str
    kemendagri: str | None = None


@dataclass(frozen=True, slots=True)
class GivenName:
    """A name that stands beside a code.

    Attributes
    ----------
    text
        As the file has it.
    level
        Level of which it is the name, by its heading; None where it is that of the row's own area.
    may_be_shown
        False where the heading leaves open whether it is the name of an area or of somebody.
    """

    text: str
    level: str | None = None
    may_be_shown: bool = True


@dataclass(frozen=True, slots=True)
class Given:
    """What a row or an outline says of its area: a code from `plain_code`, and names beside it."""

    code: str
    names: tuple[GivenName, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row, or a whole file, is not taken: a reason code, and values for its message."""

    reason: str
    values: dict[str, int | str] = field(default_factory=dict)


class CodeBook:
    """The areas on record, by every code and name that a file may use.

    Parameters
    ----------
    areas
        All of them.
    """

    def __init__(self, areas: Iterable[KnownArea]) -> None:
        self.areas = {area.code: area for area in areas}
        counts = Counter(area.kemendagri for area in self.areas.values() if area.kemendagri)
        # A code that two areas have identifies neither.
        self.dotted = {
            area.kemendagri: code
            for code, area in self.areas.items()
            if area.kemendagri and counts[area.kemendagri] == 1
        }
        self.undotted = {kemendagri.replace(".", ""): code for kemendagri, code in self.dotted.items()}

    def translate(self, given: str, system: CodeSystem = CodeSystem.AUTO) -> str | None:
        """The BPS code of an area by a code of a file; None where no area on record has it."""
        if "." in given:
            return self.dotted.get(given)
        if system is CodeSystem.KEMENDAGRI and len(given) in KEMENDAGRI_DIGITS.values():
            # Provinces and kabupaten have one number in both systems, but for a few of Papua.
            return self.undotted.get(given) or (given if len(given) <= 4 and given in self.areas else None)
        return given if given in self.areas else None

    @cached_property
    def _children(self) -> dict[str | None, list[str]]:
        children: dict[str | None, list[str]] = defaultdict(list)
        for code, area in self.areas.items():
            children[area.parent].append(code)
        return children

    @cached_property
    def _letters(self) -> dict[str, Counter[str]]:
        """Names by the first four digits of the code, which are the kabupaten's."""
        letters: dict[str, Counter[str]] = defaultdict(Counter)
        for code, area in self.areas.items():
            letters[code[:4]][plain_name(area.name).all_letters] += 1
        return letters

    @cached_property
    def _all_letters(self) -> set[str]:
        return set().union(*self._letters.values()) if self._letters else set()

    @cached_property
    def _with_kemendagri(self) -> set[str]:
        """Kabupaten of whose desa some have their Kemendagri code on record."""
        return {code[:4] for digits, code in self.undotted.items() if len(digits) == KEMENDAGRI_DIGITS["desa"]}

    @cached_property
    def _by_level(self) -> dict[str, list[str]]:
        by_level: dict[str, list[str]] = defaultdict(list)
        for code, area in self.areas.items():
            by_level[area.level].append(code)
        return by_level

    def codes_of_level(self, level: str) -> list[str]:
        """List the areas of one level."""
        return self._by_level[level]

    def has_kemendagri_codes(self, kabupaten: str) -> bool:
        """Tell whether Kemendagri codes of desa of a kabupaten (four digits) are on record."""
        return kabupaten in self._with_kemendagri

    def is_area_name(self, text: str) -> bool:
        """Tell whether some area on record has exactly this name."""
        return plain_name(text).all_letters in self._all_letters

    def ancestor(self, code: str, level: str) -> str | None:
        """The area of a level above another, or that area itself where it is of the level."""
        here: str | None = code
        for _step in range(len(self.areas)):
            if here is None or here not in self.areas:
                return None
            if self.areas[here].level == level:
                return here
            here = self.areas[here].parent
        return None

    def names_area(self, text: str, code: str) -> bool:
        """Tell whether a name in a file is that of an area on record (`census.identifiers.area_names.means_area`)."""
        is_named = self._means.get((text, code))
        if is_named is None:
            is_named = self._means[text, code] = self._compare(text, code)
        return is_named

    @cached_property
    def _means(self) -> dict[tuple[str, str], bool]:
        # A map of a province asks thousands of times whether a name is that of one and the same kecamatan.
        return {}

    def _compare(self, text: str, code: str) -> bool:
        area = self.areas[code]
        mine = plain_name(area.name).all_letters
        letters = self._letters[code[:4]]
        others = frozenset(word for word, count in letters.items() if word != mine or count > 1)
        neighbours = [self.areas[other].name for other in self._children[area.parent] if other != code]
        return means_area(text, area.name, level=area.level, neighbours=neighbours, others=others)

    def differing_name(self, code: str, names: Iterable[GivenName]) -> tuple[GivenName, KnownArea] | None:
        """Find the first name that differs from the one on record: of the area, or of an area above it.

        Returns
        -------
        tuple or None
            The name in the file, and the area whose name it should be.
        """
        for name in names:
            if not has_name(name.text):
                continue
            target = code if name.level is None else self.ancestor(code, name.level)
            if target is None or not has_name(self.areas[target].name):
                continue
            if not self.names_area(name.text, target):
                return name, self.areas[target]
        return None

    def name_of_part(self, code: str, names: Iterable[GivenName]) -> GivenName | None:
        """Find a name of an area that lies below the one whose code stands beside it.

        Rows that sum an area up write its own name there, or that they are sums.
        """
        order = list(BPS_DIGITS)
        level = self.areas[code].level
        if level not in order:
            return None
        for name in names:
            is_lower = name.level in order and order.index(name.level) > order.index(level)
            if not is_lower or not has_name(name.text) or _SUM.match(name.text):
                continue
            if " ".join(name.text.split()).casefold() == self.areas[code].name.casefold():
                continue
            if not self.names_area(name.text, code) or self._has_part(code, str(name.level), name.text):
                return name
        return None

    def _has_part(self, code: str, level: str, text: str) -> bool:
        """Tell whether an area of a level below another has a name: Kota Kudus is a kecamatan of Kudus."""
        above = self.areas[code].level
        return any(
            self.names_area(text, part) for part in self.codes_of_level(level) if self.ancestor(part, above) == code
        )

    def is_named(self, code: str, names: Iterable[GivenName]) -> bool:
        """Tell whether a name says which area is meant, and not only which one lies above it."""
        level = self.areas[code].level
        return any(has_name(name.text) and name.level in (None, level) for name in names)


def find_by_name(book: CodeBook, names: Sequence[GivenName]) -> list[str]:
    """List the areas on record that names mean: one of the lowest level named, below those that the others name.

    Parameters
    ----------
    book
        The areas on record.
    names
        Names of one outline, each with its level.
    """
    order = list(BPS_DIGITS)
    named = {name.level: name.text for name in names if name.level in BPS_DIGITS and has_name(name.text)}
    lowest = max((level for level in named), key=order.index, default=None)
    if lowest is None:
        return []

    def lies_below_all(code: str) -> bool:
        return all(
            (above := book.ancestor(code, level)) is None or book.names_area(text, above)
            for level, text in named.items()
            if level != lowest
        )

    wanted = plain_name(named[lowest])
    codes = book.codes_of_level(lowest)
    for form in ("all_letters", "letters"):
        alike = [code for code in codes if getattr(plain_name(book.areas[code].name), form) == getattr(wanted, form)]
        matches = [code for code in alike if lies_below_all(code)]
        if matches:
            return matches
    return [code for code in codes if lies_below_all(code) and book.names_area(named[lowest], code)]
