"""A wall hangs for weeks: two hundred rotations while server, database and network come and go."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from access.accounts import displays
from census.settings import Settings
from data_access.start import open_database
from tests.support import PATIENCE_SECONDS, ROOT, dying_with_parent, missing
from tests.support.processes.postgres import find_binaries, restartable_postgres
from tests.support.processes.server import free_port, healthy_process
from tests.support.worlds import states
from tests.wall.stage import Stage, reported, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

ROTATIONS = 200
WITHOUT_NETWORK_SECONDS = 75
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


def until_equal(stage: Stage) -> None:
    """Wait until the wall says what `reports progress` says, once the demonstration has paused: a wall asks in 15 s."""
    deadline, wanted = time.monotonic() + 3 * PATIENCE_SECONDS, reported()
    while shown(stage) != wanted:
        assert time.monotonic() < deadline, (shown(stage), wanted)
        stage.page.wait_for_timeout(500)


@pytest.mark.deep
def test_two_hundred_rotations_with_restarts_and_a_minute_without_network(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    binaries = find_binaries()
    if binaries is None:
        missing("PostgreSQL")
    with (
        restartable_postgres(binaries) as (postgres, restart_postgres),
        postgres.database() as url,
        ExitStack() as stack,
    ):
        states.demo(url)
        monkeypatch.setenv("KAWAL_DATABASE_URL", url)
        port, log = free_port(), tmp_path / "server.log"
        command, environment = [sys.executable, "asgi.py", "--port", str(port)], {"KAWAL_DATABASE_URL": url}
        server = stack.enter_context(ExitStack())
        process = server.enter_context(healthy_process(command, environment, log, port))
        demonstration = stack.enter_context(ExitStack())
        demonstration.enter_context(live(url, tmp_path / "live.log"))

        database = open_database(Settings(database_url=url))
        code = displays.new_display(database, label="Aula", by=None, now=datetime.now(UTC))
        database.close()
        context = browser.new_context(viewport={"width": 1920, "height": 1080})
        stage = Stage.of(context)
        page, base = stage.page, f"http://127.0.0.1:{port}"
        # As the QR code brings it: the page types the code for the display, and goes on to the wall.
        page.goto(f"{base}/layar/masuk#{code}")
        page.wait_for_url(f"{base}/layar")
        page.goto(f"{base}/layar?detik={SECONDS}&bahasa=en")
        page.wait_for_selector(".map .area", state="attached")
        scenes = page.locator(".scene").count()
        stage.turn(4 * scenes)
        stage.wait_until_kept()

        def compare() -> None:
            demonstration.close()
            until_equal(stage)
            # Rows come and go with the figures; of the same ones a page just opened has as many nodes.
            beside = Stage.of(context)
            beside.page.goto(page.url)
            beside.page.wait_for_selector(".map .area", state="attached")
            beside.turn(2 * scenes)
            assert (shown(beside), beside.nodes) == (shown(stage), stage.nodes)
            beside.page.close()
            assert beside.faults == []
            demonstration.enter_context(live(url, tmp_path / "live.log"))

        def rotate(times: int) -> None:
            stage.turn(times * scenes)

        # Both are measured once they are warm, the server with several versions of the figures behind it.
        rotate(25)
        heap, resident = heap_bytes(page), resident_kb(process.pid)
        for _restart in range(2):
            server.close()
            stage.wait_for_banner(is_shown=True)
            rotate(10)
            process = server.enter_context(healthy_process(command, environment, log, port))
            stage.wait_for_banner(is_shown=False)
            compare()
            rotate(25)
        for _restart in range(2):
            rotate(25)
            demonstration.close()
            restart_postgres()
            demonstration.enter_context(live(url, tmp_path / "live.log"))
            rotate(10)
            compare()
        context.set_offline(True)
        page.wait_for_timeout(WITHOUT_NETWORK_SECONDS * 1000)
        stage.wait_for_banner(is_shown=True)
        rotate(10)
        context.set_offline(False)
        stage.wait_for_banner(is_shown=False)
        compare()
        demonstration.close()
        until_equal(stage)
        nodes = stage.nodes
        rotate(25)
        assert stage.nodes == nodes
        assert 25 * 6 + 10 * 5 == ROTATIONS
        assert stage.faults == []
        assert abs(heap_bytes(page) - heap) <= 0.1 * heap
        assert abs(resident_kb(process.pid) - resident) <= 0.1 * resident
        context.close()
