"""The wall looks after itself, and does what its address and a keyboard ask for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

from presentation.language.messages import Translator
from presentation.scenes.values import Ages, Scene, Wall
from presentation.scenes.wall import wall_words
from tests.support import ROOT
from tests.wall.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page, Route

ORIGIN = "https://kawal.example"
FILES = {
    "/layar": "wall/layar.html",
    "/layar/layar.js": "wall/layar.js",
    "/layar/layar.css": "wall/layar.css",
    "/layar/area_view.js": "area_view.js",
}
QUICK, SLOW = 10, 600
"""Seconds of a scene: the slow ones leave half an hour until a wall is called stuck."""
BEHIND = timedelta(hours=2)
"""Of the display's clock against the server's."""
STEP, MINUTE, DAY = timedelta(seconds=5), timedelta(minutes=1), timedelta(days=1)
BEGIN = datetime(2026, 1, 5, 20, 0, tzinfo=UTC)
"""By the server's clock: three o'clock at night in Kudus."""
RELOAD = timedelta(minutes=17)

_WATCHED = """
window.awake = [];
Object.defineProperty(navigator, 'wakeLock', {value: {request: async what => window.awake.push(what)}});
const ask = window.fetch, later = window.setTimeout;
window.fetch = async (...question) => {
  window.is_asking = true;
  try {
    const answer = await ask(...question);
    await answer.clone().arrayBuffer();
    return answer;
  } finally {
    window.is_asking = false;
  }
};
navigation.addEventListener('navigate', () => { window.is_leaving = true; });
// Where it is stuck the timer of the scenes is lost.
window.setTimeout = (act, ms) => window.is_stuck && ms === SECONDS * 1000 ? 0 : later(act, ms);
""".replace("SECONDS", str(QUICK))
_IS_AT_REST = "() => !window.is_leaving && !window.is_asking && document.body?.dataset.turns"
_PLACE = "document.getElementById('stage').style.transform"
_LIGHT = "Number(getComputedStyle(document.getElementById('stage')).opacity)"
_BECOME_VISIBLE = "document.dispatchEvent(new Event('visibilitychange'))"
_TURNS = "document.body.dataset.turns"
_FAIL = "Object.defineProperty(document.querySelector('.scene'), 'hidden', {set() { throw new Error('stuck'); }})"


def figures() -> str:
    """Give a wall of two scenes, dimmed from nine to five."""
    scenes = Scene("capaian", "Behind the path", figure="16.0%"), Scene("kemarin", "Since yesterday", figure="+4,451")
    ages, words = Ages(None, None, None), wall_words(Translator("en"))
    return Wall("en", "Kudus", "", "", ages, ("21:00", "05:00"), (), None, None, words, scenes).text()


@dataclass
class Server:
    """What answers in the server's place, by a clock of its own.

    Attributes
    ----------
    version
        Of the figures.
    opened
        How often the page was loaded.
    asked
        Questions of the address for figures, the last one.
    """

    figures: str
    now: datetime = BEGIN
    version: int = 1
    is_gone: bool = False
    opened: int = 0
    asked: str = ""

    def answer(self, route: Route) -> None:
        """Answer a question of the page."""
        path, _, query = route.request.url.removeprefix(ORIGIN).partition("?")
        if path == "/layar/angka" and self.is_gone:
            route.abort()
        elif path == "/layar/angka":
            self.asked = query
            headers = {"date": format_datetime(self.now, usegmt=True), "etag": f'"{self.version}"'}
            is_same = route.request.headers.get("if-none-match") == headers["etag"]
            body, status = ("", 304) if is_same else (self.figures, 200)
            route.fulfill(status=status, body=body, content_type="application/json", headers=headers)
        elif path in FILES:
            self.opened += path == "/layar"
            route.fulfill(path=ROOT / "static" / FILES[path])
        else:
            route.fulfill(status=204)


@dataclass
class Night:
    """A page and its server, whose clocks stand still but for what passes here."""

    page: Page
    server: Server

    def step(self) -> None:
        """Let time pass for both, and what was asked meanwhile be answered."""
        self.server.now += STEP
        self.page.clock.run_for(int(STEP.total_seconds() * 1000))
        self.page.wait_for_function(_IS_AT_REST)

    def until(self, when: datetime) -> None:
        """Let time pass until the server's clock says so much."""
        while self.server.now < when:
            self.step()

    def leap(self, when: datetime) -> None:
        """Let the time between pass in one, as on a computer that slept."""
        self.page.clock.fast_forward(int((when - self.server.now).total_seconds() * 1000))
        self.server.now = when
        self.step()

    def seconds_until(self, has_happened: Callable[[], bool], *, at_most: int) -> float:
        """Let time pass until something happens: so many seconds."""
        begin = self.server.now
        while not has_happened():
            assert self.server.now - begin < timedelta(seconds=at_most)
            self.step()
        return (self.server.now - begin).total_seconds()


