"""A wall hangs for weeks: two hundred rotations while server, database and network come and go."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from access.accounts import displays
from census.settings import Settings
from data_access.start import open_database
from data_access.writes.day_messages import DayMessage, take_day_messages_away, write_day_message
from tests.support import PATIENCE_SECONDS, ROOT, dying_with_parent, missing
from tests.support.processes.postgres import find_binaries, restartable_postgres
from tests.support.processes.server import free_port, healthy_process
from tests.support.worlds import states
from tests.wall.stage import Stage, reported, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

ROTATIONS = 200
WITHOUT_NETWORK_SECONDS = 75
VERSIONS = 20
DRAWINGS = 120
SECONDS = 0.2
"""Of a scene; the wall takes twelve."""


@contextmanager
def live(url: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Let the demonstration go on, as `python -m ingest demo --live` does."""
    command = [sys.executable, "-m", "ingest", "demo", "--live"]
    with log.open("ab") as written:
        process = subprocess.Popen(
            dying_with_parent(command), cwd=ROOT, env={"KAWAL_DATABASE_URL": url, "PATH": "/usr/bin:/bin"},
            stdin=subprocess.DEVNULL, stdout=written, stderr=written,
        )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def resident_kb(pid: int) -> int:
    """Give the memory of a process that is in use."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def heap_bytes(page: Page) -> int:
    """Give what the page's script holds once all that nobody needs was thrown away."""
    session = page.context.new_cdp_session(page)
    least = []
    # Once in a while one search leaves half of it to the next.
    for _search in range(4):
        session.send("HeapProfiler.collectGarbage")
        least.append(int(session.send("Runtime.getHeapUsage")["usedSize"]))
        page.wait_for_timeout(1000)
    session.detach()
    return min(least)


@dataclass
class Wall:
    """A wall on a guarded server, with a demonstration that goes on in its database.

    Attributes
    ----------
    server, demonstration
        Closed, they are stopped.
    process
        The server that runs now.
    """

    url: str
    folder: Path
    port: int
    browser: Browser
    context: BrowserContext
    stage: Stage
    server: ExitStack
    demonstration: ExitStack
    process: subprocess.Popen[bytes] = field(init=False)

    @property
    def scenes(self) -> int:
        """Scenes of a rotation."""
        return self.stage.page.locator(".scene").count()

    def start_server(self) -> None:
        """Start the server, again at the same address."""
        command, log = [sys.executable, "asgi.py", "--port", str(self.port)], self.folder / "server.log"
        running = healthy_process(command, {"KAWAL_DATABASE_URL": self.url}, log, self.port)
        self.process = self.server.enter_context(running)

    def start_demonstration(self) -> None:
        """Let the demonstration go on."""
        self.demonstration.enter_context(live(self.url, self.folder / "live.log"))

    def connect(self) -> None:
        """Sign the display in as its QR code does: the page types the code for it, and goes on to the wall."""
        database = open_database(Settings(database_url=self.url))
        code = displays.new_display(database, label="Aula", by=None, now=datetime.now(UTC))
        database.close()
        page, base = self.stage.page, f"http://127.0.0.1:{self.port}"
        page.goto(f"{base}/layar/masuk#{code}")
        page.wait_for_url(f"{base}/layar")
        page.goto(f"{base}/layar?detik={SECONDS}&bahasa=en")
        page.wait_for_selector(".map .area", state="attached")

    def rotate(self, times: int) -> None:
        """Wait until all scenes have come so many times."""
        self.stage.turn(times * self.scenes)

    def until_equal(self) -> None:
        """Wait until the wall says what `reports progress` says while the demonstration pauses: it asks in 15 s."""
        self.demonstration.close()
        deadline, wanted = time.monotonic() + 3 * PATIENCE_SECONDS, reported()
        while shown(self.stage) != wanted:
            assert time.monotonic() < deadline, (shown(self.stage), wanted)
            self.stage.page.wait_for_timeout(500)

    def compare(self) -> None:
        """Hold figures against `reports progress`, and nodes against a page just opened: rows come with the figures."""
        self.until_equal()
        # In a context of its own, so that it shares no memory with the page whose memory is measured.
        context = self.browser.new_context(storage_state=self.context.storage_state())
        beside = Stage.of(context)
        beside.page.goto(self.stage.page.url)
        beside.page.wait_for_selector(".map .area", state="attached")
        beside.turn(2 * self.scenes)
        assert (shown(beside), beside.nodes) == (shown(self.stage), self.stage.nodes)
        context.close()
        assert beside.faults == []
        self.start_demonstration()

    def draw_again(self) -> None:
        """Have the page draw its figures so often that its script is compiled: what is compiled counts as its heap."""
        page = self.stage.page
        for _drawing in range(DRAWINGS):
            with page.expect_response(lambda answer: "/layar/angka" in answer.url and answer.ok):
                page.evaluate("navigator.serviceWorker.dispatchEvent(new Event('controllerchange'))")

    def warm_up(self) -> None:
        """Have so many versions of the figures made that what the server keeps of them (`ui.shell.cached`) is full."""
        self.demonstration.close()
        database = open_database(Settings(database_url=self.url))
        # Whatever day the demonstration has come to.
        first, last = date(2020, 1, 1), date(2020, 12, 31)
        address, tag = f"http://127.0.0.1:{self.port}/layar/angka?bahasa=en", None
        for turn in range(VERSIONS):
            message = DayMessage(f"Rapat {turn}", first, last)
            # The server may be counting.
            with database.write(is_patient=True) as session:
                write_day_message(session, message, by=None, now=datetime.now(UTC))
            deadline, before = time.monotonic() + PATIENCE_SECONDS, tag
            while tag == before:
                assert time.monotonic() < deadline
                tag = self.context.request.get(address).headers["etag"]
        with database.write(is_patient=True) as session:
            take_day_messages_away(session, since=first)
        database.close()
        self.start_demonstration()


