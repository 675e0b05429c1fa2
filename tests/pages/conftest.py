"""Fixtures of the tests of pages: filled databases, made once per process, and the app opened upon a copy."""

from __future__ import annotations

import shutil
from functools import cache
from typing import TYPE_CHECKING, Protocol

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from access import open_mode
from tests.pages import stores
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TIMEOUT_SECONDS = 60


@pytest.fixture(autouse=True)
def cold_caches() -> Iterator[None]:
    """Start without what an earlier test has cached, and close the databases at the end."""
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture(autouse=True)
def nothing_unpublished(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show figures that nobody has published, too: what the open mode refuses is a test of its own."""
    monkeypatch.setattr(open_mode, "unpublished", lambda _session: ())


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """SQLite files by what they hold."""
    folder = tmp_path_factory.mktemp("stores")
    recaps = {"published": stores.published_recap(), "full": stores.full_recap(), "one_row": stores.one_row()}
    for name, content in recaps.items():
        outcome = stores.take_in(f"sqlite:///{folder / name}", "recap", content)
        assert outcome.rows_accepted == outcome.rows_read > 0
    stores.simulate(f"sqlite:///{folder / 'demo'}")
    return {name: folder / name for name in [*recaps, "demo"]}


@cache
def page_hash(page: str) -> str:
    """Give the name under which Streamlit knows a page, which only an app that has run can tell."""
    app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=TIMEOUT_SECONDS).run()
    return app.switch_page(page)._page_hash


class AppOpener(Protocol):
    """Opens the dashboard on a copy of a database and runs its first page."""

    def __call__(
        self, store: str | None = None, page: str | None = None, *, today: str = ..., root: str = ..., **query: str
    ) -> AppTest: ...


@pytest.fixture
def open_app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, templates: dict[str, Path]) -> AppOpener:
    """Opener of the app; without the name of a store it works on an empty database."""

    def opened(
        store: str | None = None,
        page: str | None = None,
        *,
        today: str = stores.TODAY.isoformat(),
        root: str = stores.KABUPATEN,
        **query: str,
    ) -> AppTest:
        file = tmp_path / f"app-{len(list(tmp_path.iterdir()))}.sqlite"
        if store is not None:
            shutil.copy(templates[store], file)
        monkeypatch.setenv("KAWAL_DATABASE_URL", f"sqlite:///{file}")
        monkeypatch.setenv("KAWAL_TODAY", today)
        monkeypatch.setenv("KAWAL_ROOT_AREA", root)
        app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=TIMEOUT_SECONDS)
        for key, value in query.items():
            app.query_params[key] = value
        if page is not None:
            # What the address says is read by the first run of a session, so that run must be the page's own.
            app._page_hash = page_hash(page)
        return app.run()

    return opened
