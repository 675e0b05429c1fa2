"""What Ringkasan sends to a browser: on a first visit, until its figures stand there, and on a visit again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from benchmarks.paint import FIGURES_PAINTED, MAP_PAINTED
from benchmarks.ratios import Ratio
from tests.support import PATIENCE_SECONDS

KILOBYTE = 1000
BEFORE_FIGURES_KB, FIRST_KB, RETURN_KB = 900, 1800, 60
CHART_LIBRARY = "/plotly.js"
CURVE_PAINTED = "document.querySelector('.plot .js-plotly-plot .main-svg')"
_PATIENCE_MS = PATIENCE_SECONDS * 1000


@dataclass
class Visit:
    """What one visit has fetched.

    Attributes
    ----------
    sizes
        Bytes on the wire by address, with headers; what the browser had kept counts nothing.
    before_figures
        Bytes until the four figures stood on the screen.
    """

    sizes: dict[str, int] = field(default_factory=dict)
    before_figures: int = 0

    @property
    def bytes(self) -> int:
        """All of them."""
        return sum(self.sizes.values())

    def of(self, name: str) -> int:
        """Bytes of what has a name in its address."""
        return sum(size for address, size in self.sizes.items() if name in address)


def visits(browser: Browser, url: str) -> tuple[Visit, Visit]:
    """Open Ringkasan with an empty and again with a full cache, in a window of its own."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="id-ID", service_workers="block")
    try:
        return _visit(context, url), _visit(context, url)
    finally:
        context.close()


def _visit(context: BrowserContext, url: str) -> Visit:
    page = context.new_page()
    with counting(page, context) as visit:
        page.goto(url, wait_until="commit", timeout=_PATIENCE_MS)
        page.wait_for_function(f"() => {FIGURES_PAINTED}", polling="raf", timeout=_PATIENCE_MS)
        visit.before_figures = visit.bytes
        # Charts are drawn once they come near; this reader looks at the whole page.
        # The curve is sent after the map, which may stand there before the curve's place does.
        all_drawn = f"() => {{ dispatchEvent(new Event('beforeprint')); return {MAP_PAINTED} && {CURVE_PAINTED}; }}"
        page.wait_for_function(all_drawn, polling="raf", timeout=_PATIENCE_MS)
        page.wait_for_load_state("networkidle", timeout=_PATIENCE_MS)
    page.close()
    return visit


@contextmanager
def counting(page: Page, context: BrowserContext) -> Iterator[Visit]:
    """Count what a page fetches; messages of the websocket are measured by `benchmarks.load.websocket`."""
    visit, addresses = Visit(), dict[str, str]()
    session = context.new_cdp_session(page)
    session.on("Network.requestWillBeSent", lambda sent: addresses.update({sent["requestId"]: sent["request"]["url"]}))

    def finished(event: dict[str, Any]) -> None:
        address = addresses.get(event["requestId"], "")
        visit.sizes[address] = visit.sizes.get(address, 0) + int(event["encodedDataLength"])

    session.on("Network.loadingFinished", finished)
    session.send("Network.enable")
    yield visit
    session.detach()


def measure(say: Callable[[object], None], browser: Browser, url: str) -> None:
    """Say the bytes of both visits against their limits, and what the chart library is of them."""
    # The first visitor of a process is asked to load the page again.
    visits(browser, url)
    first, again = visits(browser, url)
    for name, value, limit in (
        ("first visit, until the figures", first.before_figures, BEFORE_FIGURES_KB),
        ("first visit", first.bytes, FIRST_KB),
        ("return visit", again.bytes, RETURN_KB),
    ):
        say(Ratio(f"bytes of Ringkasan, {name} / limit", value / KILOBYTE, limit, 1, "kB"))
    say(f"of the first visit the chart library is {first.of(CHART_LIBRARY) / KILOBYTE:.1f} kB")
    for address, size in sorted(first.sizes.items(), key=lambda item: -item[1])[:8]:
        say(f"{size:9,} bytes  {address}")
