"""What our servers send of Streamlit's page is there, and is what a first view fetches anyway."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.fetched import RETURN_KB, visits
from ui.shell.cached import STATIC
from ui.shell.process import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.support.processes.server import Dashboard

KILOBYTE = 1000
TABLES = "DataFrame."
SYMBOLS = "MaterialSymbols-Rounded."
CHARTS, STREAMLITS_CHARTS = "/app/static/plotly.js", "PlotlyChart."


@pytest.mark.parametrize("name", served.FIRST)
def test_what_is_asked_for_early_is_one_file_of_streamlits(name: str) -> None:
    assert len([*(served.SHELL / "static").rglob(f"{name}*"), *STATIC.glob(f"{name}*")]) == 1


def test_the_typeface_of_the_sign_in_is_there() -> None:
    typeface = served.typeface()
    assert typeface is not None
    assert typeface.suffix == ".woff2"


def test_a_browser_fetches_files_compressed_and_only_once(browser: Browser, demo_dashboard: Dashboard) -> None:
    visits(browser, demo_dashboard.base_url)
    first, again = visits(browser, demo_dashboard.base_url)
    assert 0 < first.of(CHARTS) < (STATIC / "plotly.js").stat().st_size / 2.5
    # Of charts our own part of plotly comes, never all of it, which Streamlit brings along.
    assert len(list((served.SHELL / "static").rglob(f"{STREAMLITS_CHARTS}*.js"))) == 1
    assert first.of(STREAMLITS_CHARTS) == 0
    # Nor does the library of tables, before somebody opens one.
    assert len(list((served.SHELL / "static").rglob(f"{TABLES}*.js"))) == 1
    assert first.of(TABLES) == 0
    for name in served.FIRST:
        assert sum(name in address for address in first.sizes) == 1, name
    assert any("/app/static/menu.js?v=" in address for address in first.sizes)
    assert again.of("/static/js/") == again.of(".js?v=") == 0
    assert again.of("SourceSans") == 0
    # The font of symbols, a twentieth of Streamlit's, comes again: it may change under the address of theirs.
    assert 0 < again.of(SYMBOLS) == first.of(SYMBOLS) < (STATIC / "symbols.woff").stat().st_size + 2 * KILOBYTE
    assert again.of("/maps/") == 0
    assert again.bytes <= RETURN_KB * KILOBYTE
