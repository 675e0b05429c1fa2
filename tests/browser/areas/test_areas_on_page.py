"""List and map within the dashboard: what is chosen there arrives once, and a rerun leaves them where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from presentation.language.messages import Translator
from tests.browser.screen import choose, memory, open_page, settle, switch, until
from tests.pages import stores

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.support.processes.browser import OfflinePage
    from tests.support.processes.server import Dashboard

text = Translator("id")
NAMES = stores.names()
MARK = "Mark one on map and list"
ALL_DAYS, MOST_GROWN = 46, 1.1
KEPT = "document.querySelectorAll('.area-view [data-code], .area-view .sheet, .area-view .rows')"


def chosen(page: Page) -> str:
    """Name in the select box that marks a desa."""
    box = page.locator('[data-testid="stSelectbox"]').filter(has_text=text(MARK))
    return box.inner_text() + box.locator("input").input_value()


def marked(page: Page) -> set[str]:
    """Names of the rows and areas that are marked in list and map."""
    codes = page.eval_on_selector_all(
        ".area-view [aria-selected=true]", "all => all.map(one => one.parentElement.tagName + one.dataset.code)"
    )
    assert len(codes) in {0, 2}
    return {NAMES[code[-10:]] for code in codes}


def test_what_the_keyboard_chooses_arrives_once(full_dashboard: Dashboard, offline_page: OfflinePage) -> None:
    page = open_page(offline_page, full_dashboard.base_url, "areas", wilayah="Jekulo")
    rows = page.locator(".area-list .row")
    first, second = (NAMES[rows.nth(n).get_attribute("data-code") or ""] for n in range(2))
    rows.nth(0).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    until(page, lambda: second in chosen(page))
    settle(page)
    assert marked(page) == {second}
    assert page.evaluate("document.activeElement.dataset.code") == rows.nth(1).get_attribute("data-code")
    # An event is new in one run only: a choice made by other means stays, whatever runs after it.
    choose(page, text(MARK), first)
    until(page, lambda: marked(page) == {first})
    switch(page, text("Families"))
    page.wait_for_url("**satuan=**")
    settle(page)
    assert first in chosen(page)
    assert marked(page) == {first}
    assert offline_page.errors == []
    assert offline_page.foreign_requests == []


def test_a_finger_on_the_map_opens_a_kecamatan(full_dashboard: Dashboard, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{full_dashboard.base_url}/")
    settle(page)
    area = page.locator(f".area-map .area[data-code='{stores.JEKULO}']")
    area.scroll_into_view_if_needed()
    area.tap()
    page.wait_for_url("**/wilayah**")
    settle(page)
    assert page.locator("h1").inner_text().startswith("Jekulo")
    context.close()


def keep(page: Page) -> None:
    """Remember the nodes of all lists and maps that are there now."""
    # Nine areas and their holder in the list, on the map, and on that of the replay, whose outlines may come late.
    page.wait_for_function(f"{KEPT}.length >= 30")
    page.evaluate(f"window.kept = [...{KEPT}]")


def are_kept(page: Page) -> bool:
    kept: bool = page.evaluate(f"kept.every(node => [...{KEPT}].includes(node))")
    return kept


def replay(page: Page, steps: int) -> None:
    """Move the slider of the replay back day by day, and wait for each day's figures."""
    handle = page.get_by_role("slider")
    # On a day of outage no figure of the map changes; what should have been does, which the list draws.
    drawn = page.locator(".st-key-replay-areas-list")
    for _ in range(steps):
        before = drawn.inner_html()
        handle.press("ArrowLeft")
        until(page, lambda before=before: drawn.inner_html() != before)


def begin_replay(offline_page: OfflinePage, dashboard: Dashboard) -> Page:
    """Open Ringkasan with its replay and remember its nodes."""
    page = open_page(offline_page, dashboard.base_url, "overview")
    page.locator('[data-testid="stCheckbox"]').filter(has_text=text("Replay the campaign day by day")).click()
    page.get_by_role("slider").wait_for()
    settle(page)
    keep(page)
    return page


def rerun(page: Page, times: int) -> None:
    """Switch the unit to and fro, and wait for each view."""
    for n in range(times):
        switch(page, text(("Families", "Persons")[n % 2]))
        page.wait_for_function("is_on => location.search.includes('satuan=') === is_on", arg=n % 2 == 0)
        settle(page)


def test_reruns_and_a_replay_leave_every_node_in_place(demo_dashboard: Dashboard, offline_page: OfflinePage) -> None:
    page = begin_replay(offline_page, demo_dashboard)
    rerun(page, 2)
    replay(page, 2)
    settle(page)
    assert are_kept(page)
    assert offline_page.errors == []


@pytest.mark.deep
def test_fifty_reruns_and_a_replay_of_all_days_leave_nodes_and_memory_as_they_were(
    ended_dashboard: Dashboard, offline_page: OfflinePage
) -> None:
    page = begin_replay(offline_page, ended_dashboard)
    # The first leave what is kept for the next: compiled scripts, styles, messages.
    rerun(page, 20)
    replay(page, 3)
    settle(page)
    before = memory(page)
    rerun(page, 50)
    replay(page, ALL_DAYS - 1 - 3)
    settle(page)
    assert page.get_by_text("15 Februari 2020").last.is_visible()
    assert are_kept(page)
    nodes, used = memory(page)
    assert nodes <= before[0] * MOST_GROWN
    assert used <= before[1] * MOST_GROWN
    assert offline_page.errors == []
