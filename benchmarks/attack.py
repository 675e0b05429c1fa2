"""What a reader of the guarded server notices of another account that asks for all it can."""

import itertools
import logging
import multiprocessing
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from multiprocessing.synchronize import Event
from pathlib import Path

import httpx2
import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from benchmarks import rows
from benchmarks.ratios import Ratio
from tests.support.processes.guarded import ROLES, Guarded, Tab, running_guard

TODAY = "2020-03-16"
PAGES = ("", "wilayah", "prioritas")
HEAVY_PAGES = ("prakiraan", "dampak", "prioritas", "wilayah", "wawancara")
TABS, CLEARS_PER_SECOND = 28, 5
PAUSE_SECONDS = 0.6
"""Between two pages of the reader, who looks at them."""
WARM_UP = 2
LIMIT = 3.0
P95 = 95
_ROWS = 10_000


def flood(base_url: str, token: str, stop: Event) -> None:
    """Ask for page after page on a day of its own in as many tabs as the issue was seen with, without end."""
    days = itertools.cycle(range(1, 29))

    def messages() -> Iterator[BackMsg]:
        for page in itertools.cycle(HEAVY_PAGES):
            message = BackMsg()
            message.rerun_script.page_name = page
            message.rerun_script.query_string = f"hari=2020-02-{next(days):02d}"
            yield message

    _attack(base_url, token, stop, messages, pause=0.0)


def insist(base_url: str, token: str, stop: Event) -> None:
    """Ask in as many tabs for the next page as soon as one has come: all that the budget gives, and never cut off."""

    def sit(first: int) -> None:
        while not stop.is_set():
            with suppress(ConnectionClosed, InvalidHandshake, OSError, TimeoutError), _tab(base_url, token) as socket:
                for number in itertools.count(first):
                    message = BackMsg()
                    message.rerun_script.page_name = HEAVY_PAGES[number % len(HEAVY_PAGES)]
                    message.rerun_script.query_string = f"hari=2020-02-{1 + number % 28:02d}"
                    socket.send(message.SerializeToString())
                    while not stop.is_set():
                        answer = ForwardMsg.FromString(bytes(socket.recv(timeout=60)))  # type: ignore[arg-type]
                        if answer.WhichOneof("type") == "script_finished":
                            break
                    if stop.is_set():
                        return

    _in_threads([partial(sit, number) for number in range(TABS)])


def clear(base_url: str, token: str, stop: Event) -> None:
    """Empty the caches of everybody, five times a second, and ask for a page each time."""

    def messages() -> Iterator[BackMsg]:
        for page in itertools.cycle(HEAVY_PAGES):
            yield BackMsg(clear_cache=True)
            message = BackMsg()
            message.rerun_script.page_name = page
            yield message

    _attack(base_url, token, stop, messages, pause=1 / (2 * CLEARS_PER_SECOND), tabs=1)


def _attack(
    base_url: str, token: str, stop: Event, messages: Callable[[], Iterator[BackMsg]], *, pause: float, tabs: int = TABS
) -> None:
    def sit() -> None:
        while not stop.is_set():
            with suppress(ConnectionClosed, InvalidHandshake, OSError, TimeoutError), _tab(base_url, token) as socket:
                for message in messages():
                    if stop.is_set():
                        break
                    socket.send(message.SerializeToString())
                    with suppress(TimeoutError):
                        while True:
                            socket.recv(timeout=pause)
            # A browser, too, takes a moment to connect anew.
            stop.wait(0.2)

    _in_threads([sit] * tabs)


def _in_threads(works: Sequence[Callable[[], None]]) -> None:
    # What the attacker's own client thinks of being cut off is of no interest.
    logging.getLogger("websockets").setLevel(logging.CRITICAL + 1)
    threads = [threading.Thread(target=work, daemon=True) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@contextmanager
def _tab(base_url: str, token: str) -> Iterator[ClientConnection]:
    with connect(
        base_url.replace("http://", "ws://", 1) + "/_stcore/stream",
        origin=Origin(base_url),
        subprotocols=[Subprotocol("streamlit")],
        additional_headers={"Cookie": f"kawal={token}"},
        max_size=None,
        compression=None,
        proxy=None,
        close_timeout=1,
        ping_interval=None,
    ) as socket:
        yield socket


class Health:
    """Asks for the health of a server all the time and keeps how long it took."""

    def __init__(self, base_url: str) -> None:
        self._client = httpx2.Client(base_url=base_url, timeout=60, trust_env=False)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self.seconds: list[float] = []

    def __enter__(self) -> "Health":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()

    def _ask(self) -> None:
        while not self._over.wait(0.25):
            start = time.perf_counter()
            self._client.get("/_stcore/health").raise_for_status()
            self.seconds.append(time.perf_counter() - start)


ATTACKS = {
    "28 tabs of one account that ask without end": flood,
    "28 tabs that ask as soon as they are answered": insist,
    "an account that empties the caches": clear,
}
"""What an account does to the others, by name."""


def reader_times(server: Guarded, runs: int) -> tuple[float, float]:
    """Give the median and the p95 of a reader's page runs, ms."""
    taken = []
    with Tab(server, server.token("bupati")) as tab:
        for turn in range(runs + WARM_UP * len(PAGES)):
            start = time.perf_counter()
            tab.run(PAGES[turn % len(PAGES)])
            if turn >= WARM_UP * len(PAGES):
                taken.append((time.perf_counter() - start) * 1000)
            time.sleep(PAUSE_SECONDS)
    return float(np.median(taken)), float(np.percentile(taken, P95))


def measure(say: Callable[[object], None], runs: int) -> None:
    """Measure a reader's page runs alone and beside each attack, on a guarded server of its own."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        url = f"sqlite:///{folder}/attacked.sqlite"
        rows.fill(url, _ROWS)
        server = stack.enter_context(running_guard(url, Path(folder), {"KAWAL_TODAY": TODAY}, roles_of=ROLES))
        # The first visit of a process loads its libraries, whoever makes it.
        with Tab(server, server.token("operator")) as tab:
            for page in HEAVY_PAGES:
                tab.run(page)
        reader_times(server, len(PAGES))
        context = multiprocessing.get_context("spawn")
        for name, attack in ATTACKS.items():
            # Just before, since whatever else the computer does changes by the minute.
            quiet_median, quiet = reader_times(server, runs)
            stop = context.Event()
            process = context.Process(target=attack, args=(server.base_url, server.token("camat.jekulo"), stop))
            process.start()
            try:
                # The attack has used up what it may do at once, as after its first seconds.
                time.sleep(2)
                with Health(server.base_url) as health:
                    median, p95 = reader_times(server, runs)
            finally:
                stop.set()
                process.join(30)
                process.kill()
            say(Ratio(f"a reader's p95 beside {name}", p95, quiet, LIMIT))
            slowest = max(health.seconds)
            say(f"for comparison: medians {median:.1f} / {quiet_median:.1f} ms, health within {slowest:.2f} s")
