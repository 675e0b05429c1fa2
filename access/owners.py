"""Whose a session of Streamlit's is: it gives one that has lost its websocket to whoever knows its number."""

from collections import OrderedDict
from collections.abc import Callable

from starlette.types import Message, Scope, Send

_PROTOCOL = "sec-websocket-protocol"
_PLACE = 2
"""Place of the session's number among the subprotocols: after Streamlit's own name and the token of its forms."""
MOST_KNOWN = 10_000
"""Sessions whose owner is remembered, the newest; of any other none is taken up again."""


class Owners:
    """The sign-in in which each session began.

    Parameters
    ----------
    session_of
        Gives the number of the session that a message to the browser names, the empty text for none.
    """

    def __init__(self, session_of: Callable[[bytes], str]) -> None:
        self._session_of = session_of
        self._owner_of: OrderedDict[str, str] = OrderedDict()

    def without_foreign_session(self, scope: Scope, token_hash: str) -> Scope:
        """Give a handshake as Streamlit may see it: with the number of a session only where this sign-in began it."""
        headers = [(name, _kept(value.decode("latin-1"), self._owner_of, token_hash) if name == _NAME else value)
                   for name, value in scope["headers"]]  # fmt: skip
        said = next((value.decode("latin-1") for name, value in headers if name == _NAME), "")
        return {**scope, "headers": headers, "subprotocols": [part.strip() for part in said.split(",") if part.strip()]}

    def learning(self, send: Send, token_hash: str) -> Send:
        """Give what sends messages on, and remembers whose the session is that the first of them names."""
        is_known = False

        async def learn(message: Message) -> None:
            nonlocal is_known
            if not is_known and (number := self._session_of(message.get("bytes") or b"")):
                is_known = True
                self._owner_of[number] = token_hash
                self._owner_of.move_to_end(number)
                if len(self._owner_of) > MOST_KNOWN:
                    self._owner_of.popitem(last=False)
            await send(message)

        return learn


_NAME = _PROTOCOL.encode()


def _kept(said: str, owner_of: OrderedDict[str, str], token_hash: str) -> bytes:
    parts = [part.strip() for part in said.split(",")]
    known = parts[:_PLACE] + [number for number in parts[_PLACE:] if owner_of.get(number) == token_hash]
    return ", ".join(known).encode("latin-1")
