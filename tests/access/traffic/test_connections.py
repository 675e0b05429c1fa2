"""Connections that come slowly, or unpack to too much: over real sockets, in front of an application that waits."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from websockets.client import ClientProtocol
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
from websockets.protocol import State
from websockets.sync.client import connect
from websockets.uri import parse_uri

from access.traffic import connections
from access.traffic.connections import BoundedWebSocket, SlowRequests
from access.traffic.inbox import TOO_MANY
from tests.support import PATIENCE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HURRIED, PATIENT = 0.3, 3.0
"""Seconds that a request may take where it shall be cut off, and where it shall not be, on a busy computer either."""
HEADERS = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\n"
LARGE, LARGE_IS_OVER = 40_000_000, threading.Event()
ASKED = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Answer a request with the size of its body after longer than one may take to send it; hear no websocket out."""
    if scope["type"] == "lifespan":
        for done in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{done}.complete"})
        return
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await receive()
        await send({"type": "websocket.send", "text": "heard"})
        await asyncio.sleep(PATIENCE_SECONDS)
        return
    if scope["path"] == "/large":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(LARGE // 1_000_000):
            await send({"type": "http.response.body", "body": b"x" * 1_000_000, "more_body": True})
        LARGE_IS_OVER.set()
        return
    size, is_more = 0, True
    while is_more:
        message = await receive()
        size, is_more = size + len(message.get("body", b"")), message.get("more_body", False)
    await asyncio.sleep(1.2 * PATIENT)
    body = str(size).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


@contextmanager
def serving(limits: SlowRequests) -> Iterator[int]:
    """Serve the application in a thread and give its port."""
    protocols: Any = {"http": limits.protocol(), "ws": BoundedWebSocket}
    config = uvicorn.Config(app, port=0, timeout_keep_alive=600, log_level="critical", **protocols)
    config.timeout_graceful_shutdown = 1
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        began = time.monotonic()
        while not server.started:
            assert time.monotonic() - began < PATIENCE_SECONDS
            time.sleep(0.01)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(PATIENCE_SECONDS)


@pytest.fixture(scope="module")
def hurried() -> Iterator[int]:
    with serving(SlowRequests(HURRIED)) as port:
        yield port


@pytest.fixture(scope="module")
def patient() -> Iterator[int]:
    with serving(SlowRequests(PATIENT)) as port:
        yield port


@contextmanager
def raw(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
        yield connection


def is_cut_off(connection: socket.socket, say: Callable[[], bytes]) -> bool:
    """Keep saying something until the server has had enough; False where it never has."""
    connection.settimeout(0.02)
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            connection.sendall(say())
            if connection.recv(1_000) == b"":
                return True
        except TimeoutError:
            continue
        except OSError:
            return True
    return False


def answered(connection: socket.socket) -> bytes:
    said = b""
    while not said.endswith(b"\r\n\r\n0") and b"\r\n\r\n" not in said[:-1]:
        part = connection.recv(1_000)
        assert part, said
        said += part
    return said


@pytest.mark.parametrize(
    ("first", "then"),
    [(b"", b""), (b"GET / HTTP/1.1\r\n", b""), (b"GET / HTTP/1.1\r\n", b"x-a: b\r\n"), (b"", b"G"), (HEADERS, b"a")],
    ids=["nothing", "half of it", "a header at a time", "a letter at a time", "a body byte by byte"],
)
def test_whoever_takes_for_ever_is_cut_off(hurried: int, first: bytes, then: bytes) -> None:
    with raw(hurried) as connection:
        connection.sendall(first)
        assert is_cut_off(connection, lambda: then)


def test_a_second_request_on_the_same_connection_is_held_to_it_as_well(patient: int) -> None:
    with raw(patient) as connection:
        connection.sendall(ASKED)
        assert b" 200 " in answered(connection)
        connection.sendall(ASKED + b"GET / HT")
        assert b" 200 " in answered(connection)
        assert is_cut_off(connection, lambda: b"")


def test_an_application_that_takes_its_time_is_no_slow_request(patient: int) -> None:
    with raw(patient) as connection:
        for _ in range(2):
            connection.sendall(ASKED)
            assert b" 200 " in answered(connection)


def test_a_body_on_a_slow_line_arrives_where_it_keeps_coming() -> None:
    with serving(SlowRequests(PATIENT, bytes_per_second=0.001)) as port, raw(port) as connection:
        connection.sendall(HEADERS)
        for _ in range(10):
            time.sleep(PATIENT / 8)
            connection.sendall(b"a" * 10_000)
        assert answered(connection).endswith(b"100000")


def test_whoever_takes_nothing_of_an_answer_is_cut_off(hurried: int) -> None:
    """Else a few hundred that ask for the largest file and read nothing hold all connections."""
    with raw(hurried) as connection:
        connection.sendall(b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n")
        assert LARGE_IS_OVER.wait(PATIENCE_SECONDS)
        taken = 0
        with suppress(ConnectionError):
            while part := connection.recv(1_000_000):
                taken += len(part)
    assert taken < LARGE


def test_an_open_websocket_is_no_slow_request(patient: int) -> None:
    with connect(f"ws://127.0.0.1:{patient}/", proxy=None) as tab:
        time.sleep(1.2 * PATIENT)
        tab.send("still here")
        assert tab.recv(timeout=PATIENCE_SECONDS) == "heard"


class Line:
    """The server's side of a connection, without a network."""

    def __init__(self) -> None:
        self.written, self.unread, self.is_cut = b"", 0, False

    def get_write_buffer_size(self) -> int:
        return self.unread

    def is_closing(self) -> bool:
        return self.is_cut

    def abort(self) -> None:
        self.is_cut = True

    close = abort

    def write(self, data: bytes) -> None:
        self.written += data

    def get_extra_info(self, _name: str) -> None: ...

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...


async def accepted(line: Line) -> tuple[BoundedWebSocket, ClientProtocol]:
    """Give both ends of an open websocket that compresses, with an application that takes one message."""
    config = uvicorn.Config(app, ws=BoundedWebSocket, log_level="critical")
    config.load()
    server = BoundedWebSocket(config, uvicorn.server.ServerState(), {})
    server.connection_made(line)  # type: ignore[arg-type]
    client = ClientProtocol(parse_uri("ws://x/"), extensions=[ClientPerMessageDeflateFactory()], max_size=None)
    client.send_request(client.connect())
    server.data_received(b"".join(client.data_to_send()))
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not line.written:
            await asyncio.sleep(0)
    client.receive_data(line.written)
    assert client.state is State.OPEN
    client.events_received()
    return server, client


def test_messages_that_unpack_to_a_thousand_times_their_size_are_not_all_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unpacked: list[int] = []
    plain = BoundedWebSocket.send_receive_event_to_app

    def count(self: BoundedWebSocket) -> None:
        unpacked.append(sum(len(frame) for frame in self.frames))
        plain(self)

    monkeypatch.setattr(BoundedWebSocket, "send_receive_event_to_app", count)

    async def run() -> bool:
        line = Line()
        server, client = await accepted(line)
        for _ in range(100):
            client.send_binary(b"\0" * 900_000)
        bombs = b"".join(client.data_to_send())
        assert len(bombs) < 256 * 1024, "more than one read takes"
        server.data_received(bombs)
        return close_code(line, client) == TOO_MANY

    assert asyncio.run(run())
    assert sum(unpacked) < 3 * connections.MOST_UNPACKED


def test_what_a_browser_asks_for_and_does_not_take_is_not_kept_for_ever() -> None:
    """Each ping is answered at once; whoever reads no answer lets them pile up."""

    async def run() -> bool:
        line = Line()
        server, client = await accepted(line)
        client.send_ping(b"x" * 100)
        server.data_received(b"".join(client.data_to_send()))
        assert not line.is_cut
        assert line.written.endswith(b"x" * 100)
        line.unread = connections.MOST_UNREAD + 1
        client.send_ping(b"x" * 100)
        server.data_received(b"".join(client.data_to_send()))
        return line.is_cut

    assert asyncio.run(run())


def close_code(line: Line, client: ClientProtocol) -> int | None:
    client.receive_data(line.written[line.written.index(b"\r\n\r\n") + 4 :])
    return client.close_rcvd.code if client.close_rcvd else None


@pytest.mark.parametrize("kind", ["messages", "pings"])
def test_a_flood_in_one_read_is_not_taken_apart(kind: str) -> None:
    """Ten thousand frames take a second in which nobody else is served."""

    async def run() -> tuple[bool, int | None, int]:
        line = Line()
        server, client = await accepted(line)
        for number in range(10_000):
            if kind == "messages":
                client.send_binary(b"x")
            else:
                client.send_ping(b"%d" % number)
        flood, begun = b"".join(client.data_to_send()), asyncio.get_running_loop().time()
        server.data_received(flood[: 256 * 1024])
        waiting = server.queue.qsize()
        assert server.close_timer is not None
        assert server.close_timer.when() >= begun + server.close_timeout
        server.data_received(flood[: connections.MOST_AFTER_CLOSE // 2])
        assert server.queue.qsize() == waiting
        assert not line.is_cut
        server.data_received(flood[: connections.MOST_AFTER_CLOSE])
        return line.is_cut, close_code(line, client), waiting

    is_cut, code, waiting = asyncio.run(run())
    assert is_cut
    assert code == TOO_MANY
    assert waiting < 1_000


def test_as_many_messages_as_a_page_sends_are_taken() -> None:
    async def run() -> bool:
        line = Line()
        server, client = await accepted(line)
        for number in range(50):
            client.send_binary(os.urandom(20_000))
            client.send_ping(b"%d" % number)
            server.data_received(b"".join(client.data_to_send()))
            await asyncio.sleep(0)
        return line.is_cut

    assert not asyncio.run(run())


def test_whoever_is_told_to_close_does_not_go_on_sending() -> None:
    async def run() -> bool:
        line = Line()
        server, client = await accepted(line)
        server.close_sent = True
        for _ in range(2 + connections.MOST_AFTER_CLOSE // 50_000):
            client.send_binary(os.urandom(50_000))
            server.data_received(b"".join(client.data_to_send()))
        return line.is_cut

    assert asyncio.run(run())
