"""Origin checks: which hosts the server answers to, which pages may send to it, and which redirects are safe."""

from urllib.parse import urlsplit

from census.settings import Settings, is_loopback

_LONGEST_PATH = 2_000
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
    """The address of the start page, without a slash at its end; `host` must be known."""
    return (settings.public_url or f"http://{host}").lower()


def safe_redirect_path(path: str | None) -> str:
    r"""The path to go on to after signing in: one of this server, whatever was asked for (no open redirect).

    Examples
    --------
    >>> [safe_redirect_path(path) for path in ("/opd?wilayah=Jekulo", "//evil.example/", "/\\evil.example", "https:/x")]
    ['/opd?wilayah=Jekulo', '/', '/', '/']
    """
    if not path or len(path) > _LONGEST_PATH or not path.startswith("/") or path.startswith("//"):
        return "/"
    # A browser reads a backslash as a slash and drops tabs and line ends: "/\evil" would leave this server.
    if "\\" in path or not path.isprintable() or " " in path or not path.isascii():
        return "/"
    try:
        parts = urlsplit(path)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc else path
