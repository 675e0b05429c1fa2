"""The ways in and out: sign-in, first operator, new password. OpenID Connect: `access.entrance.oidc_routes`."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from access.accounts import account_admin
from access.accounts.rate_limit import address_key, login_key
from access.accounts.sign_in import Caller, Entry, Refusal, count_attempt, enter, sign_in, sign_out
from access.entrance import oidc_routes
from access.entrance.gate import Gate, TooBusyError
from access.entrance.pages import Field, Form
from access.entrance.sign_in_request import SignInRequest
from data_access.accounts.accounts import has_operator, read_accounts
from data_access.store.engine import BusyDatabaseError, FaultyDatabaseError
from presentation.findings.findings import DATABASE_BUSY

_ASSETS = Path(__file__).parents[1] / "assets"
_REFUSED = {Refusal.WRONG: 401, Refusal.WAIT: 429, Refusal.BUSY: 503, Refusal.HELD: 503}
_HELD_UP: dict[type[Exception], Refusal] = {
    TooBusyError: Refusal.BUSY,
    BusyDatabaseError: Refusal.HELD,
    FaultyDatabaseError: Refusal.HELD,
}
Answer = Callable[[SignInRequest], Awaitable[Response]]


def routes(gate: Gate, *, icon: Path, font: Path | None) -> Sequence[BaseRoute]:
    """The routes, each of which the guard leaves open or not by its path.

    Parameters
    ----------
    gate
        What they share with the guard.
    icon, font
        The product's icon, and the typeface that the dashboard is set in, where it is found.
    """

    def route(path: str, answer: Answer, method: str = "GET") -> Route:
        async def endpoint(request: Request) -> Response:
            return await answer(SignInRequest(gate, request))

        return Route(path, endpoint, methods=[method])

    files = {"gaya.css": _ASSETS / "sign_in.css", "ikon.png": icon} | ({"huruf.woff2": font} if font else {})
    return [
        route("/masuk", sign_in_page),
        route("/masuk", take_sign_in, "POST"),
        route("/masuk/sesi", tell_whether_in),
        route("/masuk/pertama", first_page),
        route("/masuk/pertama", take_first, "POST"),
        *(route(f"/masuk/{name}", _file(path)) for name, path in files.items()),
        route("/keluar", sign_out_page),
        route("/keluar", take_sign_out, "POST"),
        route("/sandi", password_page),
        route("/sandi", take_password, "POST"),
        route("/masuk/oidc", oidc_routes.begin),
        route("/masuk/oidc/kembali", oidc_routes.come_back),
    ]


def _file(path: Path) -> Answer:
    async def answer(_request: SignInRequest) -> Response:
        return FileResponse(path, headers={"cache-control": "public, max-age=3600, immutable"})

    return answer


async def tell_whether_in(request: SignInRequest) -> Response:
    """Tell the script of an open page whether its sign-in still holds."""
    return PlainTextResponse("", 204 if request.visit else 401)


# --- signing in ---------------------------------------------------------------------------------------------


async def sign_in_page(request: SignInRequest, *, problem: str = "", status: int = 200) -> Response:
    """Show the form; whoever has signed in already goes on."""
    if request.visit is not None and not problem:
        return request.redirect(request.redirect_path)
    text = request.text
    form = Form(
        "/masuk",
        (
            Field("nama", text("User name"), autocomplete="username", value=request.sent.get("nama", "")),
            Field("sandi", text("Password"), kind="password", autocomplete="current-password"),
        ),
        text("Sign in"),
        seal="",
    )
    return request.page(
        text("Sign in"),
        lead=text("Progress of the census, for those who lead it."),
        problem=problem,
        form=form,
        links=await _further_ways(request),
        status=status,
    )


async def _further_ways(request: SignInRequest) -> tuple[tuple[str, str], ...]:
    links = []
    if request.settings.oidc_issuer is not None:
        links.append((oidc_routes.address(request.redirect_path), request.text("Sign in with the government account")))
    if not await request.gate.in_thread(_has_operator, request.gate):
        links.append((f"/masuk/pertama?bahasa={request.text.language}", request.text("Make the first account")))
    return tuple(links)


def _has_operator(gate: Gate) -> bool:
    with gate.database.read() as reader:
        return has_operator(reader)


async def take_sign_in(request: SignInRequest) -> Response:
    """Check a name and password; whatever is wrong, the answer is the same."""
    if not await request.take_form():
        return await sign_in_page(
            request, problem=request.text("The page was open for too long. Please try again."), status=400
        )
    name, password = request.sent.get("nama", ""), request.sent.get("sandi", "")
    try:
        outcome = await request.gate.hashing(
            request.counted_address,
            sign_in,
            request.gate.database,
            request.settings,
            name,
            password,
            caller=request.caller,
            now=request.now,
        )
    except (TooBusyError, BusyDatabaseError, FaultyDatabaseError) as error:
        outcome = _HELD_UP[type(error)]
    if isinstance(outcome, Entry):
        return request.let_in(outcome)
    return await sign_in_page(request, problem=_why_not(request, outcome), status=_REFUSED[outcome])


def _why_not(request: SignInRequest, refusal: Refusal) -> str:
    text = request.text
    if refusal is Refusal.WAIT:
        return text.plural(
            "Too many attempts. Please try again in {n} minute.",
            "Too many attempts. Please try again in {n} minutes.",
            request.settings.sign_in_wait_minutes,
            n=request.settings.sign_in_wait_minutes,
        )
    if refusal is Refusal.BUSY:
        return text("Very many are signing in at this moment. Please try again in a minute.")
    if refusal is Refusal.HELD:
        return text(DATABASE_BUSY)
    return text("User name and password do not fit together, or the account is not active.")


# --- the first operator -------------------------------------------------------------------------------------


async def first_page(request: SignInRequest, *, problem: str = "", status: int = 200) -> Response:
    """Ask for the code printed on the server; once there is an operator, there is no such page."""
    if await request.gate.in_thread(_has_operator, request.gate):
        return request.redirect("/masuk")
    text = request.text
    form = Form(
        "/masuk/pertama",
        (
            Field(
                "kode",
                text("Code"),
                autocomplete="one-time-code",
                hint=text("Printed where the server was started, or by: python -m access setup-token"),
            ),
            Field("nama", text("User name"), autocomplete="username", value=request.sent.get("nama", "")),
            Field("label", text("Name on the screen"), hint=text("An office rather than a person")),
            _new_password_field(request),
        ),
        text("Make the account"),
        seal="",
    )
    lead = text("The first account is an operator's, who lets the others in.")
    return request.page(text("First account"), lead=lead, problem=problem, form=form, status=status)


def _new_password_field(request: SignInRequest) -> Field:
    text = request.text
    return Field(
        "sandi",
        text("New password"),
        kind="password",
        autocomplete="new-password",
        hint=text("At least 12 characters; several words are easy to remember."),
    )


async def take_first(request: SignInRequest) -> Response:
    """Make the first operator's account and let its owner in."""
    if not await request.take_form():
        return await first_page(
            request, problem=request.text("The page was open for too long. Please try again."), status=400
        )
    try:
        entry = await request.gate.hashing(request.counted_address, _set_up, request)
    except account_admin.RefusedActError as error:
        return await first_page(request, problem=request.text(error.message, **error.values), status=400)
    except (TooBusyError, BusyDatabaseError, FaultyDatabaseError) as error:
        return await first_page(request, problem=_why_not(request, _HELD_UP[type(error)]), status=503)
    if isinstance(entry, Refusal):
        return await first_page(request, problem=_why_not(request, entry), status=_REFUSED[entry])
    return request.let_in(entry)


