"""What is wrong with how a page looks: it scrolls sideways, is cut, or something stands upon another."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIDEWAYS = """() => [document.scrollingElement, document.querySelector('[data-testid="stMain"]'),
    document.querySelector('[data-testid="stMainBlockContainer"]')]
  .filter(each => each.scrollWidth > each.clientWidth + 1)
  .map(each => (each.dataset.testid || each.tagName) + ' ' + each.scrollWidth + ' > ' + each.clientWidth)"""

# Elements that hold text of their own and hide a part of it; the grid and what stands there for screen readers only
# are no text to be read.
CUT = """() => {
  const found = [];
  for (const element of document.querySelectorAll('[data-testid="stApp"] *')) {
    if (element.closest('svg, canvas, [data-testid="stDataFrame"], [data-testid="stSidebar"][data-collapsed="true"]'))
      continue;
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.getClientRects().length) continue;
    const box = element.getBoundingClientRect(), style = getComputedStyle(element);
    if (box.right <= 0 || box.width <= 2 || box.height <= 2 || style.visibility === 'hidden'
        || style.clip === 'rect(0px, 0px, 0px, 0px)')
      continue;
    let holder = element;
    while (holder && holder !== document.body) {
      const look = getComputedStyle(holder);
      if (look.overflowX !== 'visible' && holder.scrollWidth > holder.clientWidth + 1 && holder.clientWidth > 2) {
        found.push((holder.dataset.testid || holder.className) + ': ' + element.textContent.trim().slice(0, 60));
        break;
      }
      holder = holder.parentElement;
      if (holder && holder.dataset && holder.dataset.testid === 'stMain') break;
    }
  }
  return found;
}"""

# Every text of every chart: its words and its box, beside the box of its chart.
CHART_TEXTS = """() => [...document.querySelectorAll('.js-plotly-plot')].map((plot, number) => {
  const frame = plot.getBoundingClientRect();
  return [...plot.querySelectorAll('svg.main-svg text')].filter(text => text.textContent.trim()).map(text => {
    const box = text.getBoundingClientRect();
    return {chart: number, words: text.textContent.trim(), is_label: !!text.closest('.scattergeo'),
            left: box.left, right: box.right, top: box.top, bottom: box.bottom,
            frame: [frame.left, frame.right, frame.top, frame.bottom], width: innerWidth};
  });
}).flat()"""

# Labels of the map whose ends lie outside the area in whose ink they are written.
LABELS_OUTSIDE = """() => {
  const found = [];
  const paths = [...document.querySelectorAll('path.choroplethlocation')].filter(p => p.getBBox().width > 0);
  for (const text of document.querySelectorAll('.scattergeo text')) {
    for (const line of text.querySelectorAll('tspan.line').length ? text.querySelectorAll('tspan.line') : [text]) {
      const box = line.getBoundingClientRect();
      const middle = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
      const holds = (path, x, y) =>
        path.isPointInFill(new DOMPoint(x, y).matrixTransform(path.getScreenCTM().inverse()));
      const home = paths.find(path => holds(path, ...middle));
      if (!home || !holds(home, box.left + 2, middle[1]) || !holds(home, box.right - 2, middle[1]))
        found.push(line.textContent);
    }
  }
  return found;
}"""


def overlapping(texts: list[dict[str, Any]]) -> list[str]:
    found = []
    for one, other in combinations(texts, 2):
        wide = min(one["right"], other["right"]) - max(one["left"], other["left"])
        high = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
        # Boxes of text have empty edges: glyphs meet where the boxes share more than these.
        if one["chart"] == other["chart"] and wide > 2 and high > 3:
            found.append(f"{one['words']} / {other['words']}")
    return found


def outside(texts: list[dict[str, Any]]) -> list[str]:
    found = []
    for text in texts:
        left, right, top, bottom = text["frame"]
        within_chart = text["left"] >= left - 1 and text["right"] <= right + 1
        within_chart = within_chart and text["top"] >= top - 1 and text["bottom"] <= bottom + 1
        if not within_chart or text["right"] > text["width"] + 1:
            found.append(text["words"])
    return found


def faults(page: Page) -> dict[str, list[str]]:
    texts = page.evaluate(CHART_TEXTS)
    found = {
        "scrolls sideways": page.evaluate(SIDEWAYS),
        "cut": page.evaluate(CUT),
        "outside its chart": outside(texts),
        "upon each other": overlapping(texts),
        "label outside its area": page.evaluate(LABELS_OUTSIDE),
    }
    return {fault: places for fault, places in found.items() if places}
