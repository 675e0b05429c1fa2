"""Where a display signs in: a page for the code, which a QR code brings in the fragment of its address."""

from collections.abc import Sequence
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from access.accounts.displays import TOKEN_LIFE, connect_display
from access.accounts.sign_in import Refusal
from access.accounts.tokens import display_cookie_name, is_tls
from access.entrance.gate import Gate
from access.entrance.pages import Field, Form
from access.entrance.sign_in_request import SignInRequest
from data_access.store.engine import BusyDatabaseError
from presentation.findings.findings import DATABASE_BUSY

WALL = "/layar"
DISPLAY_SIGN_IN = f"{WALL}/masuk"
SCRIPT = f"{DISPLAY_SIGN_IN}.js"
_FILE = Path(__file__).parents[1] / "assets" / "display.js"


def is_of_wall(path: str) -> bool:
    """Tell whether a path is the wall's.

    Examples
    --------
    >>> [is_of_wall(path) for path in ("/layar", "/layar/angka", "/layarku", "/layar/../wilayah", "/")]
    [True, True, False, False, False]
    """
    return path == WALL or (path.startswith(f"{WALL}/") and ".." not in path)


def display_routes(gate: Gate) -> Sequence[BaseRoute]:
    """The routes, which the guard leaves open."""

    async def page(request: Request) -> Response:
        return _page(SignInRequest(gate, request))

    async def take(request: Request) -> Response:
        return await _take(SignInRequest(gate, request))

    async def script(_request: Request) -> Response:
        return FileResponse(_FILE, media_type="text/javascript")

    return [
        Route(DISPLAY_SIGN_IN, page, methods=["GET"]),
        Route(DISPLAY_SIGN_IN, take, methods=["POST"]),
        Route(SCRIPT, script, methods=["GET"]),
    ]


def _page(request: SignInRequest, *, problem: str = "", status: int = 200) -> Response:
    text = request.text
    code = Field(
        "kode",
        text("Code"),
        autocomplete="one-time-code",
        hint=text("The operator makes it on the page of accounts; it holds for ten minutes and once."),
    )
    return request.page(
        text("Connect this display"),
        lead=text("The display then shows totals of kabupaten, kecamatan and agencies, and nothing else."),
        problem=problem,
        form=Form(DISPLAY_SIGN_IN, (code,), text("Connect"), seal=""),
        status=status,
        script=SCRIPT,
    )


async def _take(request: SignInRequest) -> Response:
    text = request.text
    if not await request.take_form():
        return _page(request, problem=text("The page was open for too long. Please try again."), status=400)
    code, caller = request.sent.get("kode", ""), request.caller
    try:
        outcome = await request.gate.in_thread(
            connect_display, request.gate.database, request.settings, code, caller=caller, now=request.now
        )
    except BusyDatabaseError:
        return _page(request, problem=text(DATABASE_BUSY), status=503)
    if outcome is Refusal.WAIT:
        minutes = request.settings.sign_in_wait_minutes
        problem = text.plural(
            "Too many attempts. Please try again in {n} minute.",
            "Too many attempts. Please try again in {n} minutes.",
            minutes,
            n=minutes,
        )
        return _page(request, problem=problem, status=429)
    if isinstance(outcome, Refusal):
        return _page(request, problem=text("The code does not hold. Ask the operator for a new one."), status=401)
    wanted = request.redirect_path
    answer = request.redirect(wanted if wanted.partition("?")[0] == WALL else WALL)
    answer.set_cookie(
        display_cookie_name(request.settings),
        outcome,
        max_age=int(TOKEN_LIFE.total_seconds()),
        path=WALL,
        secure=is_tls(request.settings),
        httponly=True,
        samesite="strict",
    )
    return answer
