"""Budget, turns and tabs of each account: how much it may ask for, how often, how much at once (decision 109)."""

import asyncio
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from access.traffic.websocket_registry import TrackedWebSocket
from census.settings import Settings

RUN, STOP, FILE, ROWS, UPLOAD = "rerun_script", "stop_script", "deferred_file", "dataframe_chunk", "file_urls_request"
COSTS = {RUN: 1.0, STOP: 1.0, FILE: 4.0, ROWS: 0.5, UPLOAD: 1.0}
"""Messages of Streamlit's page that the product needs, and what they take from the budget; no other is let through."""
FOR_OPERATORS = frozenset({UPLOAD})
COST_OF_OTHERS, COST_OF_A_TAB = 1.0, 2.0
WATCHED = frozenset({RUN, FILE, ROWS, UPLOAD})
"""Messages before which is looked up anew whether the sign-in holds, with the roles it had."""
LONG_RUN_SECONDS, MOST_LONG_RUNS = 10.0, 2
"""What runs for longer, such as the import of a large file, gives its turn away; of that so many at a time."""
_LOOK_AGAIN_SECONDS = 0.02
_BEGINS_WITHIN_SECONDS = 1.0
_NAMES_ITSELF_WITHIN_SECONDS = 30.0
_MOST_ACCOUNTS = 10_000


@dataclass(frozen=True, slots=True)
class Wire:
    """What the guard must know of Streamlit, which `access` does not import.

    Attributes
    ----------
    kind_of
        Gives the kind of a message of the browser; of what is none, the empty text.
    session_of
        Gives the number of the session that a message to the browser names; the empty text for none.
    files_of
        Gives the addresses of files that a message to the browser offers.
    running
        Gives the sessions whose script runs at this moment, also of those whose websocket is gone.
    making
        Gives the session of each file that is being made.
    """

    kind_of: Callable[[bytes], str]
    session_of: Callable[[bytes], str]
    files_of: Callable[[bytes], Sequence[str]]
    running: Callable[[], Collection[str]]
    making: Callable[[], Sequence[str]]


@dataclass
class Budget:
    """A token bucket: `most` at once, `per_second` in the long run.

    Examples
    --------
    >>> budget = Budget(most=2, per_second=0.5)
    >>> [budget.wait(1, now=0), budget.take(1, now=0), budget.take(1, now=0), budget.wait(1, now=0)]
    [0.0, None, None, 2.0]
    """

    most: float
    per_second: float
    _left: float = field(init=False)
    _at: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        """Begin with all of it."""
        self._left = self.most

    def wait(self, cost: float, *, now: float) -> float:
        """The seconds after which there is enough."""
        self._fill(now)
        return max(0.0, (cost - self._left) / self.per_second)

    def take(self, cost: float, *, now: float) -> None:
        """Take what was waited for."""
        self._fill(now)
        self._left -= cost

    def is_full(self, *, now: float) -> bool:
        """Tell whether the budget is as a new one: then it can be forgotten."""
        self._fill(now)
        return self._left >= self.most

    def _fill(self, now: float) -> None:
        self._left = min(self.most, self._left + max(0.0, now - self._at) * self.per_second)
        self._at = max(self._at, now)


@dataclass
class Account:
    """What is under way of one account.

    Attributes
    ----------
    budget
        Of messages.
    websockets
        Its tabs.
    closing
        Moments (monotonic seconds) until which a run counts that was asked for by a tab which was gone before its
        session had a name.
    """

    budget: Budget
    websockets: set[TrackedWebSocket] = field(default_factory=set)
    closing: list[float] = field(default_factory=list)


@dataclass(slots=True)
class TrackedSession:
    """A session of Streamlit's: of which account, and when (monotonic seconds) its script was last set going."""

    account_id: int
    begun_at: float


