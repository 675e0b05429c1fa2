"""Headers that every answer carries: what the page may load, who may frame it, what may be kept."""

import base64
import re
from collections.abc import Iterable
from hashlib import sha256

from starlette.datastructures import MutableHeaders

from access.accounts.tokens import is_tls
from census.settings import Settings

_HSTS_SECONDS = 31_536_000
_INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
_FOR_EVER = "immutable"
_MAPS = "/app/static/maps/"


def script_hashes(*documents: str) -> tuple[str, ...]:
    """The hashes, as a content security policy takes them, of all scripts that stand within HTML.

    Examples
    --------
    >>> script_hashes("<script>go()</script><script src='x.js'></script>")
    ("'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw='",)
    """
    scripts = sorted({script for document in documents for script in _INLINE.findall(document)})
    return tuple(f"'sha256-{base64.b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts)


def content_policy(scripts: Iterable[str]) -> str:
    """The content security policy: everything from this server, no script within a page but those hashed.

    Streamlit writes its styles into the page, so styles are free; it draws from `data:` and `blob:` addresses.
    """
    rules = {
        "default-src": "'self'",
        # Each script by its hash, never 'unsafe-inline' (decision 65).
        "script-src": " ".join(["'self'", *scripts]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "frame-src": "'none'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


class SafeHeaders:
    """Puts the headers on an answer.

    Parameters
    ----------
    settings
        Whether readers come by https.
    scripts
        Hashes of the scripts that stand within pages.
    """

    def __init__(self, settings: Settings, scripts: Iterable[str]) -> None:
        self._is_tls = is_tls(settings)
        self._always = {
            "content-security-policy": content_policy(scripts),
            "x-content-type-options": "nosniff",
            "x-frame-options": "DENY",
            # "no-referrer" would take the Origin header from our own forms as well, which the origin check needs.
            "referrer-policy": "same-origin",
            "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
        }
        if self._is_tls:
            self._always["strict-transport-security"] = f"max-age={_HSTS_SECONDS}"

    def put(self, headers: MutableHeaders, path: str) -> None:
        """Put them on the answer of a path, in place of what stands there."""
        for name, value in self._always.items():
            headers[name] = value
        # Nothing here is for pages of others.
        for name in [name for name in headers if name.startswith("access-control-")]:
            del headers[name]
        # No cache keeps what may change or differs by reader: after signing out nothing of it can be seen.
        if path.startswith(_MAPS):
            # Outlines of areas, under a name that changes with them: fetched once a browser.
            headers["cache-control"] = "private, max-age=86400, immutable"
        elif _FOR_EVER not in headers.get("cache-control", ""):
            headers["cache-control"] = "no-store"
        cookies = headers.getlist("set-cookie")
        if cookies and self._is_tls:
            del headers["set-cookie"]
            for cookie in cookies:
                headers.append("set-cookie", cookie if "; secure" in cookie.lower() else f"{cookie}; Secure")
