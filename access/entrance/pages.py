"""The pages before the dashboard: signing in and out, the first operator, a new password, a display. Plain HTML."""

from dataclasses import dataclass
from html import escape
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from presentation.language.messages import LANGUAGES, Translator

_LANGUAGE_OF_DASHBOARD = "bahasa"
"""Name of the choice of language in the dashboard's addresses; its words are those of `LANGUAGES`."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form, in the words that password managers know.

    Attributes
    ----------
    name
        Name under which it is sent.
    kind, autocomplete
        HTML's `type` and `autocomplete`.
    hint
        Below the label.
    value
        What stands in it already; never a password.
    """

    name: str
    label: str
    kind: str = "text"
    autocomplete: str = "off"
    hint: str = ""
    value: str = ""

    @property
    def html(self) -> str:
        """The label with its field."""
        hint = f'<span class="hint">{escape(self.hint)}</span>' if self.hint else ""
        value = f' value="{escape(self.value)}"' if self.value else ""
        plain = ' autocapitalize="none" autocorrect="off" spellcheck="false"' if self.kind == "text" else ""
        return (
            f'<label for="{self.name}">{escape(self.label)}{hint}</label>'
            f'<input id="{self.name}" name="{self.name}" type="{self.kind}" autocomplete="{self.autocomplete}"'
            f"{plain}{value} required>"
        )


@dataclass(frozen=True, slots=True)
class Form:
    """A form and what goes with it unseen.

    Attributes
    ----------
    action
        Path that takes it.
    seal
        Shows that the form comes from this server (`access.accounts.tokens.form_seal`).
    redirect_path
        Where to go on to afterwards.
    """

    action: str
    fields: tuple[Field, ...]
    button: str
    seal: str
    redirect_path: str = "/"

    @property
    def html(self) -> str:
        """The form."""
        hidden = {"segel": self.seal, "ke": self.redirect_path}
        unseen = "".join(
            f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in hidden.items()
        )
        fields = "".join(field.html for field in self.fields)
        return (
            f'<form method="post" action="{escape(self.action)}">{unseen}{fields}'
            f'<button type="submit">{escape(self.button)}</button></form>'
        )


def document(
    text: Translator,
    *,
    title: str,
    lead: str = "",
    problem: str = "",
    form: Form | None = None,
    links: tuple[tuple[str, str], ...] = (),
    here: str = "",
    script: str = "",
) -> str:
    """A page as a whole document (HTML).

    Parameters
    ----------
    title, lead
        What it is, and a sentence about it.
    problem
        What went wrong, for a screen reader too.
    links
        Address and words of further buttons.
    here
        Path and query of this page, for the switch of languages; without it there is none.
    script
        Address of the one script of a page that has one.
    """
    parts = [f"<h1>{escape(title)}</h1>"]
    parts += [f'<p class="quiet">{escape(lead)}</p>'] if lead else []
    parts += [f'<p class="bad" role="alert">{escape(problem)}</p>'] if problem else []
    parts += [form.html] if form else []
    parts += [f'<a class="button" href="{escape(address)}">{escape(words)}</a>' for address, words in links]
    last = f'<script src="{escape(script)}" defer></script>' if script else ""
    return (
        f'<!DOCTYPE html><html lang="{text.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{escape(title)} – Kawal Sensus</title>"
        '<link rel="icon" href="/masuk/ikon.png"><link rel="stylesheet" href="/masuk/gaya.css"></head>'
        '<body><main><div class="card"><div class="name"><img src="/masuk/ikon.png" alt="">Kawal Sensus</div>'
        f"{''.join(parts)}</div>{_languages(text, here) if here else ''}</main>"
        f"{last}</body></html>"
    )


def _languages(text: Translator, here: str) -> str:
    parts = urlsplit(here)
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != _LANGUAGE_OF_DASHBOARD]
    links = []
    for code, name in LANGUAGES.items():
        address = f"{parts.path}?{urlencode([*query, (_LANGUAGE_OF_DASHBOARD, code)], quote_via=quote)}"
        current = ' aria-current="true"' if code == text.language else ""
        links.append(f'<a href="{escape(address)}" lang="{code}"{current}>{escape(name)}</a>')
    return f'<nav aria-label="{escape(" / ".join(LANGUAGES.values()))}">{"".join(links)}</nav>'


def language_of(asked: str | None, redirect_path: str, default: str) -> str:
    """The language of a page: the one asked for, or that of the address to go on to, or the default.

    Examples
    --------
    >>> language_of(None, "/wilayah?bahasa=English", "id"), language_of("id", "/", "en"), language_of("xx", "/", "id")
    ('en', 'id', 'id')
    """
    if asked in LANGUAGES:
        return asked
    dashboard_name = dict(parse_qsl(urlsplit(redirect_path).query)).get(_LANGUAGE_OF_DASHBOARD)
    return next((code for code, name in LANGUAGES.items() if name == dashboard_name), default)


def in_language(redirect_path: str, language: str, default: str) -> str:
    """Let the dashboard go on in the language chosen here, where its address says none.

    Examples
    --------
    >>> in_language("/opd", "en", "id"), in_language("/opd", "id", "id")
    ('/opd?bahasa=English', '/opd')
    """
    parts = urlsplit(redirect_path)
    if language == default or _LANGUAGE_OF_DASHBOARD in dict(parse_qsl(parts.query)):
        return redirect_path
    choice = urlencode({_LANGUAGE_OF_DASHBOARD: LANGUAGES[language]}, quote_via=quote)
    return f"{parts.path}?{parts.query}&{choice}" if parts.query else f"{parts.path}?{choice}"
