"""What the guard lets through of a websocket, how much of it, and what becomes of it when the tab closes."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest, BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import AppTest

from access.accounts import account_admin
from access.accounts.sign_in import Caller, enter
from access.entrance import gate as gates
from access.entrance.gate import Gate, TooBusyError
from access.guard.guard import STREAM, Guard
from access.guard.headers import SafeHeaders
from access.traffic import traffic
from access.traffic import uploads as uploading
from access.traffic.inbox import MOST_WAITING, TOO_MANY
from access.traffic.owners import Owners
from access.traffic.traffic import COSTS, Budget, Wire
from access.traffic.uploads import MOST_AT_ONCE, MOST_KEPT, TooManyUploadsError, Uploads
from access.traffic.websocket_registry import ENDED, TrackedWebSocket
from census.access.identity import Role, RoleKind
from tests.access.conftest import NOW
from tests.support import PATIENCE_SECONDS
from tests.support.processes.guarded import PASSWORD, wanted
from ui.shell.wire import files_of, kind_of, session_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from census.settings import Settings
    from data_access.store.engine import Database

HOST = "127.0.0.1:8501"
REFUSED = {
    "clear_cache",
    "set_run_on_save",
    "load_git_info",
    "debug_disconnect_websocket",
    "debug_shutdown_runtime",
    "app_heartbeat",
    "install_skills",
    "dismiss_skills_nudge",
}
"""Kinds of messages that Streamlit takes and the product has no use for."""


def every_kind() -> Iterator[tuple[str, BackMsg]]:
    """Give one message of each kind that Streamlit knows, as its own protocol lists them."""
    for each in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields:
        message = BackMsg()
        if each.name == "backend_operation_request":
            for payload in BackendOperationRequest.DESCRIPTOR.oneofs_by_name["payload"].fields:
                operation = BackMsg()
                getattr(operation.backend_operation_request, payload.name).SetInParent()
                yield payload.name, operation
        elif each.message_type is not None:
            getattr(message, each.name).SetInParent()
            yield each.name, message
        else:
            setattr(message, each.name, True)
            yield each.name, message


class Machine:
    """Streamlit as the guard knows it: scripts run until they are told to be over."""

    def __init__(self) -> None:
        self.scripts: set[str] = set()
        self.files: list[str] = []
        self.wire = Wire(kind_of, session_of, files_of, lambda: self.scripts, lambda: tuple(self.files))


class Browser:
    """A tab at the guard, and the application behind it that keeps what it is given."""

    def __init__(self, guard: Guard, received: dict[int, list[bytes]], token: str) -> None:
        self.sent: list[dict[str, Any]] = []
        self._coming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._coming.put_nowait({"type": "websocket.connect"})
        headers = {
            "host": HOST,
            "origin": f"http://{HOST}",
            "cookie": f"kawal={token}",
            "sec-websocket-protocol": "streamlit",
        }
        scope: dict[str, Any] = {
            "type": "websocket",
            "path": STREAM,
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "extensions": {"websocket.http.response": {}},
        }
        number = len(received)
        scope["test"] = number
        self.received = received[number] = []
        self.task = asyncio.create_task(guard(scope, self._coming.get, self._send))

    async def _send(self, message: Any) -> None:
        self.sent.append(message)

    def say(self, message: BackMsg | bytes) -> None:
        raw = message if isinstance(message, bytes) else message.SerializeToString()
        self._coming.put_nowait({"type": "websocket.receive", "bytes": raw})

    def close(self) -> None:
        self._coming.put_nowait({"type": "websocket.disconnect", "code": 1001})

    @property
    def kinds(self) -> list[str]:
        return [kind_of(raw) for raw in self.received]

    @property
    def codes(self) -> list[int]:
        return [message["code"] for message in self.sent if message["type"] == "websocket.close"]


class Place:
    """A guard with two accounts in front of an application that keeps what it receives."""

    def __init__(self, store: Database, settings: Settings, **limits: Any) -> None:
        self.database, self.settings = store, settings.model_copy(update=limits)
        self.machine = Machine()
        self.received: dict[int, list[bytes]] = {}
        self.accounts = {
            login: account_admin.add(store, login=login, label=login, password=PASSWORD, roles=roles, by=None, now=NOW)
            for login, roles in (("bupati", [Role(RoleKind.REGENT)]), ("operator", [Role(RoleKind.OPERATOR)]))
        }
        self.guard = Guard(
            self._app,
            gate=Gate(self.settings, store),
            headers=SafeHeaders(self.settings, ()),
            most_uploaded=1_000,
            wire=self.machine.wire,
        )

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        # As Streamlit's own handler: what comes sets something going in the very same step.
        kept, session = self.received[scope["test"]], f"session-{scope['test']}"
        await receive()
        await send({"type": "websocket.accept", "subprotocol": "streamlit"})
        while (message := await receive())["type"] == "websocket.receive":
            kept.append(message["bytes"])
            kind = kind_of(message["bytes"])
            if kind == "rerun_script":
                self.machine.scripts.add(session)
                begun = ForwardMsg()
                begun.new_session.initialize.session_id = session
                await send({"type": "websocket.send", "bytes": begun.SerializeToString()})
            if kind == "deferred_file":
                self.machine.files.append(session)

    def token(self, login: str) -> str:
        now = datetime.now(UTC)
        with self.database.write(beside_imports=True) as session:
            return enter(
                session, self.settings, self.accounts[login], method="test", caller=Caller("127.0.0.1"), now=now
            ).token

    def open(self, token: str) -> Browser:
        return Browser(self.guard, self.received, token)


async def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not is_so():
            await asyncio.sleep(0.005)


async def settle() -> None:
    """Let everything happen that can happen without anything new, lookups in threads included."""
    for _ in range(40):
        await asyncio.sleep(0.01)


@pytest.fixture
def place(store: Database, settings: Settings, light_hashing: None) -> Callable[..., Place]:
    def make(**limits: Any) -> Place:
        return Place(store, settings, **limits)

    return make


# --- which messages -----------------------------------------------------------------------------------------


def test_each_message_of_streamlits_is_either_needed_or_refused() -> None:
    """A kind that a later version adds is refused until somebody has looked at it; this says so."""
    assert {kind for kind, _message in every_kind()} == COSTS.keys() | REFUSED
    assert all(kind_of(message.SerializeToString()) == kind for kind, message in every_kind())


@pytest.mark.parametrize("login", ["bupati", "operator"])
def test_only_what_the_product_needs_is_let_through(place: Callable[..., Place], login: str) -> None:
    async def run() -> list[str]:
        here = place(account_runs=20)
        tab = here.open(here.token(login))
        for _kind, message in every_kind():
            tab.say(message)
        for garbage in (b"", b"\xff" * 1_000, b"\x08"):
            tab.say(garbage)
        tab.say(wanted("akun"))
        await until(lambda: tab.kinds.count("rerun_script") == 2)
        tab.close()
        await tab.task
        return tab.kinds

    needed = set(COSTS) - (set() if login == "operator" else {"file_urls_request"})
    assert set(asyncio.run(run())) == needed


def test_text_is_not_taken(place: Callable[..., Place]) -> None:
    async def run() -> Browser:
        here = place()
        tab = here.open(here.token("bupati"))
        tab._coming.put_nowait({"type": "websocket.receive", "text": "hello"})
        await tab.task
        return tab

    tab = asyncio.run(run())
    assert tab.received == []
    assert tab.codes == [1003]


# --- how many -----------------------------------------------------------------------------------------------


def test_what_is_above_the_budget_waits_and_a_flood_closes_the_tab_with_a_sentence(place: Callable[..., Place]) -> None:
    async def run() -> tuple[Browser, Browser]:
        here = place(account_messages=30)
        token = here.token("bupati")
        flooding, other = here.open(token), here.open(here.token("operator"))
        for _ in range(MOST_WAITING):
            flooding.say(wanted())
        await until(lambda: len(flooding.received) >= 10)
        for _ in range(4 * MOST_WAITING):
            flooding.say(wanted())
        await flooding.task
        other.say(wanted())
        await until(lambda: bool(other.received))
        other.close()
        await other.task
        return flooding, other

    flooding, other = asyncio.run(run())
    # 15 at once and one every two seconds, whatever the machine does meanwhile.
    assert len(flooding.received) < MOST_WAITING
    (closed,) = (message for message in flooding.sent if message["type"] == "websocket.close")
    assert closed["code"] == TOO_MANY
    assert "wait a moment" in closed["reason"]
    assert len(closed["reason"].encode()) <= 123
    assert other.codes == []


def test_messages_too_large_to_wait_close_the_tab(place: Callable[..., Place]) -> None:
    async def run() -> Browser:
        here = place(account_messages=30)
        tab = here.open(here.token("bupati"))
        for _ in range(40):
            tab.say(b"\xff" * 200_000)
        await tab.task
        return tab

    assert asyncio.run(run()).codes == [TOO_MANY]


def test_what_waits_of_a_closed_tab_is_dropped(place: Callable[..., Place]) -> None:
    async def run() -> int:
        here = place(account_messages=30)
        tab = here.open(here.token("bupati"))
        for _ in range(MOST_WAITING):
            tab.say(wanted())
        await until(lambda: len(tab.received) >= 10)
        tab.close()
        async with asyncio.timeout(PATIENCE_SECONDS):
            await tab.task
        return len(tab.received)

    assert asyncio.run(run()) < MOST_WAITING


def test_an_account_has_so_many_tabs_over_all_its_sign_ins(place: Callable[..., Place]) -> None:
    async def run() -> tuple[Browser, Browser]:
        here = place(account_tabs=3)
        tokens = [here.token("bupati") for _ in range(2)]
        held = [here.open(tokens[number % 2]) for number in range(3)]
        await until(lambda: all(tab.sent for tab in held))
        refused, other = here.open(tokens[0]), here.open(here.token("operator"))
        await refused.task
        await until(lambda: bool(other.sent))
        held[0].close()
        await held[0].task
        again = here.open(tokens[0])
        await until(lambda: bool(again.sent))
        assert again.sent[0]["type"] == "websocket.accept"
        for tab in [*held[1:], other, again]:
            tab.close()
            await tab.task
        return refused, other

    refused, other = asyncio.run(run())
    assert refused.sent[0]["status"] == 429
    assert b"Close one" in refused.sent[1]["body"]
    assert refused.received == []
    assert other.sent[0]["type"] == "websocket.accept"


@given(
    st.lists(st.tuples(st.floats(0, 30), st.sampled_from([0.5, 1.0, 2.0, 4.0])), max_size=60),
    st.floats(4, 100),
    st.floats(0.1, 20),
)
def test_no_window_of_time_passes_more_than_the_budget(
    asked: list[tuple[float, float]], most: float, rate: float
) -> None:
    budget, now, taken = Budget(most, rate), 0.0, []
    for pause, cost in asked:
        now += pause
        now += budget.wait(cost, now=now)
        budget.take(cost, now=now)
        taken.append((now, cost))
    for begin, (first, _cost) in enumerate(taken):
        total = 0.0
        for moment, cost in taken[begin:]:
            total += cost
            assert total <= most + (moment - first) * rate + 1e-6


# --- how many at a time -------------------------------------------------------------------------------------


def test_an_account_runs_so_many_scripts_at_a_time_and_others_are_not_held_up(place: Callable[..., Place]) -> None:
    async def run() -> None:
        here = place(account_runs=2)
        token = here.token("bupati")
        tabs = [here.open(token) for _ in range(4)]
        for tab in tabs:
            tab.say(wanted())
        await until(lambda: sum(bool(tab.received) for tab in tabs) == 2)
        await settle()
        began = [tab for tab in tabs if tab.received]
        assert len(began) == 2
        other = here.open(here.token("operator"))
        other.say(wanted())
        await until(lambda: bool(other.received))
        # A script that runs takes up what its own tab asks for.
        began[0].say(wanted())
        await until(lambda: len(began[0].received) == 2)
        here.machine.scripts.clear()
        await until(lambda: all(tab.received for tab in tabs))
        for tab in [*tabs, other]:
            tab.close()
            await tab.task

    asyncio.run(run())


def test_a_script_whose_tab_is_gone_still_counts(place: Callable[..., Place]) -> None:
    async def run() -> None:
        here = place(account_runs=1)
        token = here.token("bupati")
        for _ in range(2):
            first = here.open(token)
            first.say(wanted())
            await until(lambda tab=first: bool(tab.received))  # type: ignore[misc]
            first.close()
            await first.task
            second = here.open(token)
            second.say(wanted())
            await settle()
            assert second.received == []
            second.close()
            await second.task
            here.machine.scripts.clear()

    asyncio.run(run())


def test_what_runs_for_long_gives_its_turn_away_but_not_without_end(
    place: Callable[..., Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import of a minute does not keep the other tabs of the operator waiting."""
    monkeypatch.setattr(traffic, "LONG_RUN_SECONDS", 0.0)

    async def run() -> None:
        here = place(account_runs=1)
        token = here.token("bupati")
        tabs = [here.open(token) for _ in range(5)]
        for tab in tabs:
            tab.say(wanted())
        most = 1 + traffic.MOST_LONG_RUNS
        await until(lambda: sum(bool(tab.received) for tab in tabs) == most)
        await settle()
        assert sum(bool(tab.received) for tab in tabs) == most
        for tab in tabs:
            tab.close()
            await tab.task

    asyncio.run(run())


