"""Where a request really comes from: what proxies on the list say of it, in whatever form they write addresses."""

from ipaddress import IPv6Address, ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from census.settings import Settings

FORWARDED_FOR = "x-forwarded-for"


def plain_address(text: str) -> str | None:
    """An address in one form, however a proxy writes it; None where it is none.

    Without port, brackets, quotes and zone; an IPv4 address that is written as IPv6 (RFC 4291, 2.5.5.2) as IPv4.

    Examples
    --------
    >>> [plain_address(text) for text in ("203.0.113.7:51234", "[2001:db8::7]:443", "::ffff:203.0.113.7", "unknown")]
    ['203.0.113.7', '2001:db8::7', '203.0.113.7', None]
    """
    bare = text.strip().strip('"')
    if bare.startswith("["):
        bare, closing, port = bare[1:].partition("]")
        if not closing or (port and not _is_port(port)):
            return None
    elif bare.count(":") == 1:
        bare, _, port = bare.partition(":")
        if not _is_port(f":{port}"):
            return None
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(address)


def _is_port(text: str) -> bool:
    return text.startswith(":") and text[1:].isascii() and text[1:].isdecimal()


class ReaderAddress:
    """Middleware that puts the reader's own address in place of the proxy's.

    uvicorn's `ProxyHeadersMiddleware` decides whom to believe: what `X-Forwarded-For` says is read from its end to the
    first address that is no proxy on the list, so that what a reader writes to its left counts for nothing. It takes
    words for addresses and tells `::ffff:10.0.0.5` from `10.0.0.5`; both are put in order before.

    Parameters
    ----------
    app
        What is behind.
    settings
        Whose `trusted_proxies` are believed; of an empty list nobody.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        networks = [str(network) for network in settings.proxies]
        # Without a list the library would believe every sender at this computer (decision 113).
        self._proxied = ProxyHeadersMiddleware(app, networks) if networks else app  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on as one of its reader."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        await self._proxied(_with_plain_addresses(scope), receive, send)  # type: ignore[arg-type]


def _with_plain_addresses(scope: Scope) -> Scope:
    peer = scope.get("client")
    client = (plain_address(peer[0]) or peer[0], peer[1]) if peer else peer
    forwarded_for = ",".join(Headers(scope=scope).getlist(FORWARDED_FOR))
    name = FORWARDED_FOR.encode()
    headers = [(key, value) for key, value in scope["headers"] if key != name]
    if hops := _last_addresses(forwarded_for):
        headers.append((name, ", ".join(hops).encode()))
    return {**scope, "client": client, "headers": headers}


def _last_addresses(forwarded_for: str) -> list[str]:
    """The addresses at the end of a list, from behind the last word that is none."""
    hops: list[str] = []
    for part in reversed(forwarded_for.split(",")):
        address = plain_address(part)
        if address is None:
            break
        hops.insert(0, address)
    return hops
