"""A wall in a browser that is watched: its turns, its nodes, its banner, and whether it says what `reports` says."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from presentation.language.formats import Formats
from presentation.language.messages import Translator
from reports.commands import app
from tests.support import PATIENCE_SECONDS

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Page

_TURNS = "Number(document.body.dataset.turns)"
_HAS_TURNED = "n => Number(document.body.dataset.turns) > n"
_IS_TAKEN = "() => Boolean(navigator.serviceWorker.controller)"
_IS_KEPT = "async () => Boolean(await (await caches.open('kawal-layar')).match('/layar/angka?bahasa=en'))"


@dataclass
class Stage:
    """A page that shows a wall, and what went wrong on it."""

    page: Page
    faults: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, context: BrowserContext) -> Stage:
        """Open a page that is watched from its beginning."""
        stage = cls(context.new_page())
        stage.page.set_default_timeout(PATIENCE_SECONDS * 1000)
        stage.page.on("pageerror", lambda error: stage.faults.append(str(error)))
        stage.page.on("console", stage._listen)
        return stage

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(message.text)

    @property
    def nodes(self) -> int:
        """Nodes of the document."""
        return int(self.page.evaluate("document.querySelectorAll('*').length"))

    @property
    def banner(self) -> str:
        """Words of the banner; empty where there is none."""
        return self.page.locator(".banner").text_content() or ""

    @property
    def figures(self) -> tuple[str, str]:
        """Rate and gap as they stand on the first scene."""
        cards = self.page.locator(".scene.capaian .card b")
        return self.page.locator(".scene.capaian .figure").text_content() or "", cards.last.text_content() or ""

    def turn(self, times: int) -> None:
        """Wait until so many scenes have come."""
        before = self.page.evaluate(_TURNS)
        self.page.wait_for_function(_HAS_TURNED, arg=before + times - 1, timeout=PATIENCE_SECONDS * 10_000)

    def wait_until_kept(self) -> None:
        """Wait until the service worker has taken the page, and has the figures."""
        self.page.wait_for_function(_IS_TAKEN)
        deadline = time.monotonic() + PATIENCE_SECONDS
        # To wait for a function waits for no promise of it.
        while not self.page.evaluate(_IS_KEPT):
            assert time.monotonic() < deadline

    def wait_for_banner(self, *, is_shown: bool) -> None:
        """Wait until the banner comes or goes."""
        condition = "shown => Boolean(document.querySelector('.banner').textContent) === shown"
        self.page.wait_for_function(condition, arg=is_shown, timeout=PATIENCE_SECONDS * 3000)


def reported() -> tuple[str, str]:
    """Rate and gap of `python -m reports progress`, written as the wall writes them in English."""
    answer = CliRunner().invoke(app, ["progress"])
    assert answer.exit_code == 0, answer.stderr
    (row,) = json.loads(answer.stdout)
    formats = Formats(Translator("en").plain)
    return formats.rate(row["rate"], base=row["denominator"]), formats.count(row["gap"])


def shown(stage: Stage) -> tuple[str, str]:
    """Rate and gap of the wall, without what stands beside them."""
    rate, gap = stage.figures
    return re.split(r" (?:should|≈)", rate)[0].strip(), gap
