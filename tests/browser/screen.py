"""Driving a page of the dashboard: opening it, waiting until it is drawn, finding areas on the map."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit

from playwright.sync_api import Error, TimeoutError

from tests.support import PATIENCE_SECONDS
from ui.shell.registry import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.support.processes.browser import OfflinePage

PATHS = {entry.key: entry.url_path for entry in PAGES}
LOOK_EVERY_MS, ANEW_EVERY_MS, QUIET_MS = 150, 2_000, 450

# Streamlit says when its script has ended; a map is there when its areas have been fetched and painted. The browser is
# asked once and answers when nothing in the page has changed for a while: to ask for all text again and again costs it
# more than the page itself.
_SETTLED = """([quiet, patience]) => new Promise(answer => {
  const isDrawn = () => {
    const app = document.querySelector('[data-testid="stApp"]');
    if (!app || app.dataset.testScriptState !== 'notRunning' || !document.querySelector('h1')) return false;
    // The code of a chart is fetched when the first one comes; until then a grey shape stands in its place.
    if (document.querySelector('[data-testid="stSkeleton"]')) return false;
    // Charts are drawn once they come near the screen; all are, where the page is to be printed.
    if (document.querySelector('.plot:not([data-state="drawn"])')) dispatchEvent(new Event('beforeprint'));
    return [...document.querySelectorAll('.stBidiComponent')].every(component => {
      const place = component.querySelector('.plot');
      return place ? place.dataset.state === 'drawn' && place.querySelector('.js-plotly-plot')
        : component.querySelector('[data-drawn]');
    });
  };
  const began = performance.now();
  let quietSince = began, wasDrawn = false, address = location.href;
  const observer = new MutationObserver(() => { quietSince = performance.now(); });
  observer.observe(document, {childList: true, characterData: true, subtree: true});
  const look = () => {
    const now = performance.now(), isSame = address === location.href;
    address = location.href;
    wasDrawn = isDrawn();
    if (!wasDrawn || !isSame) quietSince = now;
    if (now - quietSince < quiet && now - began < patience) return setTimeout(look, 50);
    observer.disconnect();
    answer(now - quietSince >= quiet ? 'settled' : wasDrawn ? 'keeps changing' : 'is never drawn');
  };
  look();
})"""


def address(base_url: str, page: str, **query: str) -> str:
    return f"{base_url}/{PATHS[page]}" + (f"?{urlencode(query, quote_via=quote)}" if query else "")


def open_page(offline: OfflinePage, base_url: str, page: str, **query: str) -> Page:
    """Open a page by its address and wait until everything on it is drawn."""
    offline.page.goto(address(base_url, page, **query))
    settle(offline.page)
    return offline.page


_FOLLOW = """path => [...document.querySelectorAll('[data-testid="stSidebarNavLink"]')]
  .find(link => new URL(link.href).pathname === path).click()"""
_HAS_ANOTHER_TITLE = "before => (document.querySelector('h1') || {innerText: before}).innerText !== before"


def go_to_page(offline: OfflinePage, base_url: str, page: str, **query: str) -> Page:
    """Go to a page by the menu where the browser is in the dashboard already, which spares it the start; else open it.

    Choices stay from page to page, so that the query is needed at first only.
    """
    at = offline.page
    if not at.url.startswith(base_url):
        return open_page(offline, base_url, page, **query)
    if urlsplit(at.url).path != f"/{PATHS[page]}":
        before = at.locator("h1").first.inner_text()
        at.evaluate(_FOLLOW, f"/{PATHS[page]}")
        at.wait_for_function(_HAS_ANOTHER_TITLE, arg=before)
    settle(at)
    return at


def until(page: Page, is_so: Callable[[], bool]) -> None:
    """Wait until something is so, which the asking may bring about."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, page.url
        page.wait_for_timeout(LOOK_EVERY_MS)


def settle(page: Page) -> None:
    """Wait until everything on the page is drawn and stays as it is."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    found = "is never drawn"
    while found != "settled":
        left = deadline - time.monotonic()
        assert left > 0, f"after {PATIENCE_SECONDS} s the page {found}: {page.url}"
        try:
            found = page.evaluate(_SETTLED, [QUIET_MS, 1000 * left])
        except Error:
            # A cold server asks the browser to load the page again.
            page.wait_for_timeout(LOOK_EVERY_MS)


# A point well inside an area as it is painted: among a grid of points the one with the most inside around it.
_INSIDE_AREA = """code => {
  const path = document.querySelector(`.area-map .area[data-code="${code}"]`);
  if (!path) return null;
  path.scrollIntoView({block: 'center'});
  const box = path.getBBox(), to_screen = path.getScreenCTM(), steps = 24;
  const is_inside = (i, j) => path.isPointInFill(
    new DOMPoint(box.x + box.width * i / steps, box.y + box.height * j / steps));
  let best = null, most = -1;
  for (let i = 1; i < steps; i++) for (let j = 1; j < steps; j++) {
    let around = 0;
    for (let a = -3; a <= 3; a++) for (let b = -3; b <= 3; b++) around += is_inside(i + a, j + b);
    if (is_inside(i, j) && around > most) { most = around; best = [i, j]; }
  }
  const point = new DOMPoint(box.x + box.width * best[0] / steps, box.y + box.height * best[1] / steps);
  const found = point.matrixTransform(to_screen);
  return [found.x, found.y];
}"""


def click_area(page: Page, code: str) -> None:
    """Click on the map where an area is painted."""
    place, before = page.evaluate(_INSIDE_AREA, code), None
    assert place is not None, f"area {code} is not on the map"
    # It scrolls there, and a map may be painted anew meanwhile.
    while place != before:
        page.wait_for_timeout(LOOK_EVERY_MS)
        place, before = page.evaluate(_INSIDE_AREA, code), place
    page.mouse.click(*place)


def painted_codes(page: Page) -> set[str]:
    """Codes of all areas that the map has painted."""
    script = """() => [...document.querySelectorAll('.area-map .area')]
      .filter(path => path.getBBox().width > 0).map(path => path.dataset.code)"""
    return set(page.evaluate(script))


def main_text(page: Page) -> str:
    """All text of the page beside the sidebar, charts included."""
    return page.locator('[data-testid="stMain"]').inner_text()


def choose(page: Page, label: str, option: str) -> None:
    """Take an option of a select box by its words."""
    box = page.locator('[data-testid="stSelectbox"]').filter(has_text=label).locator("input")
    wanted = page.get_by_role("option", name=option, exact=True)

    def list_is_open() -> bool:
        box.focus()
        box.press("ArrowDown")
        with suppress(TimeoutError):
            wanted.wait_for(timeout=ANEW_EVERY_MS)
        return wanted.count() > 0

    # Scrolling and a chart that is drawn again close the list: it is opened anew until it stays.
    until(page, list_is_open)
    wanted.click()


def switch(page: Page, option: str) -> None:
    """Press one part of a switch in the sidebar."""
    page.locator('[data-testid="stSidebar"]').get_by_role("radio", name=option, exact=True).click()


def memory(page: Page) -> tuple[int, int]:
    """Nodes and bytes that the browser holds, after it has thrown away what nobody holds."""
    session = page.context.new_cdp_session(page)
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    nodes = session.send("Memory.getDOMCounters")["nodes"]
    used = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    return nodes, int(used)
