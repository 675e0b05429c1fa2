"""A real Chromium without a way out: only the loopback of this computer can be reached from it."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from tests.support import PATIENCE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first draws the same as the second, without windows and for two thirds of the work."""
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
DISCARD_PORT = 9

FLAGS = [
    "--disable-background-networking",
    "--font-render-hinting=none",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    # All but loopback goes to a proxy that nobody runs, so the browser itself aborts it. Aborting in a route
    # of Playwright would do as well, but routes switch off the browser's cache, and the cache is under test.
    f"--proxy-server=http://127.0.0.1:{DISCARD_PORT}",
]


def find_chromium() -> str | None:
    """Return the path of a Chromium that runs (a stub that only asks to be installed does not count)."""
    for name in NAMES:
        path = shutil.which(name)
        if path and subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0:
            return path
    return None


def launch(playwright: Playwright, executable: str) -> Browser:
    """Start the browser without a window.

    It goes without its sandbox, which neither root nor a plain container can give it: it sees our pages only.
    """
    return playwright.chromium.launch(executable_path=executable, headless=True, chromium_sandbox=False, args=FLAGS)


def is_foreign(url: str) -> bool:
    """Tell whether a URL leaves this computer (``data:``, ``blob:`` and ``about:`` do not)."""
    parts = urlsplit(url)
    return parts.scheme in {"http", "https", "ws", "wss", "ftp"} and parts.hostname not in LOOPBACK


@dataclass
class OfflinePage:
    """A browser page together with what it tried to fetch from outside and the errors it met.

    Attributes
    ----------
    page : Page
        The Playwright page.
    foreign_requests : list of str
        URL of every request and web socket to a host other than this computer, all of them cut.
    errors : list of str
        Uncaught JavaScript exceptions.
    fetched : list of str
        URL of every request.
    """

    page: Page
    foreign_requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)

    def _note(self, url: str) -> None:
        self.fetched.append(url)
        if is_foreign(url):
            self.foreign_requests.append(url)


@dataclass
class PageMaker:
    """Opens pages, each in a browser context of its own (no cookie or cache is shared)."""

    browser: Browser
    _stack: ExitStack

    def __call__(
        self,
        width: int = 1280,
        height: int = 800,
        *,
        color_scheme: Literal["light", "dark"] = "light",
        locale: str = "id-ID",
    ) -> OfflinePage:
        """Open a page of the given viewport in CSS pixels."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=color_scheme,
            locale=locale,
            timezone_id="Asia/Jakarta",
            service_workers="block",
        )
        context.set_default_timeout(PATIENCE_SECONDS * 1000)
        self._stack.callback(context.close)
        opened = OfflinePage(context.new_page())
        context.on("request", lambda request: opened._note(request.url))
        opened.page.on("websocket", lambda socket: opened._note(socket.url))
        opened.page.on("pageerror", lambda error: opened.errors.append(str(error)))
        return opened


@contextmanager
def page_maker(browser: Browser) -> Iterator[PageMaker]:
    """Yield a maker of pages and close all of them at the end."""
    with ExitStack() as stack:
        yield PageMaker(browser, stack)
