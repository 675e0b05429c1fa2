"""The rate limit of sign-ins: how many attempts may fail, counted by name and by address (decision 61)."""

import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address

from census.settings import Settings
from data_access.accounts.sign_ins import Failures

OF_LOGIN, OF_ADDRESS = 4, 6
"""How many times more attempts a name may have from all addresses, and an address for all names."""
KNOWN_ADDRESS_FOR = timedelta(days=30)
"""How long an address counts as known after the account has come in from it."""
_LONGEST_LOGIN = 64
_KEY = secrets.token_bytes(32)
"""Of this process and nowhere else: without it nobody can try names and addresses against what is kept of attempts."""


@dataclass(frozen=True, slots=True)
class RateLimit:
    """Failed attempts within a window after which nothing is tried any more until the window has passed.

    Attributes
    ----------
    of_both
        Of one name from one address. A stranger who knows a name cannot lock its owner out: that takes `of_login`.
    of_login
        Of one name from wherever; an address from which its account has come in lately is not held to it.
    of_address
        From one address for whatever names; an office behind one address shares it.
    """

    of_both: int
    of_login: int
    of_address: int
    window: timedelta

    def are_reached(self, failures: Failures, *, is_known_address: bool = False) -> bool:
        """Tell whether nothing more is tried.

        Parameters
        ----------
        is_known_address
            Whether the account of the name has come in from this address lately: then what others have tried from
            elsewhere does not count, keyword-only.
        """
        return (
            failures.of_both >= self.of_both
            or (failures.of_login >= self.of_login and not is_known_address)
            or failures.of_address >= self.of_address
        )


def rate_limit_of(settings: Settings) -> RateLimit:
    """The rate limit of an installation.

    Examples
    --------
    >>> rate_limit_of(Settings(sign_in_failures=5, sign_in_wait_minutes=15))
    RateLimit(of_both=5, of_login=20, of_address=30, window=datetime.timedelta(seconds=900))
    """
    n = settings.sign_in_failures
    return RateLimit(n, OF_LOGIN * n, OF_ADDRESS * n, timedelta(minutes=settings.sign_in_wait_minutes))


def plain_login(typed: str) -> str:
    """Bring a name as typed to the one form under which it is kept and counted.

    Examples
    --------
    >>> plain_login("  Camat.Jekulo ")
    'camat.jekulo'
    """
    return unicodedata.normalize("NFKC", typed).strip().casefold()[:_LONGEST_LOGIN]


def login_key(typed: str) -> str:
    """What attempts of a name are counted by; the name itself may be a password typed in the wrong field."""
    return _sealed(f"login {plain_login(typed)}")


def address_key(address: str) -> str:
    """What attempts from an address are counted by."""
    return _sealed(f"address {counted_address(address)}")


def counted_address(address: str) -> str:
    """What counts as one address: of IPv6 its network, of which one line has 2^64.

    Examples
    --------
    >>> counted_address("2001:db8:1:2::1") == counted_address("2001:db8:1:2::9"), counted_address("::ffff:10.1.2.3")
    (True, '10.1.2.3')
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, IPv6Address):
        return str(ip.ipv4_mapped) if ip.ipv4_mapped is not None else f"{int(ip) >> 64:x}"
    return str(ip)


def _sealed(text: str) -> str:
    return hmac.new(_KEY, text.encode(), hashlib.sha256).hexdigest()
