"""The helpers themselves: a helper that is wrong makes many tests right for no reason."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from tests.support import PATIENCE_SECONDS, dying_with_parent, missing
from tests.support.processes.browser import is_foreign
from tests.support.processes.server import ServerDidNotStartError, free_port, healthy_process, running_dashboard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.processes.browser import OfflinePage, PageMaker
    from tests.support.processes.postgres import PostgresServer

PAGE = b"""<!doctype html><title>x</title><body><img src="https://203.0.113.7/a.png"><img src="/near.png">
<script>fetch("https://example.org/b.json").catch(() => document.body.append("cut"));
try { new WebSocket("wss://example.org/c") } catch {}; throw new Error("known")</script>"""


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the output of the tests clean."""


@pytest.fixture
def near_url() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def in_time(holds: Callable[[], bool]) -> bool:
    """Wait for something, each time with a patience of its own: a slow start leaves the next wait its whole."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


# --- environment --------------------------------------------------------------------------------------------


def test_the_default_database_of_a_test_and_what_lies_beside_it_are_its_own(tmp_path: Path) -> None:
    kawal = {key: value for key, value in os.environ.items() if key.startswith("KAWAL_")}
    assert kawal == {
        "KAWAL_DATABASE_URL": f"sqlite:///{tmp_path / 'unnamed.sqlite'}",
        "KAWAL_PURGE_RECORD": str(tmp_path / "purges.txt"),
    }


@pytest.mark.parametrize(
    ("ci", "outcome"),
    [("", pytest.skip.Exception), ("false", pytest.skip.Exception), ("true", pytest.fail.Exception)],
)
def test_what_is_missing_is_skipped_but_fails_the_gate(
    ci: str, outcome: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match="A telescope is missing"):
        missing("A telescope")


# --- databases ----------------------------------------------------------------------------------------------


def test_each_database_starts_empty(database_url: str) -> None:
    engine = sa.create_engine(database_url)
    try:
        with engine.begin() as connection:
            assert sa.inspect(connection).get_table_names() == []
            connection.execute(sa.text("CREATE TABLE t (a INTEGER)"))
    finally:
        engine.dispose()


def test_a_dropped_database_is_gone_although_a_session_was_open(postgres_server: PostgresServer) -> None:
    with postgres_server.database() as url:
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        session = engine.connect()
    with pytest.raises(sa.exc.OperationalError, match="does not exist"):
        engine.connect()
    session.invalidate()
    session.close()


def test_postgres_is_reached_by_its_socket_only(postgres_server: PostgresServer) -> None:
    with postgres_server.connect() as connection:
        row = connection.execute("SELECT current_setting('listen_addresses')").fetchone()
    assert row == ("",)
    assert postgres_server.folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("where", ["", "signal.signal(signal.SIGINT, signal.SIG_IGN);"], ids=["front", "background"])
def test_a_killed_parent_takes_its_child_along(where: str) -> None:
    if dying_with_parent(["true"]) == ["true"]:
        pytest.skip("setpriv is missing on this computer")
    code = (
        f"import signal; {where}"
        "import subprocess, time; from tests.support import dying_with_parent as d;"
        "p = subprocess.Popen(d(['sleep', '600'])); print(p.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = Path("/proc") / parent.stdout.readline().strip() / "cmdline"
        assert in_time(lambda: child.read_bytes().startswith(b"sleep"))
        parent.kill()
    # A process that has ended but was not yet collected has an empty command line.
    assert in_time(lambda: not child.exists() or not child.read_bytes())


# --- browser ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "foreign"),
    [
        ("http://127.0.0.1:8501/x", False),
        ("ws://localhost:8501/_stcore/stream", False),
        ("http://[::1]:8501/", False),
        ("data:image/png;base64,AAAA", False),
        ("blob:http://127.0.0.1:8501/1", False),
        ("https://example.org/", True),
        ("wss://example.org/", True),
        ("https://127.0.0.1.example.org/", True),
        ("http://localhost@example.org/", True),
    ],
)
def test_foreign_is_what_leaves_this_computer(url: str, foreign: bool) -> None:
    assert is_foreign(url) is foreign


def test_foreign_requests_are_recorded_and_cut(offline_page: OfflinePage, near_url: str) -> None:
    answered = []
    offline_page.page.on("response", lambda response: answered.append(response.url))
    offline_page.page.goto(near_url)
    offline_page.page.get_by_text("cut").wait_for()
    offline_page.page.wait_for_load_state("networkidle")
    assert set(offline_page.foreign_requests) == {
        "https://203.0.113.7/a.png",
        "https://example.org/b.json",
        "wss://example.org/c",
    }
    assert {near_url, f"{near_url}near.png"} <= set(answered)
    assert not [url for url in answered if is_foreign(url)]
    assert offline_page.errors == ["known"]


def test_a_page_has_the_viewport_asked_for(new_page: PageMaker, near_url: str) -> None:
    small = new_page(360, 740, color_scheme="dark")
    small.page.goto(near_url)
    assert small.page.evaluate("[innerWidth, innerHeight]") == [360, 740]
    assert small.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")


# --- server -------------------------------------------------------------------------------------------------


SERVER = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def test_a_started_process_answers_and_stops(tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log"
    with healthy_process([sys.executable, "-c", SERVER, str(port)], {}, log, port) as process:
        assert process.poll() is None
        assert "/_stcore/health" in log.read_text()
    assert process.poll() is not None
    assert not Path(f"/proc/{process.pid}").exists()


def test_a_process_that_ends_at_once_says_what_it_wrote(tmp_path: Path) -> None:
    with (
        pytest.raises(ServerDidNotStartError, match="nothing to serve"),
        healthy_process([sys.executable, "-c", "exit('nothing to serve')"], {}, tmp_path / "log", free_port()),
    ):
        pass


# The dashboard's own starter waits and stops by the same two functions, and every test in a browser begins with it.
@pytest.mark.deep
def test_a_dashboard_that_ends_at_once_says_what_it_wrote(tmp_path: Path) -> None:
    absent = tmp_path / "absent.py"
    with (
        pytest.raises(ServerDidNotStartError, match=r"absent\.py"),
        running_dashboard({}, tmp_path / "log", script=absent),
    ):
        pass


@pytest.mark.deep
def test_a_started_dashboard_answers_and_stops(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text("import streamlit as st\nst.write('hello')\n", encoding="utf-8")
    with running_dashboard({}, tmp_path / "log", script=script) as dashboard:
        pid = dashboard.pid
        assert Path(f"/proc/{pid}").exists()
        assert dashboard.base_url in dashboard.log
    assert not Path(f"/proc/{pid}").exists()
