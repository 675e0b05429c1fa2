"""The owner of each session and file of Streamlit, which itself gives both to whoever knows the name (78, 112)."""

import re
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import TypeVar

from starlette.types import Message, Scope, Send

from access.traffic.websocket_registry import TrackedWebSocket

_PROTOCOL = "sec-websocket-protocol"
_PLACE = 2
"""Place of the session's number among the subprotocols: after Streamlit's own name and the token of its forms."""
MOST_SESSIONS = 10_000
"""Sessions whose owner is remembered, the newest; of any other none is taken up again."""
MOST_SIGN_INS, MOST_FILES = 2_000, 2_000
"""Sign-ins, and files of each, that are remembered, the newest."""
MEDIA = "/media/"
Kept = TypeVar("Kept")
_FILE = re.compile(r"/media/([0-9A-Za-z_-]{1,128})(?:\.[0-9A-Za-z]{1,16})?")


class Owners:
    """The sign-in in which each session began, and the files that each sign-in was told of.

    Parameters
    ----------
    session_of, files_of
        As in `access.traffic.traffic.Wire`.
    """

    def __init__(self, session_of: Callable[[bytes], str], files_of: Callable[[bytes], Sequence[str]]) -> None:
        self._session_of, self._files_of_message = session_of, files_of
        self._owner_of: OrderedDict[str, str] = OrderedDict()
        self._files_of: OrderedDict[str, OrderedDict[str, None]] = OrderedDict()

    def owns_session(self, token_hash: str, session: str) -> bool:
        """Tell whether a session began in a sign-in."""
        return self._owner_of.get(session) == token_hash

    def owns_file(self, token_hash: str, path: str) -> bool:
        """Tell whether a sign-in was told of the file at a path below `MEDIA`.

        Streamlit names a file by its content, so two readers may have been told of the same one, and whoever knows the
        content the name.
        """
        return path.removeprefix(MEDIA).partition(".")[0] in self._files_of.get(token_hash, ())

    def without_foreign_session(self, scope: Scope, token_hash: str) -> Scope:
        """A handshake as Streamlit may see it: with the number of a session only where this sign-in began it."""
        headers = [
            (name, _own_numbers(value.decode("latin-1"), self._owner_of, token_hash) if name == _NAME else value)
            for name, value in scope["headers"]
        ]
        subprotocols = next((value.decode("latin-1") for name, value in headers if name == _NAME), "")
        parts = [part.strip() for part in subprotocols.split(",") if part.strip()]
        return {**scope, "headers": headers, "subprotocols": parts}

    def learning(self, websocket: TrackedWebSocket, learn_session: Callable[[str, int], None]) -> Send:
        """What sends a tab's messages on, and remembers its session and the files that they name."""

        async def learn(message: Message) -> None:
            content = message.get("bytes") or b""
            if not websocket.session and (number := self._session_of(content)):
                websocket.session = number
                learn_session(number, websocket.account_id)
                _remember(self._owner_of, number, websocket.token_hash, most=MOST_SESSIONS)
            for match in filter(None, map(_FILE.fullmatch, self._files_of_message(content))):
                files = self._files_of.get(websocket.token_hash, OrderedDict())
                _remember(files, match.group(1), None, most=MOST_FILES)
                _remember(self._files_of, websocket.token_hash, files, most=MOST_SIGN_INS)
            await websocket.send(message)

        return learn


def _remember(kept: OrderedDict[str, Kept], name: str, value: Kept, *, most: int) -> None:
    kept[name] = value
    kept.move_to_end(name)
    if len(kept) > most:
        kept.popitem(last=False)


_NAME = _PROTOCOL.encode()


def _own_numbers(subprotocols: str, owner_of: OrderedDict[str, str], token_hash: str) -> bytes:
    parts = [part.strip() for part in subprotocols.split(",")]
    kept = parts[:_PLACE] + [number for number in parts[_PLACE:] if owner_of.get(number) == token_hash]
    return ", ".join(kept).encode("latin-1")
