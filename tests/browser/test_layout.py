"""How the pages look: nothing scrolls sideways, is cut, or stands upon another; legend and unit are there."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

import pytest

from census.vocabulary import Colouring
from presentation.colours import STEPS, no_data_label
from presentation.messages import Translator
from tests.browser.screen import PATHS, main_text, open_page, settle
from tests.support.states import LONGEST
from ui.priority_scene import PRIORITY_WORDS
from ui.registry import PAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Page

    from tests.support.browser import OfflinePage, PageMaker
    from tests.support.server import Dashboard

SIZES = {"phone": (360, 740), "laptop": (1280, 800), "wall": (1920, 1080)}
# In the second the sidebar of the laptop is open from the start, as it is for who opens the page there.
LOOKS: list[tuple[str, Literal["light", "dark"], tuple[str, ...]]] = [
    ("id", "light", ("phone",)),
    ("en", "dark", ("phone", "laptop")),
]
WITH_A_MAP = {entry.key for entry in PAGES if entry.section == "Progress"} - {"forecast"}
IN_FAMILIES = {"priorities", "interviews"}
ADDRESS_OF = {"id": {}, "en": {"bahasa": "English"}}

SIDEWAYS = """() => [document.scrollingElement, document.querySelector('[data-testid="stMain"]'),
    document.querySelector('[data-testid="stMainBlockContainer"]')]
  .filter(each => each.scrollWidth > each.clientWidth + 1)
  .map(each => (each.dataset.testid || each.tagName) + ' ' + each.scrollWidth + ' > ' + each.clientWidth)"""

# Elements that hold text of their own and hide a part of it; the grid and what stands there for screen readers only
# are no text to be read.
CUT = """() => {
  const found = [];
  for (const element of document.querySelectorAll('[data-testid="stApp"] *')) {
    if (element.closest('svg, canvas, [data-testid="stDataFrame"], [data-testid="stSidebar"][aria-expanded="false"]'))
      continue;
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.getClientRects().length) continue;
    const box = element.getBoundingClientRect(), style = getComputedStyle(element);
    if (box.right <= 0 || box.width <= 2 || box.height <= 2 || style.visibility === 'hidden'
        || style.clip === 'rect(0px, 0px, 0px, 0px)')
      continue;
    let holder = element;
    while (holder && holder !== document.body) {
      const look = getComputedStyle(holder);
      if (look.overflowX !== 'visible' && holder.scrollWidth > holder.clientWidth + 1 && holder.clientWidth > 2) {
        found.push((holder.dataset.testid || holder.className) + ': ' + element.textContent.trim().slice(0, 60));
        break;
      }
      holder = holder.parentElement;
      if (holder && holder.dataset && holder.dataset.testid === 'stMain') break;
    }
  }
  return found;
}"""

# Every text of every chart: its words and its box, beside the box of its chart.
CHART_TEXTS = """() => [...document.querySelectorAll('.js-plotly-plot')].map((plot, number) => {
  const frame = plot.getBoundingClientRect();
  return [...plot.querySelectorAll('svg.main-svg text')].filter(text => text.textContent.trim()).map(text => {
    const box = text.getBoundingClientRect();
    return {chart: number, words: text.textContent.trim(), is_label: !!text.closest('.scattergeo'),
            left: box.left, right: box.right, top: box.top, bottom: box.bottom,
            frame: [frame.left, frame.right, frame.top, frame.bottom], width: innerWidth};
  });
}).flat()"""

# Labels of the map whose ends lie outside the area in whose ink they are written.
LABELS_OUTSIDE = """() => {
  const found = [];
  const paths = [...document.querySelectorAll('path.choroplethlocation')].filter(p => p.getBBox().width > 0);
  for (const text of document.querySelectorAll('.scattergeo text')) {
    for (const line of text.querySelectorAll('tspan.line').length ? text.querySelectorAll('tspan.line') : [text]) {
      const box = line.getBoundingClientRect();
      const middle = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
      const holds = (path, x, y) =>
        path.isPointInFill(new DOMPoint(x, y).matrixTransform(path.getScreenCTM().inverse()));
      const home = paths.find(path => holds(path, ...middle));
      if (!home || !holds(home, box.left + 2, middle[1]) || !holds(home, box.right - 2, middle[1]))
        found.push(line.textContent);
    }
  }
  return found;
}"""


def overlapping(texts: list[dict[str, Any]]) -> list[str]:
    found = []
    for one, other in combinations(texts, 2):
        wide = min(one["right"], other["right"]) - max(one["left"], other["left"])
        high = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
        # Boxes of text have empty edges: glyphs meet where the boxes share more than these.
        if one["chart"] == other["chart"] and wide > 2 and high > 3:
            found.append(f"{one['words']} / {other['words']}")
    return found


def outside(texts: list[dict[str, Any]]) -> list[str]:
    found = []
    for text in texts:
        left, right, top, bottom = text["frame"]
        within_chart = text["left"] >= left - 1 and text["right"] <= right + 1
        within_chart = within_chart and text["top"] >= top - 1 and text["bottom"] <= bottom + 1
        if not within_chart or text["right"] > text["width"] + 1:
            found.append(text["words"])
    return found


def faults(page: Page) -> dict[str, list[str]]:
    texts = page.evaluate(CHART_TEXTS)
    found = {
        "scrolls sideways": page.evaluate(SIDEWAYS),
        "cut": page.evaluate(CUT),
        "outside its chart": outside(texts),
        "upon each other": overlapping(texts),
        "label outside its area": page.evaluate(LABELS_OUTSIDE),
    }
    return {fault: places for fault, places in found.items() if places}


def faults_by_size(
    offline: OfflinePage, base_url: str, name: str, *, opened: Sequence[str] = ("phone",), **query: str
) -> dict[str, dict[str, list[str]]]:
    """Look at a page on a phone, on a laptop and on the wall: opened there, or what was open there made wider."""
    found = {}
    for size, (width, height) in SIZES.items():
        offline.page.set_viewport_size({"width": width, "height": height})
        if size in opened:
            open_page(offline, base_url, name, **query)
        else:
            settle(offline.page)
        found[size] = faults(offline.page)
    return {size: each for size, each in found.items() if each}


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize(("language", "scheme", "opened"), LOOKS)
def test_everything_fits(
    full_dashboard: Dashboard,
    new_page: PageMaker,
    language: str,
    scheme: Literal["light", "dark"],
    opened: tuple[str, ...],
    name: str,
) -> None:
    offline = new_page(*SIZES["phone"], color_scheme=scheme)
    assert faults_by_size(offline, full_dashboard.base_url, name, opened=opened, **ADDRESS_OF[language]) == {}
    assert_legend_and_unit(offline.page, name, Translator(language))
    assert offline.foreign_requests == []
    assert offline.errors == []


def assert_legend_and_unit(page: Page, name: str, text: Translator) -> None:
    """Every page of progress has a map that speaks of the path; maps of other sections have words of their own."""
    if name not in WITH_A_MAP:
        return
    steps = [step.label(text, Colouring.PATH) for step in STEPS]
    if name == "interviews":
        steps = [step.label(text, Colouring.KABUPATEN, "Kudus") for step in STEPS]
    elif name == "priorities":
        steps = [f"{step.symbol} {text(words)}" for step, words in zip(STEPS, PRIORITY_WORDS, strict=True)]
    assert page.locator(".legend .legendtext").all_text_contents()[:6] == [*steps, no_data_label(text)]
    assert text("families" if name in IN_FAMILIES else "persons") in main_text(page)


def test_the_largest_kecamatan_fits(full_dashboard: Dashboard, new_page: PageMaker) -> None:
    """Kota Kudus has the most desa, on the least ground; families and the other colouring."""
    text = Translator("id")
    offline = new_page(*SIZES["phone"])
    choices = {"wilayah": "Kota Kudus", "satuan": text("Families"), "warna": text("The whole")}
    assert faults_by_size(offline, full_dashboard.base_url, "areas", **choices) == {}
    wanted = [step.label(text, Colouring.KABUPATEN, "Kudus") for step in STEPS] + [no_data_label(text)]
    assert offline.page.locator(".legend .legendtext").all_text_contents()[:6] == wanted


@pytest.mark.parametrize("name", PATHS)
def test_the_longest_and_the_shortest_names_fit(odd_names_dashboard: Dashboard, new_page: PageMaker, name: str) -> None:
    """Area, desa and agency; the desa of the kecamatan of the longest name."""
    page = new_page(*SIZES["phone"])
    assert faults_by_size(page, odd_names_dashboard.base_url, name, wilayah=LONGEST) == {}
    assert page.foreign_requests == []
    assert page.errors == []


@pytest.mark.parametrize("day", ["2020-02-10", "2020-04-20"])
def test_before_and_after_the_campaign_everything_fits_a_phone(
    full_dashboard: Dashboard, new_page: PageMaker, day: str
) -> None:
    page = open_page(new_page(*SIZES["phone"]), full_dashboard.base_url, "overview", hari=day)
    assert faults(page) == {}


def test_the_sidebar_of_a_phone_fits(full_dashboard: Dashboard, new_page: PageMaker) -> None:
    page = open_page(new_page(*SIZES["phone"]), full_dashboard.base_url, "overview")
    page.get_by_test_id("stExpandSidebarButton").click()
    page.wait_for_timeout(500)
    settle(page)
    assert faults(page) == {}


def test_the_measures_find_what_is_wrong(offline_page: OfflinePage) -> None:
    """Each fault once, made on purpose."""
    page = offline_page.page
    page.set_content(
        """<body style="margin:0"><div data-testid="stApp"><div data-testid="stMain" style="width:300px">
        <div data-testid="stMainBlockContainer" style="width:300px;overflow-x:auto">
        <p style="width:100px;overflow:hidden;white-space:nowrap">a text that is far too long for its place</p>
        <div style="width:900px;height:5px"></div>
        <div class="js-plotly-plot" style="width:200px;height:100px"><svg class="main-svg" width="200" height="100">
        <text x="10" y="50">upon</text><text x="12" y="52">each other</text><text x="190" y="20">outside</text>
        <path class="choroplethlocation" d="M0,60H60V99H0Z"/>
        <g class="scattergeo"><text x="20" y="85">a label that leaves</text></g></svg></div></div></div></div></body>"""
    )
    assert sorted(faults(page)) == [
        "cut",
        "label outside its area",
        "outside its chart",
        "scrolls sideways",
        "upon each other",
    ]


@pytest.mark.parametrize("name", ["overview", "areas", "opd"])
def test_a_living_campaign_fits_and_says_that_it_is_simulated(
    demo_dashboard: Dashboard, new_page: PageMaker, name: str
) -> None:
    """The longest name of an agency, daily figures, the funnel and both populations."""
    offline = new_page(*SIZES["phone"])
    assert faults_by_size(offline, demo_dashboard.base_url, name, opd="8") == {}
    assert "SIMULASI" in main_text(offline.page)
    assert offline.foreign_requests == []
    assert offline.errors == []
