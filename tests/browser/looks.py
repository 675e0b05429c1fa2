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
CHART_TEXTS = """() => [...document.querySelectorAll('.js-plotly-plot, .area-map .sheet')].map((plot, number) => {
  const frame = plot.getBoundingClientRect();
  const texts = [...plot.querySelectorAll('svg.main-svg text, .labels text')];
  return texts.filter(text => text.textContent.trim()).map(text => {
    const box = text.getBoundingClientRect();
    return {chart: number, words: text.textContent.trim(), is_label: !!text.closest('.labels'),
            left: box.left, right: box.right, top: box.top, bottom: box.bottom,
            frame: [frame.left, frame.right, frame.top, frame.bottom], width: innerWidth};
  });
}).flat()"""

# Labels of the map whose ends lie outside the area in whose ink they are written.
LABELS_OUTSIDE = """() => {
  const found = [];
  const paths = [...document.querySelectorAll('.area-map .area')].filter(p => p.getBBox().width > 0);
  for (const text of document.querySelectorAll('.area-map .labels text:not(.aside, .above-name)')) {
    for (const line of text.querySelectorAll('tspan').length ? text.querySelectorAll('tspan') : [text]) {
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

# Labels that stand outside for want of room, and yet upon an area.
LABELS_UPON_AREAS = """() => [...document.querySelectorAll('.area-map .labels text.aside')].filter(text => {
  const box = text.getBoundingClientRect();
  const corners = [[box.left, box.top], [box.right, box.top], [box.left, box.bottom], [box.right, box.bottom]];
  return [...document.querySelectorAll('.area-map .area')].some(path => corners.some(([x, y]) =>
    path.isPointInFill(new DOMPoint(x, y).matrixTransform(path.getScreenCTM().inverse()))));
}).map(text => text.textContent)"""

# Rows of a list that are lower than what stands in them.
ROWS_TOO_LOW = """() => [...document.querySelectorAll('.area-list .row')].filter(row => {
  const frame = row.getBoundingClientRect();
  return [...row.querySelectorAll('.name, .remark')].some(part => {
    const box = part.getBoundingClientRect();
    return box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
  });
}).map(row => row.textContent)"""


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
        "label upon an area": page.evaluate(LABELS_UPON_AREAS),
        "row too low": page.evaluate(ROWS_TOO_LOW),
    }
    return {fault: places for fault, places in found.items() if places}


_SMALL_TARGETS = """() => [...document.querySelectorAll(
  '[data-testid=stMain] :is(a, button, input, textarea, summary, [role=option], [role=switch], [role=slider]),'
  + '[data-testid=stHeader] :is(a, button)')].filter(node => {
    // A label is met as well as what it names; areas of a map are as large as they are, and its list has them all.
    const met = node.closest('label, [role=group], [data-testid$=Container], [data-testid$=RootElement]') || node;
    const {width, height} = node.getBoundingClientRect(), room = met.getBoundingClientRect();
    const has_room = node.matches('input, textarea, a');
    // A date in half a row of a phone would be cut if its button were as wide.
    const is_narrow = !node.matches('[data-testid=stDateInputCalendarButton]')
      && Math.max(width, has_room ? room.width : 0) < 43.5;
    const is_seen = width > 1 && height > 1 && getComputedStyle(node).visibility === 'visible';
    const is_in_text = node.tagName === 'A' && node.closest('p, li, td');
    return is_seen && !is_in_text && !node.closest('.area-map .sheet, [aria-hidden=true]')
      && (is_narrow || Math.max(height, has_room ? room.height : 0) < 43.5);
  }).map(node => {
    const {width, height} = node.getBoundingClientRect(), part = node.closest('[data-testid]')?.dataset.testid;
    return `${node.tagName} ${part} ${Math.round(width)} x ${Math.round(height)} px: `
      + (node.ariaLabel || node.textContent).slice(0, 40);
  })"""


def small_targets(page: Page) -> list[str]:
    """What a finger has to meet on a phone and is smaller than 44 pixels, beside words of a text and areas of a map."""
    found: list[str] = page.evaluate(_SMALL_TARGETS)
    return found
