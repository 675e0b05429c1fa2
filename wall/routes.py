"""The routes of the wall: page, script, style, service worker and figures; who may have them the guard decides."""

import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from presentation.language.messages import LANGUAGES, Translator
from wall.keeper import Keeper

STATIC = Path(__file__).parents[1] / "static"
PATH = "/layar"
_NOT_CHANGED = 304
_WORKER = "pekerja.js"
_METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    packed: bytes | None
    media_type: str
    tag: str


def routes(keeper: Keeper, *, root_area: str, language: str, icon: Path, font: Path | None) -> Sequence[BaseRoute]:
    """The routes of the wall.

    Parameters
    ----------
    keeper
        Keeps what is sent.
    root_area, language
        What is shown where the address says nothing, keyword-only like all that follow.
    icon, font
        The product's icon, and its typeface where it is found.
    """
    # Read once: neither page nor script waits for a disk that is gone.
    files = {name: _read(path, media_type) for name, (path, media_type) in _files(icon, font).items()}

    async def file(request: Request) -> Response:
        return _answer(request, files[request.path_params.get("name", "layar.html")])

    async def figures(request: Request) -> Response:
        area = request.query_params.get("wilayah") or root_area
        asked = language_of(request.query_params.get("bahasa"), language)
        # The guard has read it with the display's row (decision 172).
        kept = await keeper.current(area, asked, getattr(request.state, "data_version", None))
        if kept is None:
            return PlainTextResponse(Translator(asked).plain("This area has no wall."), 404)
        return _answer(request, _File(kept.plain, kept.packed, "application/json", kept.tag))

    return [
        Route(f"{PATH}/angka", figures, methods=["GET"]),
        Route(PATH, file, methods=["GET"]),
        *(_route_of(name, file) for name in files if name != "layar.html"),
    ]


class WallPath:
    """Middleware that answers at the wall's path itself: nothing that Streamlit does with a request is done there.

    Parameters
    ----------
    app
        Answers to all else.
    routes
        All below the wall's path, in the order in which they are asked.
    """

    def __init__(self, app: ASGIApp, *, routes: Sequence[BaseRoute]) -> None:
        self._app, self._router = app, Router([*routes, Route(f"{PATH}/{{rest:path}}", _nothing, methods=_METHODS)])
        # A tenth of what a display's question costs is the search for its route: found here by its path.
        answering = (route for route in routes if isinstance(route, Route) and "GET" in (route.methods or ()))
        self._answers = {route.path: route.app for route in answering}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the request on."""
        is_ours = scope["type"] == "http" and (scope["path"] == PATH or scope["path"].startswith(f"{PATH}/"))
        if is_ours and scope["method"] == "GET":
            await self._answers.get(scope["path"], self._router)(scope, receive, send)
        else:
            await (self._router if is_ours else self._app)(scope, receive, send)


async def _nothing(_request: Request) -> Response:
    return PlainTextResponse("Not found.", 404)


def _route_of(name: str, endpoint: object) -> Route:
    async def answer(request: Request) -> Response:
        request.scope["path_params"] = {"name": name}
        response: Response = await endpoint(request)  # type: ignore[operator]
        return response

    return Route(f"{PATH}/{name}", answer, methods=["GET"])


def _files(icon: Path, font: Path | None) -> Mapping[str, tuple[Path, str]]:
    files = {
        "layar.html": (STATIC / "wall" / "layar.html", "text/html"),
        "layar.js": (STATIC / "wall" / "layar.js", "text/javascript"),
        "layar.css": (STATIC / "wall" / "layar.css", "text/css"),
        _WORKER: (STATIC / "wall" / _WORKER, "text/javascript"),
        "area_view.js": (STATIC / "area_view.js", "text/javascript"),
        "ikon.png": (icon, "image/png"),
    }
    return files | ({"huruf.woff2": (font, "font/woff2")} if font else {})


def _read(path: Path, media_type: str) -> _File:
    content = path.read_bytes()
    packed = gzip.compress(content, mtime=0) if media_type.startswith("text/") else None
    return _File(content, packed, media_type, f'"{sha256(content).hexdigest()[:24]}"')


def _answer(request: Request, file: _File) -> Response:
    headers = {"etag": file.tag, "vary": "accept-encoding"}
    if file.media_type == "text/javascript":
        # The worker's folder would be /layar/, and the page is /layar.
        headers["service-worker-allowed"] = PATH
    asked = request.headers.get("if-none-match", "")
    # A proxy that compresses calls a tag weak (RFC 9110, 8.8.1).
    if file.tag in {part.strip().removeprefix("W/") for part in asked.split(",")}:
        return Response(status_code=_NOT_CHANGED, headers=headers)
    if file.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
        return Response(file.packed, headers=headers, media_type=file.media_type)
    return Response(file.content, headers=headers, media_type=file.media_type)


def language_of(asked: str | None, default: str) -> str:
    """The language that an address asks for, by its code or its name; else the default.

    Examples
    --------
    >>> language_of("en", "id"), language_of("English", "id"), language_of("xx", "id"), language_of(None, "en")
    ('en', 'en', 'id', 'en')
    """
    return next((code for code, name in LANGUAGES.items() if asked in {code, name}), default)
