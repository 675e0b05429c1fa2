"""Addresses to which figures may be sent: an e-mail address of one line, a web address by https."""

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network
from urllib.parse import urlsplit

LONGEST = 254

# As HTML's field for it takes one (WHATWG HTML 4.10.5.1.5), with at least one dot in the name of the host.
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_LONGEST_LABEL = 63
"""Signs of a part of a host's name (RFC 1035, 2.3.4)."""

_NAT64 = IPv6Network("64:ff9b::/96")


def is_email(word: str) -> bool:
    r"""Tell whether a text is one e-mail address and nothing else.

    Examples
    --------
    >>> [is_email(word) for word in ("camat@kudus.go.id", "camat@kudus.go.id\\r\\nBcc: a@b.co", "camat@kudus")]
    [True, False, False]
    """
    return len(word) <= LONGEST and _EMAIL.fullmatch(word) is not None


def is_webhook(word: str) -> bool:
    """Tell whether a text is a web address by https, without a name, password or fragment.

    Examples
    --------
    >>> [is_webhook(word) for word in ("https://wa.kudus.go.id/kirim?k=1", "http://a.id", "https://u:p@a.id/")]
    [True, False, False]
    >>> [is_webhook(word) for word in ("https://a..id/x", f"https://{64 * 'a'}.id/")]
    [False, False]
    """
    if not 0 < len(word) <= 8 * LONGEST or not word.isascii() or not word.isprintable() or " " in word:
        return False
    try:
        parts = urlsplit(word)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or any(not 0 < len(label) <= _LONGEST_LABEL for label in host.rstrip(".").split(".")):
        return False
    return parts.scheme == "https" and "@" not in parts.netloc and not parts.fragment


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Tell whether an address of the network is one of the internet, whatever it is wrapped in.

    Examples
    --------
    >>> from ipaddress import ip_address
    >>> [is_public(ip_address(one)) for one in ("8.8.8.8", "10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "::1")]
    [True, False, False, False, False]
    """
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if address.teredo is not None:
            return False
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast
