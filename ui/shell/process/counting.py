"""Counting, beside the readers, what other programs have written: readers never write, and never wait for a writer."""

import logging
import time
from threading import Event, Lock, Thread
from weakref import ref

from data_access.store.engine import BusyDatabaseError, Database, FaultyDatabaseError
from data_access.writes.rollups import settle

PATIENCE_SECONDS = 0.5
"""How long a reader waits for a count that goes well; one that is held up is not waited for."""

_TRY_AGAIN_SECONDS = 2.0
_LEAST_REST_SECONDS = 1.0
"""Between two counts, and at least half as long as the one before took: other writers want their turn."""

log = logging.getLogger("kawal.counting")


class Counter:
    """One thread for a database, which counts when it is asked to and tries again while another program writes.

    Attributes
    ----------
    is_held_up
        Whether the last count could not be made.
    fault
        What the machine under the database lacks, where that is why; None where another program writes.
    """

    def __init__(self, database: Database) -> None:
        self._database = ref(database)
        self._asked, self._done, self._closed = Event(), Event(), Event()
        self._lock = Lock()
        self._thread: Thread | None = None
        self._rests_until = 0.0
        self._is_slow = False
        self.is_held_up = False
        self.fault: FaultyDatabaseError | None = None

    def ask(self) -> bool:
        """Have it count; tell whether that was done within a reader's patience.

        Nobody waits where it has just counted, since another program writes all the time and the next count comes soon,
        nor where the count before took longer than a reader's patience.
        """
        with self._lock:
            is_resting = time.monotonic() < self._rests_until
            if not is_resting:
                self._done.clear()
            self._asked.set()
            if self._thread is None and not self._closed.is_set():
                self._thread = Thread(target=self._run, name="counting", daemon=True)
                self._thread.start()
        if self.is_held_up or self._is_slow or is_resting:
            return False
        return self._done.wait(PATIENCE_SECONDS)

    def close(self) -> None:
        """Let the thread end."""
        self._closed.set()
        self._asked.set()

    def _run(self) -> None:
        while True:
            self._asked.wait()
            self._closed.wait(self._rests_until - time.monotonic())
            self._asked.clear()
            database = self._database()
            if self._closed.is_set() or database is None:
                return
            start = time.monotonic()
            try:
                settle(database)
            except Exception as error:
                fault = error if isinstance(error, FaultyDatabaseError) else None
                if not self.is_held_up or str(fault) != str(self.fault):
                    # Told once: another program may write for an hour. Messages of databases may repeat values.
                    kind = "busy" if isinstance(error, BusyDatabaseError) else fault or type(error).__name__
                    log.warning("not_counted=%s", kind)
                self.is_held_up, self.fault = True, fault
                del database
                self._asked.wait(_TRY_AGAIN_SECONDS)
                self._asked.set()
                continue
            end = time.monotonic()
            self._rests_until = end + max(_LEAST_REST_SECONDS, (end - start) / 2)
            self._is_slow = end - start > PATIENCE_SECONDS
            self.is_held_up, self.fault = False, None
            self._done.set()
