"""Charts as figures: what is drawn equals what was given, and hostile or missing values harm nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from presentation.charts.charts import LEAST_ROW_PX, MOST_ROW_PX, BulletRow, bullet_list

ROW = BulletRow("3319010", "Kaliwungu", 0.1, 0.17, "#96390a", "▼▼ 10,0 %<br>kurang 17.464", "hover")
ROWS = [ROW, replace(ROW, code="3319020", name="Kota Kudus", rate=0.3), replace(ROW, code="3319030", rate=None)]


def listed(rows: list[BulletRow] | None = None, **changed: object) -> dict[str, Any]:
    options: dict[str, Any] = {"target": 0.27, "chosen": None, "ink": "#000000", "height_px": 600} | changed
    figure: dict[str, Any] = bullet_list(ROWS if rows is None else rows, **options).to_plotly_json()
    return figure


def bars(figure: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = figure["data"][1]
    return found


def test_a_bar_is_as_long_as_the_rate() -> None:
    assert list(bars(listed())["x"]) == [0.1, 0.3, 0.0]
    assert list(bars(listed())["customdata"]) == [row.code for row in ROWS]


def test_the_first_row_is_on_top() -> None:
    axis = listed()["layout"]["yaxis"]
    assert axis["autorange"] == "reversed"
    assert list(axis["ticktext"]) == [row.name for row in ROWS]


def test_all_that_is_drawn_lies_on_the_axis() -> None:
    for rows, target in ((ROWS, 0.27), ([replace(ROW, rate=1.4)], 0.27), ([replace(ROW, expected=0.9)], None)):
        low, high = listed(rows, target=target)["layout"]["xaxis"]["range"]
        assert low == 0
        assert high > max([row.rate or 0 for row in rows] + [row.expected or 0 for row in rows] + [target or 0])


def test_an_area_without_data_has_neither_bar_nor_tick_and_keeps_its_remark() -> None:
    figure = listed([replace(ROW, rate=None, remark="○ tidak ada data")], target=None)
    assert list(bars(figure)["x"]) == [0.0]
    assert list(figure["data"][0]["x"]) == [0]
    assert not figure["layout"].get("shapes")
    assert figure["layout"]["annotations"][0]["text"] == "○ tidak ada data"


def test_a_target_in_another_unit_is_not_drawn() -> None:
    rows = [replace(row, expected=None) for row in ROWS]
    assert not listed(rows, target=None)["layout"].get("shapes")
    # Two ticks, each on an edge of its own (one row has no data), and the target.
    assert len(listed(ROWS)["layout"]["shapes"]) == 2 * 2 + 1


@pytest.mark.parametrize(("ink", "edge"), [("#1f2a2c", "#ffffff"), ("#e6eceb", "#0e1415")])
def test_the_stroke_of_what_is_due_is_seen_on_light_and_dark_bars(ink: str, edge: str) -> None:
    wide, narrow, *_ = (shape["line"] for shape in listed([ROW], ink=ink)["layout"]["shapes"])
    assert (wide["color"], narrow["color"]) == (edge, ink)
    assert wide["width"] > narrow["width"]


def test_the_marked_row_is_marked_in_name_and_bar() -> None:
    figure = listed(chosen="3319020")
    assert [name.startswith("<b>") for name in figure["layout"]["yaxis"]["ticktext"]] == [False, True, False]
    widths = list(bars(figure)["marker"]["line"]["width"])
    assert widths[1] > max(widths[0], widths[2])


@pytest.mark.parametrize("count", [1, 9, 26, 132])
def test_rows_neither_shrink_nor_swell(count: int) -> None:
    height = listed([replace(ROW, code=str(place)) for place in range(count)])["layout"]["height"]
    assert LEAST_ROW_PX * count <= height <= MOST_ROW_PX * count + 40


def test_no_rows_at_all() -> None:
    assert list(bars(listed([], target=None))["x"]) == []


def test_the_margin_grows_with_the_remarks() -> None:
    short, long = (listed([replace(ROW, remark=remark)])["layout"]["margin"]["r"] for remark in ("a", "a" * 30))
    assert long > short


def test_a_bar_that_is_only_a_bound_is_hatched_and_full() -> None:
    rows = [
        BulletRow("1", "A", 1.0, None, "#17807a", "≥ 95 %", "", is_bound=True),
        BulletRow("2", "B", 0.5, None, "#17807a", "", ""),
    ]
    figure: dict[str, Any] = bullet_list(
        rows, target=None, chosen=None, ink="#000000", height_px=0, full=1.0, overall=0.6
    ).to_plotly_json()
    bars = figure["data"][1]
    assert list(bars["marker"]["pattern"]["shape"]) == ["/", ""]
    assert list(bars["x"]) == [1.0, 0.5]
    # All together have a dashed line of their own.
    assert [shape["line"]["dash"] for shape in figure["layout"]["shapes"] if shape["x0"] == 0.6] == ["dash"]
    assert (
        "pattern"
        not in bullet_list(rows[1:], target=None, chosen=None, ink="#000000", height_px=0)
        .data[1]
        .marker.to_plotly_json()
    )
