"""How the codes of one file, table or map, are read.

A Kemendagri code of a desa without its points has ten digits, as a BPS code has, and many name another desa there. So a
file's codes are read as one system or the other as a whole, what names stand beside them decides, and what could be
either is refused rather than guessed.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from census.identifiers.area_names import has_name
from census.identifiers.area_numbers import BPS_DIGITS, KEMENDAGRI_DIGITS, has_kemendagri_shape
from census.identifiers.code_book import CodeBook, CodeSystem, Fault, Given, GivenName, KnownArea
from census.identifiers.personal_numbers import holds_personal_number

MANY_SHARE = 4
"""One area in so many under another name, and at least two, and the file is refused: no slip strikes so often."""


@dataclass(frozen=True)
class Settled:
    """How the codes of one file are read.

    Attributes
    ----------
    code_of
        BPS code by what the file gives, where there is one.
    faults
        Why the others are not taken.
    refusal
        Why the whole file is not; then nothing else holds.
    """

    code_of: dict[Given, str]
    faults: dict[Given, Fault]
    refusal: Fault | None = None


def settle(book: CodeBook, rows: Iterable[Given], system: CodeSystem = CodeSystem.AUTO) -> Settled:
    """Read the codes of a file against the areas on record and the names that stand beside them.

    Parameters
    ----------
    book
        The areas on record.
    rows
        What each row gives; repeated ones count once.
    system
        Whose codes they are, where somebody says so.
    """
    given = list(dict.fromkeys(rows))
    code_of = {one: code for one in given if (code := book.translate(one.code, system)) is not None}
    differing = {
        one: difference
        for one, code in code_of.items()
        if (difference := book.differing_name(code, one.names)) is not None
    }
    named = [one for one, code in code_of.items() if any(has_name(name.text) for name in one.names)]
    if len(differing) >= 2 and len(differing) * MANY_SHARE > len(named):
        return Settled({}, {}, _why_names_differ(book, differing, len(named), system))
    faults = {one: _name_fault(book, *difference) for one, difference in differing.items()}
    confirmed = {one.code for one, code in code_of.items() if one not in differing and book.is_named(code, one.names)}
    if system is CodeSystem.AUTO:
        readings = {code: _reading(book, code) for code in {one.code for one in given}}
        refusal = _unclear(readings, confirmed)
        if refusal is not None:
            return Settled({}, {}, refusal)
        is_mixed = "kemendagri" in readings.values()
        for one in given:
            if is_mixed and readings[one.code] == "either" and one.code not in confirmed:
                faults.setdefault(one, Fault("code_ambiguous", {"code": one.code}))
    for one in given:
        if one not in code_of:
            faults[one] = _unknown(book, one.code)
    return Settled({one: code for one, code in code_of.items() if one not in faults}, faults)


def _reading(book: CodeBook, code: str) -> str:
    """Tell whose a code can be: `bps`, `kemendagri`, `either` (two areas), `both` (one area), `none`."""
    if "." in code or len(code) <= BPS_DIGITS["kabupaten"]:
        return "both"
    as_bps, as_kemendagri = code in book.areas, book.undotted.get(code)
    if as_bps and as_kemendagri is not None:
        return "both" if as_kemendagri == code else "either"
    if as_bps:
        is_open = has_kemendagri_shape(code) and not book.has_kemendagri_codes(code[:4])
        return "either" if is_open else "bps"
    return "none" if as_kemendagri is None else "kemendagri"


def _unclear(readings: dict[str, str], confirmed: set[str]) -> Fault | None:
    """Refuse a file whose codes are Kemendagri's, or could be without that a name or another code tells."""
    is_bps = any(reading == "bps" or code in confirmed for code, reading in readings.items())
    kinds = Counter(readings.values())
    if is_bps:
        return None
    if kinds["kemendagri"]:
        return Fault("codes_of_kemendagri", {"n": kinds["kemendagri"] + kinds["either"]})
    if kinds["either"]:
        return Fault("codes_ambiguous", {"n": kinds["either"]})
    return None


def _why_names_differ(
    book: CodeBook, differing: dict[Given, tuple[GivenName, KnownArea]], named: int, system: CodeSystem
) -> Fault:
    names = [_name_fault(book, *difference).values for difference in differing.values()]
    example = next((values for values in names if values["given"] != HIDDEN_NAME), names[0])
    values = {**example, "n": len(differing), "of": named}
    translated = [
        one
        for one in differing
        if (code := book.undotted.get(one.code)) is not None and book.differing_name(code, one.names) is None
    ]
    is_shaped = all(has_kemendagri_shape(one.code) for one in differing)
    if system is not CodeSystem.KEMENDAGRI and (2 * len(translated) >= len(differing) or is_shaped):
        return Fault("names_of_kemendagri_codes", values)
    elsewhere = [one for one, (name, _area) in differing.items() if book.is_area_name(name.text)]
    return Fault("names_shifted" if 2 * len(elsewhere) >= len(differing) else "names_differ_widely", values)


HIDDEN_NAME = "…"
"""Stands for what could be somebody's name."""

_LONGEST_NAME = 60


def _name_fault(book: CodeBook, name: GivenName, area: KnownArea) -> Fault:
    return Fault("name_differs", {"code": area.code, "given": shown_name(book, name), "name": area.name})


def shown_name(book: CodeBook, name: GivenName) -> str:
    """A name in a file as a message may repeat it; "…" where it could be somebody's."""
    may_be_shown = (name.may_be_shown or book.is_area_name(name.text)) and not holds_personal_number(name.text)
    return " ".join(name.text.split())[:_LONGEST_NAME] if may_be_shown else HIDDEN_NAME


def _unknown(book: CodeBook, code: str) -> Fault:
    digits = len(code.replace(".", ""))
    if "." not in code and digits == KEMENDAGRI_DIGITS["kecamatan"]:
        return Fault("code_of_six_digits", {"code": code})
    lengths = {*BPS_DIGITS.values(), *(len(other) for other in book.areas)}
    if "." not in code and digits not in lengths:
        return Fault("code_of_other_length", {"digits": digits})
    return Fault("unknown_area", {"code": code})
