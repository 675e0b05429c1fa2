"""The page about a display does what it says, as far as there is no display: its files, its unit, its watchdog."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from reports.commands import app
from tests.support import PATIENCE_SECONDS, ROOT, dying_with_parent, missing
from tests.support.processes.browser import find_chromium
from tests.support.worlds import states
from tests.support.worlds.built_once import built_once

if TYPE_CHECKING:
    from collections.abc import Iterator

KIOSK = ROOT / "docs" / "kiosk"
kawal_layar = SimpleNamespace(**run_path(str(KIOSK / "kawal_layar.py")))
PAGE = (ROOT / "docs" / "kiosk.md").read_text(encoding="utf-8")
UNIT = KIOSK / "kawal-layar.service"


def test_every_file_that_the_page_installs_is_there_and_ends_where_the_unit_looks() -> None:
    installed = dict(re.findall(r"install -m \d+ (\S+) (\S+)", PAGE))
    assert all((ROOT / source).is_file() for source in installed)
    unit = UNIT.read_text(encoding="utf-8")
    assert f"-- {installed['docs/kiosk/kawal_layar.py']}\n" in unit
    assert installed["docs/kiosk/kawal-layar.service"] == f"/etc/systemd/system/{UNIT.name}"
    for name in re.findall(r"KAWAL_LAYAR_[A-Z]+", PAGE + unit):
        assert name in (KIOSK / "kawal_layar.py").read_text(encoding="utf-8")


def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        missing("systemd-analyze")
    # What it starts is installed on the display, not here.
    unit = UNIT.read_text(encoding="utf-8").replace("/usr/bin/cage", shutil.which("true") or "")
    (tmp_path / UNIT.name).write_text(unit, encoding="utf-8")
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / UNIT.name)]
    verified = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS)
    assert [line for line in verified.stderr.splitlines() if UNIT.name in line] == []
    assert verified.returncode == 0, verified.stderr


@pytest.mark.parametrize(
    ("before", "now", "is_alive"),
    [
        ([("Layar · 3", "/layar")], [("Layar · 4", "/layar")], True),
        ([("Layar · 4", "/layar")], [("Layar · 4", "/layar")], False),
        ([], [("Layar · 1", "/layar")], True),
        ([("Hubungkan layar ini", "/layar/masuk")], [("Hubungkan layar ini", "/layar/masuk")], True),
        ([("127.0.0.1", "/layar")], [("kawal.example", "/layar")], False),
        ([("Layar · 4", "/layar")], [], False),
    ],
)
def test_a_page_lives_while_its_beats_are_counted(
    before: list[tuple[str, str]], now: list[tuple[str, str]], is_alive: bool
) -> None:
    def pages(found: list[tuple[str, str]]) -> list[dict[str, str]]:
        return [{"title": title, "url": f"https://kawal.example{path}"} for title, path in found]

    assert kawal_layar.is_alive(pages(before), pages(now)) is is_alive


@contextmanager
def started(chromium: Path, written: Path, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], socket.socket]]:
    """Start the display's program as the unit does, and listen in systemd's place."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(folder / "notify"))
        line.settimeout(PATIENCE_SECONDS)
        environment = {
            **os.environ,
            "NOTIFY_SOCKET": str(folder / "notify"),
            "KAWAL_LAYAR_URL": written.as_uri(),
            "KAWAL_LAYAR_PROFILE": str(folder),
            "KAWAL_LAYAR_CHROMIUM": f"{chromium} --headless=new --no-sandbox --disable-gpu",
        }
        command = dying_with_parent([sys.executable, str(KIOSK / "kawal_layar.py")])
        process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            yield process, line
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def renderers(group: int) -> list[int]:
    """Give the processes of a group that draw pages."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            of_group = int((folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[2])
            if of_group == group and b"--type=renderer" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


@pytest.mark.deep
def test_the_watchdog_is_told_while_the_wall_lives_and_no_longer(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chromium = find_chromium()
    if chromium is None:
        missing("Chromium")
    file = shutil.copy(built_once(tmp_path_factory, states.demo, "state-demo"), tmp_path / "kawal.sqlite")
    monkeypatch.setenv("KAWAL_DATABASE_URL", f"sqlite:///{file}")
    written = tmp_path / "layar.html"
    assert CliRunner().invoke(app, ["wall", "--out", str(written)]).exit_code == 0
    with started(Path(chromium), written, tmp_path) as (process, line):
        assert line.recv(99) == b"READY=1"
        assert [line.recv(99) for _ in range(3)] == [b"WATCHDOG=1"] * 3
        # The page hangs, as a renderer does that has run out of memory.
        hung = renderers(process.pid)
        assert hung
        for pid in hung:
            os.kill(pid, signal.SIGSTOP)
        line.settimeout(4 * kawal_layar.LOOK_SECONDS)
        with pytest.raises(TimeoutError):
            for _ in range(4):
                line.recv(99)
        assert process.poll() is None