def test_the_wall_looks_after_itself(browser: Browser) -> None:
    server, context = Server(figures()), browser.new_context(service_workers="block")
    context.route("**/*", server.answer)
    stage = Stage.of(context)
    page, night = stage.page, Night(stage.page, server)
    page.clock.install(time=BEGIN - BEHIND - STEP)
    page.clock.pause_at(BEGIN - BEHIND)
    page.add_init_script(_WATCHED)
    page.goto(f"{ORIGIN}/layar?detik={SLOW}")
    night.step()

    # Dimmed by the server's clock, kept awake, and never in the same place for long.
    assert page.evaluate("document.body.classList.contains('night')")
    at_night = page.evaluate(_LIGHT)
    assert page.evaluate("window.awake") == ["screen"]
    page.evaluate(_BECOME_VISIBLE)
    assert page.evaluate("window.awake") == ["screen"] * 2
    places = set()
    for _minute in range(8):
        night.leap(server.now + MINUTE)
        places.add(page.evaluate(_PLACE))
    shifts = [[float(part) for part in re.findall(r"(-?[\d.]+)px", place)] for place in places]
    assert len(places) == 8
    assert all(0 < max(column) - min(column) <= 16 for column in zip(*shifts, strict=True))

    # It begins anew once a night, by the server's clock, and not without a server: it would show nothing.
    night.leap(BEGIN + RELOAD - MINUTE)
    assert server.opened == 1
    assert 40 <= night.seconds_until(lambda: server.opened == 2, at_most=90) <= 75
    night.leap(BEGIN + 2 * RELOAD)
    assert server.opened == 2
    # For a day the scenes could not turn: that is seen to at once.
    night.leap(BEGIN + DAY)
    assert server.opened == 3
    server.is_gone = True
    night.leap(BEGIN + DAY + RELOAD)
    night.until(BEGIN + DAY + RELOAD + MINUTE)
    assert server.opened == 3
    server.is_gone = False
    night.seconds_until(lambda: server.opened == 4, at_most=30)
    night.leap(BEGIN + DAY + timedelta(hours=2))
    assert not page.evaluate("document.body.classList.contains('night')")
    assert page.evaluate(_LIGHT) > at_night

    # A pause is none of its faults; that scenes do not turn is one, and so are errors one after another.
    page.goto(f"{ORIGIN}/layar?detik={QUICK}")
    night.step()
    opened = server.opened
    page.keyboard.press("Space")
    turns = page.evaluate(_TURNS)
    night.until(server.now + 2 * MINUTE)
    assert page.evaluate(_TURNS) == turns
    page.keyboard.press("Space")
    night.until(server.now + MINUTE)
    assert int(page.evaluate(_TURNS)) - int(turns) in {5, 6}
    assert server.opened == opened
    page.evaluate("window.is_stuck = true")

    def has_begun_anew() -> bool:
        # New figures show a scene as well.
        server.version += 1
        return server.opened > opened

    assert 50 < night.seconds_until(has_begun_anew, at_most=120) <= 80
    page.evaluate(_FAIL)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    night.step()
    assert server.opened == opened + 1
    with page.expect_navigation():
        page.keyboard.press("Escape")
    assert server.opened == opened + 2
    assert set(stage.faults) == {"stuck", "Failed to load resource: net::ERR_FAILED"}
    context.close()


def test_the_address_and_the_keys_say_what_is_shown(browser: Browser) -> None:
    server, context = Server(figures()), browser.new_context(service_workers="block")
    context.route("**/*", server.answer)
    page = Stage.of(context).page
    for address, keys in {
        "detik=600": ["capaian", "kemarin"],
        "detik=600&adegan=kemarin,opd&wilayah=3319&bahasa=id": ["kemarin"],
        "detik=600&adegan=opd": ["capaian", "kemarin"],
    }.items():
        page.goto(f"{ORIGIN}/layar?{address}")
        page.wait_for_function(f"() => {_TURNS}")
        assert page.eval_on_selector_all(".scene", "nodes => nodes.map(node => node.dataset.key)") == keys
        assert server.asked == "&".join(part for part in address.split("&") if part[:4] in {"wila", "baha"})
    shown = {}
    for key in ("ArrowRight", "Escape", "ArrowDown", "ArrowLeft", "ArrowUp", "Control+ArrowRight", "Escape"):
        page.keyboard.press(key)
        shown[key] = page.evaluate("document.querySelector('.scene:not([hidden])').dataset.key")
    assert shown == {
        "ArrowRight": "kemarin",
        "Escape": "capaian",
        "ArrowDown": "kemarin",
        "ArrowLeft": "capaian",
        "ArrowUp": "kemarin",
        "Control+ArrowRight": "kemarin",
    }
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement")
    page.keyboard.press("F")
    page.wait_for_function("() => !document.fullscreenElement")
    context.close()
