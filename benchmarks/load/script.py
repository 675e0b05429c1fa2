"""What a view of Ringkasan takes of the processor, and how long a hundred wait who come at once, beside a bare page."""

import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from benchmarks import rows
from benchmarks.load.garbage import TODAY, processor_ms
from benchmarks.load.websocket import Visitor, visitor
from benchmarks.ratios import Ratio
from tests.support.processes.server import Dashboard, running_dashboard

RERUN_MS, FIRST_MS = 40, 60
UNSEEN_RATIO, UNSEEN_KB = 2, 25
CROWD, CROWD_SECONDS, CROWD_RATIO = 100, 2.0, 1.5
BETWEEN_VIEWS_SECONDS, VIEW_RATIO = 30.0, 1.5
PAGES = 8
"""Pages open at a time, whose reruns are counted together: the system counts processor time by hundredths."""
UNSEEN_DAYS, VIEWS = 6, 20
"""Days that nobody has looked at, and days among which a hundred choose."""
KILOBYTE = 1000


def taken(server: Dashboard, act: Callable[[], object]) -> float:
    """Processor time (ms) that a server takes for something."""
    before = processor_ms(server.pid)
    act()
    return processor_ms(server.pid) - before


def crowd(server: Dashboard) -> float:
    """Seconds until each of a hundred who come within two seconds has its first view, from the first one's coming."""
    with ExitStack() as stack, ThreadPoolExecutor(CROWD) as pool:
        lock, start = threading.Lock(), time.perf_counter()

        def come(place: int) -> None:
            time.sleep(max(0.0, start + place * CROWD_SECONDS / CROWD - time.perf_counter()))
            opened = visitor(server.base_url)
            page = opened.__enter__()
            with lock:
                stack.push(opened.__exit__)
            page.run()

        list(pool.map(come, range(CROWD)))
        return time.perf_counter() - start


def looking_about(server: Dashboard, days: list[date]) -> list[float]:
    """Seconds that each of a hundred waits for a day that it has not looked at, within thirty seconds.

    Others have looked at four of five of them before: views that are made for the first time are `measure_unseen`'s.

    Parameters
    ----------
    days
        Chosen in turn by those who come one after the other; of a page without days none is chosen.
    """
    with ExitStack() as stack, ThreadPoolExecutor(CROWD) as pool:
        pages = [stack.enter_context(visitor(server.base_url)) for _ in range(CROWD)]
        for page in pages:
            page.run()
        start = time.perf_counter()

        def look(place: int) -> float:
            time.sleep(max(0.0, start + place * BETWEEN_VIEWS_SECONDS / CROWD - time.perf_counter()))
            return pages[place].run(days[place % len(days)] if days else None).seconds

        return list(pool.map(look, range(CROWD)))


def first_view(server: Dashboard) -> None:
    """Open a page, look at it and leave."""
    with visitor(server.base_url) as page:
        page.run()


def measure_views(say: Callable[[object], None], servers: dict[str, Dashboard], rounds: int) -> None:
    """Say the processor time of reruns and first views in turn with the bare page, and what a new day takes."""
    kinds = ("rerun", "first view")
    samples: dict[tuple[str, str], list[float]] = {(name, kind): [] for name in servers for kind in kinds}
    with ExitStack() as stack:
        pages = {
            name: [stack.enter_context(visitor(server.base_url)) for _ in range(PAGES)]
            for name, server in servers.items()
        }
        for _turn in range(1 + rounds):
            for name, server in servers.items():
                acts = {
                    "rerun": lambda name=name: [page.run() for page in pages[name]],
                    "first view": lambda server=server: [first_view(server) for _ in range(PAGES)],
                }
                for kind in kinds:
                    samples[name, kind].append(taken(server, acts[kind]) / PAGES)
        # The first turn reads the campaign and warms what is kept.
        typical = {key: median(values[1:]) for key, values in samples.items()}
        for kind, limit in zip(kinds, (RERUN_MS, FIRST_MS), strict=True):
            ours, bare = typical["page", kind], typical["metric", kind]
            say(Ratio(f"processor time of a {kind} of Ringkasan, known view / limit", ours, limit, 1))
            say(f"    in the same run a {kind} of a bare metric takes {bare:.1f} ms, {ours / bare:.1f} times less")
        measure_unseen(say, servers["page"], pages["page"][0])


def measure_unseen(say: Callable[[object], None], server: Dashboard, page: Visitor) -> None:
    """Say what a day that nobody has looked at takes, against the same days looked at again."""
    last = date.fromisoformat(rows.LAST_DAY)
    days = [last - timedelta(days=back) for back in range(2, 2 + UNSEEN_DAYS)]
    sizes: list[float] = []
    unseen = taken(server, lambda: sizes.extend(page.run(day).bytes / KILOBYTE for day in days))
    known = taken(server, lambda: [page.run(day) for day in days])
    title = "processor time of a view that nobody has asked for / of a known one"
    say(Ratio(title, unseen / UNSEEN_DAYS, known / UNSEEN_DAYS, UNSEEN_RATIO))
    say(Ratio("bytes of a view that nobody has asked for / limit", median(sizes), UNSEEN_KB, 1, "kB"))


def measure(say: Callable[[object], None], database_url: str, metric_page: Path, rounds: int) -> None:
    """Say all of it for a database and beside the script of a bare metric page."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        settings = {"KAWAL_DATABASE_URL": database_url, "KAWAL_TODAY": TODAY}
        servers = {
            "page": stack.enter_context(running_dashboard(settings, Path(folder) / "page.log")),
            "metric": stack.enter_context(running_dashboard({}, Path(folder) / "metric.log", script=metric_page)),
        }
        measure_views(say, servers, rounds)
        waits: dict[str, list[float]] = {name: [] for name in servers}
        for _turn in range(3):
            for name, server in servers.items():
                waits[name].append(crowd(server))
        title = f"{CROWD} who come in {CROWD_SECONDS:.0f} s, until all see Ringkasan / a bare metric"
        say(Ratio(title, median(waits["page"]), median(waits["metric"]), CROWD_RATIO, "s"))
        last = date.fromisoformat(rows.LAST_DAY)
        chosen = {"page": [last - timedelta(days=back) for back in range(8, 8 + VIEWS)], "metric": []}
        views = {name: looking_about(server, chosen[name]) for name, server in servers.items()}
        title = (
            f"{CROWD} who choose among {VIEWS} days within {BETWEEN_VIEWS_SECONDS:.0f} s, median wait / a bare metric"
        )
        ours, bare = (median(views[name]) * 1000 for name in ("page", "metric"))
        say(Ratio(title, ours, bare, VIEW_RATIO))
        slowest, slowest_bare = (max(views[name]) for name in ("page", "metric"))
        say(f"    the slowest of a hundred waits {slowest:.2f} s, of a bare metric {slowest_bare:.2f} s")
