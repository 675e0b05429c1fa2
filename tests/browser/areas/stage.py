"""A page without a server that holds a list and a map: what `static/area_view.js` makes of values, on its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from geo.coverage import dissolve
from geo.geojson import load_geojson
from geo.labels import bounds_of
from geo.outlines import offset_of, outlines_text
from presentation.charts.area_view import Above, AreaClass, AreaList, AreaMap, ShownArea, in_group
from presentation.charts.colours import NO_CLASS, STEPS
from tests.support import ROOT

if TYPE_CHECKING:
    import geopandas as gpd
    from playwright.sync_api import Page, Route

SCRIPT = ROOT / "static" / "area_view.js"
BOUNDARIES = ROOT / "data_access" / "reference" / "3319" / "boundaries.geojson"
ADDRESS = "http://127.0.0.1:9/"
WORDS = {
    "how": "Panah berpindah", "enlarge": "Perbesar", "zoom_in": "Dekat", "zoom_out": "Jauh", "whole": "Semua",
    "close": "Tutup",
}  # fmt: skip
CLASSES = [AreaClass(f"{step.symbol} kelas {n}", step.colour, "#000", step.ink) for n, step in enumerate(STEPS)]
CLASSES.append(AreaClass("○ tidak ada data", "#fff", "#000", "#000"))
PAGE = """<!doctype html><html lang="id"><head><title>Wilayah</title></head>
<body style="margin:0;--st-font:'Source Sans',sans-serif"><div data-testid="stApp"><main data-testid="stMain">
<div data-testid="stMainBlockContainer"><h1>Wilayah</h1><div id="list" style="height:500px"></div>
<div id="map" style="height:560px"></div></div></main></div>
<script type="module">
import {draw, labelsThatFit} from './area_view.js';
window.picked = [];
window.draw = (list, map) => [[list, 'list'], [map, 'map']].forEach(
  ([data, id]) => draw(document.getElementById(id), data, code => picked.push(code)));
window.labelsThatFit = labelsThatFit;
</script></body></html>"""


@cache
def frame(level: str) -> gpd.GeoDataFrame:
    """The outlines of Kudus; not to be changed."""
    desa = load_geojson(BOUNDARIES.read_text(encoding="utf-8"))
    return desa if level == "desa" else dissolve(desa, parent_of={code: code[:7] for code in desa["code"]})


@cache
def outlines(level: str) -> str:
    return outlines_text(frame(level))


def areas(level: str, *, day: int = 0) -> list[ShownArea]:
    """Areas with invented figures, other ones each day; the last has none."""
    codes = sorted(frame(level)["code"])
    desa = frame("desa")
    names = dict(zip(desa["code"], desa["name"], strict=True)) if level == "desa" else NAMES
    shown = []
    for n, code in enumerate(codes):
        name, rate = names[code], ((7 * n + 3 * day) % 40) / 100
        step = NO_CLASS if n == len(codes) - 1 else (n + day) % 5
        figure = f"{STEPS[step].symbol} {rate * 100:.1f} %" if step < NO_CLASS else "○ tidak ada data"
        shown.append(
            ShownArea(
                code, name, step, (name, figure), (name, f"hari {day}: {figure}"), (figure, f"kurang {n}"),
                f"{name}: {figure}", length=None if step == NO_CLASS else rate, expected=0.2,
            )
        )  # fmt: skip
    return sorted(shown, key=lambda area: (area.length is None, area.length))


NAMES = {
    f"33190{n}0": name
    for n, name in enumerate(
        ("Kaliwungu", "Kota Kudus", "Jati", "Undaan", "Mejobo", "Jekulo", "Bae", "Gebog", "Dawe"), start=1
    )
}


def views(level: str, *, day: int = 0, chosen: str | None = None, is_choice: bool = True) -> list[dict[str, Any]]:
    """The values of a list and a map of one day."""
    shown = areas(level, day=day)
    listed = AreaList(shown, "Daftar", target=0.3, chosen=chosen)
    above = None
    if level == "desa":
        above = Above("/kecamatan.json", NAMES, offset_of(bounds_of(frame("desa")), bounds_of(frame("kecamatan"))))
    mapped = AreaMap(shown, "Peta", "Peta Kudus", CLASSES, f"/{level}.json", chosen=chosen, above=above)
    return [in_group(each.values(), "x", WORDS, is_choice=is_choice) for each in (listed, mapped)]


@dataclass
class Stage:
    """The page, and what is on it."""

    page: Page

    def draw(self, level: str = "kecamatan", **options: Any) -> Stage:
        """Draw the list and the map, and wait until the map has been painted."""
        drawn = views(level, **options)
        self.page.evaluate("([list, map]) => draw(list, map)", drawn)
        count, figures = len(drawn[1]["areas"]), drawn[1]["areas"][0]["hover"][1]
        self.page.wait_for_function(
            "([count, words]) => document.querySelectorAll('#map .area').length === count"
            " && [...document.querySelectorAll('#map .area')].some(area => area.ariaLabel.includes(words))",
            arg=[count, figures],
        )
        return self

    def marked(self) -> tuple[list[str], bool]:
        """Codes of the rows that are marked, and whether the map has an area marked."""
        rows = self.page.eval_on_selector_all(".row.is-marked", "rows => rows.map(row => row.dataset.code)")
        return rows, bool(self.page.get_attribute("#map .over.mark", "d"))

    def card(self) -> list[str]:
        """Lines of the card that is open; none where none is."""
        lines: list[str] = self.page.eval_on_selector_all(
            ".card:not([hidden])", "cards => cards.flatMap(card => [...card.children].map(line => line.textContent))"
        )
        return lines

    def picked(self) -> list[str]:
        codes: list[str] = self.page.evaluate("window.picked")
        return codes

    def focused(self) -> str | None:
        code: str | None = self.page.evaluate("document.activeElement.dataset.code")
        return code

    def inside(self, code: str) -> tuple[float, float]:
        """A place on the screen within an area: that of its label."""
        x, y = self.page.evaluate(
            """async code => {
              const [, , , , , x, y] = (await (await fetch(document.querySelector('#map .area').dataset.code.length > 7
                ? '/desa.json' : '/kecamatan.json')).json())[code];
              document.querySelector('#map').scrollIntoView({block: 'center'});
              const at = new DOMPoint(x, y).matrixTransform(document.querySelector('#map .sheet').getScreenCTM());
              return [at.x, at.y];
            }""",
            code,
        )
        return x, y


def set_up(page: Page) -> Stage:
    """Open the page; its files come from here and no request leaves."""

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(ADDRESS)
        if name == "area_view.js":
            route.fulfill(body=SCRIPT.read_text(encoding="utf-8"), content_type="text/javascript")
        elif name.endswith(".json"):
            route.fulfill(body=outlines(name.removesuffix(".json")), content_type="application/json")
        else:
            route.fulfill(body=PAGE, content_type="text/html")

    page.route(f"{ADDRESS}**", answer)
    # A colour on its way to another is none that can be told.
    page.emulate_media(reduced_motion="reduce")
    page.goto(ADDRESS)
    page.wait_for_function("Boolean(window.draw)")
    return Stage(page)