@contextmanager
def standing(browser: Browser, url: str, folder: Path) -> Iterator[Wall]:
    """A wall that turns, and has kept its figures."""
    states.demo(url)
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    with ExitStack() as server, ExitStack() as demonstration:
        wall = Wall(url, folder, free_port(), browser, context, Stage.of(context), server, demonstration)
        wall.start_server()
        wall.start_demonstration()
        wall.connect()
        wall.rotate(4)
        wall.stage.wait_until_kept()
        yield wall
    context.close()


@pytest.mark.deep
def test_two_hundred_rotations_with_restarts_and_a_minute_without_network(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    binaries = find_binaries()
    if binaries is None:
        missing("PostgreSQL")
    with (
        restartable_postgres(binaries) as (postgres, power),
        postgres.database() as url,
        standing(browser, url, tmp_path) as wall,
    ):
        monkeypatch.setenv("KAWAL_DATABASE_URL", url)
        stage = wall.stage
        # Both are measured once they are warm.
        wall.warm_up()
        wall.draw_again()
        wall.rotate(25)
        heap, resident = heap_bytes(stage.page), resident_kb(wall.process.pid)
        for _restart in range(2):
            wall.server.close()
            stage.wait_for_banner(is_shown=True)
            wall.rotate(10)
            wall.start_server()
            stage.wait_for_banner(is_shown=False)
            wall.compare()
            wall.rotate(25)
        wall.warm_up()
        for _restart in range(2):
            wall.rotate(25)
            wall.demonstration.close()
            power.restart()
            wall.start_demonstration()
            wall.rotate(10)
            wall.compare()
        wall.context.set_offline(True)
        stage.page.wait_for_timeout(WITHOUT_NETWORK_SECONDS * 1000)
        stage.wait_for_banner(is_shown=True)
        wall.rotate(10)
        wall.context.set_offline(False)
        stage.wait_for_banner(is_shown=False)
        wall.compare()
        wall.until_equal()
        nodes = stage.nodes
        wall.draw_again()
        wall.rotate(25)
        assert stage.nodes == nodes
        assert 25 * 6 + 10 * 5 == ROTATIONS
        assert stage.faults == []
        heap_now, resident_now = heap_bytes(stage.page), resident_kb(wall.process.pid)
        sys.stdout.write(f"heap {heap} {heap_now}, server {resident} {resident_now} kB, nodes {nodes}\n")
        assert abs(heap_now - heap) <= 0.1 * heap
        assert abs(resident_now - resident) <= 0.1 * resident
