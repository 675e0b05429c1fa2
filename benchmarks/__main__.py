"""`make bench`: what the dashboard costs, each figure as a ratio to a baseline of the same run."""

import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Annotated

import typer
from playwright.sync_api import sync_playwright

from benchmarks import attack, backtest, fetched, imports, phone, rows, start
from benchmarks.effect import measure_effects
from benchmarks.load import garbage, script, wall, writer
from benchmarks.load.websocket import Run, Visitor, visitor
from benchmarks.paint import MAP_PAINTED, METRIC_PAINTED, paints
from benchmarks.ratios import Ratio, medians
from tests.support.processes.browser import find_chromium, launch
from tests.support.processes.server import running_dashboard

TODAY = "2020-03-16"
LAST_DAY = date.fromisoformat(rows.LAST_DAY)
UNSEEN_DAYS = 7
FEW_ROWS = 10_000
EMPTY_PAGE = "import streamlit as st\n\nst.title('-')\n"
METRIC_PAGE = "import streamlit as st\n\nst.metric('-', 1)\n"
KILOBYTE = 1000
FIRST_VIEW_KB, RERUN_KB = 60, 20
WARM_UP_ROUNDS = 3


@dataclass(frozen=True)
class Servers:
    """Addresses of the servers that are compared: Ringkasan with few rows and with many, and two bare pages."""

    few: str
    many: str
    empty: str
    metric: str


def start_servers(stack: ExitStack, folder: Path, many: int) -> Servers:
    """Fill the databases and start a server on each and on the bare pages; they end with the stack."""

    def dashboard(name: str, count: int) -> str:
        url = f"sqlite:///{folder}/{name}.sqlite"
        start = time.perf_counter()
        rows.fill(url, count)
        say(f"{count:,} submissions written and counted in {time.perf_counter() - start:.1f} s")
        settings = {"KAWAL_DATABASE_URL": url, "KAWAL_TODAY": TODAY}
        return stack.enter_context(running_dashboard(settings, folder / f"{name}.log")).base_url

    def bare(name: str, source: str) -> str:
        script = folder / f"{name}.py"
        script.write_text(source, encoding="utf-8")
        return stack.enter_context(running_dashboard({}, folder / f"{name}.log", script=script)).base_url

    return Servers(
        dashboard("few", FEW_ROWS),
        dashboard("many", many),
        bare("empty", EMPTY_PAGE),
        bare("metric", METRIC_PAGE),
    )


def say(line: object) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def measure_runs(servers: Servers, many: int, rounds: int, *, wants_messages: bool) -> None:
    """Rerun the open pages in turn, so that whatever else the computer does hits all of them alike."""
    with ExitStack() as stack:
        pages: dict[str, Visitor] = {
            name: stack.enter_context(visitor(url))
            for name, url in (("few", servers.few), ("many", servers.many), ("empty", servers.empty))
        }
        for page in pages.values():
            page.run()
        with visitor(servers.many) as newcomer:
            first = newcomer.run()
            again = newcomer.run()
            # A day that nobody has looked at yet: everything is computed and sent anew.
            changed = [newcomer.run(LAST_DAY - timedelta(days=back)) for back in range(5, 5 + UNSEEN_DAYS)]
        samples: dict[str, list[float]] = {name: [] for name in pages}
        for turn in range(WARM_UP_ROUNDS + rounds):
            for name, page in pages.items():
                taken = page.run().seconds * 1000
                if turn >= WARM_UP_ROUNDS:
                    samples[name].append(taken)
    typical = medians(samples)
    say(Ratio(f"page run of Ringkasan, {many:,} submissions / {FEW_ROWS:,}", typical["many"], typical["few"], 1.2))
    say(Ratio("page run of Ringkasan / an empty page", typical["many"], typical["empty"], 2))
    say(Ratio("bytes over the websocket, first view / limit", first.bytes / KILOBYTE, FIRST_VIEW_KB, 1, "kB"))
    say(Ratio("bytes over the websocket, rerun / limit", again.bytes / KILOBYTE, RERUN_KB, 1, "kB"))
    slow = median(run.seconds for run in changed) * 1000
    heavy = median(run.bytes for run in changed) / KILOBYTE
    say(f"for comparison, a day chosen that nobody has seen yet: {slow:.1f} ms, {heavy:.1f} kB")
    if wants_messages:
        for title, run in (("first view", first), ("rerun", again), ("choice of another day", changed[-1])):
            show_messages(title, run)


