"""One request to a page before the dashboard, and its answer: language, cookies, and whose form it is."""

from datetime import UTC, datetime
from functools import cached_property
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from access.accounts.rate_limit import counted_address
from access.accounts.sign_in import Caller, Entry
from access.accounts.tokens import cookie_name, form_seal, is_sealed, is_token, new_token
from access.entrance.gate import Gate
from access.entrance.landing import landing_path
from access.entrance.origin_checks import base_url, safe_redirect_path
from access.entrance.pages import Form, document, in_language, language_of
from data_access.accounts.sign_ins import Visit
from presentation.language.messages import Translator

_FORM_SECONDS = 3_600
_MOST_FIELDS = 20


class SignInRequest:
    """One request to a page before the dashboard: what its route needs to know, and how it answers.

    Parameters
    ----------
    gate
        What the process knows.
    request
        Starlette's request, let through by the guard; kept as `http`.

    Attributes
    ----------
    sent
        Fields of the form, by name; empty until `take_form` has read them.
    """

    def __init__(self, gate: Gate, request: Request) -> None:
        self.gate, self.http, self.settings = gate, request, gate.settings
        self.now = datetime.now(UTC)
        self.sent: dict[str, str] = {}
        self._new_form_cookie: str | None = None

    @property
    def visit(self) -> Visit | None:
        """Who it is, where somebody has signed in."""
        visit: Visit | None = self.http.state.visit
        return visit

    @cached_property
    def caller(self) -> Caller:
        """Where the request comes from; `access.guard.forwarded` has seen to proxies."""
        address = self.http.client.host if self.http.client else "unknown"
        return Caller(address, self.cookie("kawal"))

    @property
    def counted_address(self) -> str:
        """Address by which the caller's attempts are counted (`access.accounts.rate_limit.counted_address`)."""
        return counted_address(self.caller.address)

    def cookie(self, name: str) -> str | None:
        """The value of a cookie of ours; None where the browser sent none."""
        return self.http.cookies.get(cookie_name(self.settings, name))

    @property
    def base(self) -> str:
        """Address of the start page."""
        return base_url(self.settings, self.http.headers.get("host"))

    @property
    def here(self) -> str:
        """Path and query of this page."""
        query = self.http.url.query
        return self.http.url.path + (f"?{query}" if query else "")

    @property
    def redirect_path(self) -> str:
        """Path to go on to after the sign-in."""
        return safe_redirect_path(self.sent.get("ke") or self.http.query_params.get("ke"))

    @property
    def text(self) -> Translator:
        """Words in the reader's language."""
        asked = self.sent.get("bahasa") or self.http.query_params.get("bahasa")
        return Translator(language_of(asked, self.redirect_path, self.settings.language)).plain

    async def take_form(self) -> bool:
        """Read what was sent into `sent`; False where it does not come from a page of ours in the same browser."""
        body = await self.http.body()
        try:
            fields = parse_qs(body.decode("utf-8"), max_num_fields=_MOST_FIELDS, strict_parsing=False)
        except (UnicodeDecodeError, ValueError):
            return False
        self.sent = {name: values[0] for name, values in fields.items()}
        return is_sealed(self.gate.form_key, self._form_cookie, self.sent.get("segel"))

    @property
    def _form_cookie(self) -> str | None:
        return self.cookie("kawal-form")

    def form(self, form: Form) -> Form:
        """Seal a form for this browser, in its language and with the path to go on to."""
        cookie = self._form_cookie
        if not is_token(cookie) or cookie is None:
            cookie = self._new_form_cookie = self._new_form_cookie or new_token()
        action = f"{form.action}?bahasa={self.text.language}"
        return Form(action, form.fields, form.button, form_seal(self.gate.form_key, cookie), self.redirect_path)

    def page(
        self,
        title: str,
        *,
        lead: str = "",
        problem: str = "",
        form: Form | None = None,
        links: tuple[tuple[str, str], ...] = (),
        status: int = 200,
        script: str = "",
    ) -> Response:
        """Answer with a page; one that asks for something offers both languages."""
        sealed = self.form(form) if form else None
        html = document(
            self.text,
            title=title,
            lead=lead,
            problem=problem,
            form=sealed,
            links=links,
            here=self.here if form else "",
            script=script,
        )
        answer = HTMLResponse(html, status)
        if self._new_form_cookie is not None:
            self.set_cookie(answer, "kawal-form", self._new_form_cookie, seconds=_FORM_SECONDS)
        return answer

    def redirect(self, path: str) -> Response:
        """Redirect to a path of this server (303: the browser fetches it with GET)."""
        return RedirectResponse(path, 303)

    def let_in(self, entry: Entry) -> Response:
        """Lead on to where somebody wanted to go, with the cookie of a new sign-in."""
        self.gate.forget(self.caller.token)
        path = landing_path(self.redirect_path, entry.roles)
        answer = self.redirect(in_language(path, self.text.language, self.settings.language))
        self.set_cookie(answer, "kawal", entry.token, seconds=int((entry.expires_at - self.now).total_seconds()))
        self.drop(answer, "kawal-form")
        return answer

    def drop(self, answer: Response, name: str) -> None:
        """Take a cookie away."""
        self.set_cookie(answer, name, "", seconds=0)

    def set_cookie(self, answer: Response, name: str, value: str, *, seconds: int) -> None:
        """Set a cookie that no script reads and no other site sends along."""
        answer.set_cookie(
            cookie_name(self.settings, name),
            value,
            max_age=seconds,
            path="/",
            secure=cookie_name(self.settings, name).startswith("__Host-"),
            httponly=True,
            samesite="lax",
        )
