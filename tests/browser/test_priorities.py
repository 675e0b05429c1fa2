"""Priorities in a browser: a click on map or row proposes that desa for an agency, and the plan comes as a file."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from presentation.language.messages import Translator
from tests.browser.screen import click_area, main_text, open_page, settle
from tests.pages import stores

if TYPE_CHECKING:
    from tests.support.processes.browser import OfflinePage
    from tests.support.processes.server import Dashboard

pytestmark = pytest.mark.browser
TEXT = Translator("id")
DESA = "3319060009"


def test_a_click_proposes_the_desa_and_the_plan_comes_as_a_file(
    full_dashboard: Dashboard, offline_page: OfflinePage
) -> None:
    page = open_page(offline_page, full_dashboard.base_url, "priorities", wilayah="Jekulo", tim="2")
    click_area(page, DESA)
    settle(page)
    asked = TEXT("**{area}**: who takes it on, for how many families, until when?", area=stores.names()[DESA])
    assert asked.replace("*", "") in main_text(page)
    page.get_by_text(TEXT("The same as a table, and downloads")).click()
    settle(page)
    with page.expect_download() as coming:
        page.get_by_role("button", name=TEXT("Download the plan as CSV"), exact=True).click()
    rows = list(csv.DictReader(io.StringIO(Path(coming.value.path()).read_text(encoding="utf-8"))))
    assert [row["slot"] for row in rows] == ["1", "2"]
    assert all(row["reason"].startswith(row["name"]) for row in rows)
    assert offline_page.foreign_requests == []
    assert offline_page.errors == []


def test_the_button_of_a_row_chooses_its_desa_by_mouse_and_by_keyboard(
    full_dashboard: Dashboard, offline_page: OfflinePage
) -> None:
    page = open_page(offline_page, full_dashboard.base_url, "priorities", wilayah="Jekulo", tim="2")
    buttons = page.locator(".rows-place .rows-button")
    first, second = (buttons.nth(place).get_attribute("data-code") for place in (0, 1))
    assert first is not None
    assert second is not None
    question = TEXT("**{area}**: who takes it on, for how many families, until when?", area="@").replace("*", "")
    buttons.nth(0).click()
    settle(page)
    assert question.replace("@", stores.names()[first]) in main_text(page)
    page.evaluate("document.querySelector('.rows-place').isOld = true")
    buttons.nth(1).focus()
    page.keyboard.press("Enter")
    settle(page)
    assert question.replace("@", stores.names()[second]) in main_text(page)
    # Rows that stay as they are keep their elements, and the focus.
    assert page.evaluate("document.querySelector('.rows-place').isOld && document.activeElement.dataset.code") == second
    said = page.locator(".rows-said").first
    assert stores.names()[first] in (said.text_content() or "")
    assert buttons.first.get_attribute("aria-label") == f"{TEXT('Choose')}: {stores.names()[first]}"
    assert offline_page.errors == []
