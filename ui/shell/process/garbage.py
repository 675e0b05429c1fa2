"""When memory is searched for what nobody holds: in a pause between two runs, not after each (decision 161)."""

import gc
import threading
import time
from collections.abc import Callable

from ui.shell import wire

EVERY_SECONDS = 20.0
"""At least this long between two searches."""
SHARE = 0.01
"""Most of the time that searches may take: after one of half a second the next waits for fifty."""
PATIENCE_SECONDS = 10.0
"""Time after which a search no longer waits for a moment in which no page is worked on."""
LOOK_SECONDS = 0.05

_NOT_STARTED = ["yes"]
"""Emptied by who starts the thread of this process."""


def start() -> None:
    """Take what is in memory now out of every later search, and begin to search; once a process.

    To be called once a page has been drawn, with all that it imports and keeps.
    """
    try:
        _NOT_STARTED.pop()
    except IndexError:
        return
    gc.collect()
    gc.freeze()
    threading.Thread(target=_search_for_ever, name="kawal-garbage", daemon=True).start()


def _search_for_ever() -> None:
    taken = 0.0
    while True:
        time.sleep(pause_after(taken))
        taken = search(lambda: bool(wire.running()))


def pause_after(taken: float) -> float:
    """How long to wait after a search (seconds), so that searches take no more than their share of the time.

    Examples
    --------
    >>> pause_after(0.02), pause_after(0.5)
    (20.0, 50.0)
    """
    return max(EVERY_SECONDS, taken / SHARE)


def search(is_busy: Callable[[], bool], sleep: Callable[[float], object] = time.sleep) -> float:
    """Search all that is not frozen, as soon as no page is worked on; give the seconds that it took.

    Parameters
    ----------
    is_busy
        Tells whether a page is worked on: the search stops every thread.
    sleep
        Waits for so many seconds.

    Returns
    -------
    float
        0 where so little has been made since the last search that there is nothing to search.
    """
    if not any(gc.get_count()[1:]):
        return 0.0
    waited = 0.0
    while waited < PATIENCE_SECONDS and is_busy():
        sleep(LOOK_SECONDS)
        waited += LOOK_SECONDS
    start = time.perf_counter()
    gc.collect()
    return time.perf_counter() - start
