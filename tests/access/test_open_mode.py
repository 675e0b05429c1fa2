"""Without a sign-in: at this computer alone, and only what everybody may see. With the real thing, nothing patched."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import streamlit as st
import typer
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

import asgi
from access import open_mode
from access.commands import app as access_app
from presentation.language.messages import Translator
from tests.pages import stores
from tests.support import PATIENCE_SECONDS, ROOT
from tests.support.server import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from census.settings import Settings
    from data_access.store.engine import Database

TEXT = Translator("en")
EVERYWHERE = "0.0.0.0"  # noqa: S104  what is refused


@pytest.fixture(autouse=True)
def cold_caches() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


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
    assert app.get("bidi_component")


def test_other_figures_are_refused_with_a_clear_sentence(
    store: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores.take_in(settings.database_url, "recap", stores.one_row())
    app = opened(settings, monkeypatch)
    assert "this database holds others (recap). Start the guarded server instead: make serve." in app.error[0].value
    assert not app.get("bidi_component")
    assert not app.dataframe


def test_figures_that_come_in_while_it_runs_close_it(
    store: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(settings, monkeypatch)
    assert not app.error
    stores.take_in(settings.database_url, "recap", stores.one_row())
    app.run()
    assert "make serve" in app.error[0].value
    assert not app.get("bidi_component")


def test_another_address_shows_nothing(store: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "get_option", lambda name: EVERYWHERE if name == "server.address" else None)
    app = opened(settings, monkeypatch)
    assert "not on 0.0.0.0" in app.error[0].value
    assert not app.get("bidi_component")


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("KAWAL_", "STREAMLIT_"))}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**clean, "KAWAL_LANGUAGE": "en", **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def test_the_start_itself_is_refused(store: Database, settings: Settings) -> None:
    url = settings.database_url
    fine = CliRunner().invoke(access_app, ["open"], env={"KAWAL_DATABASE_URL": url, "KAWAL_LANGUAGE": "en"})
    assert (fine.exit_code, fine.stdout, fine.stderr) == (0, "", "")
    elsewhere = run("-m", "access", "open", "--address", EVERYWHERE, KAWAL_DATABASE_URL=url)
    assert elsewhere.returncode == 2
    assert elsewhere.stderr.startswith("Without sign-in the dashboard opens on this computer only, not on 0.0.0.0.")
    assert "@$(PY) -m access open --address" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_guarded_server_does_not_start_on_a_network_without_https(settings: Settings) -> None:
    # In this process: in one of its own `tests/support/guarded.py` starts it for many tests.
    server = typer.Typer()
    server.command()(asgi.main)
    arguments = ["--address", EVERYWHERE, "--port", str(free_port())]
    refused = CliRunner().invoke(
        server, arguments, env={"KAWAL_DATABASE_URL": settings.database_url, "KAWAL_LANGUAGE": "en"}
    )
    assert refused.exit_code == 2
    assert refused.stderr.startswith("The server does not listen on 0.0.0.0 without KAWAL_PUBLIC_URL=https://")
    assert refused.stdout == ""


@pytest.mark.deep
def test_a_process_of_the_guarded_server_that_is_refused_ends_with_2(settings: Settings) -> None:
    arguments = ("--address", EVERYWHERE, "--port", str(free_port()))
    refused = run("asgi.py", *arguments, KAWAL_DATABASE_URL=settings.database_url)
    assert refused.returncode == 2
    assert refused.stderr.startswith("The server does not listen on 0.0.0.0 without KAWAL_PUBLIC_URL=https://")
    assert "Traceback" not in refused.stderr