def test_files_are_made_so_many_at_a_time(place: Callable[..., Place]) -> None:
    file = BackMsg()
    file.backend_operation_request.deferred_file.SetInParent()

    async def run() -> None:
        here = place(account_runs=1)
        tab = here.open(here.token("bupati"))
        # The page itself still runs: a file does not wait for it, nor it for a file.
        tab.say(wanted())
        for _ in range(3):
            tab.say(file)
        await until(lambda: len(here.machine.files) == 1)
        await settle()
        assert len(here.machine.files) == 1
        here.machine.files.clear()
        await until(lambda: len(here.machine.files) == 1)
        tab.close()
        await tab.task

    asyncio.run(run())


def test_streamlit_runs_one_script_of_a_session_at_a_time() -> None:
    """Else every message begins a thread of its own, and the limits above count sessions that run many."""
    assert config.get_option("runner.fastReruns") is False


def test_a_script_that_runs_is_seen_to_run() -> None:
    """What the limits count is read from the threads of Streamlit; should it name them otherwise, this says so."""

    def script() -> None:
        import streamlit as st

        from ui.shell.wire import current_session, running

        st.text(str(bool(current_session()) and current_session() in running()))

    assert AppTest.from_function(script, default_timeout=PATIENCE_SECONDS).run().text[0].value == "True"


