"""Random tokens of which only hashes are kept, and the cookies they travel in."""

import hmac
import re
import secrets
from hashlib import sha256

from census.settings import Settings

_TOKEN_BYTES = 32
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE_SIGNS = 20


def new_token() -> str:
    """Make a token of 256 bits."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def is_token(text: str | None) -> bool:
    """Tell whether a text has the shape of a token: what has not is never looked up."""
    return text is not None and _TOKEN.fullmatch(text) is not None


def fingerprint(text: str) -> str:
    """What is kept of a token or a name: its SHA-256.

    Examples
    --------
    >>> fingerprint("token")[:16]
    '3c469e9d6c5875d3'
    """
    return sha256(text.encode()).hexdigest()


def new_code(signs: int = _CODE_SIGNS, group: int = 5) -> str:
    """Make a code that somebody types, in groups; 20 signs, as a terminal prints it, are 99 bits.

    Examples
    --------
    >>> len(new_code()), len(new_code(9, 3))
    (23, 11)
    """
    chosen = [secrets.choice(_CODE_ALPHABET) for _ in range(signs)]
    return "-".join("".join(chosen[start : start + group]) for start in range(0, signs, group))


def plain_code(typed: str) -> str:
    """Bring a code as typed to the form that is hashed."""
    return "".join(sign for sign in typed.upper() if sign in _CODE_ALPHABET)


def form_seal(key: bytes, form_cookie: str) -> str:
    """What a form must bring along with its cookie: only this server's own page can have both."""
    return hmac.new(key, form_cookie.encode(), sha256).hexdigest()


def is_sealed(key: bytes, form_cookie: str | None, seal: str | None) -> bool:
    """Tell whether a form comes from a page of ours that went to the same browser."""
    if not is_token(form_cookie) or not seal or form_cookie is None:
        return False
    return hmac.compare_digest(form_seal(key, form_cookie), seal)


def is_tls(settings: Settings) -> bool:
    """Tell whether readers reach the server by https."""
    return settings.public_url is not None and settings.public_url.startswith("https://")


def display_cookie_name(settings: Settings) -> str:
    """Name the cookie of a display, which is bound to the wall's path and so cannot have the prefix `__Host-`.

    Examples
    --------
    >>> display_cookie_name(Settings(public_url="https://kawal.example.go.id")), display_cookie_name(Settings())
    ('__Secure-kawal-layar', 'kawal-layar')
    """
    return "__Secure-kawal-layar" if is_tls(settings) else "kawal-layar"


def cookie_name(settings: Settings, name: str = "kawal") -> str:
    """Name a cookie; under TLS with the prefix that binds it to this very host.

    Examples
    --------
    >>> cookie_name(Settings(public_url="https://kawal.example.go.id"))
    '__Host-kawal'
    """
    return f"__Host-{name}" if is_tls(settings) else name
