"""How the guard says no: to a websocket, to a page, to whoever is nobody."""

from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from access.entrance.display_routes import DISPLAY_SIGN_IN
from access.entrance.gate import Gate
from access.entrance.origin_checks import safe_redirect_path
from access.entrance.sign_in_request import SignInRequest

SIGN_IN = "/masuk"
_TRY_AGAIN_SECONDS = "3"
_TOO_MANY_TABS = "This account has so many tabs open that it gets no further one. Close one and reload the page."


def not_found() -> Response:
    """The answer to what is not there, or is for others."""
    return PlainTextResponse("Not found.", 404)


async def refuse_websocket(receive: Receive, send: Send) -> None:
    """Answer a handshake with 403."""
    await receive()
    await send({"type": "websocket.close", "code": 1008, "reason": ""})


async def refuse_further_tab(receive: Receive, send: Send) -> None:
    """Answer a handshake with 429 and a sentence."""
    await receive()
    body = _TOO_MANY_TABS.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "websocket.http.response.start", "status": 429, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": body})


def is_page(scope: Scope, headers: Headers) -> bool:
    """Tell whether a browser opens a page, and no script or program asks."""
    is_wanted = scope["method"] == "GET" and "text/html" in headers.get("accept", "")
    return is_wanted and not scope["path"].startswith("/_stcore/")


def to_sign_in(scope: Scope, headers: Headers) -> Response:
    """Lead somebody who opens a page to the sign-in and back again; tell a program that it may not."""
    if not is_page(scope, headers):
        return PlainTextResponse("Sign in first.", 401)
    query = scope["query_string"].decode("latin-1")
    path = safe_redirect_path(quote(scope["path"]) + (f"?{query}" if query else ""))
    return RedirectResponse(SIGN_IN if path == "/" else f"{SIGN_IN}?ke={quote(path, safe='')}", 303)


def to_display_sign_in(scope: Scope, headers: Headers) -> Response:
    """Lead whoever opens the wall as nobody to where a display is connected; tell a program that it may not."""
    if not is_page(scope, headers):
        return PlainTextResponse("Connect this display first.", 401)
    query = scope["query_string"].decode("latin-1")
    path = safe_redirect_path(quote(scope["path"]) + (f"?{query}" if query else ""))
    return RedirectResponse(f"{DISPLAY_SIGN_IN}?ke={quote(path, safe='')}", 303)


def too_many_tabs(gate: Gate, scope: Scope) -> Response:
    """Say on a page why it is not opened, instead of a dashboard that gets no connection."""
    request = SignInRequest(gate, Request(scope))
    text = request.text
    answer = request.page(
        text("Too many tabs"),
        problem=text("This account has so many tabs open that it gets no further one. Close some of them."),
        links=((request.here, text("Try again")),),
        status=429,
    )
    # A page that is loaded anew asks while its own tab still counts.
    answer.headers["refresh"] = _TRY_AGAIN_SECONDS
    return answer
