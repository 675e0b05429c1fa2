"""Middleware that sends packed files: each under its address, compressed, and kept by the browser where it may be."""

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from access.static_files.packing import Packed
from access.static_files.shelf import Shelf

FOR_EVER = "public, max-age=31536000, immutable"
FOR_THIS_BROWSER = "private, max-age=31536000, immutable"
NEVER = "no-store"


class PackedFiles:
    """Middleware in front of Streamlit's own way to send files, and behind whatever decides who may have them.

    Parameters
    ----------
    app
        Answers to all that is not packed.
    shelf
        What is packed.
    """

    def __init__(self, app: ASGIApp, *, shelf: Shelf) -> None:
        self._app, self._shelf = app, shelf

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send a packed file, or pass the request on."""
        packed = None
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}:
            packed = self._shelf.files.get(scope["path"])
            if packed is None and scope["path"].startswith("/app/static/"):
                packed = await to_thread.run_sync(self._shelf.find, scope["path"])
        handler = self._app if packed is None else answer(scope, packed)
        await handler(scope, receive, send)


def answer(scope: Scope, packed: Packed) -> Response:
    """Answer to a request for a packed file: the file, or that the browser's own copy still holds."""
    asked = Headers(scope=scope)
    encoding, file = packed.sent_to(asked.get("accept-encoding", ""))
    tag = f'"{packed.tag}-{encoding}"'
    headers = {"cache-control": how_long(scope, packed), "vary": "accept-encoding", "etag": tag}
    # A proxy that compresses or unpacks calls a tag weak (RFC 9110, 8.8.1).
    if tag in {part.strip().removeprefix("W/") for part in asked.get("if-none-match", "").split(",")}:
        return Response(status_code=304, headers=headers)
    if encoding:
        headers["content-encoding"] = encoding
    return FileResponse(file, headers=headers, media_type=packed.media_type)


def how_long(scope: Scope, packed: Packed) -> str:
    """Say how long a browser may keep a file: for good where its address changes with its content, else not at all.

    What is sent in the place of a file of Streamlit's may change under the address that it has there.
    """
    if scope["path"].startswith("/static/"):
        return FOR_EVER if scope["path"].endswith(f"/{packed.plain.name}") else NEVER
    return FOR_THIS_BROWSER if scope["query_string"] == f"v={packed.tag}".encode() else NEVER
