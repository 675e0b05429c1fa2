"""Pictures of every page and state, for eyes to judge: `make screenshots`, `make screenshots ONLY=empty`.

Each in both languages, light and dark, at three widths and as high as the page is, into
`var/screenshots/<page-or-state>/<language>-<theme>-<width>.png`, with an `index.html` that shows them side by side.
The question of each role (`make screenshots ONLY=role`) is the README's picture as well, in `docs/images`.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from PIL import Image
from playwright.sync_api import Error, sync_playwright

from presentation.language.messages import LANGUAGES
from tests.browser.screen import open_page, settle
from tests.pages import stores
from tests.support import ROOT
from tests.support.processes.browser import find_chromium, launch, page_maker
from tests.support.processes.server import running_dashboard
from tests.support.worlds.states import MORNING, STATES, State, demo, recap_with_bad_rows
from ui.shell.registry import PAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Page

    from tests.support.processes.browser import OfflinePage

TARGET = ROOT / "var" / "screenshots"
SIZES = {360: 740, 1280: 800, 1920: 1080}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
OPENED_AT = (360, 1280)
"""The sidebar of a phone is closed from the start; beyond that a page that is made wider is as one opened so."""
JOBS = 2
"""How long a page may take to be drawn: a large root takes a minute when it is read for the first time."""
MOST_PX = 8_000
"""No picture is higher."""

README_PICTURES = ROOT / "docs" / "images"
ROLES = {
    "regent": State("role-regent", "overview", demo, MORNING, query={"sebagai": "regent"}),
    "opd": State("role-opd", "overview", demo, MORNING, query={"sebagai": "opd:4"}),
    "camat": State("role-camat", "morning", demo, MORNING, query={"sebagai": f"camat:{stores.JEKULO}"}),
    "operator": State("role-operator", "imports", recap_with_bad_rows, MORNING),
}
"""Where the question of each role is answered, by the name of its picture in the README."""
ON_A_PHONE = {"camat"}
_FEW_COLOURS = 128

PICTURES: tuple[State, ...] = (
    *(State(f"page-{entry.key}", entry.key, demo, MORNING) for entry in PAGES),
    *ROLES.values(),
    *STATES,
)

# How high the page would be if nothing of it had to be scrolled.
_HEIGHT = """() => Math.max(innerHeight, document.querySelector('[data-testid="stMain"]').scrollHeight)"""


@dataclass(frozen=True)
class Batch:
    """States that one server can show: of one database, on one day, for one root."""

    states: tuple[State, ...]

    @property
    def first(self) -> State:
        """The state whose database, day and root are those of all."""
        return self.states[0]


def batches(states: Sequence[State]) -> list[Batch]:
    """Put together what one server can show, the most work first."""
    found: defaultdict[tuple[object, ...], list[State]] = defaultdict(list)
    for state in states:
        found[state.build, state.today, state.root].append(state)
    return sorted((Batch(tuple(each)) for each in found.values()), key=lambda batch: -len(batch.states))


def chosen(only: str) -> list[State]:
    """Give the states whose name holds one of some words, parted by commas; all without a word."""
    words = [word for word in only.split(",") if word]
    return [state for state in PICTURES if not words or any(word in state.name for word in words)]


@dataclass(frozen=True)
class Taken:
    """What became of a state in one theme."""

    line: str
    is_missed: bool = False


def take(batch: Batch) -> list[Taken]:
    """Build the batch's database, start its server and take all its pictures."""
    executable = find_chromium()
    if executable is None:
        return [Taken("Chromium is missing: .ci/setup services installs it.", is_missed=True)]
    first, said = batch.first, []
    with TemporaryDirectory(prefix="kawal-gallery-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'gallery.sqlite'}"
        first.build(url)
        day = first.today.isoformat()
        settings = {"KAWAL_DATABASE_URL": url, "KAWAL_TODAY": day, "KAWAL_ROOT_AREA": first.root}
        with (
            running_dashboard(settings, folder / "log") as dashboard,
            sync_playwright() as playwright,
            page_maker(launch(playwright, executable)) as maker,
        ):
            for theme in THEMES:
                # One for all widths: what the browser has fetched once it keeps.
                offline = maker(color_scheme=theme)
                for state in batch.states:
                    started = time.monotonic()
                    try:
                        for language in LANGUAGES:
                            _take_widths(offline, dashboard.base_url, state, language, theme)
                    except (AssertionError, Error) as error:
                        # One page that is never drawn must not cost the pictures of all others.
                        said.append(Taken(f"{state.name} {theme}: missed, {error}", is_missed=True))
                    else:
                        said.append(Taken(f"{state.name} {theme}: {time.monotonic() - started:.0f} s"))
    return said


def _take_widths(
    offline: OfflinePage, base_url: str, state: State, language: str, theme: Literal["light", "dark"]
) -> None:
    page = offline.page
    query = {"bahasa": LANGUAGES[language], **state.query}
    (TARGET / state.name).mkdir(parents=True, exist_ok=True)
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        if width in OPENED_AT:
            open_page(offline, base_url, state.page, **query)
        else:
            settle(page)
        if (language, theme) == ("id", "light"):
            _take_for_readme(page, state, width)
        whole = min(page.evaluate(_HEIGHT), MOST_PX)
        if whole > height:
            page.set_viewport_size({"width": width, "height": whole})
            settle(page)
        page.screenshot(path=TARGET / state.name / f"{language}-{theme}-{width}.png")


def _take_for_readme(page: Page, state: State, width: int) -> None:
    """Keep the first screen of a role for the README, in few colours so that it stays small."""
    for role, wanted in ROLES.items():
        if wanted.name == state.name and width == (360 if role in ON_A_PHONE else 1280):
            picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
            picture.quantize(_FEW_COLOURS, dither=Image.Dither.NONE).save(
                README_PICTURES / f"{role}.png", optimize=True
            )


def write_index(folder: Path) -> Path:
    """Write the sheet that shows all pictures there are, a row for each state."""
    rows = []
    for state in PICTURES:
        pictures = sorted((folder / state.name).glob("*.png"))
        cells = "".join(
            f'<a href="{state.name}/{picture.name}"><img loading="lazy" src="{state.name}/{picture.name}"'
            f' alt="{state.name} {picture.stem}"><span>{picture.stem}</span></a>'
            for picture in pictures
        )
        if cells:
            rows.append(f'<h2 id="{state.name}">{state.name}</h2><div>{cells}</div>')
    index = folder / "index.html"
    index.write_text(_SHEET.replace("ROWS", "\n".join(rows)), encoding="utf-8")
    return index


_SHEET = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Kawal Sensus: pages and states</title>
<style>body{font:14px sans-serif;margin:1rem;background:#eee}div{display:flex;gap:.5rem;overflow-x:auto}
a{flex:none;width:15rem;color:#222}
img{width:100%;height:20rem;object-fit:cover;object-position:top;border:1px solid #999}
span{display:block;text-align:center}</style>
ROWS
</html>
"""


def main(arguments: Sequence[str]) -> int:
    """Take the pictures asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.gallery")
    parser.add_argument("--only", default="", help="parts of names of pages or states, parted by commas")
    parser.add_argument("--jobs", type=int, default=JOBS, help="servers and browsers at a time")
    options = parser.parse_args(arguments)
    states = chosen(options.only)
    if not states:
        names = ", ".join(state.name for state in PICTURES)
        sys.stderr.write(f"No page or state is called so. There are: {names}\n")
        return 2
    # A browser's event loop does not survive a fork.
    has_missed = False
    with ProcessPoolExecutor(options.jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        for taken in pool.map(take, batches(states)):
            has_missed = has_missed or any(each.is_missed for each in taken)
            sys.stdout.write("".join(f"{each.line}\n" for each in taken))
            sys.stdout.flush()
    sys.stdout.write(f"{write_index(TARGET)}\n")
    return int(has_missed)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