def show_messages(title: str, run: Run) -> None:
    """List the largest messages of a run."""
    say(f"the largest messages of the {title}, {len(run.sizes)} in all:")
    for name, size in sorted(run.sizes, key=lambda item: -item[1])[:12]:
        say(f"{size:9,} bytes  {name}")


def measure_paint(servers: Servers, rounds: int) -> None:
    """Open Ringkasan and the bare metric in turn, each with an empty and then with a full cache."""
    executable = find_chromium()
    if executable is None:
        say("left out: first paint, for want of a Chromium on this computer")
        return
    samples: dict[str, list[float]] = {"page cold": [], "page warm": [], "metric cold": [], "metric warm": []}
    with sync_playwright() as playwright:
        browser = launch(playwright, executable)
        try:
            for turn in range(1 + rounds):
                for name, url, condition in (
                    ("page", servers.many, MAP_PAINTED),
                    ("metric", servers.metric, METRIC_PAINTED),
                ):
                    cold, warm = paints(browser, url, condition)
                    if turn:
                        samples[f"{name} cold"].append(cold)
                        samples[f"{name} warm"].append(warm)
            fetched.measure(say, browser, servers.many)
            phone.measure(say, browser, servers.many, servers.metric, rounds)
        finally:
            browser.close()
    typical = medians(samples)
    for cache, state, limit in (("empty", "cold", 2.0), ("full", "warm", 2.0)):
        name = f"first paint of Ringkasan / a bare metric, {cache} cache"
        say(Ratio(name, typical[f"page {state}"], typical[f"metric {state}"], limit))


def measure_ringkasan(many: int, rounds: int, paint_rounds: int, *, wants_messages: bool) -> None:
    """Measure the command line's start, and Ringkasan on few and many rows, beside bare pages."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        servers = start_servers(stack, Path(folder), many)
        start.measure(say, f"sqlite:///{folder}/few.sqlite")
        measure_runs(servers, many, rounds, wants_messages=wants_messages)
        garbage.measure(say, f"sqlite:///{folder}/few.sqlite", rounds)
        script.measure(say, f"sqlite:///{folder}/few.sqlite", Path(folder) / "metric.py", rounds)
        if paint_rounds:
            measure_paint(servers, paint_rounds)
        else:
            say("left out: first paint, as asked")


def main(
    many: Annotated[int, typer.Option("--rows", min=FEW_ROWS, help="Submissions in the larger database.")] = 1_000_000,
    rounds: Annotated[int, typer.Option(min=3, max=200, help="Reruns of each page.")] = 25,
    paint_rounds: Annotated[int, typer.Option(min=1, max=20, help="First paints of each page.")] = 5,
    browser: Annotated[bool, typer.Option(help="Measure first paint in Chromium.")] = True,
    messages: Annotated[bool, typer.Option(help="List the largest messages on the websocket.")] = False,
    forecasts: Annotated[bool, typer.Option(help="Hold forecasts against what came.")] = True,
    effect: Annotated[bool, typer.Option(help="Try the estimate of what events brought on known truths.")] = True,
    attacks: Annotated[bool, typer.Option(help="Measure a reader beside an account that asks for all it can.")] = True,
    only_attacks: Annotated[bool, typer.Option("--only-attacks", help="Measure that and nothing else.")] = False,
    only_imports: Annotated[bool, typer.Option("--only-imports", help="Measure imports and nothing else.")] = False,
    only_views: Annotated[bool, typer.Option("--only-views", help="Measure Ringkasan and nothing else.")] = False,
    only_writer: Annotated[bool, typer.Option("--only-writer", help="Measure it beside a writer alone.")] = False,
) -> None:
    """Measure the dashboard against baselines of the same run; a ratio, unlike a time, means the same everywhere."""
    if only_imports:
        with tempfile.TemporaryDirectory() as folder:
            imports.measure(say, Path(folder), many)
        return
    if only_writer:
        writer.measure(say, many)
        return
    if only_views:
        measure_ringkasan(many, rounds, paint_rounds if browser else 0, wants_messages=messages)
        return
    if attacks or only_attacks:
        attack.measure(say, rounds)
    else:
        say("left out: a reader beside an attack, as asked")
    if only_attacks:
        return
    wall.measure(say, rounds)
    if effect:
        measure_effects(say)
    else:
        say("left out: the effect of outreach, as asked")
    with tempfile.TemporaryDirectory() as folder:
        imports.measure(say, Path(folder), many)
    writer.measure(say, many)
    measure_ringkasan(many, rounds, paint_rounds if browser else 0, wants_messages=messages)
    if forecasts:
        backtest.run(say)
    else:
        say("left out: the backtest of forecasts, as asked")


if __name__ == "__main__":
    typer.run(main)
