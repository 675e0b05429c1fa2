"""Charts in a browser: fetched when they come near, changed where they stand, and legible."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.charts.page_of_charts import HEIGHT_PX
from tests.support import ROOT
from tests.support.processes.server import running_dashboard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.support.processes.browser import OfflinePage, PageMaker

pytestmark = pytest.mark.browser

NEAR, FAR = ".plot >> nth=0", ".plot >> nth=1"
DRAWN = "number => document.querySelectorAll('.plot')[number]?.dataset.state === 'drawn'"
BARS = """() => [...document.querySelectorAll('.plot')[0].querySelectorAll('.barlayer .point path')]
  .map(path => path.getBoundingClientRect().height)"""
WATCH_SHIFTS = """() => { window.shifts = 0;
  new PerformanceObserver(list => list.getEntries().forEach(entry => { window.shifts += entry.value; }))
    .observe({type: 'layout-shift', buffered: true}); }"""
CONTRASTS = """() => {
  const light = colour => {
    const [red, green, blue] = colour.match(/[\\d.]+/g).slice(0, 3).map(part => part / 255)
      .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ground = light(getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor);
  return [...document.querySelectorAll('.plot')[0].querySelectorAll('.main-svg text')].map(text => {
    const ink = light(getComputedStyle(text).fill);
    return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
  });
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the page of charts, beside the product's own static files."""
    folder = tmp_path_factory.mktemp("charts")
    (folder / "static").symlink_to(ROOT / "static")
    script = folder / "page.py"
    script.write_text((Path(__file__).parent / "page_of_charts.py").read_text(encoding="utf-8"), encoding="utf-8")
    with running_dashboard({"PYTHONPATH": str(ROOT)}, folder / "log", script=script) as dashboard:
        yield dashboard.base_url


def opened(offline: OfflinePage, address: str) -> Page:
    page = offline.page
    page.goto(address)
    page.wait_for_function(DRAWN, arg=0)
    page.locator("#end").wait_for(state="attached")
    return page


def test_a_chart_far_below_is_drawn_when_it_comes_near_and_nothing_moves(new_page: PageMaker, address: str) -> None:
    offline = new_page()
    page = opened(offline, address)
    page.evaluate(WATCH_SHIFTS)
    place = page.locator(FAR)
    assert place.get_attribute("data-state") is None
    assert place.locator("svg").count() == 0
    before = place.bounding_box()
    assert before is not None
    assert before["height"] == HEIGHT_PX
    place.scroll_into_view_if_needed()
    page.wait_for_function(DRAWN, arg=1)
    assert page.evaluate("shifts") <= 0.05
    after = place.bounding_box()
    assert after is not None
    assert after["height"] == HEIGHT_PX
    assert place.get_attribute("aria-label") == "Lengths: [3, 5]"
    assert [url for url in offline.fetched if "/PlotlyChart." in url] == []
    assert offline.errors == []


def test_the_library_is_not_fetched_before_a_chart_is_near(new_page: PageMaker, address: str) -> None:
    """Of a page whose first chart is hidden away the words stand there, and no byte of the library has come."""
    offline = new_page()
    # Charts that are never near: whatever looks for them finds nothing.
    offline.page.add_init_script("IntersectionObserver.prototype.observe = () => {}")
    offline.page.goto(address)
    offline.page.locator(FAR).wait_for(state="attached")
    assert [url for url in offline.fetched if "plotly" in url.lower()] == []
    offline.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    offline.page.wait_for_function(DRAWN, arg=1)
    assert len([url for url in offline.fetched if "/app/static/plotly.js" in url]) == 1


def test_new_figures_change_the_drawing_where_it_stands(new_page: PageMaker, address: str) -> None:
    page = opened(new_page(), address)
    before = page.evaluate(BARS)
    page.evaluate("() => document.querySelectorAll('.plot:first-child, .plot .main-svg').forEach(e => e.isOld = true)")
    marked = page.evaluate("() => [...document.querySelectorAll('.main-svg')].map(e => !!e.isOld)")
    page.get_by_text("Long").click()
    page.wait_for_function(f"before => JSON.stringify(({BARS})()) !== JSON.stringify(before)", arg=before)
    assert page.locator(NEAR).get_attribute("aria-label") == "Lengths: [4, 6]"
    assert page.evaluate("() => [...document.querySelectorAll('.main-svg')].map(e => !!e.isOld)") == marked
    assert all(marked)


def test_light_and_dark_are_legible_without_a_new_page(new_page: PageMaker, address: str) -> None:
    page = opened(new_page(), address)
    in_light = page.evaluate(CONTRASTS)
    ink = page.evaluate("() => getComputedStyle(document.querySelector('.plot text')).fill")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("ink => getComputedStyle(document.querySelector('.plot text')).fill !== ink", arg=ink)
    in_dark = page.evaluate(CONTRASTS)
    assert len(in_light) == len(in_dark) > 3
    assert min(in_light) >= 4.5
    assert min(in_dark) >= 4.5


def test_without_the_library_the_words_stand_in_its_place(new_page: PageMaker, address: str) -> None:
    page = new_page().page
    page.route("**/app/static/plotly.js*", lambda route: route.abort())
    page.goto(address)
    page.wait_for_function("() => document.querySelector('.plot')?.dataset.state === 'missing'")
    near = page.locator(NEAR)
    assert near.inner_text() == "Lengths: [1, 2]"
    assert near.evaluate("place => place.getBoundingClientRect().height") == HEIGHT_PX
    page.unroute("**/app/static/plotly.js*")
    page.get_by_text("Long").click()
    page.wait_for_function("() => document.querySelector('.plot').dataset.state === 'drawn'")
    assert "Lengths" not in near.inner_text()
