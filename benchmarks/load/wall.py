"""What a display of the wall costs the server: one conditional request every 15 seconds."""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from access.accounts import displays
from benchmarks.load.garbage import TODAY, processor_ms
from benchmarks.ratios import Ratio
from tests.support.processes.guarded import Guarded, running_guard, seal_of
from tests.support.processes.postgres import find_binaries, running_postgres
from tests.support.worlds import states

LIMIT_MS = 1.0
REQUESTS = 400
"""Counted together: the system counts processor time by hundredths."""
FIGURES, HEALTH = "/layar/angka", "/_stcore/health"
NOT_CHANGED = 304
BROWSER = {
    "Accept": "*/*",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Accept-Language": "id-ID,id;q=0.9",
    "Cache-Control": "no-cache",
    "Pragma": "no-cache",
    "Referer": "http://127.0.0.1/layar",
    "Sec-Fetch-Dest": "empty",
    "Sec-Fetch-Mode": "cors",
    "Sec-Fetch-Site": "same-origin",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0",
}
"""Headers that Chromium sends along."""


def connected(server: Guarded) -> str:
    """Connect a display and give its cookie as a browser sends it."""
    code = displays.new_display(server.database, label="Aula", by=None, now=datetime.now(UTC))
    with server.client() as client:
        seal = seal_of(client.get("/layar/masuk").text)
        client.post("/layar/masuk", data={"segel": seal, "kode": code}, headers={"origin": server.base_url})
        return f"kawal-layar={client.cookies['kawal-layar']}"


def measure(say: Callable[[object], None], rounds: int) -> None:
    """Ask as a wall asks whose figures have not changed, in turn with a question that needs nothing; on both databases.

    How many rows are on record changes nothing of it.
    """
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        urls = {"SQLite": f"sqlite:///{folder}/kawal.sqlite"}
        binaries = find_binaries()
        if binaries is None:
            say("left out: a wall's question on PostgreSQL, for want of one on this computer")
        else:
            urls["PostgreSQL"] = stack.enter_context(stack.enter_context(running_postgres(binaries)).database())
        for name, url in urls.items():
            states.demo(url)
            with running_guard(url, Path(folder), {"KAWAL_TODAY": TODAY}) as server:
                asked, idle = _measure_one(server, rounds)
            say(Ratio(f"processor time of a wall's question every 15 s, {name} / limit", asked, LIMIT_MS, 1))
            say(f"    in the same run the server's sign of life takes {idle:.2f} ms")


def _measure_one(server: Guarded, rounds: int) -> tuple[float, float]:
    line = HTTPConnection(urlsplit(server.base_url).netloc, timeout=60)
    headers = BROWSER | {"Cookie": connected(server)}

    def ask(path: str) -> tuple[int, str | None]:
        line.request("GET", path, headers=headers)
        answer = line.getresponse()
        answer.read()
        return answer.status, answer.headers["ETag"]

    _status, tag = ask(FIGURES)
    headers["If-None-Match"] = str(tag)
    samples: dict[str, list[float]] = {FIGURES: [], HEALTH: []}
    for _turn in range(1 + max(rounds // 5, 3)):
        for path, taken in samples.items():
            before = processor_ms(server.pid)
            statuses = {ask(path)[0] for _ in range(REQUESTS)}
            taken.append((processor_ms(server.pid) - before) / REQUESTS)
            if path == FIGURES and statuses != {NOT_CHANGED}:
                msg = f"the wall's figures changed while they were asked for: {statuses}"
                raise RuntimeError(msg)
    line.close()
    return median(samples[FIGURES][1:]), median(samples[HEALTH][1:])
