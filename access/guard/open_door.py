"""In front of the open mode: only this computer's own pages may speak, and only while all may be shown to anybody."""

from collections.abc import Callable

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from access.entrance.origin_checks import is_host_known, is_origin_known
from access.guard.guard import NEVER, SAFE_METHODS, STREAM
from access.guard.headers import SafeHeaders
from access.guard.refusals import not_found, refuse_websocket
from census.settings import Settings

_SAME_FOR_ALL = ("/_stcore/", "/static/", "/app/static/")
"""Holds no figure: answered also where the dashboard has closed, whose script then says why."""


class OpenDoor:
    """Middleware in the guard's place, where nobody signs in.

    Parameters
    ----------
    app
        What is behind.
    settings
        Settings of the installation; by what address others reach it is not asked, since nobody does.
    headers
        What every answer carries.
    refusal
        Says why the dashboard may not be open any more, or None: asked in a thread, for each request that may hold
        a figure.
    """

    def __init__(
        self, app: ASGIApp, *, settings: Settings, headers: SafeHeaders, refusal: Callable[[], str | None]
    ) -> None:
        self._app, self._settings, self._headers, self._refusal = app, settings, headers, refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through or answer it here."""
        if scope["type"] == "websocket":
            is_ours = scope["path"] == STREAM and self._is_ours(scope)
            await (self._app(scope, receive, send) if is_ours else refuse_websocket(receive, send))
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def safe_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._headers.put(MutableHeaders(scope=message), scope["path"])
            await send(message)

        refused = await self._answer(scope)
        await (refused or self._app)(scope, receive, safe_send)

    def _is_ours(self, scope: Scope) -> bool:
        """Tell whether one page speaks, and it is of this server."""
        headers = Headers(scope=scope)
        origins = headers.getlist("origin")
        return len(origins) == 1 and is_origin_known(self._settings, origins[0], headers.get("host"))

    async def _answer(self, scope: Scope) -> Response | None:
        """Answer to what is not let through, or None."""
        hosts = Headers(scope=scope).getlist("host")
        if len(hosts) != 1 or not is_host_known(self._settings, hosts[0]):
            return PlainTextResponse("This server is not known by that name.", 400)
        if scope["path"].startswith(NEVER):
            return not_found()
        if scope["method"] not in SAFE_METHODS and not self._is_ours(scope):
            return PlainTextResponse("Not from a page of this server.", 403)
        if scope["path"].startswith(_SAME_FOR_ALL):
            return None
        why = await to_thread.run_sync(self._refusal)
        return None if why is None else PlainTextResponse(why, 403)
