"""The wall in a browser: scenes turn, nothing grows, and what was shown stays when the server is gone."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support import PATIENCE_SECONDS
from tests.support.processes.server import free_port, healthy_process
from tests.support.worlds import states
from tests.support.worlds.built_once import built_once

if TYPE_CHECKING:
    import pytest
    from playwright.sync_api import Browser

_TURNS = "Number(document.body.dataset.turns)"
_HAS_TURNED = "n => Number(document.body.dataset.turns) > n"
# Kept by the service worker, whose first page is asked again once the worker is there.
_IS_KEPT = "async () => Boolean(await (await caches.open('kawal-layar')).match('/layar/angka?bahasa=en'))"
_NODES = "document.querySelectorAll('*').length"


def test_scenes_turn_and_stay_when_the_server_is_gone(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    file = shutil.copy(built_once(tmp_path_factory, states.demo, "state-demo"), tmp_path / "kawal.sqlite")
    port = free_port()
    command = [sys.executable, "asgi.py", "--open", "--port", str(port)]
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    page, faults = context.new_page(), list[str]()
    page.set_default_timeout(PATIENCE_SECONDS * 1000)
    page.on("pageerror", lambda error: faults.append(str(error)))
    address = f"http://127.0.0.1:{port}/layar?detik=0.2&bahasa=en"
    with healthy_process(command, {"KAWAL_DATABASE_URL": f"sqlite:///{file}"}, tmp_path / "log", port):
        page.goto(address)
        page.wait_for_function(_HAS_TURNED, arg=10)
        # All areas have been drawn by now, and every scene was seen.
        page.wait_for_selector(".map .area", state="attached")
        before = page.evaluate(_NODES)
        figure = page.locator(".scene.capaian .figure").text_content()
        turns = page.evaluate(_TURNS)
        page.wait_for_function(_HAS_TURNED, arg=turns + 14)
        assert page.evaluate(_NODES) == before
        sizes = page.evaluate(
            """() => [...document.querySelectorAll('.scene *, header *, footer *')]
              .filter(node => node.childElementCount === 0 && node.textContent.trim())
              .map(node => parseFloat(getComputedStyle(node).fontSize))"""
        )
        assert min(sizes) >= 32
        page.wait_for_function(_IS_KEPT)
    # The server is gone: the wall begins anew with what its service worker has kept.
    page.goto(address)
    page.wait_for_function(_HAS_TURNED, arg=3)
    assert page.locator(".scene.capaian .figure").text_content() == figure
    assert not faults
    context.close()
