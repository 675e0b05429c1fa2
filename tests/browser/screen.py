"""Driving a page of the dashboard: opening it, waiting until it is drawn, finding areas on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.support.browser import OfflinePage

PATHS = {"overview": "", "areas": "wilayah", "imports": "data-masuk"}
WAIT_MS = 30_000

# Run states of Streamlit, and plotly's own sign that a chart is laid out: its title layer exists once drawn.
_SETTLED = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  if (!app || app.dataset.testScriptState !== 'notRunning') return false;
  if (!document.querySelector('h1') || document.querySelector('[data-stale="true"]')) return false;
  const charts = [...document.querySelectorAll('[data-testid="stPlotlyChart"]')];
  return charts.every(chart => {
    const plot = chart.querySelector('.js-plotly-plot');
    if (!plot || !plot._fullLayout || !plot.querySelector('svg.main-svg')) return false;
    return !plot._fullLayout.geo || plot.querySelectorAll('path.choroplethlayer').length > 0;
  });
}"""


def address(base_url: str, page: str, **query: str) -> str:
    return f"{base_url}/{PATHS[page]}" + (f"?{urlencode(query, quote_via=quote)}" if query else "")


def open_page(offline: OfflinePage, base_url: str, page: str, **query: str) -> Page:
    """Open a page by its address and wait until everything on it is drawn."""
    offline.page.goto(address(base_url, page, **query))
    settle(offline.page)
    return offline.page


def settle(page: Page) -> None:
    """Wait until the script has ended and every chart stands, for two looks in a row."""
    page.wait_for_function(_SETTLED, timeout=WAIT_MS)
    page.wait_for_timeout(250)
    page.wait_for_function(_SETTLED, timeout=WAIT_MS)


_AREA_ON_MAP = """code => {
  for (const plot of document.querySelectorAll('.js-plotly-plot')) {
    const layout = plot._fullLayout;
    if (!layout || !layout.geo) continue;
    const box = plot.getBoundingClientRect();
    const size = layout._size, subplot = layout.geo._subplot;
    for (const trace of plot._fullData) {
      if (trace.type !== 'choropleth' || !trace.locations.includes(code)) continue;
      const found = plot.calcdata[trace.index].find(point => point.loc === code);
      const [x, y] = subplot.projection(found.ct);
      return [x, y, box.left, box.top, size.l, size.t];
    }
  }
  return null;
}"""
