"""Fixtures of the tests of pages: filled databases, made once, and the app opened upon a copy."""

from __future__ import annotations

import shutil
from functools import cache
from typing import TYPE_CHECKING, Protocol

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest, local_script_runner

from access import open_mode
from tests.pages import stores
from tests.support import PATIENCE_SECONDS, ROOT
from tests.support.worlds.built_once import built_once, open_made
from ui.kit import downloads
from ui.shell import cached
from ui.shell.process import shared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from streamlit.testing.v1.local_script_runner import LocalScriptRunner


@pytest.fixture(autouse=True)
def nothing_unpublished(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show figures that nobody has published, too: what the open mode refuses is a test of its own."""
    monkeypatch.setattr(open_mode, "unpublished", lambda _session: ())


def recap_of(make: Callable[[], str]) -> Callable[[str], None]:
    """Give what fills a database with one recap."""

    def build(url: str) -> None:
        outcome = stores.take_in(url, "recap", make())
        assert outcome.rows_accepted == outcome.rows_read > 0

    return build


BUILDERS: dict[str, Callable[[str], object]] = {
    "published": recap_of(stores.published_recap),
    "full": recap_of(stores.full_recap),
    "one_row": recap_of(stores.one_row),
    "jekulo": recap_of(stores.jekulo_recap),
    "jekulo_all": recap_of(lambda: stores.jekulo_recap(*stores.MEASURES)),
    "two_accounts": recap_of(stores.two_accounts),
    "demo": stores.simulate,
}


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """SQLite files by what they hold, which nobody writes to; those of `tests.support.worlds.states` are the same."""
    return {name: built_once(tmp_path_factory, build, f"state-{name}") for name, build in BUILDERS.items()}


class SharedCopies:
    """Copies of databases that tests look at one after another, until one of them has written to it.

    What the dashboard keeps in its caches of one copy serves all of these tests.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[Path, tuple[Path, object]] = {}
        self._made = 0

    def file(self, template: Path) -> Path:
        """Give the copy of a database that nobody writes to."""
        if template not in self._files:
            self._made += 1
            file = self._folder / f"{template.stem}-{self._made}.sqlite"
            shutil.copy(template, file)
            self._files[template] = file, _state(file)
        return self._files[template][0]

    def forget_what_was_changed(self) -> bool:
        """Leave copies alone that are not any more as they were; tell whether there were any."""
        changed = [template for template, (file, before) in self._files.items() if _state(file) != before]
        for template in changed:
            del self._files[template]
        return bool(changed)


def _state(file: Path) -> object:
    log = file.with_name(f"{file.name}-wal")
    return file.stat().st_mtime_ns, file.stat().st_size, log.exists() and log.stat().st_size


@pytest.fixture(scope="session")
def copies(tmp_path_factory: pytest.TempPathFactory) -> SharedCopies:
    """Copies of databases, shared by the tests of this process."""
    return SharedCopies(tmp_path_factory.mktemp("shared"))


@pytest.fixture(scope="session", autouse=True)
def packages_scanned_once() -> Iterator[None]:
    """Let Streamlit look only once through all installed packages for components: every `AppTest` starts a runtime."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(scope="package", autouse=True)
def tables_open() -> Iterator[None]:
    """Let each table be on its page; that it comes once it is asked for: `tests/ui/kit/test_downloads.py`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(downloads, "STARTS_OPEN", True)
        yield


@pytest.fixture(scope="session", autouse=True)
def first_starts_made() -> Iterator[None]:
    """Spare the dashboard the first start, which other tests look at, where a page is opened on a new file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cached, "open_database", open_made)
        yield


@pytest.fixture(scope="session", autouse=True)
def runs_waited_for_at_rest() -> Iterator[None]:
    """Let a test sleep until the script has ended: to look each millisecond takes a tenth of the script's time."""

    def wait(runner: LocalScriptRunner, timeout: float) -> None:
        thread = runner._script_thread
        assert thread is not None
        thread.join(timeout)
        waited(runner, timeout)

    waited = local_script_runner.require_widgets_deltas
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local_script_runner, "require_widgets_deltas", wait)
        yield


@pytest.fixture(autouse=True)
def honest_caches(
    nothing_unpublished: None, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[None]:
    """Let no test see what another has changed: in a database, or in the code whose answers are kept."""
    unchanged = len(monkeypatch._setattr)
    yield
    is_changed = "copies" in request.fixturenames and request.getfixturevalue("copies").forget_what_was_changed()
    if is_changed or len(monkeypatch._setattr) > unchanged:
        shared.clear()


@cache
def page_hash(page: str) -> str:
    """Give the name under which Streamlit knows a page, which only an app that has run can tell."""
    with pytest.MonkeyPatch.context() as patch:
        # It runs as everybody: a test that looks at what is offered to a role must not come upon its files.
        patch.setattr(st, "download_button", lambda *_given, **_options: False)
        app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=PATIENCE_SECONDS).run()
    return app.switch_page(page)._page_hash


class AppOpener(Protocol):
    """Opens the dashboard on a copy of a database, which others look at as long as nobody writes, and runs a page."""

    def __call__(
        self, store: str | None = None, page: str | None = None, *, today: str = ..., root: str = ..., **query: str
    ) -> AppTest: ...


@pytest.fixture
def open_app(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, copies: SharedCopies, templates: dict[str, Path]
) -> AppOpener:
    """Opener of the app; without the name of a store it works on an empty database."""

    def opened(
        store: str | None = None,
        page: str | None = None,
        *,
        today: str = stores.TODAY.isoformat(),
        root: str = stores.KABUPATEN,
        **query: str,
    ) -> AppTest:
        unnamed = tmp_path / f"app-{len(list(tmp_path.iterdir()))}.sqlite"
        file = unnamed if store is None else copies.file(templates[store])
        monkeypatch.setenv("KAWAL_DATABASE_URL", f"sqlite:///{file}")
        monkeypatch.setenv("KAWAL_TODAY", today)
        monkeypatch.setenv("KAWAL_ROOT_AREA", root)
        app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=PATIENCE_SECONDS)
        for key, value in query.items():
            app.query_params[key] = value
        if page is not None:
            # What the address says is read by the first run of a session, so that run must be the page's own.
            app._page_hash = page_hash(page)
        return app.run()

    return opened
