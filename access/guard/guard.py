"""The one guard in front of the server, over HTTP and websocket: it opens what is named here, no more (decision 58)."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from access.accounts.tokens import cookie_name, display_cookie_name, fingerprint
from access.entrance.display_routes import DISPLAY_SIGN_IN, SCRIPT, is_of_wall
from access.entrance.gate import Gate
from access.entrance.origin_checks import is_host_known, is_origin_known
from access.guard.headers import SafeHeaders
from access.guard.refusals import (
    SIGN_IN,
    is_page,
    not_found,
    refuse_further_tab,
    refuse_websocket,
    to_display_sign_in,
    to_sign_in,
    too_many_tabs,
)
from access.traffic.inbox import Inbox
from access.traffic.owners import MEDIA, Owners
from access.traffic.traffic import (
    COST_OF_A_TAB,
    COST_OF_OTHERS,
    COSTS,
    FILE,
    FOR_OPERATORS,
    RUN,
    WATCHED,
    Traffic,
    Wire,
)
from access.traffic.uploads import TooManyUploadsError, Uploads
from access.traffic.websocket_registry import TrackedWebSocket
from census.access.identity import Identity
from census.access.matrix import MATRIX, Extent, Matter
from data_access.accounts.sign_ins import Visit

HEALTH = "/_stcore/health"
STREAM = "/_stcore/stream"
UPLOADS = "/_stcore/upload_file/"
OPEN = frozenset(
    {HEALTH, SIGN_IN, *(f"{SIGN_IN}/{page}" for page in ("gaya.css", "ikon.png", "huruf.woff2", "pertama", "sesi"))}
    | {f"{SIGN_IN}/oidc", f"{SIGN_IN}/oidc/kembali", "/keluar", DISPLAY_SIGN_IN, SCRIPT}
)
"""Paths that answer without a sign-in, compared as a whole; the pages among them check what they are sent."""
NEVER = ("/_stcore/agent", "/_stcore/script-health-check", "/oauth2callback", "/auth/")
"""Ways into Streamlit that this product has no use for: not there for anybody."""
PATHS_FOR_OPERATORS = ("/_stcore/metrics", UPLOADS)
"""Ways into Streamlit that no page of another role has a use for."""

_SMALL_BODY = 64 * 1024
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_TOO_MANY_UPLOADS = "Too many files. Take one away, or wait until one has arrived."
_NO_CONTENT = 204
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
    wire
        What is to be known of Streamlit.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        gate: Gate,
        headers: SafeHeaders,
        most_uploaded: int,
        wire: Wire,
    ) -> None:
        self._app, self._gate, self._headers = app, gate, headers
        self._most_uploaded = most_uploaded
        self._cookie, self._display_cookie = cookie_name(gate.settings), display_cookie_name(gate.settings)
        self._wire = wire
        self._owners = Owners(wire.session_of, wire.files_of)
        self._traffic = Traffic(gate.settings, wire)
        self._uploads = Uploads(self._traffic.open_sessions)

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
        status = 0

        async def safe_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._headers.put(MutableHeaders(scope=message), scope["path"])
            await send(message)

        try:
            refusal = await self._refusal(scope)
            if refusal is not None:
                await refusal(scope, receive, safe_send)
                return
            with self._taking_in(scope, lambda: status):
                await self._app(scope, self._limited(scope, receive), safe_send)
        except TooManyUploadsError:
            await PlainTextResponse(_TOO_MANY_UPLOADS, 429, {"connection": "close"})(scope, receive, safe_send)
        except _TooLargeError:
            if not status:
                await PlainTextResponse("Too large.", 413, {"connection": "close"})(scope, receive, safe_send)
        except Exception:
            number = error_number()
            log.exception("Error %s at %r", number, scope["path"])
            if not status:
                await PlainTextResponse(f"Error {number}.", 500)(scope, receive, safe_send)

    async def _refusal(self, scope: Scope) -> Response | None:
        """The answer to what is not let through, or None."""
        settings, path, headers = self._gate.settings, scope["path"], Headers(scope=scope)
        host = headers.get("host")
        if len(headers.getlist("host")) != 1 or not is_host_known(settings, host):
            return PlainTextResponse("This server is not known by that name.", 400)
        if _declared_length(headers) > self._limit(path):
            return PlainTextResponse("Too large.", 413, {"connection": "close"})
        if path == HEALTH:
            # Answered first, so that it needs nothing that others may be using up.
            return None
        if path.startswith(NEVER):
            return not_found()
        if scope["method"] not in SAFE_METHODS and not is_origin_known(settings, headers.get("origin"), host):
            return PlainTextResponse("Not from a page of this server.", 403)
        token = HTTPConnection(scope).cookies.get(self._cookie)
        visit = await self._gate.visit(token)
        scope.setdefault("state", {})["visit"] = visit
        if path in OPEN:
            return None
        if is_of_wall(path):
            return await self._refusal_at_wall(scope, visit)
        if visit is None or token is None:
            return to_sign_in(scope, headers)
        if path.startswith(PATHS_FOR_OPERATORS) and not may_operate(visit.identity):
            return not_found()
        if path.startswith((MEDIA, UPLOADS)):
            return await self._refusal_of_file(scope, token, visit)
        if is_page(scope, headers) and not self._traffic.has_room(visit.identity.account_id):
            return too_many_tabs(self._gate, scope)
        return None

    async def _refusal_at_wall(self, scope: Scope, visit: Visit | None) -> Response | None:
        """A refusal of the wall, or None: totals are for every role, and for displays, which open nothing else."""
        if visit is not None and any(MATRIX[role.kind][Matter.TOTALS] is Extent.ALL for role in visit.identity.roles):
            return None
        contact = await self._gate.contact(HTTPConnection(scope).cookies.get(self._display_cookie))
        if contact is None:
            return to_display_sign_in(scope, Headers(scope=scope))
        # One look serves both: who asks, and whether there is anything new.
        scope["state"]["data_version"] = None if contact.has_foreign_rows else contact.data_version
        return None

    async def _refusal_of_file(self, scope: Scope, token: str, visit: Visit) -> Response | None:
        """A refusal of a file, or None: of one offered to another sign-in, or whose sign-in or roles have changed.

        A file belongs to the sign-in that was told of it (decision 112).
        """
        now = await self._gate.look_up(token)
        path, token_hash = scope["path"], fingerprint(token)
        is_file_of = self._owners.owns_file if path.startswith(MEDIA) else self._owns_upload
        if now is None or now.identity != visit.identity or not is_file_of(token_hash, path):
            return not_found()
        return None

    def _owns_upload(self, token_hash: str, path: str) -> bool:
        return self._owners.owns_session(token_hash, path.removeprefix(UPLOADS).partition("/")[0])

    @contextmanager
    def _taking_in(self, scope: Scope, status: Callable[[], int]) -> Iterator[None]:
        """Count a file that comes or goes; one goes when Streamlit says so, not when somebody asks for it."""
        if not scope["path"].startswith(UPLOADS) or scope["method"] not in {"PUT", "DELETE"}:
            yield
            return
        session, _, file = scope["path"].removeprefix(UPLOADS).partition("/")
        if scope["method"] == "PUT":
            account_id = scope["state"]["visit"].identity.account_id
            is_new = self._uploads.begin(account_id, session, file)
            try:
                yield
            finally:
                self._uploads.end(account_id)
                if is_new and status() != _NO_CONTENT:
                    self._uploads.forget(session, file)
        else:
            yield
            if status() == _NO_CONTENT:
                self._uploads.forget(session, file)

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
        visit = await self._gate.visit(token) if is_ours else None
        if visit is None or token is None:
            await refuse_websocket(receive, send)
            return
        websocket = TrackedWebSocket(fingerprint(token), receive, send, account_id=visit.identity.account_id)
        if not self._traffic.enter(websocket):
            await refuse_further_tab(receive, send)
            return
        self._gate.websocket_registry.add(websocket)
        inbox = Inbox(websocket, self._admission(websocket, token, visit))
        try:
            # A session costs as well: whoever opens tabs without end waits for each (decision 109).
            await self._traffic.take(websocket.account_id, COST_OF_A_TAB)
            if websocket.has_ended:
                await refuse_websocket(receive, send)
                return
            # A session number of another sign-in is left out of the handshake (decision 78).
            theirs = self._owners.without_foreign_session(scope, websocket.token_hash)
            await self._app(theirs, inbox.receive, self._owners.learning(websocket, self._traffic.learn))
        except Exception:
            log.exception("Error %s in a websocket", error_number())
            await websocket.send({"type": "websocket.close", "code": 1011, "reason": ""})
        finally:
            inbox.close()
            self._gate.websocket_registry.remove(websocket)
            self._traffic.leave(websocket)

    def _admission(
        self, websocket: TrackedWebSocket, token: str, visit: Visit
    ) -> Callable[[bytes, asyncio.Event], Awaitable[bool]]:
        """What waits until a message of a tab may pass, and tells whether it does."""

        async def admit(message: bytes, gone: asyncio.Event) -> bool:
            kind = self._wire.kind_of(message)
            await self._traffic.take(websocket.account_id, COSTS.get(kind, COST_OF_OTHERS), gone)
            # What is not named in COSTS is dropped in silence, but has cost its part of the budget (decision 108).
            if kind not in COSTS or (kind in FOR_OPERATORS and not may_operate(visit.identity)):
                return False
            if kind in {RUN, FILE}:
                await self._traffic.wait_for_turn(websocket, kind, gone)
            # Asked after the wait for a turn, not before it: the role may have changed meanwhile (decision 111).
            if kind in WATCHED and not await self._still_holds(token, visit):
                websocket.asked_at = websocket.file_asked_at = None
                websocket.end()
                return False
            return True

        return admit

    async def _still_holds(self, token: str, visit: Visit) -> bool:
        try:
            now = await self._gate.look_up(token)
        except Exception:
            # The watch over all sign-ins (`access.entrance.gate`) decides how long nobody can be asked.
            log.exception("A sign-in could not be looked up.")
            return True
        return now is not None and now.identity == visit.identity


def may_operate(identity: Identity) -> bool:
    """Tell whether one of the roles may do what belongs to the operator, as the matrix says."""
    return any(MATRIX[role.kind][Matter.OPERATE] is Extent.ALL for role in identity.roles)


def _declared_length(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length[:18]) if length.isdecimal() and length.isascii() else 0


def error_number() -> str:
    """A number by which a reader's message and the log's entry find each other."""
    return secrets.token_hex(4).upper()
