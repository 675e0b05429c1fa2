"""The menu on a phone, where it covers the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from presentation.language.messages import Translator
from tests.browser.looks import faults
from tests.browser.screen import open_page, settle

if TYPE_CHECKING:
    from tests.support.processes.browser import OfflinePage
    from tests.support.processes.server import Dashboard

SIDEBAR = '[data-testid="stSidebar"]'
MENU = f"{SIDEBAR} nav, [data-testid=stSidebarNav]"
FOCUSED = """() => {
  const link = document.activeElement, style = getComputedStyle(link);
  return [link.innerText.split('\\n').at(-1), style.outlineStyle, parseFloat(style.outlineWidth)];
}"""


def test_the_menu_of_a_phone_gets_out_of_the_way_once_a_page_is_chosen(
    full_dashboard: Dashboard, offline_page: OfflinePage
) -> None:
    text = Translator("id")
    offline_page.page.set_viewport_size({"width": 360, "height": 740})
    page = open_page(offline_page, full_dashboard.base_url, "overview")
    page.locator('[data-testid="stExpandSidebarButton"]').click()
    expect(page.locator(SIDEBAR)).to_have_attribute("data-collapsed", "false")
    # Whoever goes through it by keys sees where they are.
    page.locator(MENU).get_by_role("link", name=text("Forecast")).focus()
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == [text("Priorities"), "solid", 3]
    page.locator(MENU).get_by_role("link", name=text("Priorities")).click()
    page.wait_for_url("**/prioritas**")
    settle(page)
    expect(page.locator(SIDEBAR)).to_have_attribute("data-collapsed", "true")
    assert faults(page) == {}
    # And opens again for the next choice.
    page.locator('[data-testid="stExpandSidebarButton"]').click()
    expect(page.locator(SIDEBAR)).to_have_attribute("data-collapsed", "false")
    assert offline_page.errors == []