# --- whoever is not there any more --------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["roles", "off"])
def test_nothing_is_set_going_for_whoever_has_other_roles_since(place: Callable[..., Place], change: str) -> None:
    """A callback of the page would still run as it was made, for the role of before."""

    async def run() -> Browser:
        here = place()
        tab = here.open(here.token("bupati"))
        tab.say(wanted())
        await until(lambda: bool(tab.received))
        number = here.accounts["bupati"]
        if change == "roles":
            account_admin.set_roles(here.database, number, [], by=None, now=NOW)
        else:
            account_admin.disable(here.database, number, by=None, now=NOW)
        tab.say(wanted())
        await tab.task
        return tab

    tab = asyncio.run(run())
    assert len(tab.received) == 1
    assert tab.codes == [ENDED]


def test_a_turn_that_comes_when_the_role_has_changed_is_not_taken(place: Callable[..., Place]) -> None:
    async def run() -> Browser:
        here = place(account_runs=1)
        token = here.token("bupati")
        first, waiting = here.open(token), here.open(token)
        first.say(wanted())
        await until(lambda: bool(first.received))
        waiting.say(wanted())
        await settle()
        account_admin.set_roles(here.database, here.accounts["bupati"], [], by=None, now=NOW)
        here.machine.scripts.clear()
        await waiting.task
        first.close()
        await first.task
        return waiting

    waiting = asyncio.run(run())
    assert waiting.received == []
    assert waiting.codes == [ENDED]


