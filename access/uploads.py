"""Files that operators send, which Streamlit keeps in memory as long as their session: how many at once, and in all."""

from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

MOST_AT_ONCE = 3
"""Uploads of one account that may be under way."""
MOST_KEPT = 20
"""Files of one session that the server keeps; the page itself keeps one for each of its boxes."""
_MOST_SESSIONS = 1_000


class TooManyUploadsError(RuntimeError):
    """More files at once, or in all, than are taken."""


class Uploads:
    """What is under way and what is kept."""

    def __init__(self) -> None:
        self._under_way: Counter[int] = Counter()
        self._kept: OrderedDict[str, set[str]] = OrderedDict()

    @contextmanager
    def taking(self, account_id: int, session: str, file: str) -> Iterator[None]:
        """Take one file in.

        Raises
        ------
        TooManyUploadsError
            Where there are too many already.
        """
        files = self._kept.setdefault(session, set())
        if self._under_way[account_id] >= MOST_AT_ONCE or len(files | {file}) > MOST_KEPT:
            raise TooManyUploadsError
        files.add(file)
        self._kept.move_to_end(session)
        if len(self._kept) > _MOST_SESSIONS:
            self._kept.popitem(last=False)
        self._under_way[account_id] += 1
        try:
            yield
        finally:
            self._under_way[account_id] -= 1
            self._under_way += Counter()  # keeps those above 0 alone

    def forget(self, session: str, file: str) -> None:
        """Count a file no more that was taken back."""
        self._kept.get(session, set()).discard(file)
