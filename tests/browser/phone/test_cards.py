"""A card sent on from a phone: three taps, and the picture goes as it is in the page, asked of nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from presentation.language.messages import Translator
from tests.browser.screen import settle
from tests.support import PATIENCE_SECONDS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.support.processes.server import Dashboard

pytestmark = pytest.mark.browser
TEXT = Translator("id")
CLIPBOARD = ["clipboard-read", "clipboard-write"]
PHONE = {"width": 360, "height": 740}
SHARES = """
window.shared = [];
navigator.canShare = ({ files }) => files.every(file => file.type === 'image/png');
navigator.share = async given => { shared.push(given); };
"""


@pytest.fixture
def phone(demo_dashboard: Dashboard, browser: Browser) -> Page:
    context = browser.new_context(
        viewport=PHONE,
        has_touch=True,
        is_mobile=True,
        locale="id-ID",
        permissions=["clipboard-write", "clipboard-read"],
    )
    context.set_default_timeout(PATIENCE_SECONDS * 1000)
    page = context.new_page()
    page.add_init_script(SHARES)
    page.goto(f"{demo_dashboard.base_url}/")
    settle(page)
    return page


def test_a_card_is_sent_on_with_two_taps_and_its_text_copied(phone: Page) -> None:
    errors: list[str] = []
    phone.on("pageerror", lambda error: errors.append(str(error)))
    box = phone.locator('[data-testid="stExpander"] summary').filter(has_text=TEXT("Send the card"))
    box.scroll_into_view_if_needed()
    box.tap()
    send = phone.get_by_role("button", name=TEXT("Send the picture"))
    send.wait_for()
    assert all(
        height >= 44
        for height in phone.eval_on_selector_all(
            ".card-sending .ways > *", "all => all.map(one => one.getBoundingClientRect().height)"
        )
    )
    send.tap()
    phone.wait_for_function("shared.length === 1")
    # Alone: some phones refuse a picture together with a text.
    assert phone.evaluate("Object.keys(shared[0])") == ["files"]
    assert phone.evaluate("shared[0].files[0].name").endswith(".png")
    assert phone.evaluate("shared[0].files[0].arrayBuffer().then(it => new Uint8Array(it)[1])") == ord("P")
    phone.get_by_role("button", name=TEXT("Copy the text")).tap()
    phone.get_by_text(TEXT("The text is copied: paste it wherever you write.")).wait_for()
    message = phone.evaluate("navigator.clipboard.readText()")
    assert message.startswith("*Kabupaten Kudus*")
    link = phone.get_by_role("link", name=TEXT("Send the text by WhatsApp")).get_attribute("href") or ""
    assert link.startswith("https://wa.me/?text=")
    assert parse_qs(urlsplit(link).query)["text"] == [message]
    with phone.expect_download() as saved:
        phone.get_by_role("link", name=TEXT("Download the picture")).tap()
    assert saved.value.suggested_filename.startswith("SIMULASI_kawal-sensus_kartu_3319_")
    assert errors == []
    phone.context.close()


def test_where_a_device_shares_nothing_the_text_comes_first(demo_dashboard: Dashboard, browser: Browser) -> None:
    context = browser.new_context(viewport=PHONE, locale="id-ID")
    context.set_default_timeout(PATIENCE_SECONDS * 1000)
    page = context.new_page()
    page.goto(f"{demo_dashboard.base_url}/")
    settle(page)
    page.locator('[data-testid="stExpander"] summary').filter(has_text=TEXT("Send the card")).click()
    first = page.locator(".card-sending .first")
    first.wait_for()
    assert first.all_inner_texts() == [TEXT("Send the text by WhatsApp")]
    assert page.get_by_role("button", name=TEXT("Send the picture")).is_hidden()
    # Nobody lets this page write to the clipboard.
    page.get_by_role("button", name=TEXT("Copy the text")).click()
    page.get_by_text(TEXT("This device does not allow that. Download the picture instead.")).wait_for()
    context.close()
