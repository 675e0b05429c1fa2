"""The guard on its own, in front of an application that misbehaves: https, errors, tabs that are cut off."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

import asgi
from access.accounts import account_admin
from access.entrance.gate import Gate
from access.entrance.routes import routes
from access.guard.forwarded import ReaderAddress
from access.guard.guard import OPEN, Guard
from access.guard.headers import SafeHeaders, content_policy
from access.server import NotServedError, check_address
from access.traffic.websocket_registry import ENDED, TrackedWebSocket, WebsocketRegistry
from census.access.identity import Role, RoleKind
from census.settings import Settings, SettingsError, load_settings
from data_access.accounts.access_log import read_log
from data_access.store.engine import connect
from ingest.confined import confinement
from tests.access.conftest import NOW
from tests.support import ROOT
from tests.support.processes.guarded import PASSWORD, seal_of
from tests.support.processes.locked import held, wait_shortly
from ui.shell.wire import STREAMLIT

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from data_access.store.engine import Database

PUBLIC = {"public_url": "https://kawal.example.go.id", "trusted_proxies": "10.0.0.5"}


async def fail(_request: Request) -> PlainTextResponse:
    msg = "NIK 3319010101010001 in C:\\secret"
    raise RuntimeError(msg)


async def generous(_request: Request) -> PlainTextResponse:
    answer = PlainTextResponse("x", headers={"access-control-allow-origin": "*", "x-frame-options": "ALLOWALL"})
    answer.set_cookie("_streamlit_xsrf", "1")
    return answer


def visit(
    store: Database, settings: Settings, talk: Callable[[httpx2.AsyncClient], Awaitable[Any]], *, peer: str = "10.0.0.5"
) -> Any:
    """Let a client talk to the guarded app of an installation that is reached by https."""
    public = settings.model_copy(update=PUBLIC)
    gate = Gate(public, store)
    app = Starlette(
        routes=[
            *routes(gate, icon=ROOT / "static" / "icon.png", font=None),
            Route("/fail", fail),
            Route("/x", generous),
        ],
        middleware=[
            Middleware(ReaderAddress, settings=public),
            Middleware(Guard, gate=gate, headers=SafeHeaders(public, ()), most_uploaded=1_000, wire=STREAMLIT),
        ],
    )

    async def run() -> Any:
        transport = httpx2.ASGITransport(app=app, client=(peer, 1234))
        async with httpx2.AsyncClient(transport=transport, base_url="https://kawal.example.go.id") as client:
            return await talk(client)

    return asyncio.run(run())


async def sign_in(client: httpx2.AsyncClient, way: str = "/x", **headers: str) -> httpx2.Response:
    seal = seal_of((await client.get("/masuk")).text)
    data = {"segel": seal, "ke": way, "nama": "camat", "sandi": PASSWORD}
    return await client.post("/masuk", data=data, headers={"origin": "https://kawal.example.go.id", **headers})


@pytest.fixture
def camat(store: Database, light_hashing: None) -> int:
    return account_admin.add(store, login="camat", label="Camat", password=PASSWORD, roles=[], by=None, now=NOW)


def test_while_another_program_writes_a_sign_in_says_so(
    settings: Settings, store: Database, camat: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_shortly(monkeypatch)
    impatient = connect(settings.database_url)
    with held(settings.database_url):
        refused = visit(impatient, settings, sign_in)
    entered = visit(impatient, settings, sign_in)
    impatient.close()
    assert refused.status_code == 503
    assert "Tidak ada yang berubah" in refused.text
    assert entered.status_code == 303


def test_a_camat_who_asked_for_no_page_is_led_to_the_morning(store: Database, settings: Settings, camat: int) -> None:
    async def talk(client: httpx2.AsyncClient) -> list[str]:
        led_to = []
        for way in ("/", "/?bahasa=English", "/opd"):
            led_to.append((await sign_in(client, way)).headers["location"])
            client.cookies.clear()
        return led_to

    assert visit(store, settings, talk) == ["/", "/?bahasa=English", "/opd"]
    account_admin.set_roles(store, camat, [Role(RoleKind.CAMAT, area_code="3319060")], by=None, now=NOW)
    assert visit(store, settings, talk) == ["/pagi", "/pagi?bahasa=English", "/opd"]


def test_under_https_cookies_are_secure_and_bound_to_the_host(store: Database, settings: Settings, camat: int) -> None:
    async def talk(client: httpx2.AsyncClient) -> tuple[httpx2.Response, httpx2.Response]:
        return await sign_in(client), await client.get("/x")

    entered, page = visit(store, settings, talk)
    assert entered.status_code == 303
    cookies = entered.headers.get_list("set-cookie") + page.headers.get_list("set-cookie")
    assert any(cookie.startswith("__Host-kawal=") for cookie in cookies)
    assert len(cookies) == 3
    for cookie in cookies:
        assert "; secure" in cookie.lower()
        assert "domain" not in cookie.lower()
    assert page.headers["strict-transport-security"] == "max-age=31536000"
    assert page.headers["x-frame-options"] == "DENY"
    assert "access-control-allow-origin" not in page.headers


def test_an_error_is_a_number_on_the_screen_and_a_traceback_in_the_log(
    store: Database, settings: Settings, camat: int, caplog: pytest.LogCaptureFixture
) -> None:
    async def talk(client: httpx2.AsyncClient) -> httpx2.Response:
        await sign_in(client)
        return await client.get("/fail")

    with caplog.at_level(logging.ERROR):
        answer = visit(store, settings, talk)
    assert answer.status_code == 500
    number = answer.text.removeprefix("Error ").removesuffix(".")
    assert len(number) == 8
    assert "secret" not in answer.text
    assert "content-security-policy" in answer.headers
    (record,) = (record for record in caplog.records if record.name == "kawal.access")
    assert number in record.getMessage()
    assert record.exc_info


@pytest.mark.parametrize(
    ("peer", "address"), [("10.0.0.5", "203.0.113.7"), ("203.0.113.9", "203.0.113.9"), ("127.0.0.1", "127.0.0.1")]
)
def test_the_log_has_the_address_that_a_listed_proxy_tells(
    store: Database, settings: Settings, camat: int, peer: str, address: str
) -> None:
    async def talk(client: httpx2.AsyncClient) -> httpx2.Response:
        return await sign_in(client, **{"x-forwarded-for": "6.6.6.6, 203.0.113.7"})

    visit(store, settings, talk, peer=peer)
    with store.read() as session:
        assert read_log(session)[0].details["address"] == address


def test_the_open_paths_are_these_and_no_more() -> None:
    assert {
        "/_stcore/health",
        "/masuk",
        "/masuk/gaya.css",
        "/masuk/ikon.png",
        "/masuk/huruf.woff2",
        "/masuk/sesi",
        "/masuk/pertama",
        "/masuk/oidc",
        "/masuk/oidc/kembali",
        "/layar/masuk",
        "/layar/masuk.js",
        "/keluar",
    } == OPEN


def test_the_policy_lets_no_foreign_or_unknown_script_run() -> None:
    policy = dict(rule.split(" ", 1) for rule in content_policy(["'sha256-x'"]).split("; "))
    assert policy["script-src"] == "'self' 'sha256-x'"
    assert policy["frame-ancestors"] == policy["object-src"] == policy["frame-src"] == "'none'"
    assert policy["form-action"] == policy["connect-src"] == policy["base-uri"] == "'self'"


# --- where it listens ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["0.0.0.0", "10.0.0.1", "::", "kawal.example.go.id"])  # noqa: S104
def test_no_network_without_https(address: str) -> None:
    with pytest.raises(NotServedError, match="KAWAL_PUBLIC_URL"):
        check_address(Settings(), address)
    check_address(Settings(public_url="https://kawal.example.go.id"), address)


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1"])
def test_this_computer_needs_none(address: str) -> None:
    assert check_address(Settings(), address) is None  # type: ignore[func-returns-value]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KAWAL_PUBLIC_URL", "http://kawal.example.go.id"),
        ("KAWAL_PUBLIC_URL", "kawal.example.go.id"),
        ("KAWAL_PUBLIC_URL", "https://user:secret@kawal.example.go.id"),
        ("KAWAL_PUBLIC_URL", "https://kawal.example.go.id/kawal"),
        ("KAWAL_PUBLIC_URL", "https://"),
        ("KAWAL_TRUSTED_PROXIES", "proxy.example"),
        ("KAWAL_TRUSTED_PROXIES", "10.0.0.1/16"),
        ("KAWAL_OIDC_ISSUER", "http://sso.example.go.id"),
        ("KAWAL_SESSION_IDLE_MINUTES", "0"),
        ("KAWAL_SESSION_HOURS", "720"),
        ("KAWAL_SIGN_IN_FAILURES", "1000"),
        ("KAWAL_ACCESS_LOG_DAYS", "1"),
        ("KAWAL_ACCOUNT_TABS", "100000"),
        ("KAWAL_ACCOUNT_RUNS", "0"),
        ("KAWAL_ACCOUNT_MESSAGES", "1000000"),
        ("KAWAL_SLOW_REQUEST_SECONDS", "86400"),
    ],
)
def test_settings_that_would_open_a_door(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        load_settings()


def test_a_provider_needs_a_name_for_us(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAWAL_OIDC_ISSUER", "https://sso.example.go.id")
    with pytest.raises(SettingsError, match="KAWAL_OIDC_CLIENT_ID"):
        load_settings()


# --- tabs ---------------------------------------------------------------------------------------------------


class Wire:
    """The server's side of a websocket."""

    def __init__(self) -> None:
        self.coming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.sent: list[dict[str, Any]] = []

    async def send(self, message: Any) -> None:
        self.sent.append(message)


