"""Fixtures of the whole house: a clean environment, databases, a browser, a running dashboard."""

from __future__ import annotations

import gc
import importlib
import os
import shutil
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from tests.support import PATIENCE_SECONDS, ROOT, missing
from tests.support.examples import register_profiles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser
    from sqlalchemy import Engine

    from tests.support.processes.browser import OfflinePage, PageMaker
    from tests.support.processes.postgres import PostgresServer
    from tests.support.processes.server import Dashboard
    from tests.support.processes.shared import Card

register_profiles()
# What is collected stays to the end: to search it for circles again and again is a fifth of the collection.
gc.set_threshold(100_000, 20, 100)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Where all is run, import another share of the tests in each process before each collects all of them.

    The first import of a test writes its assertions anew and keeps the result beside it. In one order all processes
    would do that work at once, each for every file.
    """
    worker, count = os.environ.get("PYTEST_XDIST_WORKER"), os.environ.get("PYTEST_XDIST_WORKER_COUNT")
    if worker is None or count is None or session.config.args_source != pytest.Config.ArgsSource.TESTPATHS:
        return
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    for file in files[int(worker.removeprefix("gw")) :: int(count)]:
        # A module that cannot be imported is told of when it is collected.
        with suppress(Exception):
            importlib.import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser or PostgreSQL, before -m selects."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if "browser" in fixtures:
            item.add_marker("browser")
        if "postgres_server" in fixtures:
            item.add_marker("postgres")


def pytest_collection_finish() -> None:
    """Leave what is collected out of every later search for circles, of which Streamlit asks one for each run."""
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    """Let all databases of a kind share what SQLAlchemy compiles: it keeps that by engine, and tests have one each."""
    from sqlalchemy.engine.default import DefaultDialect
    from sqlalchemy.util import LRUCache

    from data_access.store import engine

    compiled = LRUCache[Any, Any](3_000)
    create_engine = engine.create_engine

    def create(*arguments: Any, **options: Any) -> Engine:
        created = create_engine(*arguments, **options)
        created._compiled_cache = compiled
        return created

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "create_engine", create)
        # What is compiled is kept by statement and dialect, of which each engine has its own.
        patch.setattr(DefaultDialect, "__hash__", lambda dialect: hash(type(dialect)), raising=False)
        patch.setattr(DefaultDialect, "__eq__", lambda one, other: type(one) is type(other), raising=False)
        yield


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the developer's settings and data out: without a word a test works on an empty file of its own."""
    for name in list(os.environ):
        if name.startswith(("KAWAL_", "STREAMLIT_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("KAWAL_DATABASE_URL", f"sqlite:///{tmp_path / 'unnamed.sqlite'}")
    monkeypatch.setenv("KAWAL_PURGE_RECORD", str(tmp_path / "purges.txt"))


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """URL of an SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'kawal.sqlite'}"


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """One PostgreSQL for all test processes, started by the first test that wants it."""
    from tests.support.processes.postgres import PostgresServer, find_binaries, running_postgres
    from tests.support.processes.shared import shared

    binaries = find_binaries()
    if binaries is None:
        missing("PostgreSQL")

    @contextmanager
    def started(_folder: Path) -> Iterator[Card]:
        with running_postgres(binaries) as server:
            yield {"folder": str(server.folder)}

    with shared(tmp_path_factory, "postgres", started) as card:
        yield PostgresServer(Path(card["folder"]))


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """URL of a fresh, empty PostgreSQL database."""
    with postgres_server.database() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """URL of a fresh, empty database; the test runs once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


# Making the tables takes longer than most tests of what is in them, so it is done once, and copied. Tests of the making
# itself begin with `database_url`.


def _copied(folders: pytest.TempPathFactory, url: str, build: Callable[[str], object], name: str) -> str:
    from tests.support.worlds.built_once import built_once

    shutil.copy(built_once(folders, build, name), url.removeprefix("sqlite:///"))
    return url


@pytest.fixture
def migrated_sqlite_url(tmp_path_factory: pytest.TempPathFactory, sqlite_url: str) -> str:
    """URL of an SQLite database that has its tables and no row."""
    from tests.support.worlds.built_once import build_tables

    return _copied(tmp_path_factory, sqlite_url, build_tables, "tables")


@pytest.fixture
def started_sqlite_url(tmp_path_factory: pytest.TempPathFactory, sqlite_url: str) -> str:
    """URL of an SQLite database as the first start leaves it, with the reference data of Kudus."""
    from tests.support.worlds.built_once import build_first_start

    return _copied(tmp_path_factory, sqlite_url, build_first_start, "first-start")


@pytest.fixture
def migrated_postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """URL of a PostgreSQL database that has its tables and no row."""
    from tests.support.worlds.built_once import build_tables

    with postgres_server.copy_of(build_tables, "tables") as url:
        yield url


@pytest.fixture
def started_postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """URL of a PostgreSQL database as the first start leaves it, with the reference data of Kudus."""
    from tests.support.worlds.built_once import build_first_start

    with postgres_server.copy_of(build_first_start, "first-start") as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def migrated_url(request: pytest.FixtureRequest) -> str:
    """URL of a database that has its tables and no row; once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue(f"migrated_{request.param}_url".replace("postgresql", "postgres"))
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def started_url(request: pytest.FixtureRequest) -> str:
    """URL of a database as the first start leaves it; once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue(f"started_{request.param}_url".replace("postgresql", "postgres"))
    return url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium per module and test process, with no way out of this computer.

    While Playwright lives, its event loop occupies the thread, and a test that calls ``asyncio.run`` fails:
    with one browser for the whole session that would depend on the order of the tests.
    """
    from playwright.sync_api import expect, sync_playwright

    from tests.support.processes.browser import find_chromium, launch

    executable = find_chromium()
    if executable is None:
        missing("Chromium")
    expect.set_options(timeout=PATIENCE_SECONDS * 1000)
    with sync_playwright() as playwright:
        launched = launch(playwright, executable)
        yield launched
        launched.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[PageMaker]:
    """Maker of pages of a given viewport: ``new_page(360, 740, color_scheme="dark")``."""
    from tests.support.processes.browser import page_maker

    with page_maker(browser) as maker:
        yield maker


@pytest.fixture
def offline_page(new_page: PageMaker) -> OfflinePage:
    """One page of 1280 x 800; ``.foreign_requests`` lists what it tried to fetch from outside."""
    return new_page()


class DashboardStarter(Protocol):
    """Starts a dashboard with the settings given; it is stopped after the test."""

    def __call__(self, **environment: str) -> Dashboard: ...


@pytest.fixture
def start_dashboard(tmp_path: Path) -> Iterator[DashboardStarter]:
    """Starter of servers: ``start_dashboard(KAWAL_DATABASE_URL=..., KAWAL_TODAY=...)``."""
    from tests.support.processes.server import running_dashboard

    with ExitStack() as stack:

        def start(**environment: str) -> Dashboard:
            number = len(list(tmp_path.glob("dashboard-*.log"))) + 1
            log_path = tmp_path / f"dashboard-{number}.log"
            return stack.enter_context(running_dashboard(environment, log_path))

        yield start
