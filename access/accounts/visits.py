"""Who is there: a token looked up in the table of sign-ins, and the note that its reader has done something."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import lru_cache

from access.accounts.tokens import fingerprint, is_token
from census.settings import Settings
from data_access.accounts.sign_ins import Visit, holding, read_visit, touch
from data_access.store.engine import Database

TOUCH_EVERY = timedelta(minutes=1)
"""A reader who is busy is noted once in this time, not with every click."""


def find_visit(database: Database, settings: Settings, token: str | None, *, now: datetime) -> Visit | None:
    """Look up whose a token is, with the roles of this moment; None where it does not hold."""
    if token is None or not is_token(token):
        return None
    with database.read() as reader:
        return read_visit(reader, fingerprint(token), now=now, idle=idle_of(settings))


def still_holding(database: Database, settings: Settings, token_hashes: set[str], *, now: datetime) -> set[str]:
    """Those of some sign-ins that hold, in one query."""
    with database.read() as reader:
        return holding(reader, token_hashes, now=now, idle=idle_of(settings))


def idle_of(settings: Settings) -> timedelta:
    """How long a sign-in holds without its reader doing anything."""
    return timedelta(minutes=settings.session_idle_minutes)


def stay(database: Database, visit: Visit, token: str, *, now: datetime) -> None:
    """Note that a reader has done something; nobody waits for it, since an import may be writing."""
    if now - visit.seen_at >= TOUCH_EVERY:
        _writer().submit(_touch, database, fingerprint(token), now)


def _touch(database: Database, token_hash: str, now: datetime) -> None:
    with database.write(beside_imports=True) as session:
        touch(session, token_hash, now=now)


@lru_cache(maxsize=1)
def _writer() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="touch")
