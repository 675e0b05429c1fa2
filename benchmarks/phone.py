"""Ringkasan beside a bare metric page, on this computer as it is and as on a cheap phone: when what stands there."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Browser, BrowserContext, Page

from benchmarks.fetched import counting
from benchmarks.paint import FIGURES_PAINTED, MAP_PAINTED, METRIC_PAINTED
from benchmarks.ratios import Ratio
from tests.support import PATIENCE_SECONDS

CPU_RATE, BITS_A_SECOND, LATENCY_MS = 4, 1_600_000, 150
"""What Lighthouse calls a slow phone: a quarter of this computer's speed, slow 4G."""
FIGURES_COLD_MS, FIGURES_WARM_MS, SHIFT = 5_000, 2_000, 0.05
FIGURES_AFTER_VERDICT_MS = 300
_PATIENCE_MS = PATIENCE_SECONDS * 1000
KILOBYTE = 1000

CONDITIONS = {
    "verdict": "[...document.querySelectorAll('h1')].some(h => h.getBoundingClientRect().height > 0)",
    "figures": FIGURES_PAINTED,
    "map and list": MAP_PAINTED,
    "metric": METRIC_PAINTED,
}
_WATCH = """
window.seen = {}; window.longest = 0; window.shift = 0;
new PerformanceObserver(list => list.getEntries().forEach(e => { longest = Math.max(longest, e.duration); }))
  .observe({type: 'longtask', buffered: true});
new PerformanceObserver(list => list.getEntries().forEach(e => { if (!e.hadRecentInput) shift += e.value; }))
  .observe({type: 'layout-shift', buffered: true});
const look = () => {
  for (const [name, holds] of Object.entries(window.conditions))
    if (!(name in seen) && document.body && holds()) seen[name] = performance.now();
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""


@dataclass(frozen=True, slots=True)
class Opening:
    """What was measured while a page opened.

    Attributes
    ----------
    seen
        Milliseconds from asking for the page until each thing stood there.
    longest
        Longest task of the page's main thread (ms).
    shift
        Sum of its layout shifts.
    kilobytes
        What it fetched.
    """

    seen: dict[str, float]
    longest: float
    shift: float
    kilobytes: float


def openings(browser: Browser, url: str, last: str, *, is_phone: bool) -> tuple[Opening, Opening]:
    """Open a page with an empty and again with a full cache; it is open once `last` stands there."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="id-ID", service_workers="block")
    holding = ", ".join(f"{name!r}: () => ({condition})" for name, condition in CONDITIONS.items())
    context.add_init_script(f"window.conditions = {{{holding}}};{_WATCH}")
    try:
        return _opened(context, url, last, is_phone=is_phone), _opened(context, url, last, is_phone=is_phone)
    finally:
        context.close()


def _opened(context: BrowserContext, url: str, last: str, *, is_phone: bool) -> Opening:
    page = context.new_page()
    if is_phone:
        _slow_down(context, page)
    with counting(page, context) as visit:
        page.goto(url, wait_until="commit", timeout=_PATIENCE_MS)
        page.wait_for_function(f"() => {last!r} in window.seen", polling="raf", timeout=_PATIENCE_MS)
        page.wait_for_load_state("networkidle", timeout=_PATIENCE_MS)
    measured = page.evaluate("({seen: window.seen, longest: window.longest, shift: window.shift})")
    page.close()
    return Opening(**measured, kilobytes=visit.bytes / KILOBYTE)


def _slow_down(context: BrowserContext, page: Page) -> None:
    session = context.new_cdp_session(page)
    bytes_a_second = BITS_A_SECOND / 8
    session.send("Emulation.setCPUThrottlingRate", {"rate": CPU_RATE})
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False, "latency": LATENCY_MS,
            "downloadThroughput": bytes_a_second, "uploadThroughput": bytes_a_second,
        },
    )  # fmt: skip


def measure(say: Callable[[object], None], browser: Browser, page_url: str, metric_url: str, rounds: int) -> None:
    """Say both profiles: the page and the bare metric in turn, with an empty and with a full cache."""
    targets = {"page": (page_url, "map and list"), "metric": (metric_url, "metric")}
    for profile, is_phone in (("this computer", False), ("phone", True)):
        samples: dict[tuple[str, str], list[Opening]] = {}
        for turn in range(1 + rounds):
            for name, (url, last) in targets.items():
                cold, warm = openings(browser, url, last, is_phone=is_phone)
                # The first visitor of a process is asked to load the page again.
                if turn:
                    samples.setdefault((name, "cold"), []).append(cold)
                    samples.setdefault((name, "warm"), []).append(warm)
        for cache in ("cold", "warm"):
            _say_opening(say, f"{profile}, {cache}", samples["page", cache], samples["metric", cache])
        if is_phone:
            for cache, limit in (("cold", FIGURES_COLD_MS), ("warm", FIGURES_WARM_MS)):
                figures = median(each.seen["figures"] for each in samples["page", cache])
                say(Ratio(f"{profile}, {cache}: figures of Ringkasan / limit", figures, limit, 1))


def _say_opening(say: Callable[[object], None], name: str, pages: list[Opening], metrics: list[Opening]) -> None:
    bare = median(each.seen["metric"] for each in metrics)
    seen = {part: median(each.seen[part] for each in pages) for part in ("verdict", "figures", "map and list")}
    say(Ratio(f"{name}: map and list / a bare metric", seen["map and list"], bare, 2.0 if "cold" in name else 2.5))
    for part, moment in seen.items():
        say(f"    {part} after {moment:.0f} ms, {moment / bare:.2f} times a bare metric")
    late = median(each.seen["figures"] - each.seen["verdict"] for each in pages)
    say(f"    figures {late:.0f} ms after the verdict, limit {FIGURES_AFTER_VERDICT_MS}")
    for part in ("longest", "kilobytes", "shift"):
        ours, theirs = (median(getattr(each, part) for each in opened) for opened in (pages, metrics))
        say(f"    {part}: {ours:.2f}, of a bare metric {theirs:.2f}")
    say(Ratio(f"{name}: layout shift / limit", median(each.shift for each in pages), SHIFT, 1, ""))