def _set_up(request: SignInRequest) -> Entry | Refusal:
    keys = login_key("first-operator"), address_key(request.caller.address)
    if not count_attempt(request.gate.database, request.settings, *keys, caller=request.caller, now=request.now):
        return Refusal.WAIT
    sent = {name: request.sent.get(name, "") for name in ("kode", "nama", "label", "sandi")}
    account_id = account_admin.set_up(
        request.gate.database,
        sent["kode"],
        login=sent["nama"],
        label=sent["label"],
        password=sent["sandi"],
        now=request.now,
        address=request.caller.address,
    )
    return _enter(request, account_id)


def _enter(request: SignInRequest, account_id: int) -> Entry:
    with request.gate.database.write(beside_imports=True) as session:
        return enter(session, request.settings, account_id, method="password", caller=request.caller, now=request.now)


# --- a new password -----------------------------------------------------------------------------------------


async def password_page(request: SignInRequest, *, problem: str = "", status: int = 200) -> Response:
    """Ask for the password in force and a new one; the guard lets nobody here who has not signed in."""
    text = request.text
    form = Form(
        "/sandi",
        (
            Field("lama", text("Present password"), kind="password", autocomplete="current-password"),
            _new_password_field(request),
        ),
        text("Change the password"),
        seal="",
    )
    lead = text("You then sign in anew on every device.")
    back = (("/", text("Back to the dashboard")),)
    return request.page(text("New password"), lead=lead, problem=problem, form=form, links=back, status=status)


