"""Which hosts the server answers to, which pages may speak to it, and where one is led on to."""

from urllib.parse import urlsplit

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
