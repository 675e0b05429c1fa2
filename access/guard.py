"""The one guard in front of the whole server, over HTTP and websocket: everything is closed but what is named here."""

import logging
import secrets
from collections.abc import Callable
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from access.doors import is_host_known, is_origin_known, own_way
from access.gate import Gate
from access.headers import SafeHeaders
from access.owners import Owners
from access.seats import Seat
from access.tokens import cookie_name, fingerprint
from census.identity import Identity
from census.matrix import MATRIX, Extent, Matter

HEALTH = "/_stcore/health"
STREAM = "/_stcore/stream"
UPLOADS = "/_stcore/upload_file/"
SIGN_IN = "/masuk"
OPEN = frozenset(
    {HEALTH, SIGN_IN, *(f"{SIGN_IN}/{page}" for page in ("gaya.css", "ikon.png", "huruf.woff2", "pertama", "sesi"))}
    | {f"{SIGN_IN}/oidc", f"{SIGN_IN}/oidc/kembali", "/keluar"}
)
"""Paths that answer without a sign-in, compared as a whole; the pages among them check what they are sent."""
NEVER = ("/_stcore/agent", "/_stcore/script-health-check", "/oauth2callback", "/auth/")
"""Ways into Streamlit that this product has no use for: not there for anybody."""
FOR_OPERATORS = ("/_stcore/metrics", UPLOADS)
"""Ways into Streamlit that no page of another role has a use for."""

_SMALL_BODY = 64 * 1024
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_ROOM_AROUND_A_FILE = 64 * 1024

log = logging.getLogger("kawal.access")


class _TooLargeError(Exception):
    """More of a request has come than is taken."""


class Guard:
    """Middleware in front of everything.

    Parameters
    ----------
    app
        What is guarded.
    gate
        Who is there.
    headers
        What every answer carries.
    most_uploaded
        Largest file that is taken, bytes.
    session_of
        As `access.owners.Owners` takes it.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        gate: Gate,
        headers: SafeHeaders,
        most_uploaded: int,
        session_of: Callable[[bytes], str],
    ) -> None:
        self._app, self._gate, self._headers = app, gate, headers
        self._most_uploaded = most_uploaded
        self._cookie = cookie_name(gate.settings)
        self._owners = Owners(session_of)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through or answer it here."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    # --- HTTP ---------------------------------------------------------------------------------------------

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def safe_send(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                self._headers.put(MutableHeaders(scope=message), scope["path"])
            await send(message)

        try:
            refusal = await self._refusal(scope)
            if refusal is not None:
                await refusal(scope, receive, safe_send)
                return
            await self._app(scope, self._limited(scope, receive), safe_send)
        except _TooLargeError:
            if not has_begun:
                await PlainTextResponse("Too large.", 413, {"connection": "close"})(scope, receive, safe_send)
        except Exception:
            number = error_number()
            log.exception("Error %s at %r", number, scope["path"])
            if not has_begun:
                await PlainTextResponse(f"Error {number}.", 500)(scope, receive, safe_send)

    async def _refusal(self, scope: Scope) -> Response | None:
        """Give the answer to what is not let through, or None."""
        settings, path, headers = self._gate.settings, scope["path"], Headers(scope=scope)
        host = headers.get("host")
        if len(headers.getlist("host")) != 1 or not is_host_known(settings, host):
            return PlainTextResponse("This server is not known by that name.", 400)
        if _declared_length(headers) > self._limit(path):
            return PlainTextResponse("Too large.", 413, {"connection": "close"})
        if path.startswith(NEVER):
            return PlainTextResponse("Not found.", 404)
        if scope["method"] not in _SAFE_METHODS and not is_origin_known(settings, headers.get("origin"), host):
            return PlainTextResponse("Not from a page of this server.", 403)
        visit = await self._gate.visit(HTTPConnection(scope).cookies.get(self._cookie))
        scope.setdefault("state", {})["visit"] = visit
        if path in OPEN:
            return None
        if visit is None:
            return _to_sign_in(scope, headers)
        if path.startswith(FOR_OPERATORS) and not may_operate(visit.identity):
            return PlainTextResponse("Not found.", 404)
        return None

    def _limit(self, path: str) -> int:
        return self._most_uploaded + _ROOM_AROUND_A_FILE if path.startswith(UPLOADS) else _SMALL_BODY

    def _limited(self, scope: Scope, receive: Receive) -> Receive:
        limit, taken = self._limit(scope["path"]), 0

        async def limited() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                raise _TooLargeError
            return message

        return limited

    # --- websocket ----------------------------------------------------------------------------------------

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        settings, headers = self._gate.settings, Headers(scope=scope)
        origins, host = headers.getlist("origin"), headers.get("host")
        token = HTTPConnection(scope).cookies.get(self._cookie)
        is_ours = scope["path"] == STREAM and len(origins) == 1 and is_origin_known(settings, origins[0], host)
        if not is_ours or await self._gate.visit(token) is None or token is None:
            await _refuse(receive, send)
            return
        seat = Seat(fingerprint(token), receive, send)
        if not self._gate.seats.take(seat):
            await _refuse(receive, send)
            return
        try:
            theirs = self._owners.without_foreign_session(scope, seat.token_hash)
            await self._app(theirs, seat.receive, self._owners.learning(seat.send, seat.token_hash))
        except Exception:
            log.exception("Error %s in a websocket", error_number())
            await seat.send({"type": "websocket.close", "code": 1011, "reason": ""})
        finally:
            self._gate.seats.leave(seat)


async def _refuse(receive: Receive, send: Send) -> None:
    """Answer a handshake with 403."""
    await receive()
    await send({"type": "websocket.close", "code": 1008, "reason": ""})


def _to_sign_in(scope: Scope, headers: Headers) -> Response:
    """Lead somebody who opens a page to the sign-in and back again; tell a program that it may not."""
    is_page = scope["method"] == "GET" and "text/html" in headers.get("accept", "")
    if not is_page or scope["path"].startswith("/_stcore/"):
        return PlainTextResponse("Sign in first.", 401)
    query = scope["query_string"].decode("latin-1")
    way = own_way(quote(scope["path"]) + (f"?{query}" if query else ""))
    return RedirectResponse(SIGN_IN if way == "/" else f"{SIGN_IN}?ke={quote(way, safe='')}", 303)


def may_operate(identity: Identity) -> bool:
    """Tell whether one of the roles may do what belongs to the operator, as the matrix says."""
    return any(MATRIX[role.kind][Matter.OPERATE] is Extent.ALL for role in identity.roles)


def _declared_length(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length[:18]) if length.isdecimal() and length.isascii() else 0


def error_number() -> str:
    """Give a number by which a reader's message and the log's entry find each other."""
    return secrets.token_hex(4).upper()
