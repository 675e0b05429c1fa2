"""Without a sign-in: at this computer alone, and only what everybody may see. With the real thing, nothing patched."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import httpx2
import pytest
import streamlit as st
import typer
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

import asgi
from access import open_mode
from presentation.language.messages import Translator
from tests.pages import stores
from tests.support import PATIENCE_SECONDS, ROOT
from tests.support.figures import components
from tests.support.processes.server import free_port, healthy_process
from ui.shell import open_mode as screen_open_mode
from ui.shell.process import shared

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result

    from census.settings import Settings
    from data_access.store.engine import Database

TEXT = Translator("en")
EVERYWHERE = "0.0.0.0"  # noqa: S104  what is refused


@pytest.fixture(autouse=True)
def cold_caches() -> Iterator[None]:
    shared.clear()
    yield
    shared.clear()


def opened(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("KAWAL_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("KAWAL_LANGUAGE", "en")
    return AppTest.from_file(ROOT / "dashboard.py", default_timeout=PATIENCE_SECONDS).run()


@pytest.mark.parametrize("address", ["", None, EVERYWHERE, "10.0.0.1", "::", "kawal.example.go.id"])
def test_another_address_than_this_computers(store: Database, address: str | None) -> None:
    assert "this computer only" in str(open_mode.refusal(store, address, TEXT))


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1"])
def test_this_computer_with_reference_data(store: Database, address: str) -> None:
    assert open_mode.refusal(store, address, TEXT) is None


def test_published_figures_are_shown(store: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    stores.take_in(settings.database_url, "recap", stores.published_recap())
    app = opened(settings, monkeypatch)
    assert not app.error
    assert components(app)


def test_other_figures_are_refused_with_a_clear_sentence(
    store: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores.take_in(settings.database_url, "recap", stores.one_row())
    app = opened(settings, monkeypatch)
    assert "this database holds others (recap). Start the guarded server instead: make serve." in app.error[0].value
    assert not components(app)
    assert not app.dataframe


def test_figures_that_come_in_while_it_runs_close_it(
    store: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(settings, monkeypatch)
    assert not app.error
    stores.take_in(settings.database_url, "recap", stores.one_row())
    app.run()
    assert "make serve" in app.error[0].value
    assert not components(app)


def test_another_address_shows_nothing(store: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "get_option", lambda name: EVERYWHERE if name == "server.address" else None)
    app = opened(settings, monkeypatch)
    assert "not on 0.0.0.0" in app.error[0].value
    assert not components(app)


def started(settings: Settings, *options: str) -> Result:
    """Start the server in this process, as far as it comes: in one of its own many tests start it."""
    server = typer.Typer()
    server.command()(asgi.main)
    environment = {"KAWAL_DATABASE_URL": settings.database_url, "KAWAL_LANGUAGE": "en"}
    return CliRunner().invoke(server, ["--port", str(free_port()), *options], env=environment)


def test_the_start_itself_is_refused(store: Database, settings: Settings) -> None:
    elsewhere = started(settings, "--open", "--address", EVERYWHERE)
    assert elsewhere.exit_code == 2
    assert elsewhere.stderr.startswith("Without sign-in the dashboard opens on this computer only, not on 0.0.0.0.")
    stores.take_in(settings.database_url, "recap", stores.one_row())
    unpublished = started(settings, "--open")
    assert unpublished.exit_code == 2
    assert "this database holds others (recap)" in unpublished.stderr
    assert '@exec $(PY) asgi.py --open --address "$(HOST)"' in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_address_is_the_one_that_the_server_listens_on(
    store: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen_open_mode, "_ADDRESS", [])
    screen_open_mode.listen_on(EVERYWHERE)
    app = opened(settings, monkeypatch)
    assert "not on 0.0.0.0" in app.error[0].value


def test_the_guarded_server_does_not_start_on_a_network_without_https(settings: Settings) -> None:
    refused = started(settings, "--address", EVERYWHERE)
    assert refused.exit_code == 2
    assert refused.stderr.startswith("The server does not listen on 0.0.0.0 without KAWAL_PUBLIC_URL=https://")
    assert refused.stdout == ""


def test_the_open_server_closes_when_figures_come_that_are_not_for_all(
    store: Database, settings: Settings, tmp_path: Path
) -> None:
    port = free_port()
    command = [sys.executable, "asgi.py", "--open", "--port", str(port)]
    environment = {"KAWAL_DATABASE_URL": settings.database_url, "KAWAL_LANGUAGE": "en"}
    with (
        healthy_process(command, environment, tmp_path / "log", port),
        httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_SECONDS, trust_env=False) as client,
    ):
        page = client.get("/", headers={"accept-encoding": "gzip"})
        assert page.status_code == 200
        assert page.headers["content-encoding"] == "gzip"
        assert "modulepreload" in page.text
        assert client.get("/", headers={"host": "evil.example"}).status_code == 400
        stores.take_in(settings.database_url, "recap", stores.one_row())
        closed = client.get("/wilayah")
        assert closed.status_code == 403
        assert "make serve" in closed.text
        assert client.get("/_stcore/health").status_code == 200
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert "GET" not in log, log
