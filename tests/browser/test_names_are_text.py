"""A browser shows a name as it is: no link, formula, symbol or type comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.screen import go_to_page
from tests.pages.every_page.test_names_are_text import KOTA, NASTY, WORLD
from tests.support.processes.server import running_dashboard
from tests.support.worlds.built_once import built_once
from tests.support.worlds.small_world import TODAY

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.support.processes.browser import OfflinePage

_FROM_A_NAME = """() => [...document.querySelectorAll(
  '[data-testid=stMain] :is(a[href*="//x"], a[href^="mailto:"], code, del, em, .katex, img,' +
  '[role=img][aria-label$=icon])'
)].filter(found => !found.closest('[data-testid="stIconMaterial"], [data-testid="stExpander"] summary'))
  .map(found => found.outerHTML.slice(0, 200))"""
_COLOURED = """() =>
  [...document.querySelectorAll('[data-testid=stMain] .stMarkdownColoredText')].map(found => found.innerText)"""


def test_a_name_is_shown_as_it_is(
    offline_page: OfflinePage, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    file = built_once(tmp_path_factory, WORLD.build, "nasty")
    settings = {
        "KAWAL_DATABASE_URL": f"sqlite:///{file}", "KAWAL_TODAY": TODAY.isoformat(), "KAWAL_ROOT_AREA": KOTA,
    }  # fmt: skip
    with running_dashboard(settings, tmp_path / "log") as dashboard:
        for name, shown in (("overview", f"{NASTY} {KOTA}"), ("opd", f"{NASTY} 1"), ("forecast", f"{NASTY} {KOTA}")):
            page = go_to_page(offline_page, dashboard.base_url, name)
            assert shown in page.locator("[data-testid=stMain]").inner_text(), name
            assert page.evaluate(_FROM_A_NAME) == [], name
            assert not any("z" in words for words in page.evaluate(_COLOURED)), name
        # And what is looked for is found where a page of ours has it.
        page = go_to_page(offline_page, dashboard.base_url, "definitions")
        assert page.evaluate(_FROM_A_NAME) != []