async def take_password(request: SignInRequest) -> Response:
    """Change the password of whoever knows the one in force; all other sign-ins of the account end."""
    if not await request.take_form():
        return await password_page(
            request, problem=request.text("The page was open for too long. Please try again."), status=400
        )
    try:
        outcome = await request.gate.hashing(request.counted_address, _change_password, request)
    except account_admin.RefusedActError as error:
        return await password_page(request, problem=request.text(error.message, **error.values), status=400)
    except (TooBusyError, BusyDatabaseError, FaultyDatabaseError) as error:
        outcome = _HELD_UP[type(error)]
    if isinstance(outcome, Refusal):
        return await password_page(request, problem=_why_not(request, outcome), status=_REFUSED[outcome])
    return request.let_in(outcome)


def _change_password(request: SignInRequest) -> Entry | Refusal:
    if request.visit is None:
        return Refusal.WRONG
    database, account_id = request.gate.database, request.visit.identity.account_id
    with database.read() as reader:
        login = read_accounts(reader, account_id=account_id)[0].login
    if login is None:
        raise account_admin.RefusedActError(account_admin.NO_PASSWORD_HERE)
    caller, old = Caller(request.caller.address), request.sent.get("lama", "")
    checked = sign_in(database, request.settings, login, old, caller=caller, now=request.now)
    if isinstance(checked, Refusal):
        return checked
    # Ends the sign-in just opened as well; what is wrong with the new password is told before.
    account_admin.set_password(database, account_id, request.sent.get("sandi", ""), by=account_id, now=request.now)
    return _enter(request, account_id)


# --- signing out --------------------------------------------------------------------------------------------


async def sign_out_page(request: SignInRequest) -> Response:
    """Ask whether to sign out, since a link of somebody else's could lead here."""
    text = request.text
    if request.visit is None:
        again = ((f"/masuk?bahasa={text.language}", text("Sign in again")),)
        return request.page(text("You have signed out"), links=again)
    form = Form("/keluar", (), text("Sign out"), seal="")
    return request.page(
        text("Sign out?"),
        lead=text("All tabs of this browser stop at once."),
        form=form,
        links=(("/", text("Back to the dashboard")),),
    )


async def take_sign_out(request: SignInRequest) -> Response:
    """End the sign-in in every tab."""
    if not await request.take_form():
        return await sign_out_page(request)
    await request.gate.in_thread(sign_out, request.gate.database, request.caller.token, now=request.now)
    request.gate.forget(request.caller.token)
    answer = request.redirect(f"/keluar?bahasa={request.text.language}")
    request.drop(answer, "kawal")
    return answer
