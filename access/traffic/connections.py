"""Connections of browsers, with bounds that uvicorn lacks: time for a request, size of what unpacks (decision 114)."""

import asyncio
from dataclasses import dataclass
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

from access.traffic.inbox import TOO_MANY, TOO_MUCH_WAITS
from access.traffic.traffic import Budget

LEAST_BYTES_PER_SECOND = 4_096
"""How fast the body of a request must come on average, after the first seconds."""
STALLED = 3
"""How many times as long as for headers is waited for a browser that takes nothing of an answer."""
MOST_AFTER_CLOSE = 64 * 1024
"""Bytes that a websocket may still send after it was told that it is closed."""
MOST_FRAMES = 100
"""Messages that may come in one read from a websocket."""
CONTROL_FRAMES = (100.0, 5.0)
"""Pings and pongs of a websocket: at once, and a second in the long run. A browser sends one in twenty seconds."""
_SLICE = 4_096
MOST_UNPACKED = 4 * 1024 * 1024
"""Bytes of messages that one read from a websocket may unpack to: deflated they take a thousandth of it."""
MOST_UNREAD = 16 * 1024 * 1024
"""Bytes sent to a browser that does not take them, after which it is gone."""


@dataclass(frozen=True, slots=True)
class SlowRequests:
    """How long a request may take to come; `uvicorn` itself waits for ever.

    Attributes
    ----------
    seconds
        For all headers, and for the body before its average speed counts.
    bytes_per_second
        Least average speed of a body.
    """

    seconds: float
    bytes_per_second: float = LEAST_BYTES_PER_SECOND

    def protocol(self) -> type[asyncio.Protocol]:
        """The connection that uvicorn takes, with these bounds."""

        class Bounded(TimedHttp):
            limits = self

        return Bounded


class TimedHttp(H11Protocol):
    """A connection that is closed when a request comes too slowly: its headers, or its body."""

    limits: SlowRequests
    _began = 0.0
    _received = 0
    _check: asyncio.TimerHandle | None = None
    _is_in_headers = True
    _stalled: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._stop()
        self._flows()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Wait for the browser to take some of what it asked for, but not for ever."""
        super().pause_writing()
        self._flows()
        self._stalled = self.loop.call_later(STALLED * self.limits.seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on."""
        self._flows()
        super().resume_writing()

    def _flows(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def data_received(self, data: bytes) -> None:
        """Take what has come and see what is waited for next."""
        if self._check is None:
            # The first bytes of the next request on a connection that is kept.
            self._wait()
        self._received += len(data)
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        """See whether a further request has come along with the last."""
        super().on_response_complete()
        self._look()

    def _look(self) -> None:
        state = self.conn.their_state
        is_upgraded = not self.transport.is_closing() and self.transport.get_protocol() is not self
        is_coming = state is h11.SEND_BODY or (
            state is h11.IDLE and (self.cycle is None or bool(self.conn.trailing_data[0]))
        )
        if is_upgraded or not is_coming:
            self._stop()
        elif self._check is None or self._is_in_headers != (state is h11.IDLE):
            self._stop()
            self._wait()

    def _wait(self) -> None:
        self._is_in_headers = self.conn.their_state is h11.IDLE
        self._began, self._received = self.loop.time(), 0
        self._check = self.loop.call_later(self.limits.seconds, self._is_it_time)

    def _stop(self) -> None:
        if self._check is not None:
            self._check.cancel()
            self._check = None

    def _is_it_time(self) -> None:
        self._check = None
        if self.transport.is_closing():
            return
        if not self._is_in_headers:
            allowed = self.limits.seconds + self._received / self.limits.bytes_per_second
            left = self._began + allowed - self.loop.time()
            # While the application computes, nothing more is read: then the browser is not the slow one.
            if left > 0 or self.flow.read_paused:
                self._check = self.loop.call_later(max(left, self.limits.seconds), self._is_it_time)
                return
        self.transport.abort()


class BoundedWebSocket(WebSocketsSansIOProtocol):
    """A websocket that is closed where it sends more than the loop that serves everybody should take apart."""

    _frames = 0
    _after_close = 0
    _is_cut_off = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to count what browsers never send: pings, and pongs that nobody asked for."""
        super().connection_made(transport)
        self._control = Budget(*CONTROL_FRAMES)

    def data_received(self, data: bytes) -> None:
        """Take what has come piece by piece.

        A quarter of a megabyte may unpack to a quarter of a gigabyte, or hold forty thousand messages; nobody else is
        served meanwhile.
        """
        self._after_close += len(data) if self.close_sent else 0
        if self._after_close > MOST_AFTER_CLOSE:
            self.transport.abort()
        if self._is_cut_off:
            return
        self._frames, before = 0, self._unpacked()
        for start in range(0, len(data), _SLICE):
            super().data_received(data[start : start + _SLICE])
            if self.transport.is_closing():
                return
            if self._is_too_much(before):
                self._cut_off()
                return

    def _is_too_much(self, before: int) -> bool:
        return (
            self._frames > MOST_FRAMES
            or self._unpacked() - before > MOST_UNPACKED
            or self.transport.get_write_buffer_size() > MOST_UNREAD
            or self._control.wait(0, now=self.loop.time()) > 0
        )

    def _cut_off(self) -> None:
        """Take nothing apart any more, say why where it can be said, and close."""
        if not self.handshake_complete or self.transport.get_write_buffer_size() > MOST_UNREAD:
            self.transport.abort()
            return
        if not self.close_sent:
            self.queue.put_nowait({"type": "websocket.disconnect", "code": TOO_MANY, "reason": TOO_MUCH_WAITS})
            self.conn.send_close(TOO_MANY, TOO_MUCH_WAITS)
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.close_sent = True
        self._is_cut_off = True
        # If something stayed unread, the network would drop the reason together with the connection.
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        # Whoever still sends when the connection ends never reads the reason: as long as uvicorn waits for a browser to
        # answer that it closes, in which no more than `MOST_AFTER_CLOSE` is taken.
        self.close_timer = self.loop.call_later(self.close_timeout, self.transport.close)

    def send_receive_event_to_app(self) -> None:
        """Count a message."""
        self._frames += 1
        super().send_receive_event_to_app()

    def handle_ping(self) -> None:
        """Count a ping."""
        self._control.take(1, now=self.loop.time())
        super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        """Count a pong."""
        self._control.take(1, now=self.loop.time())
        super().handle_pong(event)

    def _unpacked(self) -> int:
        # Its own messages and nobody else's: the queue has no other readers that would be disturbed.
        waiting: Any = self.queue._queue  # type: ignore[attr-defined]
        frames = sum(len(frame) for frame in self.frames)
        return frames + sum(len(message.get("bytes") or message.get("text") or b"") for message in waiting)
