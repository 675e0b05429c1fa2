"""First paint in a real Chromium: until the map's areas, or a bare metric, stand on the screen."""

from playwright.sync_api import Browser, BrowserContext

_FONT_AND_FRAME_MS = 60_000

MAP_PAINTED = "[...document.querySelectorAll('.area-map .area')].filter(p => p.getBBox().width > 0).length >= 9"
FIGURES_PAINTED = "document.querySelectorAll('.st-key-figures strong').length >= 4"
METRIC_PAINTED = "document.querySelector('[data-testid=\"stMetricValue\"]')?.getBoundingClientRect().width > 0"


def paints(browser: Browser, url: str, is_painted: str) -> tuple[float, float]:
    """Give the milliseconds from asking for a page to its paint: with an empty cache, and again with a full one.

    Parameters
    ----------
    browser
        A running browser.
    url
        Page on this computer.
    is_painted
        JavaScript condition.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="id-ID", service_workers="block")
    try:
        return _paint(context, url, is_painted), _paint(context, url, is_painted)
    finally:
        context.close()


def _paint(context: BrowserContext, url: str, is_painted: str) -> float:
    page = context.new_page()
    try:
        page.goto(url, wait_until="commit", timeout=_FONT_AND_FRAME_MS)
        # Looked for before each frame; the clock starts with the navigation.
        handle = page.wait_for_function(
            f"() => ({is_painted}) ? performance.now() : false", polling="raf", timeout=_FONT_AND_FRAME_MS
        )
        return float(handle.json_value())
    finally:
        page.close()
