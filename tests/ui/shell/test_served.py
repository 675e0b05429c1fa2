"""The font of symbols that our server sends: whole, licensed, and with each symbol that a page may show."""

from __future__ import annotations

import re
from hashlib import sha256

from fontTools.ttLib import TTFont

from tests.support import ROOT
from ui.shell.cached import STATIC
from ui.shell.process import served
from ui.shell.registry import PAGES

FONT = STATIC / "symbols.woff"
SYMBOL = re.compile(r":material/([a-z0-9_]+)")
NO_SYMBOLS = {"star_filled", "x"}
"""What stands in a script of Streamlit's in the form of a symbol, and is none in its own font either."""


def shown() -> set[str]:
    """Names that the font shows as a symbol when a text spells them."""
    font = TTFont(FONT)
    sign_of = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    return {
        "".join(sign_of[sign] for sign in (first, *ligature.Component))
        for lookup in font["GSUB"].table.LookupList.Lookup
        for table in lookup.SubTable
        for first, ligatures in getattr(table, "ExtSubTable", table).ligatures.items()
        for ligature in ligatures
    }


def test_each_symbol_that_a_page_or_streamlit_names_is_in_the_font() -> None:
    rooms = [file for room in ("ui", "pages", "presentation", "access") for file in (ROOT / room).rglob("*.py")]
    ours = {name for file in rooms for name in SYMBOL.findall(file.read_text(encoding="utf-8"))}
    scripts = (served.SHELL / "static" / "js").glob("*.js")
    theirs = {name for file in scripts for name in SYMBOL.findall(file.read_text(encoding="utf-8"))}
    known = shown()
    assert {"warning", *(entry.icon.split("/")[1].rstrip(":") for entry in PAGES)} <= ours
    assert len(theirs) > len(NO_SYMBOLS)
    assert (ours | theirs) - known <= NO_SYMBOLS, "run: make vendor"


def test_the_font_is_the_one_that_its_licence_names() -> None:
    licence = (STATIC / "symbols.LICENSE.txt").read_text(encoding="utf-8")
    assert f"SHA-256 {sha256(FONT.read_bytes()).hexdigest()}," in licence
    assert "Apache License" in licence


def test_what_it_stands_for_is_one_font_of_streamlits() -> None:
    assert all(len([*(served.SHELL / "static").rglob(f"{name}*")]) == 1 for name in served.INSTEAD)
    assert set(served.INSTEAD) <= set(served.FIRST)
