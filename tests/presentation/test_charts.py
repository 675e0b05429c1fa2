"""Charts as figures: what is drawn equals what was given, and hostile or missing values harm nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from presentation.charts import LEAST_ROW_PX, MOST_ROW_PX, BulletRow, Curve, PathLine, bullet_list, cumulative_curve

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
    assert len(listed(ROWS)["layout"]["shapes"]) == 2 + 1  # two ticks (one row has no data) and the target


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


MAIN = Curve("Kudus", [date(2020, 3, 3), date(2020, 3, 10)], [0.01, 0.05], ["satu", "dua"])
PATH = PathLine("jalur", [date(2020, 2, 14), date(2020, 3, 31)], [0.0, 0.27], "tenggat")


def drawn(**changed: object) -> dict[str, Any]:
    options: dict[str, Any] = {"others": [], "path": PATH, "as_of": date(2020, 3, 15), "as_of_label": "per 15 Mar",
                               "separators": ",."} | changed  # fmt: skip
    main = options.pop("main", MAIN)
    figure: dict[str, Any] = cumulative_curve(main, **options).to_plotly_json()
    return figure


def trace(figure: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = (each for each in figure["data"] if each.get("name") == name)
    return found


def test_the_curve_holds_the_last_figure_and_interpolates_nothing() -> None:
    figure = drawn(others=[replace(MAIN, name="Jati")])
    for name in ("Kudus", "Jati"):
        line = trace(figure, name)
        assert line["line"]["shape"] == "hv"
        assert list(line["x"]) == [*MAIN.days, date(2020, 3, 15)]
        assert list(line["y"]) == [*MAIN.rates, MAIN.rates[-1]]
    (points,) = (each for each in figure["data"] if each["mode"] == "markers")
    assert (list(points["x"]), list(points["y"])) == (list(MAIN.days), list(MAIN.rates))


def test_the_path_is_dashed_and_ends_at_the_target() -> None:
    line = trace(drawn(), "jalur")
    assert line["line"]["dash"] == "dash"
    assert list(line["y"])[-1] == 0.27


def test_where_the_target_speaks_in_another_unit_only_its_last_day_is_drawn() -> None:
    figure = drawn(path=replace(PATH, rates=[]))
    assert "jalur" not in {each.get("name") for each in figure["data"]}
    assert {note["text"] for note in figure["layout"]["annotations"]} == {"per 15 Mar", "tenggat"}


def test_without_a_path_there_is_no_deadline_either() -> None:
    figure = drawn(path=None)
    assert {each["name"] for each in figure["data"] if "name" in each} == {"Kudus"}
    assert [note["text"] for note in figure["layout"]["annotations"]] == ["per 15 Mar"]


@pytest.mark.parametrize("as_of", [date(2020, 2, 10), date(2020, 3, 15), date(2020, 3, 31), date(2020, 12, 31)])
@pytest.mark.parametrize("path", [PATH, None])
def test_the_axis_shows_every_day_that_is_drawn(as_of: date, path: PathLine | None) -> None:
    first, last = (date.fromisoformat(day[:10]) for day in drawn(as_of=as_of, path=path)["layout"]["xaxis"]["range"])
    days = [as_of, *MAIN.days, *((path.days[0], path.days[-1]) if path else ())]
    assert first < min(days)
    assert last > max(days)
    assert last - max(days) < timedelta(days=30)
