"""The way to the target as a figure: the path, the curve, the gains below and the hatched outage."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from presentation.charts.curve import Curve, GainBar, Gains, PathLine, cumulative_curve, zoom_to

MAIN = Curve("Kudus", [date(2020, 3, 3), date(2020, 3, 10)], [0.01, 0.05], ["satu", "dua"])
PATH = PathLine("jalur", [date(2020, 2, 14), date(2020, 3, 31)], [0.0, 0.27], "tenggat")


def drawn(**changed: object) -> dict[str, Any]:
    options: dict[str, Any] = {"others": [], "path": PATH, "as_of": date(2020, 3, 15), "as_of_label": "per 15 Mar",
                               "separators": ",.", "percent": "{:.0%}".format} | changed  # fmt: skip
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
    (points,) = (each for each in figure["data"] if each.get("mode") == "markers")
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


GAINS = Gains(
    [
        GainBar(date(2020, 3, 4), date(2020, 3, 10), 700.0, "7 hari"),
        GainBar(date(2020, 3, 11), date(2020, 3, 11), 90, ""),
    ],
    "Tambahan",
    [date(2020, 3, 5)],
    "gangguan",
    lambda count: f"{count:.0f} KK",
)
DAY_MS = 86_400_000


def test_a_gain_covers_the_days_it_came_in_on() -> None:
    figure = drawn(gains=GAINS)
    (bars,) = (each for each in figure["data"] if each["type"] == "bar" and each.get("name") != "gangguan")
    assert list(bars["y"]) == [700.0, 90]
    assert list(bars["x"]) == [date(2020, 3, 7), date(2020, 3, 11)]
    assert [round(width / DAY_MS, 1) for width in bars["width"]] == [6.8, 0.8]
    assert all(text.endswith(" KK") for text in figure["layout"]["yaxis2"]["ticktext"])


def test_a_day_of_outage_is_hatched_and_named() -> None:
    hatched = trace(drawn(gains=GAINS), "gangguan")
    assert list(hatched["x"]) == [date(2020, 3, 5)]
    assert hatched["marker"]["pattern"]["shape"]
    assert "gangguan" not in {each.get("name") for each in drawn(gains=replace(GAINS, outages=[]))["data"]}


@pytest.mark.parametrize(("top", "last"), [(0.004, "0%"), (0.05, "5%"), (0.27, "25%"), (0.9, "80%")])
def test_the_axis_has_few_round_marks_up_to_what_is_drawn(top: float, last: str) -> None:
    axis = drawn(main=replace(MAIN, rates=[0.0, top]), path=None)["layout"]["yaxis"]
    assert 2 <= len(axis["tickvals"]) <= 7
    assert axis["tickvals"][-1] <= top
    assert axis["ticktext"][-1] == last


JATI, BAE = replace(MAIN, name="Jati", rates=[0.02, 0.09]), replace(MAIN, name="Bae", rates=[0.0, 0.01])


def test_a_grey_line_says_area_day_and_figure_and_that_it_is_simulated() -> None:
    line = trace(drawn(others=[JATI], hover_mark=" · SIMULASI"), "Jati")
    assert line["hovertemplate"] == "<b>Jati</b> · SIMULASI<br>%{x|%d/%m/%Y}<br>%{y:.1%}<extra></extra>"


def test_the_highest_and_the_lowest_line_have_their_names_at_their_ends() -> None:
    figure = drawn(others=[JATI, replace(MAIN, name="Dawe"), BAE])
    notes = {note["text"]: note for note in figure["layout"]["annotations"]}
    assert (notes["Jati"]["y"], notes["Bae"]["y"]) == (0.09, 0.01)
    assert notes["Jati"]["x"] == "2020-03-10"
    assert "Dawe" not in notes
    # One line alone is what the page has named already.
    assert "Jati" not in {note["text"] for note in drawn(others=[JATI])["layout"]["annotations"]}


def test_some_days_alone_show_the_rates_of_these_days() -> None:
    first, last = date(2020, 3, 5), date(2020, 3, 15)
    figure = cumulative_curve(
        MAIN, others=[], path=PATH, as_of=last, as_of_label="", separators=",.", percent="{:.0%}".format, gains=GAINS
    )
    zoom_to(figure, first, last, [MAIN, JATI], "{:.1%}".format)
    layout = figure.to_plotly_json()["layout"]
    assert layout["xaxis"]["range"] == ["2020-03-04", "2020-03-16"]
    low, high = layout["yaxis"]["range"]
    # From what was carried into the days, 1 %, to the highest in them, 9 %.
    assert 0 <= low < 0.01 < 0.09 < high < 0.1
    assert all(low <= mark <= high for mark in layout["yaxis"]["tickvals"])
    assert len(layout["yaxis"]["tickvals"]) >= 3