class Traffic:
    """What is under way of every account.

    Parameters
    ----------
    settings
        Whose limits hold.
    wire
        How Streamlit speaks.
    """

    def __init__(self, settings: Settings, wire: Wire) -> None:
        self._settings, self._wire = settings, wire
        self._accounts: dict[int, Account] = {}
        self._sessions: dict[str, TrackedSession] = {}

    def account_of(self, account_id: int) -> Account:
        """What is under way of an account."""
        account = self._accounts.get(account_id)
        if account is None:
            if len(self._accounts) >= _MOST_ACCOUNTS:
                self._forget_idle()
            a_minute = self._settings.account_messages
            account = self._accounts[account_id] = Account(Budget(a_minute / 2, a_minute / 60))
        return account

    def _forget_idle(self) -> None:
        now = time.monotonic()
        idle = [
            account_id
            for account_id, account in self._accounts.items()
            if not account.websockets and account.budget.is_full(now=now)
        ]
        for account_id in idle:
            del self._accounts[account_id]

    def has_room(self, account_id: int) -> bool:
        """Tell whether an account may open a further tab."""
        return len(self.account_of(account_id).websockets) < self._settings.account_tabs

    def enter(self, websocket: TrackedWebSocket) -> bool:
        """Keep a tab; False where its account has too many."""
        if not self.has_room(websocket.account_id):
            return False
        self.account_of(websocket.account_id).websockets.add(websocket)
        return True

    def leave(self, websocket: TrackedWebSocket) -> None:
        """Forget a tab; what still runs of it counts on."""
        account = self.account_of(websocket.account_id)
        account.websockets.discard(websocket)
        if websocket.asked_at is not None and not websocket.session:
            account.closing.append(time.monotonic() + _NAMES_ITSELF_WITHIN_SECONDS)

    async def take(self, account_id: int, cost: float, gone: asyncio.Event | None = None) -> None:
        """Wait until the budget of an account holds enough and take it, unless the tab is gone before."""
        budget, gone = self.account_of(account_id).budget, gone or asyncio.Event()
        while (seconds := budget.wait(cost, now=time.monotonic())) > 0:
            if await _happens(gone, seconds):
                return
        budget.take(cost, now=time.monotonic())

    async def wait_for_turn(self, websocket: TrackedWebSocket, kind: str, gone: asyncio.Event) -> None:
        """Wait until a run or a file may begin, unless the tab is gone before.

        Who calls it hands the message on soon: what is set going counts from now on, for a moment unseen.
        """
        while not self._may_begin(websocket, kind):
            if await _happens(gone, _LOOK_AGAIN_SECONDS):
                return
        now = time.monotonic()
        if kind == FILE:
            websocket.file_asked_at = now
        elif websocket.session not in self._wire.running():
            websocket.asked_at = now
            if websocket.session in self._sessions:
                self._sessions[websocket.session].begun_at = now

    def _may_begin(self, websocket: TrackedWebSocket, kind: str) -> bool:
        account_id, most = websocket.account_id, self._settings.account_runs
        if kind == FILE:
            making = sum(self._is_of(session, account_id) for session in self._wire.making())
            asked = sum(_has_begun(tab.file_asked_at) for tab in self.account_of(account_id).websockets)
            return making + asked < most
        running = set(self._wire.running())
        # A running script takes up the new wish itself and drops its old one: no further turn is needed.
        if websocket.session in running:
            return True
        scripts, long = self._scripts(account_id, running)
        return scripts - min(long, MOST_LONG_RUNS) < most

    def _scripts(self, account_id: int, running: set[str]) -> tuple[int, int]:
        """How many scripts of an account run, and how many of them have for long."""
        account, now = self.account_of(account_id), time.monotonic()
        account.closing = [until for until in account.closing if until > now]
        open_sessions = {websocket.session for websocket in account.websockets}
        busy = sum(_is_busy(websocket, running) for websocket in account.websockets)
        mine = [session for session in running if self._is_of(session, account_id)]
        left_behind = sum(session not in open_sessions for session in mine)
        long = sum(now - self._sessions[session].begun_at > LONG_RUN_SECONDS for session in mine)
        return busy + left_behind + len(account.closing), long

    def _is_of(self, session: str, account_id: int) -> bool:
        tracked = self._sessions.get(session)
        return tracked is not None and tracked.account_id == account_id

    def open_sessions(self) -> set[str]:
        """The sessions that have a tab."""
        return {websocket.session for account in self._accounts.values() for websocket in account.websockets}

    def learn(self, session: str, account_id: int) -> None:
        """Remember whose a session is, as long as it runs or its tab is open."""
        if len(self._sessions) >= _MOST_ACCOUNTS:
            kept = self.open_sessions() | set(self._wire.running())
            self._sessions = {key: value for key, value in self._sessions.items() if key in kept}
        self._sessions[session] = TrackedSession(account_id, time.monotonic())


def _is_busy(websocket: TrackedWebSocket, running: set[str]) -> bool:
    if websocket.asked_at is not None and not websocket.session:
        return time.monotonic() - websocket.asked_at < _NAMES_ITSELF_WITHIN_SECONDS
    return websocket.session in running or _has_begun(websocket.asked_at)


def _has_begun(asked_at: float | None) -> bool:
    """Tell whether something was set going so lately that nothing may be seen of it yet."""
    return asked_at is not None and time.monotonic() - asked_at < _BEGINS_WITHIN_SECONDS


async def _happens(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
