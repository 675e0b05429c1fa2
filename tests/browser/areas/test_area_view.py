"""List and map without a server: they stay in place, mark each other, and bar nobody."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import pytest

from geo.labels import CHARACTER_PX, bounds_of, extent_of, label_points, labels_that_fit
from presentation.charts.area_view import AreaList
from tests.browser.areas.stage import NAMES, Stage, areas, frame, outlines, set_up, views
from tests.browser.axe import accessibility
from tests.browser.axe.accessibility import violations
from tests.browser.looks import faults
from tests.browser.screen import memory
from tests.support import missing
from tests.support.examples import deep

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.support.processes.browser import OfflinePage

DAYS = 46


@pytest.fixture
def stage(offline_page: OfflinePage) -> Stage:
    return set_up(offline_page.page)


@pytest.mark.parametrize(("first_day", "reruns"), [(DAYS - 5, 10), deep((0, 50))])
def test_a_replay_and_reruns_leave_every_node_in_place(stage: Stage, first_day: int, reruns: int) -> None:
    """New figures recolour; nothing is made anew, and nothing is left behind."""
    page = stage.draw(day=DAYS).page
    days = [views("kecamatan", day=day) for day in range(first_day, DAYS + 1)]
    replay = """async days => {
      for (const [list, map] of days) { draw(list, map); await new Promise(requestAnimationFrame); }
    }"""
    page.evaluate(replay, days)
    page.evaluate("window.before = [...document.querySelectorAll('[data-code], .sheet, .rows, .card, .legend li')]")
    nodes, used = memory(page)
    page.evaluate(replay, days)
    page.evaluate(replay, [days[-1]] * reruns)
    stage.draw(day=DAYS)
    assert page.evaluate(
        """() => { const now = [...document.querySelectorAll('[data-code], .sheet, .rows, .card, .legend li')];
        return now.length === before.length && before.every(node => node.isConnected && now.includes(node)); }"""
    )
    after_nodes, after_used = memory(page)
    assert after_nodes <= nodes + 20
    assert after_used < used + 500_000


def test_where_the_outlines_do_not_come_their_words_stand_until_they_do(stage: Stage) -> None:
    page = stage.page
    page.route("**/kecamatan.json", lambda route: route.abort())
    page.evaluate("([list, map]) => draw(list, map)", views("kecamatan"))
    page.wait_for_selector(".area-map[data-state=missing]")
    assert page.eval_on_selector(".area-map", "map => getComputedStyle(map, '::before').content") == '"Peta"'
    assert page.locator("#list .row").count() == len(NAMES)
    page.unroute("**/kecamatan.json")
    stage.draw()
    assert page.locator(".area-map[data-state=missing]").count() == 0
    assert page.locator("#map .sheet").is_visible()


def test_rows_stand_in_the_order_given_and_in_their_classes(stage: Stage) -> None:
    for day in (0, 11):
        page = stage.draw(day=day).page
        wanted = [(area.code, area.class_index) for area in areas("kecamatan", day=day)]
        for part in ("#list .row", "#map .area"):
            found = page.eval_on_selector_all(
                part, "all => all.map(one => [one.dataset.code, one.getAttribute('class')])"
            )
            steps = [(code, 5 if "no-data" in name else int(name.split("step-")[1][0])) for code, name in found]
            assert steps == wanted


def test_bars_are_as_long_as_their_rates(stage: Stage) -> None:
    page = stage.draw().page
    shown = [area for area in areas("kecamatan") if area.length]
    lengths = page.eval_on_selector_all(
        "#list .length", "bars => bars.map(bar => bar.getBoundingClientRect().width - 0.4)"
    )
    longest = shown[-1].length or 1
    known = [length for length, area in zip(lengths, areas("kecamatan"), strict=True) if area.length]
    assert [length / known[-1] for length in known] == pytest.approx(
        [(area.length or 0) / longest for area in shown], abs=0.02
    )


def test_a_bar_of_which_only_a_bound_is_told_is_hatched_to_its_end(stage: Stage) -> None:
    page = stage.page
    first, *others = areas("kecamatan")
    listed = AreaList([replace(first, length=1.0, is_bound=True), *others], "Daftar", overall=0.3, full=1.0)
    _list, drawn = views("kecamatan")
    for _ in range(2):
        page.evaluate("([list, map]) => draw(list, map)", [_list | listed.values(), drawn])
    widths, fill = page.evaluate(
        """() => { const row = document.querySelector('#list .row'), hatch = row.querySelector('.hatch');
        const pattern = hatch.getAttribute('fill').match(/#[^)]+/)[0];
        return [['.length', '.hatch'].map(part => row.querySelector(part).getAttribute('width')),
          row.querySelectorAll(pattern).length]; }"""
    )
    assert (widths, fill) == ([f"{100 / 1.03:.2f}%"] * 2, 1)
    assert page.eval_on_selector_all("#list .hatch", "bars => bars.filter(bar => bar.getAttribute('fill')).length") == 1
    # A line for all together stands in each row.
    assert page.locator("#list .overall[visibility]").count() == 0
    # With a figure again, it is a bar as others.
    stage.draw()
    assert page.eval_on_selector_all("#list .hatch", "bars => bars.filter(bar => bar.getAttribute('fill')).length") == 0


def test_the_mouse_marks_in_both_and_tells_the_figures(stage: Stage) -> None:
    page = stage.draw().page
    row = page.locator("#list .row").nth(3)
    code = row.get_attribute("data-code") or ""
    row.hover()
    assert stage.marked() == ([code], True)
    assert stage.card() == list(next(area.hover for area in areas("kecamatan") if area.code == code))
    page.mouse.move(1, 1)
    assert stage.marked() == ([], False)
    assert stage.card() == []
    page.mouse.move(*stage.inside("3319060"))
    assert stage.marked() == (["3319060"], True)
    assert stage.card()[0] == "Jekulo"


def test_each_click_arrives_once_and_none_where_nothing_can_be_chosen(stage: Stage) -> None:
    page = stage.draw().page
    page.mouse.click(*stage.inside("3319060"))
    page.locator("#list .row[data-code='3319030']").click()
    assert stage.picked() == ["3319060", "3319030"]
    stage.draw(day=1, is_choice=False)
    page.mouse.click(*stage.inside("3319060"))
    page.locator("#list .row").first.press("Enter")
    assert stage.picked() == ["3319060", "3319030"]


def test_a_finger_chooses_and_is_told_the_figures(browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    stage = set_up(context.new_page()).draw()
    stage.page.locator("#list .row").first.tap()
    stage.page.locator("#map").scroll_into_view_if_needed()
    stage.page.touchscreen.tap(*stage.inside("3319050"))
    assert stage.picked() == [areas("kecamatan")[0].code, "3319050"]
    context.close()


def test_the_keyboard_goes_from_row_to_row_and_chooses(stage: Stage) -> None:
    page, codes = stage.draw().page, [area.code for area in areas("kecamatan")]
    page.keyboard.press("Tab")
    assert stage.focused() == codes[0]
    assert stage.marked() == ([codes[0]], True)
    assert stage.card()[0] == NAMES[codes[0]]
    for key in ("ArrowDown", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    assert stage.focused() == codes[1]
    page.keyboard.press("Escape")
    assert stage.card() == []
    page.keyboard.press("End")
    page.keyboard.press("ArrowDown")
    assert stage.focused() == codes[-1]
    page.keyboard.press("Enter")
    page.keyboard.press("Home")
    page.keyboard.press(" ")
    assert stage.picked() == [codes[-1], codes[0]]
    # One stop for the list, one for the map, one for its button.
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.classList.contains('area')")
    assert page.evaluate("[...document.querySelectorAll('.over.focus')].every(part => part.getAttribute('d'))")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "enlarge"


def test_new_figures_leave_the_focus_where_it_is(stage: Stage) -> None:
    page = stage.draw().page
    page.locator("#list .row").nth(2).focus()
    code = stage.focused()
    stage.draw(day=17)
    assert stage.focused() == code


@pytest.mark.parametrize("level", ["kecamatan", "desa"])
def test_arrows_reach_every_area_of_the_map(stage: Stage, level: str) -> None:
    page = stage.draw(level).page
    reached = page.evaluate(
        """() => {
          const first = document.querySelector('#map .area'), seen = new Set([first]), open = [first];
          while (open.length) {
            const node = open.pop();
            for (const key of ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']) {
              node.focus();
              node.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
              const next = document.activeElement;
              if (!seen.has(next)) { seen.add(next); open.push(next); }
            }
          }
          return [...seen].map(node => node.dataset.code);
        }"""
    )
    assert sorted(reached) == sorted(frame(level)["code"])


def test_the_chosen_area_has_a_heavy_line_and_is_told(stage: Stage) -> None:
    page = stage.draw(chosen="3319060").page
    chosen = page.eval_on_selector_all("[aria-selected=true]", "all => all.map(one => one.dataset.code)")
    assert chosen == ["3319060", "3319060"]
    line = page.locator("#map .over.line").first
    assert line.get_attribute("d") == page.locator("#map .area[data-code='3319060']").get_attribute("d")
    assert line.evaluate("line => parseFloat(getComputedStyle(line).strokeWidth)") >= 3
    stage.draw(day=1)
    assert line.get_attribute("d") == ""


@pytest.mark.parametrize("width", [328, 374, 560, 800])
def test_all_nine_kecamatan_have_their_names_and_nothing_is_cut(stage: Stage, width: int) -> None:
    page = stage.page
    page.set_viewport_size({"width": width, "height": 1200})
    stage.draw()
    names = page.eval_on_selector_all("#map .labels tspan:first-child", "all => all.map(one => one.textContent)")
    assert sorted(names) == sorted(NAMES.values())
    assert faults(page) == {}


@pytest.mark.parametrize(("level", "size"), [*product(("kecamatan", "desa"), ((374, 525), (800, 900), (2400, 2600)))])
def test_the_script_fits_labels_as_geo_does(stage: Stage, level: str, size: tuple[int, int]) -> None:
    """Both fit with an average character here; each measures its own typeface otherwise."""
    shapes, points = frame(level), label_points(frame(level))
    texts = {area.code: area.label for area in areas(level)}
    extent = extent_of(bounds_of(shapes), list(texts), margin=0.02)
    wanted = labels_that_fit(points, texts=texts, extent=extent, width_px=size[0], height_px=size[1])
    planes = json.loads(outlines(level))
    found: dict[str, list[str]] = stage.page.evaluate(
        """([planes, texts, [width, height], character]) => {
          const shapes = Object.values(planes), min = n => Math.min(...shapes.map(shape => shape[n]));
          const max = n => Math.max(...shapes.map(shape => shape[n]));
          const wide = (max(3) - min(1)) * 1.04, high = (max(4) - min(2)) * 1.04;
          const scale = Math.min(width / wide, height / high);
          const frame = {scale, width, height, left: (max(3) + min(1)) / 2 - width / scale / 2,
            top: (max(4) + min(2)) / 2 - height / scale / 2, measure: line => line.length * character};
          return Object.fromEntries(labelsThatFit(Object.entries(planes).map(
            ([code, shape]) => ({code, lines: texts[code], at: shape.slice(5)})), frame));
        }""",
        [planes, texts, size, CHARACTER_PX],
    )
    # The plane is in steps of ten metres: of a label that fits by a hair one may say yes and the other no.
    differing = {code for code in texts if list(wanted.get(code, ())) != found.get(code, [])}
    assert len(differing) <= len(texts) // 40
    assert len(found) > (len(texts) // 10 if size[0] < 2000 else len(texts) * 0.9)


# --- the large map ------------------------------------------------------------------------------------------


def names_on(page: Page) -> set[str]:
    return set(page.eval_on_selector_all("dialog .labels tspan", "all => all.map(one => one.textContent)"))


@pytest.mark.parametrize("width", [340, 620])
def test_on_a_map_of_desa_the_kecamatan_have_their_outlines_and_names(stage: Stage, width: int) -> None:
    stage.page.eval_on_selector("#map", "(map, width) => { map.style.width = `${width}px` }", width)
    page = stage.draw("desa").page
    page.wait_for_function("document.querySelectorAll('#map .above-name').length === 9")
    assert sorted(page.locator("#map .above-name").all_text_contents()) == sorted(NAMES.values())
    # None lies upon another, or upon the label of a desa.
    boxes = page.eval_on_selector_all(
        "#map .labels text",
        "all => all.map(text => text.getBBox()).map(box => [box.x, box.y, box.x + box.width, box.y + box.height])",
    )
    touching = [
        (a, b) for a, b in combinations(boxes, 2) if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    assert not touching
    # The heavy lines run where the outer borders of the desa do.
    edges = [page.eval_on_selector(part, "part => { const box = part.getBoundingClientRect(); return [box.x, box.y,"
             " box.right, box.bottom] }") for part in ("#map .above .line", "#map .sheet > g")]  # fmt: skip
    assert edges[0] == pytest.approx(edges[1], abs=1.5)
    stage.draw("kecamatan")
    assert page.locator("#map .above-name").count() == 0
    assert page.eval_on_selector("#map .above .line", "path => path.getAttribute('d')") == ""


def test_what_is_pale_keeps_its_colour_in_a_tint(stage: Stage) -> None:
    first, *others = areas("kecamatan")
    listed, mapped = views("kecamatan")
    for area in mapped["areas"]:
        area["is_pale"] = area["code"] != first.code
    stage.page.evaluate("([list, map]) => draw(list, map)", [listed, mapped])
    stage.page.wait_for_selector("#map .area.is-pale")
    style = (
        "all => all.map(area => [area.dataset.code, getComputedStyle(area).fill, getComputedStyle(area).fillOpacity])"
    )
    fills = {code: (fill, float(opacity)) for code, fill, opacity in stage.page.eval_on_selector_all(".area", style)}
    assert [code for code, (_fill, opacity) in fills.items() if opacity == 1] == [first.code]
    shown = next(area for area in others if area.class_index == 0)
    assert fills[shown.code][0] == "rgb(23, 128, 122)"


def test_the_large_map_comes_nearer_until_every_name_is_read(stage: Stage) -> None:
    page = stage.draw("desa").page
    page.locator(".enlarge").press("Enter")
    page.wait_for_function("document.querySelectorAll('dialog .area').length === 132")
    all_names = {area.name for area in areas("desa")}
    before = names_on(page) & all_names
    smallest = min(json.loads(outlines("desa")).items(), key=lambda item: item[1][7])[0]
    name = next(area.name for area in areas("desa") if area.code == smallest)
    assert name not in before
    # What the keyboard comes upon is brought into sight.
    page.locator(f"dialog .area[data-code='{smallest}']").focus()
    box = page.locator(f"dialog .area[data-code='{smallest}']").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for _ in range(12):
        page.mouse.wheel(0, -400)
    page.wait_for_function("name => document.querySelector('dialog .labels').textContent.includes(name)", arg=name)
    page.keyboard.press("0")
    page.wait_for_function("count => document.querySelectorAll('dialog .labels g').length >= count", arg=len(before))
    assert names_on(page) & all_names == before


def test_the_large_map_is_moved_without_choosing_and_a_click_chooses(stage: Stage) -> None:
    page = stage.draw().page
    page.locator(".enlarge").click()
    page.wait_for_function("document.querySelectorAll('dialog .area').length === 9")
    page.get_by_role("button", name="Dekat").click()
    before = page.get_attribute("dialog .sheet", "viewBox")
    page.mouse.move(640, 500)
    page.mouse.down()
    page.mouse.move(600, 440, steps=4)
    page.mouse.up()
    assert page.get_attribute("dialog .sheet", "viewBox") != before
    assert stage.picked() == []
    assert page.evaluate("document.querySelector('dialog').open")
    page.mouse.click(640, 500)
    assert len(stage.picked()) == 1
    assert not page.evaluate("document.querySelector('dialog').open")
    page.locator(".enlarge").click()
    page.keyboard.press("Escape")
    assert not page.evaluate("document.querySelector('dialog').open")


# --- readers of all kinds -----------------------------------------------------------------------------------


def style(page: Page, selector: str, name: str) -> str:
    found: str = page.locator(selector).first.evaluate(f"node => getComputedStyle(node).{name}")
    return found


@pytest.mark.parametrize("media", [{}, {"forced_colors": "active"}, {"media": "print"}])
def test_nobody_is_barred(stage: Stage, media: dict[str, Any]) -> None:
    if not accessibility.is_installed():
        missing("axe-core")
    stage.page.emulate_media(**media)
    stage.draw(chosen="3319060")
    assert violations(stage.page) == []
    if not media:
        stage.page.locator(".enlarge").click()
        stage.page.wait_for_function("document.querySelectorAll('dialog .area').length === 9")
        assert violations(stage.page) == []


def test_a_screen_reader_is_told_all_that_a_card_says(stage: Stage) -> None:
    page = stage.draw().page
    for part, alt in (("list", "Daftar"), ("map", "Peta")):
        assert page.get_attribute(f"#{part} .area-view", "aria-label") == alt
        options = page.locator(f"#{part}").get_by_role("listbox", name="Panah berpindah").get_by_role("option")
        told = options.evaluate_all("all => all.map(one => [one.ariaLabel, one.textContent, one.ariaDescription])")
        for area, (label, content, description) in zip(areas("kecamatan"), told, strict=True):
            # A row is called what is seen of it.
            assert label == (None if part == "list" else ", ".join(area.hover))
            assert content == ("" if part == "map" else area.name + "".join(area.remark))
            assert description == (None if part == "map" else ", ".join(area.hover[1:]))


def test_light_turns_dark_by_the_theme_alone(stage: Stage) -> None:
    page = stage.draw().page
    worst = "#map .area.step-4"
    light = style(page, worst, "fill")
    page.evaluate("document.body.style.setProperty('--st-background-color', '#0c1112')")
    stage.draw(day=5)
    assert page.get_attribute("#map .area-view", "data-ground") == "dark"
    assert (light, style(page, worst, "fill")) == ("rgb(150, 57, 10)", "rgb(224, 112, 47)")


def test_forced_colours_keep_the_classes_apart_and_draw_lines_in_the_readers_own(stage: Stage) -> None:
    stage.page.emulate_media(forced_colors="active")
    page = stage.draw(chosen="3319060").page
    fills = {style(page, f"#map .area.step-{n}", "fill") for n in range(5)}
    assert len(fills) == 5
    own = page.evaluate("""() => { const probe = document.createElement('p'); probe.style.color = 'CanvasText';
      document.body.append(probe); const colour = getComputedStyle(probe).color; probe.remove(); return colour; }""")
    assert style(page, "#map .over.line", "stroke") == own
    assert style(page, "#list .due", "stroke") == own


def test_who_wants_no_movement_gets_none(stage: Stage) -> None:
    page = stage.draw().page
    page.emulate_media(reduced_motion="no-preference")
    assert style(page, "#map .area", "transitionDuration") != "0s"
    page.emulate_media(reduced_motion="reduce")
    assert style(page, "#map .area", "transitionDuration") == "0s"


def test_on_paper_it_is_light_with_black_words_and_no_button(stage: Stage) -> None:
    page = stage.page
    page.evaluate("document.body.style.setProperty('--st-background-color', '#0c1112')")
    page.evaluate("document.body.style.setProperty('--st-text-color', '#e6eceb')")
    stage.draw()
    page.emulate_media(media="print")
    assert style(page, "#map .area.step-4", "fill") == "rgb(150, 57, 10)"
    assert style(page, "#list .name", "color") == "rgb(0, 0, 0)"
    assert style(page, "#map .swatch", "printColorAdjust") == "exact"
    assert not page.locator(".enlarge").is_visible()


def test_names_are_written_as_text(stage: Stage) -> None:
    page = stage.page
    listed, mapped = views("kecamatan")
    nasty = "<img src=x onerror='window.harmed=1'>&amp;"
    for view in (listed, mapped):
        view["areas"] = [{**area, "hover": [nasty], "label": [nasty], "name": nasty} for area in view["areas"]]
    page.evaluate("([list, map]) => draw(list, map)", [listed, mapped])
    page.locator("#list .row").first.hover()
    assert stage.card() == [nasty]
    assert page.locator("#list .name").first.text_content() == nasty
    assert page.evaluate("window.harmed") is None
    assert page.locator("img").count() == 0
