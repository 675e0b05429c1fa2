"""The map as a figure: one trace and one entry of the legend per class, the geometry by address."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from geo.choropleth import MapArea, MapClass, MapFrame, choropleth
from geo.labels import Extent

if TYPE_CHECKING:
    from collections.abc import Sequence

CLASSES = [
    MapClass("▲ sesuai", "#17807a", "#6f7b7d", "#ffffff"),
    MapClass("● waspada", "#efe8d8", "#6f7b7d", "#2a2620"),
    MapClass("○ tidak ada data", "#d9dede", "#8a9699", "#2f3a3c"),
]
POINTS = pd.DataFrame(
    {"longitude": [110.8, 110.9], "latitude": [-6.8, -6.8], "radius": [0.03, 0.03], "half_width": [0.03, 0.03]},
    index=pd.Index(["a", "b"], name="code"),
)
FRAME = MapFrame("/app/static/maps/x.json", POINTS, Extent(110.7, -6.9, 111.0, -6.7), 600, 420)
AREAS = [MapArea("a", 1, ("Bae", "● 9 %"), "A"), MapArea("b", 2, ("Jati",), "B")]


def drawn(areas: Sequence[MapArea] = AREAS, *, chosen: str | None = None) -> dict[str, Any]:
    figure: dict[str, Any] = json.loads(choropleth(areas, classes=CLASSES, frame=FRAME, chosen=chosen).to_json())
    return figure


def maps(figure: dict[str, Any]) -> list[dict[str, Any]]:
    return [trace for trace in figure["data"] if trace["type"] == "choropleth"]


def test_each_area_stands_in_its_class_and_no_other() -> None:
    traces = maps(drawn())
    assert [set(trace["locations"]) - {""} for trace in traces] == [set(), {"a"}, {"b"}]
    assert traces[1]["colorscale"][0][1] == traces[1]["colorscale"][1][1] == CLASSES[1].fill


@pytest.mark.parametrize("areas", [AREAS, [], AREAS[:1]])
def test_the_legend_names_every_class_also_those_without_an_area(areas: list[MapArea]) -> None:
    figure = drawn(areas)
    assert [trace["name"] for trace in figure["data"] if trace.get("showlegend")] == [one.label for one in CLASSES]
    # A click on the legend must not hide a class.
    assert figure["layout"]["legend"]["itemclick"] is False
    assert figure["layout"]["legend"]["itemdoubleclick"] is False


def test_the_geometry_travels_by_address() -> None:
    assert {trace["geojson"] for trace in maps(drawn(chosen="a"))} == {FRAME.geojson_url}
    assert "coordinates" not in json.dumps(drawn())


def test_the_hover_belongs_to_its_area() -> None:
    for trace in maps(drawn())[1:]:
        assert trace["text"] == [{"a": "A", "b": "B"}[code] for code in trace["locations"]]
        assert trace["hovertemplate"] == "%{text}<extra></extra>"


def test_the_chosen_area_is_marked_and_one_that_is_not_there_is_not() -> None:
    plain, marked = maps(drawn()), maps(drawn(chosen="b"))
    assert len(marked) == len(plain) + 1
    assert marked[-1]["locations"] == ["b"]
    assert marked[-1]["marker"]["line"]["width"] > marked[0]["marker"]["line"]["width"]
    assert len(maps(drawn(chosen="zz"))) == len(plain)


def test_labels_stand_at_their_points_in_the_ink_of_their_class() -> None:
    labels = drawn()["data"][-1]
    assert labels["type"] == "scattergeo"
    assert sorted(zip(labels["text"], labels["lon"], labels["textfont"]["color"], strict=True)) == [
        ("Bae<br>● 9 %", 110.8, CLASSES[1].ink),
        ("Jati", 110.9, CLASSES[2].ink),
    ]


def test_an_area_without_an_outline_has_no_label_and_is_no_error() -> None:
    more = [*AREAS, MapArea("zz", 1, ("Bae",), "Z")]
    assert len(drawn(more)["data"][-1]["text"]) == 2


def test_it_shows_the_whole_extent_and_nothing_of_the_world() -> None:
    geo = drawn()["layout"]["geo"]
    assert geo["visible"] is False
    assert geo["lonaxis"]["range"] == [FRAME.extent.west, FRAME.extent.east]
    assert geo["lataxis"]["range"] == [FRAME.extent.south, FRAME.extent.north]