def test_a_file_is_not_offered_by_being_named() -> None:
    """Pages repeat what their address asks for; only where Streamlit offers a file is it one's own."""

    async def run() -> Owners:
        async def nothing(_message: Any = None) -> Any: ...

        owners, websocket = Owners(session_of, files_of), TrackedWebSocket("mine", nothing, nothing, account_id=1)
        send = owners.learning(websocket, lambda _session, _account: None)
        for address, field in (("/media/named.csv", "markdown"), ("/media/offered.csv", "download_button")):
            message = ForwardMsg()
            element = getattr(message.delta.new_element, field)
            setattr(element, "body" if field == "markdown" else "url", address)
            await send({"type": "websocket.send", "bytes": message.SerializeToString()})
        made = ForwardMsg()
        made.backend_operation_response.deferred_file.url = "/media/made.xlsx"
        await send({"type": "websocket.send", "bytes": made.SerializeToString()})
        return owners

    owners = asyncio.run(run())
    assert [owners.owns_file("mine", f"/media/{name}.x") for name in ("named", "offered", "made")] == [
        False,
        True,
        True,
    ]
    assert not owners.owns_file("other", "/media/offered.csv")


# --- the work of signing in, and uploads --------------------------------------------------------------------


def test_one_address_does_not_take_all_turns_of_checking_passwords(store: Database, settings: Settings) -> None:
    async def run() -> None:
        gate, go = Gate(settings, store), threading.Event()
        most = gates._MOST_WAITING_OF_ADDRESS
        held = [asyncio.create_task(gate.hashing("10.0.0.1", go.wait)) for _ in range(most)]
        await asyncio.sleep(0)
        with pytest.raises(TooBusyError):
            await gate.hashing("10.0.0.1", go.wait)
        elsewhere = asyncio.create_task(gate.hashing("10.0.0.2", go.wait))
        await asyncio.sleep(0)
        go.set()
        assert all(await asyncio.gather(*held, elsewhere))
        assert await gate.hashing("10.0.0.1", go.wait)

    asyncio.run(run())