def test_a_websocket_passes_everything_on_until_it_ends_and_nothing_afterwards() -> None:
    async def run() -> None:
        wire = Wire()
        websocket = TrackedWebSocket("hash", wire.coming.get, wire.send)
        await wire.coming.put({"type": "websocket.connect"})
        assert await websocket.receive() == {"type": "websocket.connect"}
        await websocket.send({"type": "websocket.accept"})
        waiting = asyncio.create_task(websocket.receive())
        await asyncio.sleep(0)
        websocket.end()
        assert (await waiting)["type"] == "websocket.disconnect"
        await websocket.send({"type": "websocket.send", "bytes": b"a figure"})
        assert wire.sent == [{"type": "websocket.accept"}, {"type": "websocket.close", "code": ENDED, "reason": ""}]
        assert (await websocket.receive())["type"] == "websocket.disconnect"
        assert len(wire.sent) == 2

    asyncio.run(run())


def test_only_the_tabs_of_the_ended_sign_in_are_cut_off() -> None:
    async def run() -> None:
        registry, wire = WebsocketRegistry(), Wire()
        mine = [TrackedWebSocket("mine", wire.coming.get, wire.send) for _ in range(3)]
        for websocket in [*mine, TrackedWebSocket("other", wire.coming.get, wire.send)]:
            registry.add(websocket)
        assert registry.sign_ins == {"mine", "other"}
        assert registry.end("mine".__eq__) == 3
        for websocket in mine:
            registry.remove(websocket)
        assert registry.sign_ins == {"other"}
        assert registry.end("mine".__eq__) == 0

    asyncio.run(run())


def test_a_server_that_cannot_lock_readers_in_says_so_at_its_start(
    settings: Settings, store: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(confinement, "missing_guards", lambda: ("Landlock",))
    monkeypatch.setattr(asgi, "open_gate", lambda _address: Gate(settings, store))
    monkeypatch.setattr(asgi, "serve", lambda *_arguments, **_named: None)
    monkeypatch.setattr(asgi.identity, "expect_sign_ins", lambda: None)
    asgi.main()
    assert capsys.readouterr().err.count("no Landlock") == 1
