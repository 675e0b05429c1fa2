"""Which hosts the server answers to, which pages may speak to it, and from where a request really comes."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from census.settings import Settings, is_loopback

_LONGEST_WAY = 2_000
_LONGEST_HOST = 255


def is_host_known(settings: Settings, host: str | None) -> bool:
    """Tell whether a request is addressed to this installation: by its public address, or at this computer.

    A page elsewhere whose name is made to point at this computer (DNS rebinding) sends its own name.
    """
    if not host or len(host) > _LONGEST_HOST:
        return False
    if settings.public_url is not None:
        return host.lower() == urlsplit(settings.public_url).netloc.lower()
    try:
        parts = urlsplit(f"//{host}")
        name, _port = parts.hostname, parts.port
    except ValueError:
        return False
    return name is not None and parts.netloc == host and not parts.username and is_loopback(name)


def is_origin_known(settings: Settings, origin: str | None, host: str | None) -> bool:
    """Tell whether the page that speaks is one of ours; one that does not say so is not."""
    return origin is not None and is_host_known(settings, host) and origin.lower() == base_url(settings, host)


def base_url(settings: Settings, host: str | None) -> str:
    """Give the address of the start page, without a slash at its end; `host` must be known."""
    return (settings.public_url or f"http://{host}").lower()


def caller_address(settings: Settings, peer: str | None, headers: Headers) -> str:
    """Give the address of the network from which a request comes.

    What `X-Forwarded-For` says is believed of proxies on the list alone, from its end to the first that is not one.
    """
    address = peer or "unknown"
    if not _is_proxy(settings, address):
        return address
    told = [part.strip() for line in headers.getlist("x-forwarded-for") for part in line.split(",")]
    for part in reversed(told):
        if not _is_address(part):
            break
        address = part
        if not _is_proxy(settings, part):
            break
    return address


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_proxy(settings: Settings, address: str) -> bool:
    return _is_address(address) and any(ip_address(address) in network for network in settings.proxies)


def own_way(way: str | None) -> str:
    r"""Give where to go on to after signing in: a path of ours, whatever was asked for.

    Examples
    --------
    >>> own_way("/wilayah?wilayah=Jekulo"), own_way("//evil.example/"), own_way("/\\evil.example"), own_way("https:/x")
    ('/wilayah?wilayah=Jekulo', '/', '/', '/')
    """
    if not way or len(way) > _LONGEST_WAY or not way.startswith("/") or way.startswith("//"):
        return "/"
    # Browsers read a backslash as a slash and drop tabs and line ends.
    if "\\" in way or not way.isprintable() or " " in way or not way.isascii():
        return "/"
    try:
        parts = urlsplit(way)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc else way
