"""Open websockets by sign-in: when a sign-in no longer holds, every one of its tabs is cut off."""

import asyncio
from collections.abc import Callable
from typing import Any

from starlette.types import Message, Receive, Send

ENDED = 4401
"""Code with which a websocket closes whose sign-in has ended (4000-4999 are an application's own)."""


class TrackedWebSocket:
    """One websocket of a sign-in, between the server and the application.

    Parameters
    ----------
    token_hash
        Whose it is.
    receive, send
        The server's side.
    account_id
        Account that has signed in, keyword-only.

    Attributes
    ----------
    session
        Number of the session that Streamlit has given it; the empty text until that is known.
    asked_at, file_asked_at
        Moments (monotonic seconds) at which it has last set a page and a file going (`access.traffic.traffic`).
    """

    def __init__(self, token_hash: str, receive: Receive, send: Send, *, account_id: int = 0) -> None:
        self.token_hash, self.account_id = token_hash, account_id
        self.session = ""
        self.asked_at: float | None = None
        self.file_asked_at: float | None = None
        self._receive, self._send = receive, send
        self._ended = asyncio.Event()
        self._waiting: asyncio.Future[Message] | None = None
        self._is_closed = False

    @property
    def has_ended(self) -> bool:
        """Whether nothing is let through any more."""
        return self._ended.is_set()

    def end(self) -> None:
        """Let nothing through any more, and tell both sides."""
        self._ended.set()

    async def receive(self) -> Message:
        """What the browser says next, or the message that it is gone."""
        if self._waiting is None:
            self._waiting = asyncio.ensure_future(self._receive())
        ending = asyncio.ensure_future(self._ended.wait())
        awaited: set[asyncio.Future[Any]] = {self._waiting, ending}
        try:
            await asyncio.wait(awaited, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ending.cancel()
        if not self._ended.is_set():
            received, self._waiting = self._waiting, None
            return received.result()
        self.stop_waiting()
        return await self.close(ENDED, "")

    async def close(self, code: int, reason: str) -> Message:
        """Tell the browser why nothing more is heard from it, and give what the application is told."""
        self._ended.set()
        if not self._is_closed:
            self._is_closed = True
            await self._send({"type": "websocket.close", "code": code, "reason": reason})
        return {"type": "websocket.disconnect", "code": code, "reason": reason}

    async def send(self, message: Message) -> None:
        """Pass on what the application says, until the end."""
        if self._ended.is_set():
            return
        self._is_closed = self._is_closed or message["type"] == "websocket.close"
        await self._send(message)

    def stop_waiting(self) -> None:
        """Wait for nothing any more."""
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


class WebsocketRegistry:
    """All open websockets of this process."""

    def __init__(self) -> None:
        self._by_sign_in: dict[str, set[TrackedWebSocket]] = {}

    def add(self, websocket: TrackedWebSocket) -> None:
        """Keep a websocket; how many an account may have is for `access.traffic.traffic`."""
        self._by_sign_in.setdefault(websocket.token_hash, set()).add(websocket)

    def remove(self, websocket: TrackedWebSocket) -> None:
        """Forget a websocket that is gone."""
        websocket.stop_waiting()
        websockets = self._by_sign_in.get(websocket.token_hash, set())
        websockets.discard(websocket)
        if not websockets:
            self._by_sign_in.pop(websocket.token_hash, None)

    @property
    def sign_ins(self) -> set[str]:
        """Sign-ins that have a websocket open."""
        return set(self._by_sign_in)

    def end(self, is_over: Callable[[str], bool]) -> int:
        """End every websocket of the sign-ins of which that is true; give how many."""
        over = [
            websocket
            for token_hash, websockets in self._by_sign_in.items()
            if is_over(token_hash)
            for websocket in websockets
        ]
        for websocket in over:
            websocket.end()
        return len(over)
