"""One request to a page before the dashboard, and its answer: language, cookies, and whose form it is."""

from datetime import UTC, datetime
from functools import cached_property
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from access.accounts.limits import place_of
from access.accounts.sign_in import Caller, Entry
from access.accounts.tokens import cookie_name, form_seal, is_sealed, is_token, new_token
from access.entrance.gate import Gate
from access.entrance.origin_checks import base_url, own_way
from access.entrance.pages import Form, document, in_language, language_of
from data_access.accounts.sign_ins import Visit
from presentation.language.messages import Translator

_FORM_SECONDS = 3_600
_MOST_FIELDS = 20


class Talk:
    """What a route needs to know of its request, and how it answers.

    Parameters
    ----------
    gate
        What the process knows.
    request
        Let through by the guard.
    """

    def __init__(self, gate: Gate, request: Request) -> None:
        self.gate, self.request, self.settings = gate, request, gate.settings
        self.now = datetime.now(UTC)
        self.sent: dict[str, str] = {}
        self._new_form_cookie: str | None = None

    @property
    def visit(self) -> Visit | None:
        """Who it is, where somebody has signed in."""
        found: Visit | None = self.request.state.visit
        return found

    @cached_property
    def caller(self) -> Caller:
        """Where the request comes from; `access.guard.forwarded` has seen to proxies."""
        address = self.request.client.host if self.request.client else "unknown"
        return Caller(address, self.cookie("kawal"))

    @property
    def place(self) -> str:
        """What counts as one address with the caller's."""
        return place_of(self.caller.address)

    def cookie(self, name: str) -> str | None:
        """Give a cookie of ours."""
        return self.request.cookies.get(cookie_name(self.settings, name))

    @property
    def base(self) -> str:
        """Address of the start page."""
        return base_url(self.settings, self.request.headers.get("host"))

    @property
    def here(self) -> str:
        """Path and query of this page."""
        query = self.request.url.query
        return self.request.url.path + (f"?{query}" if query else "")

    @property
    def way(self) -> str:
        """Where to go on to afterwards."""
        return own_way(self.sent.get("ke") or self.request.query_params.get("ke"))

    @property
    def text(self) -> Translator:
        """Words in the reader's language."""
        asked = self.sent.get("bahasa") or self.request.query_params.get("bahasa")
        return Translator(language_of(asked, self.way, self.settings.language)).plain

    async def take_form(self) -> bool:
        """Read what was sent into `sent`; False where it does not come from a page of ours in the same browser."""
        body = await self.request.body()
        try:
            told = parse_qs(body.decode("utf-8"), max_num_fields=_MOST_FIELDS, strict_parsing=False)
        except (UnicodeDecodeError, ValueError):
            return False
        self.sent = {name: values[0] for name, values in told.items()}
        return is_sealed(self.gate.form_key, self._form_cookie, self.sent.get("segel"))

    @property
    def _form_cookie(self) -> str | None:
        return self.cookie("kawal-form")

    def form(self, form: Form) -> Form:
        """Seal a form for this browser, in its language and with its way."""
        cookie = self._form_cookie
        if not is_token(cookie) or cookie is None:
            cookie = self._new_form_cookie = self._new_form_cookie or new_token()
        action = f"{form.action}?bahasa={self.text.language}"
        return Form(action, form.fields, form.button, form_seal(self.gate.form_key, cookie), self.way)

    def page(
        self,
        title: str,
        *,
        lead: str = "",
        problem: str = "",
        form: Form | None = None,
        links: tuple[tuple[str, str], ...] = (),
        status: int = 200,
    ) -> Response:
        """Answer with a page; one that asks for something offers both languages."""
        sealed = self.form(form) if form else None
        html = document(
            self.text, title=title, lead=lead, problem=problem, form=sealed, links=links, here=self.here if form else ""
        )
        answer = HTMLResponse(html, status)
        if self._new_form_cookie is not None:
            self.set_cookie(answer, "kawal-form", self._new_form_cookie, seconds=_FORM_SECONDS)
        return answer

    def go(self, way: str) -> Response:
        """Lead on to a path of ours, as a page that is fetched anew."""
        return RedirectResponse(way, 303)

    def let_in(self, entry: Entry) -> Response:
        """Lead on to where somebody wanted to go, with the cookie of a new sign-in."""
        self.gate.forget(self.caller.token)
        answer = self.go(in_language(self.way, self.text.language, self.settings.language))
        self.set_cookie(answer, "kawal", entry.token, seconds=int((entry.expires_at - self.now).total_seconds()))
        self.drop(answer, "kawal-form")
        return answer

    def drop(self, answer: Response, name: str) -> None:
        """Take a cookie away."""
        self.set_cookie(answer, name, "", seconds=0)

    def set_cookie(self, answer: Response, name: str, value: str, *, seconds: int) -> None:
        """Give a cookie that no script reads and no other site sends along."""
        answer.set_cookie(
            cookie_name(self.settings, name),
            value,
            max_age=seconds,
            path="/",
            secure=cookie_name(self.settings, name).startswith("__Host-"),
            httponly=True,
            samesite="lax",
        )
