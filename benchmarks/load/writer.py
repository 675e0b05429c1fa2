"""What a reader notices of another program that adds rows all the time, and how soon they are on the screen."""

import multiprocessing
import re
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import pairwise
from multiprocessing.synchronize import Event
from pathlib import Path
from statistics import median

import numpy as np
import sqlalchemy as sa

from benchmarks import rows
from benchmarks.load.garbage import TODAY
from benchmarks.load.websocket import Visitor, visitor
from benchmarks.ratios import Ratio
from tests.support.processes.postgres import find_binaries, running_postgres
from tests.support.processes.server import running_dashboard

ROWS_PER_SECOND = 200
TURN_SECONDS = 0.1
PAUSE_SECONDS = 0.4
"""Between two runs of the reader, who looks at the page."""
QUIET_RUNS, WATCHED_SECONDS = 20, 40.0
RUN_RATIO, SCREEN_SECONDS = 1.5, 5.0
PERSONS = 3
P95 = 95
_PATIENCE_SECONDS = 60
_RESPONDED = re.compile(r"%\*\*\s([\d.]+)\sdari\s[\d.]+\sjiwa")

_INSERT = (
    "INSERT INTO submissions (kabupaten_code, household_key, desa_code, persons, status, responded_at, updated_at)"
    " VALUES (:kabupaten, :key, :desa, :persons, 'responded', :moment, :moment)"
)


def write(url: str, journal: str, stop: Event) -> None:
    """Add rows at an even rate over all desa, as another program does; keep when how many had been committed.

    Parameters
    ----------
    url, journal
        The database, and a file for a line per transaction: moment (monotonic, s) and rows so far.
    """
    parsed = sa.make_url(url)
    is_postgres = parsed.get_backend_name() == "postgresql"
    if is_postgres:
        engine = sa.create_engine(parsed.set(drivername="postgresql+psycopg"))
    else:
        engine = sa.create_engine(parsed, connect_args={"timeout": _PATIENCE_SECONDS})
    moment = datetime.fromisoformat(f"{rows.LAST_DAY}T05:00:00+00:00")
    written_moment: datetime | str = moment if is_postgres else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    plain = {"kabupaten": rows.KABUPATEN, "persons": PERSONS, "moment": written_moment}
    with engine.connect() as connection, Path(journal).open("w", encoding="utf-8") as lines:
        desa = connection.scalars(sa.text("SELECT code FROM areas WHERE level = 'desa' ORDER BY code")).all()
        connection.rollback()
        start, written = time.monotonic(), 0
        while not stop.wait(TURN_SECONDS):
            due = int((time.monotonic() - start) * ROWS_PER_SECOND)
            batch = [
                plain | {"key": f"written-{n:08d}".encode(), "desa": desa[n % len(desa)]} for n in range(written, due)
            ]
            if not batch:
                continue
            connection.execute(sa.text(_INSERT), batch)
            connection.commit()
            written = due
            lines.write(f"{time.monotonic()} {written}\n")
            lines.flush()
    engine.dispose()


def responded(text: str) -> int | None:
    """Persons who have responded, as the page says it; None where it does not."""
    shown = _RESPONDED.search(text)
    return int(shown.group(1).replace(".", "")) if shown else None


def watch(page: Visitor, seconds: float) -> tuple[list[float], list[tuple[float, int]]]:
    """Rerun a page for a while; give what each run took (ms), and when it showed how many persons."""
    taken, seen = [], []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        run = page.run()
        taken.append(run.seconds * 1000)
        shown = responded(run.text)
        if shown is not None:
            seen.append((time.monotonic(), shown))
        time.sleep(PAUSE_SECONDS)
    return taken, seen


def lateness(seen: list[tuple[float, int]], journal: list[tuple[float, int]], before: int) -> list[float]:
    """How old (s) the oldest row was that a run did not show, run by run; 0 where it showed all.

    Examples
    --------
    Twenty rows of three persons each second; a run at second 3 that shows the first twenty lacks those of second 2.

    >>> lateness([(3.0, 160), (3.5, 280)], [(1.0, 20), (2.0, 40), (3.0, 60)], before=100)
    [1.0, 0]
    """
    late: list[float] = []
    for moment, persons in seen:
        shown = (persons - before) // PERSONS
        lacking = next((at for at, count in journal if count > shown), None)
        late.append(max(0, moment - lacking) if lacking is not None and lacking < moment else 0)
    return late


def measure(say: Callable[[object], None], many: int) -> None:
    """Say what a run of Ringkasan takes beside a writer against its quiet time, and how soon new rows are shown."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        urls = {"SQLite": f"sqlite:///{folder}/written.sqlite"}
        binaries = find_binaries()
        if binaries is None:
            say("left out: a writer on PostgreSQL, for want of one on this computer")
        else:
            urls["PostgreSQL"] = stack.enter_context(stack.enter_context(running_postgres(binaries)).database())
        for name, url in urls.items():
            _measure_one(say, many, name, url, Path(folder))


def _measure_one(say: Callable[[object], None], many: int, name: str, url: str, folder: Path) -> None:
    journal = folder / f"journal of {name}"
    rows.fill(url, many)
    settings = {"KAWAL_DATABASE_URL": url, "KAWAL_TODAY": TODAY}
    with running_dashboard(settings, folder / "page.log") as server, visitor(server.base_url) as page:
        page.run()
        quiet, seen = watch(page, QUIET_RUNS * PAUSE_SECONDS)
        before = seen[0][1]
        context = multiprocessing.get_context("spawn")
        stop = context.Event()
        process = context.Process(target=write, args=(url, str(journal), stop))
        process.start()
        try:
            taken, seen = watch(page, WATCHED_SECONDS)
        finally:
            stop.set()
            process.join(_PATIENCE_SECONDS)
    commits = [(float(at), int(count)) for at, count in map(str.split, journal.read_text().splitlines())]
    longest = max(later - at for (at, _), (later, _) in pairwise(commits))
    rate = commits[-1][1] / (commits[-1][0] - commits[0][0])
    title = f"page run of Ringkasan, {many:,} rows on {name}, beside {ROWS_PER_SECOND} more a second / quiet"
    say(Ratio(title, median(taken), median(quiet), RUN_RATIO))
    late = lateness(seen, commits, before)
    title = f"age of the oldest row that is not on the screen, {name} / limit"
    say(Ratio(title, max(late), SCREEN_SECONDS, 1, "s"))
    say(
        f"for comparison: {len({shown for _at, shown in seen})} counts shown, p95 of a run"
        f" {np.percentile(taken, P95):.0f} ms ({np.percentile(quiet, P95):.0f} quiet), age {median(late):.1f} s in"
        f" the median; the writer wrote {rate:.0f} rows/s and waited {longest:.1f} s at most"
    )
