"""Builds static/symbols.woff: of Streamlit's font of symbols those that its scripts and our pages name.

Beside it stands whose work it is and under which licence. Started by `make vendor`; needed anew where a page names a
symbol that none named before, and with another version of Streamlit. The same font gives the same bytes.
"""

import re
import sys
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import streamlit as st
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[1]
THEIRS = Path(st.__file__).parent / "static" / "static"
FONT, LICENCE = ROOT / "static" / "symbols.woff", ROOT / "static" / "symbols.LICENSE.txt"
SYMBOL = re.compile(r":material/([a-z0-9_]+)")
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_ "


def named(files: list[Path]) -> set[str]:
    """Names of the symbols that files speak of."""
    return {name for file in files for name in SYMBOL.findall(file.read_text(encoding="utf-8"))}


def glyphs_by_name(font: TTFont) -> dict[str, str]:
    """The glyph that stands for each name that a text may spell."""
    sign_of = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    tables = [table for lookup in font["GSUB"].table.LookupList.Lookup for table in lookup.SubTable]
    return {
        "".join(sign_of[sign] for sign in (first, *ligature.Component)): ligature.LigGlyph
        for table in tables
        for first, ligatures in getattr(table, "ExtSubTable", table).ligatures.items()
        for ligature in ligatures
    }


def main() -> None:
    """Write the font and its licence."""
    # What fonttools unpacks WOFF2 with, as far as it asks here: Arrow's, which Streamlit brings, not a library more.
    sys.modules["brotli"] = SimpleNamespace(  # type: ignore[assignment]
        decompress=lambda data: pa.input_stream(BytesIO(data), compression="brotli").read()
    )
    font = TTFont(next((THEIRS / "media").glob("MaterialSymbols-Rounded.*")), recalcTimestamp=False)
    pages = [file for room in ("ui", "pages", "presentation") for file in (ROOT / room).rglob("*.py")]
    wanted = named([*pages, *(THEIRS / "js").glob("*.js")])
    options = Options()
    # Else every symbol whose name can be spelled with the letters would come along.
    options.layout_closure = False
    options.layout_features = ["rlig"]
    options.glyph_names = True
    options.flavor = "woff"
    subsetter = Subsetter(options)
    glyph_of = glyphs_by_name(font)
    glyphs = {glyph_of[name] for name in wanted & glyph_of.keys()}
    subsetter.populate(unicodes=map(ord, _LETTERS), glyphs=glyphs)
    subsetter.subset(font)
    font.flavor = "woff"
    written = BytesIO()
    font.save(written)
    content = written.getvalue()
    FONT.write_bytes(content)
    rights = str(font["name"].getName(0, 3, 1))
    head = (
        f"symbols.woff, SHA-256 {sha256(content).hexdigest()}, is made of a part of Material Symbols Rounded"
        f" ({font['name'].getName(5, 3, 1)}), as Streamlit brings it along.\n{rights} It is under this licence:"
    )
    terms = (ROOT / "vendor" / "apache-2.0.txt").read_text(encoding="utf-8")
    LICENCE.write_text(f"{head}\n\n{'-' * 80}\n\n{terms}", encoding="utf-8")
    sys.stdout.write(f"static/symbols.woff: {len(content)} bytes, {len(glyphs)} symbols\n")


if __name__ == "__main__":
    main()