def test_uploads_are_counted_at_once_and_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, present = [0.0], {"a", "b"}
    monkeypatch.setattr("access.traffic.uploads.time.monotonic", lambda: clock[0])
    uploads = Uploads(lambda: present)
    for number in range(MOST_AT_ONCE):
        uploads.begin(1, "a", str(number))
    with pytest.raises(TooManyUploadsError):
        uploads.begin(1, "b", "one more at once")
    uploads.begin(2, "c", "another account's")
    for _ in range(MOST_AT_ONCE):
        uploads.end(1)
    for number in range(MOST_AT_ONCE, MOST_KEPT):
        uploads.begin(1, "ab"[number % 2], str(number))
        uploads.end(1)
    # The same one once more takes no room, another does, in whichever tab.
    uploads.begin(1, "a", "0")
    uploads.end(1)
    for session in ("a", "b", "new"):
        with pytest.raises(TooManyUploadsError):
            uploads.begin(1, session, "one more")
    uploads.forget("a", "0")
    uploads.begin(1, "new", "one more")
    uploads.end(1)
    # Those of a tab that is gone are gone with it, after a while.
    present.remove("b")
    clock[0] += uploading.KEPT_AFTER_SECONDS - 1
    with pytest.raises(TooManyUploadsError):
        uploads.begin(1, "a", "two more")
    clock[0] += 2
    uploads.begin(1, "a", "two more")
