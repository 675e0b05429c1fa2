"""What a rerun takes of the processor where memory is searched in pauses, against a search after every run."""

import os
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from benchmarks.load.websocket import Visitor, visitor
from benchmarks.ratios import Ratio, medians
from tests.support.processes.server import Dashboard, running_dashboard

TODAY = "2020-03-16"
VISITORS, WARM_UP = 60, 1
LIMIT = 0.8
SEARCHES = {"in pauses": "false", "after every run": "true"}
"""Value of Streamlit's own setting by when memory is searched."""


def processor_ms(pid: int) -> float:
    """Give what a process has taken of the processors since its start, its threads together."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def measure(say: Callable[[object], None], database_url: str, rounds: int) -> None:
    """Rerun the open pages of two servers in turn and say the ratio of what a rerun takes of the processor."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        servers: dict[str, tuple[Dashboard, list[Visitor]]] = {}
        for name, value in SEARCHES.items():
            settings = {
                "KAWAL_DATABASE_URL": database_url, "KAWAL_TODAY": TODAY, "STREAMLIT_RUNNER_POST_SCRIPT_GC": value,
            }  # fmt: skip
            server = stack.enter_context(running_dashboard(settings, Path(folder) / f"{value}.log"))
            servers[name] = server, [stack.enter_context(visitor(server.base_url)) for _ in range(VISITORS)]
        samples: dict[str, list[float]] = {name: [] for name in servers}
        for turn in range(WARM_UP + rounds):
            for name, (server, visitors) in servers.items():
                before = processor_ms(server.pid)
                for page in visitors:
                    page.run()
                if turn >= WARM_UP:
                    samples[name].append((processor_ms(server.pid) - before) / VISITORS)
    typical = medians(samples)
    title = f"processor time of a rerun, {VISITORS} tabs open, search in pauses / always"
    say(Ratio(title, typical["in pauses"], typical["after every run"], LIMIT))
