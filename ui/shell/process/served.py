"""Streamlit's page as our servers send it: which of its scripts may run, and what its first view needs."""

from pathlib import Path

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from access.guard.headers import script_hashes
from access.static_files.shelf import Shelf
from ui.shell import scripts
from ui.shell.registry import PAGES

SHELL = Path(st.__file__).parent / "static"
"""Folder of Streamlit's own page and of what it loads."""

FIRST = (
    "CustomTheme.",
    "ButtonGroup.",
    "Html.",
    "MaterialSymbols-Rounded.",
    "Selectbox.",
    "DateInput.",
    "DateField.",
    "PageLink.",
    "Checkbox.",
    "BidiComponent.",
    "area_view.js",
    "rows.js",
    "page.css",
)
"""Beginnings of the names of scripts, fonts and styles (Streamlit 1.67, and ours) that a page's head tells of.

Streamlit asks for them only when the first message has come. List and map are drawn with the text; charts and tables
come after the figures.
"""

INSTEAD = {"MaterialSymbols-Rounded.": "symbols.woff"}
"""Of the font of all symbols, 375 kB, a browser is sent those that are named anywhere (`vendor/symbols.py`)."""


def typeface() -> Path | None:
    """File of the typeface that the dashboard is set in, where it is found."""
    return next(SHELL.rglob("SourceSansVF-Upright*"), None)


def known_scripts() -> tuple[str, ...]:
    """Hashes of all scripts that stand within pages, Streamlit's and ours."""
    return script_hashes((SHELL / "index.html").read_text(encoding="utf-8"), *scripts.ALL)


def shelf(root: Path) -> Shelf:
    """Files for browsers; those that the first start has not compressed yet are compressed now.

    Parameters
    ----------
    root
        Folder of the product.
    """
    # Until a first reader has come it would take the folder `pages/` for the menu, and tell him of a missing page.
    PagesManager.uses_pages_directory = False
    files = Shelf(streamlit=SHELL, product=root / "static", folder=root / "var" / "packed", instead=INSTEAD)
    files.open_pages([f"/{entry.url_path}" for entry in PAGES], FIRST)
    return files
