"""What guard and sign-in pages of one process share: the store, who is there, open websockets, limits of work."""

import asyncio
import logging
import secrets
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from anyio import CapacityLimiter, to_thread

from access.accounts import displays, passwords
from access.accounts.tokens import fingerprint, is_token
from access.accounts.visits import find_visit, still_holding
from access.traffic.websocket_registry import WebsocketRegistry
from census.settings import Settings
from data_access.accounts.access_log import forget_before
from data_access.accounts.contacts import Contact, ContactReader
from data_access.accounts.displays import forget_unused
from data_access.accounts.sign_ins import Visit, forget_ended
from data_access.store.engine import BusyDatabaseError, Database, UnusableDatabaseError
from data_access.writes.former import forget_old

LOOK_EVERY_SECONDS = 1.5
"""How often the sign-ins of open websockets are looked up; a tab stops that much after its sign-in has ended."""
VISIT_BELIEVED_SECONDS = 1.5
"""How long an answer of the table is believed for further requests of the same page (decision 59)."""
_MOST_VISITS = 10_000
_HASHING_AT_ONCE, _LOOKING_AT_ONCE = 2, 8
_MOST_WAITING, _MOST_WAITING_OF_ADDRESS = 30, 8
_TIDY_EVERY_SECONDS = 3_600
_KEPT_AFTER_THE_END = timedelta(days=1)
_BLIND_SECONDS = 10
"""After this long without an answer of the table nobody is believed to be signed in."""

Given = TypeVar("Given")
_log = logging.getLogger("kawal.access")


@dataclass
class Flow:
    """A sign-in at a provider that has begun.

    Attributes
    ----------
    until
        Moment (monotonic seconds) from which on it is forgotten.
    redirect_path, language
        Where to go on to, and in which language.
    address
        Address that has begun it (`access.accounts.rate_limit.counted_address`).
    session
        What Authlib must know again: state, nonce and the secret of PKCE.
    """

    until: float
    redirect_path: str
    language: str
    address: str
    session: dict[str, Any] = field(default_factory=dict, repr=False)


class TooBusyError(RuntimeError):
    """So many sign-ins are being checked that this one is not."""


