"""Files that operators send, which Streamlit keeps in memory as long as their session: how many at once, and in all."""

import time
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass

MOST_AT_ONCE = 3
"""Uploads of one account that may be under way."""
MOST_KEPT = 20
"""Files of one account that the server keeps; the page itself keeps one for each of its boxes."""
KEPT_AFTER_SECONDS = 300
"""How long a file counts after its session has lost its tab; Streamlit forgets it within two minutes."""


class TooManyUploadsError(RuntimeError):
    """More files at once, or in all, than are taken."""


@dataclass(slots=True)
class KeptFile:
    """A file in memory: whose, and when (monotonic seconds) its tab was last seen."""

    account_id: int
    seen_at: float


class Uploads:
    """What is under way and what is kept.

    Parameters
    ----------
    open_sessions
        Gives the sessions that have a tab.
    """

    def __init__(self, open_sessions: Callable[[], Collection[str]]) -> None:
        self._open_sessions = open_sessions
        self._under_way: Counter[int] = Counter()
        self._kept: dict[tuple[str, str], KeptFile] = {}

    def begin(self, account_id: int, session: str, file: str) -> bool:
        """Count a file that is beginning to come; True where it was not there before.

        Raises
        ------
        TooManyUploadsError
            Where there are too many already.
        """
        self._forget_old()
        mine = {key for key, kept in self._kept.items() if kept.account_id == account_id} | {(session, file)}
        if self._under_way[account_id] >= MOST_AT_ONCE or len(mine) > MOST_KEPT:
            raise TooManyUploadsError
        self._under_way[account_id] += 1
        is_new = (session, file) not in self._kept
        self._kept.setdefault((session, file), KeptFile(account_id, time.monotonic()))
        return is_new

    def end(self, account_id: int) -> None:
        """Count a file no more among those under way, whatever came of it."""
        self._under_way[account_id] -= 1
        self._under_way += Counter()  # keeps those above 0 alone

    def forget(self, session: str, file: str) -> None:
        """Count a file no more that the server has taken out of its memory."""
        self._kept.pop((session, file), None)

    def _forget_old(self) -> None:
        now, present = time.monotonic(), set(self._open_sessions())
        for (session, _file), kept in self._kept.items():
            if session in present:
                kept.seen_at = now
        self._kept = {key: kept for key, kept in self._kept.items() if now - kept.seen_at < KEPT_AFTER_SECONDS}
