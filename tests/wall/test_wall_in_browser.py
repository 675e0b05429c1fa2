"""The wall in a browser: scenes turn, nothing grows, and what was shown stays when the server is gone."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from reports.commands import app
from tests.support import PATIENCE_SECONDS
from tests.support.processes.server import free_port, healthy_process
from tests.support.worlds import states
from tests.support.worlds.built_once import built_once
from tests.wall.stage import Stage, reported, shown

if TYPE_CHECKING:
    import pytest
    from playwright.sync_api import Browser

_SIZES = """() => [...document.querySelectorAll('.scene *, header *, footer *')]
  .filter(node => node.childElementCount === 0 && node.textContent.trim())
  .map(node => parseFloat(getComputedStyle(node).fontSize))"""
_SIZE = "nodes => nodes.map(node => parseFloat(getComputedStyle(node).fontSize))"
_MATTER = (".scene.capaian .figure", ".scene.capaian .card b", ".row .value")
# Each scene in turn, by its key: what reaches over its edge, over the display's, or is cut off.
_OUTSIDE = """() => [...document.querySelectorAll('.scene')].flatMap(() => {
  dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight'}));
  const scene = document.querySelector('.scene:not([hidden])'), room = scene.getBoundingClientRect();
  const [stage, ...others] = [document.body, ...document.querySelectorAll('#stage :not(:has(*))')];
  const is_out = (node, {left, right, top, bottom}, {x, y, width, height} = node.getBoundingClientRect()) =>
    width && (x < left - 1 || x + width > right + 1 || y < top - 1 || y + height > bottom + 1);
  return others.filter(node => is_out(node, scene.contains(node) ? room : stage.getBoundingClientRect())
    || node.clientWidth && node.scrollWidth > node.clientWidth + 1).map(node => [scene.dataset.key, node.textContent]);
})"""
_MAP_SIZE = """() => {
  const text = document.querySelector('.map .labels text');
  return parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
}"""


def test_the_wall_turns_and_outlives_its_server(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = shutil.copy(built_once(tmp_path_factory, states.demo, "state-demo"), tmp_path / "kawal.sqlite")
    monkeypatch.setenv("KAWAL_DATABASE_URL", f"sqlite:///{file}")
    port = free_port()
    command = [sys.executable, "asgi.py", "--open", "--port", str(port)]
    environment = {"KAWAL_DATABASE_URL": f"sqlite:///{file}"}
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    stage = Stage.of(context)
    page = stage.page
    page.clock.install()
    address = f"http://127.0.0.1:{port}/layar?detik=0.2&bahasa=en"
    told = reported()
    with healthy_process(command, environment, tmp_path / "log", port):
        page.goto(address)
        # All areas have been drawn by now, and every scene was seen.
        page.wait_for_selector(".map .area", state="attached")
        stage.turn(page.locator(".scene").count())
        before = stage.nodes
        assert shown(stage) == told
        stage.turn(page.locator(".scene").count())
        assert stage.nodes == before
        assert min(page.evaluate(_SIZES)) >= 32
        assert page.evaluate(_MAP_SIZE) >= 32
        smallest = [min(page.eval_on_selector_all(part, _SIZE)) for part in _MATTER]
        assert smallest[0] >= 120 <= smallest[1]
        assert smallest[2] >= 44
        assert page.evaluate(_OUTSIDE) == []
        stage.wait_until_kept()
        reload_past_worker(stage)
        stage.wait_until_kept()
    # The server is gone for more than a minute, and the display begins anew with what its service worker has kept.
    assert let_pass_until_banner(stage, is_shown=True) <= 75
    assert shown(stage) == told
    page.goto(address)
    stage.turn(1)
    assert shown(stage) == told
    let_pass_until_banner(stage, is_shown=True)
    with healthy_process(command, environment, tmp_path / "log", port):
        let_pass_until_banner(stage, is_shown=False)
        assert shown(stage) == told
        assert stage.nodes == before
    assert stage.faults == []
    context.close()


def reload_past_worker(stage: Stage) -> None:
    """Reload as Shift+F5 does: the page has no service worker, as one that was on its way when the worker began."""
    session = stage.page.context.new_cdp_session(stage.page)
    with stage.page.expect_navigation():
        session.send("Page.reload", {"ignoreCache": True})
    session.detach()
    stage.turn(1)


def let_pass_until_banner(stage: Stage, *, is_shown: bool) -> int:
    """Let the page's clock run on until the banner comes or goes: so many seconds. Answers take the time they take."""
    deadline, seconds = time.monotonic() + 3 * PATIENCE_SECONDS, 0
    while bool(stage.banner) is not is_shown:
        assert time.monotonic() < deadline
        stage.page.clock.run_for(5_000)
        seconds += 5
    return seconds


def test_the_wall_as_a_file_asks_nobody(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = shutil.copy(built_once(tmp_path_factory, states.demo, "state-demo"), tmp_path / "kawal.sqlite")
    monkeypatch.setenv("KAWAL_DATABASE_URL", f"sqlite:///{file}")
    written = tmp_path / "layar.html"
    answer = CliRunner().invoke(app, ["wall", "--out", str(written), "--language", "en"])
    assert (answer.exit_code, answer.output) == (0, "")
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, offline=True)
    stage = Stage.of(context)
    asked: list[str] = []
    stage.page.on("request", lambda request: asked.append(request.url))
    stage.page.goto(f"{written.as_uri()}?detik=0.2")
    stage.page.wait_for_selector(".map .area", state="attached")
    stage.turn(1)
    assert shown(stage) == reported()
    assert stage.page.evaluate("[...document.fonts].map(font => font.status)") == ["loaded"]
    assert [address for address in asked if not address.startswith("data:")] == [f"{written.as_uri()}?detik=0.2"]
    assert stage.faults == []
    context.close()
    for area in ("3319060", "33190", "9999"):
        refused = CliRunner().invoke(app, ["wall", "--out", str(tmp_path / "none.html"), "--area", area])
        assert (refused.exit_code, len(refused.stderr.splitlines())) == (2, 1)
    assert not (tmp_path / "none.html").exists()
