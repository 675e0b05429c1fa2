"""Lists and maps as values: what is sent equals what was given, and fits the script that draws it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from presentation.charts.area_view import (
    LEAST_ROW_PX,
    MOST_ROW_PX,
    Above,
    AreaClass,
    AreaList,
    AreaMap,
    ShownArea,
    in_group,
    short_name,
)
from presentation.charts.colours import (
    LOADS,
    LOADS_ON_DARK,
    NO_CLASS,
    NO_COMPARISON,
    STEPS,
    STEPS_ON_DARK,
    UNCOMPARED,
    UNCOMPARED_INK,
    Palette,
    class_name,
)
from tests.support import ROOT

SCRIPT = (ROOT / "static" / "area_view.js").read_text(encoding="utf-8")
HOSTILE = '<b onclick="x()">&amp;</b>'
AREA = ShownArea(
    "3319010", "Kaliwungu", 4, ("Kaliwungu", "▼▼ 10,0 %"), ("Kaliwungu", "10,00 % · 1 dari 10 jiwa"),
    ("▼▼ 10,0 %", "kurang 17.464"), "Kaliwungu: 10,0 %", length=0.1, expected=0.17,
)  # fmt: skip
AREAS = [AREA, replace(AREA, code="3319020", name="Kota Kudus", class_index=0, length=0.3), replace(
    AREA, code="3319030", class_index=NO_CLASS, length=None, expected=None, remark=("○ tidak ada data",)
)]  # fmt: skip
CLASSES = [AreaClass(f"kelas {n}", "#fff", "#000", "#000", is_listed=n != 1) for n in range(NO_CLASS + 1)]


def listed(areas: list[ShownArea] | None = None, **changed: Any) -> dict[str, Any]:
    return AreaList(AREAS if areas is None else areas, "alt", **({"target": 0.27} | changed)).values()


def mapped(areas: list[ShownArea] | None = None, **changed: Any) -> dict[str, Any]:
    return AreaMap(AREAS if areas is None else areas, "alt", "Peta", CLASSES, "/x.json", **changed).values()


def test_lengths_stand_in_proportion_and_within_the_width() -> None:
    shown = listed()
    one, other, none = shown["areas"]
    assert other["length"] == pytest.approx(3 * one["length"], abs=0.02)
    assert one["expected"] == pytest.approx(1.7 * one["length"], abs=0.02)
    assert shown["target"] == pytest.approx(2.7 * one["length"], abs=0.02)
    assert 90 < max(other["length"], shown["target"]) < 100
    assert none["length"] is none["expected"] is None


@pytest.mark.parametrize(
    ("area", "target"), [(replace(AREA, length=1.4), 0.27), (replace(AREA, expected=0.9), None), (AREA, 2.0)]
)
def test_all_that_is_drawn_lies_in_the_width(area: ShownArea, target: float | None) -> None:
    shown = listed([area], target=target)
    (row,) = shown["areas"]
    assert all(0 <= part <= 100 for part in (row["length"], row["expected"], shown["target"] or 0))


def test_a_list_may_be_as_wide_as_the_whole() -> None:
    assert listed(full=1.0)["areas"][0]["length"] == pytest.approx(10 / 1.03, abs=0.01)


def test_all_together_have_a_line_and_a_bound_is_told_as_one() -> None:
    shown = listed([replace(AREA, length=1.0, is_bound=True), AREA], overall=0.6, full=1.0)
    assert shown["overall"] == pytest.approx(60 / 1.03, abs=0.01)
    assert [area["is_bound"] for area in shown["areas"]] == [True, False]
    assert listed()["overall"] is None


def test_a_map_has_the_areas_above_and_tints_where_asked_for() -> None:
    above = Above("/kecamatan.json", {"3319010": "Kaliwungu"}, (3, -2))
    shown = mapped([replace(AREA, is_pale=True), *AREAS[1:]], above=above, palette=Palette.LOAD)
    assert shown["above"] == {"url": "/kecamatan.json", "names": {"3319010": "Kaliwungu"}, "offset": (3, -2)}
    assert [area["is_pale"] for area in shown["areas"]] == [True, False, False]
    assert (shown["palette"], mapped()["palette"], listed()["palette"]) == ("load", "distance", "distance")
    assert mapped()["above"] is None


def test_a_target_in_another_unit_is_not_drawn() -> None:
    assert listed(target=None)["target"] is None


def test_the_order_is_kept_and_so_is_every_word() -> None:
    for shown in (listed(), mapped()):
        assert [area["code"] for area in shown["areas"]] == [area.code for area in AREAS]
        assert [area["hover"] for area in shown["areas"]] == [area.hover for area in AREAS]
        assert shown["alt"] == "alt"
    assert [area["remark"] for area in listed()["areas"]] == [area.remark for area in AREAS]
    assert [area["label"] for area in mapped()["areas"]] == [area.label for area in AREAS]


def test_each_area_stands_in_its_class_in_list_and_map() -> None:
    for shown in (listed(), mapped()):
        assert [area["step"] for area in shown["areas"]] == ["step-4", "step-0", "no-data"]


def test_the_legend_names_every_listed_class_also_those_without_an_area() -> None:
    legend = mapped()["classes"]
    assert [entry["label"] for entry in legend] == [f"kelas {n}" for n in (0, 2, 3, 4, 5)]
    assert [entry["step"] for entry in legend] == ["step-0", "step-2", "step-3", "step-4", "no-data"]
    assert mapped([])["classes"] == legend


def test_the_geometry_travels_by_address() -> None:
    assert mapped()["url"] == "/x.json"
    assert len(json.dumps(mapped())) < 2000


def test_the_chosen_area_is_told() -> None:
    assert listed(chosen="3319020")["chosen"] == mapped(chosen="3319020")["chosen"] == "3319020"
    assert listed()["chosen"] is mapped()["chosen"] is None


def test_names_are_text_and_no_markup() -> None:
    """The script writes them as text; what would escape them here would be read aloud and seen."""
    area = replace(AREA, name=HOSTILE[:20], label=(HOSTILE,), hover=(HOSTILE,), remark=(HOSTILE,))
    assert listed([area])["areas"][0]["name"] == HOSTILE[:20]
    for shown in (listed([area]), mapped([area])):
        assert json.loads(json.dumps(shown))["areas"][0]["hover"] == [HOSTILE]
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|eval\(", SCRIPT)


def test_a_long_name_leaves_room_for_the_figures() -> None:
    assert short_name("x" * 21) == "x" * 21
    assert len(short_name("Dinas Pekerjaan Umum dan Penataan Ruang")) <= 21
    assert short_name("Dinas Pekerjaan Umum dan Penataan Ruang").endswith("…")


@pytest.mark.parametrize("count", [1, 9, 26, 132])
def test_rows_neither_shrink_nor_swell(count: int) -> None:
    height = AreaList([replace(AREA, code=str(place)) for place in range(count)], "alt").height_px(600)
    assert LEAST_ROW_PX * count <= height <= MOST_ROW_PX * count


def test_a_row_is_as_high_as_its_remark_is_long() -> None:
    long = replace(AREA, remark=("kurang sekitar 12.345 keluarga", "dari yang dijanjikan sampai hari itu"))
    assert AreaList([long], "alt").height_px(0) >= 4 * 13 * 1.3


def test_no_rows_at_all() -> None:
    assert listed([], target=None)["areas"] == []
    assert AreaList([], "alt").height_px(600) == 0


def test_a_page_adds_its_words_and_changes_nothing_else() -> None:
    values = listed()
    shown = in_group(values, "overview", {"how": "Enter"}, is_choice=False)
    assert {key: value for key, value in shown.items() if key in values} == values
    assert (shown["group"], shown["words"], shown["chooses"]) == ("overview", {"how": "Enter"}, False)


def palette(name: str) -> dict[str, str]:
    """The colours that the script gives the classes in light or dark."""
    found = re.search(rf"const {name} = `(.*?)`", SCRIPT, re.DOTALL)
    assert found is not None
    return dict(re.findall(r"--((?:step|on)-\w+|uncompared):(#[0-9a-f]{6})", found.group(1)))


@pytest.mark.parametrize(
    ("name", "steps"), [("LIGHT", STEPS), ("DARK", STEPS_ON_DARK), ("LOAD", LOADS), ("LOAD_ON_DARK", LOADS_ON_DARK)]
)
def test_the_screen_has_the_colours_of_the_paper(name: str, steps: tuple[Any, ...]) -> None:
    colours = palette(name)
    for n, step in enumerate(steps):
        assert (colours[f"step-{n}"], colours[f"on-{n}"]) == (step.colour, step.ink)
    if name == "LIGHT":
        assert (colours["uncompared"], colours["on-uncompared"]) == (UNCOMPARED, UNCOMPARED_INK)


def test_the_wall_has_the_colours_of_the_dark() -> None:
    style = (ROOT / "static" / "wall" / "layar.css").read_text(encoding="utf-8")
    assert re.findall(r"--step-\d: (#[0-9a-f]{6})", style) == [step.colour for step in STEPS_ON_DARK]


def test_every_class_has_a_rule_in_the_script() -> None:
    assert "[0, 1, 2, 3, 4].map" in SCRIPT
    assert [class_name(n) for n in range(5)] == [f"step-{n}" for n in range(5)]
    for index in (NO_CLASS, NO_COMPARISON):
        assert f".area-view .{class_name(index)}{{" in SCRIPT


def test_the_script_needs_nothing_but_itself() -> None:
    """The wall and a copy without a server load it as it is."""
    assert not re.search(r"^\s*import\b|\bimport\(|\brequire\(", SCRIPT, re.MULTILINE)
    assert "http" not in SCRIPT.replace("http://www.w3.org/2000/svg", "")
