"""The buttons of briefing, workbook and offline copy: the same bytes as from the command line, for each role."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from reports.commands import app as reports_app
from tests.pages import stores
from tests.support import PATIENCE_SECONDS, ROOT
from tests.support.worlds import states
from tests.support.worlds.built_once import built_once

if TYPE_CHECKING:
    from pathlib import Path


MADE = re.compile(r"Salinan luring, dibuat [^<]+")


@pytest.fixture(autouse=True)
def demo(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    file = built_once(tmp_path_factory, states.demo, "state-demo")
    monkeypatch.setenv("KAWAL_DATABASE_URL", f"sqlite:///{file}")
    monkeypatch.setenv("KAWAL_TODAY", "2020-03-16")


@pytest.mark.parametrize("role", ["regent", f"camat:{stores.JEKULO}", "opd:3"])
@pytest.mark.parametrize("page", ["pages/progress/morning.py", "pages/progress/overview.py"])
def test_a_page_offers_what_the_command_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: str, page: str
) -> None:
    offered: dict[str, Any] = {}
    button = st.download_button

    def noted(label: str, data: Any, **options: Any) -> bool:
        offered[options["file_name"]] = data
        return button(label, data, **options)

    monkeypatch.setattr(st, "download_button", noted)
    app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=PATIENCE_SECONDS)
    app.query_params["sebagai"] = role
    app.run()
    app.switch_page(page).run()
    assert not app.exception
    (name,) = (name for name in offered if name.endswith(".pdf"))
    result = CliRunner().invoke(reports_app, ["briefing", "--out", str(tmp_path), "--role", role])
    assert result.exit_code == 0, result.stderr
    (file,) = tmp_path.glob("*.pdf")
    assert name == file.name.replace("SIMULASI_", "SIMULASI_kawal-sensus_")
    assert offered[name]() == file.read_bytes()
    if page.endswith("overview.py"):
        book = tmp_path / "book.xlsx"
        assert CliRunner().invoke(reports_app, ["workbook", "--out", str(book), "--role", role]).exit_code == 0
        (name,) = (name for name in offered if "_buku_" in name)
        assert offered[name]() == book.read_bytes()
        copy = tmp_path / "copy.html"
        assert CliRunner().invoke(reports_app, ["page", "--out", str(copy), "--role", role]).exit_code == 0
        (name,) = (name for name in offered if name.endswith(".html"))
        assert MADE.sub("", offered[name]()) == MADE.sub("", copy.read_text(encoding="utf-8"))
