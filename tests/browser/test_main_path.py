"""What a reader does, in a real browser with the network cut.

What is deep here is held in the gate by tests of pages without a browser: choices by test_frame and test_places, the
link to the imports by test_missing_data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from presentation.language.messages import Translator
from tests.browser.conftest import TODAY
from tests.browser.screen import (
    PATHS,
    address,
    choose,
    click_area,
    main_text,
    open_page,
    painted_codes,
    settle,
    switch,
    until,
)
from tests.pages import stores
from ui.shell.registry import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.conftest import DashboardStarter
    from tests.support.processes.browser import OfflinePage
    from tests.support.processes.server import Dashboard

text = Translator("id")
NAMES = stores.names()


def query(page: Page) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def path(page: Page) -> str:
    return urlsplit(page.url).path.strip("/")


def desa_of(code: str) -> set[str]:
    return {other for other in NAMES if other.startswith(code) and len(other) == 10}


def assert_clean(offline: OfflinePage) -> None:
    assert offline.foreign_requests == []
    assert offline.errors == []


def test_a_click_on_a_kecamatan_lands_in_its_desa_and_one_on_a_desa_marks_it(
    full_dashboard: Dashboard, offline_page: OfflinePage
) -> None:
    page = open_page(offline_page, full_dashboard.base_url, "overview")
    assert painted_codes(page) == set(stores.kecamatan())
    click_area(page, stores.JEKULO)
    page.wait_for_url("**/wilayah**")
    settle(page)
    assert page.locator("h1").inner_text().startswith("Jekulo")
    assert painted_codes(page) == desa_of(stores.JEKULO)
    assert query(page)["wilayah"] == stores.JEKULO
    desa = sorted(desa_of(stores.JEKULO))[0]
    click_area(page, desa)
    box = page.locator('[data-testid="stSelectbox"]').filter(has_text=text("Mark one on map and list"))
    until(page, lambda: box.locator("input").input_value() == NAMES[desa] or NAMES[desa] in box.inner_text())
    settle(page)
    assert_clean(offline_page)


@pytest.mark.deep
def test_a_click_keeps_what_was_chosen_before(full_dashboard: Dashboard, offline_page: OfflinePage) -> None:
    chosen = {"hari": "2020-03-08", "satuan": text("Families"), "warna": text("The whole")}
    page = open_page(offline_page, full_dashboard.base_url, "overview", **chosen)
    click_area(page, stores.KALIWUNGU)
    page.wait_for_url("**/wilayah**")
    settle(page)
    # Kaliwungu is the first of the list and so the default, which an address need not name.
    assert query(page) | {"wilayah": stores.KALIWUNGU} == chosen | {"wilayah": stores.KALIWUNGU}
    assert page.locator("h1").inner_text().startswith("Kaliwungu")
    assert "8 Maret 2020" in main_text(page)


@pytest.mark.deep
def test_the_select_box_lands_in_the_same_place(full_dashboard: Dashboard, offline_page: OfflinePage) -> None:
    page = open_page(offline_page, full_dashboard.base_url, "overview")
    choose(page, text("Open an area"), "Jekulo")
    page.wait_for_url("**/wilayah**")
    settle(page)
    assert page.locator("h1").inner_text().startswith("Jekulo")
    assert painted_codes(page) == desa_of(stores.JEKULO)
    # The way back must lead to the overview, not to the same desa again.
    page.get_by_role("link", name=text("Overview")).click()
    page.wait_for_function("() => !location.pathname.includes('wilayah')")
    settle(page)
    assert path(page) == ""
    assert painted_codes(page) == set(stores.kecamatan())
    assert_clean(offline_page)


# Streamlit knows the files of `pages/` by names of its own until the frame has run once: one of each section. In
# the gate a cold server is opened by `test_an_upload_is_taken_its_bad_rows_are_listed_and_the_figures_change`.
@pytest.mark.deep
@pytest.mark.parametrize("name", list({entry.section: entry.key for entry in PAGES}.values()))
def test_a_cold_server_opens_every_page_by_its_address(
    start_dashboard: DashboardStarter, offline_page: OfflinePage, sqlite_url: str, name: str
) -> None:
    dashboard = start_dashboard(KAWAL_DATABASE_URL=sqlite_url, KAWAL_TODAY=TODAY)
    page = offline_page.page
    page.goto(address(dashboard.base_url, name))
    # The frame's own: without it a page has neither menu nor language. The charts need not be waited for.
    expect(page.locator('[data-testid="stSidebarNavLink"]')).to_have_count(len(PATHS))
    expect(page.get_by_role("radio", name="English")).to_have_count(1)
    page.locator("h1").wait_for()
    assert path(page) == PATHS[name]
    assert page.get_by_text("Page not found").count() == 0
    assert_clean(offline_page)


def test_a_link_reproduces_the_view(full_dashboard: Dashboard, offline_page: OfflinePage) -> None:
    chosen = {
        "hari": "2020-03-08",
        "satuan": text("Families"),
        "status": text("Clean"),
        "warna": text("The whole"),
        "wilayah": "Jekulo",
    }
    page = open_page(offline_page, full_dashboard.base_url, "areas", **chosen)
    assert query(page) == chosen | {"wilayah": stores.JEKULO}
    assert page.locator("h1").inner_text().startswith("Jekulo")
    said = main_text(page)
    counts, base = stores.full_counts(), stores.register()[stores.JEKULO]["households"]
    count = next(c for (d, a, m), c in counts.items()
                 if (d.isoformat(), a, m) == ("2020-03-08", stores.JEKULO, "households_clean"))  # fmt: skip
    assert f"{count:,}".replace(",", ".") in said
    assert f"{base:,}".replace(",", ".") in said
    assert "8 Maret 2020" in said
    assert_clean(offline_page)


def test_switches_write_the_address_and_the_address_gives_them_back(
    full_dashboard: Dashboard, offline_page: OfflinePage
) -> None:
    page = open_page(offline_page, full_dashboard.base_url, "overview")
    assert query(page) == {}
    switch(page, text("Families"))
    page.wait_for_url("**satuan=**")
    switch(page, text("The whole"))
    page.wait_for_url("**warna=**")
    settle(page)
    before, address = main_text(page), page.url
    page.goto("about:blank")
    page.goto(address)
    settle(page)
    assert main_text(page) == before
    assert query(page) == {"satuan": text("Families"), "warna": text("The whole")}


@pytest.mark.deep
def test_the_menu_keeps_the_choices(full_dashboard: Dashboard, offline_page: OfflinePage) -> None:
    page = open_page(offline_page, full_dashboard.base_url, "overview", hari="2020-03-08", satuan=text("Families"))
    page.get_by_role("link", name=text("Kecamatan and desa")).click()
    page.wait_for_url("**/wilayah**")
    settle(page)
    assert "8 Maret 2020" in main_text(page)
    assert query(page).items() >= {"hari": "2020-03-08", "satuan": text("Families")}.items()
    # On a wide screen the menu stays, too.
    assert page.locator('[data-testid="stSidebar"][data-collapsed="false"]').count() == 1


@pytest.mark.deep
def test_another_language_keeps_the_choices(full_dashboard: Dashboard, offline_page: OfflinePage) -> None:
    english = Translator("en")
    page = open_page(
        offline_page, full_dashboard.base_url, "areas", hari="2020-03-08", satuan=text("Families"), wilayah="Jekulo"
    )
    switch(page, "English")
    page.wait_for_url("**bahasa=English**")
    settle(page)
    said = main_text(page)
    assert "8 March 2020" in said
    assert english("families") in said
    assert page.locator("h1").inner_text().startswith("Jekulo")
    # And the address that stands there now gives the same again, to a reader who never chose anything.
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    settle(page)
    assert main_text(page) == said


def test_an_upload_is_taken_its_bad_rows_are_listed_and_the_figures_change(
    start_dashboard: DashboardStarter, offline_page: OfflinePage, sqlite_url: str
) -> None:
    text = Translator("en")
    dashboard = start_dashboard(KAWAL_DATABASE_URL=sqlite_url, KAWAL_TODAY=TODAY)
    page = open_page(offline_page, dashboard.base_url, "imports", bahasa="English")
    # The server is cold: the page is the frame's own all the same, with menu and language.
    expect(page.locator('[data-testid="stSidebarNavLink"]')).to_have_count(len(PATHS))
    expect(page.get_by_role("radio", name="English")).to_have_count(1)
    assert path(page) == PATHS["imports"]
    rows = (
        "tanggal;kode_wilayah;keluarga_respon;penduduk_respon\n"
        "2020-03-20;3319;40000;150000\n2020-03-20;3319999;5;9\n2020-03-21;3319;banyak;150001\n"
    )
    page.locator('input[type="file"]').set_input_files(
        {"name": "rekap.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    )
    button = page.get_by_role("button", name=text("Import"), exact=True)
    page.wait_for_function("label => [...document.querySelectorAll('button')].some(b => b.innerText.includes(label) "
                           "&& !b.disabled)", arg=text("Import"))  # fmt: skip
    button.click()
    page.get_by_test_id("stAlert").first.wait_for()
    settle(page)
    listed = page.locator(".rows-table").first.inner_text()
    for word in ("kode_wilayah", "keluarga_respon", "3319999"):
        assert word in listed
    # Who opens the page later finds what came in wrong, and the way to take it back, on the first screen.
    page.reload()
    settle(page)
    for width, height in ((360, 740), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        for place in (page.get_by_test_id("stAlert"), page.get_by_text(text("Take an import back")),
                      page.get_by_text("3319999")):  # fmt: skip
            box = place.first.bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= height
    page.get_by_role("link", name=text("Overview")).click()
    page.wait_for_function("() => !location.pathname.includes('data-masuk')")
    settle(page)
    # On a server that has just started, the first click in the menu is a change of program to Streamlit.
    assert query(page) == {"bahasa": "English"}
    assert "17.1" in page.locator("h1").inner_text()  # 150,000 of 875,999
    assert "150,000" in main_text(page)
    assert_clean(offline_page)


@pytest.mark.deep
def test_without_areas_a_link_leads_to_the_imports(
    start_dashboard: DashboardStarter, offline_page: OfflinePage, sqlite_url: str
) -> None:
    dashboard = start_dashboard(KAWAL_DATABASE_URL=sqlite_url, KAWAL_TODAY=TODAY, KAWAL_ROOT_AREA="9999")
    page = open_page(offline_page, dashboard.base_url, "overview")
    page.locator('[data-testid="stPageLink"] a').click()
    page.wait_for_url("**/data-masuk**")
    settle(page)
    assert page.locator('input[type="file"]').count() == 1
    assert_clean(offline_page)
