"""Counting, beside the readers, what other programs have written: readers never write, and never wait for a writer."""

import logging
from threading import Event, Lock, Thread
from weakref import ref

from data_access.store.engine import BusyDatabaseError, Database
from data_access.writes.rollups import settle

PATIENCE_SECONDS = 0.5
"""How long a reader waits for a count that goes well; one that is held up is not waited for."""

_TRY_AGAIN_SECONDS = 2.0

log = logging.getLogger("kawal.counting")


class Counter:
    """One thread for a database, which counts when it is asked to and tries again while another program writes."""

    def __init__(self, database: Database) -> None:
        self._database = ref(database)
        self._asked, self._done = Event(), Event()
        self._lock = Lock()
        self._thread: Thread | None = None
        self._is_closed = False
        self.is_held_up = False

    def ask(self) -> bool:
        """Have it count; tell whether that was done within a reader's patience."""
        with self._lock:
            self._done.clear()
            self._asked.set()
            if self._thread is None and not self._is_closed:
                self._thread = Thread(target=self._run, name="counting", daemon=True)
                self._thread.start()
        return not self.is_held_up and self._done.wait(PATIENCE_SECONDS)

    def close(self) -> None:
        """Let the thread end."""
        self._is_closed = True
        self._asked.set()

    def _run(self) -> None:
        while True:
            self._asked.wait()
            self._asked.clear()
            database = self._database()
            if self._is_closed or database is None:
                return
            try:
                settle(database)
            except Exception as error:
                if not self.is_held_up:
                    # Told once: another program may write for an hour. Messages of databases may repeat values.
                    kind = "busy" if isinstance(error, BusyDatabaseError) else type(error).__name__
                    log.warning("not_counted=%s", kind)
                self.is_held_up = True
                del database
                self._asked.wait(_TRY_AGAIN_SECONDS)
                self._asked.set()
                continue
            self.is_held_up = False
            self._done.set()
