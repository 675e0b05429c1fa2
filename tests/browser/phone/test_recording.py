"""Recording on a phone: an event is entered with the taps of a thumb, and the page says what the store then holds."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from presentation.language.messages import Translator
from tests.browser.screen import choose, open_page, settle
from tests.pages import stores
from tests.support.worlds import states
from tests.support.worlds.built_once import built_once

if TYPE_CHECKING:
    from tests.conftest import DashboardStarter
    from tests.support.processes.browser import PageMaker

pytestmark = pytest.mark.browser
TEXT = Translator("id")
PHONE = (360, 740)
DESA, LABEL = "3319060001", "Sadang · Jekulo"


def test_an_event_is_recorded_on_a_phone(
    start_dashboard: DashboardStarter, new_page: PageMaker, sqlite_url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    shutil.copy(built_once(tmp_path_factory, states.full, "state-full"), sqlite_url.removeprefix("sqlite:///"))
    dashboard = start_dashboard(KAWAL_DATABASE_URL=sqlite_url, KAWAL_TODAY="2020-03-16")
    offline = new_page(*PHONE)
    page = open_page(offline, dashboard.base_url, "activities")
    form = page.locator('[data-testid="stForm"]')
    # The whole form stands on one screen of a phone.
    assert form.bounding_box()["height"] <= PHONE[1]
    choose(page, TEXT("Kind of event"), TEXT("filling in together"))
    where = form.locator('[data-testid="stSelectbox"]').filter(has_text=TEXT("Where")).locator("input")
    where.fill("sadang")
    page.get_by_role("option", name=LABEL, exact=True).click()
    form.get_by_role("spinbutton", name=TEXT("People reached")).fill("40")
    form.get_by_role("button", name=TEXT("Record event")).click()
    page.get_by_text("Tercatat: ngisi bareng").wait_for()
    settle(page)
    assert "131 dari 132 desa" in page.locator("h1").inner_text()
    new = stores.campaign(sqlite_url).events.iloc[-1]
    assert (new["area_code"], new["kind"], new["audience"]) == (DESA, "ngisi bareng", 40)
    assert offline.errors == []
    assert offline.foreign_requests == []
