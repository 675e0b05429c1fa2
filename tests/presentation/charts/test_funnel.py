"""The funnel: names that do not lie upon each other, and rates that an outdated staff has carried beyond 1."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from presentation.charts.funnel import FunnelPoint, funnel_plot

LINE_PX, PLOT_PX = 14, 270


def drawn(points: list[FunnelPoint]) -> dict[str, Any]:
    figure: dict[str, Any] = funnel_plot(
        points,
        [],
        mean=0.5,
        mean_label="mean",
        size_label="size",
        percent="{:.0%}".format,
        separators=",.",
        ink="#000000",
    ).to_plotly_json()
    return figure


def point(code: int, rate: float, *, is_named: bool = True) -> FunnelPoint:
    return FunnelPoint(str(code), 100, rate, f"OPD {code}", "hover", is_low=True, is_named=is_named)


def test_names_at_one_height_stand_above_each_other() -> None:
    notes = drawn([point(1, 0.2), point(2, 0.2), point(3, 0.21), point(4, 0.6)])["layout"]["annotations"]
    heights = [note["y"] * PLOT_PX - note["ay"] for note in notes if str(note["text"]).startswith("OPD")]
    assert len(heights) == 4
    assert all(abs(one - other) >= LINE_PX for one, other in combinations(heights, 2))


def test_only_those_wanted_are_named() -> None:
    notes = drawn([point(1, 0.2), point(2, 0.4, is_named=False)])["layout"]["annotations"]
    assert [note["text"] for note in notes if note["text"] != "mean"] == ["OPD 1"]


def test_a_rate_above_all_is_drawn_as_it_is() -> None:
    figure = drawn([point(1, 1.4)])
    assert figure["data"][-1]["y"][0] == 1.4
    assert figure["layout"]["yaxis"]["range"][1] > 1.4
