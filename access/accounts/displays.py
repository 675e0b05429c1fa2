"""Displays of the wall: a code that is typed once, the token it is exchanged for, and the end of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import lru_cache

from access.accounts import kinds
from access.accounts.account_admin import RefusedActError, usable_label
from access.accounts.rate_limit import address_key, counted_address, login_key
from access.accounts.sign_in import Caller, Refusal, count_attempt
from access.accounts.tokens import fingerprint, new_code, new_token, plain_code
from census.settings import Settings
from data_access.accounts.access_log import note
from data_access.accounts.displays import (
    Display,
    add_display,
    revoke_display,
    touch_display,
    use_code,
)
from data_access.accounts.sign_ins import forgive
from data_access.store.engine import Database
from presentation.language.messages import N_

CODE_LIFE = timedelta(minutes=10)
CODE_SIGNS = 9
"""Of 31 signs each: 44 bits, which somebody types with a remote control."""
TOKEN_LIFE = timedelta(days=400)
"""How long a browser keeps the cookie, and no browser keeps one longer; the display itself ends when it is revoked."""
NOTED_EVERY = timedelta(minutes=5)
"""A contact is written once in this time: a wall asks four times a minute, and writing costs more than answering."""

_contacts: dict[int, datetime] = {}
"""The last contact of each display with this process, by its number."""
_noted: dict[int, datetime] = {}
"""Of these the one that was written last."""


def new_display(database: Database, *, label: str, by: int | None, now: datetime) -> str:
    """Make a display and give the code for it, which is kept nowhere.

    Raises
    ------
    RefusedActError
        Where the name cannot be used.
    """
    label, code = usable_label(label), new_code(CODE_SIGNS, 3)
    with database.write(beside_imports=True) as session:
        code_hash = fingerprint(plain_code(code))
        number = add_display(session, label, code_hash, by=by, now=now, expires_at=now + CODE_LIFE)
        note(session, kinds.DISPLAY_ADDED, by, {"display": number}, now=now)
    return code


def connect_display(
    database: Database, settings: Settings, code: str, *, caller: Caller, now: datetime
) -> str | Refusal:
    """Exchange a code for the token of its display, or tell why not: the code works once.

    Attempts are counted by address, as those at passwords are. There is no name that strangers elsewhere could lock.
    """
    keys = login_key(f"display from {counted_address(caller.address)}"), address_key(caller.address)
    if not count_attempt(database, settings, *keys, caller=caller, now=now):
        return Refusal.WAIT
    token = new_token()
    with database.write(beside_imports=True) as session:
        number = use_code(session, fingerprint(plain_code(code)), fingerprint(token), now=now)
        if number is None:
            note(session, kinds.DISPLAY_REFUSED, None, {"address": caller.address}, now=now)
            return Refusal.WRONG
        forgive(session, *keys)
        note(session, kinds.DISPLAY_CONNECTED, None, {"display": number, "address": caller.address}, now=now)
    return token


def revoke(database: Database, display_id: int, *, by: int | None, now: datetime) -> None:
    """Shut a display out at once.

    Raises
    ------
    RefusedActError
        Where that has been done.
    """
    with database.write(beside_imports=True) as session:
        if not revoke_display(session, display_id, now=now):
            raise RefusedActError(N_("This display has been shut out already."))
        note(session, kinds.DISPLAY_REVOKED, by, {"display": display_id}, now=now)


def hear(database: Database, display_id: int, *, now: datetime) -> None:
    """Note the contact of a display."""
    _contacts[display_id] = now
    noted_at = _noted.get(display_id)
    if noted_at is None or now - noted_at >= NOTED_EVERY:
        _noted[display_id] = now
        # Nobody waits for it, since an import may be writing.
        _writer().submit(_touch, database, display_id, now)


def last_contact(display: Display) -> datetime | None:
    """When a display was heard of last, by this process or as it was noted; None for never."""
    moments = [moment for moment in (display.seen_at, _contacts.get(display.id)) if moment is not None]
    return max(moments, default=None)


def _touch(database: Database, display_id: int, now: datetime) -> None:
    with database.write(beside_imports=True) as session:
        touch_display(session, display_id, now=now)


@lru_cache(maxsize=1)
def _writer() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="touch-display")
