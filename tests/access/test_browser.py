"""Signing in with a real browser: by a local account on a phone, by OpenID, and out again in every tab."""

from __future__ import annotations

from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from access.accounts import account_admin
from census.access.identity import Role, RoleKind
from data_access.accounts.accounts import read_accounts
from presentation.language.messages import Translator
from tests.browser.screen import main_text, settle
from tests.support.examples import first_in_gate
from tests.support.processes.guarded import JEKULO, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.support.processes.browser import OfflinePage, PageMaker
    from tests.support.processes.guarded import Guarded

TEXT = Translator("id")
PHONE = (360, 740)


def refused_by_the_policy(opened: OfflinePage) -> list[str]:
    """Collect what the content security policy keeps from running."""
    said: list[str] = []
    opened.page.on("console", lambda message: said.append(message.text) if "Policy" in message.text else None)
    return said


def fill_in(page: Page, login: str, password: str) -> None:
    page.get_by_label(TEXT("User name")).fill(login)
    page.get_by_label(TEXT("Password"), exact=True).fill(password)
    page.get_by_role("button", name=TEXT("Sign in"), exact=True).click()


def by_openid(page: Page, subject: str) -> None:
    """Sign in as the provider asks it, from our own page on."""
    page.get_by_role("link", name=TEXT("Sign in with the government account")).click()
    page.locator("[name=sub]").first.fill(subject)
    page.locator("button[type=submit], input[type=submit]").first.click()


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_a_local_account_on_a_phone_with_the_link_kept(guarded: Guarded, new_page: PageMaker) -> None:
    opened = new_page(*PHONE, color_scheme="dark")
    page, refused = opened.page, refused_by_the_policy(opened)
    page.goto(f"{guarded.base_url}/wilayah?hari=2020-03-01")
    expect(page.get_by_role("heading", name=TEXT("Sign in"))).to_be_visible()
    assert fits(page)
    # What password managers look for.
    assert page.get_by_label(TEXT("User name")).get_attribute("autocomplete") == "username"
    assert page.get_by_label(TEXT("Password"), exact=True).get_attribute("autocomplete") == "current-password"
    fill_in(page, "camat.jekulo", "bukan kata sandinya")
    expect(page.get_by_role("alert")).to_be_visible()
    fill_in(page, "camat.jekulo", PASSWORD)
    page.wait_for_url("**/wilayah?hari=2020-03-01")
    settle(page)
    assert page.url == f"{guarded.base_url}/wilayah?hari=2020-03-01"
    assert "1 Maret 2020" in main_text(page)
    assert refused == opened.foreign_requests == opened.errors == []


def test_by_openid_and_out_again_in_both_tabs(guarded: Guarded, new_page: PageMaker) -> None:
    opened = new_page()
    page = opened.page
    page.goto(f"{guarded.base_url}/opd")
    by_openid(page, "camat-jekulo")
    expect(page.get_by_role("heading", name=TEXT("Your account is not active yet"))).to_be_visible()
    with guarded.database.read() as session:
        account = next(account for account in read_accounts(session) if account.label == "Camat Jekulo")
    roles = [Role(RoleKind.CAMAT, area_code=JEKULO)]
    account_admin.confirm(guarded.database, account.id, label="Camat SSO", roles=roles, by=None, now=datetime.now(UTC))
    page.goto(f"{guarded.base_url}/opd")
    by_openid(page, "camat-jekulo")
    page.wait_for_url("**/opd")
    settle(page)
    second = page.context.new_page()
    second.goto(f"{guarded.base_url}/definisi")
    settle(second)
    kept = page.context.cookies()

    page.get_by_text(TEXT("Sign out"), exact=True).click()
    for tab, path in ((page, "opd"), (second, "definisi")):
        tab.wait_for_url(f"**/masuk?ke=%2F{path}")
        assert not tab.locator('[data-testid="stApp"]').count()

    # A copy of the cookie, taken before, opens nothing.
    thief = new_page()
    thief.page.context.add_cookies([{key: value for key, value in each.items() if key != "expires"} for each in kept])
    thief.page.goto(f"{guarded.base_url}/opd")
    assert "/masuk" in thief.page.url
    # The page of the provider itself fetches a style sheet.
    assert [url for url in opened.foreign_requests if "picocss" not in url] == thief.foreign_requests == []


@pytest.mark.parametrize("language", first_in_gate(["en", "id"], 1))
def test_the_way_back_and_the_language_are_kept(guarded: Guarded, new_page: PageMaker, language: str) -> None:
    page = new_page(*PHONE).page
    page.goto(f"{guarded.base_url}/definisi")
    page.get_by_role("link", name={"id": "Bahasa Indonesia", "en": "English"}[language]).click()
    text = Translator(language)
    page.get_by_label(text("User name")).fill("bupati")
    page.get_by_label(text("Password"), exact=True).fill(PASSWORD)
    page.get_by_role("button", name=text("Sign in"), exact=True).click()
    settle(page)
    assert text("Targets on record: what changed and when") in main_text(page)


class Elsewhere(BaseHTTPRequestHandler):
    """A page of somebody else's."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<p>elsewhere</p>")

    def log_message(self, format: str, *args: object) -> None:
        """Keep the output of the tests clean."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """Address of a page on another port: the browser sends it the reader's cookie, so that the guard alone refuses."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


OPENS = """address => new Promise(done => {
  const socket = new WebSocket(address, ['streamlit']);
  socket.onopen = () => done('open'); socket.onerror = () => done('refused');
})"""


def test_a_page_elsewhere_neither_opens_a_websocket_nor_frames_the_dashboard(
    guarded: Guarded, new_page: PageMaker, elsewhere: str
) -> None:
    page = new_page().page
    page.context.add_cookies([{"name": "kawal", "value": guarded.token("operator"), "url": guarded.base_url}])
    stream = guarded.base_url.replace("http", "ws", 1) + "/_stcore/stream"
    page.goto(f"{guarded.base_url}/definisi")
    assert page.evaluate(OPENS, stream) == "open"
    page.goto(elsewhere)
    assert page.evaluate(OPENS, stream) == "refused"
    with page.expect_console_message(lambda said: guarded.base_url in said.text and "fram" in said.text) as refusal:
        page.set_content(f'<iframe src="{guarded.base_url}/"></iframe>')
    assert "frame-ancestors" in refusal.value.text
