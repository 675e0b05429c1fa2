"""Signing in and out: attempts are counted first, then checked, and end in a row of ours."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from access.accounts import kinds, passwords
from access.accounts.rate_limit import (
    KNOWN_ADDRESS_FOR,
    address_key,
    counted_address,
    login_key,
    plain_login,
    rate_limit_of,
)
from access.accounts.tokens import fingerprint, is_token, new_token
from census.access.identity import Role
from census.settings import Settings
from data_access.accounts.access_log import addresses_of, note
from data_access.accounts.accounts import change_account, find_credentials, read_roles
from data_access.accounts.sign_ins import add_attempt, count_failures, forgive, open_sign_in, revoke
from data_access.store.engine import Database, WriteSession

_NOBODY = 0
"""Number of no account."""


class Refusal(StrEnum):
    """Why somebody is not let in, as far as it is told: never whether there is such an account."""

    WRONG = "wrong"
    WAIT = "wait"
    BUSY = "busy"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Entry:
    """A new sign-in.

    Attributes
    ----------
    token
        For the cookie; nothing of it is kept but its hash.
    expires_at
        When it ends, whatever its reader does.
    roles
        Roles of whoever has signed in.
    """

    token: str
    expires_at: datetime
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Caller:
    """Where a request comes from.

    Attributes
    ----------
    address
        Of the network.
    token
        What its cookie says of an earlier sign-in, which a new one ends; never taken over.
    """

    address: str
    token: str | None = None


def sign_in(
    database: Database, settings: Settings, login: str, password: str, *, caller: Caller, now: datetime
) -> Entry | Refusal:
    """Check a name and password and open a sign-in, or tell why not."""
    keys = login_key(login), address_key(caller.address)
    with database.read() as reader:
        credentials = find_credentials(reader, plain_login(login))
    account_id = credentials.account_id if credentials else _NOBODY
    if not count_attempt(database, settings, *keys, caller=caller, now=now, account_id=account_id):
        return Refusal.WAIT
    is_right = passwords.matches(credentials.password_hash if credentials else None, password)
    with database.write(beside_imports=True) as session:
        # Looked up again: an operator may have switched it off since.
        current = find_credentials(session, plain_login(login))
        if not is_right or current is None or not current.is_active or current != credentials:
            note_failure(session, current.account_id if current else None, caller=caller, now=now)
            return Refusal.WRONG
        forgive(session, *keys)
        if current.password_hash is not None and passwords.needs_rehash(current.password_hash):
            change_account(session, current.account_id, password_hash=passwords.hashed(password))
        return enter(session, settings, current.account_id, method="password", caller=caller, now=now)


def count_attempt(
    database: Database,
    settings: Settings,
    login: str,
    address: str,
    *,
    caller: Caller,
    now: datetime,
    account_id: int = _NOBODY,
) -> bool:
    """Whether a password may be tried now; if so, the attempt is counted, as failed until it succeeds.

    Where it returns False the rate limit is reached: nothing is tried until the window has passed.

    Parameters
    ----------
    login, address
        What attempts are counted by (`access.accounts.rate_limit`).
    account_id
        Whose name it is, keyword-only: from an address where it has come in lately, its owner is not locked out by
        what strangers try elsewhere.
    """
    limits = rate_limit_of(settings)
    with database.write(beside_imports=True) as session:
        addresses = addresses_of(session, kinds.SIGNED_IN, account_id, since=now - KNOWN_ADDRESS_FOR)
        is_known_address = counted_address(caller.address) in set(map(counted_address, addresses))
        before = count_failures(session, login, address, since=now - limits.window)
        if limits.are_reached(before, is_known_address=is_known_address):
            return False
        # Before the password is checked: else a hundred attempts at once are all tried (decision 61).
        add_attempt(session, login, address, now=now)
        after = count_failures(session, login, address, since=now - limits.window)
        if limits.are_reached(after, is_known_address=is_known_address):
            # This is the last attempt that is tried: it is logged once a window.
            note(session, kinds.SIGN_IN_LOCKED, None, {"address": caller.address}, now=now)
    return True


def note_failure(
    session: WriteSession, account_id: int | None, *, caller: Caller, now: datetime, method: str = "password"
) -> None:
    """Log a failed attempt: of which account, where there is one; never what was typed."""
    note(session, kinds.SIGN_IN_FAILED, account_id, {"address": caller.address, "method": method}, now=now)


def note_failure_at_provider(database: Database, settings: Settings, *, caller: Caller, now: datetime) -> None:
    """Log that somebody has not come back from the provider as anybody.

    Of one address that is logged no more often than a password of one name may be tried, so that nobody can fill the
    log; it takes no attempt at a password away.
    """
    limits = rate_limit_of(settings)
    keys = login_key("the provider"), address_key(f"the provider from {counted_address(caller.address)}")
    with database.write(beside_imports=True) as session:
        if count_failures(session, *keys, since=now - limits.window).of_both >= limits.of_both:
            return
        add_attempt(session, *keys, now=now)
        note_failure(session, None, caller=caller, now=now, method="oidc")


def enter(
    session: WriteSession, settings: Settings, account_id: int, *, method: str, caller: Caller, now: datetime
) -> Entry:
    """Open a sign-in with a new token; the one that the browser had ends."""
    end(session, caller.token, now=now)
    token, expires_at = new_token(), now + timedelta(hours=settings.session_hours)
    open_sign_in(session, fingerprint(token), account_id, method=method, now=now, expires_at=expires_at)
    note(session, kinds.SIGNED_IN, account_id, {"address": caller.address, "method": method}, now=now)
    return Entry(token, expires_at, read_roles(session, [account_id]).get(account_id, ()))


def sign_out(database: Database, token: str | None, *, now: datetime) -> None:
    """End a sign-in in every tab."""
    with database.write(beside_imports=True) as session:
        account_id = end(session, token, now=now)
        if account_id is not None:
            note(session, kinds.SIGNED_OUT, account_id, {}, now=now)


def end(session: WriteSession, token: str | None, *, now: datetime) -> int | None:
    """End the sign-in of a token, where there is one, and give whose it was."""
    if token is None or not is_token(token):
        return None
    return revoke(session, fingerprint(token), now=now)
