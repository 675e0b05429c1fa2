"""What a camat finds on the first screen of a phone, that nothing of it moves, and the same page on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.screen import open_page
from tests.pages import stores
from tests.support.examples import deep

if TYPE_CHECKING:
    from tests.support.processes.browser import PageMaker
    from tests.support.processes.server import Dashboard

pytestmark = pytest.mark.browser
EARLY_DAY = "2020-02-25"
MOST_SHIFT, MOST_OF_ANY_PAGE = 0.05, 0.1
PHONE, LAPTOP, WALL, PAPER = (360, 740), (1280, 800), (1920, 1080), (688, 1016)
"""Paper is A4 without its margins, in pixels of CSS."""

WATCH_SHIFTS = """window.shift = 0;
new PerformanceObserver(list => list.getEntries().forEach(each => { window.shift += each.value; }))
  .observe({type: 'layout-shift', buffered: true});"""
LINES = """() => [...document.querySelectorAll('.st-key-today li')].map(line =>
  ({words: line.innerText, bottom: line.getBoundingClientRect().bottom}))"""
ON_PAPER = """() => {
  const boxOf = node => node.getBoundingClientRect().toJSON();
  const kept = '.area-view, .plot, .rows-line, [class*=st-key-figures], [data-testid=stColumn]';
  return {
    name: getComputedStyle(document.querySelector('[data-testid=stMainBlockContainer]'), '::before').content,
    map: boxOf(document.querySelector('.area-map .sheet')),
    legend: [...document.querySelectorAll('.area-map .legend li')].map(boxOf),
    torn: [...document.querySelectorAll(kept)].filter(node => getComputedStyle(node).breakInside !== 'avoid')
      .map(node => node.className),
    kept: document.querySelectorAll(kept).length,
    wide: document.documentElement.scrollWidth,
  };
}"""


@pytest.mark.parametrize(
    ("name", "size"),
    [
        *(("priorities", size) for size in (PHONE, LAPTOP)),
        *(
            deep((name, size))
            for name in ("overview", "morning", "areas", "opd", "imports", "activities")
            for size in (PHONE, LAPTOP, WALL)
        ),
    ],
)
def test_nothing_moves_while_a_page_comes_in(
    demo_dashboard: Dashboard, new_page: PageMaker, name: str, size: tuple[int, int]
) -> None:
    """Sidebar, menu, switches and rows have their room before they are there."""
    offline = new_page(*size)
    offline.page.add_init_script(WATCH_SHIFTS)
    assert open_page(offline, demo_dashboard.base_url, name).evaluate("window.shift") <= MOST_OF_ANY_PAGE


def test_a_camat_is_answered_at_once_nothing_moves_and_paper_has_it_all(
    demo_dashboard: Dashboard, new_page: PageMaker
) -> None:
    offline = new_page(*PHONE)
    offline.page.add_init_script(WATCH_SHIFTS)
    query = {"hari": EARLY_DAY, "sebagai": f"camat:{stores.JEKULO}"}
    page = open_page(offline, demo_dashboard.base_url, "overview", **query)
    assert page.evaluate("window.shift") <= MOST_SHIFT
    for width, height in (PHONE, LAPTOP):
        page.set_viewport_size({"width": width, "height": height})
        missing, order, *_others = page.evaluate(LINES)
        assert missing["words"].startswith("Jekulo. Kurang ")
        assert " tim ke " in order["words"]
        assert max(missing["bottom"], order["bottom"]) <= height

    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER[0], "height": PAPER[1]})
    page.wait_for_function("wide => document.querySelector('.area-map .sheet').clientWidth < wide", arg=PAPER[0])
    paper: dict[str, Any] = page.evaluate(ON_PAPER)
    assert paper["name"] == '"Kawal Sensus"'
    assert len(paper["legend"]) > 1
    for item in paper["legend"]:
        assert item["left"] >= paper["map"]["right"]
        assert paper["map"]["top"] <= item["top"] < item["bottom"] <= paper["map"]["bottom"]
    assert paper["kept"] > 5
    assert paper["torn"] == []
    assert paper["wide"] <= PAPER[0]
    assert offline.errors == []


ENDS = """() => [...document.querySelectorAll('.st-key-acts button, [data-testid=stExpander] summary')].map(node =>
  ({bottom: node.getBoundingClientRect().bottom, height: node.getBoundingClientRect().height}))"""


def test_the_morning_of_a_camat_ends_within_two_screens_of_a_phone(
    demo_dashboard: Dashboard, new_page: PageMaker
) -> None:
    offline = new_page(*PHONE)
    offline.page.add_init_script(WATCH_SHIFTS)
    page = open_page(offline, demo_dashboard.base_url, "morning", sebagai=f"camat:{stores.JEKULO}")
    assert page.evaluate("window.shift") <= MOST_OF_ANY_PAGE
    assert page.locator("[class*=st-key-visit-]").count() == 3
    record, card = page.evaluate(ENDS)
    assert max(record["bottom"], card["bottom"]) <= 2 * PHONE[1]
    assert min(record["height"], card["height"]) >= 44
    assert offline.errors == []
