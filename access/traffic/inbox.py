"""What a tab has sent and nobody has taken yet."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from starlette.types import Message, Receive

from access.traffic.websocket_registry import TrackedWebSocket

TOO_MANY = 4429
"""Code with which a websocket closes that has asked for too much (4000-4999 are an application's own)."""
TOO_MUCH_WAITS = "Too much is asked for by this account. Please wait a moment and reload the page."
_NOT_TAKEN = 1003
"""Code of RFC 6455 for a kind of data that is not taken: text."""
MOST_WAITING, MOST_WAITING_BYTES = 60, 2 * 1024 * 1024
"""What may wait of one tab for its turn, messages and bytes."""


class Inbox:
    """What a tab has sent and the application has not taken yet; with the tab it is gone.

    uvicorn reads a websocket no further while a message waits, and then does not see it close. So each message is
    taken out at once and waits here, up to a bound (decision 110).

    Parameters
    ----------
    websocket
        The tab.
    admit
        Waits until a message may pass and tells whether it does; ends early when the event is set.
    """

    def __init__(self, websocket: TrackedWebSocket, admit: Callable[[bytes, asyncio.Event], Awaitable[bool]]) -> None:
        self._websocket, self._admit = websocket, admit
        self._waiting: deque[Message] = deque()
        self._has_come, self._gone = asyncio.Event(), asyncio.Event()
        self._end: Message = {"type": "websocket.disconnect", "code": 1006, "reason": ""}
        self._reading: asyncio.Task[None] | None = None

    @property
    def receive(self) -> Receive:
        """The next message that may pass, or the one that the tab is gone."""
        return self._receive

    async def _receive(self) -> Message:
        if self._reading is None:
            self._reading = asyncio.create_task(self._read())
        while True:
            await self._has_come.wait()
            if self._gone.is_set():
                return self._end
            message = self._waiting.popleft()
            if not self._waiting:
                self._has_come.clear()
            content = message.get("bytes")
            is_dropped = message["type"] == "websocket.receive" and (
                content is None or not await self._admit(content, self._gone)
            )
            if self._gone.is_set():
                return self._end
            if not is_dropped:
                return message

    async def _read(self) -> None:
        try:
            while True:
                message = await self._websocket.receive()
                if message["type"] == "websocket.disconnect":
                    self._end = message
                    return
                self._waiting.append(message)
                self._has_come.set()
                if message.get("text") is not None:
                    self._end = await self._websocket.close(_NOT_TAKEN, "")
                    return
                if self._is_too_much():
                    self._end = await self._websocket.close(TOO_MANY, TOO_MUCH_WAITS)
                    return
        finally:
            self._waiting.clear()
            self._gone.set()
            self._has_come.set()

    def _is_too_much(self) -> bool:
        size = sum(len(message.get("bytes") or b"") for message in self._waiting)
        return len(self._waiting) > MOST_WAITING or size > MOST_WAITING_BYTES

    def close(self) -> None:
        """Read nothing any more."""
        if self._reading is not None:
            self._reading.cancel()
