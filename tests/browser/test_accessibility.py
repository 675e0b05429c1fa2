"""No page puts a serious barrier before readers with a keyboard, a screen reader or weak eyes (axe-core)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest

from tests.browser import accessibility
from tests.browser.accessibility import violations
from tests.browser.screen import PATHS, open_page, settle
from tests.support import missing
from tests.support.browser import page_maker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    from tests.support.browser import OfflinePage
    from tests.support.server import Dashboard

Scheme = Literal["light", "dark"]


@pytest.fixture(autouse=True)
def engine() -> None:
    if not accessibility.is_installed():
        missing("axe-core")


@pytest.fixture(scope="module")
def page_in(browser: Browser) -> Iterator[Callable[[Scheme], OfflinePage]]:
    """Pages of one browser context per colour scheme, so that what was fetched once is not fetched again."""
    with page_maker(browser) as maker:
        known: dict[Scheme, OfflinePage] = {}

        def page_of(scheme: Scheme) -> OfflinePage:
            if scheme not in known:
                known[scheme] = maker(color_scheme=scheme)
            return known[scheme]

        yield page_of


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_finding(
    demo_dashboard: Dashboard, page_in: Callable[[Scheme], OfflinePage], scheme: Scheme, name: str
) -> None:
    """In the dark only colours differ, and they are the same at every width."""
    offline = page_in(scheme)
    page, found = offline.page, {}
    if scheme == "light":
        page.set_viewport_size({"width": 360, "height": 740})
        open_page(offline, demo_dashboard.base_url, name)
        found[360] = violations(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    open_page(offline, demo_dashboard.base_url, name)
    for summary in page.locator('[data-testid="stExpander"] summary').all():
        summary.click()
    settle(page)
    found[1280] = violations(page)
    if scheme == "light":
        page.set_viewport_size({"width": 1920, "height": 1080})
        settle(page)
        found[1920] = violations(page)
    assert {width: said for width, said in found.items() if said} == {}


BARRIERS = {
    "image-alt": '<img src="data:image/png;base64,iVBORw0KGgo=">',
    "button-name": "<button></button>",
    "label": "<input>",
    "color-contrast": '<p style="color:#aaa;background:#fff">Faint words</p>',
    "list": "<ul><div>no item</div></ul>",
}


def document(body: str) -> str:
    return f'<!doctype html><html lang="id"><title>x</title><body><main>{body}</main></body></html>'


@pytest.mark.parametrize("rule", BARRIERS)
def test_the_engine_finds_what_is_wrong(offline_page: OfflinePage, rule: str) -> None:
    page = offline_page.page
    page.set_content(document(BARRIERS[rule]))
    (found,) = violations(page)
    assert f": {rule} at " in found


def test_a_page_without_barriers_has_none(offline_page: OfflinePage) -> None:
    offline_page.page.set_content(document("<h1>Judul</h1><ul><li>Satu</ul>"))
    assert violations(offline_page.page) == []


def test_an_excuse_holds_for_its_rule_and_its_elements_only(offline_page: OfflinePage) -> None:
    excuse = next(each for each in accessibility.EXCUSED if each.rule == "list")
    menu = '<ul data-testid="stSidebarNavItems"><div></div><button></button></ul>'
    offline_page.page.set_content(document(f"{menu}<ul><div>no item</div></ul>"))
    assert excuse.selector.startswith("ul[")
    assert sorted(each.split(" at ")[0] for each in violations(offline_page.page)) == [
        "critical: button-name",
        "serious: list",
    ]
