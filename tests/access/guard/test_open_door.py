"""The open mode's door on its own: who may speak, and what is closed once figures have come that are not for all."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from access.guard.headers import SafeHeaders
from access.guard.open_door import OpenDoor
from census.settings import Settings

HERE = "http://127.0.0.1:8501"
WHY = "Start the guarded server instead: make serve."
"""What is said where it is closed."""


async def figure(_request: object) -> PlainTextResponse:
    return PlainTextResponse("a figure", headers={"access-control-allow-origin": "*"})


async def stream(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("hello")
    await socket.close()


def app(refusal: str | None = None) -> Starlette:
    settings = Settings()
    door = Middleware(OpenDoor, settings=settings, headers=SafeHeaders(settings, ()), refusal=lambda: refusal)
    routes = [Route("/{path:path}", figure, methods=["GET", "POST"]), WebSocketRoute("/_stcore/stream", stream)]
    return Starlette(routes=routes, middleware=[door])


def ask(path: str, *, refusal: str | None = None, method: str = "GET", **headers: str) -> httpx2.Response:
    async def run() -> httpx2.Response:
        transport = httpx2.ASGITransport(app=app(refusal))
        async with httpx2.AsyncClient(transport=transport, base_url=HERE) as client:
            return await client.request(method, path, headers=headers)

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8501", 200),
        ("localhost:8501", 200),
        ("[::1]:8501", 200),
        ("evil.example:8501", 400),
        ("10.0.0.1", 400),
    ],
)
def test_a_name_that_was_made_to_point_here_is_refused(host: str, status: int) -> None:
    assert ask("/", host=host).status_code == status


@pytest.mark.parametrize(
    ("origin", "status"), [(HERE, 200), ("http://evil.example", 403), ("http://127.0.0.1:9999", 403), ("null", 403)]
)
def test_only_our_own_page_sends(origin: str, status: int) -> None:
    assert ask("/_stcore/upload_file/x", method="POST", origin=origin).status_code == status


def test_a_form_that_names_no_page_is_refused() -> None:
    assert ask("/_stcore/upload_file/x", method="POST").status_code == 403


@pytest.mark.parametrize("path", ["/_stcore/agent/interact", "/auth/login", "/oauth2callback"])
def test_ways_that_nobody_needs_are_not_there(path: str) -> None:
    assert ask(path).status_code == 404


def test_every_answer_carries_the_safe_headers() -> None:
    for answer in (ask("/"), ask("/", host="evil.example"), ask("/", refusal=WHY)):
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/wilayah", "/media/0123.csv", "/anything"])
def test_it_closes_where_figures_have_come_that_are_not_for_all(path: str) -> None:
    assert ask(path).text == "a figure"
    closed = ask(path, refusal=WHY)
    assert (closed.status_code, closed.text) == (403, WHY)


@pytest.mark.parametrize("path", ["/_stcore/health", "/static/js/index.js", "/app/static/menu.js"])
def test_what_holds_no_figure_is_sent_all_the_same(path: str) -> None:
    assert ask(path, refusal=WHY).status_code == 200


def opens(**headers: str) -> bool:
    """Tell whether a websocket opens."""
    client: Any = TestClient(app(), base_url=HERE)
    try:
        with client.websocket_connect("/_stcore/stream", headers=headers) as socket:
            return bool(socket.receive_text() == "hello")
    except WebSocketDisconnect:
        return False


def test_only_our_own_page_opens_a_websocket() -> None:
    assert opens(origin=HERE, host="127.0.0.1:8501")
    assert not opens(origin="http://evil.example", host="127.0.0.1:8501")
    assert not opens(host="127.0.0.1:8501")
    assert not opens(origin="http://evil.example", host="evil.example")