@dataclass
class Gate:
    """The state of one process.

    Attributes
    ----------
    form_key
        Seals the forms of this process; after a restart an open form is asked for again.
    flows
        Sign-ins at a provider that have begun, by the token in their cookie (`access.entrance.oidc_routes`).
    provider
        The provider as Authlib knows it, once it was asked for.
    """

    settings: Settings
    database: Database
    form_key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    websocket_registry: WebsocketRegistry = field(default_factory=WebsocketRegistry)
    flows: dict[str, Flow] = field(default_factory=dict, repr=False)
    provider: Any = None

    def __post_init__(self) -> None:
        """Know nobody yet."""
        self._visits: dict[str, tuple[float, Visit | None]] = {}
        self._contacts = ContactReader(self.database)
        self._looking = CapacityLimiter(_LOOKING_AT_ONCE)
        self._hashing = CapacityLimiter(_HASHING_AT_ONCE)
        self._waiting_of: Counter[str] = Counter()

    async def visit(self, token: str | None) -> Visit | None:
        """The visit that a token belongs to; the table is asked unless it was a moment ago."""
        if token is None or not is_token(token):
            return None
        until, visit = self._visits.get(fingerprint(token), (0.0, None))
        if time.monotonic() < until:
            return visit
        return await self.look_up(token)

    async def look_up(self, token: str) -> Visit | None:
        """The visit that a token belongs to at this very moment; the table is asked."""
        visit = await self.in_thread(find_visit, self.database, self.settings, token, now=datetime.now(UTC))
        if len(self._visits) >= _MOST_VISITS:
            self._visits.clear()
        self._visits[fingerprint(token)] = (time.monotonic() + VISIT_BELIEVED_SECONDS, visit)
        return visit

    async def contact(self, token: str | None) -> Contact | None:
        """The display that a token belongs to, and the state of the figures; the table is asked each time.

        A wall asks once in fifteen seconds, so that nothing believed for a moment would spare a question.
        """
        if token is None or not is_token(token):
            return None
        contact = await self._contact_of(fingerprint(token))
        if contact is not None:
            displays.hear(self.database, contact.display_id, now=datetime.now(UTC))
        return contact

    async def _contact_of(self, token_hash: str) -> Contact | None:
        try:
            return await self._contacts.read_quickly(token_hash)
        except BusyDatabaseError as error:
            # One line: every wall asks again every fifteen seconds, for as long as the database is away.
            _log.warning("A display is looked up the long way: %s", type(error.__cause__).__name__)
        return await self.in_thread(self._contacts.read, token_hash)

    def forget(self, token: str | None) -> None:
        """Believe nothing any more of what is known of a token, whose sign-in has just ended."""
        if token is not None:
            self._visits.pop(fingerprint(token), None)
            self.websocket_registry.end(fingerprint(token).__eq__)

    async def in_thread(self, work: Callable[..., Given], *args: object, **named: object) -> Given:
        """Do what asks the store beside the loop that serves everybody."""
        return await to_thread.run_sync(lambda: work(*args, **named), limiter=self._looking)

    async def hashing(self, address: str, work: Callable[..., Given], *args: object, **named: object) -> Given:
        """Do what hashes a password; each takes 64 MiB, so few at once and not too many waiting.

        Parameters
        ----------
        address
            Address that asks (`access.accounts.rate_limit.counted_address`): one alone does not take the turns of all.

        Raises
        ------
        TooBusyError
            Where too many wait already, of all or of this address.
        """
        is_full = self._hashing.statistics().tasks_waiting >= _MOST_WAITING
        if is_full or self._waiting_of[address] >= _MOST_WAITING_OF_ADDRESS:
            raise TooBusyError
        self._waiting_of[address] += 1
        try:
            return await to_thread.run_sync(lambda: work(*args, **named), limiter=self._hashing)
        finally:
            self._waiting_of[address] -= 1
            self._waiting_of += Counter()  # keeps those above 0 alone

    @asynccontextmanager
    async def watching(self, _app: object) -> AsyncIterator[None]:
        """Watch over the open websockets while the server runs."""
        await to_thread.run_sync(passwords.prepare)
        tasks = [asyncio.create_task(self._watch()), asyncio.create_task(self._tidy_up())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await self._contacts.close()

    async def _watch(self) -> None:
        last_answer = time.monotonic()
        is_answered = True
        while True:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            present = self.websocket_registry.sign_ins
            if not present:
                last_answer = time.monotonic()
                continue
            try:
                now = datetime.now(UTC)
                held = await self.in_thread(still_holding, self.database, self.settings, present, now=now)
                last_answer, is_answered = time.monotonic(), True
            except Exception as error:
                # Of a database that does not answer once, and in a line: it is asked every few seconds.
                if not isinstance(error, UnusableDatabaseError):
                    _log.exception("The sign-ins could not be looked up.")
                elif is_answered:
                    _log.warning("The sign-ins could not be looked up: %s", error)
                is_answered = False
                held = set() if time.monotonic() - last_answer > _BLIND_SECONDS else present
            self.websocket_registry.end((present - held).__contains__)

    async def _tidy_up(self) -> None:
        while True:
            try:
                await self.in_thread(tidy_up, self.database, self.settings, now=datetime.now(UTC))
            except UnusableDatabaseError as error:
                # An import under way is no fault: the next hour comes.
                _log.warning("What is too old stays for another hour: %s", error)
            except Exception:
                _log.exception("What is too old could not be removed.")
            await asyncio.sleep(_TIDY_EVERY_SECONDS)


def tidy_up(database: Database, settings: Settings, *, now: datetime) -> None:
    """Remove ended sign-ins, old attempts, and what access log and old imports may not keep any longer."""
    with database.write(beside_imports=True) as session:
        forget_ended(session, before=now - _KEPT_AFTER_THE_END)
        forget_unused(session, before=now - _KEPT_AFTER_THE_END)
        forget_before(session, now - timedelta(days=settings.access_log_days))
    # Not beside imports: these remove the same rows.
    with database.write() as session:
        forget_old(session, now=now)
