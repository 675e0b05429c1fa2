"""How the pages look: nothing scrolls sideways, is cut, or stands upon another; legend and unit are there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest

from census.base.vocabulary import Colouring
from presentation.areas.priorities import PRIORITY_WORDS
from presentation.charts.colours import STEPS, no_data_label
from presentation.language.messages import Translator
from tests.browser.axe import accessibility
from tests.browser.axe.accessibility import violations
from tests.browser.looks import faults, small_targets
from tests.browser.screen import PATHS, go_to_page, main_text, open_page, settle, until
from tests.support import missing
from tests.support.examples import deep, every_in_gate, first_in_gate
from tests.support.processes.browser import page_maker
from tests.support.worlds.states import LONGEST
from ui.shell.registry import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from tests.support.processes.browser import OfflinePage, PageMaker
    from tests.support.processes.server import Dashboard

    Visitor = Callable[[Literal["light", "dark"], str, str], OfflinePage]

SIZES = {"phone": (360, 740), "laptop": (1280, 800), "wall": (1920, 1080)}
# In the second the sidebar is open from the start, as it is for who opens the page on the wall or a laptop.
LOOKS: list[tuple[str, Literal["light", "dark"], tuple[str, ...]]] = [
    ("id", "light", ("phone",)),
    ("en", "dark", ("wall",)),
    ("en", "dark", ("phone",)),
]
WITH_A_MAP = {entry.key for entry in PAGES if entry.section == "Progress"} - {"forecast", "morning", "attention"}
IN_FAMILIES = {"priorities", "interviews"}
ADDRESS_OF = {"id": {}, "en": {"bahasa": "English"}}


@pytest.fixture(scope="module")
def visitor(browser: Browser) -> Iterator[Visitor]:
    """Pages that go through the dashboard by its menu: one per colour scheme, purpose and size it was opened at."""
    with page_maker(browser) as maker:
        known: dict[tuple[str, str, str], OfflinePage] = {}

        def page_of(scheme: Literal["light", "dark"], purpose: str, size: str) -> OfflinePage:
            if (scheme, purpose, size) not in known:
                known[scheme, purpose, size] = maker(*SIZES[size], color_scheme=scheme)
            return known[scheme, purpose, size]

        yield page_of


def faults_by_size(offline: OfflinePage, base_url: str, name: str, **query: str) -> dict[str, dict[str, list[str]]]:
    """Look at a page on a phone, and at what was open there made wider to a laptop and the wall."""
    found = {}
    for size, (width, height) in SIZES.items():
        offline.page.set_viewport_size({"width": width, "height": height})
        if size == "phone":
            go_to_page(offline, base_url, name, **query)
        else:
            settle(offline.page)
        found[size] = faults(offline.page)
    return {size: each for size, each in found.items() if each}


# Each page once in the gate, in one of the first two looks by turns; in all three in the deep run.
@pytest.mark.parametrize(
    ("language", "scheme", "opened", "name"),
    [
        (*look, name) if place % 2 == turn else deep((*look, name))
        for place, name in enumerate(PATHS)
        for turn, look in enumerate(LOOKS)
    ],
)
def test_everything_fits_and_bars_nobody(
    demo_dashboard: Dashboard,
    visitor: Visitor,
    language: str,
    scheme: Literal["light", "dark"],
    opened: tuple[str, ...],
    name: str,
) -> None:
    """Looks at each size: in the light a phone is made wider, in the dark the wall narrower, with the sidebar open.

    Barriers (axe-core) are looked for where the layout differs: on the phone, and on the laptop with all unfolded; the
    wall only has more room.
    """
    if not accessibility.is_installed():
        missing("axe-core")
    visits = {size: visitor(scheme, language, size) for size in opened}
    found = dict[tuple[str, str], list[str] | dict[str, list[str]]]()
    for size in (*opened, *(other for other in SIZES if other not in opened)):
        offline, (width, height) = visits.get(size, visits[opened[-1]]), SIZES[size]
        offline.page.set_viewport_size({"width": width, "height": height})
        if size in opened:
            go_to_page(offline, demo_dashboard.base_url, name, **ADDRESS_OF[language])
        else:
            settle(offline.page)
        found[size, "looks"] = faults(offline.page)
        if size == "laptop":
            open_all(offline.page)
        if size == "phone":
            found[size, "targets"] = small_targets(offline.page)
        if size != "wall":
            found[size, "barriers"] = violations(offline.page)
    assert {where: said for where, said in found.items() if said} == {}
    assert_legend_and_unit(offline.page, name, Translator(language))
    assert "SIMULASI" in main_text(offline.page)
    assert [said for visit in visits.values() for said in visit.foreign_requests + visit.errors] == []
    # Charts are drawn by our own part of plotly, never by all of it, which Streamlit brings along.
    assert [url for visit in visits.values() for url in visit.fetched if "/PlotlyChart." in url] == []


def open_all(page: Page) -> None:
    """Open the sidebar, where it is closed, and whatever can be unfolded."""
    sidebar = page.get_by_test_id("stExpandSidebarButton")
    if sidebar.count():
        sidebar.click()
    # All at once: before each click of the mouse the browser scrolls there and waits until the one before is open.
    page.evaluate("for (const each of document.querySelectorAll('[data-testid=\"stExpander\"] summary')) each.click()")
    settle(page)


def assert_legend_and_unit(page: Page, name: str, text: Translator) -> None:
    """Every page of progress has a map that speaks of the path; maps of other sections have words of their own."""
    if name not in WITH_A_MAP:
        return
    steps = [step.label(text, Colouring.PATH) for step in STEPS]
    if name == "priorities":
        steps = [f"{step.symbol} {text(words)}" for step, words in zip(STEPS, PRIORITY_WORDS, strict=True)]
    assert page.locator(".area-map .legend li").all_text_contents()[: len(steps) + 1] == [*steps, no_data_label(text)]
    assert text("families" if name in IN_FAMILIES else "persons") in main_text(page)


def test_the_largest_kecamatan_fits(full_dashboard: Dashboard, new_page: PageMaker) -> None:
    """Kota Kudus has the most desa, on the least ground; families and the other colouring."""
    text = Translator("id")
    offline = new_page(*SIZES["phone"])
    choices = {"wilayah": "Kota Kudus", "satuan": text("Families"), "warna": text("The whole")}
    assert faults_by_size(offline, full_dashboard.base_url, "areas", **choices) == {}
    wanted = [step.label(text, Colouring.KABUPATEN, "Kudus") for step in STEPS] + [no_data_label(text)]
    assert offline.page.locator(".area-map .legend li").all_text_contents()[:6] == wanted


@pytest.mark.parametrize("name", every_in_gate(PATHS, 6))
def test_the_longest_and_the_shortest_names_fit(odd_names_dashboard: Dashboard, visitor: Visitor, name: str) -> None:
    """Area, desa and agency; the desa of the kecamatan of the longest name."""
    page = visitor("light", "odd names", "phone")
    assert faults_by_size(page, odd_names_dashboard.base_url, name, wilayah=LONGEST) == {}
    assert page.foreign_requests == []
    assert page.errors == []


@pytest.mark.parametrize("day", first_in_gate(["2020-02-10", "2020-04-20"], 1))
def test_before_and_after_the_campaign_everything_fits_a_phone(
    full_dashboard: Dashboard, new_page: PageMaker, day: str
) -> None:
    page = open_page(new_page(*SIZES["phone"]), full_dashboard.base_url, "overview", hari=day)
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
        </svg></div>
        <div class="area-map"><svg class="sheet" width="200" height="100"><path class="area" d="M0,60H60V99H0Z"/>
        <g class="labels"><text x="20" y="85">a label that leaves</text>
        <text class="aside" x="30" y="70">on</text></g></svg></div>
        <div class="area-list"><div class="row" style="height:5px"><span class="name">a low row</span></div></div>
        </div></div></div></body>"""
    )
    assert sorted(faults(page)) == [
        "cut",
        "label outside its area",
        "label upon an area",
        "outside its chart",
        "row too low",
        "scrolls sideways",
        "upon each other",
    ]


@pytest.mark.parametrize("name", first_in_gate(["overview", "areas", "opd"], 1))
def test_a_campaign_of_recaps_fits_and_the_sidebar_of_a_phone(
    full_dashboard: Dashboard, new_page: PageMaker, name: str
) -> None:
    offline = new_page(*SIZES["phone"])
    assert faults_by_size(offline, full_dashboard.base_url, name) == {}
    page = offline.page
    assert_legend_and_unit(page, name, Translator("id"))
    page.set_viewport_size(dict(zip(("width", "height"), SIZES["phone"], strict=True)))
    page.get_by_test_id("stExpandSidebarButton").click()
    sidebar = page.get_by_test_id("stSidebar").element_handle()
    assert sidebar is not None
    # It slides in.
    until(page, lambda: (sidebar.bounding_box() or {"x": -1})["x"] == 0)
    settle(page)
    assert faults(page) == {}
    assert offline.foreign_requests == []
    assert offline.errors == []
