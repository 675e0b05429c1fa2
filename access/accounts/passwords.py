"""Passwords: argon2id, the same work whether or not there is such an account, and a plain rule for new ones."""

import secrets
import string
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from presentation.language.messages import N_

LEAST, MOST = 12, 200
"""Characters of a password; the upper bound is for the work that hashing takes."""
_LEAST_DIFFERENT = 5
_GENERATED = 16
# Without signs that are mistaken for each other when read out or written down.
_ALPHABET = "".join(sorted(set(string.ascii_lowercase + string.digits) - set("l1o0i")))

# Argon2id with the library's parameters, those of RFC 9106 for little memory: 64 MiB, 3 passes.
_HASHER = PasswordHasher()


class WeakPasswordError(ValueError):
    """A password that is not taken; the message is one of the catalogue's."""


def check_new(password: str, *, login: str) -> None:
    """Refuse a new password that is easily guessed.

    Raises
    ------
    WeakPasswordError
        With a message id that says what is wanted.
    """
    if len(password) < LEAST:
        raise WeakPasswordError(N_("The password needs at least 12 characters."))
    if len(password) > MOST:
        raise WeakPasswordError(N_("The password has more than 200 characters."))
    if len(set(password)) < _LEAST_DIFFERENT or (login and login.casefold() in password.casefold()):
        raise WeakPasswordError(N_("The password is easily guessed: choose several words, without the user name."))


def generated() -> str:
    """Make a password that can be read out over the telephone: 16 letters and digits in groups, 80 bits."""
    signs = [secrets.choice(_ALPHABET) for _ in range(_GENERATED)]
    return "-".join("".join(signs[start : start + 4]) for start in range(0, _GENERATED, 4))


def hashed(password: str) -> str:
    """Hash a password, salt and parameters included."""
    return _HASHER.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Tell whether a password is the one that was hashed.

    Without a hash the same work is done on another one, so that the time taken does not tell who has an account.
    """
    try:
        is_match = _HASHER.verify(password_hash or _nobodys(), password[: MOST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return is_match and password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Tell whether a hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(password_hash)


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _HASHER.hash(secrets.token_urlsafe())


def prepare() -> None:
    """Make what the first sign-in would else have to make, in which its time would differ."""
    _nobodys()
